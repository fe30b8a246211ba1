"""What a learner's browser makes of its class's room: feedback that comes back, work that was moved elsewhere."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from grading.app import workspace as workspaces
from grading.app.handing import feedback_view
from grading.app.lesson import Lesson
from grading.app.progress import standings
from grading.app.room.lessons import own_sheet
from grading.app.site import door, returned
from grading.app.site.door import PASS_FILE, RoomDoor
from grading.app.workspace import Elsewhere, HandInError, Workspace
from grading.class_file import ClassFile
from grading.feedback import Feedback, Told, feedback_of, without_reasons
from grading.moved import reassigned
from grading.players import Habits, Player
from grading.results import Results
from simulator import Case, actions
from simulator.journal import parse
from tests.grading.desk import KEY, LEARNER, LESSON, graded, played, put, seated

FILE = "nhat-ky-01.jsonl"
WRONG = "8A1-05"
Answers = dict[str, tuple[int, Any]]


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace(tmp_path / "hoc")


@pytest.fixture
def feedback(tmp_path: Path) -> Feedback:
    """Of a hand-in with faults."""
    folder = tmp_path / LEARNER / LESSON
    put(folder, played(Habits(wrong_copies=True)))
    store = Results(f"sqlite:///{tmp_path / 'ket-qua.db'}")
    store.record(graded(folder), "2026-11-09 01:02:03.000000 UTC")
    return feedback_of(store.latest(LESSON)[LEARNER])


class Server:
    """Answers as the room would; nobody is there where nothing is said."""

    def __init__(self) -> None:
        self.answers: Answers = {}
        self.asked: list[str] = []

    def __call__(self, method: str, address: str, body: str, token: str) -> tuple[int, str]:
        self.asked.append(f"{method} {address}")
        status, answer = self.answers.get(address, (0, ""))
        return status, answer if isinstance(answer, str) else msgspec.json.encode(answer).decode()

    def tell(self, told: Told) -> None:
        self.answers[f"api/feedback/{LESSON}"] = (200, told)

    def admit(self, sheet: ClassFile, learner: str = LEARNER, journals: Any = None, tags: Any = None) -> None:
        answer = {"token": "x", "learner": learner, "sheets": {LESSON: own_sheet(sheet, learner)}}
        self.answers["api/join"] = (200, {**answer, "journals": {LESSON: journals or {}}, "feedback": tags or {}})


@pytest.fixture
def server() -> Server:
    return Server()


@pytest.fixture
def at_door(workspace: Workspace, server: Server, monkeypatch: pytest.MonkeyPatch) -> RoomDoor:
    """The home page of a browser in a room."""
    room = door.Room("8A1", server)
    ask = lambda at, learner, lesson: returned.ask(room, at, learner, lesson, "x")  # noqa: E731
    monkeypatch.setattr(workspaces, "elsewhere", [Elsewhere(lambda *_: pytest.fail("no hand-in"), ask)])
    return RoomDoor(workspace, room)


def enter(page: RoomDoor, learner: str = LEARNER) -> None:
    page._do({"do": "enter", "klass": "8A1", "number": learner.rpartition("-")[2]})
    assert page.view["fault"] == ""
    assert page.view["step"] == "home"


def sheet(**changed: Any) -> ClassFile:
    return msgspec.structs.replace(ClassFile.make("8A1", KEY, LESSON, learners=[WRONG, LEARNER]), **changed)


# --- feedback --------------------------------------------------------------------------


def test_feedback_comes_in_at_the_door_and_is_news_until_it_is_read(
    at_door: RoomDoor, server: Server, workspace: Workspace, feedback: Feedback
) -> None:
    """In the panel as on any computer, and the mark that counts on the home page."""
    by_hand = msgspec.structs.replace(feedback, mark="9.5", touched="Thầy/cô đã xem bài và sửa điểm.")
    server.admit(sheet(), tags={LESSON: "t1"})
    server.tell(Told("told", "t1", by_hand))
    put(workspace.folder(LEARNER, LESSON), played(Habits(wrong_copies=True)))
    enter(at_door)
    assert "9,5" in at_door.view["lessons"][0]["said"]
    assert "Bài 0" in returned.news(workspace, LEARNER)
    assert returned.news(workspace, WRONG) == returned.news(workspace, "") == ""
    shown = feedback_view(workspace, LEARNER, LESSON)
    assert (shown["tone"], shown["text"], shown["mark"]) == ("good", "", "9,5 trên 10 điểm")
    assert returned.news(workspace, LEARNER) == ""
    assert standings(workspace, LEARNER)[0].mark is not None


def test_only_what_is_new_is_fetched(
    at_door: RoomDoor, server: Server, workspace: Workspace, feedback: Feedback
) -> None:
    """By its tag; what could not be used is asked for again; what is no lesson never."""
    assert returned.wanted(workspace, LEARNER, {LESSON: "t1", "../x": "t1"}) == [LESSON]
    returned.keep(workspace, LEARNER, LESSON, msgspec.json.encode(Told("told", "t1", feedback)).decode())
    assert returned.wanted(workspace, LEARNER, {LESSON: "t1"}) == []
    assert returned.wanted(workspace, LEARNER, {LESSON: "t2"}) == [LESSON]
    server.admit(sheet(), tags={LESSON: "t2"})
    server.answers[f"api/feedback/{LESSON}"] = (200, "<html>")
    enter(at_door)
    assert returned.wanted(workspace, LEARNER, {LESSON: "t2"}) == [LESSON]


def test_the_newest_feedback_is_shown_and_a_mark_that_was_changed_replaces_the_old_one(
    workspace: Workspace, server: Server, at_door: RoomDoor, feedback: Feedback
) -> None:
    """By the hand-in's time, whichever came in first."""
    server.admit(sheet())
    enter(at_door)
    later = msgspec.structs.replace(feedback, submitted_at=feedback.submitted_at.replace(day=20), mark="7.0")  # type: ignore[union-attr]
    for tag, each in (("a", later), ("b", feedback), ("c", msgspec.structs.replace(later, mark="7.5"))):
        server.tell(Told("told", tag, each))
        shown = feedback_view(workspace, LEARNER, LESSON)
    assert shown["mark"].startswith("7,5")
    assert len(list((workspace.folder(LEARNER, LESSON) / "feedback").iterdir())) == 2


@pytest.mark.parametrize("how", ["none", "waiting", "exam", "by_hand", "bad"])
def test_why_there_is_nothing_to_read_is_said_in_words(
    workspace: Workspace, server: Server, at_door: RoomDoor, how: Any
) -> None:
    """Each in its own; only a damaged page is a fault."""
    server.admit(sheet())
    enter(at_door)
    server.tell(Told(how))
    shown = feedback_view(workspace, LEARNER, LESSON)
    assert shown["tone"] == ("bad" if how == "bad" else "calm")
    assert shown["text"] == str(HandInError("bad_feedback" if how == "bad" else f"room_{how}"))


def test_without_the_room_the_last_feedback_is_there(
    workspace: Workspace, server: Server, at_door: RoomDoor, feedback: Feedback
) -> None:
    """And it is said that it is the last one; what is older than the last hand-in is said to be so."""
    server.admit(sheet())
    enter(at_door)
    assert feedback_view(workspace, LEARNER, LESSON) == {"tone": "calm", "text": str(HandInError("room_away"))}
    server.tell(Told("older", "t", feedback))
    shown = feedback_view(workspace, LEARNER, LESSON)
    assert (shown["tone"], shown["text"]) == ("good", str(HandInError("room_older")))
    server.answers.clear()
    shown = feedback_view(workspace, LEARNER, LESSON)
    assert (shown["tone"], shown["text"]) == ("good", str(HandInError("room_away_older")))
    server.answers[f"api/feedback/{LESSON}"] = (401, {"error": "token", "text": "Em vào lại."})
    assert feedback_view(workspace, LEARNER, LESSON) == {"tone": "calm", "text": "Em vào lại."}


def test_the_open_lesson_says_where_its_feedback_is(
    workspace: Workspace, server: Server, at_door: RoomDoor, feedback: Feedback
) -> None:
    """Beside the button, until it is pressed."""
    server.admit(sheet())
    enter(at_door)
    at_door._do({"do": "open", "lesson": LESSON})
    lesson = Lesson(workspace.folder(LEARNER, LESSON))
    lesson.returned()
    panel = lesson.hand_in()
    lesson.returned()
    assert "Xem nhận xét" in panel.view["feedback"]["text"]
    server.tell(Told("told", "t", feedback))
    panel._act({"do": "feedback"})
    assert panel.view["feedback"]["mark"]


def test_an_exam_hides_the_reasons_that_came_before(
    workspace: Workspace, server: Server, at_door: RoomDoor, feedback: Feedback
) -> None:
    """Nothing while it is held back, then the mark alone."""
    server.admit(sheet())
    enter(at_door)
    server.tell(Told("told", "t", feedback))
    assert feedback_view(workspace, LEARNER, LESSON)["exercises"]
    server.tell(Told("exam"))
    assert "exercises" not in feedback_view(workspace, LEARNER, LESSON)
    server.tell(Told("told", "u", without_reasons(feedback)))
    shown = feedback_view(workspace, LEARNER, LESSON)
    assert (shown["exercises"], bool(shown["mark"])) == ([], True)


def test_what_is_no_feedback_of_this_learner_and_lesson_is_not_kept(
    workspace: Workspace, server: Server, at_door: RoomDoor, feedback: Feedback
) -> None:
    """However it looks."""
    server.admit(sheet())
    enter(at_door)
    good = json.loads(msgspec.json.encode(Told("told", "t", feedback)))
    for changed in ({"learner": WRONG}, {"lesson": "../x"}, {"mark": "<b>"}, {"graded_at": "9999-01-01T00:00:00Z"}):
        server.answers[f"api/feedback/{LESSON}"] = (200, {**good, "feedback": {**good["feedback"], **changed}})
        assert feedback_view(workspace, LEARNER, LESSON)["tone"] == "bad"
    for text in ("", "[" * 5000, "null", '{"how": "x"}'):
        server.answers[f"api/feedback/{LESSON}"] = (200, text)
        assert feedback_view(workspace, LEARNER, LESSON)["tone"] == "bad"
    assert not (workspace.folder(LEARNER, LESSON) / "feedback").exists()


# --- work that was moved ---------------------------------------------------------------


def moved(data: bytes, target: str = LEARNER) -> ClassFile:
    """The class's sheet after a journal was moved."""
    return sheet(moved=reassigned((), [parse(data)], target))


def test_what_was_moved_here_is_gone_on_with_in_its_own_case(
    at_door: RoomDoor, server: Server, workspace: Workspace
) -> None:
    """An own beginning that is longer gives way, and is kept beside."""
    seat = seated(WRONG)
    Player(seat).activation()
    data, own = seat.journal.encoded(), played().journal.encoded()
    folder = workspace.folder(LEARNER, LESSON)
    put(folder, own)
    server.admit(moved(data), journals={FILE: len(data)})
    server.answers[f"api/journal/{LESSON}/{FILE}"] = (200, data.decode())
    enter(at_door)
    assert (folder / FILE).read_bytes() == data
    assert [path.read_bytes() for path in folder.glob("*.khac-*")] == [own]
    at_door._do({"do": "open", "lesson": LESSON})
    lesson = Lesson(folder)
    assert lesson.fault == ""
    assert lesson.practice is not None
    assert lesson.practice.portal.case.digest() == Case.for_learner(LESSON, WRONG, 1, KEY).digest()
    assert lesson.learner == LEARNER
    server.asked.clear()
    enter(at_door)
    assert f"GET api/journal/{LESSON}/{FILE}" not in server.asked, "what is here is not fetched again"


def test_what_was_moved_away_is_set_aside_and_told_once(
    at_door: RoomDoor, server: Server, workspace: Workspace
) -> None:
    """The next one at this number begins afresh."""
    data = played(learner=WRONG).journal.encoded()
    folder = workspace.folder(WRONG, LESSON)
    put(folder, data)
    server.admit(moved(data), WRONG)
    enter(at_door, WRONG)
    assert "số 07" in at_door.view["restored"]
    assert not (folder / FILE).exists()
    assert [path.read_bytes() for path in folder.glob("*.da-chuyen-*")] == [data]
    enter(at_door, WRONG)
    assert at_door.view["restored"] == ""


@pytest.mark.parametrize("name", [FILE, "nhat-ky-01.da-chuyen-1"])
def test_what_was_done_here_before_the_browser_heard_of_the_move_goes_along(
    at_door: RoomDoor, server: Server, workspace: Workspace, name: str
) -> None:
    """It goes on with what the room has; anything else stays where it is."""
    seat = seated(WRONG)
    Player(seat).activation()
    data = seat.journal.encoded()
    seat.do(actions.SignOut(after=2))
    more, other = seat.journal.encoded(), played().journal.encoded()
    old = workspace.folder(WRONG, LESSON)
    old.mkdir(parents=True)
    (old / name).write_bytes(more)
    (old / "nhat-ky-01.da-chuyen-2").write_bytes(other)
    (old / "nhat-ky-01.da-chuyen-3").write_bytes(more + b"{torn")
    server.admit(moved(data), journals={FILE: len(data)})
    server.answers[f"api/journal/{LESSON}/{FILE}"] = (200, data.decode())
    enter(at_door)
    assert (workspace.folder(LEARNER, LESSON) / FILE).read_bytes() == more
    assert (old / name).read_bytes() == more


def test_what_was_moved_back_is_set_aside_where_it_was_moved_to(
    at_door: RoomDoor, server: Server, workspace: Workspace
) -> None:
    """The sheet says nothing of it any more."""
    data = played(learner=WRONG).journal.encoded()
    put(workspace.folder(LEARNER, LESSON), data)
    server.admit(sheet())
    enter(at_door)
    assert "số 05" in at_door.view["restored"]
    assert not (workspace.folder(LEARNER, LESSON) / FILE).exists()


def test_own_work_stays_where_others_were_moved(at_door: RoomDoor, server: Server, workspace: Workspace) -> None:
    """The real owner of the wrong number keeps what was begun afresh."""
    data, seat = played(learner=WRONG).journal.encoded(), seated(WRONG)
    for _ in range(4):
        seat.do(actions.SignOut(after=2))
    put(workspace.folder(WRONG, LESSON), seat)
    put(workspace.folder(WRONG, LESSON), b"{torn", 2)
    server.admit(moved(data), WRONG)
    enter(at_door, WRONG)
    assert at_door.view["restored"] == ""
    assert len(list(workspace.folder(WRONG, LESSON).glob("nhat-ky-*.jsonl"))) == 2
    assert (workspace.root / WRONG / PASS_FILE).is_file()
