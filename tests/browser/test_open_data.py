"""The page of open data in a real browser: files arrive and open, by keyboard alone, on a screen of any size."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from tests.browser.conftest import Server, free_port, run_course
from tests.browser.driver import ANSWER_TIME, home, requests_elsewhere
from tests.browser.test_teacher import through_the_door
from tests.browser.test_volunteers import SIZES, whole

FIRST = 90_000
"""Milliseconds for a page that starts a kernel and makes a city."""


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    base = tmp_path_factory.mktemp("open-data")
    port = free_port()
    process = run_course(["--workspace", str(base / "w")], port, base / "log.txt", "data")
    yield f"http://127.0.0.1:{port}/"
    process.terminate()
    process.wait(timeout=30)


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until something has the focus."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("(s) => document.activeElement.matches(s)", selector):
            return
    raise AssertionError(f"Tab never came to {selector}")


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_a_set_is_chosen_read_and_saved_by_keyboard(
    address: str, new_page: Callable[..., Page], tmp_path: Path, pictures: Path, width: int, height: int
) -> None:
    """Both kinds of file arrive, say that they are made up, and open; nothing asks another host."""
    page = new_page(width, height)
    elsewhere = requests_elsewhere(page)
    page.goto(address)
    page.locator(".t-first tbody tr").first.wait_for(timeout=FIRST)
    whole(page, width)
    tab_to(page, ".t-set-index-city")
    page.keyboard.press("Enter")
    expect(page.locator(".t-shown h2")).to_have_text("Điểm phục vụ của thành phố, từng tháng", timeout=ANSWER_TIME)
    expect(page.locator(".t-shown")).to_be_focused()
    expect(page.locator(".t-first tbody tr")).to_have_count(10)
    for kind in ("csv", "xlsx"):
        tab_to(page, f".t-save-{kind}")
        with page.expect_download(timeout=ANSWER_TIME) as download:
            page.keyboard.press("Enter")
        name = download.value.suggested_filename
        assert name == f"DU-LIEU-MO-PHONG-chi-so-766-thanh-pho.{kind}"
        expect(page.locator(".t-saved")).to_contain_text(name)
        download.value.save_as(tmp_path / name)
    read = pd.read_csv(tmp_path / "DU-LIEU-MO-PHONG-chi-so-766-thanh-pho.csv")
    book = load_workbook(tmp_path / "DU-LIEU-MO-PHONG-chi-so-766-thanh-pho.xlsx")
    assert book.worksheets[0]["A1"].value == "DỮ LIỆU MÔ PHỎNG"
    assert [row[8] for row in book["Dữ liệu"].iter_rows(min_row=2, values_only=True)] == list(read.iloc[:, 8])
    assert len(read) == 12
    first = page.locator(".t-first tbody tr").first.locator("td").nth(1).inner_text()
    assert first == str(read.iloc[0, 1])
    whole(page, width)
    pictures.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=pictures / f"open-data-{width}.png", full_page=True)
    assert elsewhere == []


def test_a_large_set_is_saved_as_csv_only(address: str, new_page: Callable[..., Page], tmp_path: Path) -> None:
    """Fifty thousand dossiers arrive whole; the page says how large, and where the spreadsheet is to be had."""
    page = new_page()
    page.goto(address)
    page.locator(".t-set-dossiers-50000").click(timeout=FIRST)
    expect(page.locator(".t-too-large")).to_contain_text("congtap data", timeout=FIRST)
    expect(page.locator(".t-save-xlsx")).to_have_count(0)
    with page.expect_download(timeout=FIRST) as download:
        page.locator(".t-save-csv").click()
    download.value.save_as(tmp_path / "x.csv")
    assert len(pd.read_csv(tmp_path / "x.csv", dtype=str)) == 50_000


def test_libreoffice_opens_a_saved_spreadsheet(address: str, new_page: Callable[..., Page], tmp_path: Path) -> None:
    """The data's sheet has the same wards; codes keep their zeros."""
    office = os.environ.get("CONGTAP_OFFICE") or shutil.which("soffice") or shutil.which("localc")
    if not office:
        missing = "LibreOffice was not found (set CONGTAP_OFFICE): nothing was opened"
        pytest.fail(missing) if os.environ.get("CI") == "true" else pytest.skip(missing)
    page = new_page()
    page.goto(address)
    page.locator(".t-save-xlsx").wait_for(timeout=FIRST)
    with page.expect_download(timeout=ANSWER_TIME) as download:
        page.locator(".t-save-xlsx").click()
    download.value.save_as(tmp_path / "phuong-xa.xlsx")
    command = [office, f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless", "--convert-to"]
    # The last number asks for every sheet, each in a file of its own.
    command += ["csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1"]
    subprocess.run(
        [*command, "--outdir", tmp_path, tmp_path / "phuong-xa.xlsx"], check=True, capture_output=True, timeout=180
    )
    data = pd.read_csv(next(tmp_path.glob("phuong-xa-D*li*u.csv")), dtype=str)
    assert len(data) == 126
    assert data.iloc[0, 0] == "00004"
    assert (tmp_path / "phuong-xa-DỮ LIỆU MÔ PHỎNG.csv").is_file()


def test_the_home_page_leads_to_the_data(server: Server, new_page: Callable[..., Page]) -> None:
    """In the same tab; going back finds the learner at home."""
    page = new_page(390, 844)
    home(page, server.address, "8A1", "9")
    page.locator(".t-page-du-lieu-mo").click()
    page.locator(".t-first tbody tr").first.wait_for(timeout=FIRST)
    page.go_back()
    page.locator(".t-who").wait_for(timeout=FIRST)


def test_the_teachers_page_leads_to_the_data(new_page: Callable[..., Page], tmp_path: Path) -> None:
    """In a tab of its own, so that the teacher's page stays as it is."""
    port = free_port()
    process = run_course([str(tmp_path / "lop")], port, tmp_path / "log.txt", "teacher")
    try:
        page = new_page()
        through_the_door(page, f"http://127.0.0.1:{port}/")
        with page.context.expect_page() as opened:
            page.locator(".t-open-data").click()
        opened.value.locator(".t-first tbody tr").first.wait_for(timeout=FIRST)
    finally:
        process.terminate()
        process.wait(timeout=30)
