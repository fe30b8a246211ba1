"""What a screen must be for everybody: readable, labelled, usable by keyboard, whole at phone width."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
import zxingcpp
from axe_core_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from grading.players import Player
from simulator.payments import orders
from simulator.practice import Practice
from tests.browser.conftest import LESSON, Server
from tests.browser.driver import PASSCODE, PASSWORD, Learner, enter

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


def tab_to(page: Page, place: str) -> None:
    """Press Tab until the focus is in this place."""
    for _ in range(60):
        if page.evaluate("place => !!document.activeElement.closest(place)", place):
            break
        page.keyboard.press("Tab")
    else:
        pytest.fail(f"{place} cannot be reached by Tab")


def typed(page: Page, *texts: str) -> None:
    """Type into the field that has the focus and the ones after it, and send the form."""
    for number, text in enumerate(texts):
        if number:
            page.keyboard.press("Tab")
        page.keyboard.type(text)
    page.keyboard.press("Enter")


def code_by_keyboard(page: Page, phone: Locator) -> str:
    """From the form for the one-time code to the newest message, and by way of the list and the home screen back."""
    tab_to(page, ".t-to-sms")
    page.keyboard.press("Enter")
    expect(phone.locator(".ct-app")).to_be_focused()
    phone.locator(".t-sms").first.wait_for()
    tab_to(page, ".t-sms")
    page.keyboard.press("Enter")
    bubble = phone.locator(".t-bubble")
    bubble.wait_for()
    expect(phone.locator("[data-start]")).to_be_focused()
    code = re.search(r"\b(\d{6})\b", bubble.inner_text())
    assert code is not None
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    expect(phone.locator(".t-sms").first).to_be_focused()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    phone.locator(".t-app-identity").wait_for()
    tab_to(page, ".t-app-identity")
    page.keyboard.press("Enter")
    phone.locator(".t-otp input").wait_for()
    tab_to(page, ".t-otp")
    return code[1]


def choose_by_keyboard(page: Page, number: int) -> None:
    """Open the list that has the focus and take one of its entries, counted from 1."""
    page.keyboard.press("ArrowDown")
    entries = page.locator(".v-overlay--active .v-list-item")
    expect(entries.first).to_be_visible()
    entry = entries.nth(number - 1)
    for _ in range(12):
        if entry.evaluate("entry => entry === document.activeElement"):
            break
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(entries).to_have_count(0)


def test_the_keyboard_alone_activates_the_account(server: Server, new_page: Callable[..., Page]) -> None:
    """Each form leads to the next one's first field; nobody has to look for the focus, and none is taken away."""
    page = new_page()
    enter(page, server.address, "8A1", "9")
    case = Practice(server.workspace / "8A1-09" / LESSON, LESSON, "8A1-09", server.classroom.sheet(LESSON).key).case
    page.reload()
    page.locator(".ct-desk").wait_for(timeout=60_000)
    learner = Learner(page, case)
    phone, computer = learner.phone, learner.computer
    tab_to(page, ".t-app-identity")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
    page.keyboard.press("Enter")
    expect(phone.locator(".ct-app")).to_be_focused()
    phone.locator(".t-number input").wait_for()
    tab_to(page, ".ct-phone .t-number")
    typed(page, case.citizen.person_number, case.registered_phone)
    learner.sees(phone, "Đã gửi mã OTP")
    expect(phone.locator(".t-otp input")).to_be_focused()
    tab_to(page, ".t-resend")
    page.keyboard.press("Enter")
    learner.sees(phone, "hiệu lực 2 phút")
    typed(page, code_by_keyboard(page, phone))
    for step, secret in (("password", PASSWORD), ("passcode", PASSCODE)):
        phone.locator(f".t-{step}-ok").wait_for()
        expect(phone.locator(".t-first input")).to_be_focused()
        typed(page, secret, secret)
    phone.locator(".t-questions-ok").wait_for()
    for number in (1, 2):
        tab_to(page, f".t-q{number}")
        choose_by_keyboard(page, number)
        page.keyboard.press("Tab")
        page.keyboard.type("bún chả")
    page.keyboard.press("Enter")
    expect(phone.locator(".t-level")).to_contain_text("mức 2")
    expect(phone.locator("[data-start]")).to_be_focused()
    # What changes on the phone leaves alone who types at the computer.
    learner.menu("Đăng nhập")
    number_field = computer.locator(".t-number input")
    number_field.focus()
    phone.locator(".t-forgot").evaluate("button => button.click()")
    phone.locator(".t-cancel-reset").wait_for()
    expect(number_field).to_be_focused()
    typed(page, case.citizen.person_number, PASSWORD)
    expect(computer.locator(".t-otp input")).to_be_focused()
