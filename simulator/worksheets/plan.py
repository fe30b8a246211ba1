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
from simulator.identity import scam_catalogue


class Item(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One question. ``right`` is an option's code, or what has to be written.

    Texts may name the words that ``make``, a maker of ``sheets.MAKERS``, gives for the case. ``why`` says
    of each wrong option why it is wrong, ``*`` of any other answer; of what is written, it may list wrong answers,
    which may name words. ``also`` are other right ways to write it. ``number`` says that a number is to be written:
    comma or point, with its unit or without. ``picture`` is shown above the question; it may name words.
    """

    id: str
    text: str
    right: str = ""
    options: dict[str, str] = {}
    why: dict[str, str] = {}
    also: tuple[str, ...] = ()
    make: str = ""
    number: bool = False
    picture: str = ""


class Sheet(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One worksheet.

    ``choose``: an option for each item, the item's own or the sheet's; ``order``: the items, whose ``right``
    is their place from 1; ``mark``: the lines that are wrong (``right`` is ``x`` or ``-``); ``write``: a
    number, a day or a few words; an item with options of its own is chosen there, too. ``count`` items are drawn
    of all, 0 means every one; ``mark`` and ``order`` keep them all; a maker may decide which lines are wrong.
    ``even``: of each right answer as many are drawn, so that answering always the same is right as often as
    anything else. ``quotes`` are names in the catalogue of scams and of what looks like them, to be told apart as
    ``scam`` or ``genuine``.
    ``paper`` are rows of something to be read first, ``picture`` is a chart above all questions; they may name the
    items' words.

    ``survey``: a choice for each item, none of them right or wrong; ``yes`` is the option that counts in
    "n of 10". The course asks the same items twice, before and now (``grading.survey``).
    """

    kind: Literal["choose", "order", "mark", "write", "survey"]
    ask: str
    items: tuple[Item, ...] = ()
    quotes: tuple[str, ...] = ()
    count: int = 0
    even: bool = False
    options: dict[str, str] = {}
    paper: tuple[tuple[str, str], ...] = ()
    picture: str = ""
    shuffled: bool = True
    yes: str = ""

    @property
    def size(self) -> int:
        """How many items a learner gets."""
        return self.count or len(self.items)


class Exercise(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One exercise: done in the portal, or on a worksheet. Hints go from a nudge to nearly the answer.

    ``points`` is ``"0"`` for a survey that is not marked: it has neither check nor hints.
    """

    id: str
    title: str
    points: str
    hints: tuple[str, ...] = ()
    sheet: Sheet | None = None

    @property
    def worth(self) -> Decimal:
        """Its share of the lesson's ten points."""
        return Decimal(self.points)


class Plan(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One lesson.

    ``subject`` are its places in Tin học 8, ``competence`` those in the framework of Thông tư
    02/2025/TT-BGDĐT, ``home`` is what to bring home to the family. ``hints`` is false for a lesson that
    is meant to be done without any. ``course`` says whom it is for; ``more`` is for students who want more, and no
    certificate or count of all lessons asks for it.
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
    hints: bool = True
    course: Literal["student", "volunteer", "more"] = "student"

    def find(self, name: str) -> Exercise | None:
        """The exercise with this id."""
        return next((each for each in self.exercise if each.id == name), None)


@cache
def plans() -> dict[str, Plan]:
    """Lesson to plan, in the order of the course."""
    listed = datasets.toml("lessons/index.toml")["ids"]
    return {name: _quoting(msgspec.convert(datasets.toml(f"lessons/{name}.toml"), Plan)) for name in listed}


def _quoting(plan: Plan) -> Plan:
    """The plan with an item for each thing that its worksheets quote."""

    def filled(each: Exercise) -> Exercise:
        if each.sheet is None or not each.sheet.quotes:
            return each
        items = (*each.sheet.items, *(quoted(name) for name in each.sheet.quotes))
        return msgspec.structs.replace(each, sheet=msgspec.structs.replace(each.sheet, items=items))

    return msgspec.structs.replace(plan, exercise=tuple(filled(each) for each in plan.exercise))


def quoted(name: str) -> Item:
    """A message, a letter or an app of the catalogue as a question; its first sign is the reason.

    Raises ``KeyError`` for a name that the catalogue does not have.
    """
    scam = scam_catalogue.scams().get(name)
    met = scam or scam_catalogue.honest()[name]
    signs = scam.flags if scam else scam_catalogue.honest()[name].signs
    right, wrong = ("scam", "genuine") if scam else ("genuine", "scam")
    said = datasets.label("quote", "said").format(sender=met.sender, text=met.text) if met.text else ""
    text = "\n".join(part for part in (met.context, said, met.picture) if part)
    return Item(id=name, text=text, right=right, why={wrong: datasets.label("quote", right).format(sign=signs[0])})
