"""Collecting a class's new hand-ins of every lesson, without grading them."""

from __future__ import annotations

from grading.at_work import at_work
from grading.batch import collect
from grading.bulk import Progress
from grading.classroom import Classroom
from grading.exchange import Dropped
from grading.zips import take_zips


def collect_all(classroom: Classroom, progress: Progress | None = None) -> tuple[Dropped, ...]:
    """Collect every lesson's new hand-ins, from the exchange and from the intake folder; tells what was left out.

    Raises ``ClassroomError`` if the exchange is there but cannot be read, or while somebody else works on
    the class.
    """
    left_out: list[Dropped] = []
    with at_work(classroom.directory, "collect"):
        for place, lesson in enumerate(classroom.lessons):
            if progress:
                progress(place, len(classroom.lessons), lesson)
            left_out += (*collect(classroom, lesson), *take_zips(classroom.directory, lesson, classroom.learners))
    # What fits no lesson is met at each of them.
    return tuple(dict.fromkeys(left_out))
