"""Two windows on one class: the second is told who is first and does nothing; a crash leaves nobody locked out."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from grading.app.command import app
from grading.app.teacher.console import Console, open_console
from grading.at_work import LOCK_FILE, NOTE_FILE, at_work
from grading.batch import grade_class
from grading.classroom import ClassroomError, make_class, open_class, texts
from grading.collecting import collect_all
from grading.enrol import read_names
from grading.keeping import back_up, restore
from tests.grading.marked import CAREFUL, make_marked

PASSCODE = "hoa phượng"
HOLD = """
import sys
from pathlib import Path
from grading.at_work import at_work
with at_work(Path(sys.argv[1]), "grade"):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture(scope="module")
def marked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with one class that was graded."""
    root = tmp_path_factory.mktemp("lop")
    make_marked(root / "8A1")
    return root


@pytest.fixture
def elsewhere(marked: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Another process that grades the class until it is told to end."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(marked / "8A1")], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert process.stdout is not None
    assert process.stdout.readline() == b"held\n"
    yield process
    process.communicate(timeout=60)


def page_of(root: Path) -> Console:
    """A teacher's page with the class open at its marks."""
    page = open_console(root)
    page.vue_act({"do": "set", "code": PASSCODE, "again": PASSCODE})
    if not page.inside:
        page.vue_act({"do": "try", "code": PASSCODE})
    page.vue_act({"do": "choose", "folder": "8A1", "section": "marking"})
    return page


def test_whoever_comes_second_is_told_who_is_first(marked: Path, elsewhere: subprocess.Popen[bytes]) -> None:
    """Grading, collecting and backing up say what goes on since when, and change nothing."""
    assert elsewhere.poll() is None
    directory = marked / "8A1"
    before = {path: path.read_bytes() for path in directory.rglob("*") if path.is_file() and path.suffix != ".lock"}
    classroom = open_class(directory)
    works = (
        lambda: grade_class(classroom, classroom.lessons[0], again=True),
        lambda: collect_all(classroom),
        lambda: back_up(classroom, marked.parent / "usb"),
    )
    for work in works:
        with pytest.raises(ClassroomError, match=r"Lớp 8A1 .*\(chấm bài, từ \d\d:\d\d .*trên máy này\)"):
            work()
    assert {path: path.read_bytes() for path in before} == before
    assert list((marked.parent / "usb").iterdir()) == []


def test_the_second_window_of_the_page_says_it_and_goes_on(marked: Path, elsewhere: subprocess.Popen[bytes]) -> None:
    """Its button tells and shows the marks that are there; nothing is chosen over the other's head; later it works."""
    page = page_of(marked)
    marks = page.part["rows"]
    page.vue_act({"do": "grade"})
    page.jobs.wait(60)
    page.vue_act({"do": "done"})
    assert "ở một cửa sổ khác (chấm bài" in page.view["fault"]
    assert page.part["rows"] == marks
    page.vue_act({"do": "open", "section": "roster"})
    page.vue_act({"do": "add", "numbers": "12"})
    assert "ở một cửa sổ khác" in page.view["fault"]
    assert "8A1-12" not in open_class(marked / "8A1").learners
    elsewhere.communicate(timeout=60)
    page.vue_act({"do": "open", "section": "marking"})
    page.vue_act({"do": "grade"})
    page.jobs.wait(300)
    page.vue_act({"do": "done"})
    assert "Đã chấm xong" in page.view["told"]


def test_the_command_is_told_in_one_sentence(marked: Path, elsewhere: subprocess.Popen[bytes]) -> None:
    """No traceback, an exit code, and the same sentence."""
    assert elsewhere.poll() is None
    done = CliRunner().invoke(app, ["grade", str(marked / "8A1")])
    assert done.exit_code == 1
    assert "Lớp 8A1 đang được làm ở một cửa sổ khác" in done.stderr


def test_a_crash_leaves_the_class_open(marked: Path, elsewhere: subprocess.Popen[bytes]) -> None:
    """The note of the one that was killed is still there and keeps nobody out."""
    elsewhere.kill() if sys.platform == "win32" else os.kill(elsewhere.pid, signal.SIGKILL)
    elsewhere.wait(timeout=60)
    directory = marked / "8A1"
    assert (directory / NOTE_FILE).is_file()
    report = grade_class(open_class(directory), open_class(directory).lessons[0])
    assert not report.failed
    assert not (directory / NOTE_FILE).exists()


def test_a_spoilt_note_is_no_obstacle(marked: Path, elsewhere: subprocess.Popen[bytes]) -> None:
    """Then less is told."""
    assert elsewhere.poll() is None
    note = marked / "8A1" / NOTE_FILE
    for spoilt in (b"", b"{", b'{"doing":"x"}', b"\xff"):
        note.write_bytes(spoilt)
        with pytest.raises(ClassroomError, match=r"chưa rõ việc gì"), at_work(note.parent, "grade"):
            pass


def test_one_thread_may_hold_a_class_twice_and_another_not_once(tmp_path: Path) -> None:
    """Grading takes files in; the outer work alone lets the class go."""
    with at_work(tmp_path, "grade"):
        with at_work(tmp_path, "take"):
            pass
        assert b"grade" in (tmp_path / NOTE_FILE).read_bytes()
        with pytest.raises(subprocess.CalledProcessError):
            subprocess.run([sys.executable, "-c", HOLD, str(tmp_path)], check=True, input=b"", capture_output=True)
    with at_work(tmp_path, "take"):
        assert b"take" in (tmp_path / NOTE_FILE).read_bytes()


def test_every_kind_of_work_has_its_word() -> None:
    """Whatever goes on elsewhere can be named."""
    for doing in ("grade", "collect", "take", "hand_out", "enrol", "forget", "backup", "change"):
        assert texts()[f"at_work_{doing}"]


def test_a_backup_holds_no_lock(marked: Path, tmp_path: Path) -> None:
    """Who worked when it was made is of no interest later."""
    classroom = open_class(marked / "8A1")
    with at_work(classroom.directory, "backup"):
        kept = back_up(classroom, tmp_path / "usb")
    restore(Path(kept.path), tmp_path / "lai")
    assert not {LOCK_FILE, NOTE_FILE} & {path.name for path in (tmp_path / "lai").iterdir()}
    assert read_names(tmp_path / "lai") == read_names(classroom.directory)
    assert CAREFUL in open_class(tmp_path / "lai").learners


def test_a_folder_that_cannot_be_written_is_told_as_such(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not as somebody else's work."""
    made = make_class(tmp_path / "8A1", "8A1", 1)

    def refuses(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied", str(made.directory / LOCK_FILE))

    monkeypatch.setattr("grading.at_work.FileLock.acquire", refuses)
    with pytest.raises(PermissionError), at_work(made.directory, "grade"):
        pass
