"""One file by which a computer without the class's folder belongs to the class."""

import zipfile

import msgspec
import pytest

from grading.app.workspace import Workspace
from grading.bundle import read_bundle, write_bundle
from grading.class_file import CLASS_FILE, read_class
from grading.classroom import ClassroomError, add_learners, make_class, open_class
from grading.handin import BUNDLE_FILE, HandInError
from grading.intake import klass_of, take
from tests.grading.desk import KEY, LEARNER, LESSON, played, put


@pytest.fixture
def classroom(tmp_path):
    """A class whose lesson lies where learners fetch it, as ``hand_out`` leaves it."""
    made = make_class(tmp_path / "lop", "8A1", 8, key=KEY)
    outbound = made.exchange_root / "8A1" / "outbound" / LESSON
    outbound.mkdir(parents=True)
    (outbound / CLASS_FILE).write_bytes((made.directory / "source" / LESSON / CLASS_FILE).read_bytes())
    return made


@pytest.fixture
def file(classroom, tmp_path):
    write_bundle(classroom, tmp_path / "goi.zip")
    return tmp_path / "goi.zip"


def test_a_computer_joins_works_hands_in_and_the_class_takes_it(classroom, file, tmp_path):
    """The whole way without a shared folder; what is handed in fits the class's key."""
    work = Workspace(tmp_path / "may")
    work.join(file)
    work.admit(LEARNER)
    assert work.released(LESSON)
    assert not work.released("01-dich-vu-cong-la-gi")
    notebook = work.prepare(LEARNER, LESSON)
    assert notebook.is_file()
    assert read_class(notebook.parent).key == KEY
    put(notebook.parent, played())
    receipt = work.hand_in(LEARNER, LESSON)
    assert (receipt.way, len(list((tmp_path / "may" / "bai-nop").iterdir()))) == ("zip", 1)
    assert not (tmp_path / "may" / ".lop" / "8A1" / "8A1" / "inbound").exists()
    (row,) = take(klass_of(classroom), [tmp_path / "may" / "bai-nop"]).rows
    assert (row.result, row.learner, row.digest) == ("taken", LEARNER, receipt.digest)
    with pytest.raises(HandInError) as caught:
        work.feedback(LEARNER, LESSON)
    assert caught.value.code == "ask_teacher"


def test_who_is_new_is_known_after_joining_again_and_work_stays(classroom, file, tmp_path):
    work = Workspace(tmp_path / "may")
    work.join(file)
    put(work.prepare(LEARNER, LESSON).parent, played())
    with pytest.raises(HandInError):
        work.admit("8A1-09")
    add_learners(classroom, ["9"])
    write_bundle(open_class(classroom.directory), file)
    work.join(file)
    work.admit("8A1-09")
    assert (work.folder(LEARNER, LESSON) / "nhat-ky-01.jsonl").stat().st_size > 1000


def test_a_bundle_holds_sheets_and_nothing_that_could_run(file):
    with zipfile.ZipFile(file) as packed:
        assert packed.namelist() == [BUNDLE_FILE]
    assert [sheet.lesson for sheet in read_bundle(file).sheets] == [LESSON]


def test_a_class_that_has_handed_out_nothing_has_no_bundle(tmp_path):
    made = make_class(tmp_path / "lop", "8A1", 8)
    with pytest.raises(ClassroomError, match="chưa phát bài nào"):
        write_bundle(made, tmp_path / "goi.zip")
    assert not (tmp_path / "goi.zip").exists()


def test_a_bundle_among_the_hand_ins_is_told_apart(classroom, file):
    (row,) = take(klass_of(classroom), [file]).rows
    assert row.result == "bundle"


@pytest.mark.parametrize("change", ["text", "cut", "name", "lesson", "field", "link"])
def test_anything_else_is_refused_and_changes_nothing(file, tmp_path, change):
    with zipfile.ZipFile(file) as packed:
        content = msgspec.json.decode(packed.read(BUNDLE_FILE))
    if change == "text":
        file.write_text("xin chào", encoding="utf-8")
    elif change == "cut":
        file.write_bytes(file.read_bytes()[:-40])
    elif change == "link":
        file.rename(tmp_path / "that.zip")
        file.symlink_to(tmp_path / "that.zip")
    else:
        if change == "name":
            content["class"] = "../../x"
        elif change == "lesson":
            content["sheets"][0]["lesson"] = "../../x"
        else:
            content["run"] = "x"
        with zipfile.ZipFile(file, "w") as packed:
            packed.writestr(BUNDLE_FILE, msgspec.json.encode(content))
    with pytest.raises(HandInError) as caught:
        Workspace(tmp_path / "may").join(file)
    assert caught.value.code == ("newer_bundle" if change == "lesson" else "bad_bundle")
    assert not (tmp_path / "may").exists()
