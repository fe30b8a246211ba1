"""Hand-ins that the teacher lays into ``bai-nop/`` of the class folder: taken before a lesson is graded."""

from __future__ import annotations

from collections.abc import Collection
from contextlib import suppress
from pathlib import Path

from grading.class_file import ClassFileError, read_class
from grading.exchange import Dropped
from grading.handin import INTAKE_FOLDER
from grading.intake import Klass, take

NO_NEWS = ("taken", "older", "duplicate")
OTHER_LESSON = "no_lesson"


def take_zips(directory: Path, lesson: str, learners: Collection[str]) -> list[Dropped]:
    """Take the newest hand-in of each learner of the class into ``submitted/``; tells what was left out."""
    folder = directory / INTAKE_FOLDER
    if not folder.is_dir():
        return []
    sheet = None
    with suppress(ClassFileError):
        sheet = read_class(directory / "source" / lesson)
    course = sheet.name if sheet else next(iter(learners), "").rpartition("-")[0]
    taken = take(Klass(directory, course, learners, {lesson: sheet}), [folder])
    left_out = [row for row in taken.rows if row.result not in (*NO_NEWS, OTHER_LESSON)]
    return [Dropped(row.learner, row.file.partition("/")[2], row.result, row.text) for row in left_out]
