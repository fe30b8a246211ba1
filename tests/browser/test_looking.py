"""A teacher looks at a class in a real browser: pictures, who needs help, and one learner's replay step by step."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import Page, expect

from grading.batch import grade_class
from grading.classroom import hand_out, make_class
from grading.players import Habits
from tests.browser.conftest import LESSON, free_port, run_course
from tests.browser.driver import ANSWER_TIME
from tests.browser.test_look import faults
from tests.grading.desk import KEY, played, put

CELL = "from pathlib import Path\nfrom grading.app.look import Look\n\nlook = Look()\nlook.show(Path({path!r}))\nlook"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A graded class of four, and a notebook that looks at it."""
    base = tmp_path_factory.mktemp("looking")
    lop = make_class(base / "lop", "8A1", 4, key=KEY)
    hand_out(lop, LESSON)
    careless, early = Habits(falls_for_activation_scam=True), Habits(stops_after="activation")
    for number, habits in ((1, None), (2, careless), (3, early)):
        learner = f"8A1-{number:02d}"
        put(lop.directory / "submitted" / learner / LESSON, played(habits, learner))
    put(lop.directory / "submitted" / "8A1-04" / LESSON, b"noise\n")
    grade_class(lop, LESSON)
    workspace, port = base / "lam-bai", free_port()
    workspace.mkdir()
    cell = nbformat.v4.new_code_cell(CELL.format(path=str(lop.directory)))
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    notebook = nbformat.v4.new_notebook(cells=[cell], metadata={"kernelspec": kernel, "title": "Nhìn cả lớp"})
    nbformat.write(notebook, workspace / "nhin.ipynb")
    process = run_course(["--workspace", str(workspace)], port, base / "log.txt")
    yield f"http://127.0.0.1:{port}/voila/render/nhin.ipynb"
    process.terminate()
    process.wait(timeout=30)


@pytest.mark.parametrize(("width", "height"), [(1366, 768), (390, 844)])
def test_a_teacher_looks_and_clicks_through_to_a_replay(
    address: str, new_page: Callable[..., Page], pictures: Path, width: int, height: int
) -> None:
    """Four pictures with words, a click on a learner, every step shown, and nothing in the desk can be pressed."""
    page = new_page(width, height)
    page.set_default_timeout(ANSWER_TIME)
    page.goto(address, timeout=120_000)
    page.locator(f".t-see-{LESSON}").click(timeout=90_000)
    expect(page.locator(".ct-pictures img")).to_have_count(4, timeout=ANSWER_TIME)
    assert all("em" in (image.get_attribute("alt") or "") for image in page.locator(".ct-pictures img").all())
    assert faults(page, whole=True) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width

    page.locator(".t-help-8A1-02").click()
    bar = page.locator(".ct-steps")
    expect(bar.locator(".t-place")).to_contain_text("Bước 0 trên")
    bar.locator(".t-next").click()
    expect(bar.locator(".t-did")).to_contain_text("Xin kích hoạt tài khoản")
    expect(page.locator(".ct-still .ct-computer")).to_be_visible()
    focus = "button => { button.focus(); return document.activeElement === button; }"
    assert page.locator(".ct-still button").first.evaluate(focus) is False
    assert faults(page, whole=True) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    pictures.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=pictures / f"replay-{width}.png", full_page=True)

    bar.locator(".t-last").click()
    expect(page.locator(".t-end")).to_contain_text("Máy chấm:")
    assert faults(page, whole=True) == []
    page.locator(".t-replay-close").click()
    page.locator(".ct-learners .t-see-8A1-04").click()
    expect(page.locator(".t-replay-fault")).to_contain_text("hỏng")
