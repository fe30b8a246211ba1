"""How long from a click to the changed screen inside a lesson's page, beside the least that a page of Voilà can take.

``python benchmarks/inside_page.py [ROUNDS]``. Real Chromium, a new learner's lesson each round; the baseline is
one plain ipywidgets button that changes one label, at stock Voilà with a notebook of its own, in the same run,
turn by turn. Time is taken inside the page, from the click to the frame that shows what was asked for. What the
course aims at is 0.3 s. Printed for each click: median, 95th percentile, and the ratio to the baseline's median.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
from pathlib import Path

import nbformat
from playwright.sync_api import Page, sync_playwright
from servers import ARGUMENTS, chromium, prepared, served

from grading.app.workspace import Workspace

AIM = 0.3
LESSON = "01-dich-vu-cong-la-gi"
WIDGET = """
import ipywidgets as w
button, label = w.Button(description="bấm"), w.Label("0")
button.on_click(lambda _: setattr(label, "value", str(int(label.value) + 1)))
w.VBox([button, label])
"""
TIMED = """
async ([click, wanted]) => {
  const seen = () => [...document.querySelectorAll(wanted)].some((found) => found.getClientRects().length > 0);
  if (seen()) throw new Error("there already: " + wanted);
  const begun = performance.now();
  document.querySelector(click).click();
  while (!seen()) {
    if (performance.now() - begun > 20000) throw new Error("never came: " + wanted);
    await new Promise((next) => requestAnimationFrame(next));
  }
  return (performance.now() - begun) / 1000;
}
"""
COUNTED = """
async () => {
  const label = document.querySelector(".widget-label"), before = label.textContent, begun = performance.now();
  document.querySelector(".widget-button").click();
  while (label.textContent === before) await new Promise((next) => requestAnimationFrame(next));
  return (performance.now() - begun) / 1000;
}
"""
ROUND = (
    ("open an app on the phone", ".t-app-messages", ".ct-phone .t-home"),
    ("back to the phone's apps", ".ct-phone .t-home", ".t-app-messages"),
    ("search for procedures", ".t-search", ".t-result"),
    ("open a procedure's page", ".t-result", ".ct-computer table.ct-table"),
    ("back to the search", ".ct-computer .v-btn--variant-text", ".t-result"),
    ("save a worksheet", ".t-sheet-doc-trang .t-save", ".t-sheet-doc-trang .t-notice"),
    ("look how far one is", ".t-check-doc-trang .t-check", ".t-check-doc-trang .t-points"),
)
"""What it is, what is clicked, what has to be seen then."""


def _fresh(page: Page, address: str) -> None:
    """The page of somebody who has done nothing yet, at rest, with what has to be typed or ticked."""
    page.goto(address, timeout=120_000)
    page.locator(".t-sheet-truoc-sau .t-save").wait_for(timeout=120_000)
    page.locator(".t-query input").first.fill("khai sinh")
    page.locator(".t-sheet-doc-trang .t-q-1-a").check()
    page.wait_for_timeout(3000)


def main(rounds: int) -> None:
    """Both servers, turn by turn."""
    took: dict[str, list[float]] = {name: [] for name, _, _ in ROUND}
    least: list[float] = []
    with tempfile.TemporaryDirectory() as mine, tempfile.TemporaryDirectory() as plain:
        workspace = Workspace(prepared(Path(mine)))
        notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(WIDGET)])
        notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
        nbformat.write(notebook, Path(plain) / "nut.ipynb")
        with (
            served("ours", workspace.root, 9775) as ours,
            served("stock Voilà", Path(plain), 9776) as stock,
            sync_playwright() as driver,
        ):
            browser = driver.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
            lesson, button = (browser.new_page(viewport={"width": 1366, "height": 768}) for _ in "ab")
            button.goto(stock.address("nut.ipynb"), timeout=120_000)
            button.locator(".widget-button").wait_for(timeout=120_000)
            for number in range(1, rounds + 1):
                workspace.prepare(f"8A1-{number:02d}", LESSON)
                _fresh(lesson, ours.address(f"8A1-{number:02d}/{LESSON}/dich-vu-cong-la-gi.ipynb"))
                for name, click, wanted in ROUND:
                    least.append(button.evaluate(COUNTED))
                    took[name].append(lesson.evaluate(TIMED, [click, wanted]))
            browser.close()
    base = statistics.median(least)
    print(f"baseline, a plain button at stock Voilà: {_said(least)}")
    for name, each in took.items():
        print(f"{name:26s} {_said(each)}, ratio {statistics.median(each) / base:.1f}")
    whole = [second for each in took.values() for second in each]
    met = sum(second <= AIM for second in whole) / len(whole)
    print(f"{'all':26s} {_said(whole)}, ratio {statistics.median(whole) / base:.1f}; {met:.0%} within {AIM} s")


def _said(seconds: list[float]) -> str:
    late = sorted(seconds)[min(len(seconds) - 1, int(0.95 * len(seconds)))]
    return f"median {statistics.median(seconds):.3f} s, 95th percentile {late:.3f} s (n={len(seconds)})"


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10)
