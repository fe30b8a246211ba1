"""Every check of the course as plain records: what the learner reads, its reference, its listed wrong answers.

The table in ``docs/checks.md`` and ``congtap checks`` are made from these.
"""

from __future__ import annotations

from typing import Any

from grading.checks import texts
from grading.coding.tasks import TASKS
from grading.lessons import LESSONS
from grading.solutions.catalogue import SOLUTIONS
from grading.solutions.lesson_10 import WRONG
from simulator.case import FIRST_LESSON
from simulator.worksheets.plan import Exercise, Item, plans

Record = dict[str, Any]


def listed_checks() -> list[Record]:
    """One record for each check, in the course's order.

    A worksheet's checks are alike for every question, so its record stands for all of them, and its wrong
    answers are the options of its whole pool.
    """
    found: list[Record] = []
    for lesson, checks in LESSONS.items():
        plan = plans()[lesson]
        for check in checks:
            exercise = plan.find(check.exercise)
            if exercise is not None and exercise.sheet is not None:
                if all(record["exercise"] != exercise.id or record["lesson"] != lesson for record in found):
                    found.append(_worksheet(lesson, exercise))
                continue
            solution = "grading.players" if lesson == FIRST_LESSON else f"grading.solutions.lesson_{lesson[:2]}"
            found.append(
                {
                    "lesson": lesson,
                    "exercise": check.exercise,
                    "id": check.id,
                    "points": str(check.points),
                    "text": check.description,
                    "reference": solution,
                    "wrong": _listed(lesson, check.id, check.texts or check.id),
                }
            )
    return found


def _listed(lesson: str, check: str, group: str) -> list[Record]:
    """The wrong answers that are played, with the reason each gets; lesson 00 has its habits, and all reasons."""
    if lesson in SOLUTIONS:
        wrong = [each for each in SOLUTIONS[lesson].wrong if each.check == check]
        return [{"name": each.name, "reason": texts()[group][each.reason].reason} for each in wrong]
    if lesson in TASKS:
        return [
            {"name": each.name, "reason": texts()[group][each.reason].reason} for each in WRONG if each.check == check
        ]
    return [{"name": key, "reason": text.reason} for key, text in texts().get(group, {}).items()]


def _worksheet(lesson: str, exercise: Exercise) -> Record:
    sheet = exercise.sheet
    assert sheet is not None  # noqa: S101 - the caller made sure
    return {
        "lesson": lesson,
        "exercise": exercise.id,
        "id": f"{exercise.id}-1…{sheet.size}",
        "points": exercise.points,
        "text": f"{sheet.ask} ({sheet.size} trên {len(sheet.items)} câu)",
        "reference": f"datasets/lessons/{lesson}.toml",
        "wrong": [wrong for item in sheet.items for wrong in _options(item)],
    }


def _options(item: Item) -> list[Record]:
    return [{"name": f"{item.id}: {item.options.get(code, code)}", "reason": why} for code, why in item.why.items()]
