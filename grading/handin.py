"""Fetching a lesson and handing it in, for one learner who is always named explicitly.

nbgrader's own exchange does the work, in this process. Where it cannot (Windows, or no
shared folder), a hand-in is one zip file that the learner gives the teacher.
"""

from __future__ import annotations

import hashlib
import logging
import shutil
import sys
import zipfile
from contextlib import suppress
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, Literal

import msgspec

from grading.class_file import ClassFile, ClassFileError, read_class
from grading.coding.answers import AnswersError, notebook_of, packed, read_file
from grading.coding.tasks import TASKS
from grading.grade import journals_in, read_journal
from simulator import JournalError, datasets
from simulator.case import LEARNER_ID
from simulator.release import RELEASE

HEADER_FILE = "bai-nop.json"
BUNDLE_FILE = "goi-lop.json"
"""The content of a class bundle; in a folder it says that lessons are fetched there and nothing is handed in."""

INTAKE_FOLDER = "bai-nop"
"""In the class folder: hand-ins that are laid here are taken before grading."""

ROOM_FOLDER = "phong-may"
"""In the class folder: journals as browsers of a classroom server send them."""

CACHE_FOLDER = ".da-nop"
"""Beside the workspace: nbgrader's own record of what was handed in, by which feedback is found."""

log = logging.getLogger(__name__)
log.addHandler(logging.NullHandler())


class HandInError(Exception):
    """A lesson could not be fetched or handed in; the text tells the learner why and what to do."""

    def __init__(self, code: str, **words: str) -> None:
        super().__init__(texts()[code].format(**words))
        self.code = code


class Handed(msgspec.Struct, frozen=True):
    """One journal that was handed in, with the SHA-256 of its bytes."""

    file: str
    digest: str


class Receipt(msgspec.Struct, frozen=True):
    """Proof of a hand-in. ``digest`` is the same name that the grading gives to these journals."""

    learner: str
    lesson: str
    time: datetime
    digest: str
    files: tuple[Handed, ...]
    way: Literal["exchange", "zip", "room"]
    path: str


class ZipHeader(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a hand-in's zip says of itself; a claim like any other."""

    learner: str
    lesson: str
    time: str
    release: str
    data: str
    files: tuple[Handed, ...]


@cache
def texts() -> dict[str, str]:
    """Code to what the learner reads when fetching or handing in fails."""
    return msgspec.convert(datasets.toml("texts/handin.toml"), dict[str, str])


def exchange_ready(exchange_root: Path | str | None) -> bool:
    """Whether nbgrader's exchange can be used from here."""
    if exchange_root is None or sys.platform == "win32":
        return False
    return Path(exchange_root).is_dir() and not (Path(exchange_root) / BUNDLE_FILE).is_file()


def can_fetch(exchange_root: Path | str | None) -> bool:
    """Whether the class's folder can be seen; unlike handing in, fetching needs no more, also on Windows."""
    return exchange_root is not None and Path(exchange_root).is_dir()


def sheet_in_force(workspace: Path, exchange_root: Path | str | None, course: str, lesson: str) -> ClassFile | None:
    """The class sheet as the teacher last released it, or the workspace's own copy where that cannot be seen.

    A sheet that cannot be read says nothing here: the lesson tells of it, and the grader has the last word.
    """
    folders = [workspace]
    if exchange_root is not None and can_fetch(exchange_root):
        folders.insert(0, Path(exchange_root) / course / "outbound" / lesson)
    for folder in folders:
        with suppress(ClassFileError, OSError):
            sheet = read_class(folder)
            if sheet is not None:
                return sheet
    return None


MAX_RUNS = 6
"""Up to as many runs of numbers a message lists."""


def admit(sheet: ClassFile | None, learner: str) -> None:
    """Raise ``HandInError`` for somebody who is not on the class list; the text names the class and its numbers."""
    if sheet is None or sheet.admits(learner):
        return
    klass, _, number = learner.rpartition("-")
    runs = sheet.runs
    if klass != sheet.name:
        raise HandInError("other_class", klass=sheet.name)
    if len(runs) == 1:
        raise HandInError("not_listed", klass=sheet.name, first=str(runs[0][0]), last=str(runs[0][1]))
    if 1 < len(runs) <= MAX_RUNS:
        listed = ", ".join(str(first) if first == last else f"{first}–{last}" for first, last in runs)
        raise HandInError("not_listed_gaps", klass=sheet.name, numbers=listed)
    raise HandInError("not_listed_one", klass=sheet.name, number=str(int(number)))


def _check(workspace: Path, lesson: str, learner: str) -> Path:
    """The workspace as a full path, if it is ``…/<learner id>/<lesson>``."""
    workspace = workspace.resolve()
    if not LEARNER_ID.match(learner):
        raise HandInError("learner", learner=learner)
    if workspace.name != lesson or workspace.parent.name != learner:
        raise HandInError("workspace", workspace=str(workspace), wanted=f"{learner}/{lesson}")
    return workspace


def _exchange(kind: str, workspace: Path, root: Path, course: str, learner: str) -> Any:  # noqa: ANN401 - nbgrader has no types
    # Imported here: nbgrader takes a second, and a lesson should open at once.
    from nbgrader.auth import Authenticator  # noqa: PLC0415
    from nbgrader.coursedir import CourseDirectory  # noqa: PLC0415
    from nbgrader.exchange.default import (  # noqa: PLC0415
        ExchangeFetchAssignment,
        ExchangeFetchFeedback,
        ExchangeSubmit,
    )
    from traitlets.config import Config  # noqa: PLC0415

    config = Config()
    config.CourseDirectory.course_id = course
    config.CourseDirectory.root = str(workspace.parent)
    config.CourseDirectory.assignment_id = workspace.name
    config.CourseDirectory.student_id = learner
    config.CourseDirectory.ignore = [
        ".ipynb_checkpoints",
        "__pycache__",
        "*.pyc",
        "feedback",
        "*.lock",
        "*.owner",
        "*.khoa",
        "*.dut-*",
        "*.khac-*",
        "*.da-chuyen-*",
    ]
    config.Exchange.root = str(root)
    config.Exchange.cache = str(workspace.parent / CACHE_FOLDER)
    config.Exchange.assignment_dir = str(workspace.parent)
    config.ExchangeFetchAssignment.replace_missing_files = True
    plugin = {
        "fetch": ExchangeFetchAssignment,
        "submit": ExchangeSubmit,
        "feedback": ExchangeFetchFeedback,
    }[kind]
    coursedir = CourseDirectory(config=config, log=log)
    return plugin(coursedir=coursedir, authenticator=Authenticator(config=config, log=log), config=config, log=log)


def fetch(workspace: Path, exchange_root: Path | str, course: str, lesson: str, learner: str) -> Path:
    """Bring the released lesson into ``…/<learner id>/<lesson>/``; what is there already stays as it is.

    Raises ``HandInError``.
    """
    workspace = _check(Path(workspace), lesson, learner)
    if not can_fetch(exchange_root):
        raise HandInError("no_exchange", root=str(exchange_root))
    outbound = Path(exchange_root) / course / "outbound" / lesson
    if not outbound.is_dir():
        raise HandInError("not_released", lesson=lesson, course=course)
    workspace.parent.mkdir(parents=True, exist_ok=True)
    try:
        if exchange_ready(exchange_root):
            _exchange("fetch", workspace, Path(exchange_root).resolve(), course, learner).start()
        else:
            _copy_missing(outbound, workspace)
    except Exception as fault:
        log.warning("fetching %s for %s failed: %r", lesson, learner, fault)
        raise HandInError("fetch_failed", error=str(fault)) from fault
    return workspace


def _copy_missing(outbound: Path, workspace: Path) -> None:
    """What nbgrader's fetching does, for systems where it refuses to run."""
    workspace.mkdir(parents=True, exist_ok=True)
    for path in outbound.iterdir():
        if path.is_file() and not (workspace / path.name).exists():
            shutil.copyfile(path, workspace / path.name)


def fetch_feedback(
    workspace: Path, exchange_root: Path | str | None, course: str, lesson: str, learner: str
) -> list[Path]:
    """Bring the released feedback pages into ``feedback/`` of a workspace; gives them, of the newest hand-in first.

    What was fetched before is there without an exchange too. Raises ``HandInError``;
    there being none yet is such a case.
    """
    workspace = _check(Path(workspace), lesson, learner)
    reachable = exchange_root is not None and exchange_ready(exchange_root)
    if reachable:
        from nbgrader.exchange import ExchangeError  # noqa: PLC0415

        try:
            _exchange("feedback", workspace, Path(exchange_root or "").resolve(), course, learner).start()
        except ExchangeError as fault:
            # nbgrader fails alike when nothing was released and when nothing was handed in.
            log.info("no feedback on %s for %s: %r", lesson, learner, fault)
        except Exception as fault:
            raise HandInError("feedback_failed", error=str(fault)) from fault
    found = sorted((workspace / "feedback").glob("*/*.html"), reverse=True)
    if not found:
        raise HandInError("no_feedback" if reachable else "ask_teacher")
    return found


def what_is_there(workspace: Path) -> dict[str, bytes]:
    """The journals of a workspace, or its code, by name; raises ``HandInError`` where there is nothing to read."""
    if workspace.name in TASKS:
        return _code_there(workspace)
    found = {}
    for _, path in journals_in(workspace):
        try:
            found[path.name] = read_journal(path)
        except JournalError:
            raise HandInError("too_big", file=path.name) from None
        except OSError:
            raise HandInError("unreadable", file=path.name) from None
    if not any(found.values()):
        raise HandInError("nothing")
    return found


def _code_there(workspace: Path) -> dict[str, bytes]:
    """What was written in the solution cells of a workspace's notebook, as the smallest notebook that holds it."""
    path = notebook_of(workspace, workspace.name)
    if not path.exists():
        raise HandInError("nothing")
    try:
        written = read_file(path, workspace.name)
    except AnswersError as fault:
        raise HandInError("too_big" if fault.reason == "big_notebook" else "unreadable", file=path.name) from None
    except OSError:
        raise HandInError("unreadable", file=path.name) from None
    if not written:
        raise HandInError("nothing")
    return {path.name: packed(written)}


def digest_of(files: tuple[Handed, ...]) -> str:
    """One name for exactly these journals, the same that the grading gives."""
    return hashlib.sha256("".join(f"{each.file} {each.digest}\n" for each in files).encode()).hexdigest()


def submit(
    workspace: Path,
    exchange_root: Path | str | None,
    course: str,
    lesson: str,
    learner: str,
    zip_folder: Path | None = None,
    now: datetime | None = None,
) -> Receipt:
    """Hand in the journals of a workspace; without an exchange, as a zip file in ``zip_folder``.

    Raises ``HandInError``; then nothing was handed in.
    """
    workspace = _check(Path(workspace), lesson, learner)
    try:
        admit(sheet_in_force(workspace, exchange_root, course, lesson), learner)
    except HandInError as fault:
        raise HandInError("not_admitted", learner=learner, why=str(fault)) from None
    journals = what_is_there(workspace)
    files = tuple(Handed(name, hashlib.sha256(data).hexdigest()) for name, data in journals.items())
    if exchange_root is not None and exchange_ready(exchange_root):
        moment, path = _hand_over(workspace, Path(exchange_root).resolve(), course, learner)
        return Receipt(learner, lesson, moment, digest_of(files), files, "exchange", path)
    if zip_folder is None:
        raise HandInError("no_exchange", root=str(exchange_root or ""))
    moment = (now or datetime.now(UTC)).astimezone(UTC)
    try:
        path = str(_zip(zip_folder, lesson, learner, moment, journals, files))
    except OSError as fault:
        raise HandInError("zip_failed", folder=str(zip_folder), error=str(fault)) from fault
    return Receipt(learner, lesson, moment, digest_of(files), files, "zip", path)


def _hand_over(workspace: Path, root: Path, course: str, learner: str) -> tuple[datetime, str]:
    """Through nbgrader's exchange: when, and the folder that now holds the hand-in."""
    try:
        exchange = _exchange("submit", workspace, root, course, learner)
        exchange.start()
        moment = datetime.strptime(exchange.timestamp, "%Y-%m-%d %H:%M:%S.%f UTC").replace(tzinfo=UTC)
    except Exception as fault:
        log.warning("handing in %s for %s failed: %r", workspace.name, learner, fault)
        raise HandInError("submit_failed", error=str(fault)) from fault
    return moment, str(Path(exchange.inbound_path) / exchange.assignment_filename)


def zip_name(lesson: str, learner: str, moment: datetime) -> str:
    """``<learner>+<lesson>+<UTC time>.zip``; without colons, which Windows does not allow."""
    return f"{learner}+{lesson}+{moment.astimezone(UTC):%Y-%m-%d %H-%M-%S} UTC.zip"


def _zip(
    folder: Path, lesson: str, learner: str, moment: datetime, journals: dict[str, bytes], files: tuple[Handed, ...]
) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / zip_name(lesson, learner, moment)
    header = ZipHeader(learner, lesson, moment.isoformat(), RELEASE, datasets.fingerprint(), files)
    draft = path.with_suffix(".part")
    with zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED) as bundle:
        bundle.writestr(HEADER_FILE, msgspec.json.format(msgspec.json.encode(header)))
        for name, data in journals.items():
            bundle.writestr(name, data)
    draft.replace(path)
    return path
