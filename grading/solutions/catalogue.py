"""All lessons' solutions by lesson."""

from __future__ import annotations

from grading.solutions import Solution, lesson_01

SOLUTIONS: dict[str, Solution] = {module.SOLUTION.lesson: module.SOLUTION for module in (lesson_01,)}
