"""Understanding a class: marks, what was got right, where time went, common slips, who needs help, scams.

``prepare`` replays what was graded anew, once, and keeps the traces; everything else reads the results store and
the traces, quickly enough for a click. Learners are numbers here; whoever shows names asks the class list.
"""

from __future__ import annotations

import hashlib
import logging
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from decimal import Decimal
from functools import cache
from statistics import median, quantiles
from typing import Any, NamedTuple

import msgspec

from grading.checks import Result
from grading.classroom import Classroom, ClassroomError
from grading.grade import read_journal
from grading.lessons import lesson_folder
from grading.results import Grading, Looked, Results
from grading.survey import BEFORE, NOW, Survey, tally
from grading.traces import Trace, TraceStore, scam_title, stage_name, texts, trace_of
from grading.words import number
from simulator import Case, datasets, replay
from simulator.journal import JournalError, parse
from simulator.worksheets.plan import plans

log = logging.getLogger(__name__)
log.addHandler(logging.NullHandler())

WEAK = Decimal(5)
"""Marks below it are a reason to look after somebody."""
MANY_REMINDERS = 8
"""Fewer refusals than this are everybody's; more than twice the class's median beside it are not."""
HALFWAY = 3
"""Who has not come to one check in so many stopped early."""
LABEL = 56
"""Letters of a check's label on a picture."""
BATCH = 100
"""TraceStore written at a time: looking that is broken off goes on where it stopped."""


class LookError(ClassroomError):
    """Something about looking at a class that the teacher has to know."""

    def __init__(self, code: str, **words: object) -> None:
        Exception.__init__(self, texts()["errors"][code].format(**words))
        self.code = code


class Mark(msgspec.Struct, frozen=True):
    """One learner's mark; ``mark`` is ``None`` unless the outcome is ``graded``."""

    learner: str
    outcome: str
    mark: Decimal | None
    remark: str


class Rate(msgspec.Struct, frozen=True):
    """How often one check passed, or all questions of one worksheet together (``questions`` of them, else 0)."""

    id: str
    label: str
    questions: int
    passed: int
    failed: int
    not_attempted: int

    @property
    def all(self) -> int:
        """How many were looked at."""
        return self.passed + self.failed + self.not_attempted

    @property
    def share(self) -> int:
        """Passed, in whole hundredths."""
        return round(100 * self.passed / self.all) if self.all else 0


class Spent(msgspec.Struct, frozen=True):
    """Seconds that learners took for one stage: in the middle, and between which the middle half lies."""

    stage: str
    label: str
    middle: int
    low: int
    high: int


class Slip(msgspec.Struct, frozen=True):
    """What went wrong for ``learners``: in which part, why, and what helps."""

    label: str
    learners: tuple[str, ...]
    reason: str
    help: str


class Reminder(msgspec.Struct, frozen=True):
    """What the portal most often had to say no to, how often and to how many."""

    code: str
    times: int
    learners: int
    text: str
    next: str


class Met(msgspec.Struct, frozen=True):
    """One scam: how many learners met it, and how many gave it what it wanted."""

    key: str
    title: str
    met: int
    fell: int


class Needs(msgspec.Struct, frozen=True):
    """A learner who needs help, and plainly why."""

    learner: str
    mark: Decimal | None
    reasons: tuple[str, ...]


class Insight(msgspec.Struct, frozen=True):
    """One lesson of a class. ``unread`` is how many attempts are not any more what was graded, so not traced."""

    klass: str
    lesson: str
    title: str
    learners: int
    marks: tuple[Mark, ...]
    rates: tuple[Rate, ...]
    time: tuple[Spent, ...]
    timed: int
    pauses: int
    slips: tuple[Slip, ...]
    reminders: tuple[Reminder, ...]
    advice: tuple[tuple[str, str], ...]
    needs: tuple[Needs, ...]
    scams: tuple[Met, ...]
    unread: int

    @property
    def values(self) -> list[Decimal]:
        """The marks of those who were graded, the lowest first."""
        return sorted(each.mark for each in self.marks if each.mark is not None)

    @property
    def counted(self) -> int:
        """How many were graded."""
        return len(self.values)

    @property
    def middle(self) -> Decimal | None:
        """The mark in the middle of the class."""
        return middle_of(self.values)


class Course(msgspec.Struct, frozen=True):
    """The whole course: each lesson's marks, all scams, and the survey before and now."""

    klass: str
    learners: int
    marks: dict[str, tuple[Decimal, ...]]
    scams: tuple[Met, ...]
    survey: Survey


def middle_of(values: Collection[Decimal]) -> Decimal | None:
    """The mark in the middle, with one decimal, halves up; ``None`` of nothing."""
    if not values:
        return None
    return Decimal(str(median(values))).quantize(Decimal("0.1"), rounding="ROUND_HALF_UP")


def length(seconds: int) -> str:
    """A length of time in words: ``40 giây``, ``3 phút 20 giây``."""
    said, (minutes, rest) = texts()["time"], divmod(seconds, 60)
    if not minutes:
        return said["short"].format(seconds=rest)
    return said["long" if rest else "whole"].format(minutes=minutes, seconds=f"{rest:02d}")


# --- replaying what is new, once ---------------------------------------------------------


class _Todo(NamedTuple):
    lesson: str
    learner: str
    attempt: Looked


def prepare(classroom: Classroom, progress: Callable[[int, int, str], None] | None = None) -> int:
    """Replay every graded attempt that has no trace yet and keep its trace; gives how many were new.

    An attempt that is not any more what was graded is left out. Raises ``ClassroomError``.
    """
    store, kept = Results(classroom.results_url), TraceStore(classroom.results_url)
    todo = []
    for lesson in classroom.lessons:
        known = kept.known(lesson)
        for learner, looked in store.attempts(lesson).items():
            todo += [_Todo(lesson, learner, each) for each in _good(looked) if (learner, each.digest) not in known]
    for start in range(0, len(todo), BATCH):
        made = defaultdict(list)
        for place, each in enumerate(todo[start : start + BATCH], start):
            if progress:
                progress(place, len(todo), each.learner)
            trace = _traced(classroom, each)
            if trace is not None:
                made[each.lesson].append((each.learner, each.attempt.digest, trace))
        for lesson, new in made.items():
            kept.keep(lesson, new)
    if progress:
        progress(len(todo), len(todo), "")
    return len(todo)


def _good(looked: Iterable[Looked]) -> list[Looked]:
    return [each for each in looked if not each.reason and each.actions]


def _traced(classroom: Classroom, each: _Todo) -> Trace | None:
    """The trace of one attempt, if the file still is the one that was graded."""
    path = classroom.directory / "submitted" / each.learner / each.lesson / each.attempt.file
    try:
        data = read_journal(path)
        if hashlib.sha256(data).hexdigest() != each.attempt.digest:
            return None
        journal = parse(data)
        # The grading of this very file has found out whom it counts for; its case is the header's.
        key = classroom.sheet(each.lesson).key
        case = Case.for_learner(each.lesson, journal.header.learner, each.attempt.number, key)
        return trace_of(replay(journal, case))
    except (OSError, JournalError):
        return None
    except Exception as fault:  # noqa: BLE001 - a fault of ours leaves one attempt out, never the class
        log.warning("%s of %s could not be traced: %r", each.lesson, each.learner, fault)
        return None


# --- one lesson --------------------------------------------------------------------------


def insight(classroom: Classroom, lesson: str, learners: Collection[str] | None = None) -> Insight:
    """What there is to see of a lesson; ``learners`` where the caller knows them already."""
    learners = tuple(learners) if learners is not None else classroom.learners
    store = Results(classroom.results_url)
    latest, attempts = store.latest(lesson), store.attempts(lesson)
    traces = TraceStore(classroom.results_url).of(lesson)
    graded = {name: latest[name] for name in learners if name in latest and latest[name].outcome == "graded"}
    own: dict[str, Trace] = {}
    every: dict[str, list[Trace]] = {}
    unread = 0
    for name, grading in graded.items():
        every[name] = []
        for each in _good(attempts.get(name, ())):
            trace = traces.get((name, each.digest))
            if trace is None:
                unread += 1
                continue
            every[name].append(trace)
            if each.number == grading.attempt:
                own[name] = trace
    return Insight(
        klass=classroom.course,
        lesson=lesson,
        title=plans()[lesson].title if lesson in plans() else lesson,
        learners=len(learners),
        marks=tuple(_mark(name, latest.get(name)) for name in learners),
        rates=_rates(lesson, graded.values()),
        time=_time(lesson, own.values()),
        timed=len(own),
        pauses=sum(trace.pauses for trace in own.values()),
        slips=_slips(graded),
        reminders=_reminders(own.values()),
        advice=advice_of(lesson),
        needs=_needs(lesson, learners, latest, own),
        scams=_met(every.values()),
        unread=unread,
    )


def _mark(learner: str, grading: Grading | None) -> Mark:
    if grading is None:
        return Mark(learner, "not_graded", None, "")
    return Mark(learner, grading.outcome, grading.mark if grading.outcome == "graded" else None, grading.remark)


def sheets_of(lesson: str) -> set[str]:
    """The worksheets of a lesson that have a question for each check."""
    exercises = plans()[lesson].exercise if lesson in plans() else ()
    return {each.id for each in exercises if each.sheet is not None and each.sheet.kind != "survey"}


def label_of(text: str) -> str:
    """A check's sentence as a short label: without who does it, cut at a comma or a word."""
    short = text.strip().rstrip(".").removeprefix("Em ")
    short = short[:1].upper() + short[1:]
    if len(short) <= LABEL:
        return short
    head = re.split(r"[:;,] ", short)[0]
    if LABEL // 3 <= len(head) <= LABEL:
        return head
    return short[:LABEL].rsplit(" ", 1)[0].rstrip(",:;") + "…"


def _rates(lesson: str, gradings: Iterable[Grading]) -> tuple[Rate, ...]:
    """Each check's rate, a worksheet's questions together; the lowest first."""
    sheets, grouped = sheets_of(lesson), defaultdict[str, list[Result]](list)
    for grading in gradings:
        for result in grading.results:
            grouped[result.exercise if result.exercise in sheets else result.id].append(result)
    rates = []
    for key, results in grouped.items():
        outcomes = Counter(result.outcome for result in results)
        questions = len({result.id for result in results}) if key in sheets else 0
        label = stage_name(lesson, key) if questions else label_of(_commonest(r.description for r in results))
        failed = outcomes["failed"] + outcomes["could_not_run"]
        rates.append(Rate(key, label, questions, outcomes["passed"], failed, outcomes["not_attempted"]))
    return tuple(sorted(rates, key=lambda rate: (rate.passed / rate.all, rate.label)))


def _commonest(found: Iterable[str]) -> str:
    return Counter(found).most_common(1)[0][0]


def _time(lesson: str, traces: Collection[Trace]) -> tuple[Spent, ...]:
    """Where time went, in the order of the lesson's worksheets and then by length; who skipped a stage took none."""
    stages = {stage for trace in traces for stage in trace.seconds}
    found = []
    for stage in stages:
        took = sorted(trace.seconds.get(stage, 0) for trace in traces)
        low, _, high = quantiles(took, n=4, method="inclusive") if len(took) > 1 else (took[0],) * 3
        if any(took):
            spent = Spent(stage, stage_name(lesson, stage), round(median(took)), round(low), round(high))
            found.append(spent)
    return tuple(sorted(found, key=lambda each: (-each.middle, -each.high, each.label)))


def _slips(graded: Mapping[str, Grading]) -> tuple[Slip, ...]:
    """What was done wrongly by most, each with its commonest reason and help."""
    found = defaultdict[tuple[str, str], list[tuple[str, Result]]](list)
    for learner, grading in graded.items():
        for result in grading.results:
            if result.outcome == "failed":
                # Everybody's questions are drawn: what was asked says more than which number it had.
                asked = re.sub(r"^[0-9]+\. ", "", result.description)
                found[result.exercise, asked].append((learner, result))
    slips = []
    for (_, asked), all_of_it in found.items():
        reason, advice = Counter((r.reason, r.help) for _, r in all_of_it).most_common(1)[0][0]
        slips.append(Slip(asked, tuple(dict.fromkeys(name for name, _ in all_of_it)), reason, advice))
    return tuple(sorted(slips, key=lambda slip: (-len(slip.learners), slip.label))[:6])


def _reminders(traces: Collection[Trace]) -> tuple[Reminder, ...]:
    times, who = Counter[str](), Counter[str]()
    for trace in traces:
        times.update(trace.refused)
        who.update(trace.refused.keys())
    known = datasets.outcome_texts()
    found = sorted(who, key=lambda code: (-who[code], -times[code], code))[:5]
    return tuple(Reminder(c, times[c], who[c], _plain(known[c].text), _plain(known[c].next)) for c in found)


class _Left(dict[str, Any]):
    """What a refusal named differs from learner to learner; for the class it is left open."""

    def __missing__(self, key: str) -> str:
        return "…"


def _plain(text: str) -> str:
    return text.format_map(_Left())


def _met(every: Iterable[Iterable[Trace]]) -> tuple[Met, ...]:
    """Which scams came to how many learners in any of their attempts, and how many ever fell for them."""
    met, fell = Counter[str](), Counter[str]()
    for traces in every:
        met.update({key for trace in traces for key in trace.met})
        fell.update({key for trace in traces for key in trace.fell})
    found = [Met(key, scam_title(key), count, fell[key]) for key, count in met.items()]
    return tuple(sorted(found, key=lambda each: (-each.fell, -each.met, each.title)))


def _needs(
    lesson: str, learners: Iterable[str], latest: Mapping[str, Grading], own: Mapping[str, Trace]
) -> tuple[Needs, ...]:
    """Who needs help and why, who needs it most first."""
    said = texts()["help"]
    reminders = median([trace.reminders for trace in own.values()]) if own else 0
    found = []
    for learner in learners:
        grading, trace, why = latest.get(learner), own.get(learner), []
        if grading is None:
            why.append(said["ungraded"])
        elif grading.outcome == "could_not_run":
            why.append(said["refused"].format(remark=grading.remark))
        elif grading.outcome != "graded":
            why.append(said["nothing"])
        else:
            if grading.mark < WEAK:
                why.append(said["few"].format(mark=number(grading.mark)))
            left = sum(result.outcome == "not_attempted" for result in grading.results)
            if left * HALFWAY >= len(grading.results):
                stage = stage_name(lesson, trace.last if trace else "other")
                why.append(said["stopped"].format(left=left, all=len(grading.results), stage=stage))
            if trace and trace.reminders >= MANY_REMINDERS and trace.reminders > 2 * reminders:
                why.append(said["stuck"].format(times=trace.reminders, median=number(Decimal(str(reminders)))))
            if trace and trace.fell:
                why.append(said["fell"].format(times=len(trace.fell)))
        if why:
            graded = grading is not None and grading.outcome == "graded"
            found.append(Needs(learner, grading.mark if grading is not None and graded else None, tuple(why)))
    return tuple(sorted(found, key=lambda each: (each.mark is None, each.mark or Decimal(0), each.learner)))


@cache
def advice_of(lesson: str) -> tuple[tuple[str, str], ...]:
    """What the teacher's note of a lesson says of common slips: what one sees, and what to ask."""
    note = lesson_folder("giao-vien") / f"{lesson}.md"
    if not note.is_file():
        return ()
    _, _, after = note.read_text(encoding="utf-8").partition("\n## Lỗi hay gặp")
    rows = []
    for line in after.partition("\n## ")[0].splitlines()[1:]:
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if line.startswith("|") and len(cells) == 2 and not set(cells[0]) <= {"-", ":"}:
            rows.append((cells[0], cells[1]))
    return tuple(rows[1:])


# --- the whole course --------------------------------------------------------------------


def course(classroom: Classroom, learners: Collection[str] | None = None) -> Course:
    """The whole course at a glance."""
    learners = tuple(learners) if learners is not None else classroom.learners
    store, kept = Results(classroom.results_url), TraceStore(classroom.results_url)
    marks: dict[str, tuple[Decimal, ...]] = {}
    every = defaultdict[str, list[Trace]](list)
    said: dict[str, dict[str, list[dict[str, str]]]] = {BEFORE[0]: {}, NOW[0]: {}}
    for lesson in classroom.lessons:
        found = store.marks(lesson)
        marks[lesson] = tuple(found[n].mark for n in learners if n in found and found[n].outcome == "graded")
        traces, attempts = kept.of(lesson), store.attempts(lesson)
        for name in learners:
            for each in _good(attempts.get(name, ())):
                trace = traces.get((name, each.digest))
                if trace is None:
                    continue
                every[name].append(trace)
                if lesson in said and trace.answers:
                    said[lesson].setdefault(name, []).append(trace.answers)
    before = {name: given[0] for name, given in said[BEFORE[0]].items()}
    now = {name: given[-1] for name, given in said[NOW[0]].items()}
    survey = Survey(classroom.course, len(learners), len(before), len(now), (), tally(before, now))
    return Course(classroom.course, len(learners), marks, _met(every.values()), survey)


def lesson_named(classroom: Classroom, text: str) -> str:
    """A lesson of the class by its number or its name; raises ``LookError``."""
    found = [name for name in classroom.lessons if text == name or text.zfill(2) == name[:2]]
    if not found:
        raise LookError("no_lesson_number", lesson=text)
    return found[0]
