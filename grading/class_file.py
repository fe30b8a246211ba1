"""The class sheet ``lop.json``: what makes a folder's work belong to one class.

It lies in ``source/<lesson>/``; nbgrader copies it into the release and over each
submission, so a changed copy in a learner's folder gains nothing.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Annotated, Literal, TypeAlias

import msgspec
from msgspec import Meta

from grading.moved import MAX_MOVED, Moved
from simulator import datasets
from simulator.case import LEARNER_ID
from simulator.release import RELEASE

CLASS_FILE = "lop.json"
LEARNER_FILE = "nguoi-hoc.json"
MAX_CLASS_FILE = 40_000
"""Largest class sheet in bytes that is read; one with 999 learners has half of that, its moved journals a third."""

MAX_LEARNERS = 999

CLASS_NAME = re.compile(r"^[0-9A-Z]{1,8}\Z")

Rule: TypeAlias = Literal["best", "last"]
"""Which attempt counts."""

Mode: TypeAlias = Literal["practice", "exam"]
"""Whether learners may check themselves and take hints while they work."""


class ClassFileError(ValueError):
    """A class sheet that cannot be used; the text says why."""


class ClassFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One class's pin for one lesson: key, release and data at hand-out, which attempt counts, and who is in it.

    ``learners`` are the ids of the class list; none means that anybody may come in. ``moved`` names the journals
    that count for another learner than the one they were begun for. ``due`` is when the class has to hand in; who
    has longer is nobody else's business and stands in the gradebook alone.
    """

    name: Annotated[str, Meta(pattern=CLASS_NAME.pattern)] = msgspec.field(name="class")
    key: Annotated[str, Meta(min_length=8, max_length=80)]
    lesson: Annotated[str, Meta(min_length=1, max_length=60)]
    release: Annotated[str, Meta(max_length=60)] = RELEASE
    data: Annotated[str, Meta(max_length=60)] = ""
    rule: Rule = "best"
    learners: Annotated[
        tuple[Annotated[str, Meta(pattern=LEARNER_ID.pattern)], ...], Meta(max_length=MAX_LEARNERS)
    ] = ()
    mode: Mode = "practice"
    moved: Annotated[tuple[Moved, ...], Meta(max_length=MAX_MOVED)] = ()
    due: Annotated[datetime, Meta(tz=True)] | None = None

    @staticmethod
    def make(name: str, key: str, lesson: str, rule: Rule = "best", learners: Iterable[str] = ()) -> ClassFile:
        """A sheet that pins what is installed now; raises ``msgspec.ValidationError``."""
        made = ClassFile(name, key, lesson, RELEASE, datasets.fingerprint(), rule, tuple(learners))
        return _decoder.decode(msgspec.json.encode(made))

    def with_learners(self, learners: Iterable[str]) -> ClassFile:
        """The same sheet with another class list; ids that no page would accept are left out."""
        listed = sorted(learner for learner in learners if LEARNER_ID.match(learner))
        return _decoder.decode(msgspec.json.encode(msgspec.structs.replace(self, learners=tuple(listed))))

    def with_moved(self, moved: tuple[Moved, ...]) -> ClassFile:
        """The same sheet with other moved journals; raises ``msgspec.ValidationError`` for more than it may hold."""
        return _decoder.decode(msgspec.json.encode(msgspec.structs.replace(self, moved=moved)))

    def moved_of(self, learner: str) -> tuple[Moved, ...]:
        """What was moved to or from one learner."""
        return tuple(each for each in self.moved if learner in (each.source, each.target))

    def admits(self, learner: str) -> bool:
        """Whether a learner is on the class list."""
        return not self.learners or learner in self.learners

    @property
    def runs(self) -> list[tuple[int, int]]:
        """The class's numbers as first and last of each gapless run."""
        found: list[tuple[int, int]] = []
        own = (learner.rpartition("-") for learner in self.learners)
        for number in sorted(int(number) for klass, _, number in own if klass == self.name):
            if found and number == found[-1][1] + 1:
                found[-1] = (found[-1][0], number)
            else:
                found.append((number, number))
        return found

    @property
    def pinned_here(self) -> bool:
        """Whether the class was handed out with this release and this data."""
        return (self.release, self.data) == (RELEASE, datasets.fingerprint())


class LearnerFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who practises in this folder, where the folder's name does not say it."""

    learner: Annotated[str, Meta(max_length=20)]


_decoder = msgspec.json.Decoder(ClassFile)
_learners = msgspec.json.Decoder(LearnerFile)


def read_class(folder: Path) -> ClassFile | None:
    """The class sheet of a folder, ``None`` if there is none; raises ``ClassFileError``."""
    path = folder / CLASS_FILE
    if not path.exists():
        return None
    try:
        if path.stat().st_size > MAX_CLASS_FILE:
            raise ClassFileError(f"{CLASS_FILE} is larger than {MAX_CLASS_FILE} bytes")
        return _decoder.decode(path.read_bytes())
    except (OSError, msgspec.DecodeError, RecursionError) as fault:
        raise ClassFileError(f"{CLASS_FILE}: {fault}") from None


def write_class(folder: Path, sheet: ClassFile) -> Path:
    """Put the class sheet into a folder, whole or not at all: learners may be reading the one that is there."""
    path, draft = folder / CLASS_FILE, folder / f"{CLASS_FILE}.part"
    draft.write_bytes(msgspec.json.format(msgspec.json.encode(sheet)) + b"\n")
    if path.exists():
        shutil.copymode(path, draft)
    draft.replace(path)
    return path


def read_learner(folder: Path) -> str | None:
    """The learner id that ``nguoi-hoc.json`` of a folder names, if it can be read."""
    path = folder / LEARNER_FILE
    try:
        if path.stat().st_size > MAX_CLASS_FILE:
            return None
        return _learners.decode(path.read_bytes()).learner
    except (OSError, msgspec.DecodeError, RecursionError):
        return None
