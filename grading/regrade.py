"""Grading a class again after a check has changed: who changes by how much and why, before anything is kept.

The preview replays what was handed in with today's checks and writes nothing. The results store only ever grows,
so keeping it loses no earlier mark: each stays with its date, release and check versions.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import msgspec

from grading.at_work import at_work
from grading.batch import Report, grade_class
from grading.bulk import Progress
from grading.checks import CheckOutcome, Result
from grading.classroom import Classroom, ClassroomError, ids_of
from grading.earlier import KEPT, with_earlier
from grading.grade import Graded, GradedOutcome
from grading.replaying import Work, replayed
from grading.results import Grading, Results


class Seen(msgspec.Struct, frozen=True):
    """One check as one grading saw it."""

    outcome: CheckOutcome
    points: Decimal
    maximum: Decimal
    version: int
    reason: str


class CheckChange(msgspec.Struct, frozen=True):
    """A check that judges otherwise than before; ``before`` or ``now`` is ``None`` where there is no such check."""

    id: str
    exercise: str
    description: str
    before: Seen | None
    now: Seen | None


class Change(msgspec.Struct, frozen=True):
    """One learner's lesson that would come out otherwise; ``graded_at`` (UTC) and ``release`` are the old mark's.

    ``other_work`` says that the journals are not those of the old mark: then it is not the checks alone that changed.
    """

    learner: str
    lesson: str
    outcome_before: GradedOutcome
    outcome: GradedOutcome
    before: Decimal
    now: Decimal
    graded_at: str
    release: str
    checks: tuple[CheckChange, ...]
    remark: str = ""
    other_work: bool = False

    @property
    def mark_changes(self) -> bool:
        """Whether the learner gets another mark, or whether there is one."""
        return (self.outcome_before, self.before) != (self.outcome, self.now)


class Kept(msgspec.Struct, frozen=True):
    """A mark that stays although this release cannot open the work any more; ``why`` tells the teacher."""

    learner: str
    lesson: str
    mark: Decimal
    graded_at: str
    release: str
    why: str


class Preview(msgspec.Struct, frozen=True):
    """What grading again would do.

    ``waiting`` are learners with a lesson that was handed in and never graded, ``failed`` those for whom the
    grader itself failed, with what it said: their marks stay.
    """

    klass: str
    changes: tuple[Change, ...] = ()
    kept: tuple[Kept, ...] = ()
    waiting: tuple[tuple[str, str], ...] = ()
    failed: tuple[tuple[str, str, str], ...] = ()
    unchanged: int = 0


def preview(classroom: Classroom, lessons: Sequence[str] = (), progress: Progress | None = None) -> Preview:
    """Replay all that was handed in of the lessons (all by default) and compare; writes nothing.

    Raises ``ClassroomError`` for a lesson that the class does not have.
    """
    store, learners = Results(classroom.results_url), classroom.learners
    works = [
        Work(folder, lesson, learner, sheet)
        for lesson in lessons or classroom.lessons
        for sheet in (classroom.sheet(lesson),)
        for learner in learners
        if (folder := classroom.directory / "submitted" / learner / lesson).is_dir()
    ]
    latest = {lesson: store.latest(lesson) for lesson in {work.lesson for work in works}}
    changes, kept, waiting, failed, unchanged = [], [], [], [], 0
    for number, (work, graded) in enumerate(zip(works, replayed(works), strict=True)):
        if progress:
            progress(number, len(works), work.learner)
        before = latest[work.lesson].get(work.learner)
        if not isinstance(graded, Graded):
            failed.append((work.learner, work.lesson, graded))
        elif before is None or before.reason == "nothing":
            waiting.append((work.learner, work.lesson))
        else:
            now = with_earlier(store, graded)
            if now.reason == KEPT:
                kept.append(_kept(before, now))
            change = _change(before, now)
            if change is None:
                unchanged += now.reason != KEPT
            elif now.reason != KEPT or change.mark_changes:
                changes.append(change)
    if progress:
        progress(len(works), len(works), "")
    return Preview(classroom.course, tuple(changes), tuple(kept), tuple(waiting), tuple(failed), unchanged)


def _kept(before: Grading, now: Graded) -> Kept:
    return Kept(now.learner, now.lesson, now.mark, before.graded_at, now.release, now.for_teacher)


def _change(before: Grading, now: Graded) -> Change | None:
    """What is different, or ``None``; a reason in other words is no difference."""
    checks = tuple(check_changes(before.results, now.results))
    if not checks and (before.outcome, before.mark) == (now.outcome, now.mark):
        return None
    return Change(
        learner=now.learner,
        lesson=now.lesson,
        outcome_before=_outcome(before.outcome),
        outcome=now.outcome,
        before=before.mark,
        now=now.mark,
        graded_at=before.graded_at,
        release=before.release,
        checks=checks,
        remark=now.for_teacher,
        other_work=before.digest != now.digest,
    )


def _outcome(text: str) -> GradedOutcome:
    return msgspec.convert(text, GradedOutcome)


def seen(result: Result) -> Seen:
    """A check's result as it is compared."""
    return Seen(result.outcome, result.points, result.max_points, result.version, result.reason)


def differs(before: Seen | None, now: Seen | None) -> bool:
    """Whether a check judges otherwise: another outcome, other points, another version. Other words do not count."""
    if before is None or now is None:
        return before is not now
    return before != msgspec.structs.replace(now, reason=before.reason)


def check_changes(before: Sequence[Result], now: Sequence[Result]) -> list[CheckChange]:
    """The checks that differ in outcome, points or version, in today's order; those that are gone come last."""
    then, today = {result.id: result for result in before}, {result.id: result for result in now}
    found = []
    for name in dict.fromkeys((*today, *then)):
        old, new = (seen(side[name]) if name in side else None for side in (then, today))
        if differs(old, new):
            shown = today.get(name) or then[name]
            found.append(CheckChange(name, shown.exercise, shown.description, old, new))
    return found


def keep(classroom: Classroom, lessons: Sequence[str] = (), progress: Progress | None = None) -> list[Report]:
    """Collect and grade the lessons (all by default) again, everybody's; raises ``ClassroomError``."""
    with at_work(classroom.directory, "grade"):
        return [grade_class(classroom, each, again=True, progress=progress) for each in lessons or classroom.lessons]


def history(classroom: Classroom, text: str) -> list[Grading]:
    """Every grading of one learner by number or id, lesson by lesson, the oldest first.

    Raises ``ClassroomError`` for somebody who is not in the class, or of whom there is none.
    """
    (learner,) = ids_of(classroom, [text])
    if learner not in classroom.learners:
        raise ClassroomError("no_learner", learner=learner, name=classroom.course)
    store = Results(classroom.results_url)
    found = [each for lesson in store.lessons_of(learner) for each in store.history(lesson, learner)]
    if not found:
        raise ClassroomError("not_graded", directory=str(classroom.directory))
    return found
