"""What a screen must be for everybody: readable, labelled, usable by keyboard, whole at phone width."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import zxingcpp
from axe_core_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import Page, expect

from grading.players import Player
from simulator.payments import orders
from simulator.practice import Practice
from tests.browser.conftest import LESSON, Server
from tests.browser.driver import Learner, enter

RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}}


def faults(page: Page, whole: bool = False) -> list[str]:
    """What axe finds, a line a rule with the places: in our screens, or on the ``whole`` page.

    Text that has scrolled under the page's head cannot be seen, and axe takes the head's
    colour for its background; so the text between screens is looked at before scrolling.
    """
    text_between = {"exclude": [[".jp-RenderedHTMLCommon"]]}
    found = Axe().run(page, context=None if whole else text_between, options=RULES)["violations"]
    return [f"{rule['id']}: {[node['target'] for node in rule['nodes']][:4]}" for rule in found]


def up_to_payment(server: Server, number: str) -> Practice:
    """A learner's work on disk, as far as an open payment order."""
    learner = f"8A1-0{number}"
    folder = server.workspace / learner / LESSON
    practice = Practice(folder, LESSON, learner, server.classroom.sheet(LESSON).key)
    player = Player(practice)
    player.activation()
    player.filing()
    from simulator import actions

    practice.do(actions.SubmitDossier(dossier="d1", accept_terms=True))
    return practice


@pytest.mark.parametrize(("width", "height"), [(1366, 768), (390, 844)])
def test_every_main_screen_passes_axe_and_fits(
    server: Server, new_page: Callable[..., Page], pictures: Path, width: int, height: int
) -> None:
    """Contrast, labels and names; nothing wider than the window."""
    page = new_page(width, height)
    page.goto(server.address)
    page.locator(".t-class input").wait_for(timeout=60_000)
    assert faults(page, whole=True) == []
    number = "6" if width > 500 else "7"
    practice = up_to_payment(server, number)
    enter(page, server.address, "8A1", number)
    assert faults(page, whole=True) == []
    learner = Learner(page, practice.case)
    for app in ("messages", "identity", "bank"):
        learner.app(app)
        learner.picture(pictures, f"{width}-{app}")
        assert faults(page) == [], app
    for button, name in (("Hồ sơ của tôi", "dossiers"), ("Tìm thủ tục", "procedures")):
        learner.menu(button)
        learner.picture(pictures, f"{width}-{name}")
        assert faults(page) == [], name
    learner.find_procedure()
    learner.computer.locator(".t-province").wait_for()
    assert faults(page) == [], "procedure"
    learner.menu("Hồ sơ của tôi")
    learner.press(learner.computer, "continue")
    for step in (1, 2, 3, 4):
        learner.computer.locator(".ct-steps button").nth(step - 1).click()
        expect(learner.computer.get_by_role("heading", name=f"Bước {step}.")).to_be_visible()
        learner.picture(pictures, f"{width}-step-{step}")
        assert faults(page) == [], f"step {step}"
    overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert overflow <= 0


def test_the_qr_picture_that_the_learner_sees_is_read_by_another_program(
    server: Server, new_page: Callable[..., Page], tmp_path: Path
) -> None:
    """zxing reads the pixels of the screen: exactly the order's content, marked as simulated."""
    practice = up_to_payment(server, "8")
    page = new_page()
    enter(page, server.address, "8A1", "8")
    learner = Learner(page, practice.case)
    learner.menu("Hồ sơ của tôi") if learner.computer.get_by_role("button", name="Hồ sơ của tôi").count() else None
    learner.press(learner.computer, "continue")
    learner.computer.locator(".ct-steps button").nth(3).click()
    code = learner.computer.locator(".t-qr")
    expect(code).to_contain_text("MÔ PHỎNG")
    code.screenshot(path=tmp_path / "qr.png")
    read = zxingcpp.read_barcodes(Image.open(tmp_path / "qr.png"))
    order = practice.portal.state.orders[0]
    assert [each.text for each in read] == [orders.content(practice.portal, order)]


@pytest.mark.parametrize(("width", "height"), [(1366, 768), (390, 844)])
def test_a_mouse_wheel_reaches_the_end_of_the_lesson(
    server: Server, new_page: Callable[..., Page], width: int, height: int
) -> None:
    """A person scrolls; a test's click would also reach what cannot be scrolled to."""
    page = new_page(width, height)
    enter(page, server.address, "8A1", "9")
    page.mouse.move(width / 2, 30)
    for _ in range(30):
        page.mouse.wheel(0, 600)
    expect(page.locator(".t-hand-in")).to_be_in_viewport()


def test_the_keyboard_alone_activates_the_account_form(server: Server, new_page: Callable[..., Page]) -> None:
    """Tab to the app, Enter, type, Tab, type, Enter: the request is sent, and focus is always to be seen."""
    page = new_page()
    enter(page, server.address, "8A1", "9")
    case = Practice(server.workspace / "8A1-09" / LESSON, LESSON, "8A1-09", server.classroom.sheet(LESSON).key).case
    page.reload()
    page.locator(".ct-desk").wait_for(timeout=60_000)
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.className").find("t-app-identity") >= 0:
            break
    else:
        pytest.fail("the identity app cannot be reached by Tab")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
    page.keyboard.press("Enter")
    number = page.locator(".ct-phone .t-number input")
    number.wait_for()
    for _ in range(60):
        page.keyboard.press("Tab")
        if number.evaluate("field => field === document.activeElement"):
            break
    page.keyboard.type(case.citizen.person_number)
    page.keyboard.press("Tab")
    page.keyboard.type(case.registered_phone)
    page.keyboard.press("Enter")
    Learner(page, case).sees(page.locator(".ct-phone"), "Đã gửi mã OTP")
