"""How far a learner is on the course: every lesson's state and mark, from the journals on this machine."""

from __future__ import annotations

import hashlib
from decimal import Decimal
from pathlib import Path
from typing import Literal, NamedTuple

from grading.app.workspace import Workspace
from grading.classroom import Classroom
from grading.coding.tasks import TASKS
from grading.feedback import FeedbackError, read_page
from grading.grade import Graded, grade_folder, journals_in, read_journal
from grading.lessons import course_of, is_volunteer, of_course
from grading.moved import read_note
from grading.volunteer_class import read_shift
from simulator import JournalError
from simulator.case import FREE_KEY, CaseError

PASS = Decimal(5)
"""The mark of ten from which a lesson counts for the certificate."""

SHIFTS = ("ca-truc-1", "ca-truc-2", "ca-truc-3")
"""The shifts that volunteers work after their lessons, from easy to hard."""
GOOD_SHIFT = 80
"""The points of a hundred from which a shift counts for the certificate."""

Status = Literal["not_released", "new", "begun", "passed"]


class Standing(NamedTuple):
    """One lesson as it stands; ``mark`` is empty where nothing was done; ``exam`` says that it is not told.

    ``changed`` says, in a teacher's words or in short, that the mark is not the grader's: set by hand, or cut for
    being late.
    """

    lesson: str
    status: Status
    mark: Decimal | None
    digest: str
    exam: bool = False
    changed: str = ""


def standings(workspace: Workspace, learner: str) -> list[Standing]:
    """All lessons in the course's order; for volunteers, then their shifts."""
    found = [_standing(workspace, learner, lesson) for lesson in course_of(learner)]
    if is_volunteer(learner):
        found += [_shift(workspace.folder(learner, scenario), learner) for scenario in SHIFTS]
    return found


def further(workspace: Workspace, learner: str) -> list[Standing]:
    """The lessons for who wants to go on, as far as they are open; none of them counts for the certificate."""
    if is_volunteer(learner):
        return []
    found = (_standing(workspace, learner, lesson) for lesson in of_course("more"))
    return [each for each in found if each.status != "not_released"]


def _shift(folder: Path, learner: str) -> Standing:
    """The best shift that was worked to its end in a folder of free practice, with its points of ten."""
    best = Standing(folder.name, "new", None, "")
    for found in journals_in(folder) if folder.is_dir() else ():
        try:
            data = read_journal(found.path)
            sheet = read_shift(data, folder.name, learner, found.number, (FREE_KEY,))
        except (OSError, JournalError, CaseError):
            continue
        mark = Decimal(sheet.score) / 10
        if sheet.over and (best.mark is None or mark > best.mark):
            status: Status = "passed" if sheet.score >= GOOD_SHIFT else "begun"
            best = Standing(folder.name, status, mark, hashlib.sha256(data).hexdigest())
    return best


def _standing(workspace: Workspace, learner: str, lesson: str) -> Standing:
    folder = workspace.folder(learner, lesson)
    sheet = workspace.sheet(learner, lesson)
    released = workspace.released(lesson) or sheet is not None
    if not released:
        return Standing(lesson, "not_released", None, "")
    if lesson in TASKS:
        # Telling a mark would run the learner's code each time that somebody comes home.
        return Standing(lesson, "new", told_mark(folder, lesson, learner), "")
    graded = grade_folder(folder, lesson, learner, sheet, read_note(folder)) if folder.is_dir() else None
    standing = _counting(lesson, graded, told_mark(folder, lesson, learner), "*")
    return standing._replace(exam=standing.mark is not None and sheet is not None and sheet.mode == "exam")


def _counting(lesson: str, graded: Graded | None, held: Decimal | None, changed: str) -> Standing:
    """A lesson by the mark that counts: ``held`` where it is not the grader's."""
    if graded is None or (graded.outcome != "graded" and held is None):
        return Standing(lesson, "new", None, "")
    mark = graded.mark if held is None else held
    status: Status = "passed" if mark >= PASS else "begun"
    return Standing(lesson, status, mark, graded.digest, changed=changed if held is not None else "")


def told_mark(folder: Path, lesson: str, learner: str) -> Decimal | None:
    """The mark that the newest feedback on this machine tells, where it is not the grader's."""
    pages = sorted((folder / "feedback").glob("*/*.html"), reverse=True)
    try:
        found = read_page(pages[0], lesson, learner) if pages else None
    except FeedbackError:
        return None
    return Decimal(found.mark) if found is not None and found.changed else None


def handed_in(classroom: Classroom, learner: str) -> list[Standing]:
    """All lessons as a class has collected them from a learner, by the marks that count; raises ``ClassroomError``."""
    from grading.held import held_marks, true_mark  # noqa: PLC0415 - a learner's machine has no gradebook

    found = []
    for lesson in course_of(learner):
        if lesson not in classroom.lessons:
            found.append(Standing(lesson, "not_released", None, ""))
            continue
        folder = classroom.directory / "submitted" / learner / lesson
        graded = grade_folder(folder, lesson, learner, classroom.sheet(lesson)) if folder.is_dir() else None
        held = held_marks(classroom.coursedir.db_url, lesson).get(learner)
        true = true_mark(graded.mark if graded is not None and graded.outcome == "graded" else None, held)
        said = f"{true.kind}. {true.note}" if true.kind else ""
        found.append(_counting(lesson, graded, true.value if said else None, said))
    return found


def next_lesson(found: list[Standing]) -> str:
    """What to do next: the first lesson that is open and not passed, or an exam not begun; empty when there is none."""
    wanted = (each for each in found if each.status == "new" or (each.status == "begun" and not each.exam))
    return next((each.lesson for each in wanted), "")


def all_passed(found: list[Standing]) -> bool:
    """Whether the certificate has been earned; an exam whose mark is not told yet does not count."""
    return all(each.status == "passed" and not each.exam for each in found)
