"""Giving graded work back: a page for each learner, released through nbgrader's own exchange.

The pages lie where nbgrader keeps feedback, ``feedback/<learner>/<lesson>/``, so that its
own fetching finds them. Nothing here touches a mark.
"""

from __future__ import annotations

import logging
import warnings
from collections.abc import Collection, Mapping
from datetime import datetime
from pathlib import Path

import msgspec
from nbgrader.auth import Authenticator
from nbgrader.exchange import ExchangeFactory

from grading.classroom import Classroom
from grading.exchange import SECRET_FILE, TIMESTAMP_FILE, released_folder
from grading.feedback import feedback_of, is_ours, page
from grading.handin import exchange_ready
from grading.held import Held
from grading.preprocessor import submitted_at
from grading.results import Grading


class Returned(msgspec.Struct, frozen=True):
    """How many learners have a page, whether they can fetch it, and what went wrong if they cannot."""

    pages: int = 0
    released: bool = False
    fault: str = ""


def give_back(
    classroom: Classroom, lesson: str, gradings: Collection[Grading], held: Mapping[str, Held], log: logging.Logger
) -> Returned:
    """Write a page for each grading of a hand-in and release the lesson's feedback; never raises for the disk.

    ``held`` is what the gradebook holds: its mark is the one that the learner reads.
    """
    written = 0
    try:
        notebooks = [path.stem for path in released_folder(classroom.coursedir, lesson).glob("*.ipynb")]
        for grading in gradings:
            written += _write(classroom, lesson, grading, held.get(grading.learner), notebooks)
        if not written or not exchange_ready(classroom.exchange_root):
            return Returned(written)
        _release(classroom, lesson, log)
    except Exception as fault:  # noqa: BLE001 - the marks are safe; whatever failed is told and can be done again
        return Returned(written, fault=str(fault) or repr(fault))
    return Returned(written, released=True)


def _write(classroom: Classroom, lesson: str, grading: Grading, held: Held | None, notebooks: list[str]) -> bool:
    """Write one learner's page with what nbgrader wants beside it; whether there is a hand-in to write about."""
    submission = classroom.directory / "submitted" / grading.learner / lesson
    if not (submission / SECRET_FILE).is_file():
        return False
    format_path = classroom.coursedir.format_path
    folder = Path(format_path(classroom.coursedir.feedback_directory, grading.learner, lesson))
    folder.mkdir(parents=True, exist_ok=True)
    # Why an exam's checks passed or not would help whoever has not sat it yet, or hands in again.
    hidden = classroom.sheet(lesson).mode == "exam"
    content = page(feedback_of(grading, held, hidden=hidden)).encode()
    for name in notebooks:
        target = folder / f"{name}.html"
        if not _made_by_hand(target, grading):
            _renew(target, content)
    _renew(folder / SECRET_FILE, (submission / SECRET_FILE).read_bytes())
    _renew(folder / TIMESTAMP_FILE, submitted_at(submission).encode())
    return True


def _made_by_hand(target: Path, grading: Grading) -> bool:
    """Whether the teacher has made nbgrader's page, with comments of their own, after this grading."""
    if not target.is_file() or is_ours(target.read_bytes()):
        return False
    return target.stat().st_mtime > datetime.fromisoformat(grading.graded_at).timestamp()


def _renew(target: Path, content: bytes) -> None:
    if not target.is_file() or target.read_bytes() != content:
        target.write_bytes(content)


def _release(classroom: Classroom, lesson: str, log: logging.Logger) -> None:
    """Let nbgrader put everybody's pages where learners fetch them; doing it again is cheap and mends what is lost."""
    classroom.coursedir.assignment_id = lesson
    classroom.coursedir.student_id = "*"
    releaser = ExchangeFactory(config=classroom.config, log=log).ReleaseFeedback(
        coursedir=classroom.coursedir,
        authenticator=Authenticator(config=classroom.config, log=log),
        config=classroom.config,
        log=log,
    )
    with warnings.catch_warnings():
        # nbgrader leaves the closing of each timestamp's file to Python.
        warnings.simplefilter("ignore", ResourceWarning)
        releaser.start()
