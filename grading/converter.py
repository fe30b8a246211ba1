"""Grading through nbgrader's own converter, one learner after the other.

For lessons that replay alone cannot score: the teacher has added cells to mark by hand, or has changed how the
class is autograded.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache

from nbgrader import api
from nbgrader.converters import Autograde
from nbgrader.converters.base import NbGraderException
from nbgrader.exchange import ExchangeError

from grading.classroom import Classroom


class _Memory(logging.Handler):
    """Keeps the errors that nbgrader logs, to tell them in the learner's row."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.texts: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.texts.append(record.getMessage())


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


def convert_all(
    classroom: Classroom,
    lesson: str,
    learners: Sequence[str],
    failures: dict[str, str],
    log: logging.Logger,
    progress: Callable[[int, int, str], None],
) -> None:
    """Let nbgrader autograde each learner's hand-in; what it could not do is entered into ``failures``."""
    memory = _Memory()
    log.addHandler(memory)
    classroom.coursedir.log = log
    try:
        with _one_engine():
            # These hand-ins are known to be wanted: nbgrader shall not think again.
            converter = Autograde(coursedir=classroom.coursedir, config=classroom.config, log=log, force=True)
            for number, learner in enumerate(learners):
                progress(number, len(learners), learner)
                memory.texts.clear()
                classroom.coursedir.assignment_id, classroom.coursedir.student_id = lesson, learner
                try:
                    converter.start()
                except Exception as fault:  # noqa: BLE001 - one learner's failure is one row
                    known = isinstance(fault, (NbGraderException, ExchangeError))
                    failures[learner] = memory.texts[0] if known and memory.texts else repr(fault)
    finally:
        log.removeHandler(memory)
