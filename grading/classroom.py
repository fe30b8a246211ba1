"""A class folder: an ordinary nbgrader course, made once and read back.

``source/<lesson>/`` is a copy of the lesson's notebook with the class sheet, never with
the teacher's notes: nbgrader copies everything in it to every learner. Stock nbgrader
commands work in the folder as they are.
"""

from __future__ import annotations

import re
import secrets
import shutil
import sys
from collections.abc import Iterable
from functools import cache
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from grading.class_file import (
    CLASS_FILE,
    CLASS_NAME,
    MAX_LEARNERS,
    ClassFile,
    ClassFileError,
    Mode,
    Rule,
    read_class,
    write_class,
)
from grading.grade import journals_in
from grading.lessons import lesson_folder
from simulator import datasets
from simulator.case import FIRST_LESSON, MAX_ATTEMPT, CaseError, learner_id

CONFIG_FILE = "nbgrader_config.py"
SETTINGS_FILE = "nbgrader_config.json"
"""What the teacher has chosen by our commands; nbgrader reads it after the other one."""

EXCHANGE_FOLDER = "trao-doi"
HANDED_OUT = (".ipynb", ".png", ".svg", ".jpg", ".csv")
"""Endings of the lesson's files that learners get; teacher's notes are none of them."""

TEACHERS_PREFIX = "giao-vien"


class ClassroomError(Exception):
    """A class folder could not be made or used; the text tells the teacher why."""

    def __init__(self, code: str, **words: str) -> None:
        super().__init__(texts()[code].format(**words))
        self.code, self.words = code, dict[str, object](words)


@cache
def texts() -> dict[str, str]:
    """Code to what the teacher reads, and the wording of ``nbgrader_config.py``."""
    return msgspec.convert(datasets.toml("texts/classroom.toml"), dict[str, str])


class Classroom(NamedTuple):
    """A class folder with nbgrader's own view of it."""

    directory: Path
    config: Any
    coursedir: Any

    @property
    def course(self) -> str:
        """The class's name, nbgrader's course id."""
        return str(self.coursedir.course_id)

    @property
    def exchange_root(self) -> Path:
        """Where learners fetch and hand in."""
        return Path(self.config.Exchange.root)

    @property
    def results_url(self) -> str:
        """Where the results with reasons are."""
        # Imported here: it brings in all of SQLAlchemy, which a learner's page never needs.
        from grading.results import results_url  # noqa: PLC0415

        set_by_hand = self.config.ReplayScores.get("results_url", "")
        return str(set_by_hand or results_url(self.coursedir.db_url))

    @property
    def lessons(self) -> tuple[str, ...]:
        """The lessons of this class that are graded by replay."""
        return tuple(sorted(path.parent.name for path in (self.directory / "source").glob(f"*/{CLASS_FILE}")))

    def sheet(self, lesson: str) -> ClassFile:
        """The class sheet of a lesson; raises ``ClassroomError``."""
        try:
            sheet = read_class(self.directory / "source" / lesson)
        except ClassFileError as fault:
            raise ClassroomError("bad_sheet", error=str(fault)) from None
        if sheet is None:
            raise ClassroomError("no_lesson", lesson=lesson)
        return sheet

    def sheet_folders(self, lesson: str) -> list[Path]:
        """Where a lesson's class sheet lies: in the source, in the release, and where learners fetch it."""
        released = Path(self.coursedir.format_path(self.coursedir.release_directory, ".", lesson))
        outbound = self.exchange_root / self.course / "outbound" / lesson
        folders = (self.directory / "source" / lesson, released, outbound)
        return [folder for folder in folders if (folder / CLASS_FILE).is_file()]

    @property
    def learners(self) -> tuple[str, ...]:
        """The learner ids of the gradebook, in order."""
        from nbgrader.api import Gradebook  # noqa: PLC0415

        with Gradebook(self.coursedir.db_url, self.course) as gradebook:
            return tuple(sorted(student.id for student in gradebook.students))


def schema_version() -> str:
    """The version of nbgrader's tables, found in this process.

    nbgrader itself runs a bare ``alembic`` for it, which takes seconds and fails where
    the environment is not on the path.
    """
    from alembic.config import Config  # noqa: PLC0415
    from alembic.script import ScriptDirectory  # noqa: PLC0415
    from nbgrader.dbutil import _temp_alembic_ini  # noqa: PLC0415

    with _temp_alembic_ini("sqlite://") as ini:
        return str(ScriptDirectory.from_config(Config(ini)).get_current_head())


def make_gradebook(db_url: str, course: str, learners: Iterable[str]) -> None:
    """Make nbgrader's gradebook with its learners, or add them to one that is there."""
    from nbgrader import api  # noqa: PLC0415

    asked = api.get_alembic_version
    api.get_alembic_version = schema_version
    try:
        with api.Gradebook(db_url, course) as gradebook:
            for learner in learners:
                gradebook.update_or_create_student(learner)
    finally:
        api.get_alembic_version = asked


def renew_sheets(classroom: Classroom, lesson: str) -> None:
    """Write the gradebook's learners into a lesson's class sheets, also into what is handed out already.

    Raises ``ClassroomError`` or ``OSError``.
    """
    sheet = classroom.sheet(lesson).with_learners(classroom.learners)
    for folder in classroom.sheet_folders(lesson):
        write_class(folder, sheet)


def set_mode(classroom: Classroom, lesson: str, mode: Mode) -> None:
    """Make a lesson an exam, or practice again; machines that have fetched it know at its next opening.

    Raises ``ClassroomError`` or ``OSError``.
    """
    sheet = msgspec.structs.replace(classroom.sheet(lesson), mode=mode)
    for folder in classroom.sheet_folders(lesson):
        write_class(folder, sheet)


def ids_of(classroom: Classroom, wanted: Iterable[str]) -> list[str]:
    """Learner ids from what a teacher typed, numbers or ids; raises ``ClassroomError``."""
    words = [text.strip() for text in wanted]
    for text in words:
        # “6-8” looks like a range and would be number 8 of a class 6.
        if re.fullmatch(r"\d{1,3}\s*[-–]\s*\d{1,3}", text) and not classroom.course.isdigit():
            raise ClassroomError("range", text=text)
    return _names_for(classroom.course, [f"{classroom.course}-{text}" if text.isdigit() else text for text in words])


def add_learners(classroom: Classroom, wanted: Iterable[str]) -> tuple[str, ...]:
    """Add learners, by number or by id, to the gradebook and to the class sheets; gives the new ones.

    Machines that have fetched a lesson ask the released sheet, so they know them from then on.
    Raises ``ClassroomError`` or ``OSError``; nobody is added if one of the ids is wrong.
    """
    ids = ids_of(classroom, wanted)
    new = tuple(sorted(set(ids) - set(classroom.learners)))
    if len(new) + len(classroom.learners) > MAX_LEARNERS:
        raise ClassroomError("bad_count", count=str(len(new) + len(classroom.learners)))
    make_gradebook(classroom.coursedir.db_url, classroom.course, new)
    for lesson in classroom.lessons:
        renew_sheets(classroom, lesson)
    return new


def config_text(name: str, db_url: str = "", exchange_root: str = "") -> str:
    """The text of a class's ``nbgrader_config.py``."""
    from grading.preprocessor import AUTOGRADE_PREPROCESSORS  # noqa: PLC0415 - brings in all of nbgrader

    listed = "".join(f"    {pp!r},\n" for pp in AUTOGRADE_PREPROCESSORS).replace("'", '"')
    exchange = repr(exchange_root) if exchange_root else f'str(HERE / "{EXCHANGE_FOLDER}")'
    return texts()["config"].format(
        name=name,
        exchange=exchange,
        database=f"c.CourseDirectory.db_url = {db_url!r}\n" if db_url else "",
        preprocessors=listed,
        max_attempt=MAX_ATTEMPT,
    )


def _names_for(name: str, learners: int | Iterable[str]) -> list[str]:
    """Learner ids from a number of learners or from a list of ids; raises ``ClassroomError``."""
    if not CLASS_NAME.match(name):
        raise ClassroomError("bad_name", name=name)
    if isinstance(learners, int):
        if not 1 <= learners <= MAX_LEARNERS:
            raise ClassroomError("bad_count", count=str(learners))
        return [f"{name}-{number:02d}" for number in range(1, learners + 1)]
    try:
        ids = sorted({learner_id(text) for text in learners})
    except CaseError as fault:
        raise ClassroomError("bad_learner", error=str(fault)) from None
    if any(int(learner.rpartition("-")[2]) == 0 for learner in ids):
        raise ClassroomError("bad_number")
    if not ids:
        raise ClassroomError("bad_count", count="0")
    return ids


def handed_out(source: Traversable) -> list[Traversable]:
    """The files of a lesson that learners get."""
    if not source.is_dir():
        return []
    named = [item for item in source.iterdir() if item.name.endswith(HANDED_OUT)]
    return [item for item in named if item.is_file() and not item.name.startswith(TEACHERS_PREFIX)]


def _copy_lesson(source: Traversable, target: Path) -> None:
    target.mkdir(parents=True)
    for item in handed_out(source):
        (target / item.name).write_bytes(item.read_bytes())


def make_class(
    directory: Path,
    name: str,
    learners: int | Iterable[str],
    lesson: str = FIRST_LESSON,
    *,
    key: str = "",
    rule: Rule = "best",
    db_url: str = "",
    exchange_root: str = "",
) -> Classroom:
    """Make a class folder in a directory that is new or empty; without ``key``, a random one.

    ``learners`` is how many there are, or their ids. Raises ``ClassroomError``; then
    nothing that was there has been changed.
    """
    directory = Path(directory).resolve()
    ids = _names_for(name, learners)
    if directory.exists() and (not directory.is_dir() or any(directory.iterdir())):
        is_class = (directory / CONFIG_FILE).exists()
        raise ClassroomError("class_exists" if is_class else "not_empty", directory=str(directory))
    try:
        sheet = ClassFile.make(name, key or secrets.token_hex(16), lesson, rule, ids)
    except msgspec.ValidationError as fault:
        raise ClassroomError("bad_sheet", error=str(fault)) from None
    if not any(item.name.endswith(".ipynb") for item in handed_out(lesson_folder(lesson))):
        raise ClassroomError("lesson_missing", lesson=lesson)
    directory.mkdir(parents=True, exist_ok=True)
    source = directory / "source" / lesson
    _copy_lesson(lesson_folder(lesson), source)
    write_class(source, sheet)
    (directory / CONFIG_FILE).write_text(config_text(name, db_url, exchange_root), encoding="utf-8")
    classroom = open_class(directory)
    make_gradebook(classroom.coursedir.db_url, name, ids)
    return classroom


def add_lesson(classroom: Classroom, lesson: str) -> bool:
    """Take another lesson into the class, under the key and rule of its others; whether it was new.

    Raises ``ClassroomError``.
    """
    if lesson in classroom.lessons:
        return False
    folder = lesson_folder(lesson)
    if not any(item.name.endswith(".ipynb") for item in handed_out(folder)):
        raise ClassroomError("lesson_missing", lesson=lesson)
    first = classroom.sheet(classroom.lessons[0])
    target = classroom.directory / "source" / lesson
    _copy_lesson(folder, target)
    write_class(target, ClassFile.make(first.name, first.key, lesson, first.rule, first.learners))
    return True


def open_class(directory: Path) -> Classroom:
    """Read a class folder as nbgrader does; raises ``ClassroomError`` if it is none."""
    from nbgrader.coursedir import CourseDirectory  # noqa: PLC0415
    from traitlets.config import JSONFileConfigLoader, PyFileConfigLoader  # noqa: PLC0415

    directory = Path(directory).resolve()
    if not (directory / CONFIG_FILE).is_file():
        raise ClassroomError("no_class", directory=str(directory))
    reading = CONFIG_FILE
    try:
        config = PyFileConfigLoader(CONFIG_FILE, path=str(directory)).load_config()
        if (directory / SETTINGS_FILE).is_file():
            reading = SETTINGS_FILE
            config.merge(JSONFileConfigLoader(SETTINGS_FILE, path=str(directory)).load_config())
    except Exception as fault:
        raise ClassroomError("bad_config", file=reading, error=str(fault)) from fault
    return Classroom(directory, config, CourseDirectory(config=config))


def hand_out(classroom: Classroom, lesson: str, *, again: bool = False) -> Path:
    """Make the learners' version of a lesson and put it where they fetch it; gives that folder.

    Raises ``ClassroomError``.
    """
    from nbgrader.auth import Authenticator  # noqa: PLC0415
    from nbgrader.converters import GenerateAssignment  # noqa: PLC0415
    from nbgrader.exchange import ExchangeFactory  # noqa: PLC0415

    coursedir, config = classroom.coursedir, classroom.config
    if journals_in(classroom.directory / "source" / lesson):
        # nbgrader would hand them out to everybody, and nobody could begin.
        raise ClassroomError("work_in_source", lesson=lesson)
    renew_sheets(classroom, lesson)
    coursedir.assignment_id = lesson
    outbound = classroom.exchange_root / classroom.course / "outbound" / lesson
    try:
        GenerateAssignment(coursedir=coursedir, config=config, force=again).start()
        if sys.platform == "win32":
            # nbgrader's exchange refuses to run there; handing out is no more than a copy.
            released = Path(coursedir.format_path(coursedir.release_directory, ".", lesson))
            shutil.copytree(released, outbound, dirs_exist_ok=again)
        else:
            factory = ExchangeFactory(config=config)
            authenticator = Authenticator(config=config)
            factory.ReleaseAssignment(
                coursedir=coursedir, authenticator=authenticator, config=config, force=again
            ).start()
    except Exception as fault:
        raise ClassroomError("hand_out_failed", lesson=lesson, error=str(fault)) from fault
    return outbound
