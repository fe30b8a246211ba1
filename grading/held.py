"""The mark that nbgrader's gradebook holds, where it is not the grader's: set by hand, or cut for being late."""

from __future__ import annotations

from collections import defaultdict
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

import msgspec
from nbgrader import api
from sqlalchemy import func, select

from grading.averages import texts
from grading.gradebook import (
    CELL,
    GRADE,
    GRADED_CELL,
    NOTEBOOK,
    SUBMISSION,
    SUBMITTED,
    UnknownLessonError,
    cells_of,
    opened,
    score_of,
    seconds_late,
)
from grading.words import number

TASK_CELL = api.TaskCell.__table__
TEN = Decimal(10)


class Held(NamedTuple):
    """One learner's lesson in the gradebook, in nbgrader's points.

    ``by_hand`` says that a person set a score or gave extra credit, ``waits`` that a person should look again,
    ``late`` how many seconds after the due date, extension granted, it was handed in.
    """

    score: Decimal
    penalty: Decimal
    maximum: Decimal
    by_hand: bool
    waits: bool
    late: float

    @property
    def mark(self) -> Decimal:
        """On the scale of ten with one decimal, rounded half up; extra credit lifts nobody above ten."""
        exact = (self.score - self.penalty) * TEN / self.maximum if self.maximum else Decimal(0)
        return min(TEN, max(Decimal(0), exact)).quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)

    @property
    def ten_off(self) -> Decimal:
        """What was taken off for being late, on the scale of ten with two decimals at most."""
        return (self.penalty * TEN / self.maximum).quantize(Decimal("0.01")) if self.maximum else Decimal(0)


class TrueMark(msgspec.Struct, frozen=True):
    """The mark that counts and what a teacher is told of it; ``kind`` is empty where it is the grader's own.

    ``late`` is in seconds, 0 for what came in time.
    """

    value: Decimal | None
    kind: str = ""
    note: str = ""
    late: int = 0
    by_hand: bool = False
    off: Decimal = Decimal(0)


def held_marks(db_url: str, lesson: str) -> dict[str, Held]:
    """What the gradebook holds of a lesson, by learner id; nothing of a lesson that was never handed out."""
    with opened(db_url) as connection:
        try:
            known = cells_of(connection, lesson)
        except UnknownLessonError:
            return {}
        maximum = Decimal(0)
        for table in (GRADED_CELL, TASK_CELL):
            worth = select(func.sum(table.c.max_score)).join(CELL, CELL.c.id == table.c.id)
            worth = worth.join(NOTEBOOK, NOTEBOOK.c.id == CELL.c.notebook_id)
            found = connection.execute(worth.where(NOTEBOOK.c.assignment_id == known.assignment)).scalar()
            maximum += _exact(found)
        submissions = connection.execute(select(SUBMISSION).where(SUBMISSION.c.assignment_id == known.assignment)).all()
        of_lesson = select(SUBMISSION.c.id).where(SUBMISSION.c.assignment_id == known.assignment)
        notebooks = connection.execute(select(SUBMITTED).where(SUBMITTED.c.assignment_id.in_(of_lesson))).all()
        of_notebooks = select(SUBMITTED.c.id).where(SUBMITTED.c.assignment_id.in_(of_lesson))
        grades = connection.execute(select(GRADE).where(GRADE.c.notebook_id.in_(of_notebooks))).all()
    owner = {row.id: row.assignment_id for row in notebooks}
    scores: dict[str, Decimal] = defaultdict(Decimal)
    penalties: dict[str, Decimal] = defaultdict(Decimal)
    for row in notebooks:
        penalties[row.assignment_id] += _exact(row.late_submission_penalty)
    by_hand, waiting = set(), set()
    for row in grades:
        scores[owner[row.notebook_id]] += _exact(score_of(row.auto_score, row.manual_score, row.extra_credit))
        if row.manual_score is not None or row.extra_credit:
            by_hand.add(owner[row.notebook_id])
        if row.needs_manual_grade:
            waiting.add(owner[row.notebook_id])
    return {
        row.student_id: Held(
            score=scores[row.id],
            penalty=penalties[row.id],
            maximum=maximum,
            by_hand=row.id in by_hand,
            waits=row.id in waiting,
            late=max(0.0, seconds_late(row.timestamp, row.extension, known.due)),
        )
        for row in submissions
    }


def _exact(points: float | None) -> Decimal:
    """Points as they are written: a float's last digits would turn a half down."""
    return Decimal(repr(round(points or 0.0, 6)))


def true_mark(graded: Decimal | None, held: Held | None) -> TrueMark:
    """The mark that counts: the grader's, unless somebody touched it in the gradebook.

    ``graded`` is ``None`` where the grader gave none; a mark set by hand is one then.
    """
    if held is None or (graded is None and not held.by_hand):
        return TrueMark(graded, late=int(held.late) if held else 0)
    words, late = texts()["held"], int(held.late)
    touched = held.by_hand and held.mark != graded
    kinds = [words["by_hand"]] if touched else []
    said = [words["waits"]] if held.by_hand and held.waits else []
    if held.penalty:
        kinds.append(words["late"])
        said.append(words["late_said"].format(late=late_text(late), points=number(held.ten_off)))
    if not kinds:
        return TrueMark(graded, late=late)
    machine = words["none"] if graded is None else number(graded)
    said.insert(0, words["both"].format(machine=machine, held=number(held.mark)))
    return TrueMark(held.mark, ", ".join(kinds), " ".join(said), late, held.by_hand, held.ten_off)


def late_text(seconds: float) -> str:
    """How late in words, the two largest units: ``2 ngày 3 giờ``, ``5 phút``; less than a minute is one."""
    minutes = max(1, int(seconds // 60))
    days, rest = divmod(minutes, 24 * 60)
    units = texts()["late_units"]
    parts = [(days, "day"), (rest // 60, "hour"), (rest % 60, "minute")]
    shown = [units[unit].format(count=count) for count, unit in parts if count]
    return " ".join(shown[:2])
