"""Replay grading of one learner's folder: journals in, results out, nothing executed.

Fails closed: whatever cannot be read, does not fit the learner and class, or does not
replay gives no points and a reason. One bad attempt never spoils a good one.
"""

from __future__ import annotations

import hashlib
import re
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any, Literal, NamedTuple, TypeAlias

import msgspec

from grading.checks import Result, Said, all_alike, log, run, say, told, told_teacher
from grading.class_file import ClassFile, Rule
from grading.coding.tasks import TASKS
from grading.files import plain_size
from grading.lessons import LESSONS
from grading.moved import Moved, owner_of
from simulator import Case, JournalError, datasets, replay
from simulator.case import FREE_KEY, MAX_ATTEMPT
from simulator.journal import MAX_BYTES, Journal, parse
from simulator.release import RELEASE

JOURNAL_NAME = re.compile(r"^nhat-ky-([0-9]{2})\.jsonl$")
ROOT_MARK = Decimal(10)
"""Marks are given on Vietnam's scale of ten."""

GradedOutcome: TypeAlias = Literal["graded", "not_attempted", "could_not_run"]


def by_exercise(results: tuple[Result, ...]) -> dict[str, Decimal]:
    """The points of each exercise with two decimals, in the lesson's order."""
    sums: dict[str, Decimal] = {}
    for result in results:
        sums[result.exercise] = sums.get(result.exercise, Decimal("0.00")) + result.points
    return sums


class Attempt(msgspec.Struct, frozen=True):
    """What one journal came to. ``reason`` is empty for one that replayed, else its key in the texts.

    ``text`` and ``help`` are for the learner, ``for_teacher`` is the same for the teacher.
    """

    number: int
    file: str
    digest: str
    actions: int = 0
    torn: int = 0
    reason: str = ""
    text: str = ""
    help: str = ""
    results: tuple[Result, ...] = ()
    for_teacher: str = ""

    @property
    def points(self) -> Decimal:
        """The sum of its checks' points."""
        return sum((result.points for result in self.results), Decimal("0.00"))


class Graded(msgspec.Struct, frozen=True):
    """One learner's work at one lesson, graded. ``attempt`` is the number that counts, 0 if none does.

    ``remark`` is what the learner reads beside the checks, ``for_teacher`` what the teacher does.
    """

    learner: str
    lesson: str
    klass: str
    rule: Rule
    release: str
    data: str
    outcome: GradedOutcome
    reason: str
    remark: str
    attempt: int
    attempts: tuple[Attempt, ...]
    results: tuple[Result, ...]
    for_teacher: str = ""

    @property
    def points(self) -> Decimal:
        """The sum of all checks' points."""
        return sum((result.points for result in self.results), Decimal("0.00"))

    @property
    def maximum(self) -> Decimal:
        """What could have been had."""
        return sum((result.max_points for result in self.results), Decimal(0))

    @property
    def mark(self) -> Decimal:
        """The mark of ten with one decimal, rounded half up as schools do."""
        if not self.maximum:
            return Decimal("0.0")
        exact = self.points * ROOT_MARK / self.maximum
        return exact.quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)

    @property
    def by_exercise(self) -> dict[str, Decimal]:
        """Points of each exercise, in the lesson's order."""
        return by_exercise(self.results)

    @property
    def digest(self) -> str:
        """One name for exactly the journals that were looked at; empty if there were none."""
        if not self.attempts:
            return ""
        whole = "".join(f"{attempt.file} {attempt.digest}\n" for attempt in self.attempts)
        return hashlib.sha256(whole.encode()).hexdigest()


class JournalFound(NamedTuple):
    """A file that is named like the journal of an attempt."""

    number: int
    path: Path


def journals_in(folder: Path) -> list[JournalFound]:
    """The files of a folder that are named like journals, in the order of their attempts."""
    if not folder.is_dir():
        return []
    found = []
    for path in folder.iterdir():
        match = JOURNAL_NAME.fullmatch(path.name)
        if match and 1 <= int(match[1]) <= MAX_ATTEMPT:
            found.append(JournalFound(int(match[1]), path))
    return sorted(found)


def read_journal(path: Path) -> bytes:
    """A journal's bytes; its size is looked at first.

    Raises ``JournalError`` if it is too big and ``OSError`` if it is no plain file (a
    link or a pipe could lead anywhere) or cannot be read.
    """
    size = plain_size(path)
    if size is None:
        raise OSError(f"{path.name} is not a plain file")
    if size > MAX_BYTES:
        raise JournalError("too_big", f"{size} bytes, at most {MAX_BYTES} are read")
    with path.open("rb") as file:
        return file.read(MAX_BYTES + 1)


def _claimed(data: bytes) -> str:
    """The release that a header names, for a header that this release cannot read whole."""
    try:
        header = msgspec.json.decode(data.split(b"\n", 1)[0])
        return f"{header['release']}/{header['data']}"
    except (msgspec.DecodeError, KeyError, TypeError, RecursionError):
        return "?"


def _why(fault: JournalError, file: str, data: bytes, case: Case, klass: ClassFile | None) -> tuple[str, Said]:
    """The reason's key for the store, and what is said of it."""
    if fault.reason == "other_release":
        here = f"{RELEASE}/{datasets.fingerprint()}"
        return fault.reason, say(fault.reason, file=file, found=_claimed(data), here=here)
    if fault.reason != "foreign":
        return fault.reason, say(fault.reason, file=file, line=str(fault.line or 1))
    header = parse(data).header
    if header.lesson != case.lesson:
        return "foreign", say("foreign_lesson", file=file, found=header.lesson, wanted=case.lesson)
    if header.learner != case.learner:
        return "foreign", say("foreign", file=file, found=header.learner, wanted=case.learner)
    if header.attempt != case.attempt:
        return "foreign", say("foreign_attempt", file=file, found=str(header.attempt))
    return "foreign", say("foreign_class", file=file, wanted=klass.name if klass else "")


def _grade_attempt(
    found: JournalFound, lesson: str, learner: str, klass: ClassFile | None, moved: tuple[Moved, ...]
) -> Attempt:
    number, path = found
    data, journal = b"", None
    class_key = klass.key if klass else FREE_KEY
    try:
        case = Case.for_learner(lesson, learner, number, class_key)
        try:
            data = read_journal(path)
            journal = parse(data)
            begun_as, owner = journal.header.learner, owner_of(journal, moved)
            if owner == learner != begun_as:
                case = Case.for_learner(lesson, begun_as, number, class_key)
            if begun_as == learner != owner:
                key, said = "moved", say("moved", file=path.name, owner=owner)
            else:
                results = run(LESSONS[lesson], replay(journal, case))
                return _attempt(found, data, journal, results=results)
        except JournalError as fault:
            key, said = _why(fault, path.name, data, case, klass)
        except OSError:
            key, said = "unreadable", say("unreadable", file=path.name)
    except Exception as fault:  # noqa: BLE001 - a fault of ours stops this attempt alone, without marks
        log.warning("%s of %s could not be graded: %r", path.name, learner, fault)
        key, said = "crashed", say("crashed", file=path.name, error=type(fault).__name__)
    return _attempt(found, data, journal, reason=key, said=said)


def _attempt(
    found: JournalFound,
    data: bytes,
    journal: Journal | None,
    *,
    reason: str = "",
    said: Said | None = None,
    results: tuple[Result, ...] = (),
) -> Attempt:
    if journal is not None and journal.torn and not reason:
        said = say("torn", file=found.path.name)
    text, advice, for_teacher = "", "", ""
    if said is not None:
        text, advice = told("journal", said)
        for_teacher = told_teacher("journal", say(said.key, **said.words, attempt=str(found.number)))
    return Attempt(
        number=found.number,
        file=found.path.name,
        digest=hashlib.sha256(data).hexdigest(),
        actions=len(journal.lines) if journal else 0,
        torn=journal.torn if journal else 0,
        reason=reason,
        text=text,
        help=advice,
        results=results,
        for_teacher=for_teacher,
    )


def choose(attempts: tuple[Attempt, ...], rule: Rule) -> Attempt | None:
    """The attempt that counts: the best, or the last; one merely opened counts only if no other does."""
    good = [attempt for attempt in attempts if not attempt.reason]
    done = [attempt for attempt in good if attempt.actions] or good
    if not done:
        return None
    return done[-1] if rule == "last" else max(done, key=lambda attempt: (attempt.points, attempt.number))


def under(klass: ClassFile | None, lesson: str, learner: str, **found: Any) -> Graded:
    """A grading by a class's sheet, or outside any class, with this release and data; ``found`` is all else of it."""
    name, rule = (klass.name, klass.rule) if klass else ("", "best")
    pin = {"klass": name, "rule": rule, "release": RELEASE, "data": datasets.fingerprint()}
    return Graded(learner=learner, lesson=lesson, **pin, **found)  # type: ignore[arg-type]


def untold(lesson: str, learner: str, klass: ClassFile | None, reason: str, **words: str) -> Graded:
    """The grading of work of which there is nothing to look at, by the reason's key in the texts."""
    said = say(reason, **words)
    return without_marks(lesson, learner, klass, reason, *told("journal", said), told_teacher("journal", said))


def without_marks(
    lesson: str,
    learner: str,
    klass: ClassFile | None,
    reason: str,
    text: str,
    advice: str,
    for_teacher: str,
    attempts: tuple[Attempt, ...] = (),
) -> Graded:
    """The grading of work that cannot be looked at: no points, and why."""
    outcome: Literal["not_attempted", "could_not_run"]
    outcome = "not_attempted" if reason in ("nothing", "empty") else "could_not_run"
    return under(
        klass,
        lesson,
        learner,
        outcome=outcome,
        reason=reason,
        remark=" ".join(attempt.text for attempt in attempts) or text,
        attempt=0,
        attempts=attempts,
        results=all_alike(LESSONS[lesson], outcome, text, advice),
        for_teacher=" ".join(attempt.for_teacher for attempt in attempts) or for_teacher,
    )


def grade_folder(
    folder: Path, lesson: str, learner: str, klass: ClassFile | None = None, moved: tuple[Moved, ...] = ()
) -> Graded:
    """Grade the journals, or the code, of one learner's folder; ``klass`` is ``None`` outside any class.

    ``moved`` is what this computer notes of moved journals, before what the class sheet lists; a grader of hand-ins
    gives none. Raises ``LookupError`` for a lesson that is not graded by replay; everything else that is wrong is
    told in the result.
    """
    if lesson not in LESSONS:
        raise LookupError(f"lesson {lesson!r} is not graded by replay; known: {', '.join(LESSONS)}")
    if klass is not None and klass.lesson != lesson:
        return untold(lesson, learner, klass, "class_file")
    if lesson in TASKS:
        from grading.coding.marking import grade_code  # noqa: PLC0415 - it gives what this module defines

        return grade_code(folder, lesson, learner, klass)
    try:
        found = journals_in(folder)
    except OSError:
        return untold(lesson, learner, klass, "unreadable", file=folder.name)
    known = (*moved, *(klass.moved if klass else ()))
    attempts = tuple(_grade_attempt(each, lesson, learner, klass, known) for each in found)
    if not attempts:
        return untold(lesson, learner, klass, "nothing")
    chosen = choose(attempts, klass.rule if klass else "best")
    if chosen is None:
        worst = next((a for a in reversed(attempts) if a.reason != "empty"), attempts[-1])
        return without_marks(lesson, learner, klass, worst.reason, worst.text, worst.help, worst.for_teacher, attempts)
    remarks = [attempt.text for attempt in attempts if attempt.text]
    for_teacher = [attempt.for_teacher for attempt in attempts if attempt.text]
    if not chosen.actions:
        remarks.append(told("journal", say("untouched"))[0])
        for_teacher.append(told_teacher("journal", say("untouched")))
    return under(
        klass,
        lesson,
        learner,
        outcome="graded" if chosen.actions else "not_attempted",
        reason="" if chosen.actions else "untouched",
        remark=" ".join(remarks),
        attempt=chosen.number,
        attempts=attempts,
        results=chosen.results,
        for_teacher=" ".join(for_teacher),
    )
