"""When a lesson is due, who has longer, and what is taken off late work: nbgrader's own, in Vietnam's time.

nbgrader keeps due dates in UTC and takes penalties by the rule of its ``LateSubmissionPlugin``. The teacher's choice
of that rule stands in ``nbgrader_config.json``, which nbgrader reads beside the class's ``nbgrader_config.py``.
The due date also stands in the class sheet, where learners' machines see it.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Literal, TypeAlias

import msgspec
from sqlalchemy.exc import SAWarning, SQLAlchemyError

from grading.class_file import write_class
from grading.classroom import SETTINGS_FILE, Classroom, ClassroomError, open_class
from grading.gradebook import (
    UnknownLessonError,
    due_date,
    extensions_of,
    late_penalty,
    renew_penalties,
    set_due_date,
)
from simulator.clock import VIETNAM

LateRule: TypeAlias = Literal["none", "zero"]
"""Late work keeps its points, or has none."""

OWN = "own"
"""The late rule of a class whose teacher has put in a plugin of their own."""

MAX_DAYS = 366
END_OF_DAY = (23, 59)
NO_DATE = ("none", "không", "khong")
_TIME = r"(?:[ t]+(\d{1,2})(?:[:h](\d{2})?)?)?"
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})" + _TIME)
_SCHOOL = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})" + _TIME)


def read_due(text: str) -> datetime | None:
    """A due date as a teacher types it, in Vietnam's time: ``2026-12-01 17:00``, ``01/12/2026 17h``.

    A day alone means its end, ``none`` that there is no date. Raises ``ClassroomError``.
    """
    text = text.strip().lower()
    if text in NO_DATE:
        return None
    iso, school = _ISO.fullmatch(text), _SCHOOL.fullmatch(text)
    match = iso or school
    if match is None:
        raise ClassroomError("bad_due", text=text)
    year, month, day = match.groups()[:3] if iso else reversed(match.groups()[:3])
    hour, minute = END_OF_DAY if match[4] is None else (int(match[4]), int(match[5] or 0))
    try:
        return datetime(int(year), int(month), int(day), hour, minute, tzinfo=VIETNAM)
    except ValueError:
        raise ClassroomError("bad_due", text=text) from None


def set_due(classroom: Classroom, lesson: str, when: datetime | None) -> None:
    """Give a lesson a due date, or take it away; late penalties of what was graded are made anew.

    Machines that have fetched the lesson show the date at its next opening. Raises ``ClassroomError`` or ``OSError``.
    """
    _in_gradebook(classroom, lesson, lambda url: set_due_date(url, lesson, _naive(when)))
    sheet = msgspec.structs.replace(classroom.sheet(lesson), due=when and when.astimezone(UTC))
    for folder in classroom.sheet_folders(lesson):
        write_class(folder, sheet)
    renew(classroom, [lesson])


def _naive(when: datetime | None) -> datetime | None:
    """A moment as nbgrader keeps it: UTC, without saying so."""
    return when and when.astimezone(UTC).replace(tzinfo=None)


def extend(classroom: Classroom, learner: str, lesson: str, days: int) -> datetime:
    """Give one learner ``days`` longer than the class, counted from the due date; 0 takes it back. Gives the new date.

    A second extension replaces the first, as in nbgrader. Raises ``ClassroomError``.
    """
    from nbgrader.api import Gradebook  # noqa: PLC0415

    if learner not in classroom.learners:
        raise ClassroomError("no_learner", learner=learner, name=classroom.course)
    if not 0 <= days <= MAX_DAYS:
        raise ClassroomError("bad_days", days=str(days), most=str(MAX_DAYS))
    due = _in_gradebook(classroom, lesson, lambda url: due_date(url, lesson))
    if due is None:
        raise ClassroomError("no_due", lesson=lesson)
    with warnings.catch_warnings():
        # nbgrader under SQLAlchemy 2.1 warns at each new submission; its rows are right.
        warnings.simplefilter("ignore", SAWarning)
        with Gradebook(classroom.coursedir.db_url, classroom.course) as gradebook:
            # Who has not handed in yet has no row that could hold the extension.
            gradebook.update_or_create_submission(lesson, learner)
            gradebook.grant_extension(lesson, learner, days=days)
    renew(classroom, [lesson])
    return (due + timedelta(days=days)).replace(tzinfo=UTC).astimezone(VIETNAM)


class Extension(msgspec.Struct, frozen=True):
    """Longer for one learner: how long after the class's due date, and when that is (Vietnam's time)."""

    learner: str
    lesson: str
    longer: timedelta
    until: datetime


def extensions(classroom: Classroom) -> list[Extension]:
    """Who has longer for which lesson, in the course's order; a lesson without a due date has none."""
    found = []
    for lesson in classroom.lessons:
        try:
            due = _in_gradebook(classroom, lesson, lambda url, name=lesson: due_date(url, name))
        except ClassroomError as fault:
            if fault.code != "not_handed_out":
                raise
            continue
        if due is None:
            continue
        longer = _in_gradebook(classroom, lesson, lambda url, name=lesson: extensions_of(url, name))
        found += [
            Extension(learner, lesson, more, (due + more).replace(tzinfo=UTC).astimezone(VIETNAM))
            for learner, more in sorted(longer.items())
        ]
    return found


def late_rule(classroom: Classroom) -> str:
    """What becomes of late work in a class: a ``LateRule``, or ``own``."""
    if "plugin_class" in classroom.config.AssignLatePenalties:
        return OWN
    return str(classroom.config.LateSubmissionPlugin.get("penalty_method", "none"))


def set_late_rule(classroom: Classroom, rule: LateRule) -> Classroom:
    """Choose what becomes of late work, also of what was graded; gives the class with it. Raises ``ClassroomError``."""
    if late_rule(classroom) == OWN:
        raise ClassroomError("own_late_rule")
    path = classroom.directory / SETTINGS_FILE
    try:
        found: dict[str, Any] = msgspec.json.decode(path.read_bytes(), type=dict[str, Any]) if path.exists() else {}
        found["LateSubmissionPlugin"] = {**found.get("LateSubmissionPlugin", {}), "penalty_method": rule}
    except (msgspec.DecodeError, TypeError, RecursionError) as fault:
        raise ClassroomError("bad_config", file=SETTINGS_FILE, error=str(fault)) from fault
    draft = path.with_name(f"{path.name}.part")
    draft.write_bytes(msgspec.json.format(msgspec.json.encode(found)) + b"\n")
    draft.replace(path)
    opened = open_class(classroom.directory)
    renew(opened, opened.lessons)
    return opened


def renew(classroom: Classroom, lessons: Sequence[str]) -> None:
    """Make the late penalties of what was graded anew; a lesson that was never handed out has none."""
    penalty = late_penalty(classroom.config)
    for lesson in lessons:
        try:
            _in_gradebook(classroom, lesson, lambda url, name=lesson: renew_penalties(url, name, penalty))
        except ClassroomError as fault:
            if fault.code != "not_handed_out":
                raise


def _in_gradebook(classroom: Classroom, lesson: str, work: Any) -> Any:  # noqa: ANN401 - whatever the work gives
    try:
        return work(classroom.coursedir.db_url)
    except UnknownLessonError as fault:
        raise ClassroomError("not_handed_out", lesson=lesson) from fault
    except SQLAlchemyError as fault:
        raise ClassroomError("not_written", error=str(getattr(fault, "orig", None) or fault)) from fault
