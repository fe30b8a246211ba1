"""Forms in a real browser: wrong data are noticed and reported by keyboard, a form is looked at and signed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from simulator.identity import population
from tests.browser.conftest import Server
from tests.browser.driver import ANSWER_TIME
from tests.browser.test_look import tab_to
from tests.browser.test_services import look, opened, seat_at


def test_wrong_data_are_reported_by_keyboard_and_mended(
    server: Server, new_page: Callable[..., Page], pictures: Path
) -> None:
    """The form shows the wrong value, the report is answered, and after the message the right one stands there."""
    seat = seat_at(server, "1.010038", "8A1-11")
    seat.careful = False
    seat.begin().owner()
    item = seat.case.fault("wrong_prefill").variant
    wrong, right = population.held(seat.portal)[item], population.truth(seat.case.citizen)[item]
    page = new_page()
    learner = opened(server, page, seat)
    computer = learner.computer
    expect(page.locator(".ct-task")).to_contain_text(right)
    learner.menu("Hồ sơ của tôi")
    learner.press(computer, "continue")
    expect(computer.locator("fieldset").first).to_contain_text(wrong, timeout=ANSWER_TIME)
    computer.locator(".ct-page").focus()
    tab_to(page, ".t-data summary")
    page.keyboard.press("Enter")
    tab_to(page, f".t-report-{item.partition('.')[2]}")
    look(learner, pictures, "data-wrong")
    page.keyboard.press("Enter")
    learner.sees(computer, "Em phát hiện đúng")
    expect(computer.locator(".t-reported")).to_be_visible()
    learner.menu("Hồ sơ của tôi")
    learner.press(computer, "wait")
    learner.sees(computer, "Đã tua nhanh")
    learner.press(computer, "continue")
    expect(computer.locator("fieldset").first).to_contain_text(right, timeout=ANSWER_TIME)


def test_a_filled_form_is_looked_at_and_signed_on_the_phone(
    server: Server, new_page: Callable[..., Page], pictures: Path
) -> None:
    """At a phone's width: the paper, the request, the signature under the paper; unsaved words are not lost."""
    seat = seat_at(server, "1.001612", "8A1-11")
    seat.careful = False
    seat.begin().owner().form()
    page = new_page(390, 844)
    learner = opened(server, page, seat)
    computer, phone = learner.computer, learner.phone
    learner.menu("Hồ sơ của tôi")
    learner.press(computer, "continue")
    computer.locator(".ct-steps button").nth(1).click()
    field = next(n for n, f in (seat.procedure.eform or {})["properties"].items() if "x-register" in f)
    learner.fill(computer, f"field-{field}", "chưa lưu")
    expect(computer.locator(".t-form-paper")).to_be_disabled()
    learner.fill(computer, f"field-{field}", seat.right[field])
    learner.press(computer, "form-paper")
    expect(computer.locator(".t-paper")).to_contain_text(seat.right[field], timeout=ANSWER_TIME)
    look(learner, pictures, "form-paper")
    learner.press(computer, "sign")
    learner.sees(computer, "sang ứng dụng Định danh")
    learner.app("identity")
    expect(phone.locator(".t-to-sign")).to_be_visible(timeout=ANSWER_TIME)
    look(learner, pictures, "form-to-sign")
    learner.press(phone, "sign-ok")
    learner.sees(phone, "Đã ký số")
    learner.pane("computer")
    expect(computer.locator(".t-signature")).to_contain_text("Đã ký số", timeout=ANSWER_TIME)
    look(learner, pictures, "form-signed")
    learner.press(computer, "back")
    expect(computer.get_by_role("heading", name="Bước 2.")).to_be_visible(timeout=ANSWER_TIME)
