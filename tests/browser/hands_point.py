"""How a shift at the support point is worked by clicking."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulator import actions
from simulator.point.personas import moves

if TYPE_CHECKING:
    from tests.browser.hands import Hands

BY_KIND = {"choose": ".t-choose", "fill": ".t-fill", "scan": ".t-scan"}
"""The moves whose buttons are named for what they are about."""


def _press(hands: Hands, where: str) -> None:
    hands.learner.page.locator(where).first.click()


def _call(hands: Hands, action: actions.CallVisitor) -> None:
    _press(hands, ".t-call")


def _serve(hands: Hands, action: actions.Serve) -> None:
    page = hands.learner.page
    _press(hands, f".t-group-{moves()[action.move].group}")
    if action.move == "choose":
        page.locator(".t-query").fill(action.about)
        _press(hands, ".t-search")
    named = action.about.replace(".", "-").replace("=", "-")
    _press(hands, BY_KIND.get(action.move, f".t-do-{action.move}") + (f"-{named}" if named else ""))


def _wait(hands: Hands, action: actions.WaitAtPoint) -> None:
    _press(hands, ".t-wait")


def _meet(hands: Hands, action: actions.MeetIncident) -> None:
    _press(hands, f".t-incident-{action.incident} .t-way-{action.way}")


def _end(hands: Hands, action: actions.EndShift) -> None:
    _press(hands, ".t-end")


POINT = {
    actions.CallVisitor: _call,
    actions.Serve: _serve,
    actions.WaitAtPoint: _wait,
    actions.MeetIncident: _meet,
    actions.EndShift: _end,
}
