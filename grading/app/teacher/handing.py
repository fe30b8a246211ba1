"""Handing lessons out, as practice or exam, and the class bundle for computers without the shared folder."""

from __future__ import annotations

import base64
import tempfile
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from grading import due
from grading.app.tables import typed
from grading.app.teacher.classes import told
from grading.app.teacher.part import Part, Verb, View, one_learner, text_of
from grading.app.teacher.said import TeacherError, said
from grading.bundle import write_bundle
from grading.classroom import Classroom, ClassroomError, set_mode
from grading.enrol import read_names
from grading.handing_out import hand_out_lessons, is_handed_out
from grading.lessons import LESSONS
from grading.words import due_text, title_of
from simulator.clock import VIETNAM


class Handing(Part):
    """All lessons of the course, and which of them the class has."""

    def shown(self) -> View:
        """Each lesson with what it is in this class."""
        classroom = self.classroom()
        rows = []
        for lesson in LESSONS:
            out = lesson in classroom.lessons and is_handed_out(classroom, lesson)
            mode = classroom.sheet(lesson).mode if out else "practice"
            date = _due(classroom, lesson) if out else ""
            rows.append(
                {
                    "id": lesson,
                    "title": title_of(lesson),
                    "out": out,
                    "mode": mode,
                    "due": date,
                    "due_said": f"{datetime.fromisoformat(date):%H:%M %d/%m/%Y}" if date else "",
                }
            )
        command = f"congtap start --class {typed(classroom.directory)}"
        names = read_names(classroom.directory)
        return {
            "lessons": rows,
            "command": command,
            "extensions": [_extension(each, names) for each in due.extensions(classroom)],
            "most_days": due.MAX_DAYS,
        }

    def verbs(self) -> dict[str, Verb]:
        """Handing out, changing a lesson, longer for one learner, the bundle."""
        return {
            "hand_out": self._hand_out,
            "mode": self._mode,
            "due": self._due_date,
            "extend": self._extend,
            "bundle": self._bundle,
        }

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
        if lesson not in LESSONS:
            return
        due.set_due(self.classroom(), lesson, due.read_due(text or "none"))
        self.renew()
        self.console.tell(said("told", "due" if text else "no_due", lesson=title_of(lesson)))

    def _extend(self, message: View) -> None:
        """Some days longer than the class for one learner; 0 takes it back."""
        self.console.free()
        classroom, lesson, days = self.classroom(), text_of(message, "lesson"), text_of(message, "days")
        if lesson not in classroom.lessons:
            raise TeacherError("no_lesson_chosen")
        learner = one_learner(classroom, text_of(message, "learner"))
        if not (days.isascii() and days.isdigit()):
            raise ClassroomError("bad_days", days=days or "–", most=str(due.MAX_DAYS))
        until = due.extend(classroom, learner, lesson, int(days))
        self.renew()
        words = {"learner": learner, "lesson": _short(lesson), "until": due_text(until)}
        self.console.tell(said("told", "extended" if int(days) else "not_extended", **words))

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
            self.console.tell(said("told", "out", lessons=", ".join(_short(each) for each in result)))
        else:
            self.console.tell(said("told", "out_none"))


def _due(classroom: Classroom, lesson: str) -> str:
    """A lesson's due date as the browser's field wants it; empty for none."""
    date = classroom.sheet(lesson).due
    return f"{date.astimezone(VIETNAM):%Y-%m-%dT%H:%M}" if date else ""


def _extension(each: due.Extension, names: Mapping[str, str]) -> View:
    # Whoever works with nbgrader itself may have given hours.
    days, hours = each.longer.days, each.longer.seconds // 3600
    return {
        "id": each.learner,
        "name": names.get(each.learner, ""),
        "lesson": each.lesson,
        "title": _short(each.lesson),
        "days": days,
        "hours": hours,
        "until": due_text(each.until),
    }


def _short(lesson: str) -> str:
    return title_of(lesson).split(".")[0]
