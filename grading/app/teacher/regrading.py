"""What grading again would change, and every earlier mark of a learner, as the teacher's page shows them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from grading.app.teacher.part import View
from grading.app.teacher.said import when
from grading.averages import texts
from grading.regrade import Change, CheckChange, Preview, Seen, check_changes
from grading.results import Grading
from grading.words import number, title_of


def preview_view(found: Preview, names: Mapping[str, str]) -> View:
    """A preview by lesson, each change with its reasons; who keeps an old mark or could not be graded is told apart."""
    by_mark = [change for change in found.changes if change.mark_changes]
    lessons = dict.fromkeys(change.lesson for change in by_mark)
    return {
        "changed": len(by_mark),
        "unchanged": found.unchanged,
        "lessons": [
            {"title": title_of(lesson), "rows": [_change(each, names) for each in by_mark if each.lesson == lesson]}
            for lesson in lessons
        ],
        "same": [_change(each, names) for each in found.changes if not each.mark_changes],
        "kept": [
            {**_who(each.learner, each.lesson, names), "mark": number(each.mark), "release": each.release}
            | {"why": each.why}
            for each in found.kept
        ],
        "waiting": [_who(learner, lesson, names) for learner, lesson in found.waiting],
        "failed": [{**_who(learner, lesson, names), "why": fault} for learner, lesson, fault in found.failed],
    }


def history_view(gradings: Sequence[Grading]) -> list[View]:
    """The gradings of one lesson of a learner, the oldest first, each with what its checks judged otherwise."""
    rows: list[View] = []
    before: Grading | None = None
    for each in gradings:
        rows.append(
            {
                "graded_at": when(each.graded_at),
                "mark": mark_said(each.outcome, each.mark),
                "attempt": each.attempt or "",
                "release": each.release,
                "checks": [_check(one) for one in check_changes(before.results, each.results)] if before else [],
                "first": before is None,
                "other_work": before is not None and before.digest != each.digest,
                "remark": each.remark,
            }
        )
        before = each
    return rows


def mark_said(outcome: str, mark: Decimal) -> str:
    """A mark, or why there is none."""
    return number(mark) if outcome == "graded" else str(texts()["states"][outcome])


def _who(learner: str, lesson: str, names: Mapping[str, str]) -> View:
    return {"id": learner, "name": names.get(learner, ""), "lesson": title_of(lesson).split(".")[0]}


def _change(change: Change, names: Mapping[str, str]) -> View:
    graded = change.outcome == change.outcome_before == "graded"
    return {
        **_who(change.learner, change.lesson, names),
        "before": mark_said(change.outcome_before, change.before),
        "now": mark_said(change.outcome, change.now),
        "graded_at": when(change.graded_at),
        "release": change.release,
        "other_work": change.other_work,
        # Of work that cannot be opened any more, every check would be listed as lost: its remark says why.
        "checks": [_check(each) for each in change.checks] if graded else [],
        "remark": change.remark,
    }


def _check(change: CheckChange) -> View:
    before, now = change.before, change.now
    return {
        "id": change.id,
        "text": change.description,
        "before": _points(before),
        "now": _points(now),
        "versions": [seen.version if seen else 0 for seen in (before, now)],
        "was": before.reason if before else "",
        "is": now.reason if now else "",
    }


def _points(seen: Seen | None) -> str:
    return f"{number(seen.points)}/{number(seen.maximum)}" if seen else ""
