"""The page “What if … the whole city?” in a real browser: by keyboard, wide and narrow, from the home page and back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from grading.app.city_page import PICTURES
from simulator.city.levers import levers, scenes
from tests.browser.conftest import Server, free_port, run_course
from tests.browser.driver import ANSWER_TIME, home
from tests.browser.test_look import faults

SIZES = ((1366, 768), (390, 844))


def whole(page: Page, width: int) -> None:
    """Nothing for axe to complain of, nothing wider than the window."""
    assert faults(page, whole=True) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def other_image(page: Page, before: str | None) -> None:
    """The picture has been drawn anew."""
    expect(page.locator(".t-image")).not_to_have_attribute("src", str(before), timeout=ANSWER_TIME)


def test_scenes_sliders_and_pictures_by_keyboard(new_page: Callable[..., Page], tmp_path: Path, pictures: Path) -> None:
    """A scene, an arrow key on every slider, every picture: the page answers, and has room for it."""
    port = free_port()
    process = run_course(["--workspace", str(tmp_path / "w")], port, tmp_path / "log.txt", "what-if")
    pictures.mkdir(parents=True, exist_ok=True)
    try:
        for width, height in SIZES:
            page = new_page(width, height)
            page.goto(f"http://127.0.0.1:{port}/")
            image, answer = page.locator(".t-image"), page.locator(".t-answer")
            image.wait_for(timeout=90_000)
            before, said = image.get_attribute("src"), answer.inner_text()
            page.locator(f".t-scene-{list(scenes())[1]}").focus()
            page.keyboard.press("Enter")
            other_image(page, before)
            assert answer.inner_text() != said
            for lever in levers().values():
                before = image.get_attribute("src")
                now = page.locator(f".t-now-{lever.id}")
                value, shown = int(page.locator(f"#t-in-{lever.id}").input_value()), now.inner_text()
                page.locator(f"#t-in-{lever.id}").focus()
                page.keyboard.press("ArrowLeft" if value == lever.high else "ArrowRight")
                expect(now).not_to_have_text(shown, timeout=ANSWER_TIME)
            for name in PICTURES:
                page.locator(f".t-picture-{name}").focus()
                page.keyboard.press("Space")
                expect(page.locator(f".t-picture-{name}")).to_have_attribute("aria-pressed", "true")
                expect(page.locator(".t-save")).to_have_attribute("download", f"{name}.svg", timeout=ANSWER_TIME)
                page.locator("summary").first.click()
                assert page.locator(".t-in-words").inner_text() == image.get_attribute("alt")
                page.screenshot(path=pictures / f"what-if-{name}-{width}.png", full_page=True)
                page.locator("summary").first.click()
                # The map has most on it: a choice of rates and a table.
                if name == "map":
                    whole(page, width)
    finally:
        process.terminate()
        process.wait(timeout=30)


def test_the_home_page_leads_there_and_back(new_page: Callable[..., Page], server: Server) -> None:
    """By the part for those who wonder; the way back is at the top."""
    page = new_page()
    home(page, server.address, "8A1", "9")
    page.locator(".t-page-neu-thi").click()
    page.locator(".t-image").wait_for(timeout=90_000)
    page.locator(".t-back").click()
    page.locator(".t-who").wait_for(timeout=90_000)
