"""How long a lesson takes somebody of thirteen: an estimate from what is there to read, to press and to answer.

It is for one who reads everything once and does all rightly at the first try, as the reference does. What a
worksheet has one look up in the portal is in ``QUESTION``.
"""

from __future__ import annotations

import json
from decimal import Decimal

import msgspec

from grading.lessons import LESSONS, lesson_folder
from grading.players import Player, Recording
from grading.solutions.catalogue import SOLUTIONS
from simulator import Case, Portal, actions
from simulator.point.personas import moves, personas
from simulator.screens.calls_view import calls_view
from simulator.screens.counter_view import counter_view
from simulator.screens.notices import QUIET
from simulator.screens.phone_view import messages_view
from simulator.screens.sheet_view import sheet_view
from simulator.screens.task_view import task_view
from simulator.screens.ward_view import news_view

WORDS = 150
"""Vietnamese words (what stands between two spaces) in a minute, of one who reads to understand."""
STEP = 8
"""Seconds to find and press a button, to choose from a list or to type one field."""
QUESTION = 25
"""Seconds to think about one question of a worksheet and to answer it, besides reading it."""
WORK = {"student": 38, "more": 38, "volunteer": 25}
"""Minutes for the exercises, of a period's 45 or a group's 30; the others are for beginning and ending."""


def steps(action: actions.Action, before: actions.Action) -> int:
    """Presses and fields of one action: what it names was opened, chosen or typed, and then it was sent.

    What the action before named as well is open still.
    """
    if isinstance(action, actions.FillSheet):
        return 1
    if isinstance(action, actions.Serve):
        # Whoever is at the desk stands there already; what a move is about is in its list.
        return 1 + bool(action.about)
    known = msgspec.structs.asdict(before)
    given = {key: value for key, value in msgspec.structs.asdict(action).items() if known.get(key) != value}
    given.pop("after", None)
    return 1 + sum(len(value) if isinstance(value, dict) else 1 for value in given.values())


def _notebook(lesson: str) -> str:
    (name,) = [item for item in lesson_folder(lesson).iterdir() if item.name.endswith(".ipynb")]
    cells = json.loads(name.read_text(encoding="utf-8"))["cells"]
    return "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown")


def _card(portal: Portal) -> list[str]:
    view = task_view(portal)
    rows = [text for group in view["groups"] for row in group["rows"] for text in row[:2]]
    return [view["story"], view["hint"], *rows]


def _sheets(portal: Portal) -> list[str]:
    found = []
    for view in (sheet_view(portal, name) for name in portal.case.sheets):
        found += [view["ask"], *(text for row in view["paper"] for text in row)]
        for question in view["questions"]:
            found += [question["text"], *(option["text"] for option in question["options"])]
    return found


def _phone(portal: Portal) -> list[str]:
    """Every message and notice that came, every call as it was heard, with its signs."""
    found = [each["text"] for each in messages_view(portal, "")["messages"]]
    found += [each["text"] for each in news_view(portal, "")["notices"]]
    for call in calls_view(portal, "")["calls"]:
        found += [call["context"], *(each["text"] for each in call["said"]), *call["signs"]]
    return found


def _desk(portal: Portal) -> list[str]:
    """The papers that lie on the officer's desk."""
    views = [counter_view(portal, each.id)["open"] for each in portal.state.incoming]
    return [text for view in views for line in view["lines"] for text in (line["name"], line["seen"])]


def _said(portal: Portal) -> list[str]:
    """What was said at a support point, by the volunteer and by whoever came."""
    found: list[str] = []
    for visit in portal.state.shift.visits if portal.state.shift else ():
        persona = personas()[visit.persona]
        found += [persona.opening, persona.need_said, persona.plain, *persona.papers.values()]
        found += [text for fact in persona.facts.values() for text in (fact.ask, fact.answer)]
        found += [persona.replies.get(step.move, moves()[step.move].reply) for step in visit.steps]
        found += [moves()[step.move].name for step in visit.steps]
    return found


def played(lesson: str, learner: str = "8A1-07") -> Portal:
    """The lesson done as its reference does it."""
    seat = Recording(Case.for_learner(lesson, learner))
    SOLUTIONS[lesson].play(seat) if lesson in SOLUTIONS else Player(seat).play()
    return seat.portal


def minutes(lesson: str, learner: str = "8A1-07") -> Decimal:
    """The estimate for a lesson's exercises: reading, pressing, thinking; each self-check pressed and read once."""
    portal = played(lesson, learner)
    shown = [entry.outcome for entry in portal.log if entry.outcome.code not in QUIET]
    answers = [text for outcome in shown for text in (outcome.text, outcome.next)]
    checked = [check.description for check in LESSONS[lesson]]
    read = [_notebook(lesson), *_card(portal), *_sheets(portal), *_phone(portal), *_desk(portal), *_said(portal)]
    read += [*answers, *checked]
    words = sum(len(text.split()) for text in read)
    done = [entry.action for entry in portal.log]
    pressed = sum(map(steps, done, (actions.AskToUnlock(), *done))) + len(LESSONS[lesson].exercises)
    questions = sum(len(drawn) for drawn in portal.case.sheets.values())
    return Decimal(words) / WORDS + Decimal(pressed * STEP + questions * QUESTION) / 60
