"""Why marks are what they are: one learner's checks, and what a class most often missed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from decimal import Decimal

import msgspec

from grading.checks import Result, say, told_teacher
from grading.classroom import Classroom, ClassroomError, ids_of
from grading.held import Held, held_marks, true_mark
from grading.results import Grading, Results


class Missed(msgspec.Struct, frozen=True):
    """One check over a class: how many passed it or not, and the reason that was given most often, to how many."""

    id: str
    exercise: str
    description: str
    passed: int
    failed: int
    not_attempted: int
    could_not_run: int
    reason: str
    help: str
    times: int

    @property
    def missed(self) -> int:
        """How many did not pass."""
        return self.failed + self.not_attempted + self.could_not_run


class Overview(msgspec.Struct, frozen=True):
    """A class at one lesson. Only graded work is counted; who has none is named."""

    klass: str
    lesson: str
    graded: int
    average: Decimal
    nothing: tuple[str, ...]
    could_not_run: tuple[str, ...]
    missed: tuple[Missed, ...]


def _missed(results: list[Result]) -> Missed:
    outcomes = Counter(result.outcome for result in results)
    # What went wrong says more than what was not come to.
    told = [result for result in results if result.outcome == "failed"]
    told = told or [result for result in results if result.outcome != "passed"]
    commonest = Counter(map(_why, told)).most_common(1)
    ((reason, advice), times) = commonest[0] if commonest else (("", ""), 0)
    return Missed(
        id=results[0].id,
        exercise=results[0].exercise,
        description=results[0].description,
        passed=outcomes["passed"],
        failed=outcomes["failed"],
        not_attempted=outcomes["not_attempted"],
        could_not_run=outcomes["could_not_run"],
        reason=reason,
        help=advice,
        times=times,
    )


def _why(result: Result) -> tuple[str, str]:
    """What the learner was told; where the grader failed, what the teacher is."""
    if result.outcome == "could_not_run":
        return told_teacher("any", say("crashed")), ""
    return result.reason, result.help


def _counting(grading: Grading, held: Held | None) -> Decimal:
    value = true_mark(grading.mark, held).value
    return grading.mark if value is None else value


def overview(
    klass: str,
    lesson: str,
    learners: Collection[str],
    latest: Mapping[str, Grading],
    held: Mapping[str, Held] | None = None,
) -> Overview:
    """What a class most often missed, the commonest first; the average is of the marks that count, by ``held``."""
    book = held or {}
    known = [latest[learner] for learner in learners if learner in latest]
    graded = [grading for grading in known if grading.outcome == "graded"]
    by_check: dict[str, list[Result]] = {}
    for grading in graded:
        for result in grading.results:
            by_check.setdefault(result.id, []).append(result)
    missed = sorted((_missed(results) for results in by_check.values()), key=lambda each: -each.missed)
    counting = [_counting(grading, book.get(grading.learner)) for grading in graded]
    total = sum(counting, Decimal(0))
    refused = tuple(grading.learner for grading in known if grading.outcome == "could_not_run")
    done = {grading.learner for grading in graded}
    return Overview(
        klass=klass,
        lesson=lesson,
        graded=len(graded),
        average=(total / len(graded)).quantize(Decimal("0.1")) if graded else Decimal("0.0"),
        nothing=tuple(learner for learner in learners if learner not in done and learner not in refused),
        could_not_run=refused,
        missed=tuple(missed),
    )


def class_overviews(classroom: Classroom) -> list[Overview]:
    """Each lesson's overview; raises ``ClassroomError`` where nothing has been graded."""
    store, learners = Results(classroom.results_url), classroom.learners
    found = [(lesson, store.latest(lesson)) for lesson in classroom.lessons]
    if not any(latest for _, latest in found):
        raise ClassroomError("not_graded", directory=str(classroom.directory))
    book = classroom.coursedir.db_url
    return [overview(classroom.course, lesson, learners, latest, held_marks(book, lesson)) for lesson, latest in found]


def gradings_of(classroom: Classroom, text: str) -> list[Grading]:
    """One learner's newest grading of each lesson, by number or id; raises ``ClassroomError`` if there is none."""
    (learner,) = ids_of(classroom, [text])
    if learner not in classroom.learners:
        raise ClassroomError("no_learner", learner=learner, name=classroom.course)
    store = Results(classroom.results_url)
    found = [store.latest(lesson, learner).get(learner) for lesson in classroom.lessons]
    gradings = [grading for grading in found if grading is not None]
    if not gradings:
        raise ClassroomError("not_graded", directory=str(classroom.directory))
    return gradings
