"""Grading a whole class: collect what is new, then one learner after the other.

The gradebook is what ``nbgrader autograde`` with our preprocessor would have made. One
broken hand-in is one row with its reason; the batch goes on.
"""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal

import msgspec
from nbgrader.auth import Authenticator
from nbgrader.exchange import ExchangeFactory
from sqlalchemy.exc import SAWarning

from grading.at_work import at_work
from grading.bulk import Desk, Progress, grade_all
from grading.checks import say, told_teacher
from grading.classroom import Classroom, ClassroomError
from grading.exchange import Dropped
from grading.handin import exchange_ready
from grading.held import Held, held_marks, true_mark
from grading.results import Grading, Results
from grading.returning import Returned, give_back
from grading.zips import take_zips


class Row(msgspec.Struct, frozen=True):
    """One learner's line in the class's table. ``ours`` marks a failure of the grader itself.

    ``mark`` is the grader's; ``held`` is the one that counts, with what a teacher changed in the gradebook and what
    was taken off for ``late`` seconds, as ``note`` says.
    """

    learner: str
    outcome: str
    mark: Decimal
    points: dict[str, Decimal]
    remark: str
    ours: bool = False
    held: Decimal | None = None
    late: int = 0
    note: str = ""


class Report(msgspec.Struct, frozen=True):
    """One lesson of a class, graded. ``left_out`` is what collecting did not take."""

    klass: str
    lesson: str
    rows: tuple[Row, ...]
    left_out: tuple[Dropped, ...]
    pinned_here: bool
    returned: Returned = Returned()

    @property
    def failed(self) -> bool:
        """Whether the grader itself failed for somebody, or could not give the work back."""
        return bool(self.returned.fault) or any(row.ours for row in self.rows)


@contextmanager
def _quiet(name: str) -> Iterator[logging.Logger]:
    """A logger that stays off the screen."""
    logger = logging.getLogger(f"grading.nbgrader.{name}")
    logger.propagate = False
    if not logger.handlers:
        logger.addHandler(logging.NullHandler())
    with warnings.catch_warnings():
        # nbgrader under SQLAlchemy 2.1 warns at each new submission; its rows are right.
        warnings.simplefilter("ignore", SAWarning)
        yield logger


def collect(classroom: Classroom, lesson: str) -> tuple[Dropped, ...]:
    """Collect new hand-ins from the exchange, if there is one; tells what was left out.

    Raises ``ClassroomError`` if the exchange is there but cannot be read.
    """
    inbound = classroom.exchange_root / classroom.course / "inbound"
    if not exchange_ready(classroom.exchange_root) or not inbound.is_dir():
        return ()
    with _quiet("collect") as logger:
        classroom.coursedir.assignment_id = lesson
        classroom.coursedir.student_id = "*"
        collector = ExchangeFactory(config=classroom.config, log=logger).Collect(
            coursedir=classroom.coursedir,
            authenticator=Authenticator(config=classroom.config, log=logger),
            config=classroom.config,
            log=logger,
        )
        collector.update = True
        try:
            collector.start()
        except Exception as fault:
            raise ClassroomError("collect_failed", error=str(fault)) from fault
    return tuple(getattr(collector, "dropped", ()))


def _row(graded: Grading, held: Held | None) -> Row:
    true = true_mark(graded.mark if graded.outcome == "graded" else None, held)
    row = Row(graded.learner, graded.outcome, graded.mark, graded.by_exercise, graded.said_to_teacher)
    counts = graded.mark if true.value is None else true.value
    return msgspec.structs.replace(row, held=counts, late=true.late, note=true.note)


def grade_class(classroom: Classroom, lesson: str, *, again: bool = False, progress: Progress | None = None) -> Report:
    """Grade everybody in the class; with ``again`` also those whose work is not new.

    What a batch has written stays, so a run that was broken off goes on where it stopped. Raises
    ``ClassroomError`` for a lesson that the class does not have, if its exchange cannot be read, if its gradebook
    cannot be written, or while somebody else works on the class.
    """
    with at_work(classroom.directory, "grade"):
        return _grade_class(classroom, lesson, again, progress)


def _grade_class(classroom: Classroom, lesson: str, again: bool, progress: Progress | None) -> Report:
    sheet, learners = classroom.sheet(lesson), classroom.learners
    left_out = (*collect(classroom, lesson), *take_zips(classroom.directory, lesson, learners))
    store = Results(classroom.results_url)
    tell = progress or _untold
    with _quiet("autograde") as logger:
        failures = grade_all(Desk(classroom, lesson, sheet, store), learners, again=again, progress=tell, log=logger)
        latest = store.latest(lesson)
        known = [latest[learner] for learner in learners if learner in latest and learner not in failures]
        held = held_marks(classroom.coursedir.db_url, lesson)
        returned = give_back(classroom, lesson, known, held, logger)
    tell(len(learners), len(learners), "")
    rows = tuple(
        _failed(each, failures[each]) if each in failures else _row(latest[each], held.get(each)) for each in learners
    )
    return Report(classroom.course, lesson, rows, left_out, sheet.pinned_here, returned)


def _untold(_done: int, _total: int, _learner: str) -> None:
    """Nobody wants to know how far it is."""


def grade_arrived(classroom: Classroom, lesson: str, learners: Sequence[str]) -> dict[str, Row]:
    """Grade those of a lesson whose work has just come in, and give it back to them; nothing else is collected.

    Raises ``ClassroomError`` as ``grade_class``.
    """
    with at_work(classroom.directory, "grade"), _quiet("autograde") as logger:
        desk = Desk(classroom, lesson, classroom.sheet(lesson), Results(classroom.results_url))
        failures = grade_all(desk, learners, again=False, progress=_untold, log=logger)
        latest, held = desk.store.latest(lesson), held_marks(classroom.coursedir.db_url, lesson)
        known = [latest[learner] for learner in learners if learner in latest and learner not in failures]
        give_back(classroom, lesson, known, held, logger)
    rows = {each.learner: _row(each, held.get(each.learner)) for each in known}
    return rows | {learner: _failed(learner, error) for learner, error in failures.items()}


def give_back_all(classroom: Classroom, lesson: str) -> Returned:
    """Write anew what everybody reads of a lesson that was graded, as its sheet has it told now.

    Raises ``ClassroomError`` while somebody else works on the class.
    """
    with at_work(classroom.directory, "grade"), _quiet("feedback") as logger:
        latest = Results(classroom.results_url).latest(lesson)
        known = [latest[learner] for learner in classroom.learners if learner in latest]
        return give_back(classroom, lesson, known, held_marks(classroom.coursedir.db_url, lesson), logger)


def _failed(learner: str, error: str) -> Row:
    """A learner's line where the grader itself failed."""
    remark = told_teacher("journal", say("grader", error=error))
    return Row(learner, "could_not_run", Decimal("0.0"), {}, remark, ours=True)


def export_json(reports: list[Report]) -> bytes:
    """The reports for other programs."""
    return msgspec.json.format(msgspec.json.encode(reports), indent=1)
