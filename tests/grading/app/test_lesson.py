"""A lesson's page without a browser: frame, self-check, handing in, and what can go wrong."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from grading.app.entrance import open_entrance
from grading.app.lesson import Lesson, SilentLesson, open_lesson
from grading.app.start import EXTENSIONS, lab_arguments, prepare, quiet_lab, voila_settings
from grading.app.workspace import Place, Workspace, copy_notebooks, default_root
from grading.batch import grade_class
from grading.class_file import write_class
from grading.classroom import add_learners, hand_out, make_class
from grading.players import Habits, Player
from tests.grading.desk import KLASS, LEARNER, LESSON

NOTEBOOK = "di-mot-vong.ipynb"


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
    assert Lesson(folder).portal().view["klass"] == "Tự luyện tập, không thuộc lớp nào"
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
    assert "Mã biên nhận" in panel.view["text"]
    made = list((folder.parent.parent / "bai-nop").glob("*.zip"))
    assert len(made) == 1


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


def test_the_entrance_takes_class_and_number_and_gives_the_lesson(tmp_path: Path) -> None:
    """The learner id is spelled in one way whatever is typed; nonsense is refused with an example."""
    entrance = open_entrance(tmp_path)
    entrance.vue_act({"klass": "tám a", "number": "x"})
    assert "Ô lớp" in entrance.view["fault"]
    assert "Ô số thứ tự" in entrance.view["fault"]
    entrance.vue_act({"klass": "8A1", "number": "8A1-07"})
    assert entrance.view["fault"].startswith("Ô số thứ tự")
    entrance.vue_act({"klass": "8 a1 ", "number": "007"})
    assert entrance.view["fault"] == ""
    assert entrance.view["path"] == f"8A1-07/{LESSON}/{NOTEBOOK}"
    assert (tmp_path / entrance.view["path"]).is_file()


@pytest.mark.parametrize("number", ["../../etc", "7/../../x", "*", "+", "07\n08", "0", "1000", ""])
def test_the_entrance_makes_no_folder_outside_the_workspace(tmp_path: Path, number: str) -> None:
    """What is typed is an id or nothing."""
    entrance = open_entrance(tmp_path / "w")
    entrance.vue_act({"klass": "8A1", "number": number})
    assert entrance.view["path"] == ""
    assert not (tmp_path / "w").exists() or not list((tmp_path / "w").iterdir())


def test_a_class_that_has_not_handed_out_is_told(tmp_path: Path) -> None:
    """An exchange without the lesson gives a sentence, not a traceback."""
    exchange = tmp_path / "trao-doi"
    exchange.mkdir()
    workspace = prepare(tmp_path / "w", Place(str(exchange), "8A1"))
    entrance = open_entrance(workspace.root)
    assert entrance.view["course"] == "8A1"
    entrance.vue_act({"klass": "8A1", "number": "1"})
    assert entrance.view["fault"]
    assert entrance.view["path"] == ""


def test_the_entrance_lets_in_who_is_in_the_class_and_nobody_else(tmp_path: Path) -> None:
    """Refused before anything is made; somebody who joins later comes in at a machine that has the lesson already."""
    classroom = make_class(tmp_path / "lop", "8A1", 7, key="a key for this class")
    hand_out(classroom, LESSON)
    workspace = prepare(tmp_path / "w", Place(str(classroom.exchange_root), classroom.course))
    entrance = open_entrance(workspace.root)
    before = sorted(path.name for path in workspace.root.iterdir())
    entrance.vue_act({"klass": "8A1", "number": "8"})
    assert entrance.view["fault"].startswith("Lớp 8A1 có số thứ tự từ 1 đến 7.")
    entrance.vue_act({"klass": "8B", "number": "7"})
    assert entrance.view["fault"].startswith("Máy này dành cho lớp 8A1.")
    assert entrance.view["path"] == ""
    assert sorted(path.name for path in workspace.root.iterdir()) == before
    entrance.vue_act({"klass": "8A1", "number": "7"})
    assert entrance.view["path"]
    add_learners(classroom, ["8"])
    entrance.vue_act({"klass": "8A1", "number": "8"})
    assert (entrance.view["fault"], entrance.view["path"]) == ("", f"8A1-08/{LESSON}/{NOTEBOOK}")
    # Where the exchange cannot be seen, the sheet beside the work is asked.
    classroom.exchange_root.rename(tmp_path / "away")
    entrance.vue_act({"klass": "8A1", "number": "7"})
    assert entrance.view["fault"] == ""
    write_class(workspace.folder(LEARNER, LESSON), KLASS.with_learners(["8A1-01"]))
    entrance.vue_act({"klass": "8A1", "number": "7"})
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


def test_jupyterlab_asks_nobody_for_news(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The workspace's own settings say no; a person's settings are not touched."""
    monkeypatch.delenv("JUPYTERLAB_SETTINGS_DIR", raising=False)
    workspace = prepare(tmp_path / "w")
    quiet_lab(workspace)
    files = list((workspace.root / ".lab").rglob("*.jupyterlab-settings"))
    assert len(files) == 1
    assert '"fetchNews": "false"' in files[0].read_text(encoding="utf-8")


def test_the_workspace_can_be_named_by_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A school may want learners' folders elsewhere."""
    monkeypatch.setenv("CONGTAP_WORKSPACE", str(tmp_path))
    assert default_root() == tmp_path


def test_a_class_that_cannot_be_reached_gives_no_free_practice_instead(tmp_path: Path) -> None:
    """Work done under another key would count for nothing: the learner is told before, not after."""
    workspace = prepare(tmp_path / "w", Place(str(tmp_path / "nowhere"), "8A1"))
    entrance = open_entrance(workspace.root)
    entrance.vue_act({"klass": "8A1", "number": "1"})
    assert "thư mục trao đổi" in entrance.view["fault"]
    folder = workspace.folder(LEARNER, LESSON)
    copy_notebooks(LESSON, folder)
    write_class(folder, KLASS)
    entrance.vue_act({"klass": "8A1", "number": "7"})
    assert entrance.view["fault"] == ""


def test_the_whole_way_through_a_class_ends_with_the_teachers_feedback(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Fetch, do, hand in, be graded, read: each of the learner's steps is a button."""
    classroom = make_class(tmp_path / "lop", "8A1", 7, key="a key for this class")
    hand_out(classroom, LESSON)
    workspace = prepare(tmp_path / "w", Place(str(classroom.exchange_root), classroom.course))
    lesson = Lesson(workspace.prepare(LEARNER, LESSON).parent)
    played(lesson)
    panel = lesson.hand_in()
    panel.vue_act({"do": "feedback"})
    assert "chưa trả nhận xét" in panel.view["text"]
    panel.vue_act({"do": "hand_in"})
    assert panel.view["text"].startswith("Đã nộp bài lúc")
    report = grade_class(classroom, LESSON)
    assert {row.learner: str(row.mark) for row in report.rows}[LEARNER] == "10.0"
    monkeypatch.chdir(classroom.directory)
    for command in ("generate_feedback", "release_feedback"):
        done = subprocess.run(
            [sys.executable, "-m", "nbgrader", command, LESSON], capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
    panel.vue_act({"do": "feedback"})
    assert panel.view["ok"] is True
    page = Path(panel.view["text"].split(": ", 1)[1])
    assert "kich-hoat" in page.read_text(encoding="utf-8")
