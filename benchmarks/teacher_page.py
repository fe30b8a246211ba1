"""How long a click on the teacher's page takes: every part, a lesson's marks, one learner's reasons, a replay's steps.

``python benchmarks/teacher_page.py [--learners N] [--class ROOT] [--browser]``. Without ``--class`` a folder with one
class is made: N simulated learners, eight lessons, collected and graded. Each click is made ``ROUNDS`` times; the first
also loads what it needs, and is told apart. Times are those of the kernel's answer; with ``--browser`` also those in
real Chromium, from the click to the frame that shows what was asked for. The aim is 0.3 s with 45 learners, 1 s with
999, the most that a class has.
"""

from __future__ import annotations

import argparse
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.inside_page import TIMED
from benchmarks.servers import ARGUMENTS, ROOT, _answered, chromium
from grading.app import pins
from grading.app.look import Look
from grading.app.teacher.console import SECTIONS, Console, open_console, preload
from grading.batch import grade_class
from grading.classroom import make_class, open_class
from grading.demo import played
from grading.exchange import stamp_text
from grading.handing_out import hand_out_lessons
from grading.lessons import LESSONS
from grading.tracing import prepare

KLASS, KEY, PASSCODE = "8A1", "k" * 32, "benchmark"
COURSE = tuple(LESSONS)[:8]
ROUNDS = 5
WHO = tuple(f"{KLASS}-{number:02d}" for number in range(1, ROUNDS + 1))
SHOWN = {
    "roster": ".t-roster",
    "handing": ".t-hand-out",
    "taking": ".t-collect",
    "marking": ".t-marks",
    "book": ".t-book",
    "looking": ".t-see-course",
    "classes": f".t-open-{KLASS}",
}
"""Parts of the page, and what shows that one is there."""

STEP = """
async () => {
  const place = document.querySelector(".t-place"), before = place.innerText, begun = performance.now();
  document.querySelector(".t-next").click();
  while (place.innerText === before) await new Promise((next) => requestAnimationFrame(next));
  return (performance.now() - begun) / 1000;
}
"""


def made(root: Path, learners: int) -> None:
    """A folder with one class whose work was collected and graded."""
    classroom = make_class(root / KLASS, KLASS, learners, COURSE[0], key=KEY)
    hand_out_lessons(classroom, COURSE)
    for lesson in COURSE:
        for number, learner in enumerate(classroom.learners, 1):
            folder = classroom.directory / "submitted" / learner / lesson
            folder.mkdir(parents=True)
            (folder / "nhat-ky-01.jsonl").write_bytes(played(learner, KEY, "benchmark", number, lesson))
            (folder / "timestamp.txt").write_text(stamp_text(datetime.now(UTC)), encoding="utf-8")
    classroom = open_class(classroom.directory)
    for lesson in COURSE:
        grade_class(classroom, lesson)
    prepare(classroom)


def told(name: str, times: list[float], aim: float) -> None:
    """One click: the first time, and what it takes then."""
    first, rest = times[0], times[1:] or times
    worst = max(rest)
    late = "  OVER" if worst > aim else ""
    print(f"{name:28s} first {first:.3f} s; then median {statistics.median(rest):.3f} s, longest {worst:.3f} s{late}")


def seconds(action: Callable[[], object]) -> float:
    """How long something takes."""
    begun = time.perf_counter()
    action()
    return time.perf_counter() - begun


def did(page: Console, **message: object) -> None:
    """A click, and what comes of it."""
    page.vue_act(message)
    page.jobs.wait()
    if not page.jobs.running and page.work.get("name"):
        page.vue_act({"do": "done"})
    if page.view["fault"]:
        raise SystemExit(str(page.view["fault"]))


def in_kernel(root: Path, aim: float) -> None:
    """Every click, without a browser."""
    page = open_console(root)
    look = page.look()
    page.vue_act({"do": "try", "code": PASSCODE})
    times = []
    for _ in range(ROUNDS):
        did(page, do="open", section="classes")
        times.append(seconds(lambda: did(page, do="choose", folder=KLASS)))
    told("choose the class", times, aim)
    for section in SECTIONS:
        times = []
        for _ in range(ROUNDS):
            times.append(seconds(lambda section=section: did(page, do="open", section=section)))
            did(page, do="open", section="keeping")
        told(f"open {section}", times, aim)
    did(page, do="open", section="marking")
    told("a lesson's marks", [seconds(lambda each=each: did(page, do="lesson", lesson=each)) for each in COURSE], aim)
    told("reasons of a learner", [seconds(lambda each=each: did(page, do="why", learner=each)) for each in WHO], aim)
    did(page, do="open", section="book")
    count = {"do": "count", "lesson": COURSE[1], "kind": "tx", "term": "1"}
    told("count a lesson", [seconds(lambda: did(page, **count)) for _ in range(ROUNDS)], aim)
    did(page, do="open", section="handing")
    mode = {"do": "mode", "lesson": COURSE[1], "exam": False}
    told("exam or practice", [seconds(lambda: did(page, **mode)) for _ in range(ROUNDS)], aim)
    did(page, do="open", section="looking")
    looked(look.children[0], aim)


def looked(view: Look, aim: float) -> None:
    """The clicks on the pictures of a class, and in a replay."""
    lessons, drawn, opened, steps = [], [], [], []
    for lesson in COURSE:
        lessons.append(seconds(lambda each=lesson: view.vue_act({"do": "choose", "lesson": each})))
        for each in view.pictures:
            message = {"do": "draw", "lesson": lesson, "picture": each["id"]}
            drawn.append(seconds(lambda message=message: view.vue_act(message)))
        for learner in WHO[:2]:
            message = {"do": "replay", "learner": learner}
            opened.append(seconds(lambda message=message: view.vue_act(message)))
            steps += [seconds(lambda do=do: view.replaying.vue_act({"do": do})) for do in ("next", "last", "back")]
            view.replaying.vue_act({"do": "close"})
    for name, times in (("look at a lesson", lessons), ("open a replay", opened), ("a step", steps)):
        told(name, times, aim)
    told("draw a picture", drawn, aim)


def in_browser(root: Path, aim: float) -> None:
    """The same clicks in Chromium."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "grading.app.command", "teacher", str(root), "--no-browser", "--port", str(port)]
    process = subprocess.Popen(command, cwd=ROOT, stdout=-3, stderr=-3)
    try:
        _answered(f"http://127.0.0.1:{port}/")
        with sync_playwright() as driver:
            browser = driver.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
            page = browser.new_page(viewport={"width": 1366, "height": 768})
            page.goto(f"http://127.0.0.1:{port}/", timeout=120_000)
            page.locator(".t-code input").fill(PASSCODE, timeout=120_000)
            page.keyboard.press("Enter")
            page.locator(f".t-open-{KLASS}").click(timeout=120_000)
            page.locator(".t-roster").wait_for()
            clicked_through(page, aim)
            browser.close()
    finally:
        process.terminate()
        process.wait(timeout=60)


def clicked(page: Page, click: str, wanted: str) -> float:
    """From the click to the frame that shows what is wanted, the page at rest before."""
    page.wait_for_timeout(500)
    return float(page.evaluate(TIMED, [click, wanted]))


def clicked_through(page: Page, aim: float) -> None:
    """Every part, marks, reasons, pictures and a replay."""
    kept = (".t-go-keeping", ".t-go-keeping[aria-current=page]")
    for section, wanted in SHOWN.items():
        times = []
        for _ in range(ROUNDS):
            if page.locator(kept[1]).count() == 0:
                clicked(page, *kept)
            times.append(clicked(page, f".t-go-{section}", wanted))
        told(f"open {section}", times, aim)
    clicked(page, f".t-open-{KLASS}", ".t-roster")
    clicked(page, ".t-go-marking", ".t-marks")
    pressed = ".t-lesson-{}[aria-pressed=true]"
    told("a lesson's marks", [clicked(page, f".t-lesson-{each}", pressed.format(each)) for each in COURSE[:-1]], aim)
    times = []
    for each in WHO:
        times.append(clicked(page, f".t-why-{each}", ".t-one"))
        page.locator(".t-close").click()
        page.locator(".t-one").wait_for(state="detached")
    told("reasons of a learner", times, aim)
    clicked(page, ".t-go-looking", ".t-see-course")
    seen = ".t-see-{}[aria-pressed=true]"
    told("look at a lesson", [clicked(page, f".t-see-{each}", seen.format(each)) for each in COURSE], aim)
    page.wait_for_timeout(5000)
    told("open a replay", [clicked(page, f".t-see-{WHO[0]}", ".ct-steps")], aim)
    told("a step", [float(page.evaluate(STEP)) for _ in range(ROUNDS)], aim)


def main() -> None:
    """A class there or made, then the clicks."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--learners", type=int, default=45)
    parser.add_argument("--class", dest="root", type=Path)
    parser.add_argument("--browser", action="store_true")
    options = parser.parse_args()
    aim = 0.3 if options.learners <= 45 else 1.0
    with tempfile.TemporaryDirectory() as room:
        root = options.root or Path(room)
        if not (root / KLASS).is_dir():
            begun = time.perf_counter()
            made(root, options.learners)
            print(f"{options.learners} learners, {len(COURSE)} lessons, made in {time.perf_counter() - begun:.0f} s")
        if pins.state(root) == "none":
            pins.set_passcode(root, PASSCODE)
        preload()
        in_kernel(root, aim)
        if options.browser:
            print("in Chromium:")
            in_browser(root, aim)


if __name__ == "__main__":
    main()
