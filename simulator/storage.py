"""Journals on disk: one writer, flushed before anything is shown, torn tails recovered.

The window that opened a journal last may write; an older one finds out at its next
action and turns read-only.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from simulator import journal as journals
from simulator.actions import Action
from simulator.case import Case
from simulator.journal import Journal, JournalError

LOCK_SECONDS = 10


class TakenOver(RuntimeError):
    """Another window opened the same journal later; this one may no longer write."""


class JournalBusy(RuntimeError):
    """The journal could not be locked; another program holds it."""


def journal_path(folder: Path, attempt: int) -> Path:
    """Where the journal of an attempt is kept."""
    return folder / f"nhat-ky-{attempt:02d}.jsonl"


def attempts(folder: Path) -> list[int]:
    """The attempts that have a journal in this folder, in order."""
    found = []
    for path in folder.glob("nhat-ky-*.jsonl"):
        number = path.stem.removeprefix("nhat-ky-")
        if number.isascii() and number.isdigit():
            found.append(int(number))
    return sorted(found)


def machine_key(home: Path | None = None) -> bytes:
    """This machine's key for digests of secrets, made at first use; it is never handed in."""
    folder = (home or Path.home()) / ".congtap"
    path = folder / "khoa"
    try:
        key = path.read_bytes()
    except OSError:
        key = b""
    if len(key) == 32:
        return key
    key = secrets.token_bytes(32)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        draft = folder / f"khoa.{secrets.token_hex(4)}"
        draft.write_bytes(key)
        draft.chmod(0o600)
        draft.replace(path)
        return path.read_bytes()
    except OSError:
        # A home folder that cannot be written: the key lives as long as the program.
        return key


class JournalFile:
    """An attempt's journal, open for writing by this window."""

    def __init__(self, folder: Path, case: Case) -> None:
        """Open the journal of the case's attempt, or begin it.

        Raises ``JournalError`` if the file is damaged, ``OSError`` if the folder cannot
        be written and ``JournalBusy`` if another program holds the lock.
        """
        self.path = journal_path(folder, case.attempt)
        self.torn = 0
        self._owner = secrets.token_hex(8)
        self._owner_path = self.path.with_suffix(".owner")
        self._lock = FileLock(str(self.path) + ".lock", timeout=LOCK_SECONDS)
        folder.mkdir(parents=True, exist_ok=True)
        with self._locked():
            self.journal = self._open(case)
            self._size = self.path.stat().st_size
            self._owner_path.write_text(self._owner, encoding="ascii")

    @contextmanager
    def _locked(self) -> Iterator[None]:
        try:
            self._lock.acquire()
        except Timeout:
            raise JournalBusy(f"{self.path.name} is locked by another program") from None
        try:
            yield
        finally:
            self._lock.release()

    def _open(self, case: Case) -> Journal:
        data = self.path.read_bytes() if self.path.exists() else b""
        if b"\n" not in data:
            # Nothing, or a header that was never finished: no action is lost by beginning anew.
            begun = Journal.begin(case)
            self.path.write_bytes(begun.encoded())
            return begun
        read = journals.parse(data)
        if read.header.learner != case.learner or read.header.lesson != case.lesson:
            raise JournalError("foreign", f"made for {read.header.lesson}/{read.header.learner}")
        if read.torn:
            self.torn = read.torn
            keep = self.path.with_name(f"{self.path.stem}.dut-{len(data)}")
            keep.write_bytes(data[-read.torn :])
            with self.path.open("r+b") as file:
                file.truncate(len(data) - read.torn)
        return read

    def append(self, action: Action, digest: str) -> None:
        """Write one action and force it to the disk.

        Raises ``TakenOver`` if a newer window has the journal, ``OSError`` if it cannot
        be written; in both cases the file is as it was.
        """
        longer, line = self.journal.add(action, digest)
        if len(longer.lines) > journals.MAX_ACTIONS:
            raise JournalError("too_big", f"more than {journals.MAX_ACTIONS} actions")
        data = journals.encode(line)
        with self._locked():
            self._check_owner()
            with self.path.open("r+b") as file:
                try:
                    file.seek(0, os.SEEK_END)
                    file.write(data)
                    file.flush()
                    os.fsync(file.fileno())
                except OSError:
                    file.truncate(self._size)
                    raise
            self._size += len(data)
        self.journal = longer

    def _check_owner(self) -> None:
        owner = self._owner_path.read_text(encoding="ascii") if self._owner_path.exists() else ""
        if owner != self._owner or not self.path.exists() or self.path.stat().st_size != self._size:
            raise TakenOver(f"{self.path.name} was opened in a newer window")
