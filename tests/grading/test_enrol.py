"""A list becomes a class: learners in gradebook and sheets, names in one file, work never under another name."""

import json
import os
import sqlite3
import stat

import pytest
from typer.testing import CliRunner

from grading import enrol
from grading.app.command import app
from grading.class_file import read_class
from grading.classroom import ClassroomError, make_class, open_class
from grading.enrol import ROSTER_FILE, Renamed, read_names, start_class, write_names
from grading.roster import Learner, RosterError, Taken
from simulator.case import FIRST_LESSON
from tests.grading.lists import NAMES, csv_text, school_list


def taken(names, klass="8A1"):
    """A list with these numbers and names."""
    learners = tuple(Learner(n, f"{klass}-{n:02d}", name) for n, name in names.items())
    return Taken(klass, learners, (), (), (), (), ())


@pytest.fixture
def klass(tmp_path):
    """A class of two without names."""
    return make_class(tmp_path / "lop", "8A1", 2)


@pytest.fixture
def run():
    def call(*arguments, typed=""):
        return CliRunner().invoke(app, [str(each) for each in arguments], input=typed)

    return call


def test_a_list_names_the_class_and_adds_who_is_new(klass):
    """Gradebook, class sheet and names know the third learner; nobody's name is in the first two."""
    found = enrol.enrol(klass, taken({1: "Nguyễn Văn An", 2: '=1+1, "x"', 3: "Lê Thị Cúc"}))
    assert [each.learner for each in found.new] == ["8A1-03"]
    assert [each.learner for each in found.named] == ["8A1-01", "8A1-02"]
    assert klass.learners == ("8A1-01", "8A1-02", "8A1-03")
    assert read_class(klass.directory / "source" / FIRST_LESSON).learners == klass.learners
    assert read_names(klass.directory) == {"8A1-01": "Nguyễn Văn An", "8A1-02": '=1+1, "x"', "8A1-03": "Lê Thị Cúc"}
    with sqlite3.connect(klass.directory / "gradebook.db") as gradebook:
        assert "Nguyễn" not in "".join(gradebook.iterdump())


def test_a_second_list_renames_and_removes_nobody(klass):
    """Who is no longer in the list is named and stays."""
    enrol.enrol(klass, taken({1: "Nguyễn Văn An", 2: "Trần Bình"}))
    found = enrol.enrol(klass, taken({1: "Nguyễn Văn Ân", 3: "Lê Thị Cúc"}))
    assert found.renamed == (Renamed("8A1-01", "Nguyễn Văn An", "Nguyễn Văn Ân"),)
    assert found.gone == {"8A1-02": "Trần Bình"}
    assert klass.learners == ("8A1-01", "8A1-02", "8A1-03")
    assert read_names(klass.directory)["8A1-02"] == "Trần Bình"
    assert enrol.changes(klass, taken({1: "Nguyễn Văn Ân", 3: "Lê Thị Cúc"})).same == 2


def test_one_name_is_put_right_by_hand(klass):
    """Cleaned and noted like a list's; what is no name, and who is not in the class, changes nothing."""
    enrol.enrol(klass, taken({1: "Nguyễn Văn An", 2: "Trần Bình"}))
    found, notes = enrol.rename(klass, "8A1-02", " Trần  Thị\u200b Bình")
    assert (found, len(notes)) == (Renamed("8A1-02", "Trần Bình", "Trần Thị Bình"), 1)
    for learner, name in (("8A1-02", " "), ("8A1-02", "2"), ("8A1-02", "#N/A"), ("8A1-09", "Lê Yến")):
        with pytest.raises(ClassroomError):
            enrol.rename(klass, learner, name)
    assert read_names(klass.directory) == {"8A1-01": "Nguyễn Văn An", "8A1-02": "Trần Thị Bình"}


def test_a_list_that_renumbers_learners_is_refused(klass):
    """Marks belong to numbers: a list that was sorted anew would give them to other children."""
    enrol.enrol(klass, taken({1: "An", 2: "Bình"}))
    with pytest.raises(RosterError, match="đổi số thứ tự của 2 em"):
        enrol.enrol(klass, taken({1: "Bình", 2: "An", 3: "Cúc"}))
    assert read_names(klass.directory) == {"8A1-01": "An", "8A1-02": "Bình"}
    assert "8A1-03" not in klass.learners
    enrol.enrol(klass, taken({1: "Bình", 2: "An"}), renumber=True)
    assert read_names(klass.directory) == {"8A1-01": "Bình", "8A1-02": "An"}


def test_a_list_of_another_class_or_of_nobody_changes_nothing(klass):
    """It says so instead."""
    with pytest.raises(RosterError, match="của lớp 8A1"):
        enrol.enrol(klass, taken({1: "An"}, klass="8A2"))
    with pytest.raises(RosterError, match="không có em nào"):
        enrol.enrol(klass, taken({}))
    assert not (klass.directory / ROSTER_FILE).exists()


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such permissions")
def test_names_are_for_the_owner_alone(klass):
    """Also where a draft of before lies open to everybody."""
    draft = klass.directory / f"{ROSTER_FILE}.part"
    draft.write_text("cũ", encoding="utf-8")
    draft.chmod(0o666)
    path = write_names(klass.directory, "8A1", {"8A1-01": "An"})
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert not draft.exists()


def test_names_are_written_whole_or_not_at_all(klass, monkeypatch):
    """A disk that fails leaves the names of before."""
    write_names(klass.directory, "8A1", {"8A1-01": "An"})

    def fails(_handle):
        raise OSError("disk")

    monkeypatch.setattr("grading.enrol.os.fsync", fails)
    with pytest.raises(OSError, match="disk"):
        write_names(klass.directory, "8A1", {"8A1-01": "Bình"})
    assert read_names(klass.directory) == {"8A1-01": "An"}


@pytest.mark.parametrize(
    "data", ["{", "[]", '{"class":"8A1","names":{"../x":"An"}}', '{"class":"8A1","names":{"8A1-01":7}}']
)
def test_a_spoilt_file_of_names_is_told(klass, data):
    """With what to do."""
    (klass.directory / ROSTER_FILE).write_text(data, encoding="utf-8")
    with pytest.raises(RosterError, match="nhập lại danh sách"):
        read_names(klass.directory)


@pytest.mark.slow
def test_a_class_is_made_of_a_list(tmp_path):
    """With its numbers, which need not begin at 1, its names, and the lessons handed out without them."""
    made = start_class(tmp_path / "moi", taken({3: "Nguyễn Văn An", 12: "Trần Bình"}), (FIRST_LESSON,))
    assert made.learners == ("8A1-03", "8A1-12")
    assert read_names(made.directory) == {"8A1-03": "Nguyễn Văn An", "8A1-12": "Trần Bình"}
    handed_out = [path for path in made.exchange_root.rglob("*") if path.is_file()]
    assert handed_out
    assert not [path for path in handed_out if b"Nguy\xe1\xbb\x85n V\xc4\x83n An" in path.read_bytes()]


# --- the command ----------------------------------------------------------------------------


def test_the_command_shows_its_guess_and_asks(klass, run, tmp_path):
    """Nothing is written before the answer; no is an answer."""
    path = school_list(tmp_path / "ds.xlsx")
    no = run("roster", klass.directory, path, typed="n\n")
    assert no.exit_code == 0
    for text in ("Số thứ tự: cột A", "cột C và D", "8A1-03  Lê Hoàng Yến Nhi", "Nhập 4 em vào lớp 8A1?", "2 em mới"):
        assert text in no.output
    assert read_names(klass.directory) == {}
    yes = run("roster", klass.directory, path, typed="y\n")
    assert "Đã nhập danh sách lớp 8A1: 4 em." in yes.output
    assert list(read_names(klass.directory).values()) == list(NAMES)


def test_the_command_takes_columns_by_hand(klass, run, tmp_path):
    """A guess that is wrong is set right by letters; 0 means that there is none."""
    path = tmp_path / "ds.csv"
    rows = [["STT", "Họ và tên", "Tên thường gọi"], [9, "Nguyễn Văn An", "Trần An"]]
    path.write_text(csv_text(rows), encoding="utf-8")
    done = run("roster", klass.directory, path, "--number-column", "0", "--name-column", "c", "--yes")
    assert done.exit_code == 0, done.output
    assert read_names(klass.directory) == {"8A1-01": "Trần An"}


def test_the_command_lists_what_it_did_not_take(klass, run, tmp_path):
    """Row, text and reason."""
    path = tmp_path / "ds.csv"
    path.write_text(csv_text([["STT", "Họ và tên"], [1, "An"], [1, "Bình"], [3, ""]]), encoding="utf-8")
    done = run("roster", klass.directory, path, "--yes")
    assert "dòng 3, “1 Bình”: Trùng số thứ tự với dòng 2." in done.output
    assert "dòng 4, “3”: Không có họ tên" in done.output
    assert "8A1-02" in done.output.split("máy không xóa em nào")[1]


def test_json_asks_nothing_and_writes_only_when_told(klass, run, tmp_path):
    """For other programs."""
    path = school_list(tmp_path / "ds.xlsx")
    shown = json.loads(run("roster", klass.directory, path, "--json").stdout)
    assert (shown["written"], len(shown["taken"]["learners"]), len(shown["changes"]["new"])) == (False, 4, 2)
    assert shown["columns"] == {"name": "C", "number": "A", "given": "D", "klass": ""}
    assert read_names(klass.directory) == {}
    assert json.loads(run("roster", klass.directory, path, "--json", "--yes").stdout)["written"]
    assert len(read_names(klass.directory)) == 4


def test_a_mistyped_folder_makes_no_class_unasked(run, tmp_path):
    """--yes needs the class's name, too."""
    done = run("roster", tmp_path / "nham", school_list(tmp_path / "ds.xlsx"), "--yes")
    assert done.exit_code == 1
    assert "--name 8A1" in done.output
    assert not (tmp_path / "nham").exists()


def test_a_new_folder_becomes_a_class_when_the_teacher_agrees(run, tmp_path, monkeypatch):
    """The class's name comes from the list's title."""
    asked = []
    monkeypatch.setattr(enrol, "start_class", lambda *given, **_: asked.append(given))
    done = run("roster", tmp_path / "moi", school_list(tmp_path / "ds.xlsx"), typed="y\n")
    assert "Tạo lớp 8A1 có 4 em và phát cả khóa?" in done.output
    ((directory, found, lessons),) = asked
    assert (directory, found.klass, lessons[0]) == (tmp_path / "moi", "8A1", FIRST_LESSON)


def test_what_cannot_be_read_is_one_sentence(klass, run, tmp_path):
    """No traceback."""
    done = run("roster", klass.directory, tmp_path / "khong-co.xlsx")
    assert (done.exit_code, "Không có tệp khong-co.xlsx" in done.output) == (1, True)
    assert open_class(klass.directory).learners == ("8A1-01", "8A1-02")
