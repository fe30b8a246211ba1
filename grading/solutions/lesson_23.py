"""Lesson 23 done rightly, and its listed wrong answers."""

from __future__ import annotations

from grading.checks.lesson_23 import LESSON
from grading.players import Seat
from grading.solutions import Solution, Wrong, answer_sheet
from grading.solutions.volunteer import Change, ending, instead, meet, shift_of, with_first, without, work
from simulator import actions

SHEET = "tn-phieu-an-toan"


def play(seat: Seat) -> None:
    """The whole lesson."""
    work(seat)
    answer_sheet(seat, SHEET)


def _wrong(name: str, check: str, change: Change) -> Wrong:
    return Wrong(name, check, "broken", lambda seat: work(seat, change))


def badly(seat: Seat) -> None:
    """Meet every incident in the worst way."""
    work(seat, right=False)


def only_served(seat: Seat) -> None:
    """Serve people and let whatever comes up come up."""
    seat.do(actions.WaitAtPoint())
    shift = shift_of(seat)
    while not shift.incidents:
        seat.do(actions.WaitAtPoint())


def out_of_turn(seat: Seat) -> None:
    """Call whoever came last."""
    work(seat, in_turn=False)
    meet(seat)


SOLUTION = Solution(
    LESSON,
    play,
    (
        _wrong("does not report", "kept_from_harm", without("report")),
        _wrong("lets go", "kept_from_harm", with_first(("let_go", ""))),
        _wrong("sends everybody home", "channel_right", ending("health")),
        Wrong("meets all badly", "incidents_met", "incident", badly),
        Wrong("does not see what comes up", "incidents_met", "incidents_waiting", only_served, "not_attempted"),
        Wrong("calls the last one first", "in_turn", "out_of_turn", out_of_turn),
        _wrong("does not greet", "still_kind", without("greet")),
        _wrong("says nothing of what comes next", "still_kind", without("say_next")),
        _wrong("asks for the code", "still_careful", instead("let_type", ("read_code", ""))),
        _wrong("leaves the session open", "still_careful", without("sign_out", "wipe")),
    ),
)
