"""A class that was handed out, handed in and graded once, for tests of what comes after."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

from nbgrader.api import Gradebook

from grading.batch import grade_class
from grading.classroom import Classroom, hand_out, make_class, open_class
from grading.players import Habits
from tests.grading.desk import LESSON, played, put

CAREFUL, HASTY, ABSENT = "8A1-07", "8A1-08", "8A1-09"
KEY = "khoa-cua-lop-8A1"
TIME = "2026-11-09 01:02:03.000000 UTC"
"""When everybody handed in: 8 o'clock and two minutes in Vietnam."""


def make_marked(directory: Path) -> Path:
    """Three learners: one with all points, one with 8.75 of ten, one who handed in nothing."""
    classroom = make_class(directory, "8A1", [CAREFUL, HASTY, ABSENT], key=KEY)
    hand_out(classroom, LESSON)
    lay(classroom, CAREFUL)
    lay(classroom, HASTY, Habits(wrong_copies=True, skips_rating=True))
    grade_class(classroom, LESSON)
    return directory


def lay(classroom: Classroom, learner: str, habits: Habits | None = None, attempt: int = 1, time: str = TIME) -> Path:
    """Put a journal where collected work lies."""
    folder = classroom.directory / "submitted" / learner / LESSON
    path = put(folder, played(habits, learner, attempt, KEY), attempt)
    (folder / "timestamp.txt").write_text(time, encoding="utf-8")
    return path


def own_copy(marked: Path, directory: Path) -> Classroom:
    """The class, to be changed."""
    shutil.copytree(marked, directory)
    return open_class(directory)


def rows(classroom: Classroom, query: str) -> list[tuple[object, ...]]:
    """What a query finds in the gradebook."""
    connection = sqlite3.connect(classroom.directory / "gradebook.db")
    found = connection.execute(query).fetchall()
    connection.close()
    return found


def auto_scores(classroom: Classroom, learner: str) -> list[float]:
    """The automatic scores that nbgrader holds of a learner, the largest first."""
    query = (
        "select g.auto_score from grade g join submitted_notebook n on g.notebook_id = n.id"
        " join submitted_assignment a on n.assignment_id = a.id where a.student_id = '" + learner + "'"
    )
    return sorted((row[0] for row in rows(classroom, query)), reverse=True)  # type: ignore[type-var]


def set_by_hand(classroom: Classroom, learner: str, score: float | None = None, extra: float | None = None) -> None:
    """Change the first cell's score as formgrader does."""
    with Gradebook(classroom.coursedir.db_url, classroom.course) as gradebook:
        (notebook,) = gradebook.find_submission(LESSON, learner).notebooks
        first = max(notebook.grades, key=lambda grade: (grade.auto_score or 0, grade.cell.name))
        first.manual_score, first.extra_credit = score, extra
        gradebook.db.commit()
