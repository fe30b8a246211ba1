"""Understanding a class: marks, what was got right, where time went, common slips, who needs help, scams.

Everything is read from the results store and the traces (``tracing.prepare`` makes those that are missing), quickly
enough for a click. Learners are numbers here; whoever shows names asks the class list.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from decimal import Decimal
from statistics import median, quantiles

import msgspec

from grading.classroom import Classroom
from grading.coding.tasks import TASKS
from grading.held import Held, held_marks, true_mark
from grading.needs import Needs, Reminder, Slip, advice_of, needs_of, reminders_of, slips_of
from grading.rates import Rate, rates_of
from grading.results import Grading, Results
from grading.survey import BEFORE, NOW, Survey, tally
from grading.traces import Trace, TraceStore, scam_title, stage_name
from grading.tracing import good
from simulator.worksheets.plan import plans


class Mark(msgspec.Struct, frozen=True):
    """One learner's mark; ``mark`` is ``None`` unless the outcome is ``graded``."""

    learner: str
    outcome: str
    mark: Decimal | None
    remark: str


class Spent(msgspec.Struct, frozen=True):
    """Seconds that learners took for one stage: in the middle, and between which the middle half lies."""

    stage: str
    label: str
    middle: int
    low: int
    high: int


class Met(msgspec.Struct, frozen=True):
    """One scam: how many learners met it, and how many gave it what it wanted."""

    key: str
    title: str
    met: int
    fell: int


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


# --- one lesson --------------------------------------------------------------------------


def insight(classroom: Classroom, lesson: str, learners: Collection[str] | None = None) -> Insight:
    """What there is to see of a lesson; ``learners`` where the caller knows them already."""
    learners = tuple(learners) if learners is not None else classroom.learners
    store = Results(classroom.results_url)
    latest, attempts = store.latest(lesson), store.attempts(lesson)
    held = held_marks(classroom.coursedir.db_url, lesson)
    traces = TraceStore(classroom.results_url).of(lesson)
    graded = {name: latest[name] for name in learners if name in latest and latest[name].outcome == "graded"}
    own: dict[str, Trace] = {}
    every: dict[str, list[Trace]] = {}
    unread = 0
    for name, grading in graded.items():
        every[name] = []
        for each in good(attempts.get(name, ())):
            trace = traces.get((name, each.digest))
            if trace is None:
                unread += lesson not in TASKS  # code is never traced
                continue
            every[name].append(trace)
            if each.number == grading.attempt:
                own[name] = trace
    return Insight(
        klass=classroom.course,
        lesson=lesson,
        title=plans()[lesson].title if lesson in plans() else lesson,
        learners=len(learners),
        marks=tuple(_mark(name, latest.get(name), held.get(name)) for name in learners),
        rates=rates_of(lesson, graded.values()),
        time=_time(lesson, own.values()),
        timed=len(own),
        pauses=sum(trace.pauses for trace in own.values()),
        slips=slips_of(graded),
        reminders=reminders_of(own.values()),
        advice=advice_of(lesson),
        needs=needs_of(lesson, learners, latest, own),
        scams=_met(every.values()),
        unread=unread,
    )


def _mark(learner: str, grading: Grading | None, held: Held | None) -> Mark:
    """The mark that counts."""
    if grading is None:
        return Mark(learner, "not_graded", None, "")
    true = true_mark(grading.mark if grading.outcome == "graded" else None, held)
    return Mark(learner, grading.outcome if true.value is None else "graded", true.value, grading.said_to_teacher)


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


def _met(every: Iterable[Iterable[Trace]]) -> tuple[Met, ...]:
    """Which scams came to how many learners in any of their attempts, and how many ever fell for them."""
    met, fell = Counter[str](), Counter[str]()
    for traces in every:
        met.update({key for trace in traces for key in trace.met})
        fell.update({key for trace in traces for key in trace.fell})
    found = [Met(key, scam_title(key), count, fell[key]) for key, count in met.items()]
    return tuple(sorted(found, key=lambda each: (-each.fell, -each.met, each.title)))


# --- the whole course --------------------------------------------------------------------


def course(classroom: Classroom, learners: Collection[str] | None = None) -> Course:
    """The whole course at a glance."""
    learners = tuple(learners) if learners is not None else classroom.learners
    store, kept = Results(classroom.results_url), TraceStore(classroom.results_url)
    marks: dict[str, tuple[Decimal, ...]] = {}
    every = defaultdict[str, list[Trace]](list)
    said: dict[str, dict[str, list[dict[str, str]]]] = {BEFORE[0]: {}, NOW[0]: {}}
    for lesson in classroom.lessons:
        found, held = store.marks(lesson), held_marks(classroom.coursedir.db_url, lesson)
        true = [
            true_mark(found[n].mark if found[n].outcome == "graded" else None, held.get(n)).value
            for n in learners
            if n in found
        ]
        marks[lesson] = tuple(mark for mark in true if mark is not None)
        traces, attempts = kept.of(lesson), store.attempts(lesson)
        for name in learners:
            for each in good(attempts.get(name, ())):
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
