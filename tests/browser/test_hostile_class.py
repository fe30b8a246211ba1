"""A class of 45 with eight lessons and everything hostile in it, by clicks alone: nothing crashes, nothing is lost."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from grading.at_work import at_work
from grading.classroom import open_class
from grading.exchange import TIMESTAMP_FILE
from tests.browser.driver import ANSWER_TIME, requests_elsewhere
from tests.browser.test_teacher import WORKING_TIME, classes, go, looked_at, through_the_door
from tests.grading import hostile

__all__ = ["classes"]


def made_from_list(page: Page, roster: Path) -> None:
    """The whole course for everybody on the list; what is odd about names is told before anything is written."""
    page.locator(".t-list-file").set_input_files(roster)
    expect(page.locator(".t-list-count")).to_have_text(f"{hostile.LEARNERS} em nhập được", timeout=ANSWER_TIME)
    notes = page.locator(".t-lines-notes")
    for said in ("không có chữ cái", "dài 201 chữ", "ký tự ẩn"):
        expect(notes).to_contain_text(said)
    page.locator(".t-make-list").click()
    expect(page.locator(".t-told")).to_contain_text("Đã tạo lớp 8A1 có 45 em", timeout=WORKING_TIME)
    shown = page.locator(".t-roster tbody tr")
    for number in (1, 2, 5, 6, 7):
        expect(shown.nth(number - 1)).to_contain_text(hostile.NAMES[number])
    expect(shown.nth(3)).to_contain_text("Lê Hoàng Yến")


def taken_in(page: Page, folder: Path, heap: Path) -> None:
    """The heap through the browser's own upload: what is no hand-in has its word, everything else is taken."""
    wanted = hostile.heap(open_class(folder), heap)
    go(page, "taking")
    page.locator(".t-heap").set_input_files(sorted(heap.iterdir()))
    expect(page.locator(".t-taken")).to_be_visible(timeout=WORKING_TIME)
    for name, kind in wanted.items():
        expect(page.locator(f".t-row-{kind}").filter(has_text=name)).not_to_have_count(0)
    expect(page.locator(".t-taken .good")).to_have_text("357 đã nhận")
    assert len(list((folder / "submitted").glob(f"*/*/{TIMESTAMP_FILE}"))) == 45 * 8 - len(hostile.OWN_MARKS)
    expect(page.locator(".t-fault")).to_have_count(0)


def told_of_another(page: Page, folder: Path) -> None:
    """While somebody else grades, the button says so and does nothing."""
    go(page, "marking")
    with at_work(folder, "grade"):
        page.locator(".t-grade").click()
        expect(page.locator(".t-fault")).to_contain_text("ở một cửa sổ khác (chấm bài, từ", timeout=ANSWER_TIME)
    expect(page.locator(".t-waiting")).to_have_text("360 bài chờ chấm")


def graded(page: Page) -> None:
    """Every lesson of everybody, and marks that nobody wrote themselves."""
    page.locator(".t-grade").click()
    expect(page.locator(".t-told")).to_contain_text("Đã chấm xong", timeout=WORKING_TIME)
    expect(page.locator(".t-waiting")).to_have_text("Không có bài mới.")
    rows = page.locator(".t-marks tbody tr")
    for lesson in hostile.COURSE:
        page.locator(f".t-lesson-{lesson}").click()
        expect(page.locator(f".t-lesson-{lesson}")).to_have_attribute("aria-pressed", "true", timeout=ANSWER_TIME)
        expect(rows).to_have_count(45)
        marks = rows.locator("td:nth-child(2)").all_inner_texts()
        assert all(mark.replace(",", "").isdigit() for mark in marks), (lesson, marks)
        assert all(0 <= float(mark.replace(",", ".")) <= 10 for mark in marks), (lesson, marks)
    page.locator(f".t-lesson-{hostile.COURSE[0]}").click()
    for number, claim in hostile.OWN_MARKS.items():
        page.locator(f".t-why-8A1-{number:02d}").click()
        expect(page.locator(".t-one h3")).to_contain_text(f"8A1-{number:02d}", timeout=ANSWER_TIME)
        expect(page.locator(".t-one")).not_to_contain_text(claim)
        expect(page.locator(".t-one li").first).to_be_visible()


def exported(page: Page, path: Path) -> None:
    """The school's spreadsheet: 45 rows, names as text, marks as numbers."""
    go(page, "book")
    with page.expect_download(timeout=WORKING_TIME) as kept:
        page.locator(".t-xlsx").click()
    kept.value.save_as(path)
    heading, *table = list(load_workbook(path).worksheets[0].iter_rows())
    first = next(place for place, cell in enumerate(heading) if str(cell.value).startswith("Bài 0"))
    assert len(table) == hostile.LEARNERS
    for number, row in enumerate(table, 1):
        assert row[2].data_type == "s"
        assert all(isinstance(cell.value, int | float) for cell in row[first : first + 8]), row[2].value
        if number in (1, 2, 5, 6, 7):
            assert row[2].value == hostile.NAMES[number]


@pytest.mark.slow
def test_a_hostile_class_from_the_list_to_the_spreadsheet(
    classes: tuple[str, Path], new_page: Callable[..., Page], pictures: Path, tmp_path: Path
) -> None:
    """Odd names, a 100 MB video, a zip around it, torn and strangers' files, marks of one's own: each is explained."""
    address, root = classes
    page = new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    elsewhere = requests_elsewhere(page)
    through_the_door(page, address)
    made_from_list(page, hostile.roster(tmp_path / "ds.xlsx"))
    looked_at(page, pictures, "hostile-roster")
    hostile.own_marks(open_class(root / "8A1"))
    taken_in(page, root / "8A1", tmp_path / "USB")
    looked_at(page, pictures, "hostile-taken")
    told_of_another(page, root / "8A1")
    looked_at(page, pictures, "hostile-busy")
    graded(page)
    looked_at(page, pictures, "hostile-marks")
    go(page, "looking")
    page.locator(f".t-see-{hostile.COURSE[0]}").click(timeout=WORKING_TIME)
    expect(page.locator(".ct-pictures img").first).to_be_visible(timeout=ANSWER_TIME)
    looked_at(page, pictures, "hostile-look")
    exported(page, tmp_path / "diem.xlsx")
    looked_at(page, pictures, "hostile-book")
    assert (errors, elsewhere) == ([], [])
