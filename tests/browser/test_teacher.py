"""The teacher's page in a real browser: from the school's list to the school's spreadsheet, without a command line."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page, WebSocketRoute, expect

from grading.batch import grade_class
from grading.checks import failed, say
from grading.classroom import open_class
from grading.demo import make_demo, played
from grading.exchange import TIMESTAMP_FILE
from grading.lessons import LESSONS
from grading.results import Results
from simulator.case import FIRST_LESSON
from tests.browser.conftest import free_port, run_course
from tests.browser.driver import ANSWER_TIME, requests_elsewhere
from tests.browser.test_look import faults
from tests.grading.lists import school_list

PASSCODE = "hoa phượng"
WORKING_TIME = 120_000
NAMES = ("Nguyễn Văn An", '=1+1 Trần, "Bình"', "Lê Hoàng Yến Nhi", "Phạm Minh Đức")

DROP = """
([selector, files]) => {
  const carried = new DataTransfer();
  for (const [name, data] of files) {
    carried.items.add(new File([Uint8Array.from(atob(data), (c) => c.charCodeAt(0))], name));
  }
  const how = { dataTransfer: carried, bubbles: true, cancelable: true };
  document.querySelector(selector).dispatchEvent(new DragEvent("drop", how));
}
"""


@pytest.fixture
def classes(tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """A running teacher's page without a class: its address and its folder."""
    port, root = free_port(), tmp_path / "lop"
    process = run_course([str(root)], port, tmp_path / "log.txt", "teacher")
    yield f"http://127.0.0.1:{port}/", root
    process.terminate()
    process.wait(timeout=30)


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """A running teacher's page with a class of four, graded by a release whose last check let nobody through."""
    port, root = free_port(), tmp_path / "lop"
    classroom = make_demo(root / "8A1", 4, "1")
    checks = LESSONS[FIRST_LESSON]
    last = list(checks)[-1]
    checks._all[last.id] = msgspec.structs.replace(last, version=9, function=lambda _: failed(say("still_in")))
    try:
        grade_class(classroom, FIRST_LESSON)
    finally:
        checks._all[last.id] = last
    process = run_course([str(root)], port, tmp_path / "log.txt", "teacher")
    yield f"http://127.0.0.1:{port}/", root
    process.terminate()
    process.wait(timeout=30)


def through_the_door(page: Page, address: str) -> None:
    page.goto(address)
    page.locator(".t-code input").fill(PASSCODE, timeout=90_000)
    if page.locator(".t-again").count():
        page.locator(".t-again input").fill(PASSCODE)
    page.keyboard.press("Enter")
    page.locator(".tc-nav").wait_for(timeout=ANSWER_TIME)


def go(page: Page, section: str) -> None:
    page.locator(f".t-go-{section}").click()
    expect(page.locator(f".t-go-{section}")).to_have_attribute("aria-current", "page", timeout=ANSWER_TIME)


def drop(page: Page, selector: str, files: dict[str, bytes]) -> None:
    """Drop files on a place, as from the desktop."""
    packed = [[name, base64.b64encode(data).decode()] for name, data in files.items()]
    page.locator(selector).wait_for()
    page.evaluate(DROP, [selector, packed])


def looked_at(page: Page, pictures: Path, name: str) -> None:
    page.mouse.move(0, 0)
    page.screenshot(path=pictures / f"teacher-{name}.png", full_page=True)
    assert faults(page) == [], name
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0, name


def make_class(page: Page, roster: Path, look: Callable[[str], None]) -> None:
    """Through the list of the school to the class with its first lesson, then its second lesson."""
    expect(page.locator(".t-empty")).to_contain_text("Chưa có lớp nào")
    look("empty")
    page.locator(".t-list-file").set_input_files(roster)
    expect(page.locator(".t-list-count")).to_have_text("4 em nhập được", timeout=ANSWER_TIME)
    look("list")
    page.locator(".t-list-all").uncheck()
    page.locator(".t-make-list").click()
    expect(page.locator(".t-told")).to_contain_text("Đã tạo lớp 8A1", timeout=WORKING_TIME)
    expect(page.locator(".t-roster tbody tr").nth(1)).to_contain_text(NAMES[1])
    look("roster")
    go(page, "handing")
    page.locator(".t-lesson-01-dich-vu-cong-la-gi").check()
    page.locator(".t-hand-out").click()
    expect(page.locator(".t-told")).to_contain_text("Đã phát: Bài 1", timeout=WORKING_TIME)
    look("handing")


def take_in(page: Page, folder: Path, look: Callable[[str], None]) -> None:
    """Three learners' work under names that say nothing, an empty file, and the work of nobody in the class."""
    key = open_class(folder).sheet(FIRST_LESSON).key
    heap = {f"ban sao ({number}).bin": played(f"8A1-0{number}", key, "1", number) for number in (1, 2, 3)}
    heap |= {"trong.jsonl": b"", "=1+1.jsonl": played("8A1-09", key, "1", 9)}
    go(page, "taking")
    drop(page, ".tc-drop", heap)
    expect(page.locator(".t-row-taken")).to_have_count(3, timeout=WORKING_TIME)
    expect(page.locator(".t-row-stranger")).to_contain_text("8A1-09")
    expect(page.locator(".t-row-empty")).to_contain_text("trong.jsonl")
    look("taken")
    assert len(list((folder / "submitted").glob(f"*/*/{TIMESTAMP_FILE}"))) == 3


def grade(page: Page, look: Callable[[str], None]) -> None:
    """One button, the table, and one learner's reasons."""
    go(page, "marking")
    expect(page.locator(".t-waiting")).to_have_text("3 bài chờ chấm")
    page.locator(".t-grade").click()
    expect(page.locator(".t-told")).to_contain_text("Đã chấm xong", timeout=WORKING_TIME)
    page.locator(f".t-lesson-{FIRST_LESSON}").click()
    expect(page.locator(".t-marks tbody tr").nth(3)).to_contain_text("chưa làm", timeout=ANSWER_TIME)
    page.locator(".t-why-8A1-01").click()
    expect(page.locator(".t-one")).to_be_focused(timeout=ANSWER_TIME)
    expect(page.locator(".t-one li").first).to_be_visible()
    look("why")


@pytest.mark.slow
@pytest.mark.parametrize(("width", "height"), [(1366, 768), (390, 844)])
def test_from_the_schools_list_to_the_schools_spreadsheet(
    classes: tuple[str, Path],
    new_page: Callable[..., Page],
    pictures: Path,
    tmp_path: Path,
    width: int,
    height: int,
) -> None:
    """A class of four: list in, lessons out, files dropped, graded, read, exported; each part readable and whole."""
    address, root = classes
    page = new_page(width, height)
    elsewhere = requests_elsewhere(page)

    def look(name: str) -> None:
        looked_at(page, pictures, f"{name}-{width}")

    page.goto(address)
    page.locator(".t-again input").wait_for(timeout=90_000)
    look("door")
    through_the_door(page, address)
    make_class(page, school_list(tmp_path / "ds.xlsx", NAMES), look)
    take_in(page, root / "8A1", look)
    grade(page, look)
    go(page, "looking")
    look("looking")
    go(page, "book")
    with page.expect_download(timeout=WORKING_TIME) as kept:
        page.locator(".t-xlsx").click()
    kept.value.save_as(tmp_path / "diem.xlsx")
    look("book")
    table = list(load_workbook(tmp_path / "diem.xlsx").worksheets[0].values)
    assert [row[2] for row in table[1:]] == list(NAMES)
    assert [isinstance(row[3], int | float) for row in table[1:]] == [True, True, True, False]
    go(page, "keeping")
    look("keeping")
    assert elsewhere == []


def put_a_name_right(page: Page, look: Callable[[str], None]) -> None:
    """Names are put right in their row by keyboard; a refused one stays in its field."""
    page.locator(".t-edit-8A1-02").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".t-name")).to_be_focused()
    page.keyboard.type("12")
    page.keyboard.press("Enter")
    expect(page.locator(".t-fault")).to_contain_text("chưa phải một họ tên", timeout=ANSWER_TIME)
    expect(page.locator(".t-name")).to_have_value("12")
    look("rename")
    page.locator(".t-name").fill("Trần Thị Bình")
    page.keyboard.press("Enter")
    expect(page.locator(".t-roster tbody tr").nth(1)).to_contain_text("Trần Thị Bình", timeout=ANSWER_TIME)
    expect(page.locator(".t-edit-8A1-02")).to_be_focused()


def give_longer(page: Page, look: Callable[[str], None]) -> None:
    """A date for the class, three days more for one learner, taken back and given again."""
    go(page, "handing")
    expect(page.locator(".t-no-due")).to_be_visible()
    page.locator(f".t-due-{FIRST_LESSON}").fill("2026-12-01T17:00")
    page.locator(f".t-due-{FIRST_LESSON}").blur()
    page.locator(".t-extend-learner").fill("2", timeout=ANSWER_TIME)
    page.locator(".t-extend-days").fill("3")
    page.keyboard.press("Enter")
    expect(page.locator(".t-extensions li")).to_contain_text("thứ Sáu 04/12, 17 giờ", timeout=ANSWER_TIME)
    look("extension")
    page.locator(".t-unextend-8A1-02").click()
    expect(page.locator(".t-no-extension")).to_be_visible(timeout=ANSWER_TIME)


def ask_for_a_receipt(page: Page, folder: Path, look: Callable[[str], None]) -> None:
    """A code that nothing has, then a pupil's."""
    digest = Results(open_class(folder).results_url).latest(FIRST_LESSON)["8A1-01"].digest
    go(page, "taking")
    page.locator(".t-receipt-code input").fill("000000")
    page.keyboard.press("Enter")
    expect(page.locator(".t-receipt-none")).to_be_visible(timeout=WORKING_TIME)
    page.locator(".t-receipt-code input").fill(digest[:12])
    page.keyboard.press("Enter")
    expect(page.locator(".t-receipt-found .ct-status")).to_have_text("đang được tính", timeout=WORKING_TIME)
    expect(page.locator(".t-receipt-found")).to_be_focused()
    look("receipt")


def grade_again(page: Page, look: Callable[[str], None]) -> None:
    """The preview names who changes and why; only then it is kept, and both marks are there."""
    go(page, "marking")
    page.locator(".t-preview").click()
    expect(page.locator(".t-regrade")).to_be_focused(timeout=WORKING_TIME)
    page.locator(".t-regrade summary").first.click()
    look("regrade")
    page.locator(".t-keep").click()
    expect(page.locator(".t-told")).to_contain_text("Đã chấm xong", timeout=WORKING_TIME)
    expect(page.locator(".t-regrade")).to_have_count(0)
    page.locator(".t-why-8A1-01").click()
    page.locator(".t-history-open").click(timeout=ANSWER_TIME)
    expect(page.locator(".t-history")).to_be_focused(timeout=ANSWER_TIME)
    expect(page.locator(".t-history tbody tr")).to_have_count(2)
    look("history")


@pytest.mark.slow
@pytest.mark.parametrize(("width", "height"), [(1366, 768), (390, 844)])
def test_what_goes_wrong_in_a_year_is_put_right_on_the_page(
    demo: tuple[str, Path], new_page: Callable[..., Page], pictures: Path, width: int, height: int
) -> None:
    """A wrong name, a late learner, a receipt, an older release's marks; each part readable and whole."""
    address, root = demo
    page = new_page(width, height)

    def look(name: str) -> None:
        looked_at(page, pictures, f"{name}-{width}")

    through_the_door(page, address)
    page.locator(".t-open-8A1").click()
    go(page, "roster")
    put_a_name_right(page, look)
    give_longer(page, look)
    ask_for_a_receipt(page, root / "8A1", look)
    grade_again(page, look)
    go(page, "looking")
    expect(page.locator(".t-picture-diem img")).to_be_visible(timeout=WORKING_TIME)
    look("pictures")


@pytest.mark.slow
def test_what_takes_long_says_in_words_what_it_is(
    demo: tuple[str, Path], new_page: Callable[..., Page], pictures: Path
) -> None:
    """Held back on its way, an action is told in a live region, and no longer when its answer has come."""
    address, _ = demo
    page = new_page()
    held: list[WebSocketRoute] = []
    kept: list[str | bytes] = []
    through = [True]

    def hold(route: WebSocketRoute) -> None:
        server = route.connect_to_server()
        held.append(server)
        route.on_message(lambda message: server.send(message) if through[0] else kept.append(message))

    page.route_web_socket("**/channels**", hold)
    through_the_door(page, address)
    region = page.locator(".t-doing")
    expect(region).to_have_attribute("aria-live", "polite")
    expect(region).to_have_text("")
    through[0] = False
    page.locator(".t-open-8A1").click()
    expect(region).to_have_text("Đang mở lớp…", timeout=ANSWER_TIME)
    looked_at(page, pictures, "doing-1366")
    through[0] = True
    for message in kept:
        held[-1].send(message)
    expect(page.locator(".t-marks, .t-roster")).to_be_visible(timeout=ANSWER_TIME)
    expect(region).to_have_text("")


def test_the_keyboard_alone_makes_a_class(classes: tuple[str, Path], new_page: Callable[..., Page]) -> None:
    """Door, name, number, Enter: nobody needs a mouse; a reload of the tab asks for no passcode again."""
    address, root = classes
    page = new_page()
    page.goto(address)
    expect(page.locator(".t-code input")).to_be_focused(timeout=90_000)
    page.keyboard.type(PASSCODE)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSCODE)
    page.keyboard.press("Enter")
    page.locator(".tc-nav").wait_for(timeout=ANSWER_TIME)
    for _ in range(30):
        page.keyboard.press("Tab")
        if page.evaluate("!!document.activeElement.closest('.t-new-class')"):
            break
    page.keyboard.type("8A2")
    page.keyboard.press("Tab")
    page.keyboard.type("3")
    page.keyboard.press("Enter")
    expect(page.locator(".t-told")).to_contain_text("Đã tạo lớp 8A2 có 3 em", timeout=WORKING_TIME)
    assert len(open_class(root / "8A2").learners) == 3
    page.reload()
    page.locator(".t-open-8A2").wait_for(timeout=90_000)
    page.locator(".t-leave").click()
    page.locator(".t-door").wait_for(timeout=ANSWER_TIME)
    page.reload()
    page.locator(".t-door .t-code").wait_for(timeout=90_000)
