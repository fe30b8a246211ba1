"""A room of one real browser and one real class: feedback is read in it, and work is moved to the right number."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from grading.players import Recording
from grading.solutions.catalogue import SOLUTIONS
from simulator import Case
from tests.browser.driver import ANSWER_TIME
from tests.browser.test_classroom import LESSON, Room, joined
from tests.browser.test_classroom import room as room  # noqa: PLC0414 - the same fixture
from tests.browser.test_look import faults
from tests.browser.test_room import PASSCODE
from tests.browser.test_site import BOOT

WRONG, RIGHT, FILE = "8A1-05", "8A1-07", "nhat-ky-01.jsonl"
HEARD = 90_000
"""Milliseconds within which a browser has heard of something; it asks every twenty seconds."""


def handed_in(page: Page, room: Room) -> None:
    """Whole work of the wrong number, as a browser sends it."""
    seat = Recording(Case.for_learner(LESSON, WRONG, 1, room.classroom.sheet(LESSON).key))
    SOLUTIONS[LESSON].play(seat)
    data, api = seat.journal.encoded(), f"{room.address}api/"
    token = page.request.post(f"{api}join", data={"learner": WRONG, "pin": ""}).json()["token"]
    sent = {"Authorization": f"Bearer {token}"}
    named = {"files": {FILE: {"size": len(data), "sha256": hashlib.sha256(data).hexdigest()}}}
    assert page.request.post(f"{api}journal/{LESSON}/{FILE}?offset=0", headers=sent, data=data).ok
    assert page.request.post(f"{api}hand-in/{LESSON}", headers=sent, data=named).ok


def at_settings(wall: Page, room: Room) -> None:
    """The teacher's wall, its settings open."""
    wall.goto(f"{room.address}thay-co/")
    wall.get_by_label("Mật mã", exact=True).fill(PASSCODE)
    wall.get_by_label("Nhập lại mật mã").fill(PASSCODE)
    wall.keyboard.press("Enter")
    wall.get_by_text("Cài đặt phòng").click()


@pytest.mark.slow
def test_feedback_comes_back_and_work_goes_to_the_right_number(
    chromium: Browser, new_page: Callable[..., Page], room: Room, pictures: Path
) -> None:
    """Nobody presses anything to hear of either; the lesson opens again with the case that it was begun with."""
    wall = new_page()
    handed_in(wall, room)
    context = chromium.new_context(viewport={"width": 1366, "height": 768}, locale="vi-VN")
    page = joined(context, room.address, 5)
    note = page.locator("#ct-note")
    expect(note).to_contain_text("Đã có nhận xét cho Bài 1", timeout=HEARD)
    phone = page.get_by_text("Điện thoại của").inner_text().split("\n")[0]
    page.locator(".t-feedback").click()
    expect(page.locator(".t-returned .t-mark")).to_have_text("10 trên 10 điểm", timeout=ANSWER_TIME)
    expect(note).not_to_contain_text("Đã có nhận xét")
    page.screenshot(path=pictures / "room-feedback.png")
    at_settings(wall, room)
    wall.get_by_label("Từ số (vào nhầm)").fill("5")
    wall.get_by_label("Sang số (đúng)").fill("7")
    assert faults(wall, whole=True) == []
    wall.once("dialog", lambda dialog: dialog.accept())
    wall.get_by_role("button", name="Chuyển", exact=True).click()
    expect(wall.locator("#told")).to_contain_text("từ số 05 sang số 07", timeout=ANSWER_TIME)
    wall.screenshot(path=pictures / "room-moved.png", full_page=True)
    expect(note).to_contain_text("sang số 07", timeout=HEARD)
    page.locator(".t-leave").click()
    page.locator(".t-no input").fill("7")
    page.locator(".t-enter").click()
    page.locator(f".t-lesson-{LESSON}").click(timeout=BOOT)
    page.locator(".ct-desk").wait_for(timeout=BOOT)
    expect(page.get_by_text("Điện thoại của")).to_contain_text(phone)
    expect(note).to_contain_text("Đã có nhận xét cho Bài 1", timeout=HEARD)
    page.locator(".t-feedback").click()
    expect(page.locator(".t-returned .t-mark")).to_have_text("10 trên 10 điểm", timeout=ANSWER_TIME)
    context.close()


@pytest.mark.slow
def test_who_has_a_new_card_is_told_so_and_comes_in_anew(
    chromium: Browser, new_page: Callable[..., Page], room: Room, pictures: Path
) -> None:
    """In the middle of a lesson on a phone-sized page; what was handed in meanwhile goes by itself."""
    context = chromium.new_context(viewport={"width": 390, "height": 844}, locale="vi-VN")
    page = joined(context, room.address, 5)
    note = page.locator("#ct-note")
    page.locator("#ct-tab-phone").click()
    page.locator(".ct-phone .t-app-messages, .ct-phone .t-home").first.click()
    wall = new_page()
    at_settings(wall, room)
    wall.get_by_label("Chỉ những số thứ tự này").fill("5, 6")
    wall.once("dialog", lambda dialog: dialog.accept())
    with wall.context.expect_page() as opened:
        wall.get_by_role("button", name="Làm thẻ mới").click()
    pin = opened.value.locator("section").first.locator(".pin").inner_text()
    expect(opened.value.locator("section")).to_have_count(2)
    expect(note).to_contain_text("Em cần vào lại", timeout=HEARD)
    assert faults(page) == []
    page.locator(".t-hand-in").click()
    expect(page.locator(".t-receipt-note")).to_contain_text("Chưa gửi được bài", timeout=ANSWER_TIME)
    page.screenshot(path=pictures / "room-again-390.png")
    note.locator("button").click()
    page.locator(".t-pin input").fill(pin, timeout=BOOT)
    page.locator(".t-pin-ok").click()
    page.locator(".t-who").wait_for(timeout=ANSWER_TIME)
    expect(note).not_to_contain_text("Em cần vào lại")
    zips = room.classroom.directory / "bai-nop"
    expect(note).to_contain_text("đã nhận", timeout=HEARD)
    for _ in range(60):
        if list(zips.glob(f"8A1-05+{LESSON}+*.zip")):
            break
        page.wait_for_timeout(500)
    assert list(zips.glob(f"8A1-05+{LESSON}+*.zip"))
    context.close()
