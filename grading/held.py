"""The mark that nbgrader's gradebook holds, where it is not the grader's: set by hand, or cut for being late."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

import msgspec
from nbgrader import api
from sqlalchemy import case, func, or_, select

from grading.averages import texts
from grading.gradebook import (
    ASSIGNMENT,
    CELL,
    GRADE,
    GRADED_CELL,
    NOTEBOOK,
    SUBMISSION,
    SUBMITTED,
    opened,
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
    return held_of_lessons(db_url, [lesson])[lesson]


def held_of_lessons(db_url: str, lessons: Collection[str]) -> dict[str, dict[str, Held]]:
    """The same of many lessons at once, summed up by the database, so that a table of them answers at once."""
    with opened(db_url) as connection:
        rows = connection.execute(select(ASSIGNMENT).where(ASSIGNMENT.c.name.in_(lessons))).all()
        known = {row.id: row for row in rows}
        maxima: dict[str, Decimal] = defaultdict(Decimal)
        for table in (GRADED_CELL, TASK_CELL):
            worth = select(NOTEBOOK.c.assignment_id, func.sum(table.c.max_score)).join(CELL, CELL.c.id == table.c.id)
            worth = worth.join(NOTEBOOK, NOTEBOOK.c.id == CELL.c.notebook_id).group_by(NOTEBOOK.c.assignment_id)
            for key, points in connection.execute(worth):
                maxima[key] += _exact(points)
        submissions = connection.execute(select(SUBMISSION).where(SUBMISSION.c.assignment_id.in_(known))).all()
        ours = SUBMITTED.c.assignment_id.in_(select(SUBMISSION.c.id).where(SUBMISSION.c.assignment_id.in_(known)))
        taken = select(SUBMITTED.c.assignment_id, func.sum(SUBMITTED.c.late_submission_penalty)).where(ours)
        penalties = {row[0]: row[1] for row in connection.execute(taken.group_by(SUBMITTED.c.assignment_id))}
        scores = {row[0]: row for row in connection.execute(_SCORES.where(ours))}
    found: dict[str, dict[str, Held]] = {lesson: {} for lesson in lessons}
    for row in submissions:
        lesson = known[row.assignment_id]
        _, score, by_hand, waits = scores.get(row.id, ("", 0.0, 0, 0))
        found[lesson.name][row.student_id] = Held(
            score=_exact(score),
            penalty=_exact(penalties.get(row.id)),
            maximum=maxima[row.assignment_id],
            by_hand=bool(by_hand),
            waits=bool(waits),
            late=max(0.0, seconds_late(row.timestamp, row.extension, lesson.duedate)),
        )
    return found


_GIVEN = func.coalesce(GRADE.c.manual_score, GRADE.c.auto_score)
_BY_HAND = or_(GRADE.c.manual_score.is_not(None), func.coalesce(GRADE.c.extra_credit, 0) != 0)
_SCORES = (
    select(
        SUBMITTED.c.assignment_id,
        # As ``score_of`` has it: no score is none, whatever the extra credit.
        func.sum(func.coalesce(_GIVEN + func.coalesce(GRADE.c.extra_credit, 0.0), 0.0)),
        func.max(case((_BY_HAND, 1), else_=0)),
        func.max(case((GRADE.c.needs_manual_grade, 1), else_=0)),
    )
    .join(GRADE, GRADE.c.notebook_id == SUBMITTED.c.id)
    .group_by(SUBMITTED.c.assignment_id)
)
"""Of each submission: its points, whether a person set some, and whether a person should look again."""


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
