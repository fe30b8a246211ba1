"""A real Chromium for the tests of this folder, a course server, and a class to hand in to.

The browser reaches this machine and no other.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from filelock import ReadWriteLock
from playwright.sync_api import Browser, Page

from grading.classroom import Classroom, hand_out, make_class, open_class

HERE = Path(__file__).parent
LESSON = "00-di-mot-vong"
SCREENSHOTS = HERE / "screenshots"
MISSING = "Chromium was not found (set CONGTAP_CHROMIUM, or install Debian's chromium): the page was not tried"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # A room's computers come by plain HTTP to another one's address, which browsers trust less than their own.
    "--host-resolver-rules=MAP phong-may.example 127.0.0.1, MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(autouse=True)
def _share_of_the_machine(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A test of many browsers at once keeps others waiting, so that none of them runs out of time."""
    base = tmp_path_factory.getbasetemp()
    lock = ReadWriteLock((base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "machine.db")
    with lock.write_lock() if request.node.get_closest_marker("whole_machine") else lock.read_lock():
        yield


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """Where Chromium is; without one the test is skipped, and under CI=true it fails."""
    path = os.environ.get("CONGTAP_CHROMIUM") or shutil.which("chromium")
    if path:
        return path
    if os.environ.get("CI") == "true":
        pytest.fail(MISSING, pytrace=False)
    pytest.skip(MISSING)


@pytest.fixture(scope="session")
def chromium(chromium_path: str) -> Iterator[Browser]:
    """A running Chromium, without a window."""
    sync_api = pytest.importorskip("playwright.sync_api")
    with sync_api.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium_path, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """A fresh page in a fresh profile, in Vietnamese; errors of its scripts fail the test."""
    context = chromium.new_context(locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh")
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    context.close()
    assert errors == []


@pytest.fixture
def new_page(chromium: Browser, request: pytest.FixtureRequest) -> Iterator[Callable[..., Page]]:
    """Makes pages of a given size, each in a profile of its own, closed at the end."""
    contexts = []
    request.node.pages = []

    def make(width: int = 1366, height: int = 768) -> Page:
        size = {"width": width, "height": height}
        context = chromium.new_context(viewport=size, locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh")
        contexts.append(context)
        request.node.pages.append(context.new_page())
        return request.node.pages[-1]

    yield make
    for context in contexts:
        context.close()


class Server(NamedTuple):
    """A running course: its address, the learners' folder and the class behind it."""

    address: str
    workspace: Path
    classroom: Classroom


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def run_course(arguments: list[str], port: int, log: Path, name: str = "start") -> subprocess.Popen[bytes]:
    """Start the course, or another page of that name, and wait until it says where it is."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("NBGRADER", "PYTEST"))}
    command = [sys.executable, "-m", "grading.app.command", name, "--no-browser", "--port", str(port), *arguments]
    with log.open("wb") as out:
        process = subprocess.Popen(command, stdout=out, stderr=subprocess.STDOUT, env=environment)
    answered = False
    for _ in range(600):
        if process.poll() is not None:
            break
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/api/status", timeout=1):
                answered = True
        except urllib.error.HTTPError:
            answered = True
        except OSError:
            process_wait(process)
        if answered:
            return process
    process.kill()
    pytest.fail(f"the course did not start:\n{log.read_text(encoding='utf-8', errors='replace')[-2000:]}")


def process_wait(process: subprocess.Popen[bytes]) -> None:
    """Give a starting process a moment, unless it ends first."""
    try:
        process.wait(timeout=0.1)
    except subprocess.TimeoutExpired:
        return


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The course in Voilà, belonging to a class of nine with an exchange folder."""
    base = tmp_path_factory.mktemp("course")
    directory = base / "lop"
    make_class(directory, "8A1", 12, key="a key for the browser tests")
    classroom = open_class(directory)
    hand_out(classroom, LESSON)
    port, workspace = free_port(), base / "lam-bai"
    process = run_course(["--workspace", str(workspace), "--class", str(directory)], port, base / "log.txt")
    yield Server(f"http://127.0.0.1:{port}/", workspace, classroom)
    process.terminate()
    process.wait(timeout=30)


@pytest.fixture
def pictures() -> Path:
    """Where screenshots are kept for people to look at; not in the repository."""
    return SCREENSHOTS


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Keep a picture of every page of a test that failed."""
    report = yield
    if report.when == "call" and report.failed:
        for page in getattr(item, "pages", ()):
            if not page.is_closed():
                SCREENSHOTS.mkdir(exist_ok=True)
                page.screenshot(path=SCREENSHOTS / f"failed-{item.name[:60]}-{len(list(SCREENSHOTS.iterdir()))}.png")
    return report
