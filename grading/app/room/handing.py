"""A hand-in through the room: the journals that are held become the zip that a learner could as well have carried."""

from __future__ import annotations

import hashlib
import io
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta

from grading.app.room.folder import RoomFolder, sync_folder, write_whole
from grading.app.room.ledger import Ledger
from grading.files import plain_size
from grading.handin import HEADER_FILE, Handed, Receipt, ZipHeader, digest_of
from grading.heap import MAX_HEADER
from simulator import datasets
from simulator.case import MAX_ATTEMPT
from simulator.release import RELEASE


class Named(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One journal as a browser names it."""

    size: Annotated[int, Meta(ge=1)]
    sha256: Annotated[str, Meta(pattern=r"^[0-9a-f]{64}\Z")]


class HandIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a browser wants to hand in."""

    files: Annotated[
        dict[Annotated[str, Meta(pattern=r"^nhat-ky-[0-9]{2}\.jsonl\Z")], Named],
        Meta(min_length=1, max_length=MAX_ATTEMPT),
    ]


class Behind(Exception):
    """Something that was named is not held as it was named; ``files`` are the sizes that are held."""

    def __init__(self, files: dict[str, int]) -> None:
        super().__init__(str(files))
        self.files = files


def hand_in(folder: RoomFolder, ledger: Ledger, lesson: str, wanted: HandIn, now: datetime) -> Receipt:
    """Pack everything that is held of a lesson, if it is what the browser has; the zip is on the disk then.

    The same work handed in again gives the first receipt again. Raises ``Behind`` or ``OSError``.
    """
    held = {name: each for name, each in sorted(ledger.held(lesson).items()) if each.size}
    behind = {
        name: held[name].size if name in held else 0
        for name, each in wanted.files.items()
        if name not in held or (held[name].size, held[name].digest) != (each.size, each.sha256)
    }
    if behind:
        raise Behind(behind)
    files = tuple(Handed(name, each.digest) for name, each in held.items())
    path = folder.zip(ledger.learner, lesson)
    before = _header(path)
    if before is not None and before.files == files:
        return _receipt(before)
    moment = now.astimezone(UTC)
    header = ZipHeader(ledger.learner, lesson, moment.isoformat(), RELEASE, datasets.fingerprint(), files)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as bundle:
        bundle.writestr(HEADER_FILE, msgspec.json.format(msgspec.json.encode(header)))
        for name, each in held.items():
            data = ledger.data(lesson, name)
            if hashlib.sha256(data).hexdigest() != each.digest:
                raise OSError(f"{name} of {ledger.learner} is not what was written")
            bundle.writestr(name, data)
    path.parent.mkdir(exist_ok=True)
    # Drafts lie outside the intake folder, where they would be taken for damaged hand-ins.
    draft = folder.learner(ledger.learner) / path.name
    write_whole(draft, packed.getvalue())
    draft.replace(path)
    sync_folder(path.parent)
    return _receipt(header)


def _header(path: Path) -> ZipHeader | None:
    """What an earlier hand-in says of itself; ``None`` if there is none that can be read."""
    if plain_size(path) is None:
        return None
    try:
        with zipfile.ZipFile(path) as bundle, bundle.open(HEADER_FILE) as entry:
            return msgspec.json.decode(entry.read(MAX_HEADER), type=ZipHeader)
    except (OSError, KeyError, ValueError, zipfile.BadZipFile, msgspec.MsgspecError):
        return None


def _receipt(header: ZipHeader) -> Receipt:
    time = datetime.fromisoformat(header.time)
    return Receipt(header.learner, header.lesson, time, digest_of(header.files), header.files, "room", "")
