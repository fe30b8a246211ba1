"""Grading a whole class: collect what is new, then one learner after the other.

The scores go through nbgrader's own ``Autograde`` converter with our preprocessor, so
the gradebook is what ``nbgrader autograde`` would have made. One broken hand-in is one
row with its reason; the batch goes on.
"""

from __future__ import annotations

import logging
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from functools import cache

import msgspec
from nbgrader import api
from nbgrader.auth import Authenticator
from nbgrader.converters import Autograde
from nbgrader.converters.base import NbGraderException
from nbgrader.exchange import ExchangeError, ExchangeFactory
from sqlalchemy.exc import SAWarning

from grading.checks import say, told
from grading.class_file import ClassFile, ClassFileError, read_class
from grading.classroom import Classroom, ClassroomError
from grading.exchange import Dropped, Untyped, make_whole, released_folder
from grading.grade import untold
from grading.handin import exchange_ready
from grading.preprocessor import graded_submission, submitted_at
from grading.results import Grading, Results
from grading.returning import Returned, give_back
from grading.zips import take_zips

Progress = Callable[[int, int, str], None]
"""Called with how many are done, how many there are, and the learner who is next."""


class Row(msgspec.Struct, frozen=True):
    """One learner's line in the class's table. ``ours`` marks a failure of the grader itself."""

    learner: str
    outcome: str
    mark: Decimal
    points: dict[str, Decimal]
    remark: str
    ours: bool = False


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


class _Memory(logging.Handler):
    """Keeps the errors that nbgrader logs, to tell them in the learner's row."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.texts: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.texts.append(record.getMessage())


@contextmanager
def _quiet(name: str) -> Iterator[tuple[logging.Logger, _Memory]]:
    """A logger that stays off the screen, and what was logged as an error."""
    logger = logging.getLogger(f"grading.nbgrader.{name}")
    memory = _Memory()
    logger.propagate = False
    logger.addHandler(memory)
    try:
        with warnings.catch_warnings():
            # nbgrader under SQLAlchemy 2.1 warns at each new submission; its rows are right.
            warnings.simplefilter("ignore", SAWarning)
            yield logger, memory
    finally:
        logger.removeHandler(memory)


@contextmanager
def _one_engine() -> Iterator[None]:
    """Let nbgrader's gradebooks share one database engine, and so its compiled statements.

    nbgrader makes nine engines for each learner, which costs more than the grading.
    """
    made = api.create_engine
    api.create_engine = cache(made)
    try:
        yield
    finally:
        api.create_engine = made


def collect(classroom: Classroom, lesson: str) -> tuple[Dropped, ...]:
    """Collect new hand-ins from the exchange, if there is one; tells what was left out.

    Raises ``ClassroomError`` if the exchange is there but cannot be read.
    """
    inbound = classroom.exchange_root / classroom.course / "inbound"
    if not exchange_ready(classroom.exchange_root) or not inbound.is_dir():
        return ()
    with _quiet("collect") as (logger, _):
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


def _row(graded: Grading) -> Row:
    return Row(graded.learner, graded.outcome, graded.mark, graded.by_exercise, graded.remark)


def _autograde(converter: Untyped, lesson: str, learner: str) -> None:
    converter.coursedir.assignment_id = lesson
    converter.coursedir.student_id = learner
    converter.start()


def grade_class(classroom: Classroom, lesson: str, *, again: bool = False, progress: Progress | None = None) -> Report:
    """Grade everybody in the class; with ``again`` also those whose work is not new.

    Raises ``ClassroomError`` for a lesson that the class does not have, or if its
    exchange cannot be read.
    """
    sheet = classroom.sheet(lesson)
    learners = classroom.learners
    left_out = (*collect(classroom, lesson), *take_zips(classroom.directory, lesson, learners))
    store = Results(classroom.results_url)
    rows = []
    with _quiet("autograde") as (logger, memory), _one_engine():
        classroom.coursedir.log = logger
        converter = Autograde(coursedir=classroom.coursedir, config=classroom.config, log=logger, force=again)
        for number, learner in enumerate(learners):
            if progress:
                progress(number, len(learners), learner)
            memory.texts.clear()
            converter.force = again or _moved_since(classroom, sheet, learner)
            rows.append(_grade_one(classroom, converter, store, lesson, learner, memory))
        latest = store.latest(lesson)
        ours = {row.learner for row in rows if row.ours}
        known = [latest[learner] for learner in learners if learner in latest and learner not in ours]
        returned = give_back(classroom, lesson, known, logger)
    if progress:
        progress(len(learners), len(learners), "")
    return Report(classroom.course, lesson, tuple(rows), left_out, sheet.pinned_here, returned)


def _moved_since(classroom: Classroom, sheet: ClassFile, learner: str) -> bool:
    """Whether journals were moved to or from a learner since the last grading, whose sheet lies beside the work.

    Then the marks are others, though nothing new was handed in.
    """
    try:
        then = read_class(classroom.directory / "autograded" / learner / sheet.lesson)
    except ClassFileError:
        return True
    return then is not None and then.moved_of(learner) != sheet.moved_of(learner)


def _grade_one(
    classroom: Classroom,
    converter: Untyped,
    store: Results,
    lesson: str,
    learner: str,
    memory: _Memory,
) -> Row:
    submission = classroom.directory / "submitted" / learner / lesson
    try:
        if not submission.is_dir():
            graded = untold(lesson, learner, classroom.sheet(lesson), "nothing")
            store.record(graded)
        else:
            make_whole(released_folder(classroom.coursedir, lesson), submission)
            _autograde(converter, lesson, learner)
            _make_sure(classroom, store, lesson, learner)
        return _row(store.latest(lesson, learner)[learner])
    except Exception as fault:  # noqa: BLE001 - one learner's failure is one row, never the end of the batch
        known = isinstance(fault, (NbGraderException, ExchangeError))
        error = memory.texts[0] if known and memory.texts else repr(fault)
        remark, _ = told("journal", say("grader", error=error))
        return Row(learner, "could_not_run", Decimal("0.0"), {}, remark, ours=True)


def _make_sure(classroom: Classroom, store: Results, lesson: str, learner: str) -> None:
    """Autograding passes over work that is not new; the store may still lack it."""
    if learner in store.latest(lesson, learner):
        return
    folder = classroom.directory / "autograded" / learner / lesson
    store.record(graded_submission(folder, lesson, learner), submitted_at(folder))


def export_json(reports: list[Report]) -> bytes:
    """The reports for other programs."""
    return msgspec.json.format(msgspec.json.encode(reports), indent=1)
