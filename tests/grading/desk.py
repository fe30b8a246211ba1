"""What tests of grading start from: a learner's folder with the journals of simulated learners."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from grading.class_file import ClassFile
from grading.grade import Graded, grade_folder
from grading.players import Habits, Player, Recording
from simulator import Case, Portal
from simulator.case import FIRST_LESSON
from simulator.storage import journal_path

LESSON = FIRST_LESSON
LEARNER = "8A1-07"
KEY = "khoa-cua-lop-8A1"
KLASS = ClassFile.make("8A1", KEY, LESSON)


def seated(learner: str = LEARNER, attempt: int = 1, key: str = KEY) -> Recording:
    return Recording(Case.for_learner(LESSON, learner, attempt, key))


def played(habits: Habits | None = None, learner: str = LEARNER, attempt: int = 1, key: str = KEY) -> Recording:
    seat = seated(learner, attempt, key)
    Player(seat, habits).play()
    return seat


def put(folder: Path, work: Recording | bytes, attempt: int = 1) -> Path:
    """Lay a journal into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    path = journal_path(folder, attempt)
    path.write_bytes(work if isinstance(work, bytes) else work.journal.encoded())
    return path


def graded(folder: Path, learner: str = LEARNER, klass: ClassFile | None = KLASS) -> Graded:
    return grade_folder(folder, LESSON, learner, klass)


def points(result: Graded) -> list[str]:
    return [str(value) for value in result.by_exercise.values()]


def changed(data: bytes, change: Callable[[list[bytes]], None]) -> bytes:
    """The bytes of a journal after a change to its lines."""
    lines = data.split(b"\n")
    change(lines)
    return b"\n".join(lines)


def fresh() -> Portal:
    return seated().portal
