"""Taking in hand-ins that came as zip files, where there is no exchange.

The teacher lays them into ``bai-nop/`` of the class folder. A zip is untrusted: names,
sizes and digests are looked at before anything is written, and nothing is written but
journals, under names that we choose.
"""

from __future__ import annotations

import hashlib
import re
import shutil
import zipfile
from collections.abc import Collection
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import msgspec

from grading.exchange import TIMESTAMP_FILE, Dropped, stamp_text
from grading.files import plain_size
from grading.grade import JOURNAL_NAME
from grading.handin import HEADER_FILE, ZipHeader
from simulator.case import MAX_ATTEMPT
from simulator.journal import MAX_BYTES

ZIP_FOLDER = "bai-nop"
MAX_ZIP = 20_000_000
"""Largest zip file in bytes that is opened; a whole journey is some kilobytes."""

MAX_HEADER = 40_000
ZIP_NAME = re.compile(
    r"^([0-9A-Z]{1,8}-[0-9]{2,3})\+(.{1,60}?)\+([0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}-[0-9]{2}-[0-9]{2}) UTC"
)


class ZipFound(NamedTuple):
    """A zip that is named like a hand-in. What the name says is a claim."""

    learner: str
    lesson: str
    time: datetime
    path: Path


def zips_in(folder: Path) -> tuple[list[ZipFound], list[Dropped]]:
    """The hand-ins of a folder, and the zips that are named otherwise."""
    found, dropped = [], []
    for path in sorted(folder.glob("*.zip")):
        match = ZIP_NAME.match(path.name)
        try:
            time = datetime.strptime(match[3], "%Y-%m-%d %H-%M-%S").replace(tzinfo=UTC) if match else None
        except ValueError:
            time = None
        if match is None or time is None:
            dropped.append(Dropped("", path.name, "name"))
        else:
            found.append(ZipFound(match[1], match[2], time, path))
    return found, dropped


def _read(bundle: zipfile.ZipFile, name: str, limit: int) -> bytes:
    """An entry's bytes, read no further than the limit; raises ``ValueError`` beyond it."""
    with bundle.open(name) as entry:
        data = entry.read(limit + 1)
    if len(data) > limit:
        raise ValueError(f"{name} is larger than {limit} bytes")
    return data


def read_zip(found: ZipFound) -> dict[str, bytes]:
    """The journals of a hand-in's zip, by name.

    Raises ``ValueError``, ``OSError`` or ``zipfile.BadZipFile`` for anything but what
    our own hand-in makes.
    """
    size = plain_size(found.path)
    if size is None or size > MAX_ZIP:
        raise ValueError(f"{found.path.name} is no plain file of at most {MAX_ZIP} bytes")
    with zipfile.ZipFile(found.path) as bundle:
        header = msgspec.json.decode(_read(bundle, HEADER_FILE, MAX_HEADER), type=ZipHeader)
        if (header.learner, header.lesson) != (found.learner, found.lesson):
            raise ValueError(f"made for {header.learner}/{header.lesson}, named for {found.learner}/{found.lesson}")
        if len(header.files) > MAX_ATTEMPT:
            raise ValueError(f"{len(header.files)} journals, at most {MAX_ATTEMPT} are read")
        journals = {}
        for each in header.files:
            if not JOURNAL_NAME.fullmatch(each.file):
                raise ValueError(f"{each.file!r} is not named like a journal")
            data = _read(bundle, each.file, MAX_BYTES)
            if hashlib.sha256(data).hexdigest() != each.digest:
                raise ValueError(f"{each.file} is not what was handed in")
            journals[each.file] = data
    return journals


def _newer(submission: Path, time: datetime) -> bool:
    """Whether a hand-in is newer than what was taken before."""
    try:
        text = (submission / TIMESTAMP_FILE).read_text(encoding="utf-8").strip()
        known = datetime.strptime(text, "%Y-%m-%d %H:%M:%S.%f UTC").replace(tzinfo=UTC)
    except (OSError, ValueError):
        return True
    return time > known


def take_zips(directory: Path, lesson: str, learners: Collection[str]) -> list[Dropped]:
    """Take the newest zip of each learner of the class into ``submitted/``; tells what was left out."""
    found, dropped = zips_in(directory / ZIP_FOLDER)
    newest: dict[str, ZipFound] = {}
    for each in sorted(found, key=lambda one: one.time):
        if each.lesson == lesson and each.learner in learners:
            newest[each.learner] = each
        elif each.learner not in learners:
            dropped.append(Dropped(each.learner, each.path.name, "foreign"))
    for learner, each in newest.items():
        submission = directory / "submitted" / learner / lesson
        if not _newer(submission, each.time):
            continue
        try:
            journals = read_zip(each)
        except (OSError, ValueError, KeyError, RuntimeError, NotImplementedError, zipfile.BadZipFile):
            dropped.append(Dropped(learner, each.path.name, "damaged"))
            continue
        _lay(submission, journals, each.time)
    return dropped


def _lay(submission: Path, journals: dict[str, bytes], time: datetime) -> None:
    draft = submission.with_name(f"{submission.name}.part")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True)
    for name, data in journals.items():
        (draft / name).write_bytes(data)
    (draft / TIMESTAMP_FILE).write_text(stamp_text(time), encoding="utf-8")
    if submission.exists():
        shutil.rmtree(submission)
    draft.rename(submission)
