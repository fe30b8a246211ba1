"""A class folder's backup: one dated zip, looked through after writing, and the way back into a new folder.

In it is what cannot be made again: the gradebook and the results (copied through SQLite's own online backup, so
that one which is being written comes out whole), the sheets, the class list, the hand-ins, and what was handed
out. Pages and folders that grading makes anew are left out. A backup is trusted as the class folder itself is.
"""

from __future__ import annotations

import hashlib
import re
import shutil
import sqlite3
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from functools import cache
from pathlib import Path, PurePosixPath
from typing import IO, Annotated

import msgspec
from msgspec import Meta
from sqlalchemy.engine import make_url

from grading.at_work import LOCK_FILE, NOTE_FILE, at_work
from grading.classroom import CONFIG_FILE, Classroom, ClassroomError, open_class
from grading.demo import WORKSPACES
from grading.files import plain_size
from grading.handing_out import Progress
from grading.results import RESULTS_FILE
from simulator import datasets
from simulator.clock import VIETNAM
from simulator.release import RELEASE

MANIFEST = "sao-luu.json"
GRADEBOOK_FILE = "gradebook.db"
KEEP = 10
"""So many backups of a class are kept unless the teacher says otherwise."""

MADE_ANEW = ("autograded", "feedback", WORKSPACES, ".ipynb_checkpoints", "__pycache__", LOCK_FILE, NOTE_FILE)
DATABASES = re.compile(r".*\.db(-journal|-wal|-shm)?|.*\.part")
MAX_MANIFEST = 50_000_000
CHUNK = 1 << 20


class KeepingError(ClassroomError):
    """A class could not be kept, brought back or forgotten; the text tells the teacher why."""

    def __init__(self, code: str, **words: str) -> None:
        Exception.__init__(self, texts()[code].format(**words))
        self.code, self.words = code, dict[str, object](words)


@cache
def texts() -> dict[str, str]:
    """Code to what the teacher reads."""
    return msgspec.convert(datasets.toml("texts/keeping.toml"), dict[str, str])


class File(msgspec.Struct, frozen=True):
    """One file of a backup, with the SHA-256 of its bytes and its permissions."""

    path: Annotated[str, Meta(min_length=1, max_length=1000)]
    size: Annotated[int, Meta(ge=0)]
    digest: str
    mode: int


class Manifest(msgspec.Struct, frozen=True, tag="congtap-backup", tag_field="kind"):
    """What a backup holds. ``same`` is alike in all backups of one class; ``folders`` have their permissions."""

    klass: str
    same: str
    made: str
    release: str
    files: tuple[File, ...]
    folders: dict[str, int]


class Kept(msgspec.Struct, frozen=True):
    """A backup that was written and read back: where, how many files and bytes, and which older ones went."""

    path: str
    files: int
    size: int
    removed: tuple[str, ...] = ()


# --- writing --------------------------------------------------------------------------


def back_up(
    classroom: Classroom,
    to: Path,
    keep: int = KEEP,
    now: datetime | None = None,
    progress: Progress | None = None,
) -> Kept:
    """Write a backup into a folder, read it back, and only then let the oldest ones go, so that ``keep`` remain.

    Raises ``KeepingError`` or ``OSError``; then no backup was removed.
    """
    to = Path(to).resolve()
    if to.is_relative_to(classroom.directory):
        raise KeepingError("inside", to=str(to))
    to.mkdir(parents=True, exist_ok=True)
    moment = (now or datetime.now(UTC)).astimezone(VIETNAM)
    path = _free(to, f"sao-luu-{classroom.course}-{moment:%Y-%m-%d-%H%M%S}")
    draft = path.with_name(f"{path.name}.part")
    try:
        with tempfile.TemporaryDirectory() as room, at_work(classroom.directory, "backup"):
            manifest = _write(classroom, draft, Path(room), moment, progress)
        faults = faults_of(draft, manifest)
        if faults:
            raise KeepingError("not_whole", file=path.name, first=faults[0])
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    return Kept(str(path), len(manifest.files), path.stat().st_size, _let_go(to, manifest, keep))


def _free(folder: Path, stem: str) -> Path:
    names = [f"{stem}.zip", *(f"{stem}-{number}.zip" for number in range(2, 1000))]
    return next(folder / name for name in names if not (folder / name).exists())


def _write(classroom: Classroom, draft: Path, room: Path, moment: datetime, progress: Progress | None) -> Manifest:
    found = dict(_files(classroom.directory))
    for name, url in ((GRADEBOOK_FILE, classroom.coursedir.db_url), (RESULTS_FILE, classroom.results_url)):
        database = database_of(str(url))
        if database.is_file():
            copy_database(database, room / name)
            shutil.copymode(database, room / name)
            found[name] = room / name
    folders = {path.rpartition("/")[0] for path in found} - {""}
    folders |= {str(parent) for each in folders for parent in PurePosixPath(each).parents} - {"."}
    listed = []
    with zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED) as packed:
        for number, (name, path) in enumerate(sorted(found.items())):
            if progress:
                progress(number, len(found), name)
            try:
                source = path.open("rb")
            except FileNotFoundError:
                continue  # gone since it was listed: somebody's draft
            with source, packed.open(name, "w", force_zip64=True) as target:
                size, digest = _copied(source, target)
            listed.append(File(name, size, digest, path.stat().st_mode & 0o777))
        manifest = Manifest(
            klass=classroom.course,
            same=_same(classroom),
            made=moment.isoformat(timespec="seconds"),
            release=RELEASE,
            files=tuple(listed),
            folders={each: (classroom.directory / each).stat().st_mode & 0o7777 for each in sorted(folders)},
        )
        packed.writestr(MANIFEST, msgspec.json.encode(manifest))
    if progress:
        progress(len(found), len(found), "")
    return manifest


def _files(directory: Path) -> Iterator[tuple[str, Path]]:
    """The plain files of a class folder that a backup holds, by their path inside; databases come otherwise."""
    for path in sorted(directory.iterdir()):
        if path.name in MADE_ANEW or path.is_symlink() or DATABASES.fullmatch(path.name):
            continue
        if path.is_dir():
            yield from ((f"{path.name}/{name}", inner) for name, inner in _files(path))
        elif plain_size(path) is not None:
            yield path.name, path


def database_of(url: str) -> Path:
    """The file of a SQLite database; raises ``KeepingError`` for another kind of database."""
    found = make_url(url)
    if found.get_backend_name() != "sqlite" or not found.database:
        raise KeepingError("no_sqlite", kind=found.get_backend_name())
    return Path(found.database)


def copy_database(source: Path, target: Path) -> None:
    """A whole copy of a database, also while somebody writes it; raises ``KeepingError`` for a damaged one."""
    try:
        with closing(sqlite3.connect(source)) as one, closing(sqlite3.connect(target)) as other:
            one.backup(other)
            (verdict,) = other.execute("pragma integrity_check").fetchone()
    except sqlite3.DatabaseError as fault:
        verdict = str(fault)
    if verdict != "ok":
        raise KeepingError("bad_database", file=source.name, error=str(verdict))


def _copied(source: IO[bytes], target: IO[bytes]) -> tuple[int, str]:
    size, digest = 0, hashlib.sha256()
    while chunk := source.read(CHUNK):
        target.write(chunk)
        digest.update(chunk)
        size += len(chunk)
    return size, digest.hexdigest()


def _same(classroom: Classroom) -> str:
    """One name for a class, which another class of the same name does not have."""
    keys = sorted(classroom.sheet(lesson).key for lesson in classroom.lessons)
    return hashlib.sha256("|".join([classroom.course, *keys[:1]]).encode()).hexdigest()[:16]


def _let_go(to: Path, manifest: Manifest, keep: int) -> tuple[str, ...]:
    """Remove the oldest backups of this very class, so that so many remain."""
    own = []
    for path in to.glob(f"sao-luu-{manifest.klass}-*.zip"):
        try:
            other = read_manifest(path)
        except KeepingError:
            continue
        if other.same == manifest.same:
            own.append((datetime.fromisoformat(other.made), path.name, path))
    removed = sorted(own)[: max(0, len(own) - max(1, keep))]
    for _, _, path in removed:
        path.unlink()
    return tuple(name for _, name, _ in removed)


# --- reading --------------------------------------------------------------------------


def read_manifest(path: Path) -> Manifest:
    """What a backup says it holds; raises ``KeepingError`` for anything that is no backup."""
    try:
        with zipfile.ZipFile(path) as packed, packed.open(MANIFEST) as entry:
            data = entry.read(MAX_MANIFEST + 1)
        if len(data) > MAX_MANIFEST:
            raise KeepingError("no_backup", file=path.name)
        return msgspec.json.decode(data, type=Manifest)
    except (OSError, KeyError, RuntimeError, EOFError, ValueError, zipfile.BadZipFile) as fault:
        raise KeepingError("no_backup", file=path.name) from fault


def faults_of(path: Path, manifest: Manifest, progress: Progress | None = None) -> list[str]:
    """The files of a backup that are not what its list says."""
    faults = []
    with zipfile.ZipFile(path) as packed:
        for number, each in enumerate(manifest.files):
            if progress:
                progress(number, len(manifest.files), each.path)
            try:
                with packed.open(each.path) as entry:
                    whole = _digest(entry, each.size) == each.digest
            except (OSError, KeyError, RuntimeError, EOFError, zipfile.BadZipFile):
                whole = False
            if not whole:
                faults.append(each.path)
    return faults


def _digest(entry: IO[bytes], size: int) -> str:
    digest, left = hashlib.sha256(), size + 1
    while left > 0 and (chunk := entry.read(min(CHUNK, left))):
        digest.update(chunk)
        left -= len(chunk)
    return digest.hexdigest()


def _safe(name: str) -> bool:
    """Whether a path in a backup stays in the folder that it is brought back into, on every system."""
    parts = PurePosixPath(name).parts
    return bool(parts) and not re.search(r"[\\\0]|^[A-Za-z]:", name) and not name.startswith("/") and ".." not in parts


def _here(name: str) -> str:
    """A path as this system allows it: nbgrader's exchange has times with colons in its names."""
    return name.replace(":", "-") if sys.platform == "win32" else name


def restore(path: Path, directory: Path, progress: Progress | None = None) -> Manifest:
    """Bring a class back into a folder that is new or empty, after looking at every digest.

    Raises ``KeepingError`` or ``OSError``; then the folder is as it was.
    """
    directory = Path(directory).resolve()
    if directory.exists() and (not directory.is_dir() or any(directory.iterdir())):
        raise KeepingError("not_empty", directory=str(directory))
    manifest = read_manifest(path)
    names = [each.path for each in manifest.files]
    if not all(map(_safe, [*names, *manifest.folders])) or CONFIG_FILE not in names:
        raise KeepingError("no_backup", file=path.name)
    tell = progress or (lambda _done, _total, _name: None)
    both = 2 * len(names)
    faults = faults_of(path, manifest, lambda done, _, name: tell(done, both, name))
    if faults:
        raise KeepingError("not_whole", file=path.name, first=faults[0])
    draft = directory.with_name(f"{directory.name}.part")
    shutil.rmtree(draft, ignore_errors=True)
    try:
        _unpack(path, manifest, draft, lambda done, _, name: tell(len(names) + done, both, name))
        # Whoever stops the work here finds nothing half done.
        tell(both, both, "")
        if directory.exists():
            directory.rmdir()
        draft.rename(directory)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    _own_gradebook(directory)
    return manifest


def _unpack(path: Path, manifest: Manifest, draft: Path, progress: Progress) -> None:
    draft.mkdir(parents=True)
    with zipfile.ZipFile(path) as packed:
        for number, each in enumerate(manifest.files):
            progress(number, len(manifest.files), each.path)
            target = draft / _here(each.path)
            target.parent.mkdir(parents=True, exist_ok=True)
            with packed.open(each.path) as entry, target.open("wb") as file:
                shutil.copyfileobj(entry, file, CHUNK)
            target.chmod(each.mode | 0o400)
    for name, mode in manifest.folders.items():
        (draft / _here(name)).mkdir(parents=True, exist_ok=True)
        (draft / _here(name)).chmod(mode | 0o700)


def _own_gradebook(directory: Path) -> None:
    """Let a class that had its gradebook elsewhere use the one that came back with it."""
    if database_of(str(open_class(directory).coursedir.db_url)).resolve().is_relative_to(directory):
        return
    config = directory / CONFIG_FILE
    rows = config.read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [row for row in rows if not row.startswith(("c.CourseDirectory.db_url", "c.ReplayScores.results_url"))]
    config.write_text("".join(kept), encoding="utf-8")
