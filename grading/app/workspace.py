"""Where learners work: ``<workspace>/<learner id>/<lesson>/``, and where hand-ins go.

On a shared computer everybody's folders lie side by side; the page asks for class and
number, never for a name.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from itertools import count as count_from
from pathlib import Path
from typing import NamedTuple

import msgspec

from grading.class_file import CLASS_FILE, ClassFile
from grading.feedback import Feedback, FeedbackError, read_page
from grading.handin import (
    HandInError,
    Receipt,
    admit,
    can_fetch,
    fetch,
    fetch_feedback,
    sheet_in_force,
    submit,
)
from grading.lessons import LESSONS, lesson_folder
from simulator.case import learner_id
from simulator.scenario import scenarios

PLACE_FILE = "noi-nop.json"
ENTRANCE = "cua-vao"
DATA = "du-lieu-mo"
"""The notebook of the page of open data."""
FREE_PRACTICE = "tu-luyen"
SHIFT = "truc-diem"
"""The notebook of a shift at a support point."""
ZIP_FOLDER = "bai-nop"
BUNDLES = ".lop"
"""Where the bundles of classes are laid out on a computer that sees no class folder."""


LEARNER = "CONGTAP_LEARNER"
"""Set where a system's own login says who works here, as on a school's server: then nobody else can come in."""


class Place(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The class that this computer belongs to: nbgrader's exchange folder and course."""

    exchange: str
    course: str


class Workspace(NamedTuple):
    """One computer's folder of learners' work."""

    root: Path

    def place(self) -> Place | None:
        """Where to fetch and hand in; ``None`` for practice outside a class, or if the file is unreadable."""
        try:
            return msgspec.json.decode((self.root / PLACE_FILE).read_bytes(), type=Place)
        except (OSError, msgspec.MsgspecError):
            return None

    def set_place(self, place: Place) -> None:
        """Belong to a class from now on."""
        self.root.mkdir(parents=True, exist_ok=True)
        (self.root / PLACE_FILE).write_bytes(msgspec.json.encode(place))

    def join(self, file: Path) -> Place:
        """Belong to the class of a bundle from now on: lessons carry its key, hand-ins are zip files.

        Joining again renews the class list and the lessons; work stays. Raises ``HandInError`` or ``OSError``.
        """
        from grading.bundle import lay_out, read_bundle  # noqa: PLC0415 - brings in the database, once a year

        bundle = read_bundle(file)
        place = Place(str(lay_out(bundle, self.root / BUNDLES / bundle.name)), bundle.name)
        self.set_place(place)
        return place

    def folder(self, learner: str, lesson: str) -> Path:
        """A learner's folder for a lesson."""
        return self.root / learner / lesson

    def admit(self, learner: str) -> None:
        """Make sure that somebody may come in, as far as the class's sheets tell; raises ``HandInError``."""
        place = self.place()
        if place is None:
            return
        outbound = Path(place.exchange) / place.course / "outbound"
        lessons = sorted(path.name for path in outbound.iterdir()) if outbound.is_dir() else list(LESSONS)
        for lesson in lessons:
            sheet = sheet_in_force(self.folder(learner, lesson), place.exchange, place.course, lesson)
            if sheet is not None:
                admit(sheet, learner)
                return
        if not can_fetch(place.exchange):
            raise HandInError("no_exchange", root=place.exchange)
        raise HandInError("nothing_released", course=place.course)

    def sheet(self, learner: str, lesson: str) -> ClassFile | None:
        """The lesson's class sheet as it is in force for a learner who has it; none outside a class."""
        folder, place = self.folder(learner, lesson), self.place()
        if not folder.is_dir():
            return None
        return sheet_in_force(folder, place.exchange if place else None, place.course if place else "", lesson)

    def released(self, lesson: str) -> bool:
        """Whether the lesson can be begun here: outside a class every one, in a class what was handed out."""
        place = self.place()
        if place is None:
            return True
        return (Path(place.exchange) / place.course / "outbound" / lesson).is_dir()

    def prepare(self, learner: str, lesson: str) -> Path:
        """Make the lesson ready for a learner and give its notebook; work that is there stays.

        Raises ``HandInError`` if the class has not released it or does not know the
        learner, ``OSError`` if the folder cannot be written.
        """
        folder = self.folder(learner, lesson)
        place = self.place()
        if place is None:
            copy_notebooks(lesson, folder)
            return _notebook(folder)
        admit(sheet_in_force(folder, place.exchange, place.course, lesson), learner)
        if can_fetch(place.exchange) or not (folder / CLASS_FILE).is_file():
            # Without the class's sheet the work would be free practice and count for nothing: better no lesson.
            fetch(folder, place.exchange, place.course, lesson, learner)
        return _notebook(folder)

    def restore(self, learner: str, lesson: str) -> int:
        """Put a lesson's notebook back as it was handed out; gives how many were different.

        What was changed stays beside it under another name, and journals are not touched. Raises ``OSError``.
        """
        folder, place, count = self.folder(learner, lesson), self.place(), 0
        released = Path(place.exchange) / place.course / "outbound" / lesson if place else None
        source = released if released is not None and released.is_dir() else lesson_folder(lesson)
        for item in source.iterdir():
            path = folder / item.name
            if not item.name.endswith(".ipynb") or not path.is_file() or path.read_bytes() == item.read_bytes():
                continue
            names = (path.with_name(f"{path.stem}.da-sua-{number}") for number in count_from(1))
            path.rename(next(name for name in names if not name.exists()))
            path.write_bytes(item.read_bytes())
            count += 1
        return count

    def practise(self, learner: str, scenario: str) -> Path:
        """Make free practice of a scenario ready; it is nobody's lesson, and nothing of it is handed in.

        Raises ``OSError`` if the folder cannot be written.
        """
        folder = self.folder(learner, scenario)
        copy_notebooks(SHIFT if scenarios()[scenario].point else FREE_PRACTICE, folder)
        return _notebook(folder)

    def hand_in(self, learner: str, lesson: str) -> Receipt:
        """Hand in through the class's exchange, or as a zip file beside the work. Raises ``HandInError``."""
        if elsewhere and self.place() is not None:
            return elsewhere[0].hand_in(self, learner, lesson)
        exchange, course = self._exchange()
        return submit(self.folder(learner, lesson), exchange, course, lesson, learner, self.root / ZIP_FOLDER)

    def ask_for_feedback(self, learner: str, lesson: str) -> str:
        """Where feedback does not come through an exchange, ask for it; gives what is to be said above what is here.

        Raises ``HandInError`` where there is nothing to be shown.
        """
        return elsewhere[0].ask(self, learner, lesson) if elsewhere and self.place() is not None else ""

    def feedback(self, learner: str, lesson: str) -> Feedback | Path:
        """The newest feedback that the teacher released; a page that nbgrader made is given as its file.

        Raises ``HandInError``.
        """
        exchange, course = self._exchange()
        page = fetch_feedback(self.folder(learner, lesson), exchange, course, lesson, learner)[0]
        try:
            return read_page(page, lesson, learner) or page
        except FeedbackError as fault:
            raise HandInError(fault.code) from fault

    def _exchange(self) -> tuple[str | None, str]:
        """The class's exchange and its course, if this computer belongs to a class."""
        place = self.place()
        return (place.exchange, place.course) if place else (None, "")


class Elsewhere(NamedTuple):
    """A class that neither an exchange nor a file leads to: how work is handed in, and feedback asked for."""

    hand_in: Callable[[Workspace, str, str], Receipt]
    ask: Callable[[Workspace, str, str], str]


elsewhere: list[Elsewhere] = []
"""The way to a class's room, in a browser that is in one."""


def _notebook(folder: Path) -> Path:
    return next(iter(sorted(folder.glob("*.ipynb"))))


def copy_notebooks(lesson: str, folder: Path) -> None:
    """Put a lesson's notebooks into a folder; one that is there and readable is left alone."""
    folder.mkdir(parents=True, exist_ok=True)
    for item in lesson_folder(lesson).iterdir():
        if item.name.endswith(".ipynb") and not _readable(folder / item.name):
            (folder / item.name).write_bytes(item.read_bytes())


def _readable(path: Path) -> bool:
    try:
        json.loads(path.read_bytes())
    except (OSError, ValueError):
        return False
    return True


def known_learner() -> str:
    """Who works here, where a login has said so; otherwise empty. Raises ``CaseError`` for what is no learner id."""
    named = os.environ.get(LEARNER, "")
    return learner_id(named) if named else ""


def default_root() -> Path:
    """``CONGTAP_WORKSPACE``, else ``lam-bai`` in a checkout, else ``CongTap`` in the home folder."""
    named = os.environ.get("CONGTAP_WORKSPACE")
    if named:
        return Path(named)
    checkout = Path(__file__).resolve().parents[2]
    return checkout / "lam-bai" if (checkout / "pyproject.toml").is_file() else Path.home() / "CongTap"


__all__ = ["HandInError", "Place", "Workspace", "copy_notebooks", "default_root", "known_learner"]
