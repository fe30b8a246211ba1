"""Lesson 21 done rightly, and its listed wrong answers."""

from __future__ import annotations

from grading.checks.lesson_21 import LESSON
from grading.players import Seat
from grading.solutions import Solution, Wrong, answer_sheet
from grading.solutions.volunteer import Change, ending, instead, with_first, without, work

SHEET = "tn-phieu-luat"


def play(seat: Seat) -> None:
    """The whole lesson."""
    work(seat)
    answer_sheet(seat, SHEET)


def _wrong(name: str, check: str, change: Change) -> Wrong:
    return Wrong(name, check, "broken", lambda seat: work(seat, change))


SOLUTION = Solution(
    LESSON,
    play,
    (
        _wrong("does not greet", "respectful", without("greet")),
        _wrong("hurries people", "respectful", with_first(("hurry", ""))),
        _wrong("begins before asking", "need_found", with_first(("explain_plainly", ""))),
        _wrong("asks for nothing more", "need_found", without("ask")),
        _wrong("takes papers without asking", "consent_asked", without("ask_papers")),
        _wrong("photographs papers", "consent_asked", with_first(("ask_need", ""), ("photo_papers", ""))),
        _wrong("asks for the code", "secrets_theirs", instead("let_type", ("read_code", ""))),
        _wrong("looks on", "secrets_theirs", without("look_away")),
        _wrong("sends people home", "matter_right", ending("come_back")),
        _wrong("says nothing of what comes next", "words_plain", without("say_next")),
        _wrong("does not see who needs what", "aid_given", without("read_aloud", "enlarge")),
        _wrong("leaves the session open", "nothing_left", without("sign_out", "wipe")),
    ),
)
