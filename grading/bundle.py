"""The class bundle: one small file by which a computer without a shared folder belongs to a class.

It holds the class sheets and nothing else. The lessons themselves come with the program, so
opening a bundle runs nothing and can bring nothing that runs. On the student's computer it
becomes a folder like the outbound part of an exchange, from which lessons are fetched as ever;
hand-ins then are zip files.
"""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta

from grading.class_file import CLASS_NAME, MAX_CLASS_FILE, ClassFile, write_class
from grading.classroom import Classroom, ClassroomError, handed_out
from grading.files import plain_size
from grading.handin import BUNDLE_FILE, HandInError
from grading.lessons import LESSONS, lesson_folder

MAX_BUNDLE = MAX_CLASS_FILE * 60
"""Largest bundle in bytes that is read."""


class Bundle(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag="congtap-class", tag_field="kind"):
    """A class's sheets, one a lesson that was handed out."""

    name: Annotated[str, Meta(pattern=CLASS_NAME.pattern)] = msgspec.field(name="class")
    sheets: Annotated[tuple[ClassFile, ...], Meta(min_length=1, max_length=60)]


_decoder = msgspec.json.Decoder(Bundle)


def is_bundle(data: bytes) -> bool:
    """Whether these bytes are a class bundle's content."""
    try:
        _decoder.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return False
    return True


def write_bundle(classroom: Classroom, path: Path) -> Bundle:
    """Write the class's bundle with every lesson that was handed out; one that is there is replaced whole.

    Raises ``ClassroomError`` or ``OSError``.
    """
    ready = [lesson for lesson in classroom.lessons if len(classroom.sheet_folders(lesson)) > 1]
    if not ready:
        raise ClassroomError("nothing_handed_out", directory=str(classroom.directory))
    learners = classroom.learners
    sheets = tuple(classroom.sheet(lesson).with_learners(learners) for lesson in ready)
    bundle = Bundle(classroom.course, sheets)
    draft = path.with_name(f"{path.name}.part")
    with zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr(BUNDLE_FILE, msgspec.json.format(msgspec.json.encode(bundle), indent=1))
    draft.replace(path)
    return bundle


def read_bundle(path: Path) -> Bundle:
    """The bundle in a file; raises ``HandInError`` for anything else."""
    size = plain_size(path)
    if size is None or size > MAX_BUNDLE:
        raise HandInError("bad_bundle", file=path.name)
    try:
        with zipfile.ZipFile(path) as packed, packed.open(BUNDLE_FILE) as entry:
            data = entry.read(MAX_BUNDLE + 1)
        if len(data) > MAX_BUNDLE:
            raise HandInError("bad_bundle", file=path.name)
        bundle = _decoder.decode(data)
    except (OSError, KeyError, RuntimeError, NotImplementedError, EOFError, ValueError, zipfile.BadZipFile) as fault:
        raise HandInError("bad_bundle", file=path.name) from fault
    unknown = [sheet.lesson for sheet in bundle.sheets if sheet.lesson not in LESSONS]
    if unknown:
        raise HandInError("newer_bundle", lesson=unknown[0])
    if any(sheet.name != bundle.name for sheet in bundle.sheets):
        raise HandInError("bad_bundle", file=path.name)
    return bundle


def lay_out(bundle: Bundle, root: Path) -> Path:
    """Make a folder from which the bundle's lessons are fetched, or renew one that is there; gives the folder.

    Raises ``OSError``.
    """
    root.mkdir(parents=True, exist_ok=True)
    for sheet in bundle.sheets:
        folder = root / bundle.name / "outbound" / sheet.lesson
        folder.mkdir(parents=True, exist_ok=True)
        for item in handed_out(lesson_folder(sheet.lesson)):
            (folder / item.name).write_bytes(item.read_bytes())
        write_class(folder, sheet)
    (root / BUNDLE_FILE).write_bytes(msgspec.json.encode(bundle))
    return root
