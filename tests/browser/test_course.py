"""The course in a real browser: from the home page through every lesson to the certificate, without a command line."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from playwright.sync_api import Browser, Page, expect

from grading.lessons import LESSONS, of_course
from grading.players import Player
from grading.solutions.catalogue import SOLUTIONS
from simulator import Case
from simulator.scenario import scenarios
from simulator.worksheets.plan import plans
from tests.browser.conftest import free_port, run_course
from tests.browser.driver import ANSWER_TIME, PIN, home, requests_elsewhere
from tests.browser.hands import Hands
from tests.browser.test_look import faults

LEARNER = "8A2-03"


@pytest.fixture
def alone(tmp_path: Path):  # type: ignore[no-untyped-def]
    """A course outside any class: its address and its workspace."""
    port = free_port()
    process = run_course(["--workspace", str(tmp_path)], port, tmp_path / "log.txt")
    yield f"http://127.0.0.1:{port}/", tmp_path
    process.terminate()
    process.wait(timeout=30)


def back_home(page: Page) -> None:
    """By the lesson's own link; the same tab is known still."""
    page.get_by_role("link", name="Về trang nhà").click()
    page.locator("h2.t-who").wait_for(timeout=60_000)


def work(page: Page, workspace: Path, lesson: str, learner: str) -> None:
    """The reference solution of the lesson that is open, by hand; then every self-check gives full marks."""
    hands = Hands(page, workspace, lesson, learner)
    SOLUTIONS[lesson].play(hands) if lesson in SOLUTIONS else Player(hands).play()
    hands.whole()
    for exercise in (each for each in plans()[lesson].exercise if each.worth):
        panel = page.locator(f".t-check-{exercise.id}")
        panel.locator(".t-check").click()
        worth = f"{exercise.worth.normalize():f}".replace(".", ",")
        expect(panel.locator(".t-points")).to_have_text(f"{worth} trên {worth} điểm", timeout=ANSWER_TIME)


class Journey(NamedTuple):
    """One learner's way through the course on one page: the page, the learner's folders, requests to elsewhere."""

    page: Page
    workspace: Path
    elsewhere: list[str]


@pytest.fixture(scope="module")
def journey(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Journey]:
    """Somebody who has just come in; the tests below go on from each other, lesson by lesson."""
    folder = tmp_path_factory.mktemp("khoa")
    port = free_port()
    process = run_course(["--workspace", str(folder)], port, folder / "log.txt")
    context = chromium.new_context(viewport={"width": 1366, "height": 768}, locale="vi-VN")
    page = context.new_page()
    elsewhere = requests_elsewhere(page)
    home(page, f"http://127.0.0.1:{port}/", "8A2", "3")
    yield Journey(page, folder, elsewhere)
    context.close()
    process.terminate()
    process.wait(timeout=30)


@pytest.mark.slow
@pytest.mark.parametrize("lesson", of_course("student"))
def test_each_lesson_is_done_by_hand_from_the_home_page(journey: Journey, lesson: str, pictures: Path) -> None:
    """Opened by what the home page proposes, and done by clicking and typing alone."""
    page = journey.page
    expect(page.locator(".ct-next h3")).to_have_text(plans()[lesson].title)
    page.locator(".t-next").click()
    page.locator(".ct-desk").wait_for(timeout=60_000)
    work(page, journey.workspace, lesson, LEARNER)
    page.screenshot(path=pictures / f"lesson-{lesson[:2]}-1366.png", full_page=True)
    assert faults(page) == []
    back_home(page)


@pytest.mark.slow
def test_all_lessons_done_lead_to_the_certificate(journey: Journey, pictures: Path) -> None:
    """Made on this machine, and nothing was asked of another one on the whole way."""
    page = journey.page
    expect(page.locator(".ct-next")).to_have_count(0)
    page.locator(".t-certify").click()
    expect(page.locator(".t-certificate")).to_be_visible(timeout=ANSWER_TIME)
    expect(page.locator(".t-pdf")).to_have_attribute("href", re.compile("^data:application/pdf;base64,"))
    page.screenshot(path=pictures / "certificate.png", full_page=True)
    assert faults(page) == []
    assert journey.elsewhere == []


@pytest.mark.slow
@pytest.mark.parametrize(("width", "number"), [(1366, "5"), (390, "6")])
def test_a_lesson_beyond_the_course_is_done_by_hand(
    alone: tuple[str, Path], new_page: Callable[..., Page], pictures: Path, width: int, number: str
) -> None:
    """Found below the path, its charts shown with their words and no wider than the screen; nothing asked elsewhere."""
    address, workspace = alone
    lesson = of_course("more")[0]
    learner = f"8A2-{int(number):02d}"
    page = new_page(width, 844)
    elsewhere = requests_elsewhere(page)
    home(page, address, "8A2", number)
    page.locator(f".t-more .t-lesson-{lesson}").click()
    page.locator(".ct-desk").wait_for(timeout=60_000)
    expect(page.locator(".ct-computer")).to_have_count(0)
    work(page, workspace, lesson, learner)
    drawn = page.locator("img.ct-chart")
    expect(drawn).to_have_count(5)
    for chart in drawn.all():
        assert chart.get_attribute("alt")
        assert chart.evaluate("each => each.complete && each.naturalWidth > 0")
        assert chart.evaluate("each => each.getBoundingClientRect().right <= innerWidth")
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0
    page.screenshot(path=pictures / f"lesson-{lesson[:2]}-{width}.png", full_page=True)
    assert faults(page) == []
    assert elsewhere == []
    back_home(page)
    expect(page.locator(".t-more .ct-status").first).to_have_text("Đạt: 10 điểm")


ON_A_PHONE = ("01", "03", "06", "07")
"""Lessons that between them use every kind of screen; all nine would take CI too long."""


@pytest.mark.slow
@pytest.mark.parametrize("lesson", [each for each in LESSONS if each[:2] in ON_A_PHONE])
def test_a_lesson_is_done_by_hand_at_phone_width(
    alone: tuple[str, Path], new_page: Callable[..., Page], pictures: Path, lesson: str
) -> None:
    """One pane at a time, and nothing wider than the screen."""
    address, workspace = alone
    page = new_page(390, 844)
    elsewhere = requests_elsewhere(page)
    home(page, address, "8A2", "4")
    page.locator(f".t-lesson-{lesson}").click()
    page.locator(".ct-desk").wait_for(timeout=60_000)
    work(page, workspace, lesson, "8A2-04")
    for pane in ("task", "computer", "phone"):
        page.locator(f"#ct-tab-{pane}").click()
        assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0, pane
        page.evaluate("scrollTo(0, 0)")
        page.screenshot(path=pictures / f"lesson-{lesson[:2]}-390-{pane}.png", full_page=True)
    assert faults(page) == []
    assert elsewhere == []


def test_a_worksheet_is_answered_by_hand(
    alone: tuple[str, Path], new_page: Callable[..., Page], pictures: Path
) -> None:
    """Saved, one wrong answer told with its reason, mended; hints come one by one; all of it on a phone."""
    address, _ = alone
    page = new_page(390, 844)
    lesson = "01-dich-vu-cong-la-gi"
    home(page, address, "8A2", "3")
    page.locator(f".t-lesson-{lesson}").click()
    sheet, panel = page.locator(".t-sheet-sau-gia-dinh"), page.locator(".t-check-sau-gia-dinh")
    sheet.locator(".t-save").wait_for(timeout=60_000)
    drawn = Case.for_learner(lesson, LEARNER).sheets["sau-gia-dinh"]
    for key, item in enumerate(drawn, 1):
        answer = item.right if key > 1 else next(code for code in "abcd" if code != item.right)
        sheet.locator(f".t-q-{key}-{answer}").check()
    sheet.locator(".t-save").click()
    expect(sheet.locator(".t-notice")).to_contain_text("Đã lưu 6 trên 6 câu", timeout=ANSWER_TIME)
    panel.locator(".t-check").click()
    expect(panel.locator(".t-points")).to_have_text("2,5 trên 3 điểm", timeout=ANSWER_TIME)
    panel.locator(".t-hint").click()
    expect(panel.locator(".t-hints li")).to_have_count(1, timeout=ANSWER_TIME)
    expect(panel.get_by_role("heading", name="Gợi ý")).to_be_visible()
    sheet.locator(f".t-q-1-{drawn[0].right}").check()
    sheet.locator(".t-save").click()
    page.wait_for_function("document.querySelectorAll('[aria-busy=true]').length === 0")
    panel.locator(".t-check").click()
    expect(panel.locator(".t-points")).to_have_text("3 trên 3 điểm", timeout=ANSWER_TIME)
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0
    page.screenshot(path=pictures / "worksheet-390.png", full_page=True)
    assert faults(page) == []


@pytest.mark.parametrize(("width", "height"), [(1366, 768), (390, 844)])
def test_desk_and_exercises_are_one_press_apart(
    alone: tuple[str, Path], new_page: Callable[..., Page], pictures: Path, width: int, height: int
) -> None:
    """A bar leads to the desk, to each exercise and to the hand-in, by keyboard too, at any size of text."""
    address, _ = alone
    page = new_page(width, height)
    lesson = "03-tin-nao-that"
    home(page, address, "8A2", "3")
    expect(page.locator(".ct-jumps")).to_be_hidden()
    page.locator(f".t-lesson-{lesson}").click()
    page.locator(".t-hand-in").wait_for(timeout=60_000)
    bar = page.locator(".ct-jumps")
    titles = [f"{number}. {each.title}" for number, each in enumerate(plans()[lesson].exercise, 1)]
    names = ["Bàn luyện tập", *titles, "Nộp bài"]
    expect(bar.get_by_role("link")).to_have_count(len(names))
    for name in names:
        bar.get_by_role("link", name=name, exact=True).press("Enter")
        place = page.locator("#ban-luyen-tap") if name == names[0] else page.get_by_role("heading", name=name)
        expect(place.first).to_be_in_viewport(timeout=ANSWER_TIME)
        assert faults(page) == [], name
    page.screenshot(path=pictures / f"jumps-{width}.png")
    for size in ("1.45", "1"):
        page.locator(f'[data-size="{size}"]').click()
        assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0


def test_a_classmate_needs_the_pin(alone: tuple[str, Path], new_page: Callable[..., Page]) -> None:
    """A new tab asks; a wrong PIN is told; leaving forgets who it was; the keyboard alone goes through."""
    address, _ = alone
    home(new_page(), address, "8A2", "3")
    page = new_page()
    page.goto(address)
    page.locator(".t-class input").fill("8A2", timeout=60_000)
    page.locator(".t-no input").fill("3")
    page.keyboard.press("Enter")
    expect(page.locator(".t-pin input")).to_be_focused(timeout=ANSWER_TIME)
    page.keyboard.type("1111")
    page.keyboard.press("Enter")
    expect(page.locator(".t-fault")).to_contain_text("Mã PIN chưa đúng", timeout=ANSWER_TIME)
    page.locator(".t-pin input").fill(PIN)
    page.keyboard.press("Enter")
    page.locator("h2.t-who").wait_for(timeout=ANSWER_TIME)
    page.locator(".t-leave").click()
    expect(page.locator(".t-class")).to_be_visible(timeout=ANSWER_TIME)
    page.reload()
    expect(page.locator(".t-class")).to_be_visible(timeout=60_000)


def test_text_size_and_contrast_are_kept(alone: tuple[str, Path], new_page: Callable[..., Page]) -> None:
    """Chosen once, there on the next page; clean under axe in high contrast."""
    address, _ = alone
    page = new_page()
    home(page, address, "8A2", "3")
    page.locator('[data-size="1.2"]').click()
    page.locator("[data-contrast]").click()
    assert faults(page) == []
    page.reload()
    page.locator("h2.t-who").wait_for(timeout=60_000)
    expect(page.locator('[data-size="1.2"]')).to_have_attribute("aria-pressed", "true")
    assert page.evaluate("document.documentElement.classList.contains('ct-contrast')")
    assert page.evaluate("document.body.style.zoom") == "1.2"


@pytest.mark.slow
def test_volunteers_do_their_course_by_hand(
    alone: tuple[str, Path], new_page: Callable[..., Page], pictures: Path
) -> None:
    """Whose group begins with TNV finds the volunteers' lessons, is spoken to as a grown-up, and does all three."""
    address, workspace = alone
    page = new_page(1366, 768)
    home(page, address, "TNV1", "3")
    for lesson in of_course("volunteer"):
        expect(page.locator(".ct-next h3")).to_have_text(plans()[lesson].title)
        page.locator(".t-next").click()
        page.locator(".pt-desk").wait_for(timeout=60_000)
        work(page, workspace, lesson, "TNV1-03")
        expect(page.locator("body")).not_to_contain_text(re.compile(r"\b[Ee]m bấm"))
        page.screenshot(path=pictures / f"lesson-{lesson[:2]}-1366.png", full_page=True)
        assert faults(page) == []
        back_home(page)
    expect(page.locator(".ct-next h3")).to_have_text(scenarios()["ca-truc-1"].title)
    expect(page.locator("body")).to_contain_text("Anh/chị đã đạt 3 trên 6")
    page.screenshot(path=pictures / "home-volunteer-1366.png", full_page=True)
