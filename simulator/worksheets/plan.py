"""A lesson's plan: what it aims at, its exercises, and the worksheets among them, as data.

``datasets/lessons/<lesson>.toml`` holds one plan each; ``index.toml`` their order. What a learner gets
of a worksheet is drawn for the case (``sheets.draw_sheets``); its sentences stay here.
"""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from typing import Literal

import msgspec

from simulator import datasets


class Item(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One question. ``right`` is an option's code, or what has to be written.

    Texts may name the words that ``make``, a maker of ``sheets.MAKERS``, gives for the case. ``why`` says
    of each wrong option why it is wrong, ``*`` of any other answer; of what is written, it may list wrong answers,
    which may name words. ``also`` are other right ways to write it.
    """

    id: str
    text: str
    right: str = ""
    options: dict[str, str] = {}
    why: dict[str, str] = {}
    also: tuple[str, ...] = ()
    make: str = ""


class Sheet(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One worksheet.

    ``choose``: an option for each item, the item's own or the sheet's; ``order``: the items, whose ``right``
    is their place from 1; ``mark``: the lines that are wrong (``right`` is ``x`` or ``-``); ``write``: a
    number, a day or a few words. ``count`` items are drawn of all, 0 means every one; ``mark`` and
    ``order`` keep them all; a maker may decide which lines are wrong. ``paper`` are rows of something to be
    read first; they may name the items' words.
    """

    kind: Literal["choose", "order", "mark", "write"]
    ask: str
    items: tuple[Item, ...]
    count: int = 0
    options: dict[str, str] = {}
    paper: tuple[tuple[str, str], ...] = ()
    shuffled: bool = True

    @property
    def size(self) -> int:
        """How many items a learner gets."""
        return self.count or len(self.items)


class Exercise(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One exercise: done in the portal, or on a worksheet. Hints go from a nudge to nearly the answer."""

    id: str
    title: str
    points: str
    hints: tuple[str, ...]
    sheet: Sheet | None = None

    @property
    def worth(self) -> Decimal:
        """Its share of the lesson's ten points."""
        return Decimal(self.points)


class Plan(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One lesson.

    ``subject`` are its places in Tin học 8, ``competence`` those in the framework of Thông tư
    02/2025/TT-BGDĐT, ``home`` is what to bring home to the family.
    """

    title: str
    minutes: int
    short: str
    icon: str
    aims: tuple[str, ...]
    subject: tuple[str, ...]
    competence: tuple[str, ...]
    home: str
    exercise: tuple[Exercise, ...]
    source: str

    def find(self, name: str) -> Exercise | None:
        """The exercise with this id."""
        return next((each for each in self.exercise if each.id == name), None)


@cache
def plans() -> dict[str, Plan]:
    """Lesson to plan, in the order of the course."""
    listed = datasets.toml("lessons/index.toml")["ids"]
    return {name: msgspec.convert(datasets.toml(f"lessons/{name}.toml"), Plan) for name in listed}
