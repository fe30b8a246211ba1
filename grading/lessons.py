"""The lessons that are graded by replay: each one's checks, and where its notebook lies."""

from __future__ import annotations

from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from grading.checks import Checks, first_lesson, lesson_01

LESSONS: dict[str, Checks] = {module.CHECKS.lesson: module.CHECKS for module in (first_lesson, lesson_01)}


def lesson_of(exercise: str) -> str | None:
    """The lesson that an exercise belongs to, if it is in just one."""
    found = [name for name, checks in LESSONS.items() if exercise in checks.exercises]
    return found[0] if len(found) == 1 else None


def lesson_folder(lesson: str) -> Traversable:
    """The folder of a lesson's notebook: inside the wheel, or beside the code in a checkout."""
    packed = files("grading") / "_lessons" / lesson
    if packed.is_dir():
        return packed
    return Path(__file__).resolve().parent.parent / "lessons" / lesson
