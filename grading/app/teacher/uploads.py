"""Files that were dropped on the teacher's page: they come in pieces and lie in a room that goes with the page."""

from __future__ import annotations

import base64
import binascii
import os
import re
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta

from grading.app.teacher.said import TeacherError

MAX_TOTAL = 200_000_000
"""Bytes that one drop may have: a class's hand-ins are some megabytes."""

MAX_FILES = 1_000
MAX_NAME = 100
FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]')
"""Letters that some system allows in no file's name."""


class Piece(msgspec.Struct, frozen=True):
    """A part of a file: which file of the drop, where it begins, its bytes as base64. Times are milliseconds."""

    file: Annotated[int, Meta(ge=0)]
    name: str
    size: Annotated[int, Meta(ge=0)]
    at: Annotated[int, Meta(ge=0)]
    data: str
    modified: float = 0
    left: bool = False
    """Too big for anything that is wanted here: the browser has kept it, and only names it."""


class Uploads:
    """What has come of the newest drop."""

    def __init__(self) -> None:
        self._room: tempfile.TemporaryDirectory[str] | None = None
        self._files: dict[int, tuple[Path, int]] = {}
        self._total = 0
        self.left: list[str] = []
        """Names of files that were too big to be sent."""

    def begin(self) -> None:
        """A new drop: the one before goes."""
        if self._room is not None:
            self._room.cleanup()
        self._room = tempfile.TemporaryDirectory(prefix="congtap-")
        self._files, self._total, self.left = {}, 0, []

    def take(self, pieces: object) -> None:
        """Write pieces where they belong; raises ``TeacherError`` for what does not fit, ``OSError`` for the disk."""
        try:
            for piece in msgspec.convert(pieces, list[Piece]):
                if piece.left and len(self.left) < MAX_FILES:
                    self.left.append(_name(piece.name))
                    continue
                self._write(piece, base64.b64decode(piece.data, validate=True))
        except (msgspec.ValidationError, binascii.Error, ValueError) as fault:
            raise TeacherError("bad_upload") from fault

    def _write(self, piece: Piece, data: bytes) -> None:
        if self._room is None:
            raise TeacherError("bad_upload")
        self._total += len(data)
        if self._total > MAX_TOTAL or (piece.file not in self._files and len(self._files) >= MAX_FILES):
            raise TeacherError("too_much", megabytes=MAX_TOTAL // 1_000_000, files=MAX_FILES)
        if piece.file not in self._files:
            folder = Path(self._room.name) / f"{piece.file:05d}"
            folder.mkdir()
            self._files[piece.file] = (folder / _name(piece.name), piece.size)
        path, _ = self._files[piece.file]
        with path.open("ab") as file:
            if file.tell() != piece.at:
                raise TeacherError("bad_upload")
            file.write(data)
        # A journal without its zip has no other time than its file's.
        if piece.modified > 0:
            with suppress(OverflowError, OSError, ValueError):
                os.utime(path, (piece.modified / 1000, piece.modified / 1000))

    def paths(self) -> list[Path]:
        """The files, in the order they were dropped; raises ``TeacherError`` if there is none or one is not whole."""
        found = []
        for path, size in self._files.values():
            if not path.is_file() or path.stat().st_size != size:
                raise TeacherError("bad_upload")
            found.append(path)
        if not found and not self.left:
            raise TeacherError("no_file")
        return found

    def first(self) -> Path:
        """The file where one is wanted; raises ``TeacherError`` if there is none, or none that was sent."""
        found = self.paths()
        if not found:
            raise TeacherError("too_big", file=self.left[0])
        return found[0]

    def end(self) -> None:
        """Let everything go."""
        if self._room is not None:
            self._room.cleanup()
        self._room, self._files, self.left = None, {}, []


def _name(text: str) -> str:
    """A name that every system can write, its ending kept."""
    clean = FORBIDDEN.sub("_", "".join(letter for letter in text if letter.isprintable())).strip(" .")
    stem, dot, ending = clean.rpartition(".")
    if dot and len(ending) <= 10:
        return f"{stem[: MAX_NAME - len(ending)] or '_'}.{ending}"
    return clean[:MAX_NAME] or "_"
