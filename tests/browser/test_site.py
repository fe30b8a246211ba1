"""The static edition in a real Chromium: the learner's Python runs in the browser, and nothing else is asked."""

from __future__ import annotations

import base64
import json
import os
import threading
import zipfile
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar, NamedTuple

import msgspec
import pytest
from playwright.sync_api import Page, expect

from grading.app.site.build import build
from grading.app.site.sources import SourceError
from grading.handin import HEADER_FILE, ZipHeader
from grading.lessons import LESSONS
from grading.players import Player, Recording
from grading.solutions.catalogue import SOLUTIONS
from simulator import Case, datasets
from simulator.journal import parse, replay
from simulator.scenario import scenarios
from tests.browser.driver import ANSWER_TIME, home, requests_elsewhere
from tests.browser.hands import Hands
from tests.browser.test_look import faults

LESSON = "00-di-mot-vong"
WORKED = "nhat-ky-01.jsonl"
BOOT = 240_000
"""Milliseconds for the browser's Python to start, on a machine with much else to do."""


class Quiet(SimpleHTTPRequestHandler):
    """A plain static server, as any would do; the site lies below a path of its own."""

    extensions_map: ClassVar = {
        **SimpleHTTPRequestHandler.extensions_map,
        ".mjs": "text/javascript",
        ".wasm": "application/wasm",
    }

    def translate_path(self, path: str) -> str:
        return super().translate_path(path.removeprefix("/truong/lop8"))

    def log_message(self, *_: object) -> None:
        """Nothing: the tests look at the pages."""


class Site(NamedTuple):
    """Where the site is served, its folder, and the server."""

    address: str
    folder: Path
    server: ThreadingHTTPServer


def served(folder: Path, port: int = 0) -> Site:
    server = ThreadingHTTPServer(("127.0.0.1", port), partial(Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return Site(f"http://127.0.0.1:{server.server_port}/truong/lop8/", folder, server)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The site, built and served."""
    folder = tmp_path_factory.mktemp("site") / "web"
    try:
        build(folder)
    except SourceError as fault:
        missing = f"the browser's Python could not be fetched: {fault}"
        pytest.fail(missing) if os.environ.get("CI") == "true" else pytest.skip(missing)
    made = served(folder)
    yield made
    made.server.shutdown()
    made.server.server_close()


STORED = """async () => {
  const done = (asked) => new Promise((found) => { asked.onsuccess = () => found(asked.result); });
  const base = await done(indexedDB.open("congtap"));
  const files = base.transaction("files").objectStore("files");
  const [names, contents] = await Promise.all([done(files.getAllKeys()), done(files.getAll())]);
  base.close();
  const text = (bytes) => bytes.length < 100000 ? btoa(String.fromCharCode(...bytes)) : "";
  return names.map((name, at) => [name, text(contents[at])]);
}"""


KEPT = f"""({STORED})().then((files) =>
  files.filter(([name, text]) => name.startsWith(".bien-dich/") && !text).length === 2)"""
"""What Python has compiled of our modules and of its own is in the browser's storage, and is of some size."""
SPOILED = """async () => {
  const done = (asked) => new Promise((found) => { asked.onsuccess = () => found(asked.result); });
  const base = await done(indexedDB.open("congtap"));
  const files = base.transaction("files", "readwrite").objectStore("files");
  for (const name of await done(files.getAllKeys()))
    if (name.startsWith(".bien-dich/")) await done(files.put(new Uint8Array(5000).fill(80), name));
  base.close();
}"""


def stored(page: Page) -> dict[str, bytes]:
    """What the browser keeps for this site."""
    return {name: base64.b64decode(text) for name, text in page.evaluate(STORED)}


class AtSite(Hands):
    """Hands whose journal lies in the browser's storage."""

    def _read_on(self):  # type: ignore[no-untyped-def]
        name = "/".join(self.journal.parts[-3:])
        content = stored(self.learner.page).get(name)
        if content is not None:
            self.journal.parent.mkdir(parents=True, exist_ok=True)
            self.journal.write_bytes(content)
        return super()._read_on()


def watched(page: Page) -> list[str]:
    """A list that fills with every fault of the page's scripts and of its worker."""
    found: list[str] = []
    page.on("pageerror", lambda fault: found.append(str(fault)))
    page.on("console", lambda line: found.append(line.text) if line.type == "error" else None)
    return found


def opened(page: Page, site: Site, klass: str, number: str, lesson: str) -> None:
    page.goto(site.address)
    page.locator(".t-class input").wait_for(timeout=BOOT)
    home(page, site.address, klass, number)
    page.locator(f".t-lesson-{lesson}").click()
    page.locator(".ct-desk").wait_for(timeout=BOOT)


@pytest.mark.slow
def test_a_lesson_is_done_by_hand_reloaded_in_the_middle_and_handed_in_as_a_file(
    site: Site, new_page: Callable[..., Page], tmp_path: Path, pictures: Path
) -> None:
    """Full marks in the page; the file that is saved holds exactly what was done; nobody else was asked."""
    page = new_page()
    elsewhere, broken = requests_elsewhere(page), watched(page)
    opened(page, site, "8A2", "3", LESSON)
    hands = AtSite(page, tmp_path, LESSON, "8A2-03")
    player = Player(hands)
    player.activation()
    page.reload()
    page.locator(".ct-desk").wait_for(timeout=BOOT)
    hands.phone_at, hands.desk_at = ("home", ""), ""
    player.filing()
    player.payment()
    player.result()
    hands.whole()
    page.screenshot(path=pictures / "site-lesson-1366.png", full_page=True)
    for exercise, worth in (("kich-hoat", 3), ("nop-ho-so", 3), ("thanh-toan", 2), ("nhan-ket-qua", 2)):
        panel = page.locator(f".t-check-{exercise}")
        panel.locator(".t-check").click()
        expect(panel.locator(".t-points")).to_have_text(f"{worth} trên {worth} điểm", timeout=ANSWER_TIME)
    with page.expect_download() as saved:
        page.locator(".t-hand-in").click()
    assert saved.value.suggested_filename.startswith(f"8A2-03+{LESSON}+")
    with zipfile.ZipFile(saved.value.path()) as bundle:
        assert bundle.read(WORKED) == hands.journal.read_bytes()
        header = msgspec.json.decode(bundle.read(HEADER_FILE), type=ZipHeader)
    assert (header.learner, header.lesson, header.data) == ("8A2-03", LESSON, datasets.fingerprint())
    assert faults(page) == []
    assert elsewhere == []
    assert broken == []


def test_what_was_done_is_stored_before_it_is_shown_and_another_tab_takes_over(
    site: Site, new_page: Callable[..., Page]
) -> None:
    """The newest tab may go on; the older one says so at its next action, and nothing is lost."""
    page = new_page()
    opened(page, site, "8A2", "4", LESSON)
    hands = AtSite(page, site.folder.parent, LESSON, "8A2-04")
    hands.learner.ask_activation(hands.learner.case.citizen.phone)
    hands.learner.sees(hands.learner.phone, "không phải số đã đăng ký")
    before = parse(stored(page)[f"8A2-04/{LESSON}/{WORKED}"])
    assert len(before.lines) == 1
    newer = page.context.new_page()
    newer.goto(page.url)
    newer.locator(".t-class input").wait_for(timeout=BOOT)
    assert newer.locator(".ct-desk").count() == 0, "an address alone opens nobody's lesson"
    opened(newer, site, "8A2", "4", LESSON)
    hands.learner.ask_activation(hands.learner.case.registered_phone)
    expect(page.locator(".ct-desk")).to_contain_text("cửa sổ", timeout=ANSWER_TIME)
    assert parse(stored(page)[f"8A2-04/{LESSON}/{WORKED}"]).lines == before.lines


def test_work_saved_to_a_file_is_gone_on_with_in_another_browser(
    site: Site, new_page: Callable[..., Page], tmp_path: Path, pictures: Path
) -> None:
    """Every byte of it; somebody else's number does not open it."""
    one, two = new_page(), new_page(390, 844)
    broken, there_broken = watched(one), watched(two)
    opened(one, site, "8A2", "5", LESSON)
    hands = AtSite(one, tmp_path, LESSON, "8A2-05")
    hands.learner.ask_activation(hands.learner.case.registered_phone)
    hands.learner.sees(hands.learner.phone, "Đã gửi mã OTP")
    one.get_by_role("link", name="Về trang nhà").click()
    with one.expect_download() as saved:
        one.locator(".t-save-work").click()
    file = tmp_path / saved.value.suggested_filename
    assert file.name.startswith("bai-8A2-05-")
    saved.value.save_as(file)
    expect(one.locator(".t-carry-said")).to_contain_text("gồm 1 bài")
    two.goto(site.address)
    two.locator(".t-class input").wait_for(timeout=BOOT)
    home(two, site.address, "8A2", "6")
    two.locator(".t-carry input").set_input_files(file)
    expect(two.locator(".t-carry-fault")).to_contain_text("bài của 8A2-05", timeout=ANSWER_TIME)
    two.locator(".t-leave").click()
    home(two, site.address, "8A2", "5")
    two.locator(".t-carry input").set_input_files(file)
    expect(two.locator(".t-carry-rows")).to_contain_text("đã mở, làm tiếp được", timeout=ANSWER_TIME)
    assert faults(two, whole=True) == []
    two.locator(".t-carry").screenshot(path=pictures / "site-carry-390.png")
    one.locator(".t-carry").screenshot(path=pictures / "site-carry-1366.png")
    name = f"8A2-05/{LESSON}/{WORKED}"
    assert stored(two)[name] == stored(one)[name]
    two.locator(f".t-lesson-{LESSON}").click()
    two.locator(".ct-desk").wait_for(timeout=BOOT)
    there = AtSite(two, tmp_path / "two", LESSON, "8A2-05")
    there.learner.newest_code("kich hoat")
    assert len(parse(stored(two)[name]).lines) > len(parse(stored(one)[name]).lines)
    assert broken == there_broken == []


def test_over_plain_http_from_another_computer_work_is_kept_all_the_same(
    site: Site, new_page: Callable[..., Page], tmp_path: Path
) -> None:
    """Browsers give such pages less: no service worker, no cryptography of their own. Nothing of that is needed."""
    page = new_page(390, 844)
    broken = watched(page)
    there = site._replace(address=site.address.replace("127.0.0.1", "phong-may.example"))
    opened(page, there, "8A2", "7", LESSON)
    assert not page.evaluate("isSecureContext")
    hands = AtSite(page, tmp_path, LESSON, "8A2-07")
    hands.learner.ask_activation(hands.learner.case.registered_phone)
    hands.learner.sees(hands.learner.phone, "Đã gửi mã OTP")
    page.reload()
    page.locator(".ct-desk").wait_for(timeout=BOOT)
    hands.learner.newest_code("kich hoat")
    assert len(parse(stored(page)[f"8A2-07/{LESSON}/{WORKED}"]).lines) == 2
    assert broken == []


def test_once_opened_it_opens_again_without_any_server(
    site: Site, new_page: Callable[..., Page], tmp_path: Path
) -> None:
    """On this machine, or over HTTPS, the browser keeps the whole site; what is damaged of it is made anew."""
    own = served(site.folder)
    page = new_page(390, 844)
    page.goto(own.address)
    page.locator(".t-class input").wait_for(timeout=BOOT)
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    # What was compiled is kept a few seconds later, and used at the next visit.
    page.wait_for_function(KEPT, timeout=BOOT)
    own.server.shutdown()
    own.server.server_close()
    page.reload()
    page.locator(".t-class input").wait_for(timeout=BOOT)
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0
    assert faults(page, whole=True) == []
    page.evaluate(SPOILED)
    page.reload()
    page.locator(".t-class input").wait_for(timeout=BOOT)
    page.wait_for_function(KEPT, timeout=BOOT)


PLAYED = """
import json, sys
from grading.app.site import inside
inside.stand_ins()
from grading.players import Player, Recording
from grading.solutions.catalogue import SOLUTIONS
from simulator import Case, datasets
def journal(lesson, learner):
    seat = Recording(Case.for_learner(lesson, learner))
    SOLUTIONS[lesson].play(seat) if lesson in SOLUTIONS else Player(seat).play()
    return seat.journal.encoded().decode()
json.dumps([sys.version_info[:2], {lesson: journal(lesson, learner) for lesson, learner in json.loads(asked)}])
"""


def test_bots_in_the_browser_write_the_journals_that_they_write_here(site: Site, new_page: Callable[..., Page]) -> None:
    """Every lesson's reference, byte for byte, by another Python on another kind of machine."""
    page = new_page()
    page.goto(site.address + "congtap.json")
    at = next(site.folder.glob("tai-*")).name
    asked = [(lesson, "TNV1-05" if lesson[0] == "2" else "8A1-05") for lesson in LESSONS if lesson in scenarios()]
    answer = page.evaluate(
        """async ([at, asked, played]) => {
          const { loadPyodide } = await import(`${at}/pyodide/pyodide.mjs`);
          const python = await loadPyodide({ indexURL: `${at}/pyodide/` });
          const code = await (await fetch(`${at}/congtap.zip`)).arrayBuffer();
          python.unpackArchive(code, "zip", { extractDir: "/congtap" });
          python.runPython("import sys; sys.path.insert(0, '/congtap')");
          python.globals.set("asked", asked);
          return python.runPython(played);
        }""",
        [f"{site.address}{at}", json.dumps(asked), PLAYED],
    )
    version, there = json.loads(answer)
    assert version >= [3, 14]
    for lesson, learner in asked:
        seat = Recording(Case.for_learner(lesson, learner))
        SOLUTIONS[lesson].play(seat) if lesson in SOLUTIONS else Player(seat).play()
        assert there[lesson].encode() == seat.journal.encoded(), lesson
        replay(parse(there[lesson].encode()), seat.portal.case)
