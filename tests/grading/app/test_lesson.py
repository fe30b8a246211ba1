"""A lesson's page without a browser: frame, self-check, handing in, and what can go wrong."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import pytest
from jupyter_server.base.websocket import WebSocketMixin

from grading.app.entrance import open_entrance
from grading.app.lesson import Lesson, SilentLesson, open_lesson
from grading.app.panels import HandInPanel
from grading.app.start import EXTENSIONS, lab_arguments, prepare, quiet_lab, voila_settings
from grading.app.workspace import Place, Workspace, copy_notebooks, default_root
from grading.batch import grade_class
from grading.class_file import write_class
from grading.classroom import Classroom, add_learners, hand_out, make_class
from grading.feedback import MAX_PAGE
from grading.players import Habits, Player
from tests.grading.desk import KLASS, LEARNER, LESSON

NOTEBOOK = "di-mot-vong.ipynb"
on_posix = pytest.mark.skipif(sys.platform == "win32", reason="nbgrader has no exchange on Windows")


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home folder of the test's own, for the machine's key."""
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("USERPROFILE", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A learner's folder with the lesson's notebook."""
    return Workspace(tmp_path / "lam-bai").prepare(LEARNER, LESSON).parent


def played(lesson: Lesson, habits: Habits | None = None) -> None:
    """Do the whole lesson."""
    assert lesson.practice is not None
    Player(lesson.practice, habits).play()


def test_the_frame_names_learner_attempt_and_class(folder: Path) -> None:
    """In a class folder the class is named, outside it the practice is called free."""
    assert Lesson(folder).portal().view["klass"] == "Máy này chưa nối với lớp nào: bài em làm nằm trên máy này"
    write_class(folder, KLASS)
    # The journal of free practice is another case than the class's.
    for path in folder.glob("nhat-ky-*"):
        path.unlink()
    view = Lesson(folder).portal().view
    assert (view["who"], view["klass"]) == ("Em: 8A1-07 · lần làm 1", "Lớp 8A1")


def test_while_nbgrader_executes_nothing_is_shown_or_written(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Executing the notebook for grading leaves the folder as it was."""
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    before = sorted(path.name for path in folder.iterdir())
    lesson = open_lesson(folder)
    assert isinstance(lesson, SilentLesson)
    assert lesson.portal() is lesson.check("kich-hoat") is lesson.hand_in() is None
    assert sorted(path.name for path in folder.iterdir()) == before


def test_the_self_check_tells_points_and_reasons(folder: Path) -> None:
    """Before anything is done, after a slip, and when all is right."""
    lesson = Lesson(folder)
    panel = lesson.check("kich-hoat")
    panel.vue_act({})
    assert panel.view["points"] == "0 trên 3 điểm"
    assert {row["outcome"] for row in panel.view["rows"]} == {"not_attempted"}
    assert lesson.practice is not None
    Player(lesson.practice, Habits(falls_for_activation_scam=True)).activation()
    panel.vue_act({})
    assert panel.view["points"] == "2 trên 3 điểm"
    failed = [row for row in panel.view["rows"] if row["outcome"] == "failed"]
    assert len(failed) == 1
    assert failed[0]["reason"]
    assert failed[0]["help"]


def test_a_self_check_is_out_of_date_once_more_was_saved_or_done(tmp_path: Path) -> None:
    """A worksheet's by saving that worksheet, the desk's by anything done there; asking again renews it."""
    lesson = Lesson(Workspace(tmp_path / "lam-bai").prepare(LEARNER, "03-tin-nao-that").parent)
    frame, panel = lesson.portal(), lesson.sheet("tin-thu-tu")
    sheet, desk = lesson.check("tin-thu-tu"), lesson.check("tin-cuu")
    for each in (sheet, desk):
        each.vue_act({})
    panel.vue_act({"do": "fill_sheet", "sheet": "tin-thu-tu", "answers": {}})
    assert not sheet.view.get("old"), "nothing was saved"
    panel.vue_act({"do": "fill_sheet", "sheet": "tin-thu-tu", "answers": {"1": "1"}})
    assert sheet.view["old"]
    assert not desk.view.get("old")
    frame.desk.act({"do": "tip_off", "kind": "none", "text": ""})
    assert desk.view["old"]
    for each in (sheet, desk):
        each.vue_act({})
        assert not each.view.get("old")


def test_the_steps_of_an_order_are_checked_as_the_learner_put_them(tmp_path: Path) -> None:
    """From the first place down, each with its own place and with no number of the sheet's."""
    lesson = Lesson(Workspace(tmp_path / "lam-bai").prepare(LEARNER, "03-tin-nao-that").parent)
    panel, check = lesson.sheet("tin-thu-tu"), lesson.check("tin-thu-tu")
    panel.vue_act({"do": "fill_sheet", "sheet": "tin-thu-tu", "answers": {"4": "1", "2": "2", "5": "3", "1": "4"}})
    check.vue_act({})
    texts = [row["text"] for row in check.view["rows"]]
    asked = {question["key"]: question["text"] for question in panel.view["questions"]}
    wanted = [f"Em xếp thứ {place}: {asked[key]}" for place, key in enumerate("4251", 1)]
    assert texts == [*wanted, f"3. {asked['3']}"]


def test_the_receipt_names_what_was_not_begun_but_not_in_an_exam(tmp_path: Path) -> None:
    """Handing in is not refused; the names of the parts that wait are told, of those begun not."""
    lesson = Lesson(Workspace(tmp_path / "lam-bai").prepare(LEARNER, "03-tin-nao-that").parent)
    panel, sheet = lesson.hand_in(), lesson.sheet("tin-thu-tu")
    sheet.vue_act({"do": "fill_sheet", "sheet": "tin-thu-tu", "answers": {"1": "1"}})
    panel.vue_act({})
    assert panel.view["ok"]
    assert "“Cứu tài khoản”" in panel.view["empty"]
    assert "Lỡ rồi thì làm gì trước?" not in panel.view["empty"]
    lesson.exam = True
    panel.vue_act({})
    assert panel.view["ok"]
    assert panel.view["empty"] == ""


def test_handing_in_nothing_is_refused_kindly_and_then_works(folder: Path) -> None:
    """Without a class the work becomes one zip file, with a receipt."""
    for path in folder.glob("nhat-ky-*"):
        path.unlink()
    lesson = Lesson(folder)
    for path in folder.glob("nhat-ky-*.jsonl"):
        path.unlink()
    panel = lesson.hand_in()
    panel.vue_act({})
    assert panel.view["ok"] is False
    again = Lesson(folder)
    played(again)
    panel = again.hand_in()
    panel.vue_act({})
    assert panel.view["ok"] is True
    assert panel.view["empty"] == "", "every part was begun"
    assert "Mã biên nhận" in panel.view["text"]
    made = list((folder.parent.parent / "bai-nop").glob("*.zip"))
    assert len(made) == 1
    assert "“Bài 0. Đi một vòng” của em" in panel.view["text"]
    assert "thư mục bai-nop" in panel.view["text"]
    assert str(folder.parent.parent) not in panel.view["text"]
    assert panel.view["zipped"]["path"] == str(made[0])


def test_starting_again_keeps_the_old_attempt(folder: Path) -> None:
    """A new attempt has a new case; both journals stay."""
    lesson = Lesson(folder)
    frame = lesson.portal()
    played(lesson)
    first = (folder / "nhat-ky-01.jsonl").read_bytes()
    frame.vue_act({"do": "again"})
    assert frame.view["who"].endswith("lần làm 2")
    assert lesson.practice is not None
    assert not lesson.practice.begun
    assert (folder / "nhat-ky-01.jsonl").read_bytes() == first


def test_a_damaged_journal_is_told_kept_and_survived(folder: Path) -> None:
    """The file stays as it is; starting again works."""
    lesson = Lesson(folder)
    played(lesson)
    path = folder / "nhat-ky-01.jsonl"
    damaged = path.read_bytes().replace(b"request_activation", b"request_activatiom", 1)
    path.write_bytes(damaged)
    broken = Lesson(folder)
    frame = broken.portal()
    assert "bị hỏng ở dòng 2" in frame.view["fault"]
    assert frame.desk is None
    frame.vue_act({"do": "again"})
    assert frame.view["fault"] == ""
    assert frame.desk is not None
    assert path.read_bytes() == damaged


def test_somebody_elses_journal_is_not_gone_on_with(folder: Path) -> None:
    """A copied journal is told to be foreign and left alone."""
    lesson = Lesson(folder)
    played(lesson)
    other = Workspace(folder.parent.parent).prepare("8A1-08", LESSON).parent
    stolen = (folder / "nhat-ky-01.jsonl").read_bytes()
    (other / "nhat-ky-01.jsonl").write_bytes(stolen)
    frame = Lesson(other).portal()
    assert "của bạn khác" in frame.view["fault"]
    assert (other / "nhat-ky-01.jsonl").read_bytes() == stolen


def test_a_broken_class_sheet_is_told_before_anything_is_done(folder: Path) -> None:
    """No case is made from a sheet that cannot be read."""
    (folder / "lop.json").write_text("{", encoding="utf-8")
    frame = Lesson(folder).portal()
    assert "lop.json" in frame.view["fault"]
    assert frame.desk is None


def test_a_folder_that_names_nobody_asks_who_works_there(tmp_path: Path) -> None:
    """Fetched with nbgrader by hand: the page asks, refuses what is no id, and remembers."""
    folder = tmp_path / "home-of-someone" / LESSON
    folder.mkdir(parents=True)
    lesson = Lesson(folder)
    frame = lesson.portal()
    assert frame.view["ask"] is True
    frame.vue_act({"do": "name", "learner": "Nguyễn Văn A"})
    assert "8A1-07" in frame.view["fault"]
    frame.vue_act({"do": "name", "learner": "8a1 7"})
    assert frame.view["who"] == "Em: 8A1-07 · lần làm 1"
    assert Lesson(folder).learner == "8A1-07"


# --- workspace and entrance --------------------------------------------------------


def test_a_notebook_that_is_there_stays_and_a_broken_one_is_replaced(folder: Path) -> None:
    """Notes in a readable notebook are the learner's; one that cannot be read helps nobody."""
    notebook = folder / NOTEBOOK
    right = notebook.read_bytes()
    notebook.write_bytes(right.replace(b"markdown", b"raw", 1))
    copy_notebooks(LESSON, folder)
    assert notebook.read_bytes() != right
    notebook.write_bytes(b"{")
    copy_notebooks(LESSON, folder)
    assert notebook.read_bytes() == right


def test_a_class_that_has_not_handed_out_is_told(tmp_path: Path) -> None:
    """An exchange without the lesson gives a sentence, not a traceback."""
    exchange = tmp_path / "trao-doi"
    exchange.mkdir()
    workspace = prepare(tmp_path / "w", Place(str(exchange), "8A1"))
    entrance = open_entrance(workspace.root)
    assert entrance.view["course"] == "8A1"
    entrance.vue_act({"do": "enter", "klass": "8A1", "number": "1"})
    assert entrance.view["fault"]
    assert entrance.view["path"] == ""


def test_the_entrance_lets_in_who_is_in_the_class_and_nobody_else(tmp_path: Path) -> None:
    """Refused before anything is made; somebody who joins later comes in at a machine that has the lesson already."""
    classroom = make_class(tmp_path / "lop", "8A1", 7, key="a key for this class")
    hand_out(classroom, LESSON)
    workspace = prepare(tmp_path / "w", Place(str(classroom.exchange_root), classroom.course))
    entrance = open_entrance(workspace.root)
    before = sorted(path.name for path in workspace.root.iterdir())
    entrance.vue_act({"do": "enter", "klass": "8A1", "number": "8"})
    assert entrance.view["fault"].startswith("Lớp 8A1 có số thứ tự từ 1 đến 7.")
    entrance.vue_act({"do": "enter", "klass": "8B", "number": "7"})
    assert entrance.view["fault"].startswith("Máy này dành cho lớp 8A1.")
    assert entrance.view["path"] == ""
    assert sorted(path.name for path in workspace.root.iterdir()) == before
    entrance.vue_act({"do": "enter", "klass": "8A1", "number": "7"})
    entrance.vue_act({"do": "new_pin", "pin": "4826", "again": "4826"})
    entrance.vue_act({"do": "open", "lesson": LESSON})
    assert entrance.view["path"]
    add_learners(classroom, ["8"])
    entrance.vue_act({"do": "enter", "klass": "8A1", "number": "8"})
    entrance.vue_act({"do": "new_pin", "pin": "4826", "again": "4826"})
    assert entrance.view["lessons"][0]["open"]
    assert not entrance.view["lessons"][1]["open"]
    entrance.vue_act({"do": "open", "lesson": LESSON})
    assert (entrance.view["fault"], entrance.view["path"]) == ("", f"8A1-08/{LESSON}/{NOTEBOOK}")
    entrance.vue_act({"do": "open", "lesson": entrance.view["lessons"][1]["id"]})
    assert "chưa được phát" in entrance.view["fault"]
    # Where the exchange cannot be seen, the sheet beside the work is asked.
    classroom.exchange_root.rename(tmp_path / "away")
    entrance.vue_act({"do": "enter", "klass": "8A1", "number": "7"})
    assert entrance.view["fault"] == ""
    write_class(workspace.folder(LEARNER, LESSON), KLASS.with_learners(["8A1-01"]))
    entrance.vue_act({"do": "enter", "klass": "8A1", "number": "7"})
    assert entrance.view["fault"].startswith("Lớp 8A1 có số thứ tự từ 1 đến 1.")


def test_a_place_file_that_cannot_be_read_means_free_practice(tmp_path: Path) -> None:
    """Damage in the settings does not keep a learner from practising."""
    (tmp_path / "noi-nop.json").write_text('{"exchange": 7}', encoding="utf-8")
    assert Workspace(tmp_path).place() is None


# --- the server's settings ---------------------------------------------------------


def test_servers_listen_on_this_machine_only_and_serve_no_files(tmp_path: Path) -> None:
    """Voilà and JupyterLab are for their own user."""
    workspace = prepare(tmp_path / "w")
    settings = voila_settings(workspace, 9000)
    assert settings["Voila"]["ip"] == "127.0.0.1"
    assert settings["VoilaConfiguration"]["file_allowlist"] == []
    assert settings["VoilaConfiguration"]["extension_allowlist"] == EXTENSIONS
    assert "--ServerApp.ip=127.0.0.1" in lab_arguments(workspace, 9000, browser=False)


def test_no_page_loses_its_connection_for_want_of_a_pong(tmp_path: Path) -> None:
    """With as long a timeout as an interval, the server closed every page's socket after half a minute."""
    settings = voila_settings(prepare(tmp_path / "w"), 9000)["Voila"]["tornado_settings"]
    socket = type("Socket", (WebSocketMixin,), {"settings": settings})()
    assert socket.ping_interval == 0 or socket.ping_timeout >= 2 * socket.ping_interval


def test_jupyterlab_asks_nobody_for_news(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The workspace's own settings say no, and want Vietnamese; a person's settings are not touched."""
    monkeypatch.delenv("JUPYTERLAB_SETTINGS_DIR", raising=False)
    workspace = prepare(tmp_path / "w")
    quiet_lab(workspace)
    files = list((workspace.root / ".lab").rglob("*.jupyterlab-settings"))
    texts = [path.read_text(encoding="utf-8") for path in sorted(files)]
    assert len(texts) == 2
    assert '"fetchNews": "false"' in texts[0]
    assert '"locale": "vi_VN"' in texts[1]


def test_the_workspace_can_be_named_by_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A school may want learners' folders elsewhere."""
    monkeypatch.setenv("CONGTAP_WORKSPACE", str(tmp_path))
    assert default_root() == tmp_path


def test_a_class_that_cannot_be_reached_gives_no_free_practice_instead(tmp_path: Path) -> None:
    """Work done under another key would count for nothing: the learner is told before, not after."""
    workspace = prepare(tmp_path / "w", Place(str(tmp_path / "nowhere"), "8A1"))
    entrance = open_entrance(workspace.root)
    entrance.vue_act({"do": "enter", "klass": "8A1", "number": "1"})
    assert "thư mục trao đổi" in entrance.view["fault"]
    folder = workspace.folder(LEARNER, LESSON)
    copy_notebooks(LESSON, folder)
    write_class(folder, KLASS)
    entrance.vue_act({"do": "enter", "klass": "8A1", "number": "7"})
    assert entrance.view["fault"] == ""


# --- feedback ------------------------------------------------------------------------


@pytest.fixture
def at_school(tmp_path: Path) -> tuple[Classroom, Lesson]:
    """A class of seven that has the lesson, and its last learner's lesson with one mistake made."""
    classroom = make_class(tmp_path / "lop", "8A1", 7, key="a key for this class")
    hand_out(classroom, LESSON)
    workspace = prepare(tmp_path / "w", Place(str(classroom.exchange_root), classroom.course))
    lesson = Lesson(workspace.prepare(LEARNER, LESSON).parent)
    played(lesson, Habits(skips_rating=True))
    return classroom, lesson


def returned(panel: HandInPanel) -> dict[str, Any]:
    """Press the button for feedback."""
    panel.vue_act({"do": "feedback"})
    feedback: dict[str, Any] = panel.view["feedback"]
    return feedback


def fetched_page(lesson: Lesson) -> Path:
    """The page that was fetched."""
    (page,) = (lesson.folder / "feedback").glob("*/*.html")
    return page


def released_page(classroom: Classroom) -> Path:
    """The page that learners fetch."""
    (page,) = (classroom.exchange_root / "8A1" / "feedback").glob("*.html")
    return page


@on_posix
def test_the_whole_way_through_a_class_ends_with_reasons_beside_the_receipt(at_school: Any) -> None:
    """Fetch, do, hand in, be graded, read: each of the learner's steps is a button."""
    classroom, lesson = at_school
    panel = lesson.hand_in()
    assert returned(panel)["tone"] == "calm"
    assert panel.view["feedback"]["text"].startswith("Chưa có nhận xét")
    panel.vue_act({"do": "hand_in"})
    receipt = panel.view["text"]
    assert receipt.startswith("Đã nộp bài lúc")
    report = grade_class(classroom, LESSON)
    assert (report.returned.pages, report.returned.released, report.failed) == (1, True, False)
    shown = returned(panel)
    assert (panel.view["text"], panel.view["ok"]) == (receipt, True)
    assert (shown["tone"], shown["title"], shown["mark"]) == (
        "good",
        "Nhận xét: Bài 0. Đi một vòng",
        "9,5 trên 10 điểm",
    )
    assert shown["counted"].startswith("Lần làm 1 được tính: lớp lấy lần điểm cao nhất. Nộp lúc ")
    assert "Chấm lúc " in shown["counted"]
    assert shown["exercises"][0]["title"] == "Kích hoạt: 3 trên 3 điểm"
    (missed,) = [row for each in shown["exercises"] for row in each["rows"] if row["outcome"] != "passed"]
    assert (missed["said"], missed["points"], missed["maximum"]) == ("chưa làm", "0", "0,5")
    assert missed["reason"] == "Em chưa đánh giá cơ quan."
    assert missed["help"].startswith("Em chọn một mức hài lòng.")


@on_posix
def test_a_newer_hand_in_brings_newer_feedback_and_grading_again_breaks_nothing(at_school: Any) -> None:
    """The newest hand-in that was graded is the one that is shown."""
    classroom, lesson = at_school
    panel = lesson.hand_in()
    panel.vue_act({"do": "hand_in"})
    grade_class(classroom, LESSON)
    assert returned(panel)["mark"] == "9,5 trên 10 điểm"
    before = fetched_page(lesson).read_bytes()
    for again in (False, True):
        assert grade_class(classroom, LESSON, again=again).returned.released
        returned(panel)
        assert fetched_page(lesson).read_bytes() == before
    lesson.again()
    played(lesson)
    panel.vue_act({"do": "hand_in"})
    assert returned(panel)["mark"] == "9,5 trên 10 điểm"
    grade_class(classroom, LESSON)
    shown = returned(panel)
    assert shown["mark"] == "10 trên 10 điểm"
    assert shown["counted"].startswith("Lần làm 2 được tính")
    # What was fetched can be read where the class's folder cannot be seen.
    classroom.exchange_root.rename(classroom.directory / "away")
    assert returned(panel)["mark"] == "10 trên 10 điểm"


@on_posix
@pytest.mark.parametrize("damage", [b"", b"noise"])
def test_work_that_could_not_be_graded_is_told_with_its_reason(at_school: Any, damage: bytes) -> None:
    """Once, and not at each of the checks."""
    classroom, lesson = at_school
    panel = lesson.hand_in()
    panel.vue_act({"do": "hand_in"})
    (handed,) = (classroom.exchange_root / "8A1" / "inbound").iterdir()
    (handed / "nhat-ky-01.jsonl").write_bytes(damage)
    grade_class(classroom, LESSON)
    shown = returned(panel)
    assert shown["tone"] == "good"
    assert "Chưa" in shown["mark"]
    assert "nhat-ky-01.jsonl" in shown["note"]
    assert "Em " in shown["note"]
    assert shown["exercises"] == []


@on_posix
@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (lambda data: data.replace(b'"learner":"8A1-07"', b'"learner":"8A1-03"'), "bạn khác"),
        (lambda data: data.replace(b'"lesson":"00-', b'"lesson":"01-'), "bài khác"),
        (lambda data: data.replace(b'"mark":"9.5"', b'"mark":"1e99999999"'), "hỏng"),
        (lambda data: data.replace(b'"mark":', b'"merk":'), "hỏng"),
        (lambda data: data.replace(b'"attempt":1', b'"attempt":-1'), "hỏng"),
        (lambda data: data.replace(b'"graded_at":"20', b'"graded_at":"99'), "hỏng"),
        (lambda data: data + data, "hỏng"),
        (lambda data: data.replace(b'nhan-xet">', b'nhan-xet">' + b"[" * 100_000), "hỏng"),
        (lambda data: data + b" " * MAX_PAGE, "hỏng"),
    ],
)
def test_a_page_that_is_not_what_it_should_be_is_refused_and_told(at_school: Any, spoil: Any, told: str) -> None:
    """What was fetched is trusted in nothing."""
    classroom, lesson = at_school
    panel = lesson.hand_in()
    panel.vue_act({"do": "hand_in"})
    receipt = panel.view["text"]
    grade_class(classroom, LESSON)
    page = released_page(classroom)
    data = page.read_bytes()
    page.write_bytes(spoil(data))
    assert page.read_bytes() != data
    shown = returned(panel)
    assert shown["tone"] == "bad"
    assert told in shown["text"]
    assert "exercises" not in shown
    assert panel.view["text"] == receipt


@on_posix
def test_a_page_that_nbgrader_made_is_pointed_to_and_not_overwritten(at_school: Any) -> None:
    """A teacher's own comments stay until the work is graded anew."""
    classroom, lesson = at_school
    panel = lesson.hand_in()
    panel.vue_act({"do": "hand_in"})
    grade_class(classroom, LESSON)
    (page,) = classroom.directory.glob(f"feedback/{LEARNER}/{LESSON}/*.html")
    page.write_text("<html>em giỏi lắm</html>", encoding="utf-8")
    os.utime(page, (4_000_000_000, 4_000_000_000))
    assert grade_class(classroom, LESSON).returned.released
    shown = returned(panel)
    assert shown["tone"] == "calm"
    assert str(fetched_page(lesson)) in shown["text"]
    assert "giỏi" in fetched_page(lesson).read_text(encoding="utf-8")
    os.utime(page, (1, 1))
    grade_class(classroom, LESSON)
    assert returned(panel)["tone"] == "good"


def test_where_there_is_no_exchange_the_teacher_is_to_be_asked(at_school: Any, monkeypatch: Any) -> None:
    """As on Windows; and nothing of it looks like a fault."""
    monkeypatch.setattr(sys, "platform", "win32")
    _, lesson = at_school
    shown = returned(lesson.hand_in())
    assert (shown["tone"], "hỏi thầy/cô" in shown["text"]) == ("calm", True)


def test_outside_a_class_there_is_no_button_for_feedback(folder: Path) -> None:
    """Nobody is there to give any; the self-checks are."""
    assert Lesson(folder).hand_in().view["in_class"] is False
    write_class(folder, KLASS)
    assert Lesson(folder).hand_in().view["in_class"] is True


def test_a_lost_class_sheet_leads_back_to_the_entrance(tmp_path: Path) -> None:
    """Nothing is opened as somebody else's, nothing begun outside the class; entering again mends it."""
    workspace = Workspace(tmp_path)
    folder = workspace.folder(LEARNER, LESSON)
    folder.mkdir(parents=True)
    workspace.set_place(Place(str(tmp_path / "trao-doi"), "8A1"))
    lesson = Lesson(folder)
    view = lesson.portal().view
    assert lesson.practice is None
    assert "về trang nhà" in view["fault"]
    assert view["lost"]
    assert not view["can_restart"]
    assert list(folder.glob("*.jsonl")) == []
