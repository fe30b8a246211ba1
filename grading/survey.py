"""What a class says of itself before and after: "n of 10", as the wards ask who can file at home.

Nothing here is a mark. A survey is a worksheet of kind ``survey`` in a lesson's plan. The course asks the same
matters twice: after the first round, when everybody knows what filing online is, and in the last lesson.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from pathlib import Path

import msgspec

from grading.class_file import ClassFile
from grading.classroom import Classroom
from grading.grade import journals_in, read_journal
from simulator import Case, Portal, replay
from simulator.journal import JournalError, parse
from simulator.worksheets.sheets import sheet_of

log = logging.getLogger(__name__)
log.addHandler(logging.NullHandler())

BEFORE = ("01-dich-vu-cong-la-gi", "truoc-khoa-hoc")
NOW = ("08-bai-tong-hop", "th-khao-sat")
"""Lesson and worksheet in which the course asks; both have the same items."""

Answers = Mapping[str, str]
"""Item of the survey to the option that was chosen."""


class Matter(msgspec.Struct, frozen=True):
    """One matter: how many said yes of it before and now, of the ``counted`` who answered it both times.

    ``before_in_ten`` and ``now_in_ten`` are the same as so many of ten; ``None`` where nobody is counted.
    """

    about: str
    text: str
    counted: int
    before: int
    now: int
    before_in_ten: int | None
    now_in_ten: int | None


class Survey(msgspec.Struct, frozen=True):
    """A class before and now. ``said_before`` and ``said_now`` are how many answered anything at that time.

    ``unread`` names who has a journal that cannot be read or does not fit; whatever else they handed in counts.
    """

    klass: str
    learners: int
    said_before: int
    said_now: int
    unread: tuple[str, ...]
    matters: tuple[Matter, ...]

    @property
    def counted(self) -> int:
        """How many are counted in the matter that most are counted in."""
        return max((matter.counted for matter in self.matters), default=0)


def in_ten(count: int, total: int) -> int:
    """``count`` of ``total`` as so many of ten, halves up; raises ``ValueError`` for a count out of range."""
    if not 0 <= count <= total or total == 0:
        raise ValueError(f"{count} of {total} is no share: count from 0 to a total above 0")
    return (20 * count + total) // (2 * total)


def answers_of(portal: Portal, exercise: str) -> dict[str, str]:
    """One learner's answers by item of the survey; empty if none were written down.

    Raises ``ValueError`` if the worksheet is no survey.
    """
    sheet = sheet_of(portal.case.lesson, exercise)
    if sheet.kind != "survey":
        raise ValueError(f"{exercise} of {portal.case.lesson} is no survey but {sheet.kind!r}")
    filled = portal.state.sheets.get(exercise)
    kept = filled.answers if filled else {}
    drawn = portal.case.sheets[exercise]
    return {item.id: kept[str(number)] for number, item in enumerate(drawn, 1) if str(number) in kept}


def tally(before: Mapping[str, Answers], now: Mapping[str, Answers]) -> tuple[Matter, ...]:
    """What learners said, by learner, in the order of the survey.

    Only who answered a matter both times is counted for it, so that both numbers are of the same people.
    """
    sheet = sheet_of(*NOW)
    found = []
    for item in sheet.items:
        both = [name for name in before if item.id in before[name] and item.id in now.get(name, {})]
        yes = [sum(said[name][item.id] == sheet.yes for name in both) for said in (before, now)]
        tens = [in_ten(count, len(both)) if both else None for count in yes]
        found.append(Matter(item.id, item.text, len(both), *yes, *tens))
    return tuple(found)


def class_survey(classroom: Classroom, progress: Callable[[int, int, str], None] | None = None) -> Survey:
    """Count a class from the journals that were collected from it; raises ``ClassroomError``.

    Of several attempts the first one with an answer tells of before, the last one of now.
    """
    learners, unread = classroom.learners, set[str]()
    said: list[dict[str, Answers]] = []
    for (lesson, exercise), place in ((BEFORE, 0), (NOW, -1)):
        sheet = classroom.sheet(lesson) if lesson in classroom.lessons else None
        found: dict[str, Answers] = {}
        for number, learner in enumerate(learners if sheet else ()):
            if progress:
                progress(len(said) * len(learners) + number, 2 * len(learners), learner)
            folder = classroom.directory / "submitted" / learner / lesson
            given, whole = _attempts(folder, lesson, exercise, learner, sheet)
            if given:
                found[learner] = given[place]
            if not whole:
                unread.add(learner)
        said.append(found)
    before, now = said
    if progress:
        progress(2 * len(learners), 2 * len(learners), "")
    return Survey(
        klass=classroom.course,
        learners=len(learners),
        said_before=len(before),
        said_now=len(now),
        unread=tuple(sorted(unread)),
        matters=tally(before, now),
    )


def _attempts(
    folder: Path, lesson: str, exercise: str, learner: str, sheet: ClassFile | None
) -> tuple[list[Answers], bool]:
    """The answers of every attempt that has some, in order, and whether all journals could be read."""
    given: list[Answers] = []
    whole = True
    try:
        journals = journals_in(folder)
    except OSError:
        return given, False
    for number, path in journals:
        try:
            case = Case.for_learner(lesson, learner, number, sheet.key if sheet else "")
            answers = answers_of(replay(parse(read_journal(path)), case), exercise)
        except (JournalError, OSError):
            whole = False
        except Exception as fault:  # noqa: BLE001 - a fault of ours leaves one journal out, never the class
            log.warning("%s of %s could not be counted: %r", path.name, learner, fault)
            whole = False
        else:
            if answers:
                given.append(answers)
    return given, whole
