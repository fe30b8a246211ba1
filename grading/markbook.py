"""A class's marks as one table: every learner with number and name, each lesson's mark or why there is none.

Made from the results store, what the teacher changed in nbgrader's gradebook, the class list and the teacher's
choice of what counts; spreadsheets and the console show it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from decimal import Decimal

import msgspec

from grading.averages import (
    AverageRule,
    Averages,
    Mark,
    MarkPlan,
    averages,
    lesson_name,
    read_plan,
    rule_on,
    texts,
)
from grading.classroom import Classroom
from grading.enrol import read_names
from grading.held import Held, held_of_lessons, true_mark
from grading.results import MarkOnly, Results
from grading.roster import in_order

WEAK = Decimal(5)
"""Marks below it are a reason to practise again."""


class MarkRow(msgspec.Struct, frozen=True):
    """One learner. ``name`` is empty where the class list has none."""

    learner: str
    klass: str
    number: int
    name: str
    marks: tuple[Mark, ...]
    averages: Averages
    comment: str


class MarkBook(msgspec.Struct, frozen=True):
    """A class on one day. ``held`` are the lessons that somebody in the class has done."""

    klass: str
    day: date
    lessons: tuple[str, ...]
    held: tuple[str, ...]
    plan: MarkPlan
    rule: AverageRule
    rows: tuple[MarkRow, ...]


def mark_book(classroom: Classroom, day: date) -> MarkBook:
    """The class's marks as they are now; ``day`` chooses the rule of averages and is written on the page.

    Raises ``ClassroomError``.
    """
    names, plan = read_names(classroom.directory), read_plan(classroom.directory)
    learners = sorted(classroom.learners, key=in_order)
    lessons = classroom.lessons
    found = _marks(classroom, learners, lessons)
    held = tuple(
        lesson
        for lesson in lessons
        if any(found[learner][lesson].state in {"graded", "could_not_run"} for learner in learners)
    )
    rule = rule_on(day)
    rows = []
    for learner in learners:
        marks = found[learner]
        klass, number = in_order(learner)
        made = averages(rule, plan, lessons, marks, held)
        comment = _comment(marks, held)
        rows.append(MarkRow(learner, klass, number, names.get(learner, ""), tuple(marks.values()), made, comment))
    return MarkBook(classroom.course, day, lessons, held, plan, rule, tuple(rows))


def lesson_marks(classroom: Classroom, lesson: str) -> list[tuple[str, str, Mark]]:
    """Everybody's mark of one lesson with id and name, in the order of the class list; raises ``ClassroomError``."""
    names, learners = read_names(classroom.directory), sorted(classroom.learners, key=in_order)
    found = _marks(classroom, learners, [lesson])
    return [(learner, names.get(learner, ""), found[learner][lesson]) for learner in learners]


def _marks(classroom: Classroom, learners: Collection[str], lessons: Collection[str]) -> dict[str, dict[str, Mark]]:
    """Learner to lesson to mark."""
    store, held = Results(classroom.results_url), held_of_lessons(classroom.coursedir.db_url, lessons)
    found: dict[str, dict[str, Mark]] = {learner: {} for learner in learners}
    for lesson in lessons:
        newest = store.marks(lesson)
        for learner in learners:
            found[learner][lesson] = _mark(lesson, newest.get(learner), held[lesson].get(learner))
    return found


def _mark(lesson: str, row: MarkOnly | None, held: Held | None) -> Mark:
    """The mark of the book: the gradebook's where it was touched there, else the grader's."""
    graded = row.mark if row is not None and row.outcome == "graded" else None
    true = true_mark(graded, held)
    graded_at, release = (row.graded_at, row.release) if row is not None else ("", "")
    if true.kind:
        return Mark(lesson, "graded", true.value, true.note, graded_at, release, true.kind)
    if row is None:
        return Mark(lesson, "not_graded", reason=texts()["reasons"]["not_graded"])
    return Mark(lesson, row.outcome, graded, row.said_to_teacher, graded_at, release)


def _comment(marks: Mapping[str, Mark], held: Collection[str]) -> str:
    """What a teacher would look at first: how much is done, what is missing, where to practise again."""
    words, done = texts()["comments"], [marks[lesson] for lesson in held]
    graded = [mark for mark in done if mark.state == "graded"]
    said = [words["done"].format(done=len(graded), all=len(done))] if done else []
    groups = {
        "not_attempted": [mark for mark in done if mark.state == "not_attempted"],
        "could_not_run": [mark for mark in done if mark.state == "could_not_run"],
        "weak": [mark for mark in graded if mark.value is not None and mark.value < WEAK],
    }
    for key, found in groups.items():
        if found:
            said.append(words[key].format(lessons=", ".join(lesson_name(mark.lesson) for mark in found)))
    return " ".join(said)
