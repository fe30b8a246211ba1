"""A whole shift at the support point in a real browser: by mouse, by keyboard alone, and looked at."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from grading.app.workspace import Workspace
from simulator import Case, Portal
from simulator.journal import parse, replay
from simulator.point import conduct, queue, reference
from simulator.point.personas import incidents, moves, personas
from simulator.shift import Shift
from simulator.storage import journal_path
from tests.browser.conftest import Server, free_port, run_course
from tests.browser.driver import ANSWER_TIME, home
from tests.browser.test_look import faults

pytestmark = pytest.mark.browser
SCENARIO = "ca-truc-1"
QUIET = "document.querySelectorAll('[aria-busy=true]').length === 0"
FOCUSED = "(where) => document.activeElement !== document.body && document.activeElement.matches(where)"
SIZES = {"1366-768": (1366, 768), "1080-1920": (1080, 1920), "390-844": (390, 844)}


class Volunteer:
    """Somebody at the desk of a shift; ``reach`` is how they get at what they press."""

    def __init__(self, page: Page, workspace: Path, learner: str, scenario: str = SCENARIO) -> None:
        page.emulate_media(reduced_motion="reduce")
        self.page, self.case = page, Case.for_learner(scenario, learner)
        self.journal = journal_path(workspace / learner / scenario, 1)

    @property
    def portal(self) -> Portal:
        """The shift as it is written down."""
        written = self.journal.read_bytes() if self.journal.exists() else b""
        return replay(parse(written), self.case) if written else Portal(self.case)

    @property
    def shift(self) -> Shift:
        """What is known of the shift by what is written down."""
        shift = self.portal.state.shift
        assert shift is not None
        return shift

    def press(self, where: str) -> None:
        """Press what stands there, and wait for the answer."""
        self.reach(where)
        self.page.wait_for_function(QUIET)

    def reach(self, where: str) -> None:
        """With the mouse."""
        self.page.locator(where).first.click(timeout=ANSWER_TIME)

    def look_for(self, text: str) -> None:
        """Type into the kiosk's search box."""
        self.page.locator(".t-query").fill(text)

    def make(self, move: str, about: str) -> None:
        """One move: its group, then the option."""
        self.press(f".t-group-{moves()[move].group}")
        named = about.replace(".", "-").replace("=", "-")
        if move == "choose":
            self.look_for(about)
            self.press(".t-search")
        kind = {"choose": ".t-choose", "fill": ".t-fill", "scan": ".t-scan"}.get(move, f".t-do-{move}")
        self.press(kind + (f"-{named}" if about else ""))

    def meet(self) -> None:
        """Whatever has come up, in its right way."""
        for each in self.shift.incidents:
            if not each.way:
                right = next(name for name, way in incidents()[each.kind].ways.items() if not way.cost)
                self.press(f".t-incident-{each.id} .t-way-{right}")

    def serve(self) -> None:
        """Whoever is at the desk, by the reference; what the kiosk cannot do now is tried again."""
        visit = self.shift.visit(self.shift.serving)
        assert visit is not None
        for move, about in reference.visit(personas()[visit.persona]):
            for _ in range(60):
                self.make(move, about)
                last = self.portal.log[-1].outcome
                if last.ok:
                    break
                # A line that is down comes back with time, which listening takes.
                self.meet()
                self.make("listen", "")
            assert last.ok, last
            self.meet()

    def work(self) -> Shift:
        """The whole shift."""
        while self.shift.over < 0:
            self.meet()
            if queue.waiting(self.shift) and queue.is_open(self.portal.state):
                self.press(".t-call")
                expect(self.page.locator(".t-visitor")).to_be_visible(timeout=ANSWER_TIME)
                self.serve()
            else:
                self.press(".t-wait")
                if not self.portal.log[-1].outcome.ok:
                    self.press(".t-end")
        return self.shift


class KeyboardVolunteer(Volunteer):
    """Somebody without a mouse."""

    def reach(self, where: str) -> None:
        """With the tabulator, and Enter."""
        self._to(where)
        self.page.keyboard.press("Enter")

    def look_for(self, text: str) -> None:
        """Key by key."""
        self._to(".t-query")
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(text)

    def _to(self, where: str) -> None:
        self.page.locator(where).first.wait_for(timeout=ANSWER_TIME)
        for _ in range(150):
            if self.page.evaluate(FOCUSED, where):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"{where} is not reached by the keyboard")


def opened(server: Server, page: Page, learner: str, scenario: str = SCENARIO) -> None:
    """The page of a shift."""
    Workspace(server.workspace).practise(learner, scenario)
    page.goto(f"{server.address}voila/render/{learner}/{scenario}/truc-diem.ipynb")
    page.locator(".pt-desk").wait_for(timeout=60_000)


def look(page: Page, pictures: Path, name: str) -> None:
    """Kept for people to look at; nothing sticks out, and axe finds nothing."""
    pictures.mkdir(exist_ok=True)
    page.screenshot(path=pictures / f"point-{name}.png", full_page=True)
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, f"{name} is {wide} pixels too wide"
    assert faults(page) == [], name


@pytest.mark.parametrize(("kind", "learner"), [(Volunteer, "TNV-01"), (KeyboardVolunteer, "TNV-02")])
def test_a_whole_shift_is_worked_without_a_fault(
    kind: type[Volunteer], learner: str, server: Server, new_page: Callable[..., Page], pictures: Path
) -> None:
    """Everybody who came was served, every rule was kept: the journal replays to a hundred, and the page says it."""
    page = new_page()
    opened(server, page, learner)
    volunteer = kind(page, server.workspace, learner)
    shift = volunteer.work()
    assert [visit.how for visit in shift.visits] == [personas()[visit.persona].ends[0] for visit in shift.visits]
    assert [line for visit in shift.visits for line in conduct.broken(visit)] == []
    assert conduct.shift_score(shift) == 100
    expect(page.locator(".t-shift-score")).to_have_text("100/100 điểm", timeout=ANSWER_TIME)
    look(page, pictures, f"over-{learner}")


@pytest.mark.parametrize("size", SIZES)
def test_the_desk_is_clean_and_fits(size: str, server: Server, new_page: Callable[..., Page], pictures: Path) -> None:
    """Before the first call, with somebody at the desk and the kiosk in use, and after a visit that went badly."""
    learner = f"TNV-{10 + list(SIZES).index(size)}"
    page = new_page(*SIZES[size])
    opened(server, page, learner)
    volunteer = Volunteer(page, server.workspace, learner)
    look(page, pictures, f"{size}-begin")
    volunteer.press(".t-call")
    for move in ("greet", "ask_need", "ask_papers", "take_papers", "sign_out"):
        volunteer.make(move, "")
    expect(page.locator(".t-notice.bad")).to_be_visible(timeout=ANSWER_TIME)
    volunteer.press(".t-group-kiosk")
    look(page, pictures, f"{size}-visit")
    volunteer.make("end", "health")
    expect(page.locator(".t-last .t-rule").first).to_be_visible(timeout=ANSWER_TIME)
    look(page, pictures, f"{size}-back")


def test_two_practise_on_one_machine(server: Server, new_page: Callable[..., Page], pictures: Path) -> None:
    """The role card, the machine handed back, nobody answering on the screen, four questions afterwards."""
    page, scenario = new_page(), "ca-truc-hai-nguoi"
    opened(server, page, "TNV-20", scenario)
    volunteer = Volunteer(page, server.workspace, "TNV-20", scenario)
    volunteer.press(".t-call")
    expect(page.locator(".t-give-back")).to_be_visible(timeout=ANSWER_TIME)
    look(page, pictures, "card")
    volunteer.press(".t-give-back")
    volunteer.make("greet", "")
    expect(page.locator(".t-talk li")).to_have_count(1)
    volunteer.make("end", "come_back")
    look(page, pictures, "asking")
    for question in ("greeted", "understood", "secret", "again"):
        volunteer.press(f".t-tell-{question}-yes")
    expect(page.locator(".t-last")).to_be_visible(timeout=ANSWER_TIME)
    assert volunteer.shift.visits[0].felt == dict.fromkeys(("greeted", "understood", "secret", "again"), "yes")


def test_a_shift_is_chosen_at_the_entrance(server: Server, new_page: Callable[..., Page]) -> None:
    """Under a heading of its own, and it opens at the point's desk."""
    page = new_page()
    home(page, server.address, "8A1", "11")
    page.locator(".t-free summary").click()
    expect(page.locator(".t-free")).to_contain_text("Trực điểm hỗ trợ")
    page.locator(".t-practice-ca-truc-2").click()
    page.locator(".pt-desk .t-call").wait_for(timeout=60_000)


def test_the_kiosk_command_opens_a_shift(tmp_path: Path, new_page: Callable[..., Page]) -> None:
    """No door and no home page: the address that it says leads to the shift of the level."""
    port, log = free_port(), tmp_path / "log.txt"
    process = run_course(["--workspace", str(tmp_path / "ws"), "--level", "2"], port, log, "kiosk")
    try:
        page = new_page(1080, 1920)
        page.goto(next(word for word in log.read_text(encoding="utf-8").split() if word.startswith("http")))
        page.locator(".pt-desk .t-call").wait_for(timeout=60_000)
        assert "/ca-truc-2/" in page.url
    finally:
        process.terminate()
        process.wait(timeout=30)
