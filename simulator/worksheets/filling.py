"""Answering worksheets and asking for hints: nothing is judged here, that is the checks' affair."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from simulator import actions
from simulator.outcome import Outcome
from simulator.services.eforms import tidy
from simulator.state import Filled
from simulator.worksheets import sheets
from simulator.worksheets.plan import Exercise, plans

if TYPE_CHECKING:
    from simulator.portal import Portal


def exercise(portal: Portal, name: str) -> Exercise | None:
    """The exercise of the case's lesson with this id."""
    plan = plans().get(portal.case.lesson)
    return plan.find(name) if plan else None


def fill(portal: Portal, action: actions.FillSheet) -> Outcome:
    """Write answers down; those that are empty are taken away."""
    drawn = portal.case.sheets.get(action.sheet)
    if drawn is None:
        return portal.refuse("sheet_unknown")
    asked = {q.key: q for q in sheets.questions(portal.case.lesson, action.sheet, drawn)}
    answers = {key: tidy(text) for key, text in action.answers.items() if tidy(text)}
    for key, answer in answers.items():
        if key not in asked:
            return portal.refuse("sheet_item_unknown")
        known = _known(portal, action.sheet, asked[key], len(drawn))
        if known and answer not in known:
            return portal.refuse("sheet_answer_unknown", number=key)
    if not answers:
        return portal.refuse("sheet_empty")
    kept = portal.state.sheets.setdefault(action.sheet, Filled())
    kept.answers, kept.times, kept.at = answers, kept.times + 1, portal.state.now
    if sheets.sheet_of(portal.case.lesson, action.sheet).kind == "survey":
        return portal.accept("survey_saved", done=str(len(answers)), all=str(len(drawn)))
    return portal.accept("sheet_saved", done=str(len(answers)), all=str(len(drawn)))


def _known(portal: Portal, name: str, question: sheets.Question, size: int) -> set[str]:
    """The answers that an item can have; none for what is written freely."""
    kind = sheets.sheet_of(portal.case.lesson, name).kind
    if kind == "order":
        return {str(place) for place in range(1, size + 1)}
    if kind == "mark":
        return {"x", "-"}
    return {code for code, _ in question.options}


def take_hint(portal: Portal, action: actions.TakeHint) -> Outcome:
    """The next hint; it costs nothing and is counted."""
    found = exercise(portal, action.exercise)
    if found is None:
        return portal.refuse("exercise_unknown")
    taken = portal.state.hints.get(found.id, 0)
    if taken >= len(found.hints):
        return portal.refuse("no_more_hints")
    portal.state.hints[found.id] = taken + 1
    return portal.accept("hint_given", number=str(taken + 1), all=str(len(found.hints)))


HANDLERS: dict[type[actions.Action], Any] = {actions.FillSheet: fill, actions.TakeHint: take_hint}
