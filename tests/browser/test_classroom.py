"""A room of real browsers: one laptop serves the pages and takes the work, each page runs its own portal."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from nbgrader.api import Gradebook
from playwright.sync_api import Browser, BrowserContext, Page, expect

from grading.app.site.build import build
from grading.app.site.sources import SourceError
from grading.classroom import Classroom, add_lesson, hand_out, make_class, open_class
from grading.solutions.catalogue import SOLUTIONS
from simulator import Case
from tests.browser.conftest import free_port
from tests.browser.driver import ANSWER_TIME, requests_elsewhere
from tests.browser.hands import Hands
from tests.browser.test_site import BOOT, stored

LESSON = "01-dich-vu-cong-la-gi"
PAGES = 10
RELOADED, OFFLINE, PHONE = 1, 2, 3
PASSCODE = "hoa phượng"


class Room(NamedTuple):
    """An open room: its address, its class, the process."""

    address: str
    classroom: Classroom
    process: subprocess.Popen[str]


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    """A class of twelve with one lesson out, and its room on loopback."""
    try:
        site = build(tmp_path / "trang").folder
    except SourceError as fault:
        missing = f"the browser's Python could not be fetched: {fault}"
        pytest.fail(missing) if os.environ.get("CI") == "true" else pytest.skip(missing)
    directory = tmp_path / "lop"
    make_class(directory, "8A1", PAGES + 2, key="a key for a room of browsers")
    classroom = open_class(directory)
    add_lesson(classroom, LESSON)
    hand_out(classroom, LESSON)
    command = [sys.executable, "-m", "grading.app.command", "classroom", str(directory), "--site", str(site)]
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("NBGRADER", "PYTEST"))}
    with (tmp_path / "log.txt").open("w", encoding="utf-8") as log:
        process = subprocess.Popen(
            [*command, "--address", "127.0.0.1", "--port", str(free_port()), "--json"],
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
            env=environment,
        )
        assert process.stdout is not None
        told = json.loads(process.stdout.readline())
        yield Room(told["join"][0] + "/", classroom, process)
        process.terminate()
        process.wait(timeout=60)
        process.stdout.close()


class AtRoom(Hands):
    """Hands whose journal lies in the browser's storage, for the case that the class gives."""

    def __init__(self, page: Page, folder: Path, learner: str, key: str) -> None:
        self.key = key
        self.shown = page
        super().__init__(page, folder, LESSON, learner)
        self.case = Case.for_learner(LESSON, learner, 1, key)
        self.learner.case, self.portal = self.case, type(self.portal)(self.case)

    def _read_on(self):  # type: ignore[no-untyped-def]
        content = stored(self.shown).get("/".join(self.journal.parts[-3:]))
        if content is not None:
            self.journal.parent.mkdir(parents=True, exist_ok=True)
            self.journal.write_bytes(content)
        return super()._read_on()


def joined(context: BrowserContext, address: str, number: int) -> Page:
    """Through the door and into the lesson, without a PIN: no cards were made."""
    page = context.new_page()
    page.goto(address)
    page.locator(".t-class input").wait_for(timeout=BOOT)
    page.locator(".t-class input").fill("8A1")
    page.locator(".t-no input").fill(str(number))
    page.locator(".t-enter").click()
    page.locator(f".t-lesson-{LESSON}").click(timeout=BOOT)
    page.locator(".ct-desk").wait_for(timeout=BOOT)
    return page


def scores(classroom: Classroom) -> dict[str, float]:
    """Learner to score in nbgrader's gradebook."""
    with Gradebook(classroom.coursedir.db_url, classroom.course) as gradebook:
        return {each.student.id: each.score for each in gradebook.assignment_submissions(LESSON)}


@pytest.mark.slow
@pytest.mark.whole_machine
def test_ten_browsers_from_the_door_to_the_gradebook(
    chromium: Browser, room: Room, tmp_path: Path, pictures: Path
) -> None:
    """One is reloaded, one offline for a while, one phone-sized; the wall shows them; all get full marks."""
    contexts, pages, elsewhere = [], [], []
    for number in range(1, PAGES + 1):
        size = {"width": 390, "height": 844} if number == PHONE else {"width": 1366, "height": 768}
        contexts.append(chromium.new_context(viewport=size, locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh"))
        pages.append(joined(contexts[-1], room.address, number))
        elsewhere.append(requests_elsewhere(pages[-1]))
    key = room.classroom.sheet(LESSON).key
    hands = [AtRoom(page, tmp_path / "xem", f"8A1-{n:02d}", key) for n, page in enumerate(pages, 1)]
    contexts[OFFLINE - 1].set_offline(True)
    pages[RELOADED - 1].reload()
    pages[RELOADED - 1].locator(".ct-desk").wait_for(timeout=BOOT)
    for each in hands:
        SOLUTIONS[LESSON].play(each)
        each.whole()
    expect(pages[OFFLINE - 1].locator("#ct-note")).to_contain_text("mất kết nối", timeout=ANSWER_TIME)
    wall = chromium.new_page()
    wall.goto(f"{room.address}thay-co/")
    wall.get_by_label("Mật mã", exact=True).fill(PASSCODE)
    wall.get_by_label("Nhập lại mật mã").fill(PASSCODE)
    wall.keyboard.press("Enter")
    expect(wall.locator("#seats li").filter(has_text="đang làm")).to_have_count(PAGES - 1, timeout=ANSWER_TIME)
    contexts[OFFLINE - 1].set_offline(False)
    # Nobody presses anything: what was done meanwhile is sent by itself.
    expect(pages[OFFLINE - 1].locator("#ct-note")).to_contain_text("đã nhận bài", timeout=60_000)
    expect(wall.locator("#seats li").filter(has_text="đang làm")).to_have_count(PAGES, timeout=ANSWER_TIME)
    for page in pages:
        page.locator(".t-hand-in").click()
    for page in pages:
        expect(page.locator(".t-receipt-note")).to_contain_text("Mã biên nhận", timeout=60_000)
        expect(page.locator("#ct-note")).to_contain_text("đã nhận bài", timeout=ANSWER_TIME)
    expect(wall.locator("#seats li").filter(has_text="đã chấm")).to_have_count(PAGES, timeout=120_000)
    wall.screenshot(path=pictures / "room-wall-graded.png", full_page=True)
    pages[PHONE - 1].screenshot(path=pictures / "room-phone.png")
    assert scores(room.classroom) == {f"8A1-{n:02d}": 10.0 for n in range(1, PAGES + 1)}
    assert not any(elsewhere)
    wall.close()
    for context in contexts:
        context.close()
