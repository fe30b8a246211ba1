"""Grading the class with one button, and reading why each mark is what it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from pathlib import Path
from typing import Any

from grading.app.tables import returned_text
from grading.app.teacher.jobs import Progress
from grading.app.teacher.part import Part, Verb, View, text_of
from grading.app.teacher.regrading import history_view, preview_view
from grading.app.teacher.said import in_place, said, when
from grading.app.teacher.taking import left_out_rows
from grading.at_work import at_work
from grading.averages import texts
from grading.batch import Report, grade_class
from grading.classroom import Classroom, open_class
from grading.enrol import read_names
from grading.feedback import for_teacher, in_words
from grading.glance import waiting
from grading.held import held_marks
from grading.markbook import lesson_marks
from grading.reasons import gradings_of, overview
from grading.regrade import history, preview
from grading.results import Results
from grading.tracing import prepare
from grading.words import number, title_of


def _short(lesson: str) -> str:
    """A lesson's number in the course: ``Bài 4``."""
    return title_of(lesson).split(".")[0]


def _chosen(lesson: str, lessons: Collection[str], held: set[str]) -> str:
    """The lesson that is shown: the one that was chosen, else the last one that somebody has done."""
    return lesson if lesson in lessons else max(held & set(lessons), default=next(iter(lessons), ""))


class Marking(Part):
    """The button, and the table of one lesson at a time."""

    lesson = ""
    previewed: tuple[Path, View] | None = None
    """The class whose preview is there to be kept or left, and what it shows: it took a while."""

    def shown(self) -> View:
        """One lesson's marks, and how many hand-ins wait in each."""
        classroom = self.classroom()
        store, names = Results(classroom.results_url), classroom.lessons
        times = store.times()
        self.lesson = _chosen(self.lesson, names, store.held())
        found = Counter(lesson for _, lesson in waiting(classroom, classroom.learners, times))
        lessons = [{"id": each, "title": _short(each), "waiting": found[each]} for each in names]
        return {
            "lessons": lessons,
            "lesson": self.lesson,
            "title": title_of(self.lesson),
            "waiting": found.total(),
            "rows": _marks(classroom, self.lesson),
            "graded_at": when(max(times.values(), default="")),
            "told": None,
            "one": None,
            "regrade": self.previewed[1] if self.previewed and self.previewed[0] == self.directory else None,
        }

    def verbs(self) -> dict[str, Verb]:
        """Grading, grading again, and reading."""
        return {
            "grade": lambda _: self._grade(again=False),
            "preview": self._preview,
            "keep": lambda _: self._grade(again=True),
            "leave_marks": self._leave_marks,
            "lesson": self._choose,
            "why": self._why,
            "history": self._history,
            "close": lambda _: self.show(one=None),
        }

    def _choose(self, message: View) -> None:
        self.lesson = text_of(message, "lesson")
        self.renew()

    def _why(self, message: View) -> None:
        """One learner's lesson: every check with its reason."""
        learner = text_of(message, "learner")
        classroom = self.classroom()
        found = [each for each in gradings_of(classroom, learner) if each.lesson == self.lesson]
        held = held_marks(classroom.coursedir.db_url, self.lesson).get(learner) if found else None
        name = read_names(self.directory).get(learner, "")
        words = in_words(for_teacher(found[0], held)) if found else None
        self.show(one={"id": learner, "name": name, "words": words, "history": None})

    def _history(self, message: View) -> None:
        """Every time that one learner's lesson was graded."""
        learner = text_of(message, "learner")
        found = [each for each in history(self.classroom(), learner) if each.lesson == self.lesson]
        self.show(one={**(self.console.part.get("one") or {"id": learner}), "history": history_view(found)})

    def _preview(self, _: View) -> None:
        directory = self.directory

        def work(progress: Progress) -> tuple[Path, View]:
            found = preview(open_class(directory), progress=progress)
            return directory, preview_view(found, read_names(directory))

        self.console.begin("previewed", said("work", "previewing"), work)

    def _leave_marks(self, _: View) -> None:
        self.previewed = None
        self.renew()
        self.console.tell(said("told", "left_marks"))

    def _grade(self, *, again: bool) -> None:
        directory = self.directory
        self.console.begin("graded", said("work", "grading"), lambda progress: _grade_all(directory, again, progress))

    def done(self, name: str, result: Any) -> None:  # noqa: ANN401
        """What grading again would change; or marks, and for each lesson what was not taken or failed."""
        here = self.console.view["section"] == "marking"
        if name == "previewed":
            self.previewed = result
            if here:
                self.renew()
            else:
                self.console.tell(said("told", "previewed"))
            return
        self.previewed = None
        if here:
            self.renew(told=[_told(each, self.directory) for each in result if each.failed or each.left_out])
        failed = sum(report.failed for report in result)
        self.console.tell(said("told", "graded_but" if failed else "graded", lessons=len(result)))


def _grade_all(directory: Any, again: bool, progress: Progress) -> list[Report]:  # noqa: ANN401 - a path
    with at_work(directory, "grade"):
        return _each_lesson(open_class(directory), again, progress)


def _each_lesson(classroom: Classroom, again: bool, progress: Progress) -> list[Report]:
    lessons, learners = classroom.lessons, max(1, len(classroom.learners))
    reports = []
    for place, lesson in enumerate(lessons):

        def tell(done: int, total: int, learner: str, place: int = place, lesson: str = lesson) -> None:
            # Each lesson is as long as the others, however many of its hand-ins are new.
            share = learners * done // total if total else 0
            progress(place * learners + share, len(lessons) * learners, f"{_short(lesson)} {learner}".strip())

        tell(0, 1, "")
        reports.append(grade_class(classroom, lesson, again=again, progress=tell))
    # What the pictures need is made now, while somebody watches a bar, and not at the first look.
    prepare(classroom, progress)
    return reports


def _told(report: Report, directory: Any) -> View:  # noqa: ANN401 - a path
    """What a teacher has to know of one lesson's grading beside its marks."""
    left = left_out_rows(report.left_out, directory)
    ours = [f"{row.learner}: {row.remark}" for row in report.rows if row.ours]
    key = "returned" if report.returned.released and not report.returned.fault else ""
    words = {"pages": report.returned.pages}
    return {
        "title": title_of(report.lesson),
        "left": [row["text"] for row in left],
        "failed": ours,
        "returned": in_place(key, returned_text(report, directory), words),
    }


def _marks(classroom: Classroom, lesson: str) -> list[View]:
    """Everybody's mark of a lesson as the mark book has it, or why there is none."""
    if not lesson:
        return []
    return [
        {
            "id": learner,
            "name": name,
            "outcome": mark.state,
            "mark": "" if mark.value is None else number(mark.value),
            "said": texts()["states"][mark.state],
            "remark": mark.reason,
        }
        for learner, name, mark in lesson_marks(classroom, lesson)
    ]


class Looking(Part):
    """What the class most often missed at one lesson; the pictures of the class are in the cell below."""

    lesson = ""

    def shown(self) -> View:
        """One lesson's checks, the most often missed first; nothing where the cell below shows more."""
        if self.console.looks:
            return {"below": True}
        classroom = self.classroom()
        store = Results(classroom.results_url)
        self.lesson = _chosen(self.lesson, classroom.lessons, store.held())
        held = held_marks(classroom.coursedir.db_url, self.lesson)
        found = overview(classroom.course, self.lesson, classroom.learners, store.latest(self.lesson), held)
        missed = [
            {"text": each.description, "missed": each.missed, "reason": each.reason, "help": each.help}
            for each in found.missed
            if each.missed
        ]
        return {
            "lessons": [{"id": each, "title": _short(each)} for each in classroom.lessons],
            "lesson": self.lesson,
            "title": title_of(self.lesson),
            "graded": found.graded,
            "average": number(found.average) if found.graded else "",
            "nothing": list(found.nothing),
            "could_not_run": list(found.could_not_run),
            "missed": missed,
        }

    def verbs(self) -> dict[str, Verb]:
        """Another lesson."""
        return {"lesson": self._choose}

    def _choose(self, message: View) -> None:
        self.lesson = text_of(message, "lesson")
        self.renew()
