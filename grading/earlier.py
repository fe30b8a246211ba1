"""A mark once given stays when this release cannot open the journal behind it any more.

A journal of another release that replays to the same portal is graded as any other. One that does not was
graded by the release that it was made with: exactly these bytes, for this learner. Then that grading goes on
counting, by the class's own rule of which attempt counts, and says by which release it was made.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import msgspec

from grading.checks import say, told, told_teacher
from grading.grade import Graded
from grading.lessons import LESSONS

if TYPE_CHECKING:
    from grading.results import Grading, Results

KEPT = "kept"
"""The reason of a grading that was taken over from an earlier release."""

NOT_REPLAYED = ("other_release", "mismatch", "crashed")
"""Why a journal that was graded once cannot be graded now, through no fault of its learner."""


def with_earlier(store: Results, now: Graded) -> Graded:
    """Today's grading, or the earlier one that goes on counting, with today's look at the journals.

    What was learned since about who the work belongs to (a moved journal, another class sheet) is no reason to keep.
    """
    lost = {attempt.digest: attempt for attempt in now.attempts if attempt.reason in NOT_REPLAYED}
    if not lost:
        return now
    known = [each for each in store.graded_journals(now.lesson, now.learner, tuple(lost)) if _fits(each)]
    if not known:
        return now
    if now.rule == "last":
        before = max(known, key=lambda each: (each.attempt, each.id))
        better = before.attempt > now.attempt
    else:
        before = max(known, key=lambda each: (each.mark, each.id))
        better = before.points > now.points
    if now.outcome == "graded" and not better:
        return now
    file = next((attempt.file for attempt in now.attempts if attempt.number == before.attempt), "")
    said = say("kept", file=file, found=before.release)
    return msgspec.structs.replace(
        now,
        release=before.release,
        data=before.data,
        outcome="graded",
        reason=KEPT,
        remark=told("journal", said)[0],
        for_teacher=told_teacher("journal", said),
        attempt=before.attempt,
        results=before.results,
    )


def _fits(before: Grading) -> bool:
    """Whether the lesson still has the exercises of an earlier grading, each worth as much."""
    checks = LESSONS[before.lesson]
    worth: dict[str, Decimal] = {}
    for result in before.results:
        worth[result.exercise] = worth.get(result.exercise, Decimal(0)) + result.max_points
    return worth == {exercise: checks.maximum(exercise) for exercise in checks.exercises}
