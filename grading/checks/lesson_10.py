"""The checks of lesson 10, reading figures by code: of each function, the table that everybody sees, and others.

Its exercises are no actions in a portal: ``grading.coding`` asks the learner's functions and judges what they return.
"""

from __future__ import annotations

from decimal import Decimal

from grading.checks import Check, Checks, Verdict
from grading.checks.sheets import checks_of
from grading.coding.tasks import LESSON, TASKS
from simulator import Portal, datasets

CHECKS: Checks = checks_of(LESSON)
SEEN, OTHERS = Decimal(1), Decimal("1.5")


def _no_portal(_: Portal) -> Verdict:
    raise TypeError("what a learner's function returns is judged by grading.coding.marking")


for _task in TASKS[LESSON]:
    for _kind, _points in (("seen", SEEN), ("others", OTHERS)):
        _told = datasets.label("coding", _kind).format(function=_task.function)
        CHECKS.enter(
            Check(f"{_task.exercise}-{_kind}", _task.exercise, _points, _no_portal, told=_told, texts="coding")
        )
