"""A replay step by step: what is told of each step, the desk that shows it, and that nothing in it acts."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from grading.app.look import Look
from grading.app.replaying import Replaying, StillDesk, StillPoint, where
from grading.batch import grade_class
from grading.class_file import ClassFile
from grading.classroom import Classroom, hand_out, make_class, open_class
from grading.coding.tasks import TASKS
from grading.demo import played as played_lesson
from grading.enrol import write_names
from grading.insight import course
from grading.lessons import LESSONS
from grading.players import Habits, Recording
from grading.steps import Replay, in_words
from grading.traces import LookError
from simulator import Case, Portal, actions
from simulator.portal import HANDLERS
from simulator.scenario import scenarios
from simulator.screens.pages import APPS, PAGES
from tests.grading.desk import KEY, KLASS, LEARNER, LESSON, played, put, seated


def opened(folder: Path, work: Recording | bytes) -> Replay:
    put(folder, work)
    return Replay(folder, LESSON, LEARNER, KLASS)


def test_every_step_is_told(tmp_path: Path) -> None:
    """In the order of the journal, with time, part, and the portal's own answer."""
    seat = played()
    replay = opened(tmp_path, seat)
    assert replay.count == len(seat.portal.log) == len(replay.steps)
    assert [step.outcome for step in replay.steps] == [entry.outcome for entry in seat.portal.log]
    assert replay.steps[0].text.startswith("Xin kích hoạt tài khoản với số 0")
    assert replay.steps[0].stage == "Tài khoản định danh"
    assert all("{" not in step.text and "…" not in step.text for step in replay.steps)
    assert str(replay.mark) == "10.0"


@pytest.mark.parametrize("lesson", [each for each in LESSONS if each not in TASKS])
def test_every_lesson_can_be_told(lesson: str, tmp_path: Path) -> None:
    """No step of any lesson is left with a gap in its sentence, and the desk shows each of them."""
    sheet = ClassFile.make("8A1", KEY, lesson)
    put(tmp_path, played_lesson(LEARNER, KEY, "1", 3, lesson))
    replay = Replay(tmp_path, lesson, LEARNER, sheet)
    assert replay.steps
    assert all("{" not in step.text and "…" not in step.text for step in replay.steps)
    shown = Replaying()
    shown.show(tmp_path, lesson, LEARNER, sheet)
    assert isinstance(shown.desk, StillDesk if scenarios()[lesson].point is None else StillPoint)
    for number in range(1, replay.count + 1):
        shown.vue_act({"do": "next"})
        assert shown.view["step"] == number
        assert shown.view["now"]["text"] == replay.steps[number - 1].text
    assert shown.view["end"]["exercises"]


def test_what_was_answered_on_a_worksheet_is_told(tmp_path: Path) -> None:
    """With the questions, since the desk has no worksheets; an answer left out is told as empty."""
    lesson = "01-dich-vu-cong-la-gi"
    seat = Recording(Case.for_learner(lesson, LEARNER, 1, KEY))
    seat.do(actions.FillSheet(sheet="truoc-khoa-hoc", answers={"1": "alone"}))
    put(tmp_path, seat)
    (step,) = Replay(tmp_path, lesson, LEARNER, ClassFile.make("8A1", KEY, lesson)).steps
    assert len(step.answers) == 3
    assert step.answers[0][1] not in ("alone", "để trống")
    assert [said for _, said in step.answers[1:]] == ["để trống"] * 2


def test_ids_that_are_not_there_do_not_stop_it() -> None:
    """A journal may name what its portal never had."""
    portal = Portal(Case.for_learner(LESSON, LEARNER, 1, KEY))
    for action in (
        actions.OpenMessage(message="m99"),
        actions.ReportNotice(notice="n9"),
        actions.CheckCall(call="c9"),
        actions.ScanPoster(poster="p9"),
        actions.AttachDocument(dossier="d9", slot="{x}", source="device", file="f9"),
        actions.FillSheet(sheet="{0}", answers={}),
        actions.TipOff(kind="other_thing", text="{query}"),
    ):
        assert in_words(portal, action)


def test_every_action_leads_to_a_screen_that_there_is() -> None:
    """Whatever is done has a page or an app, or is done beside the desk."""
    assert set(actions.EVERY_ACTION) == set(HANDLERS)
    for place in (where(actions.OpenMessage(message="m1")), where(actions.ScanQr(order="o1"))):
        assert place["app"] in APPS
    for place in (where(actions.SubmitDossier(dossier="d1", accept_terms=True)), where(actions.LookUp(code="x"))):
        assert place["page"] in PAGES
    assert where(actions.FillSheet(sheet="x", answers={})) == {}


@pytest.mark.parametrize(
    ("work", "said"),
    [
        (None, "chưa nộp"),
        (b"", "trống"),
        (b"noise\n", "hỏng"),
        (played(None, "8A1-08"), "8A1-08"),
        (played(key="another class's key"), "8A1"),
    ],
    ids=["nothing", "empty", "damaged", "foreign", "other class"],
)
def test_what_cannot_be_replayed_says_why(work: Recording | bytes | None, said: str, tmp_path: Path) -> None:
    """In the grader's words."""
    folder = tmp_path / LEARNER
    if work is not None:
        put(folder, work)
    with pytest.raises(LookError, match=said):
        Replay(folder, LESSON, LEARNER, KLASS)
    shown = Replaying()
    shown.show(folder, LESSON, LEARNER, KLASS)
    assert said in shown.view["fault"]
    shown.vue_act({"do": "next"})
    assert said in shown.view["fault"]


def test_one_walks_along_the_steps_and_not_beyond(tmp_path: Path) -> None:
    """First, back, next, last, and on to the next refusal."""
    put(tmp_path, played())
    shown = Replaying()
    shown.show(tmp_path, LESSON, LEARNER, KLASS)
    count = shown.view["steps"]
    seen = []
    for do in ("back", "next", "next", "back", "last", "next", "first", "next_refusal", "nonsense"):
        shown.vue_act({"do": do})
        seen.append(shown.view["step"])
    refused = next(step.number for step in Replay(tmp_path, LESSON, LEARNER, KLASS).steps if not step.outcome.ok)
    assert seen == [0, 1, 2, 1, count, count, 0, refused, refused]
    assert shown.view["now"]["ok"] is False


def test_the_desk_shows_the_learners_moment_and_never_acts(tmp_path: Path) -> None:
    """The portal after that step, at the page where it was done; pressing changes nothing, on disk neither."""
    seat, path = played(), put(tmp_path, played())
    before = path.read_bytes()
    shown = Replaying()
    shown.show(tmp_path, LESSON, LEARNER, KLASS)
    shown.vue_act({"do": "last"})
    desk = shown.desk
    assert desk.practice.portal.state == seat.portal.state
    shown.vue_act({"do": "first"})
    assert desk.practice.portal.state == Portal(seat.portal.case).state
    place = dict(desk.place)
    desk.computer.vue_act({"do": "search_procedures", "query": "x"})
    desk.phone.vue_go({"app": "bank"})
    assert desk.practice.portal.log == []
    assert desk.place == place
    names = [entry.action.name for entry in seat.portal.log]
    for _ in range(names.index("open_message") + 1):
        shown.vue_act({"do": "next"})
    assert desk.place["app"] == "messages"
    assert desk.phone.app is desk._apps["messages"]
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


# --- the page part for a class ------------------------------------------------------------


@pytest.fixture(scope="module")
def lop(tmp_path_factory: pytest.TempPathFactory) -> Classroom:
    """Three: one does all, one falls for a scam, one hands in a damaged file."""
    made = make_class(tmp_path_factory.mktemp("lop") / "lop", "8A1", 3, key=KEY)
    hand_out(made, LESSON)
    for number, habits in ((1, None), (2, Habits(falls_for_activation_scam=True))):
        learner = f"8A1-{number:02d}"
        put(made.directory / "submitted" / learner / LESSON, played(habits, learner))
    put(made.directory / "submitted" / "8A1-03" / LESSON, b"noise\n")
    grade_class(made, LESSON)
    write_names(made.directory, "8A1", {"8A1-02": "Trần Thị Bình"})
    return made


def test_a_look_at_no_class_or_at_none_that_is_there(tmp_path: Path) -> None:
    """Says so, and pressing does nothing."""
    look = Look()
    look.show(None)
    assert (look.view["klass"], look.view["fault"]) == ("", "")
    look.show(tmp_path)
    assert "không phải thư mục lớp" in look.view["fault"]
    look.vue_act({"do": "choose", "lesson": LESSON})
    assert look.view["klass"] == ""


def test_numbers_come_at_once_and_pictures_when_asked_for(lop: Classroom) -> None:
    """A click on a lesson draws nothing; each picture is drawn once, with its words."""
    look = Look()
    look.show(lop.directory)
    look.vue_act({"do": "choose", "lesson": LESSON})
    assert look.view["lesson"]["counted"] == "2 trên 3 em đã chấm"
    assert [each["src"] for each in look.pictures] == [""] * 4
    look.vue_act({"do": "draw", "lesson": LESSON, "picture": "diem"})
    drawn = look.pictures[0]["src"]
    assert drawn.startswith("data:image/svg+xml;base64,")
    assert "2 em" in look.pictures[0]["alt"]
    look.vue_act({"do": "draw", "lesson": LESSON, "picture": "diem"})
    look.vue_act({"do": "draw", "lesson": "../x", "picture": "diem"})
    assert look.pictures[0]["src"] is drawn


def test_a_class_is_read_anew_only_when_something_has_changed(
    lop: Classroom, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Coming back shows what was read and drawn; a new grading, a name, or the button for it reads again."""
    directory = tmp_path / "lop"
    shutil.copytree(lop.directory, directory)
    read: list[str] = []
    monkeypatch.setattr("grading.app.look.course", lambda *args: read.append("course") or course(*args))
    look = Look()
    look.show(directory)
    for _ in range(2):
        look.show(None)
        assert (look.view["klass"], len(read)) == ("", 1)
        look.show(directory)
        assert look.view["klass"] == "8A1"
    assert len(read) == 1
    write_names(directory, "8A1", {"8A1-01": "Nguyễn Văn An"})
    look.show(directory)
    grade_class(open_class(directory), LESSON, again=True)
    put(directory / "submitted" / "8A1-03" / LESSON, played(learner="8A1-03"))
    look.show(directory)
    before = len(read)
    assert before >= 2
    grade_class(open_class(directory), LESSON, again=True)
    look.show(directory)
    assert len(read) == before + 1
    look.vue_act({"do": "again"})
    assert len(read) == before + 2


def test_names_are_shown_only_when_asked_for(lop: Classroom) -> None:
    """The page may be on a projector."""
    look = Look()
    look.show(lop.directory)
    look.vue_act({"do": "choose", "lesson": LESSON})
    assert "Bình" not in str(look.view)
    look.vue_act({"do": "names"})
    assert "8A1-02 Trần Thị Bình" in str(look.view)
    assert [each["mark"] for each in look.view["lesson"]["learners"]][2] == "!"


def test_a_click_on_a_learner_opens_the_replay(lop: Classroom) -> None:
    """And back again; a damaged one says why; nobody outside the class can be asked for."""
    look = Look()
    look.show(lop.directory)
    look.vue_act({"do": "replay", "learner": "8A1-01"})
    assert not look.view["replaying"]
    look.vue_act({"do": "choose", "lesson": LESSON})
    look.vue_act({"do": "replay", "learner": "../8A1-01"})
    assert not look.view["replaying"]
    look.vue_act({"do": "replay", "learner": "8A1-02"})
    assert look.view["replaying"]
    assert "8A1-02" in look.replaying.view["title"]
    look.replaying.vue_act({"do": "close"})
    assert not look.view["replaying"]
    look.vue_act({"do": "replay", "learner": "8A1-03"})
    assert "hỏng" in look.replaying.view["fault"]


def test_a_practice_that_was_only_opened_is_told_so(tmp_path: Path) -> None:
    """Nothing done is no failure."""
    put(tmp_path, seated())
    shown = Replaying()
    shown.show(tmp_path, LESSON, LEARNER, KLASS)
    assert (shown.view["steps"], shown.view["end"]) == (0, None)
    assert "chưa làm bước nào" in shown.view["begin"]
