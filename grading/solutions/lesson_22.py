"""Lesson 22 done rightly, and its listed wrong answers."""

from __future__ import annotations

from grading.checks.lesson_22 import LESSON
from grading.players import Seat
from grading.solutions import Solution, Wrong, answer_sheet
from grading.solutions.volunteer import Change, Planned, ending, instead, with_first, without, work
from simulator.point.personas import Persona

SHEET = "tn-phieu-viec"


def play(seat: Seat) -> None:
    """The whole lesson."""
    work(seat)
    answer_sheet(seat, SHEET)


def guessing(_: Persona, steps: list[Planned]) -> list[Planned]:
    """Fill in whatever stands first."""
    first = next((place for place, step in enumerate(steps) if step[0] == "fill"), None)
    rest = [step for step in steps if step[0] != "fill"]
    return steps if first is None else [*rest[:first], ("guess", ""), *rest[first:]]


def opening_another(persona: Persona, steps: list[Planned]) -> list[Planned]:
    """Open another procedure first."""
    other = "2.000908" if persona.need != "2.000908" else "2.000635"
    return [each for step in steps for each in ([("choose", other), step] if step[0] == "choose" else [step])]


def false_promise(persona: Persona, steps: list[Planned]) -> list[Planned]:
    """Promise what is not so."""
    other = next(name for name in persona.next if name != persona.promise)
    return [("say_next", other) if step[0] == "say_next" else step for step in steps]


def _wrong(name: str, check: str, change: Change) -> Wrong:
    return Wrong(name, check, "broken", lambda seat: work(seat, change))


SOLUTION = Solution(
    LESSON,
    play,
    (
        _wrong("asks for nothing more", "facts_asked", without("ask")),
        _wrong("begins before asking", "facts_asked", with_first(("explain_plainly", ""))),
        _wrong("takes papers without asking", "papers_seen", without("ask_papers")),
        _wrong("fills in by guessing", "form_right", guessing),
        _wrong("opens another procedure", "form_right", opening_another),
        _wrong("sends everybody home", "channel_right", ending("health")),
        _wrong("promises what is not so", "next_told", false_promise),
        _wrong("says nothing of what comes next", "next_told", without("say_next")),
        _wrong("scolds", "aid_given", with_first(("scold", ""))),
        _wrong("types the code", "secrets_theirs", instead("let_type", ("type_code", ""))),
        _wrong("looks on", "secrets_theirs", without("look_away")),
        _wrong("leaves the session open", "nothing_left", without("sign_out", "wipe")),
    ),
)
