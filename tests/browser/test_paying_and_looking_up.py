"""Paying by card, the office's book and looking up by code, in a real browser at both widths."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import zxingcpp
from PIL import Image
from playwright.sync_api import Page, expect

from simulator import actions
from simulator.services import lookups
from tests.browser.conftest import Server
from tests.browser.driver import ANSWER_TIME
from tests.browser.test_services import SIZES, look, opened, seat_at


def test_a_fee_is_paid_by_card_and_results_are_looked_up(
    server: Server, new_page: Callable[..., Page], pictures: Path, tmp_path: Path
) -> None:
    """Card on the phone, code on the computer by keyboard; then the book, the result's QR code, and a forged paper."""
    seat = seat_at(server, "1.004194", "8A1-08")
    seat.prepared().must(actions.SubmitDossier(dossier="d1", accept_terms=True))
    page = new_page(*SIZES["390-844"])
    learner = opened(server, page, seat)
    computer, phone = learner.computer, learner.phone
    learner.pane("computer")
    learner.menu("Hồ sơ của tôi")
    learner.press(computer, "continue")
    computer.locator(".ct-steps button").nth(3).click()
    expect(computer.locator(".t-qr svg").first).to_be_visible(timeout=ANSWER_TIME)
    learner.app("bank")
    learner.press(phone, "card")
    learner.sees(phone, "Đã chọn thẻ")
    look(learner, pictures, "card-chosen")
    code = learner.newest_code("OTP")
    learner.pane("computer")
    field = computer.locator(".t-card-code input")
    field.fill(code)
    field.press("Enter")
    learner.sees(computer, "gửi hồ sơ thành công")
    learner.press(computer, "receipt")
    expect(computer.locator(".t-paper")).to_contain_text("Thẻ ghi nợ", timeout=ANSWER_TIME)
    learner.press(computer, "back")
    for _ in range(6):
        if computer.locator(".t-download").count():
            break
        learner.press(computer, "wait")
        page.wait_for_function("document.querySelectorAll('[aria-busy=true]').length === 0")
    learner.press(computer, "book")
    expect(computer.locator(".t-paper table")).to_contain_text(seat.practice.portal.state.dossiers[0].code)
    look(learner, pictures, "book")
    learner.press(computer, "back")
    learner.press(computer, "download")
    computer.locator(".t-result-qr").screenshot(path=tmp_path / "qr.png")
    (read,) = zxingcpp.read_barcodes(Image.open(tmp_path / "qr.png"))
    assert read.text.startswith(lookups.ADDRESS)
    learner.menu("Đăng xuất")
    learner.menu("Tra cứu")
    learner.fill(computer, "lookup-code", lookups.samples()["b"].code)
    learner.press(computer, "look-up")
    learner.sees(computer, "Mã này có trong sổ")
    learner.press(computer, "check-b")
    learner.sees(computer, "đã bị sửa")
    look(learner, pictures, "lookup-390")
    page.set_viewport_size({"width": 1366, "height": 768})
    look(learner, pictures, "lookup-1366")
