"""Replaying what was graded anew, once, so that looking at a class never has to."""

from __future__ import annotations

import hashlib
import logging
from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import NamedTuple

from grading.classroom import Classroom
from grading.coding.tasks import TASKS
from grading.grade import read_journal
from grading.results import Looked, Results
from grading.traces import LookError, Trace, TraceStore, trace_of
from simulator import Case, replay
from simulator.journal import JournalError, parse

log = logging.getLogger(__name__)
log.addHandler(logging.NullHandler())

BATCH = 100
"""Traces written at a time: looking that is broken off goes on where it stopped."""


class _Todo(NamedTuple):
    lesson: str
    learner: str
    attempt: Looked


def prepare(classroom: Classroom, progress: Callable[[int, int, str], None] | None = None) -> int:
    """Replay every graded attempt that has no trace yet and keep its trace; gives how many were new.

    An attempt that is not any more what was graded is left out. Raises ``ClassroomError``.
    """
    store, kept = Results(classroom.results_url), TraceStore(classroom.results_url)
    todo = []
    for lesson in classroom.lessons:
        if lesson in TASKS:
            continue  # code has no steps that took time
        known = kept.known(lesson)
        for learner, looked in store.attempts(lesson).items():
            todo += [_Todo(lesson, learner, each) for each in good(looked) if (learner, each.digest) not in known]
    for start in range(0, len(todo), BATCH):
        made = defaultdict(list)
        for place, each in enumerate(todo[start : start + BATCH], start):
            if progress:
                progress(place, len(todo), each.learner)
            trace = _traced(classroom, each)
            if trace is not None:
                made[each.lesson].append((each.learner, each.attempt.digest, trace))
        for lesson, new in made.items():
            kept.keep(lesson, new)
    if progress:
        progress(len(todo), len(todo), "")
    return len(todo)


def good(looked: Iterable[Looked]) -> list[Looked]:
    """The attempts that were replayed and in which something was done."""
    return [each for each in looked if not each.reason and each.actions]


def _traced(classroom: Classroom, each: _Todo) -> Trace | None:
    """The trace of one attempt, if the file still is the one that was graded."""
    path = classroom.directory / "submitted" / each.learner / each.lesson / each.attempt.file
    try:
        data = read_journal(path)
        if hashlib.sha256(data).hexdigest() != each.attempt.digest:
            return None
        journal = parse(data)
        # The grading of this very file has found out whom it counts for; its case is the header's.
        key = classroom.sheet(each.lesson).key
        case = Case.for_learner(each.lesson, journal.header.learner, each.attempt.number, key)
        return trace_of(replay(journal, case))
    except (OSError, JournalError):
        return None
    except Exception as fault:  # noqa: BLE001 - a fault of ours leaves one attempt out, never the class
        log.warning("%s of %s could not be traced: %r", each.lesson, each.learner, fault)
        return None


def lesson_named(classroom: Classroom, text: str) -> str:
    """A lesson of the class by its number or its name; raises ``LookError``."""
    found = [name for name in classroom.lessons if text == name or text.zfill(2) == name[:2]]
    if not found:
        raise LookError("no_lesson_number", lesson=text)
    return found[0]
