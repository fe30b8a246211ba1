"""Journals on disk: one writer, flushed before anything is shown, torn tails recovered.

The window that opened a journal last may write; an older one finds out at its next
action and turns read-only.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from simulator import journal as journals
from simulator.actions import Action
from simulator.case import MAX_ATTEMPT, Case
from simulator.journal import MAX_ACTIONS, MAX_BYTES, MAX_LINE, Journal, JournalError
from simulator.portal import Portal

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
    return [number for number in range(1, MAX_ATTEMPT + 1) if journal_path(folder, number).exists()]


def machine_key(home: Path | None = None) -> bytes:
    """This machine's key for digests of secrets, made at first use; it is never handed in."""
    key = secrets.token_bytes(32)
    try:
        folder = (home or Path.home()) / ".congtap"
        path = folder / "khoa"
        if path.is_file() and len(known := path.read_bytes()) == len(key):
            return known
        folder.mkdir(parents=True, exist_ok=True)
        draft = folder / f"khoa.{secrets.token_hex(4)}"
        draft.touch(0o600)
        draft.write_bytes(key)
        draft.replace(path)
        return path.read_bytes()
    except (OSError, RuntimeError):
        # A home folder that cannot be written, or none at all: the key lives as long as the program.
        return key


def key_path(folder: Path, attempt: int) -> Path:
    """Where the key of a journal lies that was brought from another computer."""
    return journal_path(folder, attempt).with_suffix(".khoa")


def journal_key(folder: Path, case: Case) -> bytes:
    """The key for digests of secrets in a case's journal: the one that came with it, else this machine's for it.

    It tells nothing of the machine's own key, so that it may go along with the learner's work, and with nothing else.
    """
    path = key_path(folder, case.attempt)
    if path.is_file():
        return path.read_bytes()
    return hmac.new(machine_key(), case.seed.encode(), hashlib.sha256).digest()


class JournalFile:
    """An attempt's journal, open for writing by this window."""

    def __init__(self, folder: Path, case: Case) -> None:
        """Open the journal of the case's attempt, or begin it.

        ``portal`` is then as the journal says. Raises ``JournalError`` if the file is
        damaged or not of this case, ``OSError`` if the folder cannot be written and
        ``JournalBusy`` if another program holds the lock; the file is then as it was.
        """
        self.path = journal_path(folder, case.attempt)
        self.torn = 0
        self._owner = secrets.token_hex(8)
        self._owner_path = self.path.with_suffix(".owner")
        self._lock = FileLock(str(self.path) + ".lock", timeout=LOCK_SECONDS)
        folder.mkdir(parents=True, exist_ok=True)
        with self._locked():
            self.journal, self.portal = self._open(case)
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

    def _open(self, case: Case) -> tuple[Journal, Portal]:
        data = self.path.read_bytes() if self.path.exists() else b""
        if b"\n" not in data:
            # Nothing, or a header that was never finished: no action is lost by beginning anew.
            self._keep(data, data)
            begun = Journal.begin(case)
            self.path.write_bytes(begun.encoded())
            return begun, Portal(case)
        read = journals.parse(data)
        portal = journals.replay(read, case)
        if read.torn:
            self._keep(data, data[-read.torn :])
            with self.path.open("r+b") as file:
                file.truncate(len(data) - read.torn)
        return read, portal

    def _keep(self, data: bytes, tail: bytes) -> None:
        """Keep what will be cut off in a file of its own."""
        self.torn = len(tail)
        if tail:
            self.path.with_name(f"{self.path.stem}.dut-{len(data)}").write_bytes(tail)

    def append(self, action: Action, digest: str) -> None:
        """Write one action and force it to the disk.

        Raises ``TakenOver`` if a newer window has the journal, ``JournalError`` if it
        would be too big to be read again, ``OSError`` if it cannot be written; in all
        cases the file is as it was.
        """
        longer, line = self.journal.add(action, digest)
        data = journals.encode(line)
        if len(longer.lines) > MAX_ACTIONS or len(data) > MAX_LINE or self._size + len(data) > MAX_BYTES:
            raise JournalError("too_big", f"action {line.n} makes the journal too big to be read again")
        with self._locked():
            self._check_owner()
            # Without a buffer: after a failure nothing may be left that is written later.
            with self.path.open("r+b", buffering=0) as file:
                try:
                    file.seek(0, os.SEEK_END)
                    left = memoryview(data)
                    while left:
                        left = left[file.write(left) :]
                    os.fsync(file.fileno())
                except BaseException:
                    file.truncate(self._size)
                    raise
            self._size += len(data)
        self.journal = longer

    def _check_owner(self) -> None:
        owner = self._owner_path.read_text(encoding="ascii") if self._owner_path.exists() else ""
        if owner != self._owner or not self.path.exists() or self.path.stat().st_size != self._size:
            raise TakenOver(f"{self.path.name} was opened in a newer window")
