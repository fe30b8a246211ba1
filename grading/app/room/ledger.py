"""Journals as they come in: whole lines that go on with what is there, on the disk before they are acknowledged.

Only what is needed to judge the next piece stays in memory. What was once acknowledged is never overwritten: a journal
that differs is refused, or takes the place of the one that is there, which is then kept beside it under another name.
"""

from __future__ import annotations

import hashlib
import os
from itertools import count
from pathlib import Path
from typing import Literal, NamedTuple, TypeAlias

from grading.app.room.folder import RoomFolder, sync_folder
from grading.class_file import ClassFile
from grading.files import plain_size
from grading.grade import JOURNAL_NAME, journals_in
from grading.moved import STEPS
from simulator import Case, JournalError, datasets
from simulator.actions import Action
from simulator.case import CaseError
from simulator.journal import (
    MAX_ACTIONS,
    MAX_BYTES,
    BrokenChain,
    Header,
    first_link,
    follow,
    parse,
)
from simulator.release import RELEASE

MAX_PIECE = 256 * 1024
"""The most bytes that come at once: five of the longest lines."""

MAX_LEARNER = 20_000_000
"""The most bytes that one learner's journals hold together; a year's are some hundred thousand."""

MAX_BESIDE = 20
"""So many journals that differed are kept beside the one that counts."""

Fault: TypeAlias = Literal["offset", "differs", "torn", "malformed", "foreign", "moved", "arrived", "big", "full"]
"""``moved``: the teacher has moved it to another number; ``arrived``: in its place is what was moved here."""


class Refused(Exception):
    """A piece that is not taken. ``size`` is how many bytes are held."""

    def __init__(self, fault: Fault, size: int, detail: str = "") -> None:
        super().__init__(f"{fault}: {detail or size}")
        self.fault, self.size, self.detail = fault, size, detail


class Taken(NamedTuple):
    """What is held after a piece, and what was new in it."""

    size: int
    digest: str
    new: tuple[Action, ...]


class Held:
    """What is known of one journal on the disk: how long, its digest so far, its last number and link."""

    __slots__ = ("_sum", "chain", "number", "size")

    def __init__(self) -> None:
        self.size = self.number = 0
        self.chain = ""
        self._sum = hashlib.sha256()

    @property
    def digest(self) -> str:
        """SHA-256 of everything that is held."""
        return self._sum.hexdigest()

    def grow(self, data: bytes, number: int, chain: str) -> None:
        """So much more is on the disk."""
        self._sum.update(data)
        self.size += len(data)
        self.number, self.chain = number, chain


class Ledger:
    """One learner's journals. Not for two threads at once: its owner holds a lock for each learner."""

    def __init__(self, folder: RoomFolder, learner: str) -> None:
        self.learner, self.root = learner, folder.learner(learner)
        self._held: dict[tuple[str, str], Held] = {}
        self._read: set[str] = set()
        self._bytes = -1

    def forget(self) -> None:
        """Somebody else has changed the folder: everything is read anew."""
        self._held.clear()
        self._read.clear()
        self._bytes = -1

    def sizes(self, lesson: str) -> dict[str, int]:
        """How many bytes are held of each journal of a lesson; raises ``OSError``."""
        return {name: held.size for name, held in self.held(lesson).items() if held.size}

    def held(self, lesson: str) -> dict[str, Held]:
        """What is held of a lesson by file; what a crash has left half written is cut off. Raises ``OSError``."""
        if lesson not in self._read:
            for _, path in journals_in(self.root / lesson):
                self._held[lesson, path.name] = _recovered(path)
            self._read.add(lesson)
        return {name: held for (of, name), held in self._held.items() if of == lesson}

    def data(self, lesson: str, name: str) -> bytes:
        """The bytes of a journal, as far as they are held; nothing of one that is not. Raises ``OSError``."""
        held = self.held(lesson).get(name)
        if held is None or not held.size:
            return b""
        with (self.root / lesson / name).open("rb") as file:
            return file.read(held.size)

    def take(self, sheet: ClassFile, name: str, offset: int, piece: bytes, *, replace: bool = False) -> Taken:
        """Take the next bytes of a journal; they are on the disk when this returns.

        Bytes that are held already are passed over, so that an answer which was lost does no harm. Raises
        ``Refused``, or ``OSError`` if the disk fails; then what is held is what was held.
        """
        lesson = sheet.lesson
        held = self.held(lesson).get(name) or Held()
        if not piece.endswith(b"\n"):
            raise Refused("torn", held.size)
        if offset > held.size:
            raise Refused("offset", held.size)
        known = self.data(lesson, name)[offset : offset + len(piece)] if offset < held.size else b""
        if not piece.startswith(known):
            if not replace or offset:
                raise Refused("differs", held.size)
            return self._instead(sheet, name, held, piece)
        new = piece[len(known) :]
        if not new:
            return Taken(held.size, held.digest, ())
        return self._append(sheet, name, held, new)

    def _append(self, sheet: ClassFile, name: str, held: Held, piece: bytes) -> Taken:
        if held.size + len(piece) > MAX_BYTES:
            raise Refused("big", held.size)
        if self._bytes < 0:
            self._bytes = self._total()
        if self._bytes + len(piece) > MAX_LEARNER:
            raise Refused("full", held.size)
        number, chain, new = self._judged(sheet, name, held, piece)
        path = self.root / sheet.lesson / name
        if not held.size:
            path.parent.mkdir(parents=True, exist_ok=True)
            if path.parent.is_symlink() or (plain_size(path) is None and path.exists()):
                raise OSError(f"{path.name} is not a plain file")
        _append_synced(path, held.size, piece)
        if not held.size:
            for folder in (path.parent, self.root, self.root.parent):
                sync_folder(folder)
        self._bytes += len(piece)
        held.grow(piece, number, chain)
        self._held[sheet.lesson, name] = held
        return Taken(held.size, held.digest, new)

    def _judged(self, sheet: ClassFile, name: str, held: Held, piece: bytes) -> tuple[int, str, tuple[Action, ...]]:
        """The journal's last number and link after a piece, and its actions."""
        rows = piece.split(b"\n")[:-1]
        number, chain = held.number, held.chain
        try:
            if not held.size:
                header = parse(rows.pop(0) + b"\n").header
                self._own(sheet, name, header)
                chain = first_link(header)
            if number + len(rows) > MAX_ACTIONS:
                raise Refused("big", held.size)
            lines = list(follow(rows, number, chain))
        except BrokenChain as fault:
            raise Refused("differs" if held.size else "malformed", held.size, fault.detail) from None
        except JournalError as fault:
            raise Refused("malformed", held.size, fault.detail) from None
        for line in lines:
            owner = next((each.target for each in sheet.moved if line.n == STEPS and each.chain == line.chain), "")
            if owner and owner != self.learner:
                raise Refused("moved", held.size, owner)
        if lines:
            number, chain = lines[-1].n, lines[-1].chain
        return number, chain, tuple(line.action for line in lines)

    def _own(self, sheet: ClassFile, name: str, header: Header) -> None:
        """Raise ``Refused`` for a journal that is not this learner's of this lesson and this class."""
        match = JOURNAL_NAME.fullmatch(name)
        begun = {self.learner, *(each.source for each in sheet.moved if each.target == self.learner)}
        if match is None or (header.lesson, header.attempt) != (sheet.lesson, int(match[1])):
            raise Refused("foreign", 0, "another lesson or attempt")
        if header.learner not in begun:
            raise Refused("foreign", 0, "another learner")
        if (header.release, header.data) != (RELEASE, datasets.fingerprint()):
            # Another release's cases cannot be made here; the grader has the last word.
            return
        try:
            case = Case.for_learner(sheet.lesson, header.learner, header.attempt, sheet.key)
        except CaseError as fault:
            raise Refused("foreign", 0, str(fault)) from None
        if case.digest() != header.case:
            raise Refused("foreign", 0, "another class")

    def _instead(self, sheet: ClassFile, name: str, held: Held, piece: bytes) -> Taken:
        """Take a journal that differs; the one that is there is kept beside it."""
        self._judged(sheet, name, Held(), piece)
        path = self.root / sheet.lesson / name
        if _begun_as(path) != self.learner == parse(piece[: piece.index(b"\n") + 1]).header.learner:
            raise Refused("arrived", held.size)
        beside = _free(path)
        if beside is None:
            raise Refused("differs", held.size)
        path.rename(beside)
        del self._held[sheet.lesson, name]
        return self._append(sheet, name, Held(), piece)

    def _total(self) -> int:
        """How many bytes of this learner lie on the disk, those that were put aside counted."""
        return sum(size for path in self.root.rglob("*") if (size := plain_size(path)) is not None)


def _begun_as(path: Path) -> str:
    """Under which number a journal on the disk was begun."""
    with path.open("rb") as file:
        return parse(file.readline(MAX_BYTES)).header.learner


def _free(path: Path, word: str = "khac") -> Path | None:
    """A name for what is put aside, which no grader takes for a journal; ``None`` if there are too many."""
    names = (path.with_name(f"{path.stem}.{word}-{number:02d}") for number in count(1))
    return next((each for _, each in zip(range(MAX_BESIDE), names, strict=False) if not each.exists()), None)


def _append_synced(path: Path, size: int, piece: bytes) -> None:
    """Write behind what is held and force it to the disk; after a failure the file is as it was."""
    flags = os.O_WRONLY | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
    with os.fdopen(os.open(path, flags, 0o644), "wb", buffering=0) as file:
        try:
            file.seek(size)
            left = memoryview(piece)
            while left:
                left = left[file.write(left) :]
            # Whatever an earlier failure has left behind it.
            file.truncate(size + len(piece))
            os.fsync(file.fileno())
        except BaseException:
            file.truncate(size)
            raise


def _recovered(path: Path) -> Held:
    """A journal on the disk up to its last good line; the rest was never acknowledged.

    Where more than a torn line is wrong, the file is first copied beside itself.
    """
    held, size = Held(), plain_size(path)
    if size is None or size > MAX_BYTES:
        raise OSError(f"{path.name} is not a journal's file")
    data = path.read_bytes()
    rows = data.split(b"\n")
    tail = rows.pop()
    good = 0
    try:
        header = parse(rows[0] + b"\n").header if rows else None
        if header is not None:
            good += len(rows[0]) + 1
            held.chain = first_link(header)
            for row, line in zip(rows[1:], follow(rows[1:], 0, held.chain), strict=True):
                good += len(row) + 1
                held.number, held.chain = line.n, line.chain
    except JournalError:
        beside = _free(path, "hong")
        if beside is not None:
            beside.write_bytes(data)
    if good < len(data) or tail:
        with path.open("r+b") as file:
            file.truncate(good)
            os.fsync(file.fileno())
    held.grow(data[:good], held.number, held.chain)
    return held
