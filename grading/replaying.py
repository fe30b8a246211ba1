"""Many hand-ins replayed, on one core or on all: hand-ins in, gradings out, in their order.

Apart from the rest of grading, because every process that helps imports this module and nothing of nbgrader.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from pathlib import Path
from typing import NamedTuple

from grading.class_file import ClassFile
from grading.coding.tasks import TASKS
from grading.grade import Graded, grade_folder, untold
from simulator.case import LEARNER_ID

MANY = 150
"""From so many hand-ins on, starting other processes is repaid."""

AT_ONCE = 16
"""Hand-ins that a process gets at a time."""


class Work(NamedTuple):
    """One hand-in: where it lies, of which lesson, by whom, under which class sheet."""

    folder: Path
    lesson: str
    learner: str
    sheet: ClassFile


def replay_one(work: Work) -> Graded | str:
    """One hand-in's grading; a fault of the grader itself is told as text, and stops nobody else's."""
    try:
        if not LEARNER_ID.match(work.learner):
            return untold(work.lesson, work.learner, None, "not_in_class", found=work.learner)
        return grade_folder(work.folder, work.lesson, work.learner, work.sheet)
    except Exception as fault:  # noqa: BLE001 - one learner's failure is one row, never the end of the batch
        return repr(fault)


def replayed(works: Sequence[Work], cores: int | None = None) -> Iterator[Graded | str]:
    """Every hand-in's grading, in order; with many hand-ins, on ``cores`` (all that there are, by default)."""
    cores = cores or os.cpu_count() or 1
    if works and works[0].lesson in TASKS:
        # Each starts processes of its own and waits for them: threads are enough to keep every core busy.
        with ThreadPoolExecutor(cores) as threads:
            yield from threads.map(replay_one, works)
        return
    if len(works) < MANY or cores < 2:
        yield from map(replay_one, works)
        return
    done = 0
    try:
        # Started afresh and not forked: the page that grades has threads.
        with ProcessPoolExecutor(cores, mp_context=get_context("spawn")) as pool:
            for graded in pool.map(replay_one, works, chunksize=AT_ONCE):
                done += 1
                yield graded
    except (BrokenProcessPool, OSError):
        # No room for more processes: this one goes on alone.
        yield from map(replay_one, works[done:])
