"""How long until a page answers: our course against stock Voilà with the same notebooks, in the same run.

``python benchmarks/open_page.py [RUNS]`` prints the median seconds of both and their ratio, for the home page and
for a lesson: from the address to the first field or desk that can be used. Stock is ``voila`` with its own
template and every browser extension that is installed; runs of both alternate, with the time in between that
somebody reads a page before opening the next. Needs Chromium.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright
from servers import ARGUMENTS, chromium, prepared, served

from grading.app.workspace import Workspace

READING = 10
"""Seconds between two pages."""
LESSON, LEARNER = "00-di-mot-vong", "8A1-01"
PAGES = {
    "home page": ("cua-vao.ipynb", ".t-class input"),
    "lesson": (f"{LEARNER}/{LESSON}/di-mot-vong.ipynb", ".ct-desk .t-home, .ct-desk .ct-apps"),
}


def _open(browser: Browser, address: str, wanted: str) -> float:
    """Seconds from the address to what can be used, in a fresh profile."""
    context = browser.new_context(viewport={"width": 1366, "height": 768})
    page = context.new_page()
    begun = time.perf_counter()
    page.goto(address)
    page.locator(wanted).first.wait_for(timeout=120_000)
    took = time.perf_counter() - begun
    context.close()
    return took


def main(runs: int) -> None:
    """Start both servers, take turns, print."""
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        root = prepared(Path(folder))
        Workspace(root).prepare(LEARNER, LESSON)
        servers = [
            stack.enter_context(served(name, root, port)) for port, name in enumerate(("ours", "stock Voilà"), 9771)
        ]
        driver = stack.enter_context(sync_playwright())
        browser = driver.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        for name, (path, wanted) in PAGES.items():
            times: dict[str, list[float]] = {server.name: [] for server in servers}
            for _ in range(runs):
                for server in servers:
                    time.sleep(READING)
                    times[server.name].append(_open(browser, server.address(path), wanted))
            mine, theirs = (statistics.median(each) for each in times.values())
            print(f"{name}: ours {mine:.2f} s, stock Voilà {theirs:.2f} s, ratio {mine / theirs:.2f} (n={runs})")
        browser.close()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
