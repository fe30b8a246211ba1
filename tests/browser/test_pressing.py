"""One press is one action, however hastily it is pressed."""

from __future__ import annotations

import json
from collections.abc import Callable

from playwright.sync_api import Page, expect

from grading.players import Player
from simulator.practice import Practice
from tests.browser.conftest import LESSON, Server
from tests.browser.driver import Learner, enter


def at_step_four(server: Server, page: Page, learner: str) -> Learner:
    """Everything is filled in, and the computer shows the submit button."""
    practice = Practice(server.workspace / learner / LESSON, LESSON, learner, server.classroom.sheet(LESSON).key)
    player = Player(practice)
    player.activation()
    player.filing()
    enter(page, server.address, *learner.split("-"))
    hands = Learner(page, practice.case)
    hands.menu("Hồ sơ của tôi")
    hands.press(hands.computer, "continue")
    hands.computer.locator(".t-terms input").check()
    return hands


def done(server: Server, learner: str, action: str) -> int:
    """How often an action stands in the journal."""
    lines = (server.workspace / learner / LESSON / "nhat-ky-01.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line)["action"]["do"] for line in lines[1:]].count(action)


def read_a_message(learner: Learner) -> None:
    """Once it is open, everything that was pressed before it has been answered."""
    learner.app("messages")
    learner.phone.locator(".t-sms").first.click()
    expect(learner.phone.locator(".t-bubble")).to_be_visible()


def test_a_double_click_acts_once_and_its_good_news_stays(server: Server, new_page: Callable[..., Page]) -> None:
    """Submitting, confirming, signing out: a real mouse's double click is one action each."""
    page = new_page()
    learner = at_step_four(server, page, "8A1-10")
    learner.computer.locator(".t-submit").dblclick()
    learner.sees(learner.computer, "Đã tạo mã QR")
    learner.app("bank")
    learner.press(learner.phone, "scan")
    learner.sees(learner.phone, "hết hiệu lực")
    learner.submit()
    learner.press(learner.phone, "scan")
    learner.sees(learner.phone, "Đã đọc mã QR")
    learner.phone.locator(".t-confirm").dblclick()
    learner.sees(learner.phone, "gửi hồ sơ thành công")
    learner.computer.get_by_role("button", name="Đăng xuất").dblclick()
    learner.sees(learner.computer, "Em đã đăng xuất")
    read_a_message(learner)
    times = [done(server, "8A1-10", action) for action in ("submit_dossier", "confirm_transfer", "sign_out")]
    assert times == [2, 1, 1]
    expect(learner.computer.locator(".ct-notice").first).to_contain_text("Em đã đăng xuất")


def test_the_same_press_counts_again_only_after_its_answer(server: Server, new_page: Callable[..., Page]) -> None:
    """An impatient second press while the first is under way is none; after the answer it is one."""
    page = new_page()
    learner = at_step_four(server, page, "8A1-11")
    twice = "button => { button.click(); button.click(); }"
    learner.computer.locator(".t-submit").evaluate(twice)
    learner.sees(learner.computer, "Đã tạo mã QR")
    learner.app("bank")
    learner.press(learner.phone, "scan")
    learner.sees(learner.phone, "hết hiệu lực")
    learner.computer.locator(".t-submit").evaluate(twice)
    learner.sees(learner.computer, "Đã tạo mã QR")
    read_a_message(learner)
    assert done(server, "8A1-11", "submit_dossier") == 2
