"""What a school's ``school.toml`` says: its classes, their teachers, who each system user is, and the limits."""

from __future__ import annotations

import os
import re
import tomllib
from pathlib import Path
from typing import Annotated, NamedTuple

import msgspec
from msgspec import Meta

from grading.class_file import CLASS_NAME, MAX_LEARNERS

NAMED_BY = "CONGTAP_SCHOOL"
"""The variable that names another file than the one below."""
USUAL = Path("/etc/congtap/school.toml")

PREFIX = "hs-"
"""A learner's system user is this and the learner id in small letters: ``8A1-07`` works as ``hs-8a1-07``."""
USER = re.compile(r"^[a-z][a-z0-9-]{0,30}\Z")


class SchoolError(ValueError):
    """The school's file cannot be used; the text says why."""


class Limits(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What one user, and all together, may take; the file that is shipped says what each means."""

    servers: Annotated[int, Meta(ge=1)] = 60
    starting: Annotated[int, Meta(ge=1)] = 10
    idle_minutes: Annotated[int, Meta(ge=1)] = 30
    processes: Annotated[int, Meta(ge=100)] = 400
    process_memory_mb: Annotated[int, Meta(ge=1024)] = 4096
    file_mb: Annotated[int, Meta(ge=10)] = 200


class Klass(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One class; ``learners`` is how many there are, or their numbers."""

    name: Annotated[str, Meta(pattern=CLASS_NAME.pattern)]
    teacher: Annotated[str, Meta(pattern=USER.pattern)]
    learners: Annotated[int, Meta(ge=1, le=MAX_LEARNERS)] | list[Annotated[int, Meta(ge=1, le=MAX_LEARNERS)]]

    @property
    def ids(self) -> tuple[str, ...]:
        """The learner ids, in order."""
        numbers = range(1, self.learners + 1) if isinstance(self.learners, int) else sorted(set(self.learners))
        return tuple(f"{self.name}-{number:02d}" for number in numbers)


class School(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The whole file."""

    folder: str
    classes: Annotated[list[Klass], Meta(min_length=1)] = msgspec.field(name="class")
    address: str = "http://127.0.0.1:8000"
    limits: Limits = Limits()

    @property
    def exchange(self) -> Path:
        """Where everybody fetches and hands in."""
        return Path(self.folder) / "trao-doi"

    @property
    def state(self) -> Path:
        """The hub's database, secrets and log; root's alone."""
        return Path(self.folder) / "hub"

    def of_teacher(self, user: str) -> Path:
        """The folder of a teacher's classes, the teacher's alone."""
        return Path(self.folder) / "lop" / user

    def class_folder(self, klass: Klass) -> Path:
        """The folder of a class."""
        return self.of_teacher(klass.teacher) / klass.name

    @property
    def learners(self) -> dict[str, Learner]:
        """System user to the learner behind it."""
        return {user_of(one): Learner(one, klass.name) for klass in self.classes for one in klass.ids}

    @property
    def teachers(self) -> dict[str, list[Klass]]:
        """System user to the classes of that teacher."""
        found: dict[str, list[Klass]] = {}
        for klass in self.classes:
            found.setdefault(klass.teacher, []).append(klass)
        return found


class Learner(NamedTuple):
    """A learner id and the class's name."""

    id: str
    klass: str


def user_of(learner: str) -> str:
    """The system user of a learner id."""
    return PREFIX + learner.lower()


def read_school(path: Path | None = None) -> School:
    """Read the school's file; raises ``SchoolError``."""
    path = path or Path(os.environ.get(NAMED_BY) or USUAL)
    try:
        school = msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), School)
    except (OSError, tomllib.TOMLDecodeError, msgspec.ValidationError) as fault:
        raise SchoolError(f"{path}: {fault}") from None
    names = [klass.name for klass in school.classes]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise SchoolError(f"{path}: class {', '.join(twice)} stands there twice")
    for teacher in school.teachers:
        if teacher.startswith(PREFIX):
            raise SchoolError(f"{path}: teacher {teacher!r} begins with {PREFIX!r}, as learners do: choose another")
    if not Path(school.folder).is_absolute():
        raise SchoolError(f"{path}: folder {school.folder!r} has to begin with /")
    return school
