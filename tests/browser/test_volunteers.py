"""The pages of those who send volunteers: how many helpers a point needs, and a class's results with its rota."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from grading.classroom import make_class
from grading.volunteers import Bot
from simulator.case import Case
from tests.browser.conftest import free_port, run_course
from tests.browser.driver import ANSWER_TIME
from tests.browser.test_look import faults
from tests.browser.test_teacher import through_the_door
from tests.grading.desk import KEY, put

SIZES = ((1366, 768), (390, 844))


def whole(page: Page, width: int) -> None:
    """Nothing for axe to complain of, nothing wider than the window."""
    assert faults(page, whole=True) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_sliders_redraw_the_queue_by_keyboard(new_page: Callable[..., Page], tmp_path: Path, pictures: Path) -> None:
    """Fewer helpers by the arrow key: another number, another answer, another picture."""
    port = free_port()
    process = run_course(["--workspace", str(tmp_path / "w")], port, tmp_path / "log.txt", "helpers")
    try:
        for width, height in SIZES:
            page = new_page(width, height)
            page.goto(f"http://127.0.0.1:{port}/")
            page.locator(".t-preset-ha_dinh").click(timeout=90_000)
            expect(page.locator(".t-now-helpers")).to_have_text("6 người", timeout=ANSWER_TIME)
            before, picture = page.locator(".t-answer").inner_text(), page.locator(".t-queue").get_attribute("src")
            page.locator("#t-in-helpers").focus()
            page.keyboard.press("ArrowLeft")
            expect(page.locator(".t-now-helpers")).to_have_text("5 người", timeout=ANSWER_TIME)
            assert page.locator(".t-answer").inner_text() != before
            expect(page.locator(".t-queue")).not_to_have_attribute("src", str(picture))
            whole(page, width)
            pictures.mkdir(parents=True, exist_ok=True)
            page.screenshot(path=pictures / f"helpers-{width}.png", full_page=True)
    finally:
        process.terminate()
        process.wait(timeout=30)


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_a_coordinator_sees_results_and_rota(
    new_page: Callable[..., Page], tmp_path: Path, pictures: Path, width: int, height: int
) -> None:
    """The part is offered where there are shifts; the rota changes with the number of slots; a file is made."""
    made = make_class(tmp_path / "lop" / "TNV", "TNV", 3, key=KEY)
    for learner, skill in (("TNV-01", 1.0), ("TNV-02", 0.0)):
        bot = Bot(Case.for_learner("ca-truc-1", learner, 1, KEY), skill, learner)
        bot.work()
        put(made.directory / "submitted" / learner / "ca-truc-1", bot.seat)
    port = free_port()
    process = run_course([str(tmp_path / "lop")], port, tmp_path / "log.txt", "teacher")
    try:
        page = new_page(width, height)
        through_the_door(page, f"http://127.0.0.1:{port}/")
        expect(page.locator(".t-go-volunteers")).to_have_count(0)
        page.locator(".t-open-TNV").click()
        page.locator(".t-go-volunteers").click(timeout=ANSWER_TIME)
        expect(page.locator(".t-volunteers tbody tr")).to_have_count(3, timeout=ANSWER_TIME)
        expect(page.locator(".t-rota tbody tr").first).to_contain_text("TNV-02")
        page.locator(".t-slots").fill("5")
        page.keyboard.press("Tab")
        expect(page.locator(".t-rota tbody tr")).to_have_count(5, timeout=ANSWER_TIME)
        whole(page, width)
        with page.expect_download(timeout=ANSWER_TIME) as download:
            page.locator(".t-xlsx").click()
        assert download.value.suggested_filename.endswith(".xlsx")
        expect(page.locator(".t-told")).to_contain_text(".xlsx")
        pictures.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=pictures / f"coordinator-{width}.png", full_page=True)
    finally:
        process.terminate()
        process.wait(timeout=30)
