"""Checks of worksheets: one for each question, all worth the same, with the data's own reasons.

A survey has one check for the whole of it, which passes once every question is answered, however it is answered.
An exercise that is worth nothing has no check, and its self-check and mark are nowhere shown.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from grading.checks import Check, Checks, Result, Verdict, failed, not_attempted, passed, say
from simulator import Portal, datasets
from simulator.worksheets import sheets
from simulator.worksheets.plan import Exercise, plans


def checks_of(lesson: str) -> Checks:
    """A lesson's checks, none entered yet, with the exercises of its plan that are worth something."""
    return Checks(lesson, tuple(each.id for each in plans()[lesson].exercise if each.worth))


def enter_sheets(checks: Checks) -> None:
    """Enter every worksheet of the lesson that is worth something."""
    for exercise in plans()[checks.lesson].exercise:
        if exercise.sheet is not None and exercise.worth:
            enter_sheet(checks, exercise)


def enter_sheet(checks: Checks, exercise: Exercise) -> None:
    """Enter a worksheet's questions as checks; raises ``ValueError`` if it has none."""
    if exercise.sheet is None:
        raise ValueError(f"{exercise.id} is no worksheet")
    if exercise.sheet.kind == "survey":
        check = Check(
            id=f"{exercise.id}-all",
            exercise=exercise.id,
            points=exercise.worth,
            function=_survey(exercise.id),
            told=f"{exercise.title}: em trả lời đủ mọi câu.",
            texts="sheet",
        )
        checks.enter(check)
        return
    each = exercise.worth / exercise.sheet.size
    for number in range(1, exercise.sheet.size + 1):
        checks.enter(
            Check(
                id=f"{exercise.id}-{number}",
                exercise=exercise.id,
                points=Decimal(each),
                function=_question(exercise.id, number),
                told=f"{exercise.title}, câu {number}.",
                texts="sheet",
            )
        )


def as_put(portal: Portal, exercise: str, results: list[Result]) -> list[Result]:
    """An exercise's results; the steps of an ``order`` worksheet as the learner has put them."""
    found, filled = plans()[portal.case.lesson].find(exercise), portal.state.sheets.get(exercise)
    if filled is None or found is None or found.sheet is None or found.sheet.kind != "order":
        return results
    places = {f"{exercise}-{key}": int(place) for key, place in filled.answers.items()}
    return sorted(results, key=lambda result: places.get(result.id, len(results) + 1))


def _survey(name: str) -> Callable[[Portal], Verdict]:
    def check(portal: Portal) -> Verdict:
        filled = portal.state.sheets.get(name)
        if filled is None:
            return not_attempted("not_saved")
        left = len(portal.case.sheets[name]) - len(filled.answers)
        return not_attempted("some_empty", count=str(left)) if left else passed()

    return check


def _question(name: str, number: int) -> Callable[[Portal], Verdict]:
    def check(portal: Portal) -> Verdict:
        lesson, drawn = portal.case.lesson, portal.case.sheets[name]
        filled, item = portal.state.sheets.get(name), drawn[number - 1]
        asked = sheets.questions(lesson, name, drawn)[number - 1].text
        about = f"{number}. {asked.partition(chr(10))[0]}"
        if filled is None:
            return not_attempted("not_saved")._replace(about=about)
        answer = filled.answers.get(str(number), "")
        if not answer:
            return not_attempted("empty")._replace(about=about)
        if sheets.sheet_of(lesson, name).kind == "order":
            about = datasets.label("sheet", "placed").format(place=answer, step=asked)
        if sheets.sheet_of(lesson, name).kind == "mark" and len(set(filled.answers.values())) == 1:
            # Marking no line, or every line, tells none apart: half of them would come out right unearned.
            return not_attempted("all_alike")._replace(about=about)
        if sheets.is_right(lesson, name, item, answer):
            return passed()._replace(about=about)
        return failed(say("wrong", why=sheets.why(lesson, name, item, answer)), actual=answer)._replace(about=about)

    return check
