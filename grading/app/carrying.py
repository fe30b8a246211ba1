"""A learner's work in one file: saved at one computer, opened at another, gone on with there.

The file holds every lesson as it would be handed in, so that a teacher who is given it by mistake has the work; beside
them one record with what only the learner's own page needs: class sheets, notes of moved work, keys of digests.
"""

from __future__ import annotations

import io
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from hashlib import sha256
from itertools import count
from pathlib import Path
from typing import Annotated, Literal, NamedTuple, TypeAlias

import msgspec
from msgspec import Meta

from grading.app.workspace import Workspace
from grading.class_file import ClassFile, ClassFileError, read_class, write_class
from grading.coding.answers import AnswersError, filled_in, notebook_of, read, read_file
from grading.coding.tasks import TASKS
from grading.files import plain_size
from grading.grade import JOURNAL_NAME
from grading.handin import HEADER_FILE, Handed, HandInError, ZipHeader, sheet_in_force, what_is_there
from grading.heap import FAULTS, Found, look
from grading.lessons import LESSONS, lesson_folder
from grading.moved import MAX_MOVED, Moved, owner_of, read_note, write_note
from simulator import Case, JournalError, datasets, replay
from simulator.case import FREE_KEY, MAX_ATTEMPT, CaseError
from simulator.clock import VIETNAM
from simulator.journal import parse
from simulator.release import RELEASE
from simulator.scenario import scenarios
from simulator.storage import journal_key, journal_path, key_path

RECORD = "mang-di.json"
MAX_FILE = 6_000_000
"""Largest file in bytes that is opened; a whole course's work is some hundred thousand."""
MAX_RECORD = 2_000_000

Key: TypeAlias = Annotated[str, Meta(pattern=r"^[0-9a-f]{64}\Z")]
Attempt: TypeAlias = Annotated[int, Meta(ge=1, le=MAX_ATTEMPT)]
Result: TypeAlias = Literal["taken", "longer", "same", "older", "differs", "replaced", "exam", "misfit"]


class CarryError(ValueError):
    """A file that is not opened; ``code`` names its sentence."""

    def __init__(self, code: str, **words: str) -> None:
        super().__init__(code)
        self.code, self.words = code, words


class Along(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What goes along with one lesson's journals; ``keys`` are those of their digests, by attempt."""

    sheet: ClassFile | None = None
    moved: Annotated[tuple[Moved, ...], Meta(max_length=MAX_MOVED)] = ()
    keys: dict[Attempt, Key] = {}


class Record(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag="congtap-carried", tag_field="kind"):
    """What only the learner's own page needs, by lesson."""

    learner: str
    lessons: Annotated[dict[str, Along], Meta(max_length=200)]


class Packed(NamedTuple):
    """The file, and how many lessons and practices are in it."""

    name: str
    data: bytes
    lessons: int


class Row(NamedTuple):
    """What became of some attempts at one lesson."""

    lesson: str
    result: Result
    attempts: tuple[int, ...]


# --- saving ---------------------------------------------------------------------------


def pack(workspace: Workspace, learner: str, now: datetime) -> Packed:
    """All that a learner has done here, but for exams. Raises ``HandInError`` if that is nothing."""
    moment = now.astimezone(UTC)
    into, along = io.BytesIO(), {}
    with zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as bundle:
        for lesson in _known(workspace, learner):
            folder = workspace.folder(learner, lesson)
            if _is_exam(workspace.sheet(learner, lesson)):
                continue
            # A lesson that was only opened, or cannot be read, keeps no other from being carried.
            with suppress(HandInError):
                there = what_is_there(folder)
                files = tuple(Handed(name, sha256(data).hexdigest()) for name, data in there.items())
                header = ZipHeader(learner, lesson, moment.isoformat(), RELEASE, datasets.fingerprint(), files)
                bundle.writestr(f"{lesson}/{HEADER_FILE}", msgspec.json.encode(header))
                for name, data in there.items():
                    bundle.writestr(f"{lesson}/{name}", data)
                along[lesson] = _along(folder, learner, there)
        if not along:
            raise HandInError("nothing")
        bundle.writestr(RECORD, msgspec.json.encode(Record(learner, along)))
    return Packed(f"bai-{learner}-{now.astimezone(VIETNAM):%Y-%m-%d-%Hh%M}.zip", into.getvalue(), len(along))


def _known(workspace: Workspace, learner: str) -> Iterator[str]:
    for folder in sorted((workspace.root / learner).glob("*/")):
        if folder.name in LESSONS or folder.name in scenarios():
            yield folder.name


def _is_exam(sheet: ClassFile | None) -> bool:
    """Whether a lesson is done in the class and nowhere else."""
    return sheet is not None and sheet.mode == "exam"


def _along(folder: Path, learner: str, there: dict[str, bytes]) -> Along:
    sheet, note, keys = None, read_note(folder), {}
    with suppress(ClassFileError):
        sheet = read_class(folder)
    for name, data in there.items():
        number = JOURNAL_NAME.fullmatch(name)
        # A journal that cannot be read goes along as it is, without a key.
        with suppress(JournalError, CaseError):
            if number:
                case = _case(folder.name, parse(data).header.learner or learner, int(number[1]), sheet)
                keys[int(number[1])] = journal_key(folder, case).hex()
    return Along(sheet, note, keys)


def _case(lesson: str, learner: str, attempt: int, sheet: ClassFile | None) -> Case:
    return Case.for_learner(lesson, learner, attempt, sheet.key if sheet else FREE_KEY)


# --- opening --------------------------------------------------------------------------


def bring(workspace: Workspace, learner: str, data: bytes, *, replace: bool = False) -> list[Row]:
    """Take what a file holds of a learner's work; a hand-in's zip will do as well.

    Of two copies of which one is the beginning of the other, the longer stays. Where they differ, the one here stays,
    or with ``replace`` the file's, and the other is kept beside it. Every journal is replayed before it is taken.
    Raises ``CarryError`` for a file that holds nothing of this learner's, and ``OSError``.
    """
    if len(data) > MAX_FILE:
        raise CarryError("too_big", most=str(MAX_FILE // 1_000_000))
    rows: list[Row] = []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "tep.zip"
        path.write_bytes(data)
        found = [each for each in look([path]) if each.header is not None]
        record = _record(path)
    whose = [each.header.learner for each in found if each.header and each.header.learner != learner]
    if whose:
        raise CarryError("foreign", learner=whose[0][:20], mine=learner)
    if not any(not each.fault for each in found):
        raise CarryError("damaged" if found else "not_ours")
    for each in found:
        if each.header is not None and (each.header.lesson in LESSONS or each.header.lesson in scenarios()):
            lesson = each.header.lesson
            rows += _lesson(workspace, learner, lesson, each, record.get(lesson, Along()), replace)
    if not rows:
        raise CarryError("not_ours")
    return rows


def _record(path: Path) -> dict[str, Along]:
    """What goes along with the lessons of a file; nothing, where there is no such record or it cannot be read."""
    try:
        with zipfile.ZipFile(path) as bundle, bundle.open(RECORD) as entry:
            return msgspec.json.decode(entry.read(MAX_RECORD), type=Record).lessons
    except (*FAULTS, msgspec.MsgspecError, RecursionError):
        return {}


def _lesson(workspace: Workspace, learner: str, lesson: str, found: Found, along: Along, replace: bool) -> list[Row]:
    if found.fault:
        return [Row(lesson, "misfit", ())]
    folder, place = workspace.folder(learner, lesson), workspace.place()
    here = sheet_in_force(folder, place.exchange if place else None, place.course if place else "", lesson)
    if _is_exam(here) or _is_exam(along.sheet):
        return [Row(lesson, "exam", ())]
    if lesson in TASKS:
        return [Row(lesson, _code(workspace, learner, lesson, found, replace), ())]
    sheet, note = here or along.sheet, (*read_note(folder), *along.moved)
    results: dict[Result, list[int]] = {}
    for name, data in found.journals.items():
        number = int(name[8:10])
        fits = _fits(lesson, learner, number, sheet, note, data)
        result = _journal(folder, number, data, along, replace) if fits else "misfit"
        results.setdefault(result, []).append(number)
    if any(result in results for result in ("taken", "longer", "replaced")):
        if here is None and along.sheet is not None:
            write_class(folder, along.sheet)
        if along.moved:
            write_note(folder, tuple(dict.fromkeys(note)))
    return [Row(lesson, result, tuple(numbers)) for result, numbers in results.items()]


def _fits(
    lesson: str, learner: str, number: int, sheet: ClassFile | None, note: tuple[Moved, ...], data: bytes
) -> bool:
    """Whether a journal is this learner's, of this lesson and class, and replays."""
    try:
        journal = parse(data)
        if owner_of(journal, note) != learner:
            return False
        replay(journal, _case(lesson, journal.header.learner, number, sheet))
    except (JournalError, CaseError):
        return False
    return True


def _journal(folder: Path, number: int, data: bytes, along: Along, replace: bool) -> Result:
    path = journal_path(folder, number)
    mine = path.read_bytes() if plain_size(path) is not None else b""
    # One that was only opened holds nothing.
    begun = mine.count(b"\n") > 1
    if data == mine:
        return "same"
    if begun and mine.startswith(data):
        return "older"
    if begun and not data.startswith(mine):
        if not replace:
            return "differs"
        folder.joinpath(f"{path.stem}.khac-{len(mine)}").write_bytes(mine)
    folder.mkdir(parents=True, exist_ok=True)
    # A window that has it open finds out by this, and turns read-only.
    path.with_suffix(".owner").write_text("brought", encoding="ascii")
    if number in along.keys:
        _write(key_path(folder, number), bytes.fromhex(along.keys[number]))
    _write(path, data)
    return "taken" if not begun else "longer" if data.startswith(mine) else "replaced"


def _code(workspace: Workspace, learner: str, lesson: str, found: Found, replace: bool) -> Result:
    """A lesson of code: what was written goes into the notebook that was handed out."""
    path = notebook_of(workspace.folder(learner, lesson), lesson)
    released = lesson_folder(lesson).joinpath(path.name).read_bytes()
    try:
        written = read(found.journals[path.name], lesson)
        there = read_file(path, lesson) if path.exists() else {}
    except (AnswersError, KeyError):
        return "misfit"
    if there == written:
        return "same"
    begun = bool(there) and there != read(released, lesson)
    if begun and not replace:
        return "differs"
    path.parent.mkdir(parents=True, exist_ok=True)
    if begun:
        names = (path.with_name(f"{path.stem}.da-sua-{number}") for number in count(1))
        path.rename(next(name for name in names if not name.exists()))
    _write(path, filled_in(released, written))
    return "replaced" if begun else "taken"


def _write(path: Path, data: bytes) -> None:
    """Whole or not at all."""
    draft = path.with_name(f"{path.name}.part")
    draft.write_bytes(data)
    draft.replace(path)


__all__ = ["CarryError", "Packed", "Row", "bring", "pack"]
