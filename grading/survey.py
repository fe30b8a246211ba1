"""What a class says of itself before and after: "n of 10", as the wards ask who can file at home.

Nothing here is a mark. A survey is a worksheet of kind ``survey`` in a lesson's plan.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from simulator import Portal
from simulator.worksheets.sheets import sheet_of

TIMES = ("before", "now")


class Tally(NamedTuple):
    """One matter of a survey: how many said yes of it before and now, of all who answered both questions."""

    about: str
    answered: int
    before: int
    now: int


def in_ten(count: int, total: int) -> int:
    """``count`` of ``total`` as so many of ten, halves up; raises ``ValueError`` for a count out of range."""
    if not 0 <= count <= total or total == 0:
        raise ValueError(f"{count} of {total} is no share: count from 0 to a total above 0")
    return (20 * count + total) // (2 * total)


def answers_of(portal: Portal, exercise: str) -> dict[str, str]:
    """One learner's answers by item of the survey; empty if none were written down."""
    filled = portal.state.sheets.get(exercise)
    drawn = portal.case.sheets[exercise]
    kept = filled.answers if filled else {}
    return {item.id: kept[str(number)] for number, item in enumerate(drawn, 1) if str(number) in kept}


def tally(lesson: str, exercise: str, portals: Iterable[Portal]) -> tuple[Tally, ...]:
    """What many learners said, one portal each, in the order of the survey.

    Who left out one question of a pair is not counted for that pair, so that both numbers are of the same people.
    Raises ``ValueError`` if the worksheet is no survey.
    """
    sheet = sheet_of(lesson, exercise)
    if sheet.kind != "survey":
        raise ValueError(f"{exercise} of {lesson} is no survey but {sheet.kind!r}")
    everyone = [answers_of(portal, exercise) for portal in portals]
    found = []
    for about in dict.fromkeys(item.id.rpartition("-")[0] for item in sheet.items):
        before, now = (f"{about}-{time}" for time in TIMES)
        both = [answers for answers in everyone if before in answers and now in answers]
        yes = [sum(answers[item] == sheet.yes for answers in both) for item in (before, now)]
        found.append(Tally(about, len(both), *yes))
    return tuple(found)
