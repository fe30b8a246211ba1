"""How the officer's desk is worked at by clicking."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import Locator

from simulator import actions
from simulator.screens.counter_view import counter_view

if TYPE_CHECKING:
    from tests.browser.hands import Hands


def _open(hands: Hands, incoming: str) -> Locator:
    """The computer with one of the dossiers on the desk open."""
    if hands.desk_at != incoming:
        hands.learner.menu("Một cửa")
        hands.learner.press(hands.learner.computer, f"open-{incoming}")
        hands.desk_at = incoming
    hands.learner.pane("computer")
    return hands.learner.computer


def _mark(hands: Hands, action: actions.MarkPaper) -> None:
    line = _open(hands, action.incoming).locator(f".t-line-{action.line}")
    hands.learner.press(line, f"mark-{action.mark}")


def _answer(hands: Hands, action: actions.AnswerIncoming) -> None:
    computer = _open(hands, action.incoming)
    computer.locator(f".t-{action.decision}").check()
    shown = counter_view(hands.portal, action.incoming)["open"]
    for field, entries, code in (("due", "days", action.due), ("place", "places", action.place)):
        if code:
            name = next(each["name"] for each in shown[entries] if each["code"] == code)
            hands.learner.choose(computer, field, name)
    hands.learner.press(computer, "send")


COUNTER = {actions.MarkPaper: _mark, actions.AnswerIncoming: _answer}
