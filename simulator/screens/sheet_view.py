"""A worksheet as its learner sees it, and the hints that were asked for."""

from __future__ import annotations

import base64
from typing import Any

from simulator.portal import Portal
from simulator.state import Filled
from simulator.worksheets import reading, sheets
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
        "picture": _picture(sheets.picture(case.lesson, name, drawn)),
        "paper": sheets.paper(case.lesson, name, drawn),
        "questions": [
            {
                "key": question.key,
                "text": question.text,
                "options": [{"code": code, "text": text} for code, text in question.options],
                "picture": _picture(question.picture),
                "answer": kept.answers.get(question.key, ""),
            }
            for question in sheets.questions(case.lesson, name, drawn)
        ],
        "times": kept.times,
    }


def _picture(name: str) -> View | None:
    """A picture as the page shows it, with what it tells to who cannot see it."""
    if not name:
        return None
    src = "data:image/svg+xml;base64," + base64.b64encode(reading.svg(name).encode()).decode()
    return {"src": src, "alt": reading.alt(name)}


def hints_view(portal: Portal, name: str) -> View:
    """The hints that were taken, and how many there are still."""
    found = exercise(portal, name)
    hints = found.hints if found else ()
    taken = portal.state.hints.get(name, 0)
    return {"hints": list(hints[:taken]), "left": len(hints) - taken}
