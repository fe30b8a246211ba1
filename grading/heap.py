"""A heap of files that somebody dragged in: folders, zips and zips of zips, told apart by what is in them.

Names mean nothing here: chats and learning platforms rename what they carry. Everything is
untrusted: sizes, counts, nesting and ratios have limits, a zip's names are never used as paths,
links are not followed, and nothing is written or run.
"""

from __future__ import annotations

import hashlib
import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import BinaryIO, Literal, NamedTuple, TypeAlias

import msgspec

from grading.bundle import is_bundle
from grading.class_file import ClassFile
from grading.coding.answers import lesson_in, notebook_of
from grading.coding.tasks import TASKS
from grading.files import plain_size
from grading.grade import JOURNAL_NAME
from grading.handin import ZipHeader
from simulator.case import MAX_ATTEMPT
from simulator.clock import VIETNAM
from simulator.journal import MAX_BYTES, Header, SchemaNumber

MAX_ZIP = 200_000_000
"""Largest zip in bytes that is opened: a whole class's year is some megabytes."""

MAX_INNER = 20_000_000
"""Largest zip inside a zip, and the most that one hand-in's journals may hold together."""

MAX_UNPACKED = 500_000_000
"""The most that is unpacked from one zip, everything inside it counted."""

MAX_FILES = 20_000
"""The most files that are looked at in one zip or one folder."""

MAX_DIRECTORY = 4_000_000
"""Largest table of contents of a zip in bytes; it is read whole into memory."""

MAX_DEPTH = 3
"""A class's zip of the platform's zips of our zips."""

MAX_FOLDERS = 12
MAX_RATIO = 200
"""A journal becomes ten or twenty times smaller in a zip."""

SMALL = 100_000
"""Bytes below which no ratio is looked at."""

MAX_HEADER = 40_000
ZIP_MAGIC = (b"PK\x03\x04", b"PK\x05\x06")
OTHER_PACKERS = (b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c")
LITTER = ("__MACOSX", ".DS_Store", "Thumbs.db", "desktop.ini")
"""What systems leave everywhere by themselves: passed over without a word."""

COMPANIONS = ("timestamp.txt", "submission_secret.txt")
"""What nbgrader lays beside every hand-in of its exchange: no news, unless there is something else in it."""

KEPT_ASIDE = "da-thay"
"""Folder of what newer hand-ins have replaced; no hand-in is looked for in it."""

Clock: TypeAlias = Literal["", "student", "file", "zip"]
"""Whose time it is: the student's computer, the file's on this computer, or the entry's in the zip it came in."""


class Found(NamedTuple):
    """One thing of the heap. ``fault`` is empty for a hand-in, with its header, and for a bare journal, without."""

    file: str
    fault: str = ""
    header: ZipHeader | None = None
    journals: dict[str, bytes] = {}  # noqa: RUF012 - never changed
    time: datetime | None = None
    clock: Clock = ""
    arrived: datetime | None = None
    """The time of the file on this computer that it came in."""


class Entry(NamedTuple):
    """One file that can be read, on the disk or in a zip. ``read`` gives at most that many bytes."""

    label: str
    size: int
    time: datetime
    clock: Clock
    read: Callable[[int], bytes]
    fault: str = ""
    path: Path | None = None


class _TooMuch(Exception):
    """A zip holds more than any hand-in could; ``code`` says of what."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class _Budget:
    """What may still be read of one zip that lies on the disk."""

    def __init__(self) -> None:
        self.files, self.left = MAX_FILES, MAX_UNPACKED

    def look_at(self, directory: int) -> None:
        """A table of contents of so many bytes is going to be read."""
        if directory > MAX_DIRECTORY:
            raise _TooMuch("too_many")

    def spend_files(self, count: int) -> None:
        """So many more files are there."""
        self.files -= count
        if self.files < 0:
            raise _TooMuch("too_many")

    def spend(self, data: bytes) -> bytes:
        """Count what was unpacked, and hand it on."""
        self.left -= len(data)
        if self.left < 0:
            raise _TooMuch("bomb")
        return data


FAULTS = (OSError, ValueError, KeyError, RuntimeError, NotImplementedError, EOFError, zipfile.BadZipFile, zlib.error)
"""What reading a broken file can raise."""


def look(paths: Iterable[Path]) -> Iterator[Found]:
    """Everything in files and folders, each thing with what it is; one at a time, so memory stays flat."""
    for path in paths:
        if path.is_dir() and not path.is_symlink():
            yield from _folder(path, path.name, 0)
        else:
            yield from _recognised([_on_disk(path, path.name)], None, 0)


def _folder(folder: Path, label: str, depth: int) -> Iterator[Found]:
    if depth > MAX_FOLDERS:
        yield Found(label, "too_deep")
        return
    try:
        inside = sorted(folder.iterdir())
    except OSError:
        yield Found(label, "unreadable")
        return
    if len(inside) > MAX_FILES:
        yield Found(label, "too_many")
        return
    inside = [path for path in inside if path.name not in (*LITTER, KEPT_ASIDE)]
    folders = [path for path in inside if path.is_dir() and not path.is_symlink()]
    files = [_on_disk(path, f"{label}/{path.name}") for path in inside if path not in folders]
    yield from _recognised(files, None, 0)
    for each in folders:
        yield from _folder(each, f"{label}/{each.name}", depth + 1)


def _on_disk(path: Path, label: str) -> Entry:
    size = plain_size(path)
    if size is None:
        missing = not path.exists() and not path.is_symlink()
        return Entry(label, 0, datetime.now(UTC), "file", lambda _: b"", "missing" if missing else "no_file")
    time = datetime.fromtimestamp(path.stat().st_mtime, UTC)

    def read(limit: int) -> bytes:
        with path.open("rb") as file:
            return file.read(limit)

    return Entry(label, size, time, "file", read, path=path)


def _header(data: bytes) -> ZipHeader | None:
    try:
        return msgspec.json.decode(data, type=ZipHeader)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None


def _is_journal(data: bytes) -> bool:
    """Whether the first line is a journal's header, of this format or of another release's, or was to become one."""
    if data.startswith(b'{"schema":'):
        return True
    first = data.split(b"\n", 1)[0][:MAX_HEADER].rstrip(b"\r")
    for kind in (Header, SchemaNumber):
        try:
            msgspec.json.decode(first, type=kind)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            continue
        return True
    return False


def _kind(data: bytes) -> str:
    """What something is that is no hand-in."""
    if is_bundle(data):
        return "bundle"
    if lesson_in(data):
        return "nameless"
    try:
        msgspec.json.decode(data, type=ClassFile)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return "not_ours"
    return "sheet"


class _Claim:
    """A hand-in's header and those of its journals that were met so far."""

    def __init__(self, entry: Entry, header: ZipHeader) -> None:
        self.entry, self.header = entry, header
        self.journals: dict[str, bytes] = {}
        self.size = 0
        names = [each.file for each in header.files]
        well_named = all(JOURNAL_NAME.fullmatch(name) for name in names) and len(set(names)) == len(names)
        if header.lesson in TASKS:
            well_named = names == [notebook_of(Path(), header.lesson).name]
        self.well_made = well_named and 1 <= len(names) <= MAX_ATTEMPT
        self.missing = {each.digest for each in header.files}

    def take(self, digest: str, data: bytes) -> None:
        self.missing.discard(digest)
        for each in self.header.files:
            if each.digest == digest:
                self.journals[each.file] = data
                self.size += len(data)

    def found(self, label: str) -> Found:
        """What came of it, the journals in the header's order."""
        if not self.well_made or self.missing or self.size > MAX_INNER:
            return Found(label, "damaged", self.header)
        ordered = {each.file: self.journals[each.file] for each in self.header.files}
        return Found(label, "", self.header, ordered, _moment(self.header.time), "student", self.entry.time)


def _moment(text: str) -> datetime | None:
    """The time that a header claims; ``None`` for no time at all."""
    try:
        moment = datetime.fromisoformat(text)
        return moment.astimezone(UTC) if moment.tzinfo else None
    except (ValueError, OverflowError):
        return None


def _recognised(entries: list[Entry], budget: _Budget | None, depth: int, package: str = "") -> Iterator[Found]:
    """The things among files that lie together: headers first, so that journals find the hand-in they belong to.

    ``package`` is the label of the zip they came in: there, what comes along with a hand-in is no news.
    """
    claims: dict[str, list[_Claim]] = {}
    headers: list[_Claim] = []
    for entry in entries:
        if entry.fault or entry.size > MAX_HEADER:
            continue
        try:
            header = _header(entry.read(MAX_HEADER))
        except FAULTS:
            continue
        if header is not None:
            claim = _Claim(entry, header)
            headers.append(claim)
            for digest in claim.missing if claim.well_made else ():
                claims.setdefault(digest, []).append(claim)
    of_headers = {id(claim.entry) for claim in headers}
    handed_in = any(JOURNAL_NAME.fullmatch(_last(entry)) for entry in entries)
    for entry in entries:
        if id(entry) in of_headers:
            continue
        for found in _one(entry, claims, budget, depth):
            known = found.fault == "sheet" or (found.fault == "not_ours" and _last(entry).endswith(".ipynb"))
            if handed_in and known:
                continue  # nbgrader hands in the lesson's whole folder: the journal in it is what there is to tell
            if not (package and headers and found.fault in ("not_ours", "sheet", "empty")):
                yield found
    for claim in headers:
        yield claim.found(package if package and len(headers) == 1 else claim.entry.label)


def _last(entry: Entry) -> str:
    """The name of a file without its folders."""
    return entry.label.rpartition("/")[2]


def _one(entry: Entry, claims: dict[str, list[_Claim]], budget: _Budget | None, depth: int) -> Iterator[Found]:
    """What one file is; nothing, if it belongs to a hand-in whose header lies beside it."""
    if entry.fault:
        yield Found(entry.label, entry.fault)
        return
    try:
        start = entry.read(8)
        if start.startswith(ZIP_MAGIC):
            yield from _zip(entry, budget, depth)
            return
        data = b"" if entry.size > MAX_BYTES else entry.read(MAX_BYTES + 1)
    except FAULTS:
        yield Found(entry.label, "unreadable")
        return
    if start.startswith(OTHER_PACKERS):
        yield Found(entry.label, "packed")
    elif entry.size > MAX_BYTES or len(data) > MAX_BYTES:
        yield Found(entry.label, "too_big")
    elif claimed := claims.get(hashlib.sha256(data).hexdigest()):
        for claim in claimed:
            claim.take(hashlib.sha256(data).hexdigest(), data)
    elif not data:
        yield Found(entry.label, "empty")
    elif _is_journal(data):
        yield Found(entry.label, "", None, {"": data}, entry.time, entry.clock, entry.time)
    elif (kind := _kind(data)) != "not_ours" or _last(entry) not in COMPANIONS:
        yield Found(entry.label, kind)


# --- zips ------------------------------------------------------------------------------


def _zip(entry: Entry, budget: _Budget | None, depth: int) -> Iterator[Found]:
    if depth >= MAX_DEPTH:
        yield Found(entry.label, "too_deep")
        return
    if entry.size > (MAX_ZIP if budget is None else MAX_INNER):
        yield Found(entry.label, "too_big")
        return
    budget = budget or _Budget()
    try:
        with entry.path.open("rb") if entry.path else io.BytesIO(entry.read(MAX_INNER)) as file:
            budget.look_at(_directory_size(file))
            with zipfile.ZipFile(file) as bundle:
                infos = [info for info in bundle.infolist() if not info.is_dir() and not _is_litter(info.filename)]
                budget.spend_files(len(infos))
                inside = [_in_zip(bundle, info, entry, budget) for info in infos]
                if not inside:
                    yield Found(entry.label, "empty")
                for found in _recognised(inside, budget, depth + 1, entry.label):
                    yield found._replace(arrived=entry.time) if entry.path else found
    except _TooMuch as fault:
        if depth:
            raise
        yield Found(entry.label, fault.code)
    except FAULTS:
        yield Found(entry.label, "damaged")


def _is_litter(name: str) -> bool:
    return any(part in LITTER for part in name.replace("\\", "/").split("/"))


def _shown(name: str) -> str:
    """A zip's own name for something, only to be shown: the last part, without anything unprintable."""
    last = name.replace("\\", "/").rpartition("/")[2]
    return "".join(letter for letter in last if letter.isprintable())[:80]


def _in_zip(bundle: zipfile.ZipFile, info: zipfile.ZipInfo, outer: Entry, budget: _Budget) -> Entry:
    label = f"{outer.label}/{_shown(info.filename)}"
    fault = ""
    if info.flag_bits & 1:
        fault = "encrypted"
    elif info.file_size > SMALL and info.file_size > MAX_RATIO * max(1, info.compress_size):
        fault = "bomb"
    try:
        time = datetime(*info.date_time, tzinfo=VIETNAM).astimezone(UTC)
    except (ValueError, OverflowError):
        time = outer.time
    return Entry(label, info.file_size, time, "zip", partial(_unpacked, bundle, info, budget), fault)


def _unpacked(bundle: zipfile.ZipFile, info: zipfile.ZipInfo, budget: _Budget, limit: int) -> bytes:
    with bundle.open(info) as entry:
        return budget.spend(entry.read(limit))


def _directory_size(file: BinaryIO) -> int:
    """How long a zip's table of contents says it is, before it is read; a size of nothing if there is none."""
    size = file.seek(0, io.SEEK_END)
    file.seek(max(0, size - 65_557))
    tail = file.read()
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) < at + 22:
        return 0
    found: int = struct.unpack_from("<L", tail, at + 12)[0]
    if at >= 20 and tail[at - 20 : at - 16] == b"PK\x06\x07":
        file.seek(min(size, struct.unpack_from("<Q", tail, at - 12)[0]))
        record = file.read(56)
        found = max(found, struct.unpack_from("<Q", record, 40)[0]) if len(record) == 56 else MAX_DIRECTORY + 1
    file.seek(0)
    return found
