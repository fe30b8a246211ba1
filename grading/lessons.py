"""The lessons that are graded by replay: each one's checks, and where its notebook lies."""

from __future__ import annotations

from importlib import import_module
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from grading.checks import Checks
from simulator.worksheets.plan import plans


def _checks(lesson: str) -> Checks:
    """The checks of a lesson: ``grading.checks.lesson_NN`` by its number."""
    found: Checks = import_module(f"grading.checks.lesson_{lesson[:2]}").CHECKS
    return found


LESSONS: dict[str, Checks] = {lesson: _checks(lesson) for lesson in plans()}
"""Lesson to checks, in the course's order."""


def of_course(course: str) -> tuple[str, ...]:
    """The lessons of ``student``, of ``more`` (for students, beyond the course) or of ``volunteer``, in their order."""
    return tuple(lesson for lesson in LESSONS if plans()[lesson].course == course)


VOLUNTEERS = "TNV"
"""How the code of a group of volunteers begins (tình nguyện viên), as ``TNV1-07``."""


def is_volunteer(code: str) -> bool:
    """Whether a class, a group or a learner is one of volunteers."""
    return code.startswith(VOLUNTEERS)


def course_of(code: str) -> tuple[str, ...]:
    """The lessons of whoever belongs to a class or group: ``TNV1`` or ``TNV1-07``, ``8A1`` or ``8A1-07``."""
    return of_course("volunteer" if is_volunteer(code) else "student")


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


def lesson_named(text: str) -> str | None:
    """The lesson that somebody typed, ``4``, ``04`` or its whole name, if there is one."""
    return next((name for name in LESSONS if text == name or text.zfill(2) == name[:2]), None)
