"""A suggested rota for a support point: each slot pairs somebody skilled with somebody who is learning.

A pure function of the volunteers' results. Nobody whose results are below the threshold, or who has none yet, stands
alone or beside somebody who is no better: each slot is led by somebody at or above it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import msgspec

from simulator.point.personas import RuleGroup

THRESHOLD = 60
"""Mean points of a hundred from which somebody may lead a slot (simulation setting)."""
MOST_SLOTS = 60
"""More slots than a month of two a day are nobody's rota."""


class Standing(msgspec.Struct, frozen=True):
    """One volunteer's results: shifts played to the end, the mean of their scores, groups of rules kept best and worst.

    ``score`` is ``None`` without a shift; a group is empty where there is none to name.
    """

    learner: str
    name: str = ""
    shifts: int = 0
    score: int | None = None
    strongest: RuleGroup | Literal[""] = ""
    weakest: RuleGroup | Literal[""] = ""


class Slot(msgspec.Struct, frozen=True):
    """One slot: who leads it, and who is beside them; ``beside`` is empty where there is nobody else."""

    number: int
    leads: str
    beside: str = ""


class Rota(msgspec.Struct, frozen=True):
    """The suggestion. ``waiting`` are those for whom there is no slot: nobody could lead it, or there are too few."""

    threshold: int
    slots: tuple[Slot, ...]
    waiting: tuple[str, ...]


def leads(volunteer: Standing, threshold: int = THRESHOLD) -> bool:
    """Whether somebody may lead a slot."""
    return volunteer.score is not None and volunteer.score >= threshold


def make_rota(volunteers: Sequence[Standing], slots: int | None = None, threshold: int = THRESHOLD) -> Rota:
    """Pair the volunteers; without a number, as many slots as it takes for everybody to come once.

    Whoever needs it most stands beside whoever does it best; where a slot is left over, those who lead stand beside
    each other. Duties are spread evenly. Raises ``ValueError`` for a number of slots that is none.
    """
    if slots is not None and not 0 <= slots <= MOST_SLOTS:
        raise ValueError(f"slots must be from 0 to {MOST_SLOTS}, got {slots}")
    skilled = sorted((v for v in volunteers if leads(v, threshold)), key=lambda v: (-(v.score or 0), v.learner))
    learning = sorted((v for v in volunteers if not leads(v, threshold)), key=_need)
    if not skilled:
        return Rota(threshold, (), tuple(sorted(v.learner for v in volunteers)))
    alone = max(0, len(skilled) - len(learning))
    count = min(MOST_SLOTS, len(learning) + (alone + 1) // 2) if slots is None else slots
    times = dict.fromkeys((v.learner for v in volunteers), 0)
    made = []
    for number in range(1, count + 1):
        first = _next(skilled, times)
        times[first] += 1
        second = _beside(skilled, learning, times, first)
        if second:
            times[second] += 1
        made.append(Slot(number, first, second))
    return Rota(threshold, tuple(made), tuple(sorted(name for name, duties in times.items() if not duties)))


def _need(volunteer: Standing) -> tuple[bool, int, str]:
    """Those with results first, the weakest of them before; then those who have none yet."""
    return volunteer.score is None, volunteer.score or 0, volunteer.learner


def _next(among: Sequence[Standing], times: dict[str, int]) -> str:
    """Who has had the fewest duties; of those, the first."""
    return min(among, key=lambda v: times[v.learner]).learner


def _beside(skilled: Sequence[Standing], learning: Sequence[Standing], times: dict[str, int], first: str) -> str:
    """Who stands beside the one who leads: somebody learning, unless those have all had more duties."""
    others = [v for v in skilled if v.learner != first]
    if learning and others:
        one, other = _next(learning, times), _next(others, times)
        return one if times[one] <= times[other] else other
    rest = learning or others
    return _next(rest, times) if rest else ""
