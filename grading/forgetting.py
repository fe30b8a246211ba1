"""Deleting a learner from a class, and what stays of a class at the end of the year."""

from __future__ import annotations

import csv
import io
import os
import shutil
import sqlite3
import zipfile
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from grading.at_work import at_work
from grading.classroom import Classroom, renew_sheets
from grading.coding.answers import notebook_of
from grading.coding.tasks import TASKS
from grading.demo import WORKSPACES
from grading.exchange import MAX_SMALL_FILE, SECRET_FILE, released_folder
from grading.files import plain_size
from grading.grade import journals_in
from grading.handin import INTAKE_FOLDER, ROOM_FOLDER
from grading.handing_out import Progress
from grading.heap import KEPT_ASIDE, look
from grading.held import Held, held_marks, true_mark
from grading.keeping import KeepingError, database_of, texts
from grading.results import MarkOnly, Results
from grading.traces import TraceStore
from simulator.clock import VIETNAM
from simulator.journal import JournalError, parse

ROSTER_FILE = "danh-sach.json"
FOLDERS = ("submitted", "autograded", "feedback", WORKSPACES, ROOM_FOLDER)
MAX_ROSTER = 1_000_000


class Traces(msgspec.Struct, frozen=True):
    """Everything of one learner in a class folder and its exchange.

    ``paths`` are files and folders that are the learner's alone; ``shared`` are files of several learners, which
    nothing but a person can part.
    """

    learner: str
    paths: tuple[str, ...]
    shared: tuple[str, ...]
    gradings: int
    listed: bool
    named: bool

    @property
    def nothing(self) -> bool:
        """Whether there is nothing of this learner."""
        return not (self.paths or self.shared or self.gradings or self.listed or self.named)


def traces_of(classroom: Classroom, learner: str) -> Traces:
    """What there is of a learner; nothing is changed. Raises ``KeepingError`` for a class list that is spoilt."""
    paths, shared = _own_files(classroom, learner)
    store = Results(classroom.results_url)
    return Traces(
        learner=learner,
        paths=tuple(str(path) for path in paths),
        shared=tuple(str(path) for path in shared),
        gradings=sum(len(store.history(lesson, learner)) for lesson in store.lessons_of(learner)),
        listed=learner in classroom.learners,
        named=learner in _names(classroom.directory),
    )


def _own_files(classroom: Classroom, learner: str) -> tuple[list[Path], list[Path]]:
    root, shared = classroom.directory, []
    exchange = classroom.exchange_root / classroom.course
    paths = [root / folder / learner for folder in FOLDERS]
    paths.append(root / INTAKE_FOLDER / KEPT_ASIDE / learner)
    paths += sorted((exchange / "inbound").glob(f"{learner}+*"))
    paths = [path for path in paths if path.exists()]
    paths += _released_pages(classroom, exchange / "feedback", paths)
    intake = root / INTAKE_FOLDER
    for path in sorted(intake.iterdir()) if intake.is_dir() else ():
        if path.name == KEPT_ASIDE:
            continue
        inside = _learners_in(path)
        if inside == {learner}:
            paths.append(path)
        elif learner in inside:
            shared.append(path)
    return paths, shared


def _learners_in(path: Path) -> set[str]:
    """Whose hand-ins a file or folder holds."""
    found = set()
    for each in look([path]):
        if each.header is not None:
            found.add(each.header.learner)
        for data in each.journals.values():
            try:
                found.add(parse(data).header.learner)
            except JournalError:
                continue
    return found


def _released_pages(classroom: Classroom, folder: Path, paths: list[Path]) -> list[Path]:
    """The learner's pages in the exchange, which nbgrader names by the secret of each hand-in."""
    from nbgrader.utils import notebook_hash  # noqa: PLC0415

    secrets = set()
    for path in paths:
        for secret in path.rglob(SECRET_FILE):
            size = plain_size(secret)
            if size is not None and size <= MAX_SMALL_FILE:
                secrets.add(secret.read_text(encoding="utf-8", errors="replace"))
    notebooks = set()
    for lesson in classroom.lessons:
        try:
            notebooks |= {path.stem for path in released_folder(classroom.coursedir, lesson).glob("*.ipynb")}
        except FileNotFoundError:
            continue
    names = {f"{notebook_hash(secret=secret, notebook_id=each)}.html" for secret in secrets for each in notebooks}
    return sorted(folder / name for name in names if (folder / name).is_file())


def _names(directory: Path) -> dict[str, str]:
    path = directory / ROSTER_FILE
    if not path.is_file():
        return {}
    try:
        if path.stat().st_size > MAX_ROSTER:
            raise KeepingError("bad_roster", file=ROSTER_FILE)
        return msgspec.convert(msgspec.json.decode(path.read_bytes()).get("names", {}), dict[str, str])
    except (OSError, msgspec.MsgspecError, AttributeError) as fault:
        raise KeepingError("bad_roster", file=ROSTER_FILE) from fault


def _unname(directory: Path, learner: str) -> None:
    """Take a learner's name out of the class list, whole or not at all, readable to the owner alone as before."""
    path, draft = directory / ROSTER_FILE, directory / f"{ROSTER_FILE}.part"
    roster = msgspec.json.decode(path.read_bytes())
    del roster["names"][learner]
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(msgspec.json.format(msgspec.json.encode(roster)) + b"\n")
    draft.replace(path)


def forget(classroom: Classroom, learner: str) -> Traces:
    """Delete a learner for good from folders, exchange, results, gradebook, class list and sheets; gives what went.

    Doing it again after a disk has failed half-way deletes the rest. Backups and students' computers are not
    reached. Raises ``KeepingError``, ``ClassroomError`` while somebody else works on the class, or ``OSError``.
    """
    with at_work(classroom.directory, "forget"):
        return _forget(classroom, learner)


def _forget(classroom: Classroom, learner: str) -> Traces:
    found = traces_of(classroom, learner)
    if found.nothing:
        raise KeepingError("nobody", learner=learner, directory=str(classroom.directory))
    if classroom.learners == (learner,):
        # A sheet without learners would let everybody in.
        raise KeepingError("last", learner=learner, directory=str(classroom.directory))
    for text in found.paths:
        path = Path(text)
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()
    Results(classroom.results_url).forget(learner)
    TraceStore(classroom.results_url).forget([learner])
    if found.listed:
        from nbgrader.api import Gradebook  # noqa: PLC0415

        with Gradebook(classroom.coursedir.db_url, classroom.course) as gradebook:
            gradebook.remove_student(learner)
    for url in (classroom.coursedir.db_url, classroom.results_url):
        # Deleted rows stay readable in the file until it is written anew.
        with closing(sqlite3.connect(database_of(str(url)))) as database:
            database.execute("vacuum")
    if found.named:
        _unname(classroom.directory, learner)
    for lesson in classroom.lessons:
        renew_sheets(classroom, lesson)
    return found


# --- the end of the year ------------------------------------------------------------------


class Archived(msgspec.Struct, frozen=True):
    """What was written, and whether journals and names are in it."""

    path: str
    learners: int
    lessons: int
    journals: int
    names: bool


def archive(
    classroom: Classroom,
    to: Path,
    *,
    journals: bool = False,
    names: bool = False,
    now: datetime | None = None,
    progress: Progress | None = None,
) -> Archived:
    """Write a class's marks by number into one zip; journals and names only if asked for. The class stays as it is.

    Raises ``KeepingError`` or ``OSError``.
    """
    to = Path(to).resolve()
    if to.is_relative_to(classroom.directory):
        raise KeepingError("inside", to=str(to))
    to.mkdir(parents=True, exist_ok=True)
    moment = (now or datetime.now(UTC)).astimezone(VIETNAM)
    path = to / f"luu-tru-{classroom.course}-{moment:%Y-%m-%d-%H%M%S}.zip"
    if path.exists():
        raise KeepingError("there", file=str(path))
    draft, count = path.with_name(f"{path.name}.part"), 0
    learners = classroom.learners if journals else ()
    try:
        with zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED) as packed:
            packed.writestr("bang-diem.csv", _table(classroom, names))
            for place, learner in enumerate(learners):
                if progress:
                    progress(place, len(learners), learner)
                for lesson in classroom.lessons:
                    folder = classroom.directory / "submitted" / learner / lesson
                    handed = [path for _, path in journals_in(folder)]
                    handed += [notebook_of(folder, lesson)] if lesson in TASKS else []
                    for journal in handed:
                        if plain_size(journal) is not None:
                            packed.write(journal, f"nhat-ky/{learner}/{lesson}/{journal.name}")
                            count += 1
            kept = "archive_names" if names else "archive_no_names"
            packed.writestr("doc-toi.txt", texts()[kept].format(klass=classroom.course, day=f"{moment:%d/%m/%Y}"))
        with zipfile.ZipFile(draft) as packed:
            if packed.testzip() is not None:
                raise KeepingError("not_whole", file=path.name, first=str(packed.testzip()))
        if progress:
            progress(len(learners), len(learners), "")
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    return Archived(str(path), len(classroom.learners), len(classroom.lessons), count, names)


def _table(classroom: Classroom, names: bool) -> bytes:
    """The marks as a CSV that a spreadsheet opens rightly: UTF-8 with its mark, quoted, nothing taken for a formula."""
    store, known = Results(classroom.results_url), _names(classroom.directory) if names else {}
    marks = {lesson: store.marks(lesson) for lesson in classroom.lessons}
    held = {lesson: held_marks(classroom.coursedir.db_url, lesson) for lesson in classroom.lessons}
    text = io.StringIO()
    writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(["Mã", *(["Họ và tên"] if names else []), *classroom.lessons])
    for learner in classroom.learners:
        shown = [_mark(marks[lesson].get(learner), held[lesson].get(learner)) for lesson in classroom.lessons]
        name = known.get(learner, "")
        safe = f"'{name}" if name.startswith(("=", "+", "-", "@", "\t")) else name
        writer.writerow([learner, *([safe] if names else []), *shown])
    return text.getvalue().encode("utf-8-sig")


def _mark(row: MarkOnly | None, held: Held | None) -> str:
    """The mark that counts, or why there is none."""
    value = true_mark(row.mark if row is not None and row.outcome == "graded" else None, held).value
    if value is not None:
        return str(value).replace(".", ",")
    return texts()[row.outcome if row is not None else "not_attempted"]
