"""All lessons' solutions by lesson; lesson 00 has its players (``grading.players``) instead."""

from __future__ import annotations

from importlib import import_module

from grading.coding.tasks import TASKS
from grading.solutions import Solution
from simulator.worksheets.plan import plans


def _solution(lesson: str) -> Solution:
    """The solution of a lesson: ``grading.solutions.lesson_NN`` by its number."""
    found: Solution = import_module(f"grading.solutions.lesson_{lesson[:2]}").SOLUTION
    return found


SOLUTIONS: dict[str, Solution] = {lesson: _solution(lesson) for lesson in [*plans()][1:] if lesson not in TASKS}
"""Lesson to solution, in the course's order; what is solved by code stands in ``lesson_10``."""
