"""Taking hand-ins out of a heap of files into a class, each known by its content alone.

The newest valid one of a learner's lesson counts. A journal only ever grows, so of two hand-ins of which
one is the beginning of the other, the longer is the newer, whatever any clock says; otherwise clocks
decide: the student's computer's for what our page packed, the file's own for a bare journal. What a newer
one replaces is kept aside, and the files of the heap are only read.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable, Collection, Iterable, Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import count
from pathlib import Path
from typing import Literal, NamedTuple, TypeAlias

import msgspec

from grading.class_file import ClassFile
from grading.classroom import Classroom
from grading.coding.answers import AnswersError, notebook_of, packed, read, read_file
from grading.coding.tasks import TASKS
from grading.exchange import AHEAD, SECRET_FILE, TIMESTAMP_FILE, stamp_text
from grading.files import plain_size
from grading.grade import journals_in, read_journal
from grading.handin import INTAKE_FOLDER, Handed, digest_of
from grading.heap import KEPT_ASIDE, Clock, Found, look
from grading.lessons import LESSONS
from grading.moved import Moved, owner_of
from simulator import Case, JournalError, datasets
from simulator.case import LEARNER_ID, CaseError
from simulator.clock import VIETNAM
from simulator.journal import parse
from simulator.release import RELEASE

Doubt: TypeAlias = Literal["", "future", "backwards"]
"""Why a hand-in's own time was not believed: it lies ahead, or before that of the work which it goes on with."""


class Row(msgspec.Struct, frozen=True):
    """What became of one thing in the heap.

    ``result`` is ``taken``, ``duplicate``, ``older`` or the key of the reason in the texts; ``time`` is UTC as it
    counts for lateness, ``clock`` whose it is, ``digest`` what the learner's receipt begins with.
    """

    file: str
    result: str
    text: str
    learner: str = ""
    lesson: str = ""
    time: str = ""
    clock: Clock = ""
    doubt: Doubt = ""
    digest: str = ""


class Intake(msgspec.Struct, frozen=True):
    """A heap, looked through."""

    rows: tuple[Row, ...]

    def counted(self) -> dict[str, int]:
        """How many there are of each result."""
        found: dict[str, int] = {}
        for row in self.rows:
            found[row.result] = found.get(row.result, 0) + 1
        return found


class Klass(NamedTuple):
    """What has to be known of a class: its folder, its learners, and the sheets of its lessons."""

    directory: Path
    course: str
    learners: Collection[str]
    sheets: Mapping[str, ClassFile | None]


class _Held(NamedTuple):
    """What a class has of one learner's lesson."""

    journals: dict[str, bytes]
    time: datetime | None

    @property
    def digest(self) -> str:
        return digest_of(tuple(Handed(name, hashlib.sha256(data).hexdigest()) for name, data in self.journals.items()))


@cache
def texts() -> dict[str, str]:
    """Result to what the teacher reads."""
    return msgspec.convert(datasets.toml("texts/intake.toml"), dict[str, str])


def klass_of(classroom: Classroom) -> Klass:
    """What intake has to know of a class; raises ``ClassroomError`` for one whose sheet cannot be read."""
    sheets = {lesson: classroom.sheet(lesson) for lesson in classroom.lessons}
    return Klass(classroom.directory, classroom.course, set(classroom.learners), sheets)


def take(
    klass: Klass,
    paths: Iterable[Path],
    now: datetime | None = None,
    progress: Callable[[int, int, str], None] | None = None,
) -> Intake:
    """Take what is newest and valid into ``submitted/``; tells of every file what became of it.

    Whoever calls it holds the class by ``at_work``.
    """
    moment = (now or datetime.now(UTC)).astimezone(UTC)
    tray = _Tray(klass, moment)
    listed = sorted(paths)
    for number, path in enumerate(listed):
        if progress:
            progress(number, len(listed), path.name)
        for found in look([path]):
            tray.sort(found)
    if progress:
        progress(len(listed), len(listed), "")
    return Intake(tuple(tray.rows))


def held(submission: Path) -> _Held:
    """The journals of a submission with its time; one that cannot be read counts as empty."""
    journals = {}
    if submission.name in TASKS:
        path = notebook_of(submission, submission.name)
        with suppress(OSError, AnswersError):
            journals[path.name] = packed(read_file(path, submission.name))
    for _, path in journals_in(submission):
        try:
            journals[path.name] = read_journal(path)
        except (JournalError, OSError):
            journals[path.name] = b""
    try:
        text = (submission / TIMESTAMP_FILE).read_text(encoding="utf-8").strip()
        time = datetime.strptime(text, "%Y-%m-%d %H:%M:%S.%f UTC").replace(tzinfo=UTC)
    except (OSError, ValueError):
        time = None
    return _Held(journals, time)


def _grown(before: Mapping[str, bytes], after: Mapping[str, bytes]) -> bool:
    """Whether every journal from before is the beginning of the one of the same name after."""
    return bool(before) and all(name in after and after[name].startswith(data) for name, data in before.items())


class _Tray:
    """The table on which a heap is sorted: rows so far, and what this run itself has laid."""

    def __init__(self, klass: Klass, now: datetime) -> None:
        self.klass, self.now = klass, now
        self.rows: list[Row] = []
        self.laid: dict[tuple[str, str], dict[str, int]] = {}

    def sort(self, found: Found) -> None:
        """One more thing of the heap."""
        if found.fault and found.header is None:
            self._say(found, found.fault)
        elif found.header is not None:
            header = found.header
            whose = (header.learner, header.lesson)
            fault = found.fault or self._whose(*whose) or self._usable(*whose, found.journals.values())
            if not fault and found.time is None:
                fault = "damaged"
            self._weigh(found, fault, *whose, found.journals)
        else:
            (data,) = found.journals.values()
            try:
                header_line = parse(data).header
            except JournalError as error:
                self._say(found, error.reason)
                return
            lesson = header_line.lesson
            learner = owner_of(parse(data), self._moved(lesson))
            fault = self._whose(learner, lesson) or self._usable(learner, lesson, [data])
            self._weigh(found, fault, learner, lesson, {f"nhat-ky-{header_line.attempt:02d}.jsonl": data})

    def _whose(self, learner: str, lesson: str) -> str:
        """Why this is nobody's hand-in in this class; empty if it is somebody's."""
        if not LEARNER_ID.match(learner):
            return "damaged"
        if learner not in self.klass.learners:
            return "stranger" if learner.rpartition("-")[0] == self.klass.course else "other_class"
        if lesson not in LESSONS:
            return "unknown_lesson"
        return "" if lesson in self.klass.sheets else "no_lesson"

    def _moved(self, lesson: str) -> tuple[Moved, ...]:
        """What the teacher has moved to its right number in a lesson."""
        sheet = self.klass.sheets.get(lesson)
        return sheet.moved if sheet else ()

    def _usable(self, learner: str, lesson: str, journals: Iterable[bytes]) -> str:
        """Empty if at least one journal can be graded; else what is wrong with the first."""
        faults = [self._fault(data, learner, lesson) for data in journals]
        return "" if "" in faults else next(iter(faults), "empty")

    def _fault(self, data: bytes, learner: str, lesson: str) -> str:
        if lesson in TASKS:
            with suppress(AnswersError):
                return "" if read(data, lesson) else "empty"
            return "damaged"
        try:
            journal = parse(data)
        except JournalError as error:
            return error.reason
        header = journal.header
        if owner_of(journal, self._moved(lesson)) != learner:
            return "not_own"
        if header.lesson != lesson:
            return "wrong_lesson"
        sheet = self.klass.sheets[lesson]
        if sheet is None:
            return ""
        try:
            fits = Case.for_learner(lesson, header.learner, header.attempt, sheet.key).digest() == header.case
        except CaseError:
            return "damaged"
        if fits:
            return ""
        same_build = (header.release, header.data) == (RELEASE, datasets.fingerprint())
        return "other_key" if same_build else "other_release"

    def _weigh(self, found: Found, fault: str, learner: str, lesson: str, journals: dict[str, bytes]) -> None:
        """Compare a hand-in with what the class has, and lay it if it is newer."""
        bare = found.header is None
        time = min(found.time or self.now, self.now)
        if found.time and found.time > self.now and found.arrived:
            # Not the moment of looking: looking again must not make an old hand-in new.
            time = min(found.arrived, self.now)
        doubt: Doubt = "future" if found.time and found.time > self.now + AHEAD else ""
        offered = _Held(journals, time)
        row = self._row(found, fault, learner, lesson, offered, doubt)
        submission = self.klass.directory / "submitted" / learner / lesson
        if fault:
            if fault == "not_own" and not submission.exists():
                # Perhaps begun under a wrong number: kept without marks, for the teacher to put right.
                with suppress(OSError):
                    self._lay(submission, journals, time, None)
            self.rows.append(row)
            return
        before = held(submission)
        if self._usable(learner, lesson, before.journals.values()) == "not_own":
            before = _Held({}, None)
        after = {**before.journals, **journals} if bare else journals
        mine = (
            {name: before.journals[name] for name in journals if name in before.journals} if bare else before.journals
        )
        result = self._compare(mine, journals, before.time, time)
        if result == "taken":
            if before.time and before.time >= time:
                # It goes on with what was there, so it cannot have been handed in before it.
                time = before.time + timedelta(seconds=1)
                doubt = doubt or "backwards"
            row = self._row(found, "", learner, lesson, offered._replace(time=time), doubt)
            try:
                self._lay(submission, dict(sorted(after.items())), time, set(journals) if bare else None)
            except OSError:
                row = self._row(found, "not_written", learner, lesson, offered, doubt)
        else:
            row = self._row(found, result, learner, lesson, offered, doubt)
        self.rows.append(row)

    @staticmethod
    def _compare(before: dict[str, bytes], after: dict[str, bytes], had: datetime | None, time: datetime) -> str:
        if before == after:
            return "duplicate"
        if _grown(before, after) or not before:
            return "taken"
        if _grown(after, before):
            return "older"
        return "taken" if had is None or time > had else "older"

    def _lay(self, submission: Path, journals: dict[str, bytes], time: datetime, names: set[str] | None) -> None:
        """Put a hand-in where it is graded, whole or not at all; ``names`` are those of bare journals."""
        whose = (submission.parent.name, submission.name)
        draft = submission.with_name(f"{submission.name}.part")
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(parents=True)
        for name, data in journals.items():
            (draft / name).write_bytes(data)
        (draft / TIMESTAMP_FILE).write_text(stamp_text(time), encoding="utf-8")
        if plain_size(submission / SECRET_FILE) is not None:
            # nbgrader finds the learner's feedback by it.
            shutil.copyfile(submission / SECRET_FILE, draft / SECRET_FILE)
        if submission.is_dir():
            aside = self._aside(*whose)
            submission.rename(aside)
            try:
                draft.rename(submission)
            except OSError:
                aside.rename(submission)
                raise
            if whose in self.laid:
                # Laid by this very run: it is still in the heap.
                shutil.rmtree(aside, ignore_errors=True)
        else:
            draft.rename(submission)
        mine = self.laid.setdefault(whose, {})
        for place in {mine.pop(name) for name in list(mine) if names is None or name in names} - set(mine.values()):
            self.rows[place] = self._older(self.rows[place])
        for name in journals if names is None else names:
            mine[name] = len(self.rows)

    def _aside(self, learner: str, lesson: str) -> Path:
        folder = self.klass.directory / INTAKE_FOLDER / KEPT_ASIDE / learner / lesson
        folder.mkdir(parents=True, exist_ok=True)
        return next(folder / f"{number:03d}" for number in count(1) if not (folder / f"{number:03d}").exists())

    # --- what is said ---

    def _older(self, row: Row) -> Row:
        return msgspec.structs.replace(row, result="older", text=self._text("older", row))

    def _say(self, found: Found, fault: str) -> None:
        row = Row(found.file, fault, "")
        self.rows.append(msgspec.structs.replace(row, text=self._text(fault, row)))

    def _row(self, found: Found, fault: str, learner: str, lesson: str, offered: _Held, doubt: Doubt) -> Row:
        row = Row(
            file=found.file,
            result=fault or "taken",
            text="",
            learner=learner if LEARNER_ID.match(learner) else "",
            lesson=lesson if lesson in LESSONS else "",
            time=offered.time.isoformat(timespec="seconds") if offered.time else "",
            clock=found.clock,
            doubt=doubt,
            digest=offered.digest if offered.journals else "",
        )
        return msgspec.structs.replace(row, text=self._text(row.result, row))

    def _text(self, code: str, row: Row) -> str:
        when = f"{datetime.fromisoformat(row.time).astimezone(VIETNAM):%H:%M %d/%m/%Y}" if row.time else ""
        words = {"learner": row.learner, "lesson": row.lesson, "course": self.klass.course, "when": when}
        said = [texts()[code].format(**words)]
        if code == "taken":
            said += [texts()[f"clock_{row.clock}"]] if row.clock else []
            said += [texts()[f"doubt_{row.doubt}"]] if row.doubt else []
        return " ".join(said)
