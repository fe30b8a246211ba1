"""Who walks the ways to the outcomes: learners of a practice, by what it plants."""

from __future__ import annotations

from collections.abc import Callable

from grading.filer import Filer
from simulator import Outcome
from simulator.scenario import scenarios
from tests.simulator.desk import Desk

Way = Callable[[Desk], Outcome]
WRONG_DATA, SIGNED, TWINS, LOST = "1.010038", "1.001612", "1.001193-sinh-doi", "1.001612-mat-may"


def filer(lesson: str = "1.001193") -> Filer:
    return Filer(lesson)


def planting(kind: str) -> Filer:
    """The first practice that plants this."""
    return filer(
        next(name for name, s in scenarios().items() if kind in s.faults and s.begins == "signed_in" and not s.sent)
    )
