"""Lesson 09 done rightly; its wrong answers are those of its worksheets."""

from __future__ import annotations

from grading.checks.lesson_09 import LESSON
from grading.players import Seat
from grading.solutions import Solution, answer_sheet
from simulator.worksheets.plan import plans


def play(seat: Seat) -> None:
    """The whole lesson."""
    for exercise in plans()[LESSON].exercise:
        answer_sheet(seat, exercise.id)


SOLUTION = Solution(LESSON, play, ())
