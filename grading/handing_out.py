"""Handing lessons out to a class, one after the other, with progress."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeAlias

from grading.at_work import at_work
from grading.class_file import CLASS_FILE
from grading.classroom import Classroom, add_lesson, hand_out

Progress: TypeAlias = Callable[[int, int, str], None]
"""Called with how many are done, how many there are, and the one that is next."""


def is_handed_out(classroom: Classroom, lesson: str) -> bool:
    """Whether learners can fetch a lesson."""
    return (classroom.exchange_root / classroom.course / "outbound" / lesson / CLASS_FILE).is_file()


def hand_out_lessons(classroom: Classroom, lessons: Iterable[str], progress: Progress | None = None) -> list[str]:
    """Hand out those lessons that learners cannot fetch yet; gives them. Earlier ones stay if a later one fails.

    Raises ``ClassroomError``.
    """
    wanted = list(dict.fromkeys(lessons))
    with at_work(classroom.directory, "hand_out"):
        for lesson in wanted:
            add_lesson(classroom, lesson)
        new = [lesson for lesson in wanted if not is_handed_out(classroom, lesson)]
        for place, lesson in enumerate(new):
            if progress:
                progress(place, len(new), lesson)
            # What was made ready and never arrived is made ready again.
            hand_out(classroom, lesson, again=len(classroom.sheet_folders(lesson)) > 1)
        if progress:
            progress(len(new), len(new), "")
    return new
