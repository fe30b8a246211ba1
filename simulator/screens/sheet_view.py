"""A worksheet as its learner sees it, and the hints that were asked for."""

from __future__ import annotations

from typing import Any

from simulator.portal import Portal
from simulator.state import Filled
from simulator.worksheets import sheets
from simulator.worksheets.filling import exercise

View = dict[str, Any]


def sheet_view(portal: Portal, name: str) -> View:
    """The questions with what was answered so far; raises ``KeyError`` if the lesson has no such worksheet."""
    case = portal.case
    sheet, drawn = sheets.sheet_of(case.lesson, name), case.sheets[name]
    kept = portal.state.sheets.get(name, Filled())
    found = exercise(portal, name)
    return {
        "id": name,
        "title": found.title if found else "",
        "kind": sheet.kind,
        "ask": sheet.ask,
        "paper": sheets.paper(case.lesson, name, drawn),
        "questions": [
            {
                "key": question.key,
                "text": question.text,
                "options": [{"code": code, "text": text} for code, text in question.options],
                "answer": kept.answers.get(question.key, ""),
            }
            for question in sheets.questions(case.lesson, name, drawn)
        ],
        "times": kept.times,
    }


def hints_view(portal: Portal, name: str) -> View:
    """The hints that were taken, and how many there are still."""
    found = exercise(portal, name)
    hints = found.hints if found else ()
    taken = portal.state.hints.get(name, 0)
    return {"hints": list(hints[:taken]), "left": len(hints) - taken}
