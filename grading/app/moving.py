"""Putting a wrong number right: a learner's work on this computer goes to the number it should have been begun under.

On this computer journals change folders; in the class, its sheets say whom they count for from then on. The way back is
the same move backwards.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import msgspec

from grading.app import pins
from grading.app.tables import typed
from grading.app.workspace import Workspace
from grading.class_file import write_class
from grading.classroom import CONFIG_FILE, Classroom, ClassroomError, open_class, texts
from grading.grade import JournalFound, journals_in, read_journal
from grading.moved import Moved, name_of, owner_of, read_note, reassigned, write_note
from grading.words import title_of
from simulator.journal import Journal, JournalError, parse
from simulator.storage import journal_path

COPIED = (".ipynb", ".png", ".svg", ".jpg", "lop.json")
"""Endings of what a lesson's folder needs beside its journals."""


class Told(NamedTuple):
    """What became of some attempts at one lesson: ``key`` names its sentence in ``texts/classroom.toml``."""

    key: str
    lesson: str
    attempts: tuple[int, ...] = ()


class Moving(NamedTuple):
    """What came of a move. ``classroom`` is the class that was to know of it; ``written`` whether it does."""

    source: str
    target: str
    told: tuple[Told, ...]
    classroom: Path | None
    written: bool

    @property
    def moved(self) -> bool:
        """Whether any work has changed its owner, here or in the class."""
        return any(each.key in ("moved", "moved_counts") for each in self.told)

    @property
    def lines(self) -> list[str]:
        """All of it in words for the teacher."""
        words = {"source": self.source, "target": self.target}
        said = [
            texts()[each.key].format(
                id=each.lesson,
                lesson=title_of(each.lesson),
                attempts=", ".join(str(number) for number in each.attempts),
                **words,
            )
            for each in self.told
        ]
        if any(each.key == "moved" for each in self.told):
            said.append(texts()["move_pin"].format(**words))
        if self.moved and self.classroom is not None:
            key = "move_grade" if self.written else "move_unwritten"
            said.append(texts()[key].format(directory=typed(self.classroom), **words))
        return said


def class_of(workspace: Workspace) -> Path | None:
    """The class folder that a computer belongs to, if it lies around its exchange as ours do."""
    place = workspace.place()
    folder = Path(place.exchange).parent if place else None
    return folder if folder is not None and (folder / CONFIG_FILE).is_file() else None


def move(workspace: Workspace, source: str, target: str, directory: Path | None = None) -> Moving:
    """Move a learner's work from one id to another, lesson by lesson; nothing that is there is overwritten.

    ``directory`` is the class folder; without, the one that this computer belongs to. Where the computer has none of
    the work, the class still learns of what ``target`` has handed in already.
    Raises ``ClassroomError``, or ``HandInError`` for a target that the class does not know.
    """
    if source == target:
        raise ClassroomError("move_same", learner=source)
    found = directory or class_of(workspace)
    classroom = open_class(found) if found else None
    if classroom is None:
        workspace.admit(target)
    elif not all(classroom.sheet(lesson).admits(target) for lesson in classroom.lessons):
        raise ClassroomError("no_learner", learner=target, name=classroom.course)
    told: list[Told] = []
    for folder in sorted((workspace.root / source).glob("*/")):
        if journals_in(folder):
            told += move_lesson(folder, workspace.folder(target, folder.name), source, target)
    if any(each.key == "moved" for each in told):
        pins.forget(workspace.root / source)
    written = False
    if classroom is not None:
        with suppress(OSError):
            told += _record(classroom, workspace, told, source, target)
            written = True
    if not told and classroom is not None:
        raise ClassroomError("move_nothing_here", source=source, target=target, directory=typed(classroom.directory))
    if not told:
        raise ClassroomError("move_nothing", source=source, root=str(workspace.root))
    place = workspace.place()
    known = classroom.directory if classroom else Path(texts()["move_folder"]) if place else None
    return Moving(source, target, tuple(told), known, written)


# --- on this computer ----------------------------------------------------------------


def _read(path: Path) -> Journal | None:
    """A journal, if it can be read."""
    try:
        return parse(read_journal(path))
    except (JournalError, OSError):
        return None


def _why_not(journal: Journal, moved: tuple[Moved, ...], source: str) -> str:
    """Why a journal stays where it is; empty for one that can be moved."""
    if owner_of(journal, moved) != source:
        return "move_foreign"
    return "" if name_of(journal) else "move_short"


def sorted_out(
    found: Iterable[JournalFound], moved: tuple[Moved, ...], source: str
) -> tuple[dict[int, Journal], dict[str, list[int]]]:
    """The journals that are ``source``'s and can be moved, by attempt; the others' attempts by their reason's key."""
    going: dict[int, Journal] = {}
    staying: dict[str, list[int]] = {}
    for number, path in found:
        journal = _read(path)
        reason = _why_not(journal, moved, source) if journal else "move_damaged"
        if journal and not reason:
            going[number] = journal
        elif not _untouched(path):
            # One that was merely opened holds nothing, and begins the same whenever it is opened again.
            staying.setdefault(reason, []).append(number)
    return going, staying


def _untouched(path: Path) -> bool:
    """Whether nothing was done in a journal, as far as can be read."""
    try:
        journal = parse(read_journal(path))
    except JournalError as fault:
        return fault.reason == "empty"
    except OSError:
        return False
    return not journal.lines and not journal.torn


def done_in(folder: Path) -> bool:
    """Whether anything was done in a lesson's folder, as far as can be read."""
    return not all(_untouched(path) for _, path in journals_in(folder))


def move_lesson(here: Path, there: Path, source: str, target: str) -> list[Told]:
    """Move what is ``source``'s in one lesson's folder to another, with a note of it; all of it or nothing.

    Raises ``ClassroomError``; then nothing was moved.
    """
    note = read_note(here)
    going, staying = sorted_out(journals_in(here), note, source)
    said = [Told(key, here.name, tuple(numbers)) for key, numbers in staying.items()]
    if not going:
        return said
    if done_in(there):
        return [*said, Told("move_occupied", here.name)]
    try:
        there.mkdir(parents=True, exist_ok=True)
        for path in here.iterdir():
            if path.name.endswith(COPIED) and not (there / path.name).exists():
                shutil.copyfile(path, there / path.name)
        write_note(there, reassigned((*note, *read_note(there)), going.values(), target))
        for _, path in journals_in(there):
            path.unlink()
        _move_files([path for number in going for path in _files_of(here, number)], there)
    except OSError as fault:
        raise ClassroomError("move_failed", lesson=title_of(here.name), error=str(fault.strerror or fault)) from fault
    return [*said, Told("moved", here.name, tuple(going))]


def _files_of(folder: Path, attempt: int) -> list[Path]:
    """An attempt's journal, its key if it has one of its own, and what was cut off it."""
    path = journal_path(folder, attempt)
    return [*sorted(folder.glob(f"{path.stem}.dut-*")), *folder.glob(f"{path.stem}.khoa"), path]


def _move_files(paths: list[Path], there: Path) -> None:
    """All of them, or none: a lesson of two owners could be opened by neither."""
    done: list[Path] = []
    try:
        for path in paths:
            path.rename(there / path.name)
            done.append(path)
    except OSError:
        for path in done:
            (there / path.name).rename(path)
        raise


# --- in the class --------------------------------------------------------------------


def _record(classroom: Classroom, workspace: Workspace, told: list[Told], source: str, target: str) -> list[Told]:
    """Let the class's sheets say whose the moved journals are; raises ``OSError`` if they cannot be written.

    The sheet alone says whose they were: notes on a learner's computer are claims.
    """
    here = {each.lesson: each.attempts for each in told if each.key == "moved"}
    submitted = classroom.directory / "submitted"
    said = []
    for lesson in classroom.lessons:
        sheet = classroom.sheet(lesson)
        # Where none of the work is on this computer, it is what was handed in under the right number.
        folder = workspace.folder(target, lesson) if told else submitted / target / lesson
        going, _ = sorted_out(journals_in(folder), sheet.moved, source)
        unknown = [number for number in here.get(lesson, ()) if number not in going]
        if unknown:
            said.append(Told("move_unknown", lesson, tuple(unknown)))
        if not going or (told and lesson not in here):
            continue
        try:
            renewed = sheet.with_moved(reassigned(sheet.moved, going.values(), target))
        except msgspec.ValidationError:
            said.append(Told("move_full", lesson))
            continue
        for each in classroom.sheet_folders(lesson):
            write_class(each, renewed)
        said.append(Told("moved_counts", lesson, tuple(going)))
        both, _ = sorted_out(journals_in(submitted / source / lesson), sheet.moved, source)
        if not told and any(name_of(journal) == name_of(going[n]) for n, journal in both.items() if n in going):
            said.append(Told("move_both", lesson, tuple(going)))
    return said


__all__ = ["Moving", "Told", "class_of", "done_in", "move", "move_lesson", "sorted_out"]
