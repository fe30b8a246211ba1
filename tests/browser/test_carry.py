"""The home page of an installed course: work is saved to a file, and opened from one."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from grading.app.carrying import bring
from grading.app.workspace import Workspace
from simulator import actions
from simulator.practice import Practice
from tests.browser.conftest import LESSON, Server
from tests.browser.driver import ANSWER_TIME, home
from tests.browser.test_look import faults

NUMBERS = {"1366-768": "11", "390-844": "12"}
SIZES = {"1366-768": (1366, 768), "390-844": (390, 844)}


@pytest.fixture
def learner(size: str, server: Server) -> Iterator[str]:
    """A learner of whom nothing is on this computer, before and after: others are tried on it, too."""
    found = f"8A1-{NUMBERS[size]}"
    shutil.rmtree(server.workspace / found, ignore_errors=True)
    yield found
    shutil.rmtree(server.workspace / found, ignore_errors=True)


@pytest.mark.parametrize("size", SIZES)
def test_work_is_saved_and_opened_on_the_home_page(
    size: str, learner: str, server: Server, new_page: Callable[..., Page], pictures: Path, tmp_path: Path
) -> None:
    """By the keyboard; the file opens elsewhere; here it says what it would change, and changes it when told to."""
    folder = server.workspace / learner / LESSON
    Workspace(server.workspace).prepare(learner, LESSON)
    seat = Practice(folder, LESSON, learner, server.classroom.sheet(LESSON).key)
    seat.do(actions.PassTime())
    page = new_page(*SIZES[size])
    home(page, server.address, "8A1", NUMBERS[size])
    with page.expect_download() as saved:
        page.locator(".t-save-work").press("Enter")
    file = tmp_path / saved.value.suggested_filename
    saved.value.save_as(file)
    assert [row.result for row in bring(Workspace(tmp_path / "two"), learner, file.read_bytes())] == ["taken"]
    expect(page.locator(".t-carry-said")).to_contain_text("gồm 1 bài")
    page.locator(".t-carry").screenshot(path=pictures / f"carry-saved-{size}.png")
    # Other work in the lesson meanwhile, as if the file came from elsewhere.
    seat.file.path.unlink()
    Practice(folder, LESSON, learner, seat.class_key).do(actions.CallHotline())
    with page.expect_file_chooser() as asked:
        page.locator(".t-bring-work").press("Enter")
    asked.value.set_files(file)
    expect(page.locator(".t-carry-rows")).to_contain_text("máy này có bài làm khác", timeout=ANSWER_TIME)
    page.locator(".t-carry").screenshot(path=pictures / f"carry-differs-{size}.png")
    assert faults(page) == []
    page.locator(".t-carry-choice").press("Enter")
    expect(page.locator(".t-carry-rows")).to_contain_text("đã dùng bản trong tệp", timeout=ANSWER_TIME)
    expect(page.locator(".t-carry-choice")).to_have_count(0)
    assert list(folder.glob("nhat-ky-01.khac-*"))
    (tmp_path / "tep-la.zip").write_bytes(b"a letter home")
    page.locator(".t-carry input").set_input_files(tmp_path / "tep-la.zip")
    expect(page.locator(".t-carry-fault")).to_contain_text("không có bài của Cổng Tập", timeout=ANSWER_TIME)
