"""How long until a page answers: our course against stock Voilà with the same notebooks, in the same run.

``python benchmarks/open_page.py [RUNS]`` prints the median seconds of both and their ratio, for the home page and
for a lesson: from the address to the first field or desk that can be used. Stock is ``voila`` with its own
template and every browser extension that is installed; runs of both alternate, with the time in between that
somebody reads a page before opening the next. Needs Chromium.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from grading.app.workspace import Workspace  # noqa: E402

READING = 10
"""Seconds between two pages."""
LESSON, LEARNER = "00-di-mot-vong", "8A1-01"
PAGES = {
    "home page": ("cua-vao.ipynb", ".t-class input"),
    "lesson": (f"{LEARNER}/{LESSON}/di-mot-vong.ipynb", ".ct-desk .t-home, .ct-desk .ct-apps"),
}


def _ready(address: str) -> None:
    for _ in range(300):
        try:
            urllib.request.urlopen(address, timeout=2).close()
        except (urllib.error.URLError, OSError) as fault:
            if isinstance(fault, urllib.error.HTTPError):
                return
            time.sleep(0.2)
        else:
            return
    raise SystemExit(f"nobody answers at {address}")


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
    chromium = os.environ.get("CONGTAP_CHROMIUM") or shutil.which("chromium")
    with tempfile.TemporaryDirectory() as folder:
        workspace = Workspace(Path(folder))
        subprocess.run(
            [
                sys.executable,
                "-c",
                f"from grading.app.start import prepare; from pathlib import Path; prepare(Path({folder!r}))",
            ],
            check=True,
            cwd=ROOT,
        )
        workspace.prepare(LEARNER, LESSON)
        bin_ = Path(sys.executable).parent
        ours = [
            sys.executable,
            "-m",
            "grading.app.command",
            "start",
            "--no-browser",
            "--workspace",
            folder,
            "--port",
            "9771",
        ]
        stock = [str(bin_ / "voila"), folder, "--port=9772", "--no-browser", "--Voila.ip=127.0.0.1"]
        servers = [subprocess.Popen(line, cwd=ROOT, stdout=-3, stderr=-3) for line in (ours, stock)]
        try:
            for port in (9771, 9772):
                _ready(f"http://127.0.0.1:{port}/")
            with sync_playwright() as driver:
                browser = driver.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
                for name, (path, wanted) in PAGES.items():
                    times: dict[int, list[float]] = {9771: [], 9772: []}
                    for _ in range(runs):
                        for port, took in times.items():
                            time.sleep(READING)
                            took.append(_open(browser, f"http://127.0.0.1:{port}/voila/render/{path}", wanted))
                    mine, theirs = (statistics.median(each) for each in times.values())
                    sys.stdout.write(
                        f"{name}: ours {mine:.2f} s, stock Voilà {theirs:.2f} s, ratio {mine / theirs:.2f} (n={runs})\n"
                    )
                browser.close()
        finally:
            for server in servers:
                server.terminate()
                server.wait(timeout=30)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
