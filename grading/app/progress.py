"""How far a learner is on the course: every lesson's state and mark, from the journals on this machine."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal, NamedTuple

from grading.app.workspace import Workspace
from grading.classroom import Classroom
from grading.grade import grade_folder
from grading.lessons import LESSONS
from grading.moved import read_note

PASS = Decimal(5)
"""The mark of ten from which a lesson counts for the certificate."""

Status = Literal["not_released", "new", "begun", "passed"]


class Standing(NamedTuple):
    """One lesson as it stands; ``mark`` is empty where nothing was done; ``exam`` says that it is not told."""

    lesson: str
    status: Status
    mark: Decimal | None
    digest: str
    exam: bool = False


def standings(workspace: Workspace, learner: str) -> list[Standing]:
    """All lessons in the course's order."""
    return [_standing(workspace, learner, lesson) for lesson in LESSONS]


def _standing(workspace: Workspace, learner: str, lesson: str) -> Standing:
    folder = workspace.folder(learner, lesson)
    sheet = workspace.sheet(learner, lesson)
    released = workspace.released(lesson) or sheet is not None
    if not released:
        return Standing(lesson, "not_released", None, "")
    graded = grade_folder(folder, lesson, learner, sheet, read_note(folder)) if folder.is_dir() else None
    if graded is None or graded.outcome != "graded":
        return Standing(lesson, "new", None, "")
    status: Status = "passed" if graded.mark >= PASS else "begun"
    return Standing(lesson, status, graded.mark, graded.digest, sheet is not None and sheet.mode == "exam")


def handed_in(classroom: Classroom, learner: str) -> list[Standing]:
    """All lessons as a class has collected them from a learner; raises ``ClassroomError``."""
    found = []
    for lesson in LESSONS:
        if lesson not in classroom.lessons:
            found.append(Standing(lesson, "not_released", None, ""))
            continue
        folder = classroom.directory / "submitted" / learner / lesson
        graded = grade_folder(folder, lesson, learner, classroom.sheet(lesson)) if folder.is_dir() else None
        if graded is None or graded.outcome != "graded":
            found.append(Standing(lesson, "new", None, ""))
        else:
            status: Status = "passed" if graded.mark >= PASS else "begun"
            found.append(Standing(lesson, status, graded.mark, graded.digest))
    return found


def next_lesson(found: list[Standing]) -> str:
    """What to do next: the first lesson that is open and not passed, or an exam not begun; empty when there is none."""
    wanted = (each for each in found if each.status == "new" or (each.status == "begun" and not each.exam))
    return next((each.lesson for each in wanted), "")


def all_passed(found: list[Standing]) -> bool:
    """Whether the certificate has been earned; an exam whose mark is not told yet does not count."""
    return all(each.status == "passed" and not each.exam for each in found)
