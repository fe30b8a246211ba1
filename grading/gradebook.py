"""nbgrader's gradebook filled in bulk: a whole batch in one transaction, as ``nbgrader autograde`` fills it.

nbgrader opens the gradebook some nine times for each learner and commits each cell; that costs far more than
grading by replay does. Here the same rows are written with few statements. What a teacher has set by hand
(manual scores, extra credit, extensions, comments) stays, and late penalties come from nbgrader's own plugin.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from nbgrader import api
from nbgrader.preprocessors import AssignLatePenalties
from sqlalchemy import bindparam, create_engine, insert, select, update
from sqlalchemy.pool import NullPool

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Table
    from sqlalchemy.engine import Connection, Engine

Penalty = Callable[[str, float, float], float | None]
"""From learner, score and seconds late to the points that are taken off; ``None`` for no penalty."""

ASSIGNMENT: Table = api.Assignment.__table__
NOTEBOOK: Table = api.Notebook.__table__
CELL: Table = api.BaseCell.__table__
GRADED_CELL: Table = api.GradeCell.__table__
SUBMISSION: Table = api.SubmittedAssignment.__table__
SUBMITTED: Table = api.SubmittedNotebook.__table__
GRADE: Table = api.Grade.__table__
COMMENT: Table = api.Comment.__table__


class Entry(NamedTuple):
    """One learner's scores by notebook and cell; ``time`` is when it was handed in (UTC, naive as nbgrader's).

    ``silent`` says of each solution cell whether nothing was written in it.
    """

    learner: str
    time: datetime | None
    scores: dict[tuple[str, str], float]
    silent: dict[tuple[str, str], bool] = {}  # noqa: RUF012 - never changed


class Cells(NamedTuple):
    """What nbgrader grades of one lesson: its row, due date, notebooks by name, graded cells by notebook and name."""

    assignment: str
    due: datetime | None
    notebooks: dict[str, str]
    cells: dict[tuple[str, str], str]
    solutions: dict[tuple[str, str], str]
    others: int


class UnknownLessonError(LookupError):
    """The gradebook has no such assignment: ``nbgrader generate_assignment`` has not been run."""


@cache
def _engine(db_url: str) -> Engine:
    """One engine for a gradebook, so that its statements are compiled once; no connection stays open."""
    return create_engine(db_url, poolclass=NullPool)


@contextmanager
def opened(db_url: str) -> Iterator[Connection]:
    """The gradebook in one transaction: all that is written in it, or nothing."""
    with _engine(db_url).begin() as connection:
        yield connection


def late_penalty(config: Any) -> Penalty:  # noqa: ANN401 - traitlets' own
    """The late rule of a class's configuration, nbgrader's plugin."""
    rule = AssignLatePenalties(config=config)
    rule.init_plugin()

    def penalty(learner: str, score: float, seconds: float) -> float | None:
        taken = rule.plugin_inst.late_submission_penalty(learner, score, seconds)
        return None if taken is None else min(max(taken, 0), score)

    return penalty


def cells_of(connection: Connection, lesson: str) -> Cells:
    """What there is to grade; raises ``UnknownLessonError``."""
    row = connection.execute(select(ASSIGNMENT.c.id, ASSIGNMENT.c.duedate).where(ASSIGNMENT.c.name == lesson)).first()
    if row is None:
        raise UnknownLessonError(lesson)
    wanted = select(NOTEBOOK.c.id, NOTEBOOK.c.name).where(NOTEBOOK.c.assignment_id == row.id)
    notebooks = {name: key for key, name in connection.execute(wanted)}
    names = {key: name for name, key in notebooks.items()}
    cells = select(CELL.c.id, CELL.c.name, CELL.c.notebook_id, CELL.c.type).where(CELL.c.notebook_id.in_(names))
    found = connection.execute(cells).all()
    graded = {(names[cell.notebook_id], cell.name): cell.id for cell in found if cell.type == "GradeCell"}
    solved = {(names[cell.notebook_id], cell.name): cell.id for cell in found if cell.type == "SolutionCell"}
    return Cells(row.id, row.duedate, notebooks, graded, solved, len(found) - len(graded) - len(solved))


def graded_cells(db_url: str, lesson: str, read: Collection[str] = ()) -> set[tuple[str, str]] | None:
    """Notebook and name of each cell that is scored; ``None`` if a person has to mark something.

    ``read`` are the solution cells that a program reads. Raises ``UnknownLessonError``.
    """
    with opened(db_url) as connection:
        known = cells_of(connection, lesson)
    by_hand = known.others or any(name not in read for _, name in known.solutions)
    return None if by_hand else set(known.cells)


def due_date(db_url: str, lesson: str) -> datetime | None:
    """When a lesson is due (UTC, naive); raises ``UnknownLessonError``."""
    with opened(db_url) as connection:
        return cells_of(connection, lesson).due


def set_due_date(db_url: str, lesson: str, when: datetime | None) -> None:
    """Write a lesson's due date (UTC, naive); raises ``UnknownLessonError`` and ``sqlalchemy.exc.SQLAlchemyError``."""
    with opened(db_url) as connection:
        known = cells_of(connection, lesson)
        connection.execute(update(ASSIGNMENT).where(ASSIGNMENT.c.id == known.assignment).values(duedate=when))


def extensions_of(db_url: str, lesson: str) -> dict[str, timedelta]:
    """Who has longer than the class for a lesson, and by how much; raises ``UnknownLessonError``."""
    with opened(db_url) as connection:
        wanted = select(SUBMISSION.c.student_id, SUBMISSION.c.extension).where(
            SUBMISSION.c.assignment_id == cells_of(connection, lesson).assignment, SUBMISSION.c.extension.is_not(None)
        )
        return {row.student_id: row.extension for row in connection.execute(wanted) if row.extension}


def renew_penalties(db_url: str, lesson: str, penalty: Penalty) -> None:
    """Make the late penalties of everything that was handed in anew, after a date or the rule has changed.

    Raises ``UnknownLessonError`` and ``sqlalchemy.exc.SQLAlchemyError``.
    """
    with opened(db_url) as connection:
        known = cells_of(connection, lesson)
        rows = connection.execute(select(SUBMISSION).where(SUBMISSION.c.assignment_id == known.assignment)).all()
        submissions = {row.student_id: _Submission(row.id, row.timestamp, row.extension) for row in rows}
        submitted = _notebooks(connection, known, submissions.values())
        totals: dict[str, float] = defaultdict(float)
        grades = select(GRADE).where(GRADE.c.notebook_id.in_(submitted.values()))
        for row in connection.execute(grades):
            totals[row.notebook_id] += score_of(row.auto_score, row.manual_score, row.extra_credit)
        _penalties(connection, known, submissions, submitted, totals, penalty)


def score_of(auto: float | None, by_hand: float | None, extra: float | None) -> float:
    """A cell's score as nbgrader counts it: set by hand before automatic, and extra credit with either."""
    found = auto if by_hand is None else by_hand
    return 0.0 if found is None else found + (extra or 0.0)


def enter(db_url: str, lesson: str, entries: Sequence[Entry], penalty: Penalty) -> None:
    """Write a batch of scores in one transaction: all of it, or none.

    Every graded cell must have its score. Raises ``UnknownLessonError``, and
    ``sqlalchemy.exc.SQLAlchemyError`` if the database cannot be written.
    """
    if not entries:
        return
    with opened(db_url) as connection:
        known = cells_of(connection, lesson)
        submissions = _submissions(connection, known, entries)
        submitted = _notebooks(connection, known, submissions.values())
        scored: list[dict[str, Any]] = []
        for entry in entries:
            for (notebook, cell), key in known.cells.items():
                owner = submitted[submissions[entry.learner].id, known.notebooks[notebook]]
                scored.append({"owner": owner, "cell": key, "score": entry.scores[notebook, cell]})
        _silence(connection, known, entries, submissions, submitted)
        totals = _scores(connection, scored)
        _penalties(connection, known, submissions, submitted, totals, penalty)


class _Submission(NamedTuple):
    id: str
    time: datetime | None
    extension: Any


def _submissions(connection: Connection, known: Cells, entries: Sequence[Entry]) -> dict[str, _Submission]:
    """Everybody's row of the lesson, made or brought up to date."""
    wanted = select(SUBMISSION).where(
        SUBMISSION.c.assignment_id == known.assignment,
        SUBMISSION.c.student_id.in_([entry.learner for entry in entries]),
    )
    rows = {row.student_id: row for row in connection.execute(wanted)}
    found: dict[str, _Submission] = {}
    new, changed = [], []
    for entry in entries:
        row = rows.get(entry.learner)
        if row is None:
            found[entry.learner] = _Submission(api.new_uuid(), entry.time, None)
            new.append({"id": found[entry.learner].id, "student_id": entry.learner, "timestamp": entry.time})
            continue
        found[entry.learner] = _Submission(row.id, entry.time or row.timestamp, row.extension)
        if entry.time is not None and entry.time != row.timestamp:
            changed.append({"row": row.id, "timestamp": entry.time})
    if new:
        connection.execute(insert(SUBMISSION).values(assignment_id=known.assignment), new)
    if changed:
        connection.execute(update(SUBMISSION).where(SUBMISSION.c.id == bindparam("row")), changed)
    return found


def _notebooks(connection: Connection, known: Cells, submissions: Iterable[_Submission]) -> dict[tuple[str, str], str]:
    """The row of each submission's notebook, made where there is none."""
    keys = [each.id for each in submissions]
    wanted = select(SUBMITTED.c.id, SUBMITTED.c.assignment_id, SUBMITTED.c.notebook_id)
    rows = connection.execute(wanted.where(SUBMITTED.c.assignment_id.in_(keys)))
    found = {(row.assignment_id, row.notebook_id): row.id for row in rows}
    new = []
    for key in keys:
        for notebook in known.notebooks.values():
            if (key, notebook) not in found:
                found[key, notebook] = api.new_uuid()
                new.append({"id": found[key, notebook], "assignment_id": key, "notebook_id": notebook})
    if new:
        connection.execute(insert(SUBMITTED).values(flagged=False), new)
    return found


def _silence(
    connection: Connection,
    known: Cells,
    entries: Sequence[Entry],
    submissions: dict[str, _Submission],
    submitted: dict[tuple[str, str], str],
) -> None:
    """Note, as nbgrader does, in which solution cells nothing was written; a teacher's comments stay."""
    wanted = {
        (submitted[submissions[entry.learner].id, known.notebooks[notebook]], key): (
            "No response." if entry.silent.get((notebook, cell)) else None
        )
        for entry in entries
        for (notebook, cell), key in known.solutions.items()
    }
    if not wanted:
        return
    rows = connection.execute(select(COMMENT).where(COMMENT.c.notebook_id.in_({owner for owner, _ in wanted})))
    there = {(row.notebook_id, row.cell_id): row.id for row in rows}
    new = [
        {"id": api.new_uuid(), "notebook_id": owner, "cell_id": cell, "auto_comment": remark}
        for (owner, cell), remark in wanted.items()
        if (owner, cell) not in there
    ]
    changed = [{"row": there[place], "remark": remark} for place, remark in wanted.items() if place in there]
    if new:
        connection.execute(insert(COMMENT), new)
    if changed:
        statement = update(COMMENT).where(COMMENT.c.id == bindparam("row"))
        connection.execute(statement.values(auto_comment=bindparam("remark")), changed)


def _scores(connection: Connection, scored: list[dict[str, Any]]) -> dict[str, float]:
    """Write the automatic scores; gives each notebook's score with what was set by hand."""
    owners = {each["owner"] for each in scored}
    rows = connection.execute(select(GRADE).where(GRADE.c.notebook_id.in_(owners)))
    there = {(row.notebook_id, row.cell_id): row for row in rows}
    totals: dict[str, float] = defaultdict(float)
    new, changed = [], []
    for each in scored:
        row = there.get((each["owner"], each["cell"]))
        by_hand, extra = (row.manual_score, row.extra_credit or 0.0) if row else (None, 0.0)
        totals[each["owner"]] += score_of(each["score"], by_hand, extra)
        waits = by_hand is not None
        if row is None:
            new.append({"id": api.new_uuid(), **each, "waits": waits})
        elif (row.auto_score, row.needs_manual_grade) != (each["score"], waits):
            changed.append({"row": row.id, "score": each["score"], "waits": waits})
    if new:
        values = [
            {
                "id": each["id"],
                "notebook_id": each["owner"],
                "cell_id": each["cell"],
                "auto_score": each["score"],
                "needs_manual_grade": each["waits"],
            }
            for each in new
        ]
        connection.execute(insert(GRADE), values)
    if changed:
        statement = update(GRADE).where(GRADE.c.id == bindparam("row"))
        statement = statement.values(auto_score=bindparam("score"), needs_manual_grade=bindparam("waits"))
        connection.execute(statement, changed)
    return totals


def seconds_late(time: datetime | None, extension: timedelta | None, due: datetime | None) -> float:
    """How late a hand-in was, its extension granted, in seconds; 0 or less for what came in time or has no time."""
    if time is None or due is None:
        return 0.0
    return (time - due - (extension or timedelta())).total_seconds()


def _penalties(
    connection: Connection,
    known: Cells,
    submissions: dict[str, _Submission],
    submitted: dict[tuple[str, str], str],
    totals: dict[str, float],
    penalty: Penalty,
) -> None:
    """Take off what the late rule says; who is not late any more loses an earlier penalty."""
    rows = []
    for learner, submission in submissions.items():
        late = seconds_late(submission.time, submission.extension, known.due)
        for notebook in known.notebooks.values():
            key = submitted[submission.id, notebook]
            rows.append({"row": key, "taken": penalty(learner, totals[key], late) if late > 0 else None})
    if not rows:
        return
    statement = update(SUBMITTED).where(SUBMITTED.c.id == bindparam("row"))
    connection.execute(statement.values(late_submission_penalty=bindparam("taken")), rows)
