"""Taking hand-ins in: a heap of files that was dropped on the page, or what lies in the shared folder."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from grading.app.tables import left_out_text
from grading.app.teacher.jobs import Progress
from grading.app.teacher.part import Part, Verb, View, text_of
from grading.app.teacher.regrading import mark_said
from grading.app.teacher.said import in_place, said, when
from grading.at_work import at_work
from grading.collecting import collect_all
from grading.enrol import read_names
from grading.exchange import Dropped
from grading.glance import glance
from grading.intake import Intake, Row, klass_of, take, texts
from grading.receipts import Match, find_receipt
from grading.words import title_of

MOST = 500
CALM = ("taken", "duplicate", "older")


class Taking(Part):
    """What came in, each thing with its answer."""

    def shown(self) -> View:
        """How much waits to be graded."""
        found = glance(self.directory)
        return {"waiting": found.waiting, "loose": found.loose, "rows": None, "counts": [], "receipt": None}

    def verbs(self) -> dict[str, Verb]:
        """Two ways in, and looking for what a learner's receipt names."""
        return {"take": self._take, "collect": self._collect, "receipt": self._receipt}

    def _take(self, _: View) -> None:
        uploads, klass = self.console.uploads, klass_of(self.classroom())
        paths, left = uploads.paths(), [Row(name, "too_big", texts()["too_big"]) for name in uploads.left]

        def work(progress: Progress) -> Intake:
            with at_work(klass.directory, "take"):
                return Intake((*take(klass, paths, None, progress).rows, *left))

        self.console.begin("taken", said("work", "taking"), work)

    def _collect(self, _: View) -> None:
        classroom = self.classroom()

        def work(progress: Progress) -> tuple[Dropped, ...]:
            return collect_all(classroom, lambda done, total, lesson: progress(done, total, title_of(lesson)))

        self.console.begin("collected", said("work", "collecting"), work)

    def _receipt(self, message: View) -> None:
        classroom, code = self.classroom(), text_of(message, "code")

        def work(_: Any) -> View:  # noqa: ANN401 - the job's progress
            return receipt_view(code, find_receipt(classroom, code), read_names(classroom.directory))

        self.console.begin("found", said("work", "finding"), work)

    def done(self, name: str, result: Any) -> None:  # noqa: ANN401
        """Each thing with its answer; what was dropped on the page is in the class now, or told why not."""
        if name == "taken":
            self.console.uploads.end()
            self._show_rows([taken_row(row, self.directory.name) for row in result.rows], _counts(result))
        elif name == "found":
            if self.console.view["section"] == "taking":
                self.show(receipt=result)
        else:
            rows = left_out_rows(result, self.directory)
            self._show_rows(rows, [])
            self.console.tell(said("told", "collected", waiting=self.console.part.get("waiting", 0)))

    def _show_rows(self, rows: list[View], counts: list[View]) -> None:
        if self.console.view["section"] == "taking":
            # Those that want something first.
            ordered = sorted(rows, key=lambda row: row["calm"])
            self.renew(rows=ordered[:MOST], more=max(0, len(rows) - MOST), counts=counts)


def _counts(found: Intake) -> list[View]:
    counted = found.counted()
    calm = [(kind, counted.pop(kind, 0)) for kind in CALM]
    groups = [*calm, ("rest", sum(counted.values()))]
    return [{"kind": kind, "count": count, "said": said("counts", kind)} for kind, count in groups if count]


def receipt_view(code: str, matches: Iterable[Match], names: Mapping[str, str]) -> View:
    """What a receipt's code names: each piece of work once, with every place where it is and whether it counts."""
    works: dict[tuple[str, str, str], list[Match]] = {}
    for each in matches:
        works.setdefault((each.learner, each.lesson, each.digest), []).append(each)
    return {
        "code": code,
        "works": [
            {
                "id": learner,
                "name": names.get(learner, ""),
                "title": title_of(lesson),
                "time": next(filter(None, (when(each.time) for each in found)), ""),
                "state": _state(found),
                "lines": _places(found),
            }
            for (learner, lesson, _), found in works.items()
        ],
    }


def _state(found: Sequence[Match]) -> str:
    """``counts``, ``waits`` for what lies in the exchange alone, or ``replaced``."""
    if any(each.counts for each in found):
        return "counts"
    return "waits" if all(each.where == "exchange" for each in found) else "replaced"


def _places(found: Sequence[Match]) -> list[str]:
    lines, waits = [], _state(found) == "waits"
    for each in found:
        if each.where == "exchange" and not waits:
            # Everything that was handed in stays there, so it is no news of what was taken in.
            continue
        if each.where == "graded":
            key = "graded_now" if each.counts else "graded_before"
            lines.append(said("receipt", key, mark=mark_said(each.outcome, Decimal(each.mark or 0))))
        else:
            lines.append(said("receipt", each.where))
    if waits:
        lines.append(said("receipt", "only_exchange"))
    return list(dict.fromkeys(lines))


def taken_row(row: Row, course: str) -> View:
    """One thing of a heap, in this page's words."""
    words = {"learner": row.learner, "lesson": title_of(row.lesson), "course": course}
    calm = row.result in CALM
    said_short = row.text.replace(row.lesson, row.lesson[:2].lstrip("0") or "0") if row.lesson else row.text
    return {
        "file": row.file,
        "kind": row.result,
        "calm": calm,
        "text": in_place(f"take_{row.result}", said_short, words),
    }


def left_out_rows(left_out: Iterable[Dropped], directory: Any) -> list[View]:  # noqa: ANN401 - a path
    """What collecting did not take, in this page's words."""
    rows = []
    for each in left_out:
        words = {"learner": each.learner, "name": each.name, "lesson": "", "course": directory.name}
        key = f"take_{each.reason}" if each.text else f"left_{each.reason}"
        text = in_place(key, left_out_text(each, directory), words)
        rows.append({"file": each.name, "kind": each.reason, "calm": False, "text": text})
    return rows
