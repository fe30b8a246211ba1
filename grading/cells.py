"""What a grade cell calls: ``score("kich-hoat")``, one self-contained call.

It reads the journals of the current folder and always answers a finite float between
0 and the exercise's points: nbgrader takes a cell without output, ``nan`` or a negative
number for full marks, and any text on stderr for none.
"""

from __future__ import annotations

import contextlib
import io
import logging
import math
import os
import warnings
from decimal import Decimal
from pathlib import Path

from grading.class_file import ClassFile, read_class, read_learner
from grading.grade import grade_folder, read_journal
from grading.lessons import LESSONS, lesson_of
from grading.moved import owner_of, read_note
from simulator.case import LEARNER_ID, CaseError, learner_id
from simulator.journal import JournalError, parse
from simulator.storage import journal_path

log = logging.getLogger(__name__)
log.addHandler(logging.NullHandler())


def mark_for(value: object, maximum: Decimal) -> float:
    """The one way from points to what a grade cell shows: a finite float from 0 to ``maximum``.

    Whatever is no such number (``nan``, text, ``True``, nothing, too many points) is 0.0.
    """
    if isinstance(value, bool) or not isinstance(value, (int, float, Decimal)):
        return 0.0
    if not isinstance(value, int) and not math.isfinite(value):
        return 0.0
    return float(value) if 0 <= value <= maximum else 0.0


def learner_of(folder: Path) -> str | None:
    """Whose work a folder holds: the name of the folder above it, if that is a learner id.

    Only outside grading may ``nguoi-hoc.json``, which learners can write, say it instead.
    """
    above = folder.resolve().parent.name
    if LEARNER_ID.match(above):
        return above
    if os.environ.get("NBGRADER_EXECUTION") == "autograde":
        return None
    named = read_learner(folder) or read_learner(folder.resolve().parent)
    try:
        return learner_id(named) if named else None
    except CaseError:
        return None


def begun_as(folder: Path, learner: str, attempt: int) -> str:
    """The other id under which an attempt in a learner's folder was begun before it was moved here, if any."""
    note = read_note(folder)
    if not note:
        return ""
    try:
        journal = parse(read_journal(journal_path(folder, attempt)))
    except (JournalError, OSError):
        return ""
    return journal.header.learner if owner_of(journal, note) == learner != journal.header.learner else ""


def _lesson_of(folder: Path, exercise: str, klass: ClassFile | None) -> str | None:
    if klass is not None:
        return klass.lesson
    name = folder.resolve().name
    return name if name in LESSONS else lesson_of(exercise)


def points_of(exercise: str, folder: Path) -> float:
    """An exercise's points for the journals of a folder; raises whatever goes wrong on the way."""
    klass = read_class(folder)
    lesson = _lesson_of(folder, exercise, klass)
    learner = learner_of(folder)
    if lesson not in LESSONS or learner is None or exercise not in LESSONS[lesson].exercises:
        log.info("nothing to grade for %r in %s", exercise, folder)
        return 0.0
    graded = grade_folder(folder, lesson, learner, klass)
    return mark_for(graded.by_exercise[exercise], LESSONS[lesson].maximum(exercise))


def score(exercise: str, folder: Path | str = ".") -> float:
    """The points of an exercise: never raises, never writes to stderr, 0.0 whenever in doubt."""
    with warnings.catch_warnings(), contextlib.redirect_stderr(io.StringIO()):
        warnings.simplefilter("ignore")
        try:
            return points_of(exercise, Path(folder))
        except Exception as fault:  # noqa: BLE001 - a cell that fails would stop the learner's whole grading
            log.info("no points for %r: %r", exercise, fault)
            return 0.0
