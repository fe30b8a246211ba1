"""Reference solutions and listed wrong answers of every lesson: what tests, the table of checks and bots play.

A lesson's module gives one ``Solution``. A worksheet needs no code: its right answers and the reasons of
its wrong ones are in the lesson's plan.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import msgspec

from grading.players import Seat
from simulator import actions
from simulator.actions import Action
from simulator.outcome import Outcome
from simulator.worksheets import sheets

PACE = 6
"""Seconds before each action."""


class Wrong(NamedTuple):
    """One listed wrong answer: what is done, which check does not pass for it, and the key of the reason given."""

    name: str
    check: str
    reason: str
    play: Callable[[Seat], None]
    outcome: str = "failed"


class Solution(NamedTuple):
    """One lesson's reference and the wrong answers that its checks must reject."""

    lesson: str
    play: Callable[[Seat], None]
    wrong: tuple[Wrong, ...]


def must(seat: Seat, action: Action) -> Outcome:
    """Do what is right; raises ``RuntimeError`` if the portal refuses it."""
    outcome = seat.do(msgspec.structs.replace(action, after=PACE))
    if not outcome.ok:
        raise RuntimeError(f"{action} was refused: {outcome.code} {outcome.words}")
    return outcome


def in_turn(*steps: Callable[[Seat], object]) -> Callable[[Seat], None]:
    """Steps done one after the other, as one way to play."""

    def played(seat: Seat) -> None:
        for step in steps:
            step(seat)

    return played


def right_answers(seat: Seat, sheet: str) -> dict[str, str]:
    """The right answers of a worksheet, by item; of a survey, where any will do, what counts as yes."""
    yes = sheets.sheet_of(seat.portal.case.lesson, sheet).yes
    return {str(n): item.right or yes for n, item in enumerate(seat.portal.case.sheets[sheet], 1)}


def answer_sheet(seat: Seat, sheet: str, **changed: str) -> None:
    """Fill in a worksheet rightly, but for the items named, ``_1=…`` for the first."""
    other = {key.lstrip("_"): text for key, text in changed.items()}
    must(seat, actions.FillSheet(sheet=sheet, answers=right_answers(seat, sheet) | other))


def wrong_answers(seat: Seat, sheet: str) -> list[tuple[str, str]]:
    """Every listed wrong answer of a worksheet's items for this case, item and answer; a survey has none."""
    case, found = seat.portal.case, []
    items = case.sheets[sheet]
    if sheets.sheet_of(case.lesson, sheet).kind == "survey":
        return []
    kind = sheets.sheet_of(case.lesson, sheet).kind
    for question, drawn in zip(sheets.questions(case.lesson, sheet, items), items, strict=True):
        if sheets.is_chosen(sheets.sheet_of(case.lesson, sheet), drawn):
            found += [(question.key, code) for code, _ in question.options if code != drawn.right]
        elif kind == "mark":
            found.append((question.key, "-" if drawn.right == "x" else "x"))
        elif kind == "order":
            size = len(items)
            found.append((question.key, str(size + 1 - int(drawn.right)) if size + 1 != 2 * int(drawn.right) else "1"))
        else:
            listed = sheets.listed_wrong(case.lesson, sheet, drawn)
            found += [(question.key, answer) for answer in ("không biết", *listed)]
    return found
