"""Grading many hand-ins of one lesson: replayed on every core, written in batches.

Gradebook, graded folders and results are what ``nbgrader autograde`` with our preprocessor makes, without opening
the gradebook and converting a notebook for each learner. A batch's folders come last, and what has none is new: a
run that was broken off goes on where it stopped.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import NamedTuple, TypeAlias

from nbgrader.utils import parse_utc
from sqlalchemy.exc import SQLAlchemyError

from grading import autograded
from grading.autograded import Layout, NotReplayedError
from grading.class_file import ClassFile, ClassFileError, read_class
from grading.classroom import Classroom, ClassroomError
from grading.coding.tasks import TASKS, solution_id
from grading.converter import convert_all
from grading.earlier import with_earlier
from grading.exchange import make_whole, released_folder
from grading.grade import Graded, untold
from grading.gradebook import Entry, UnknownLessonError, enter, graded_cells, late_penalty
from grading.preprocessor import AUTOGRADE_PREPROCESSORS, submitted_at
from grading.replaying import Work, replayed
from grading.results import Results

CHUNK = 250
"""Hand-ins in one transaction: a run that is broken off loses no more than this."""

Progress: TypeAlias = Callable[[int, int, str], None]
"""Called with how many are done, how many there are, and the learner who is next."""


class Desk(NamedTuple):
    """Where one lesson of a class is graded."""

    classroom: Classroom
    lesson: str
    sheet: ClassFile
    store: Results

    def submission(self, learner: str) -> Path:
        """What a learner has handed in."""
        return self.classroom.directory / "submitted" / learner / self.lesson

    def target(self, learner: str) -> Path:
        """Where the graded copy goes."""
        coursedir = self.classroom.coursedir
        return Path(coursedir.format_path(coursedir.autograded_directory, learner, self.lesson))

    @property
    def released(self) -> Path:
        """The lesson's notebooks as the class got them."""
        return released_folder(self.classroom.coursedir, self.lesson)


def layout_of(desk: Desk) -> Layout | None:
    """How graded folders of the lesson look, if replay alone scores it.

    ``None`` where a person marks something, or the class's configuration is not the one that we made: then
    nbgrader's own converter has to do it. Raises ``ClassroomError`` for a lesson that was never handed out.
    """
    coursedir, config = desk.classroom.coursedir, desk.classroom.config
    ours = tuple(config.Autograde.get("autograde_preprocessors", ())) == AUTOGRADE_PREPROCESSORS
    if not ours or coursedir.groupshared:
        return None
    left_out = config.Autograde.get("exclude_overwriting", {}).get(desk.lesson, ())
    source = Path(coursedir.format_path(coursedir.source_directory, ".", desk.lesson))
    try:
        read = {solution_id(task.exercise) for task in TASKS.get(desk.lesson, ())}
        cells = graded_cells(coursedir.db_url, desk.lesson, read)
        layout = autograded.layout(desk.released, source, coursedir.ignore, left_out, desk.lesson)
    except NotReplayedError:
        return None
    except (UnknownLessonError, FileNotFoundError) as fault:
        raise ClassroomError("not_handed_out", lesson=desk.lesson) from fault
    return layout if cells == {(page.name, cell["grade_id"]) for page in layout.pages for cell in page.cells} else None


def moment(text: str) -> datetime | None:
    """A hand-in's time as nbgrader keeps it (UTC, naive); ``None`` for what is none."""
    try:
        return parse_utc(text) if text else None
    except (ValueError, OverflowError):
        return None


def is_new(desk: Desk, learner: str, known: frozenset[str]) -> bool:
    """Whether a hand-in is still to be graded: never graded, newer than what was, or its reasons are missing."""
    target = desk.target(learner)
    if learner not in known or not target.is_dir() or _moved_since(desk, learner):
        return True
    before, now = moment(submitted_at(target)), moment(submitted_at(desk.submission(learner)))
    return before is not None and now is not None and now > before


def _moved_since(desk: Desk, learner: str) -> bool:
    """Whether journals were moved to or from a learner since the last grading, whose sheet lies beside the work.

    Then the marks are others, though nothing new was handed in.
    """
    try:
        then = read_class(desk.target(learner))
    except ClassFileError:
        return True
    return then is not None and then.moved_of(learner) != desk.sheet.moved_of(learner)


def grade_all(
    desk: Desk, learners: Sequence[str], *, again: bool, progress: Progress, log: logging.Logger
) -> dict[str, str]:
    """Grade whose work is new, or everybody's; gives whom the grader itself failed, with what it said.

    Raises ``ClassroomError`` if gradebook or results cannot be written; earlier batches are kept.
    """
    there = {learner for learner in learners if desk.submission(learner).is_dir()}
    try:
        nothing = [untold(desk.lesson, learner, desk.sheet, "nothing") for learner in learners if learner not in there]
        desk.store.record_all([(graded, "") for graded in nothing])
        known = desk.store.learners(desk.lesson)
        todo = [each for each in learners if each in there and (again or is_new(desk, each, known))]
        if not todo:
            return {}
        failures: dict[str, str] = {}
        ready = [learner for learner in todo if _made_whole(desk, learner, failures)]
        layout = layout_of(desk)
        if layout is None:
            convert_all(desk.classroom, desk.lesson, ready, failures, log, progress)
        else:
            _in_bulk(desk, layout, ready, failures, progress)
    except SQLAlchemyError as fault:
        raise ClassroomError("not_written", error=str(getattr(fault, "orig", None) or fault)) from fault
    return failures


def _made_whole(desk: Desk, learner: str, failures: dict[str, str]) -> bool:
    """Give a hand-in what later steps want beside the journals; whether that could be done."""
    try:
        make_whole(desk.released, desk.submission(learner), desk.lesson)
    except OSError as fault:
        failures[learner] = repr(fault)
        return False
    return True


def _in_bulk(desk: Desk, layout: Layout, learners: Sequence[str], failures: dict[str, str], progress: Progress) -> None:
    works = [Work(desk.submission(learner), desk.lesson, learner, desk.sheet) for learner in learners]
    batch: list[Graded] = []
    for number, (learner, graded) in enumerate(zip(learners, replayed(works), strict=True)):
        progress(number, len(learners), learner)
        if isinstance(graded, Graded):
            batch.append(with_earlier(desk.store, graded))
        else:
            failures[learner] = graded
        if len(batch) == CHUNK:
            _write(desk, layout, batch, failures)
            batch = []
    _write(desk, layout, batch, failures)


def _write(desk: Desk, layout: Layout, batch: Sequence[Graded], failures: dict[str, str]) -> None:
    """One batch: the numbers in one transaction, then the reasons, then everybody's folder."""
    if not batch:
        return
    classroom = desk.classroom
    times = {graded.learner: submitted_at(desk.submission(graded.learner)) for graded in batch}
    scores = {graded.learner: layout.scores(graded) for graded in batch}
    entries = [
        Entry(learner, moment(times[learner]), scores[learner], layout.silent(desk.submission(learner)))
        for learner in scores
    ]
    enter(classroom.coursedir.db_url, desk.lesson, entries, late_penalty(classroom.config))
    desk.store.record_all([(graded, times[graded.learner]) for graded in batch])
    for learner, own in scores.items():
        try:
            autograded.write(layout, desk.submission(learner), desk.target(learner), own)
        except OSError as fault:
            failures[learner] = repr(fault)
