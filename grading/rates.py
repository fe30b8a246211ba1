"""How many passed each check of a lesson, with a label that is short enough for a picture."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable

import msgspec

from grading.checks import Result
from grading.results import Grading
from grading.traces import stage_name
from simulator.worksheets.plan import plans

LABEL = 56
"""Letters of a check's label on a picture."""


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


def rates_of(lesson: str, gradings: Iterable[Grading]) -> tuple[Rate, ...]:
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
