"""Who is in a class, by name: ``danh-sach.json`` in the class folder, and taking a list into the class.

Names never leave the class folder: journals, hand-ins and nbgrader's gradebook know learners by
number alone.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from grading.at_work import at_work
from grading.class_file import CLASS_NAME
from grading.classroom import Classroom, ClassroomError, add_learners, make_class
from grading.handing_out import Progress, hand_out_lessons
from grading.roster import MAX_NAME, Learner, RosterError, Taken, in_order, name_typed
from grading.spreadsheet import clean
from simulator.case import LEARNER_ID

ROSTER_FILE = "danh-sach.json"
MAX_ROSTER = 1_000_000
"""Largest file of names in bytes that is read."""


class Roster(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``danh-sach.json``: learner ids with their names."""

    klass: Annotated[str, Meta(pattern=CLASS_NAME.pattern)] = msgspec.field(name="class")
    names: dict[Annotated[str, Meta(pattern=LEARNER_ID.pattern)], str] = {}


def read_names(directory: Path) -> dict[str, str]:
    """Learner ids with names, as far as they are known; raises ``RosterError`` for a spoilt file."""
    path = directory / ROSTER_FILE
    if not path.exists():
        return {}
    try:
        if path.stat().st_size > MAX_ROSTER:
            raise RosterError("bad_roster", file=ROSTER_FILE, error=f"{path.stat().st_size:,} byte")
        found = msgspec.json.decode(path.read_bytes(), type=Roster)
    except (OSError, msgspec.DecodeError, RecursionError) as fault:
        raise RosterError("bad_roster", file=ROSTER_FILE, error=fault) from fault
    return {learner: clean(name)[0][:MAX_NAME] for learner, name in found.names.items()}


def write_names(directory: Path, klass: str, names: Mapping[str, str]) -> Path:
    """Keep the names, whole or not at all, readable to the owner alone where the system knows that."""
    path, draft = directory / ROSTER_FILE, directory / f"{ROSTER_FILE}.part"
    ordered = {learner: names[learner] for learner in sorted(names, key=in_order)}
    draft.unlink(missing_ok=True)
    # Windows would turn line ends into its own.
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    with os.fdopen(os.open(draft, flags, 0o600), "wb") as file:
        file.write(msgspec.json.format(msgspec.json.encode(Roster(klass, ordered))) + b"\n")
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
    return path


class Renamed(msgspec.Struct, frozen=True):
    """A learner whose name is another one in the new list."""

    learner: str
    old: str
    new: str


class Moved(msgspec.Struct, frozen=True):
    """A name that has another number in the new list. The work stays with the old number."""

    name: str
    old: str
    new: str


class Changes(msgspec.Struct, frozen=True):
    """What taking a list would change. ``gone`` are in the class and not in the list; nobody is ever removed."""

    new: tuple[Learner, ...]
    named: tuple[Learner, ...]
    renamed: tuple[Renamed, ...]
    moved: tuple[Moved, ...]
    same: int
    gone: dict[str, str]


def changes(classroom: Classroom, taken: Taken) -> Changes:
    """Compare a list with the class; raises ``RosterError`` if it was taken for another class."""
    if taken.klass != classroom.course:
        raise RosterError("other_class", found=taken.klass, name=classroom.course)
    names, there = read_names(classroom.directory), set(classroom.learners)
    listed = {each.learner: each.name for each in taken.learners}
    was, now = _single(names), _single(listed)
    known = [each for each in taken.learners if each.learner in there]
    return Changes(
        new=tuple(each for each in taken.learners if each.learner not in there),
        named=tuple(each for each in known if each.learner not in names),
        renamed=tuple(
            Renamed(each.learner, names[each.learner], each.name)
            for each in known
            if names.get(each.learner, each.name) != each.name
        ),
        moved=tuple(Moved(name, was[name], new) for name, new in now.items() if was.get(name, new) != new),
        same=sum(names.get(each.learner) == each.name for each in known),
        gone={learner: names.get(learner, "") for learner in sorted(there - listed.keys(), key=in_order)},
    )


def _single(names: Mapping[str, str]) -> dict[str, str]:
    """Name to id, for names that only one learner has."""
    count: dict[str, list[str]] = {}
    for learner, name in names.items():
        count.setdefault(name, []).append(learner)
    return {name: ids[0] for name, ids in count.items() if len(ids) == 1}


def enrol(classroom: Classroom, taken: Taken, *, renumber: bool = False) -> Changes:
    """Add who is new to gradebook and class sheets, and keep the names; nobody is removed.

    Work and marks belong to numbers. A list that gives known learners other numbers is refused, unless
    ``renumber`` says that the old list had them wrong. Raises ``ClassroomError`` or ``OSError``.
    """
    found = changes(classroom, taken)
    if not taken.learners:
        raise RosterError("nobody", file=ROSTER_FILE)
    if found.moved and not renumber:
        first = found.moved[0]
        raise RosterError("moved", count=len(found.moved), name=first.name, old=first.old, new=first.new)
    with at_work(classroom.directory, "enrol"):
        if found.new:
            add_learners(classroom, [each.learner for each in found.new])
        names = read_names(classroom.directory) | {each.learner: each.name for each in taken.learners}
        write_names(classroom.directory, classroom.course, names)
    return found


def rename(classroom: Classroom, learner: str, text: str) -> tuple[Renamed, tuple[str, ...]]:
    """Keep another name for one learner, and give what changed with notes on what was typed; the number stays.

    Raises ``ClassroomError`` or ``OSError``.
    """
    if learner not in classroom.learners:
        raise ClassroomError("no_learner", learner=learner, name=classroom.course)
    name, notes = name_typed(text)
    names = read_names(classroom.directory)
    write_names(classroom.directory, classroom.course, {**names, learner: name})
    return Renamed(learner, names.get(learner, ""), name), notes


def start_class(
    directory: Path, taken: Taken, lessons: tuple[str, ...], *, progress: Progress | None = None, **more: Any
) -> Classroom:
    """Make a class of a list, with its names, and hand out lessons; ``more`` is ``make_class``'s.

    Raises ``ClassroomError`` or ``OSError``.
    """
    if not taken.learners:
        raise RosterError("nobody", file=directory.name)
    ids = [each.learner for each in taken.learners]
    made = make_class(directory, taken.klass, ids, lessons[0], **more)
    write_names(made.directory, made.course, {each.learner: each.name for each in taken.learners})
    hand_out_lessons(made, lessons, progress)
    return made
