"""One page of paper for each learner: every lesson's mark, what was right, what was not and why, the shorter way.

It has to fit on A4, so it tells the dearest slips and leaves the rest to the feedback pages. Of an exam that the
class's sheet still calls an exam it tells the mark alone.
"""

from __future__ import annotations

import html
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from string import Template
from typing import NamedTuple

from grading.checks import Result
from grading.classroom import Classroom
from grading.coding.tasks import TASKS
from grading.debrief import steps_of
from grading.feedback import TEMPLATE as FEEDBACK_TEMPLATE
from grading.feedback import exercise_name, feedback_of, page, title
from grading.held import Held, held_marks, true_mark
from grading.players import Player, Recording
from grading.rates import label_of, sheets_of
from grading.results import Grading, Results
from grading.solutions.catalogue import SOLUTIONS
from grading.traces import LookError, Trace, TraceStore, stage_name, texts
from grading.tracing import prepare
from grading.words import number, say
from simulator import Case
from simulator.clock import day_text

TEMPLATE = FEEDBACK_TEMPLATE.with_name("summary.html")
PAGE, WHOLE_CLASS = "tong-ket.html", "tong-ket-ca-lop.html"
ROOM = 2_100
"""Letters of slips that one page has room for, beside its table; tried with every lesson full of them."""
LONGEST = 200
"""Letters of one slip."""
MOST = 3
"""Slips of one lesson."""
ANYBODY = "8A1-01"
"""Whose case the reference is counted on: it takes the same steps in every case."""


class Line(NamedTuple):
    """One lesson on the page, in words. ``wrong`` are the dearest slips, ``more`` says how many there are beside."""

    lesson: str
    mark: str
    right: str
    wrong: tuple[str, ...]
    more: str
    shorter: str


class Summary(NamedTuple):
    """One learner's page."""

    learner: str
    name: str
    klass: str
    done: str
    lines: tuple[Line, ...]
    foot: str


@cache
def reference_steps(lesson: str) -> int:
    """How many steps the reference takes, without looking and waiting; 0 for a lesson that has none."""
    if lesson in TASKS:
        return 0
    seat = Recording(Case.for_learner(lesson, ANYBODY))
    if lesson in SOLUTIONS:
        SOLUTIONS[lesson].play(seat)
    elif lesson[:2] == "00":
        Player(seat).play()
    else:
        return 0
    return steps_of(seat.portal)


# --- what is told ------------------------------------------------------------------------


class Slip(NamedTuple):
    """What was lost and why; ``cost`` in points, ``tried`` comes before what was not come to."""

    cost: Decimal
    tried: bool
    text: str


def slips_of(grading: Grading) -> list[Slip]:
    """What was not right, a worksheet's questions as one, the dearest first."""
    sheets, found = sheets_of(grading.lesson), []
    grouped = defaultdict[str, list[Result]](list)
    for result in grading.results:
        grouped[result.exercise if result.exercise in sheets else result.id].append(result)
    for key, results in grouped.items():
        missed = [result for result in results if result.outcome != "passed"]
        if not missed:
            continue
        tried = [result for result in missed if result.outcome == "failed"]
        why = (tried or missed)[0]
        if key in sheets:
            words = {"title": stage_name(grading.lesson, key), "right": len(results) - len(missed), "all": len(results)}
            label = texts()["summary"]["sheet"].format(**words)
        else:
            label = label_of(why.description)
        cost = sum((result.max_points - result.points for result in missed), Decimal(0))
        found.append(Slip(cost, bool(tried), _short(f"{label}: {why.reason} {why.help}".strip())))
    return sorted(found, key=lambda slip: (not slip.tried, -slip.cost))


def _short(text: str) -> str:
    """A text that fits, cut after a sentence if one ends in time, else after a word."""
    if len(text) <= LONGEST:
        return text
    head = text[:LONGEST]
    end = max(head.rfind(". "), head.rfind("? "))
    return head[: end + 1] if end > LONGEST // 3 else head.rsplit(" ", 1)[0] + "…"


def shorter_way(grading: Grading, trace: Trace | None) -> str:
    """How many steps were taken, against the reference's."""
    shortest = reference_steps(grading.lesson) if trace else 0
    if trace is None or not shortest:
        return ""
    words, said = {"steps": trace.steps, "shortest": shortest}, texts()["summary"]
    if any(result.outcome == "not_attempted" for result in grading.results):
        return said["steps_open"].format(**words)
    return said["steps_more" if trace.steps > shortest else "steps_same"].format(**words)


def summary_of(
    learner: str,
    gradings: Mapping[str, Grading | None],
    exams: Iterable[str],
    traces: Mapping[str, Trace],
    day: date,
    *,
    klass: str,
    name: str = "",
    held: Mapping[str, Held] | None = None,
) -> Summary:
    """A learner's page from the newest grading of each lesson of the class, ``None`` where there is none.

    ``held`` is what the gradebook has of the lessons: its mark is the one that counts.
    """
    said, hidden = texts()["summary"], set(exams)
    slips = {
        lesson: slips_of(grading)
        for lesson, grading in gradings.items()
        if grading is not None and grading.outcome == "graded" and lesson not in hidden
    }
    chosen = _chosen(slips)
    lines, done = [], 0
    for lesson, grading in gradings.items():
        if grading is None or grading.outcome != "graded":
            why = grading.remark if grading is not None and grading.outcome == "could_not_run" else said["no_work"]
            lines.append(Line(title(lesson), "–", "", (_short(why),), "", ""))
            continue
        done += 1
        true = true_mark(grading.mark, (held or {}).get(lesson))
        mark = number(grading.mark if true.value is None else true.value) + ("*" if true.kind else "")
        if lesson in hidden:
            lines.append(Line(title(lesson), mark, "", (said["exam"],), "", ""))
            continue
        left = len(slips[lesson]) - len(chosen[lesson])
        lines.append(
            Line(
                lesson=title(lesson),
                mark=mark,
                right=_right(grading),
                wrong=tuple(chosen[lesson]) if slips[lesson] else (said["all_right"],),
                more=said["more"].format(count=left) if left else "",
                shorter=shorter_way(grading, traces.get(lesson)),
            )
        )
    starred = say("certificate", "changed") if any(line.mark.endswith("*") for line in lines) else ""
    return Summary(
        learner=learner,
        name=name,
        klass=klass,
        done=said["average"].format(done=done, all=len(gradings)),
        lines=tuple(lines),
        foot=" ".join(filter(None, (starred, said["foot"].format(day=day_text(day))))),
    )


def _right(grading: Grading) -> str:
    """How many checks passed, and which exercises wholly."""
    said, passed = texts()["summary"], sum(result.outcome == "passed" for result in grading.results)
    counted = said["passed"].format(passed=passed, all=len(grading.results))
    missed = {result.exercise for result in grading.results if result.outcome != "passed"}
    whole = [name for name in grading.by_exercise if name not in missed]
    if not whole or not missed:
        return counted
    return f"{counted}. {said['whole'].format(names=', '.join(exercise_name(name) for name in whole))}"


def _chosen(slips: Mapping[str, Sequence[Slip]]) -> dict[str, list[str]]:
    """Slips as long as there is room: each lesson's dearest first, then each one's second."""
    chosen: dict[str, list[str]] = {lesson: [] for lesson in slips}
    room = ROOM
    for place in range(MOST):
        for lesson, found in slips.items():
            if place < len(found) and len(found[place].text) <= room:
                chosen[lesson].append(found[place].text)
                room -= len(found[place].text)
    return chosen


# --- the page ----------------------------------------------------------------------------


@cache
def _template() -> Template:
    return Template(TEMPLATE.read_text(encoding="utf-8"))


def summary_page(summaries: Sequence[Summary]) -> str:
    """A page that asks no other host and needs no script, one sheet of paper for each learner."""
    said = texts()["summary"]
    sheets = "\n".join(_sheet(summary, said) for summary in summaries)
    who = summaries[0].learner if len(summaries) == 1 else (summaries[0].klass if summaries else "")
    return _template().substitute(title=html.escape(f"{said['title']} · {who}"), sheets=sheets)


def _sheet(summary: Summary, said: Mapping[str, str]) -> str:
    who = said["who"].format(klass=summary.klass, learner=summary.learner)
    foot = f"{summary.foot} {say('feedback', 'mark_of_simulation')}"
    head = "".join(f"<th>{html.escape(said[key])}</th>" for key in ("lesson", "mark", "right", "wrong", "shorter"))
    rows = []
    for line in summary.lines:
        wrong = "".join(f"<li>{html.escape(text)}</li>" for text in line.wrong)
        more = f'<p class="soft">{html.escape(line.more)}</p>' if line.more else ""
        cells = (
            f"<th scope='row'>{html.escape(line.lesson)}</th>",
            f"<td class='mark'>{html.escape(line.mark)}</td>",
            f"<td>{html.escape(line.right)}</td>",
            f"<td><ul>{wrong}</ul>{more}</td>",
            f"<td>{html.escape(line.shorter)}</td>",
        )
        rows.append(f"<tr>{''.join(cells)}</tr>")
    return (
        f'<section class="sheet"><header>Cổng Tập</header><h1>{html.escape(said["title"])}</h1>\n'
        f"<p><b>{html.escape(f'{summary.name} · {who}' if summary.name else who)}</b> {html.escape(summary.done)}</p>\n"
        f"<table><thead><tr>{head}</tr></thead><tbody>\n" + "\n".join(rows) + "\n</tbody></table>\n"
        f'<p class="soft">{html.escape(foot)}</p></section>'
    )


# --- a whole class -----------------------------------------------------------------------


class Written(NamedTuple):
    """Where pages were written, for how many learners, and the file that prints the whole class."""

    folder: Path
    learners: int
    pages: int
    whole: Path | None


def class_summaries(
    classroom: Classroom, learners: Sequence[str], day: date, names: Mapping[str, str] | None = None
) -> list[Summary]:
    """The pages of these learners as their work is graded now; raises ``ClassroomError``."""
    prepare(classroom)
    store, kept = Results(classroom.results_url), TraceStore(classroom.results_url)
    exams = {lesson for lesson in classroom.lessons if classroom.sheet(lesson).mode == "exam"}
    gradings: dict[str, dict[str, Grading | None]] = {learner: {} for learner in learners}
    traces: dict[str, dict[str, Trace]] = {learner: {} for learner in learners}
    held = {lesson: held_marks(classroom.coursedir.db_url, lesson) for lesson in classroom.lessons}
    for lesson in classroom.lessons:
        latest, looked, traced = store.latest(lesson), store.attempts(lesson), kept.of(lesson)
        for learner in learners:
            grading = gradings[learner][lesson] = latest.get(learner)
            for each in looked.get(learner, ()):
                trace = traced.get((learner, each.digest))
                if trace is not None and grading is not None and each.number == grading.attempt:
                    traces[learner][lesson] = trace
    return [
        summary_of(
            learner,
            gradings[learner],
            exams,
            traces[learner],
            day,
            klass=classroom.course,
            name=(names or {}).get(learner, ""),
            held={lesson: held[lesson][learner] for lesson in held if learner in held[lesson]},
        )
        for learner in learners
    ]


def write_summaries(
    classroom: Classroom,
    learners: Sequence[str],
    day: date,
    to: Path | None = None,
    names: Mapping[str, str] | None = None,
    progress: Callable[[int, int, str], None] | None = None,
) -> Written:
    """Write a printable page for each learner, and one of all when there are several.

    Beside the class's own feedback, or into ``to`` together with each lesson's feedback page. Raises ``LookError``
    and ``ClassroomError``.
    """
    folder = to or classroom.directory / "feedback"
    summaries, pages = class_summaries(classroom, learners, day, names), 0
    try:
        for place, summary in enumerate(summaries):
            if progress:
                progress(place, len(summaries), summary.learner)
            own = folder / summary.learner
            own.mkdir(parents=True, exist_ok=True)
            _write(own / PAGE, summary_page([summary]))
            pages += 1 + (_copy_feedback(classroom, summary.learner, own) if to else 0)
        whole = folder / WHOLE_CLASS if len(summaries) > 1 else None
        if whole is not None:
            _write(whole, summary_page(summaries))
    except OSError as fault:
        raise LookError("report_folder", path=str(folder), error=fault.strerror or str(fault)) from fault
    return Written(folder, len(summaries), pages, whole)


def _copy_feedback(classroom: Classroom, learner: str, own: Path) -> int:
    """Write the feedback page of each lesson as it is now; how many there are."""
    store, written = Results(classroom.results_url), 0
    for lesson in classroom.lessons:
        grading = store.latest(lesson, learner).get(learner)
        if grading is not None and grading.attempt:
            exam = classroom.sheet(lesson).mode == "exam"
            held = held_marks(classroom.coursedir.db_url, lesson).get(learner)
            _write(own / f"{lesson}.html", page(feedback_of(grading, held, hidden=exam)))
            written += 1
    return written


def _write(path: Path, text: str) -> None:
    """Put a page there, whole or not at all."""
    draft = path.with_name(f"{path.name}.part")
    draft.write_text(text, encoding="utf-8")
    draft.replace(path)
