"""How a worksheet beside the portal is filled in by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import Locator

from simulator import actions
from simulator.worksheets.sheets import questions, sheet_of

if TYPE_CHECKING:
    from tests.browser.hands import Hands


def _put_in_order(sheet: Locator, places: dict[str, str]) -> None:
    """Each step is moved up to its place, the first one first."""
    for place, key in enumerate(sorted(places, key=lambda key: int(places[key]))):
        while not sheet.locator(".ct-order li").nth(place).locator(f".t-up-{key}").count():
            sheet.locator(f".t-up-{key}").click()


def _fill(hands: Hands, action: actions.FillSheet) -> None:
    sheet = hands.learner.page.locator(f".t-sheet-{action.sheet}")
    kind = sheet_of(hands.case.lesson, action.sheet).kind
    drawn = hands.case.sheets[action.sheet]
    options = {each.key: each.options for each in questions(hands.case.lesson, action.sheet, drawn)}
    sheet.locator(".t-save").wait_for()
    if kind == "order":
        _put_in_order(sheet, action.answers)
    else:
        for key, answer in action.answers.items():
            if kind == "mark":
                sheet.locator(f".t-q-{key}").set_checked(answer == "x")
            elif options[key]:
                sheet.locator(f".t-q-{key}-{answer}").check()
            else:
                sheet.locator(f".t-q-{key}").fill(answer)
    sheet.locator(".t-save").click()


SHEETS = {actions.FillSheet: _fill}
