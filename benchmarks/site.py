"""The lessons in a browser's own Python, beside the same lessons from our server and from stock Voilà, in one run.

``python benchmarks/site.py [RUNS]`` prints the median seconds from the address to the first field that can be used,
for a browser that has never been here and for one that comes back, and from a press to its answer, for the static
edition; then the first page of our course and of stock Voilà, which run Python on the server. Needs Chromium.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import threading
import time
from contextlib import ExitStack
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

from playwright.sync_api import BrowserContext, Page, sync_playwright
from servers import ARGUMENTS, chromium, prepared, served

from grading.app.site.build import build

FIELD = ".t-class input"
READING = 5
"""Seconds between two pages."""
STAY = 15
"""Seconds that the first visit lasts."""
PRESSES = 8
ANSWERED = """([from, to]) => new Promise((found) => {
  const begun = performance.now();
  const done = () => found((performance.now() - begun) / 1000);
  const look = () => requestAnimationFrame(document.querySelector(to) ? done : look);
  document.querySelector(from).click();
  look();
})"""
"""Presses one thing and waits, a frame at a time, until another is on the screen; gives the seconds."""


class Plain(SimpleHTTPRequestHandler):
    """Any static server."""

    extensions_map: ClassVar = SimpleHTTPRequestHandler.extensions_map | {
        ".mjs": "text/javascript",
        ".wasm": "application/wasm",
    }

    def log_message(self, *_: object) -> None:
        """Nothing."""


def opened(context: BrowserContext, address: str) -> tuple[Page, float]:
    """A page whose first field can be used, and how long that took."""
    time.sleep(READING)
    page = context.new_page()
    begun = time.perf_counter()
    page.goto(address)
    page.locator(FIELD).wait_for(timeout=180_000)
    return page, time.perf_counter() - begun


def presses(page: Page) -> list[float]:
    """Into a lesson; then apps of the phone are opened and left, each answered by Python."""
    page.locator(FIELD).fill("8A1")
    page.locator(".t-no input").fill("7")
    page.locator(".t-enter").click()
    for name in ("pin", "again"):
        page.locator(f".t-{name} input").fill("4826")
    page.locator(".t-pin-new").click()
    page.locator(".t-next").click()
    page.locator(".t-app-identity").wait_for(timeout=60_000)
    found = []
    for _ in range(PRESSES):
        found.append(page.evaluate(ANSWERED, [".t-app-identity", ".ct-phone .t-number"]))
        found.append(page.evaluate(ANSWERED, [".ct-phone .t-home", ".t-app-identity"]))
    return found


def main(runs: int) -> None:
    """Build, serve, take turns, print."""
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        begun = time.perf_counter()
        built = build(Path(folder) / "web")
        took = time.perf_counter() - begun
        print(f"built in {took:.1f} s: {built.size / 1e6:.1f} MB, first page {built.first / 1e6:.1f} MB")
        plain = ThreadingHTTPServer(("127.0.0.1", 9780), partial(Plain, directory=str(built.folder)))
        threading.Thread(target=plain.serve_forever, daemon=True).start()
        root = prepared(Path(folder) / "voila")
        servers = [stack.enter_context(served(n, root, port)) for port, n in enumerate(("ours", "stock Voilà"), 9781)]
        driver = stack.enter_context(sync_playwright())
        browser = driver.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        times: dict[str, list[float]] = {"first": [], "again": [], "press": [], **{s.name: [] for s in servers}}
        for _ in range(runs):
            context = browser.new_context(viewport={"width": 1366, "height": 768})
            page, took = opened(context, "http://127.0.0.1:9780/")
            times["first"].append(took)
            page.evaluate("navigator.serviceWorker.ready.then(() => true)")
            # Nobody leaves within seconds; what was compiled is kept meanwhile, a little at a time.
            time.sleep(STAY)
            page.close()
            page, took = opened(context, "http://127.0.0.1:9780/")
            times["again"].append(took)
            times["press"] += presses(page)
            context.close()
            for server in servers:
                context = browser.new_context(viewport={"width": 1366, "height": 768})
                times[server.name].append(opened(context, server.address("cua-vao.ipynb"))[1])
                context.close()
        browser.close()
        plain.shutdown()
        for name, each in times.items():
            print(f"{name}: median {statistics.median(each):.2f} s, at most {max(each):.2f} s (n={len(each)})")
        stock, first, again = (statistics.median(times[name]) for name in ("stock Voilà", "first", "again"))
        print(f"first page: {first / stock:.2f} of stock Voilà's, again {again / stock:.2f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
