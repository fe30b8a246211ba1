"""Collecting hand-ins: only journals are input, so a broken notebook loses nobody's work.

``Collect`` is nbgrader's own collector with three differences for replayed lessons: it
takes nothing but plain journal files up to the size that is read, it puts the released
notebook beside them, and it leaves out hand-ins of nobody in the class. It never stops
for one bad hand-in; what it left out is in ``dropped``.
"""

from __future__ import annotations

import re
import secrets
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

from nbgrader.api import Gradebook
from nbgrader.exchange import ExchangeError
from nbgrader.exchange.default import ExchangeCollect
from traitlets import Unicode

from grading.coding.answers import notebook_of, restored
from grading.coding.tasks import TASKS
from grading.files import plain_size
from grading.grade import JOURNAL_NAME
from grading.lessons import LESSONS
from simulator.journal import MAX_BYTES

Untyped: TypeAlias = Any
"""Something of nbgrader's, which ships no types."""

SECRET_FILE = "submission_secret.txt"  # noqa: S105 - a file's name
SECRET = re.compile(rb"[0-9A-Za-z]{16,400}")
TIMESTAMP_FILE = "timestamp.txt"
MAX_SMALL_FILE = 4_000
KEPT_SILENTLY = (".csv", ".ipynb", ".json", ".lock", ".owner", ".txt")
"""Endings of files that every workspace has: left out without a word."""


class Dropped(NamedTuple):
    """Something of a hand-in that was not taken, or that wants to be looked at.

    ``reason`` is ``foreign``, ``owner``, ``name``, ``no_file``, ``too_big``, ``copy`` or ``future``, or one of the
    intake's, which brings its own ``text`` for the teacher.
    """

    learner: str
    name: str
    reason: str
    text: str = ""


def take_journals(source: Path, destination: Path, learner: str) -> list[Dropped]:
    """Copy the journals of a hand-in into a new folder; tells what was left out."""
    destination.mkdir(parents=True)
    dropped = []
    for path in sorted(source.iterdir()):
        if not JOURNAL_NAME.fullmatch(path.name):
            if path.suffix not in KEPT_SILENTLY:
                dropped.append(Dropped(learner, path.name, "name"))
            continue
        size = plain_size(path)
        if size is None:
            dropped.append(Dropped(learner, path.name, "no_file"))
        elif size > MAX_BYTES:
            # An empty stand-in of the same name: the grader says that something was there.
            dropped.append(Dropped(learner, path.name, "too_big"))
            _stand_in(destination / path.name)
        else:
            shutil.copyfile(path, destination / path.name)
    secret = source / SECRET_FILE
    size = plain_size(secret)
    if size is not None and size <= MAX_SMALL_FILE:
        # nbgrader finds the learner's feedback by it.
        shutil.copyfile(secret, destination / SECRET_FILE)
    return dropped


def take_code(source: Path, destination: Path, released: Path, lesson: str) -> None:
    """Copy what a learner wrote in the solution cells of a hand-in, in a notebook that is otherwise the released one.

    A link or a pipe is passed over, like a notebook that is not there.
    """
    handed = notebook_of(source, lesson)
    if plain_size(handed) is not None:
        target = notebook_of(destination, lesson)
        target.write_bytes(restored(handed, (released / target.name).read_bytes(), lesson))


def _stand_in(path: Path) -> None:
    """A file that is one byte too big, without its content: it takes no room on most disks."""
    with path.open("wb") as file:
        file.truncate(MAX_BYTES + 1)


def restore_notebooks(released: Path, submission: Path, lesson: str = "") -> list[str]:
    """Put the released notebooks into a submission and remove all others; gives the restored names.

    Of a ``lesson`` with code cells, what the learner wrote in the solution cells stays.
    """
    names = [path.name for path in sorted(released.glob("*.ipynb"))]
    if not names:
        raise FileNotFoundError(f"no released notebook in {released}")
    for path in submission.glob("*.ipynb"):
        if path.name not in names:
            path.unlink()
    for name in names:
        target = submission / name
        if lesson in TASKS and target == notebook_of(submission, lesson) and plain_size(target) is not None:
            target.write_bytes(restored(target, (released / name).read_bytes(), lesson))
            continue
        if target.is_symlink() or target.exists():
            target.unlink()
        shutil.copyfile(released / name, target)
    return names


def make_whole(released: Path, submission: Path, lesson: str = "") -> None:
    """Give a submission everything that nbgrader's later steps want beside the journals, or the code."""
    restore_notebooks(released, submission, lesson)
    secret = submission / SECRET_FILE
    if plain_size(secret) is None or not SECRET.fullmatch(secret.read_bytes()):
        # Without one that can be read, nbgrader's release of feedback stops for the whole class.
        secret.unlink(missing_ok=True)
        secret.write_text(secrets.token_hex(64), encoding="ascii")


class Collect(ExchangeCollect):
    """Collects hand-ins for grading by replay; other lessons are collected as ever."""

    owner_prefix = Unicode(
        "", help="Where each learner's system user is this and the learner id, small: only that user's hand-ins count."
    ).tag(config=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.dropped: list[Dropped] = []
        self._forged: set[str] = set()
        self.src_records: list[dict[str, Any]] = []

    def _path_to_record(self, path: str) -> dict[str, Any]:
        try:
            record: dict[str, Any] = super()._path_to_record(path)
        except (ExchangeError, ValueError, OverflowError):
            # A folder that no hand-in made; the roster has no such learner, so init_src drops it.
            record = {"username": "", "filename": Path(path).name, "timestamp": datetime(1, 1, 1)}  # noqa: DTZ001 - nbgrader's are naive
        if record["username"] and not self._owned(Path(path), record["username"]):
            # Told here, and nobody's from here on: it must not pass for the newest of whom it claims to be.
            self._forged.add(record["filename"])
            self._drop(Dropped(record["username"], record["filename"], "owner"))
            record["username"] = ""
        return record

    def _owned(self, path: Path, learner: str) -> bool:
        """Whether a hand-in comes from its learner's own system user, where learners have one."""
        if not self.owner_prefix:
            return True
        from pwd import getpwuid  # noqa: PLC0415 - Windows has none, and no such users

        try:
            owner = getpwuid(path.lstat().st_uid).pw_name
        except (OSError, KeyError):
            return False
        return owner == self.owner_prefix + learner.lower()

    def init_src(self) -> None:
        """Find the hand-ins to collect, those of the class's own learners."""
        super().init_src()
        with Gradebook(self.coursedir.db_url, self.coursedir.course_id) as gradebook:
            roster = {student.id for student in gradebook.students}
        kept = []
        for record in self.src_records:
            if record["username"] in roster:
                kept.append(record)
            elif record["filename"] not in self._forged:
                self._drop(Dropped(record["username"], record["filename"], "foreign"))
        self.src_records = kept

    def do_copy(self, src: str, dest: str, log: Untyped = None) -> None:
        """Copy one hand-in; whatever is wrong with it is told and stops no other."""
        lesson = self.coursedir.assignment_id
        if lesson not in LESSONS:
            super().do_copy(src, dest, log=log)
            return
        source, destination = Path(src), Path(dest)
        learner = source.name.rsplit("+", 3)[0]
        try:
            for each in take_journals(source, destination, learner):
                self._drop(each)
            if lesson in TASKS:
                take_code(source, destination, self._released(lesson), lesson)
            restore_notebooks(self._released(lesson), destination, lesson)
            stamp = source.name.rsplit("+", 3)[2]
            (destination / TIMESTAMP_FILE).write_text(stamp, encoding="utf-8")
            if lies_ahead(stamp, datetime.now(UTC)):
                # Taken all the same: nbgrader compares these times, so they are left as they are.
                self._drop(Dropped(learner, stamp, "future"))
        except OSError:
            shutil.rmtree(destination, ignore_errors=True)
            self.log.exception("%s could not be copied", source)
            self._drop(Dropped(learner, source.name, "copy"))

    def _released(self, lesson: str) -> Path:
        return released_folder(self.coursedir, lesson)

    def _drop(self, dropped: Dropped) -> None:
        self.log.warning("Left out of the hand-in of %r: %s (%s)", *dropped[:3])
        self.dropped.append(dropped)


def released_folder(coursedir: Untyped, lesson: str) -> Path:
    """Where the notebooks lie as the class got them: ``release/``, or ``source/`` before that is made."""
    for step in (coursedir.release_directory, coursedir.source_directory):
        folder = Path(coursedir.format_path(step, ".", lesson))
        if any(folder.glob("*.ipynb")):
            return folder
    raise FileNotFoundError(f"lesson {lesson!r} has no notebook in {coursedir.root}")


AHEAD = timedelta(minutes=10)
"""By so much a student's clock may be ahead without a word."""


def lies_ahead(stamp: str, now: datetime) -> bool:
    """Whether a hand-in says that it was made in the future: the clock of its computer is wrong."""
    try:
        return datetime.strptime(stamp, "%Y-%m-%d %H:%M:%S.%f UTC").replace(tzinfo=UTC) > now + AHEAD
    except ValueError:
        return False


def stamp_text(moment: datetime) -> str:
    """A time as nbgrader writes it in names and ``timestamp.txt``; always UTC."""
    return moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f UTC")
