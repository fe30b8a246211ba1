"""The same lesson in JupyterLab, where a notebook is run by hand."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from grading.app.workspace import Workspace
from simulator import Case
from tests.browser.conftest import LESSON, free_port, run_course
from tests.browser.driver import Learner, requests_elsewhere

TOKEN = "a-token-for-the-lab-test"


@pytest.fixture
def lab(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """JupyterLab on a workspace with one learner's lesson."""
    workspace = tmp_path / "lam-bai"
    Workspace(workspace).prepare("8A1-01", LESSON)
    monkeypatch.setenv("JUPYTER_TOKEN", TOKEN)
    monkeypatch.setenv("JUPYTER_CONFIG_DIR", str(tmp_path / "config"))
    monkeypatch.setenv("JUPYTERLAB_WORKSPACES_DIR", str(tmp_path / "workspaces"))
    port = free_port()
    process = run_course(["--lab", "--workspace", str(workspace)], port, tmp_path / "log.txt")
    yield f"http://127.0.0.1:{port}/"
    process.terminate()
    process.wait(timeout=30)


def test_the_lesson_works_in_jupyterlab(lab: str, new_page: Callable[..., Page], pictures: Path) -> None:
    """Run all cells: the desk answers, the account is activated, the self-check counts it."""
    page = new_page()
    elsewhere = requests_elsewhere(page)
    page.goto(f"{lab}lab/tree/8A1-01/{LESSON}/di-mot-vong.ipynb?token={TOKEN}")
    page.locator(".jp-Notebook .jp-Cell").first.click(timeout=60_000)
    page.locator(".jp-Notebook-ExecutionIndicator[data-status=idle]").wait_for(timeout=240_000)
    page.get_by_role("menuitem", name="Chạy", exact=True).click()
    page.locator(".lm-Menu-item[data-command='runmenu:run-all']").click()
    learner = Learner(page, Case.for_learner(LESSON, "8A1-01"))
    learner.phone.wait_for(timeout=240_000)
    learner.ask_activation(learner.case.registered_phone)
    learner.sees(learner.phone, "Đã gửi mã OTP")
    learner.judge("example")
    learner.activate()
    learner.phone.scroll_into_view_if_needed()
    learner.picture(pictures, "lab")
    assert learner.self_check("kich-hoat") == "3 trên 3 điểm"
    expect(page.locator(".t-check-kich-hoat")).to_contain_text("Em kích hoạt")
    assert elsewhere == []
