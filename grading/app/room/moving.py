"""Work that was done in the room under a wrong number goes to the right one: journals, hand-in, and the class's sheets.

The journals move as on any computer. Each step can be done again after a crash, and asking for the move once more ends
what was begun.
"""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import NamedTuple

import msgspec

from grading.app.moving import done_in, move_lesson, sorted_out
from grading.app.room.folder import RoomFolder, write_whole
from grading.app.room.people import number_of
from grading.app.room.said import RoomError, said
from grading.class_file import ClassFile, write_class
from grading.classroom import Classroom, ClassroomError
from grading.grade import journals_in
from grading.handin import HEADER_FILE, INTAKE_FOLDER, ZipHeader
from grading.heap import KEPT_ASIDE, look
from grading.moved import owner_of, reassigned
from grading.words import title_of
from simulator.journal import Journal, JournalError, parse


class Done(NamedTuple):
    """What was moved, what stayed, whether a hand-in went along, and whose marks are others now."""

    attempts: tuple[int, ...]
    left: tuple[int, ...]
    handed: bool
    to_grade: tuple[str, ...]

    def text(self, lesson: str, source: str, target: str) -> str:
        """All of it for the teacher."""
        words = {"lesson": title_of(lesson), "source": number_of(source), "target": number_of(target)}
        keys = ["done", *(["handed"] if self.handed else []), *(["left"] if self.left else [])]
        return " ".join(said("move", key, **words, attempts=", ".join(map(str, self.left))) for key in keys)


def move(classroom: Classroom, room: RoomFolder, lesson: str, source: str, target: str) -> Done:
    """Move a lesson's work from one number to another that has none of its own.

    Whoever calls it holds the class by ``at_work``, and keeps both learners' journals from growing meanwhile. Raises
    ``RoomError`` where nothing was moved, or ``ClassroomError``.
    """
    words = {"lesson": title_of(lesson), "source": number_of(source), "target": number_of(target)}
    if source == target:
        raise RoomError("move_same", **words)
    if not {source, target} <= set(classroom.learners):
        raise RoomError("move_stranger", **words)
    sheet = classroom.sheet(lesson)
    here, there = room.learner(source) / lesson, room.learner(target) / lesson
    submitted = classroom.directory / "submitted"
    going, staying = sorted_out(journals_in(here), sheet.moved, source)
    if going:
        if done_in(there) or _has_own(submitted / target / lesson, sheet, target) or room.zip(target, lesson).exists():
            raise RoomError("move_occupied", **words)
        try:
            _renewed(sheet, going, target)
        except msgspec.ValidationError:
            raise RoomError("move_full", **words) from None
        try:
            move_lesson(here, there, source, target)
        except ClassroomError as fault:
            raise RoomError("move_failed", **words, error=fault) from fault
    arrived, _ = sorted_out(journals_in(there), sheet.moved, source)
    if arrived:
        try:
            for folder in classroom.sheet_folders(lesson):
                write_class(folder, _renewed(sheet, arrived, target))
        except OSError as fault:
            # Without the sheet it would count for nobody: asking once more goes on from here.
            raise RoomError("move_failed", **words, error=fault.strerror) from fault
    handed = _move_zip(room, classroom.sheet(lesson), lesson, source, target)
    if not arrived and not handed:
        raise RoomError("move_short" if "move_short" in staying else "move_nothing", **words)
    left = tuple(sorted(number for numbers in staying.values() for number in numbers))
    changed = ([target] if handed else []) + ([source] if (submitted / source / lesson).is_dir() else [])
    return Done(tuple(arrived), left, handed, tuple(changed))


def _has_own(folder: Path, sheet: ClassFile, learner: str) -> bool:
    """Whether a learner has done something of what lies in a folder, or something there cannot be read."""
    own, others = sorted_out(journals_in(folder), sheet.moved, learner)
    return bool(own) or bool(others.keys() - {"move_foreign"})


def _renewed(sheet: ClassFile, journals: dict[int, Journal], target: str) -> ClassFile:
    return sheet.with_moved(reassigned(sheet.moved, journals.values(), target))


def _move_zip(room: RoomFolder, sheet: ClassFile, lesson: str, source: str, target: str) -> bool:
    """What was handed in is handed in by the right learner, at the time that it was; whether there was any."""
    before, after = room.zip(source, lesson), room.zip(target, lesson)
    for found in look([before]) if before.is_file() else ():
        if found.header is None:
            continue
        mine = {name: data for name, data in found.journals.items() if _owner(data, sheet) == target}
        if not mine:
            continue
        if not after.exists():
            files = tuple(each for each in found.header.files if each.file in mine)
            _write_zip(room, after, msgspec.structs.replace(found.header, learner=target, files=files), mine)
        _put_aside(before, room.klass / INTAKE_FOLDER / KEPT_ASIDE / source / lesson)
        return True
    return False


def _owner(data: bytes, sheet: ClassFile) -> str:
    try:
        return owner_of(parse(data), sheet.moved)
    except JournalError:
        return ""


def _write_zip(room: RoomFolder, path: Path, header: ZipHeader, journals: dict[str, bytes]) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as bundle:
        bundle.writestr(HEADER_FILE, msgspec.json.format(msgspec.json.encode(header)))
        for name, data in journals.items():
            bundle.writestr(name, data)
    # Drafts lie outside the intake folder, where they would be taken for damaged hand-ins.
    draft = room.learner(header.learner) / path.name
    draft.parent.mkdir(exist_ok=True)
    write_whole(draft, packed.getvalue())
    draft.replace(path)


def _put_aside(path: Path, folder: Path) -> None:
    """Where no grader looks for hand-ins."""
    folder.mkdir(parents=True, exist_ok=True)
    number = sum(1 for _ in folder.iterdir()) + 1
    while (folder / f"{number:03d}-{path.name}").exists():
        number += 1
    path.rename(folder / f"{number:03d}-{path.name}")
