"""One piece of work at a time on a class, whatever windows and commands are open: the second is told who is first.

The lock is the operating system's, so it goes with its process, however that ends. Whom to name lies in a file
beside it, which may outlive a crash and then says nothing. On a shared folder it holds as far as that folder knows
locks.
"""

from __future__ import annotations

import os
import platform
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal, TypeAlias

import msgspec
from filelock import FileLock, Timeout

from grading.classroom import ClassroomError, texts
from simulator.clock import VIETNAM

LOCK_FILE = "dang-lam.lock"
NOTE_FILE = "dang-lam.json"

Doing: TypeAlias = Literal["grade", "collect", "take", "hand_out", "enrol", "forget", "backup", "change"]


class _Note(msgspec.Struct, frozen=True):
    """Who works: on what, since when (UTC), in which process of which computer."""

    doing: Doing
    since: datetime
    pid: int
    host: str


@contextmanager
def at_work(directory: Path, doing: Doing) -> Iterator[None]:
    """Hold a class folder while something is written to it; the same thread may hold it more than once.

    Raises ``ClassroomError`` at once while somebody else holds it; then nothing has been done. Raises ``OSError``
    for a folder that cannot be written.
    """
    directory = Path(directory).resolve()
    lock, note = FileLock(str(directory / LOCK_FILE), timeout=0, is_singleton=True), directory / NOTE_FILE
    try:
        lock.acquire()
    except Timeout:
        raise ClassroomError("at_work", name=directory.name, who=_who(note)) from None
    try:
        if lock.lock_counter == 1:
            now = _Note(doing, datetime.now(UTC), os.getpid(), platform.node())
            note.write_bytes(msgspec.json.encode(now))
        yield
    finally:
        if lock.lock_counter == 1:
            with suppress(OSError):
                note.unlink()
        lock.release()


def _who(note: Path) -> str:
    """What the one who is first does, since when and where; little, if that cannot be read."""
    try:
        found = msgspec.json.decode(note.read_bytes(), type=_Note)
        since = f"{found.since.astimezone(VIETNAM):%H:%M %d/%m/%Y}"
    except (OSError, msgspec.DecodeError, ValueError, OverflowError):
        return texts()["at_work_unknown"]
    place = texts()["at_work_here" if found.host == platform.node() else "at_work_there"].format(host=found.host)
    return texts()["at_work_who"].format(doing=texts()[f"at_work_{found.doing}"], since=since, place=place)
