"""Lesson 09 done rightly, and its listed wrong answers; those of each worksheet are in the lesson's plan as well."""

from __future__ import annotations

from collections.abc import Callable

from grading.checks.lesson_09 import LESSON
from grading.players import Seat
from grading.solutions import Solution, Wrong, answer_sheet
from simulator.worksheets.plan import plans
from simulator.worksheets.sheets import LETTERS


def play(seat: Seat) -> None:
    """The whole lesson."""
    for exercise in plans()[LESSON].exercise:
        answer_sheet(seat, exercise.id)


def _slip(sheet: str, number: int, key: str) -> Callable[[Seat], None]:
    """One question of a worksheet answered by a mistake that has its own reason, or by a wrong option."""

    def played(seat: Seat) -> None:
        drawn = seat.portal.case.sheets[sheet][number - 1]
        if drawn.order:
            answer = LETTERS[drawn.order.index(key)]
        else:
            answer = next((text for text, slip in drawn.slips.items() if slip == key), key)
        answer_sheet(seat, sheet, **{f"_{number}": answer})

    return played


def _other_trick(seat: Seat) -> None:
    """Whatever the first chart is, something else is said of it."""
    right = seat.portal.case.sheets["hinh-danh-lua"][0].right
    answer_sheet(seat, "hinh-danh-lua", _1="area" if right != "area" else "bins")


SOLUTION = Solution(
    LESSON,
    play,
    (
        Wrong("writes the height for the month", "doc-bieu-do-1", "wrong", _slip("doc-bieu-do", 1, "value")),
        Wrong("takes a rate for a count", "doc-bieu-do-4", "wrong", _slip("doc-bieu-do", 4, "right_so")),
        Wrong("sees a trick that is not there", "hinh-danh-lua-1", "wrong", _other_trick),
        Wrong("divides the wrong way round", "tinh-ty-le-1", "wrong", _slip("tinh-ty-le", 1, "turned")),
        Wrong("divides by a hundred", "tinh-ty-le-3", "wrong", _slip("tinh-ty-le", 3, "hundred")),
        Wrong("believes what is printed", "tinh-ty-le-4", "wrong", _slip("tinh-ty-le", 4, "printed")),
        Wrong("adds up to what it ought to be", "tinh-ty-le-5", "wrong", _slip("tinh-ty-le", 5, "whole")),
        Wrong("counts what moved", "neu-thi-sao-2", "wrong", _slip("neu-thi-sao", 2, "moved")),
        Wrong("takes together for because", "neu-thi-sao-4", "wrong", _slip("neu-thi-sao", 4, "cause")),
    ),
)
