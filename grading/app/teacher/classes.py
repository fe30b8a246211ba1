"""The classes of a teacher: each at a glance, and making a new one from a list of names or from a number."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

import msgspec

from grading.app.teacher.importing import Importing
from grading.app.teacher.jobs import Progress
from grading.app.teacher.part import Part, Verb, View, text_of
from grading.app.teacher.said import TeacherError, said, when
from grading.classroom import Classroom, make_class
from grading.enrol import start_class
from grading.glance import Glance, classes_in, glance
from grading.handing_out import hand_out_lessons
from grading.lessons import course_of
from grading.roster import Taken
from grading.words import title_of


def told(progress: Progress) -> Progress:
    """Progress that says lessons by their titles."""
    return lambda done, total, lesson: progress(done, total, title_of(lesson))


class Classes(Part):
    """The first thing a teacher sees."""

    of_class = False
    importing: Importing | None = None

    def shown(self) -> View:
        """Every class of the folder."""
        found = [glance(path) for path in classes_in(self.console.root)]
        return {"classes": [_row(each) for each in found], "list": None, "making": ""}

    def verbs(self) -> dict[str, Verb]:
        """Choosing and making."""
        return {
            "choose": self._choose,
            "read_list": self._read,
            "change_list": self._change,
            "drop_list": lambda _: self.renew(),
            "make_from_list": self._from_list,
            "make_from_number": self._from_number,
        }

    def _choose(self, message: View) -> None:
        folder = text_of(message, "folder")
        if folder not in {path.name for path in classes_in(self.console.root)}:
            raise TeacherError("class_gone")
        self.console.choose(folder, glance(self.console.root / folder).name or folder)
        self.console.go_to(text_of(message, "section") or "roster")

    def _read(self, _: View) -> None:
        self.importing = Importing(self.console.uploads.first(), None)
        self.show(list=self.importing.shown())

    def _change(self, message: View) -> None:
        if self.importing is not None:
            self.importing.change(message)
            self.show(list=self.importing.shown())

    def _from_list(self, message: View) -> None:
        if self.importing is None:
            raise TeacherError("no_file")
        taken = self.importing.ready()
        lessons = _lessons(message, taken.klass)
        directory = self._new_folder(taken.klass)
        self.console.begin("made", said("work", "making", name=taken.klass), partial(_start, directory, taken, lessons))

    def _from_number(self, message: View) -> None:
        name = "".join(text_of(message, "klass").split()).upper()
        count = text_of(message, "count")
        if not count.isdigit() or len(count) > 4:
            raise TeacherError("count", text=count)
        directory, lessons = self._new_folder(name), _lessons(message, name)

        def work(progress: Progress) -> Classroom:
            made = make_class(directory, name, int(count), lessons[0])
            hand_out_lessons(made, lessons, told(progress))
            return made

        self.console.begin("made", said("work", "making", name=name), work)

    def _new_folder(self, name: str) -> Path:
        """Where a class of this name goes; raises ``ClassroomError`` for what is no name of a class."""
        from grading.class_file import CLASS_NAME  # noqa: PLC0415
        from grading.classroom import ClassroomError  # noqa: PLC0415

        if not CLASS_NAME.match(name):
            raise ClassroomError("bad_name", name=name)
        return self.console.root / name

    def done(self, name: str, result: Any) -> None:  # noqa: ANN401
        """The class is there: its list is shown."""
        if name == "made":
            self.importing = None
            self.console.choose(result.directory.name, result.course)
            self.console.go_to("roster")
            count = len(result.learners)
            self.console.tell(said("told", "made", name=result.course, learners=count, lessons=len(result.lessons)))


def _start(directory: Path, taken: Taken, lessons: tuple[str, ...], progress: Progress) -> Classroom:
    return start_class(directory, taken, lessons, progress=told(progress))


def _lessons(message: View, name: str) -> tuple[str, ...]:
    """The whole course of whoever is in the class, or only its first lesson; what goes on from there is handed out."""
    return course_of(name) if message.get("all") else course_of(name)[:1]


def _row(each: Glance) -> View:
    graded = when(each.graded_at)
    return {**msgspec.to_builtins(each), "graded_at": graded}
