"""What the classroom server keeps in a class folder: ``phong-may/``, and hand-ins in ``bai-nop/`` as every zip.

``phong-may/<learner>/<lesson>/nhat-ky-NN.jsonl`` are the journals as they came in, ``phong-may/<learner>/ma-pin.json``
is a learner's PIN, ``phong-may/phong.json`` how the room is set. Names are made here, from what was checked: no name
that a browser sends becomes a path.
"""

from __future__ import annotations

import os
import secrets
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta

from grading.handin import INTAKE_FOLDER, ROOM_FOLDER
from simulator.case import LEARNER_ID

ROOM_FILE = "phong.json"
KEY_FILE = "khoa"
LOCK_FILE = "phong.lock"
ZIP_MARK = "phong-may.zip"
MAX_MESSAGE = 300
LEFT = 12 * 60 * 60
"""Seconds after which a room opens as new: yesterday's closing time is not today's."""

MAX_ROOM_FILE = 10_000


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How the room is set: open or closed, what everybody reads, from when to when (UTC, empty for always)."""

    open: bool = True
    message: Annotated[str, Meta(max_length=MAX_MESSAGE)] = ""
    starts: datetime | None = None
    ends: datetime | None = None

    def lets_in(self, now: datetime) -> bool:
        """Whether somebody may come in at a moment."""
        begun = self.starts is None or now >= self.starts
        return self.open and begun and (self.ends is None or now < self.ends)


class RoomFolder:
    """The paths of one class's room."""

    def __init__(self, klass: Path) -> None:
        self.klass = klass.resolve()
        self.root = self.klass / ROOM_FOLDER

    def make(self) -> None:
        """Make the folder, readable to its owner alone; raises ``OSError``."""
        self.root.mkdir(mode=0o700, exist_ok=True)

    @property
    def lock(self) -> Path:
        """Held by the server that is at work on the class."""
        return self.root / LOCK_FILE

    def learner(self, learner: str) -> Path:
        """Where a learner's journals and PIN are; raises ``ValueError`` for what is no learner id."""
        if not LEARNER_ID.match(learner):
            raise ValueError(f"{learner!r} is no learner id")
        return self.root / learner

    def learners(self) -> list[str]:
        """Who has a folder."""
        return sorted(path.name for path in self.root.iterdir() if LEARNER_ID.match(path.name) and path.is_dir())

    def zip(self, learner: str, lesson: str) -> Path:
        """Where a learner's hand-in of a lesson lies: the next replaces it, which holds all that it held."""
        return self.klass / INTAKE_FOLDER / f"{self.learner(learner).name}+{lesson}+{ZIP_MARK}"

    def zips(self) -> list[tuple[str, str, Path]]:
        """Learner, lesson and file of every hand-in that came through the room."""
        found = []
        for path in sorted((self.klass / INTAKE_FOLDER).glob(f"*+*+{ZIP_MARK}")):
            learner, lesson, _ = path.name.split("+", 2)
            if LEARNER_ID.match(learner):
                found.append((learner, lesson, path))
        return found

    def key(self) -> bytes:
        """The room's own secret, by which it knows the passes that it gave; made at first use."""
        path = self.root / KEY_FILE
        if not path.is_file():
            write_whole(path, secrets.token_bytes(32), mode=0o600)
        return path.read_bytes()

    def settings(self, now: float) -> Settings:
        """How the room was left today; as new if that is long ago or cannot be read."""
        path = self.root / ROOM_FILE
        try:
            known = path.stat()
            if known.st_size > MAX_ROOM_FILE or now - known.st_mtime > LEFT:
                return Settings()
            return msgspec.json.decode(path.read_bytes(), type=Settings)
        except (OSError, msgspec.DecodeError, RecursionError):
            return Settings()

    def keep(self, settings: Settings) -> None:
        """Keep how the room is set; raises ``OSError``."""
        write_whole(self.root / ROOM_FILE, msgspec.json.encode(settings))


def write_whole(path: Path, data: bytes, mode: int = 0o644) -> None:
    """Write a file whole or not at all, on the disk before this returns; raises ``OSError``."""
    draft = path.with_name(f"{path.name}.part")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Have a folder's own entries on the disk, where the system can be told so."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def now_utc(clock: float) -> datetime:
    """A clock's seconds as a moment."""
    return datetime.fromtimestamp(clock, UTC)
