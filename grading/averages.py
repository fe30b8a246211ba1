"""Averages as the school's book has them: which lesson counts as what, and the rule in force.

A lesson without a mark is never a zero by itself. It leaves the average open, with the reason, unless
the teacher has said that what was not done counts as zero. Marks are ``Decimal``s from 0 to 10.
"""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal, TypeAlias

import msgspec
from msgspec import Meta

from grading.classroom import ClassroomError
from simulator import datasets

PLAN_FILE = "bang-diem.json"
MAX_PLAN = 40_000

Kind: TypeAlias = Literal["tx", "gk", "ck", "khong"]
"""What a lesson's mark counts as: regular, mid-term, end of term, not at all."""

Term: TypeAlias = Literal[1, 2]
TERMS: tuple[Term, ...] = (1, 2)
EXAMS: tuple[Kind, ...] = ("gk", "ck")

State: TypeAlias = Literal["graded", "not_attempted", "could_not_run", "not_graded"]
"""A mark, or one of three ways to have none: not done, done and not gradable, not looked at yet."""


class MarksError(ClassroomError):
    """A choice or an export that cannot be; the text tells the teacher why."""

    def __init__(self, code: str, **words: object) -> None:
        Exception.__init__(self, texts()["errors"][code].format(**words))
        self.code, self.words = code, dict[str, object](words)


@cache
def texts() -> dict[str, dict[str, str]]:
    """The words of mark books."""
    return msgspec.convert(datasets.toml("texts/marks.toml"), dict[str, dict[str, str]])


# --- the rule ---------------------------------------------------------------------------


class AverageRule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One regulation of ``averages.toml``."""

    id: str
    valid_from: date
    term: str
    year: str
    weights: dict[str, int]
    term_weights: dict[str, int]
    source: str
    confidence: str


@cache
def rules() -> tuple[AverageRule, ...]:
    """Every regulation, the oldest first."""
    found = msgspec.convert(datasets.toml("averages.toml")["rule"], tuple[AverageRule, ...])
    return tuple(sorted(found, key=lambda rule: rule.valid_from))


def rule_on(day: date) -> AverageRule:
    """The regulation in force on a day; the oldest known before that."""
    return next((rule for rule in reversed(rules()) if rule.valid_from <= day), rules()[0])


# --- the teacher's choice ---------------------------------------------------------------


class Counted(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What one lesson counts as, in which term."""

    kind: Kind = "khong"
    term: Term = 1


class MarkPlan(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``bang-diem.json``: what each lesson counts as, and whether what was not done counts as zero.

    Unless the teacher chooses otherwise, lessons 1 to 7 are regular marks of the first term. Lesson 0 is a
    first look round, and lesson 8 is not counted: whether it is a test, and of which kind, nobody but the
    teacher can know, and an average must not change by a guess of ours.
    """

    lessons: dict[Annotated[str, Meta(max_length=60)], Counted] = {}
    missing_is_zero: bool = False

    def counted(self, lesson: str) -> Counted:
        """What a lesson counts as."""
        default = Counted("tx" if "01" <= lesson[:2] <= "07" else "khong")
        return self.lessons.get(lesson, default)

    def of(self, lessons: Collection[str], term: Term, kind: Kind) -> list[str]:
        """The lessons of a kind in a term."""
        return [each for each in lessons if self.counted(each) == Counted(kind, term)]

    def terms(self, lessons: Collection[str]) -> list[Term]:
        """The terms that have lessons which count."""
        return [term for term in TERMS if any(self.of(lessons, term, kind) for kind in ("tx", *EXAMS))]


def read_plan(directory: Path) -> MarkPlan:
    """The teacher's choice for a class, or the usual one; raises ``MarksError`` for a spoilt file."""
    path = directory / PLAN_FILE
    if not path.exists():
        return MarkPlan()
    try:
        if path.stat().st_size > MAX_PLAN:
            raise MarksError("bad_plan", file=PLAN_FILE, error=f"{path.stat().st_size:,} byte")
        return msgspec.json.decode(path.read_bytes(), type=MarkPlan)
    except (OSError, msgspec.DecodeError, RecursionError) as fault:
        raise MarksError("bad_plan", file=PLAN_FILE, error=fault) from fault


def write_plan(directory: Path, plan: MarkPlan) -> Path:
    """Keep the teacher's choice, whole or not at all."""
    path, draft = directory / PLAN_FILE, directory / f"{PLAN_FILE}.part"
    with draft.open("wb") as file:
        file.write(msgspec.json.format(msgspec.json.encode(plan)) + b"\n")
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
    return path


def choose(plan: MarkPlan, lessons: Collection[str], wanted: Collection[str]) -> MarkPlan:
    """A plan with choices as a teacher types them, ``8=ck`` or ``8=ck2``; raises ``MarksError``."""
    chosen = {lesson: plan.counted(lesson) for lesson in lessons}
    for text in wanted:
        match = re.fullmatch(r"\s*([^=\s]+)\s*=\s*(tx|gk|ck|khong|không)\s*([12]?)\s*", text.lower())
        if match is None:
            raise MarksError("bad_choice", text=text)
        found = [name for name in lessons if match[1] == name or match[1].zfill(2) == name[:2]]
        if not found:
            raise MarksError("no_lesson", lesson=match[1], lessons=", ".join(lessons))
        kind: Any = match[2].replace("không", "khong")
        chosen[found[0]] = Counted(kind, 2 if match[3] == "2" else 1)
    made = msgspec.structs.replace(plan, lessons=plan.lessons | chosen)
    for term in TERMS:
        for exam in EXAMS:
            both = made.of(lessons, term, exam)
            if len(both) > 1:
                raise MarksError("two_exams", term=term, kind=texts()["kinds"][exam], lessons=", ".join(both))
    return made


# --- averages ---------------------------------------------------------------------------


class Mark(msgspec.Struct, frozen=True):
    """One learner's lesson: its mark, or why there is none, and when (UTC) by which release that was found.

    ``touched`` says in a word that the mark is not the grader's own (set by hand, cut for being late), ``reason`` how.
    """

    lesson: str
    state: State
    value: Decimal | None = None
    reason: str = ""
    graded_at: str = ""
    release: str = ""
    touched: str = ""


class Average(msgspec.Struct, frozen=True):
    """An average with one decimal; without a value it is open, and ``reason`` says why."""

    value: Decimal | None
    reason: str = ""


class TermAverage(msgspec.Struct, frozen=True):
    """One term: the plain mean of regular marks, and the rule's average if the term has both tests."""

    term: Term
    regular: Average
    average: Average


class Averages(msgspec.Struct, frozen=True):
    """One learner's averages. ``year`` is ``None`` where the class counts lessons in one term only."""

    terms: tuple[TermAverage, ...]
    year: Average | None = None


def rounded(value: Decimal) -> Decimal:
    """One decimal, half up as schools do."""
    return value.quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)


def lesson_name(lesson: str) -> str:
    """``Bài 4`` for ``04-nop-ho-so``."""
    return texts()["sheets"]["lesson"].format(number=lesson[:2].lstrip("0") or "0")


def averages(
    rule: AverageRule, plan: MarkPlan, lessons: Collection[str], marks: Mapping[str, Mark], held: Collection[str]
) -> Averages:
    """One learner's averages. ``held`` are the lessons that anybody in the class has done: others do not count yet."""
    terms = tuple(_term(rule, plan, lessons, marks, held, term) for term in plan.terms(lessons))
    if len(terms) < len(TERMS):
        return Averages(terms)
    return Averages(terms, _year(rule, terms))


def _term(
    rule: AverageRule,
    plan: MarkPlan,
    lessons: Collection[str],
    marks: Mapping[str, Mark],
    held: Collection[str],
    term: Term,
) -> TermAverage:
    regular = [lesson for lesson in plan.of(lessons, term, "tx") if lesson in held]
    exams = {kind: plan.of(lessons, term, kind) for kind in EXAMS}
    counting = [*regular, *(found[0] for found in exams.values() if found)]
    values = {lesson: _counting(plan, marks[lesson], lesson in held) for lesson in counting}
    missing = [lesson for lesson in regular if values[lesson] is None]
    mean = Average(None, texts()["open"]["no_tx"])
    total = sum((values[lesson] or Decimal(0) for lesson in regular), Decimal(0)) * rule.weights["tx"]
    if missing:
        mean = Average(None, _entries(marks, missing))
    elif regular:
        mean = Average(rounded(total / (len(regular) * rule.weights["tx"])))
    unchosen = [texts()["kinds"][kind] for kind, found in exams.items() if not found]
    if unchosen:
        return TermAverage(term, mean, Average(None, texts()["open"]["no_plan"].format(missing=", ".join(unchosen))))
    missing += [found[0] for found in exams.values() if values[found[0]] is None]
    if missing or not regular:
        return TermAverage(term, mean, Average(None, _entries(marks, missing) or texts()["open"]["no_tx"]))
    total += sum((rule.weights[kind] * (values[found[0]] or Decimal(0)) for kind, found in exams.items()), Decimal(0))
    parts = len(regular) * rule.weights["tx"] + sum(rule.weights[kind] for kind in EXAMS)
    return TermAverage(term, mean, Average(rounded(total / parts)))


def _counting(plan: MarkPlan, mark: Mark, held: bool) -> Decimal | None:
    """What a lesson brings into an average; ``None`` leaves it open. A test still to come is a zero for nobody."""
    if mark.state == "graded":
        return mark.value
    return Decimal(0) if plan.missing_is_zero and held and mark.state == "not_attempted" else None


def _entries(marks: Mapping[str, Mark], missing: Collection[str]) -> str:
    entry, states = texts()["open"]["entry"], texts()["states"]
    return "; ".join(entry.format(lesson=lesson_name(each), state=states[marks[each].state]) for each in missing)


def _year(rule: AverageRule, terms: tuple[TermAverage, ...]) -> Average:
    """From the terms' averages as they are written down, rounded."""
    unknown = [str(each.term) for each in terms if each.average.value is None]
    if unknown:
        return Average(None, texts()["open"]["no_term"].format(terms=", ".join(unknown)))
    weights = [rule.term_weights[str(each.term)] for each in terms]
    total = sum(
        (weight * (each.average.value or Decimal(0)) for weight, each in zip(weights, terms, strict=True)), Decimal(0)
    )
    return Average(rounded(total / sum(weights)))
