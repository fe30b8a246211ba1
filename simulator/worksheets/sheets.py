"""A case's worksheets: which questions one learner gets, in which order, and what is right."""

from __future__ import annotations

import unicodedata
from datetime import date
from decimal import Decimal
from typing import NamedTuple

import msgspec

from simulator.draw import Draw
from simulator.services.eforms import read_day
from simulator.worksheets import account_makers, due_days, makers, paying, reading
from simulator.worksheets.plan import Item, Sheet, plans

MAKERS = {**makers.MAKERS, **account_makers.MAKERS, **due_days.MAKERS, **paying.MAKERS, **reading.MAKERS}
"""Every maker of questions, by name."""

LETTERS = "abcdefgh"
"""What an item's own options are called on the sheet and in journals, so that a name gives nothing away."""


class Drawn(msgspec.Struct, frozen=True):
    """One item as this learner gets it: its own options in their order, the words of its texts, what is right.

    ``slips`` are wrong answers that are expected, each with the key of its ``why``.
    """

    id: str
    right: str
    order: tuple[str, ...] = ()
    words: dict[str, str] = {}
    slips: dict[str, str] = {}


class Question(NamedTuple):
    """One item as it is shown: ``key`` names it in answers, ``options`` are codes and texts, ``picture`` is a name."""

    key: str
    text: str
    options: tuple[tuple[str, str], ...]
    picture: str = ""


def draw_sheets(draw: Draw, lesson: str, day: date) -> dict[str, tuple[Drawn, ...]]:
    """Every worksheet of a lesson for one case; none for what is no lesson."""
    plan = plans().get(lesson)
    found = [each for each in plan.exercise if each.sheet is not None] if plan else []
    return {each.id: _draw(draw, each.id, each.sheet, day) for each in found if each.sheet is not None}


def _draw(draw: Draw, name: str, sheet: Sheet, day: date) -> tuple[Drawn, ...]:
    items = draw.shuffle(sheet.items, f"sheet/{name}") if sheet.shuffled or sheet.count else sheet.items
    if sheet.even:
        items = draw.shuffle(_evenly(items, sheet.size), f"sheet/{name}/even")
    return tuple(_item(draw, f"sheet/{name}/{item.id}", item, day) for item in items[: sheet.size])


def _evenly(items: tuple[Item, ...], size: int) -> tuple[Item, ...]:
    """So many items, of each right answer as many, the first ones of each."""
    rights = sorted({item.right for item in items})
    each = size // len(rights)
    return tuple(item for right in rights for item in [item for item in items if item.right == right][:each])


def _item(draw: Draw, name: str, item: Item, day: date) -> Drawn:
    made = MAKERS[item.make](draw, name, day) if item.make else None
    right = (made.right if made else "") or item.right
    words, slips = (made.words, made.slips) if made else ({}, {})
    order = draw.shuffle(sorted(item.options), f"{name}/options")
    return Drawn(item.id, LETTERS[order.index(right)] if order else right, order, words, slips)


def questions(lesson: str, name: str, drawn: tuple[Drawn, ...]) -> tuple[Question, ...]:
    """A worksheet's items as this learner reads them."""
    sheet = sheet_of(lesson, name)
    found = []
    for number, each in enumerate(drawn, 1):
        item = _item_of(sheet, each)
        text, picture = item.text.format(**each.words), item.picture.format(**each.words)
        found.append(Question(str(number), text, _options(sheet, each), picture))
    return tuple(found)


def sheet_of(lesson: str, name: str) -> Sheet:
    """A lesson's worksheet; raises ``KeyError`` if it has none of this name."""
    exercise = plans()[lesson].find(name) if lesson in plans() else None
    if exercise is None or exercise.sheet is None:
        raise KeyError(f"{lesson} has no worksheet {name!r}")
    return exercise.sheet


def paper(lesson: str, name: str, drawn: tuple[Drawn, ...]) -> list[list[str]]:
    """The rows to be read first, with this learner's words."""
    words = _words(drawn)
    return [[label, text.format(**words)] for label, text in sheet_of(lesson, name).paper]


def picture(lesson: str, name: str, drawn: tuple[Drawn, ...]) -> str:
    """The name of the chart above all questions, empty where there is none."""
    return sheet_of(lesson, name).picture.format(**_words(drawn))


def _words(drawn: tuple[Drawn, ...]) -> dict[str, str]:
    return {key: text for each in drawn for key, text in each.words.items()}


def _item_of(sheet: Sheet, drawn: Drawn) -> Item:
    return next(item for item in sheet.items if item.id == drawn.id)


def _options(sheet: Sheet, drawn: Drawn) -> tuple[tuple[str, str], ...]:
    own = _item_of(sheet, drawn).options
    if own:
        texts = (own[code].format(**drawn.words) for code in drawn.order)
        return tuple(zip(LETTERS, texts, strict=False))
    return tuple(sheet.options.items())


def plainly(text: str) -> str:
    """What was written, without what does not matter: spaces, capitals, dots in numbers, a unit's đ."""
    text = " ".join(unicodedata.normalize("NFC", text).casefold().split())
    number = text.removesuffix("đồng").removesuffix("đ").replace(".", "").replace(" ", "")
    if number.isascii() and number.isdigit():
        return str(int(number))
    found = read_day(text)
    return found.isoformat() if found else text.rstrip(".")


UNITS = ("%", "điểm phần trăm", "phần trăm", "điểm", "tháng", "hồ sơ", "dòng")
"""What may stand around a number that was asked for."""


def values(text: str) -> frozenset[Decimal]:
    """The numbers that a text may mean: ``52,73 %`` and ``52.73`` are one; ``1.234`` may be two; no number is none."""
    bare = " ".join(unicodedata.normalize("NFKC", text).casefold().split())
    for unit in UNITS:
        bare = bare.removeprefix(unit).removesuffix(unit).strip()
    bare = bare.replace(" ", "").rstrip(".,")
    found = set()
    for plain in (bare.replace(",", "."), bare.replace(".", "").replace(",", ".")):
        # Digits alone: Decimal also reads "1e3", "nan" and the digits of other scripts.
        if plain.replace(".", "", 1).isascii() and plain.replace(".", "", 1).isdigit():
            found.add(Decimal(plain))
    return frozenset(found)


def _same(item: Item, answer: str, other: str) -> bool:
    """Whether two answers to what has to be written mean the same."""
    return bool(values(answer) & values(other)) if item.number else plainly(answer) == plainly(other)


def is_chosen(sheet: Sheet, drawn: Drawn) -> bool:
    """Whether an item is answered by one of its options, also where others of the sheet are written."""
    return sheet.kind == "choose" or bool(drawn.order)


def is_right(lesson: str, name: str, drawn: Drawn, answer: str) -> bool:
    """Whether an answer to an item is right; in a survey every one is."""
    sheet = sheet_of(lesson, name)
    if sheet.kind == "survey":
        return answer in sheet.options
    if sheet.kind != "write" or is_chosen(sheet, drawn):
        return answer == drawn.right
    item = _item_of(sheet, drawn)
    return any(_same(item, answer, text) for text in (drawn.right, *(text.format(**drawn.words) for text in item.also)))


def why(lesson: str, name: str, drawn: Drawn, answer: str) -> str:
    """Why a wrong answer is wrong, in the data's words."""
    sheet = sheet_of(lesson, name)
    item = _item_of(sheet, drawn)
    if sheet.kind == "write" and not is_chosen(sheet, drawn):
        listed = listed_wrong(lesson, name, drawn)
        text = next((text for wrong, text in listed.items() if _same(item, answer, wrong)), item.why["*"])
        return text.format(**drawn.words)
    code = drawn.order[LETTERS.index(answer)] if drawn.order and answer in LETTERS[: len(drawn.order)] else answer
    return (item.why.get(code) or item.why.get("*", "")).format(**drawn.words)


def listed_wrong(lesson: str, name: str, drawn: Drawn) -> dict[str, str]:
    """What may be written wrongly and has a reason of its own: the answer, and the reason's text.

    Either a maker named the slips of its numbers, or the data's ``why`` is keyed by the wrong answers themselves.
    """
    why = _item_of(sheet_of(lesson, name), drawn).why
    if drawn.slips:
        return {answer: why[key] for answer, key in drawn.slips.items() if key in why}
    return {each.format(**drawn.words): text for each, text in why.items() if each != "*"}
