"""Handing lessons out, as practice or exam, and the class bundle for computers without the shared folder."""

from __future__ import annotations

import base64
import tempfile
from datetime import datetime
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from grading.app.tables import typed
from grading.app.teacher.classes import told
from grading.app.teacher.part import Part, Verb, View, text_of
from grading.app.teacher.said import TeacherError, said
from grading.bundle import write_bundle
from grading.classroom import Classroom, set_mode
from grading.handing_out import hand_out_lessons, is_handed_out
from grading.lessons import LESSONS
from grading.words import title_of
from simulator.clock import VIETNAM

DUE = "grading.due"
"""Due dates: ``read_due(text)`` and ``set_due(classroom, lesson, when)``."""


class Handing(Part):
    """All lessons of the course, and which of them the class has."""

    def shown(self) -> View:
        """Each lesson with what it is in this class."""
        classroom = self.classroom()
        rows = []
        for lesson in LESSONS:
            out = lesson in classroom.lessons and is_handed_out(classroom, lesson)
            mode = classroom.sheet(lesson).mode if out else "practice"
            due = _due(classroom, lesson) if out else ""
            rows.append(
                {
                    "id": lesson,
                    "title": title_of(lesson),
                    "out": out,
                    "mode": mode,
                    "due": due,
                    "due_said": f"{datetime.fromisoformat(due):%H:%M %d/%m/%Y}" if due else "",
                }
            )
        command = f"congtap start --class {typed(classroom.directory)}"
        return {"lessons": rows, "command": command, "dates": find_spec(DUE) is not None}

    def verbs(self) -> dict[str, Verb]:
        """Handing out, changing a lesson, the bundle."""
        return {"hand_out": self._hand_out, "mode": self._mode, "due": self._due_date, "bundle": self._bundle}

    def _hand_out(self, message: View) -> None:
        wanted = [str(each) for each in message.get("lessons") or () if each in LESSONS]
        if not wanted:
            raise TeacherError("no_lessons")
        classroom = self.classroom()
        self.console.begin(
            "out", said("work", "handing"), lambda progress: hand_out_lessons(classroom, wanted, told(progress))
        )

    def _mode(self, message: View) -> None:
        self.console.free()
        lesson, mode = text_of(message, "lesson"), "exam" if message.get("exam") else "practice"
        set_mode(self.classroom(), lesson, "exam" if mode == "exam" else "practice")
        self.renew()
        self.console.tell(said("told", mode, lesson=title_of(lesson)))

    def _due_date(self, message: View) -> None:
        """A date and time as the browser's field gives them, in Vietnam's time; nothing for no date."""
        self.console.free()
        lesson, text = text_of(message, "lesson"), text_of(message, "when")
        if find_spec(DUE) is None or lesson not in LESSONS:
            return
        dates = import_module(DUE)
        dates.set_due(self.classroom(), lesson, dates.read_due(text or "none"))
        self.renew()
        self.console.tell(said("told", "due" if text else "no_due", lesson=title_of(lesson)))

    def _bundle(self, _: View) -> None:
        classroom = self.classroom()
        with tempfile.TemporaryDirectory() as room:
            path = Path(room) / f"lop-{classroom.course}.zip"
            write_bundle(classroom, path)
            data = path.read_bytes()
        self.console.give(path.name, "data:application/zip;base64," + base64.b64encode(data).decode())
        self.console.tell(said("told", "bundle", file=path.name))

    def done(self, _: str, result: Any) -> None:  # noqa: ANN401
        """The lessons are out."""
        if self.console.view["section"] == "handing":
            self.renew()
        if result:
            self.console.tell(said("told", "out", lessons=", ".join(title_of(each).split(".")[0] for each in result)))
        else:
            self.console.tell(said("told", "out_none"))


def _due(classroom: Classroom, lesson: str) -> str:
    """A lesson's due date as the browser's field wants it; empty for none."""
    due = getattr(classroom.sheet(lesson), "due", None)
    return f"{due.astimezone(VIETNAM):%Y-%m-%dT%H:%M}" if due else ""
