"""Making a class folder and opening it again."""

import json
import tomllib
from string import Formatter

import pytest

from grading import classroom as classrooms
from grading.class_file import read_class
from grading.classroom import ClassroomError, add_learners, hand_out, make_class, make_gradebook, open_class
from simulator import datasets
from tests.grading.desk import KEY, LESSON, played, put


@pytest.fixture
def made(tmp_path):
    return make_class(tmp_path / "lop", "8A1", ["8A1-02", "8a1 1"], key=KEY)


def test_class_folder_is_an_ordinary_course(made):
    opened = open_class(made.directory)
    assert opened.course == "8A1"
    assert opened.learners == ("8A1-01", "8A1-02")
    assert opened.lessons == (LESSON,)
    assert opened.exchange_root == made.directory / "trao-doi"
    assert opened.results_url == f"sqlite:///{made.directory}/ket-qua.db"
    sheet = opened.sheet(LESSON)
    assert (sheet.key, sheet.rule, sheet.pinned_here) == (KEY, "best", True)
    assert sheet.learners == opened.learners


def test_learners_are_added_by_number_or_id(made):
    assert add_learners(made, ["46", "8a1 3", "8A1-02"]) == ("8A1-03", "8A1-46")
    assert made.learners == made.sheet(LESSON).learners == ("8A1-01", "8A1-02", "8A1-03", "8A1-46")
    assert made.sheet(LESSON).key == KEY
    assert add_learners(made, ["46"]) == ()


@pytest.mark.parametrize("wrong", ["0", "1000", "Nguyễn", "", "-3"])
def test_a_wrong_number_adds_nobody(made, wrong):
    with pytest.raises(ClassroomError):
        add_learners(made, ["5", wrong])
    assert made.learners == ("8A1-01", "8A1-02")


def test_adding_again_mends_a_sheet_that_has_fallen_behind(made):
    """A learner may have been added in nbgrader's own pages."""
    make_gradebook(made.coursedir.db_url, made.course, ["8A1-09"])
    assert add_learners(made, ["9"]) == ()
    assert made.sheet(LESSON).admits("8A1-09")


def test_only_the_learners_files_are_copied(tmp_path, monkeypatch):
    lesson = tmp_path / "bai"
    lesson.mkdir()
    for name in ("di-mot-vong.ipynb", "giao-vien.ipynb", "giao-vien.md", "loi-giai.toml", "hinh.png"):
        (lesson / name).write_text("{}", encoding="utf-8")
    monkeypatch.setattr(classrooms, "lesson_folder", lambda name: lesson)
    made = make_class(tmp_path / "lop", "8A1", 1)
    copied = {path.name for path in (made.directory / "source" / LESSON).iterdir()}
    assert copied == {"di-mot-vong.ipynb", "hinh.png", "lop.json"}


def test_each_class_has_a_key_of_its_own(tmp_path):
    first, second = (make_class(tmp_path / name, "8A1", 1).sheet(LESSON).key for name in "ab")
    assert first != second
    assert len(first) == 32


def test_moved_class_still_works(made, tmp_path):
    there = made.directory.rename(tmp_path / "noi khác")
    assert open_class(there).learners == ("8A1-01", "8A1-02")
    assert open_class(there).exchange_root == there / "trao-doi"


def test_foreign_folder_is_left_alone(tmp_path):
    (tmp_path / "anh.jpg").write_text("x", encoding="utf-8")
    with pytest.raises(ClassroomError, match="tệp khác"):
        make_class(tmp_path, "8A1", 3)
    assert [path.name for path in tmp_path.iterdir()] == ["anh.jpg"]


def test_class_is_not_made_twice(made):
    before = read_class(made.directory / "source" / LESSON)
    with pytest.raises(ClassroomError, match="đã có một lớp"):
        make_class(made.directory, "8A1", 3)
    assert read_class(made.directory / "source" / LESSON) == before


def test_file_in_the_place_of_the_folder(tmp_path):
    (tmp_path / "lop").write_text("x", encoding="utf-8")
    with pytest.raises(ClassroomError):
        make_class(tmp_path / "lop", "8A1", 3)


@pytest.mark.parametrize(
    ("name", "learners", "lesson", "code"),
    [
        ("lớp 8", 3, LESSON, "bad_name"),
        ("8A1\n", 3, LESSON, "bad_name"),
        ("../8A1", 3, LESSON, "bad_name"),
        ("8A1", 0, LESSON, "bad_count"),
        ("8A1", 1000, LESSON, "bad_count"),
        ("8A1", [], LESSON, "bad_count"),
        ("8A1", ["Nguyễn Văn An"], LESSON, "bad_learner"),
        ("8A1", 3, "99-khong-co", "lesson_missing"),
        ("8A1", 3, "", "bad_sheet"),
    ],
)
def test_mistakes_are_told_and_nothing_is_made(tmp_path, name, learners, lesson, code):
    with pytest.raises(ClassroomError) as caught:
        make_class(tmp_path / "lop", name, learners, lesson)
    assert caught.value.code == code
    assert not (tmp_path / "lop").exists()


def test_opening_what_is_no_class(tmp_path):
    with pytest.raises(ClassroomError, match="không phải thư mục lớp"):
        open_class(tmp_path)
    (tmp_path / "nbgrader_config.py").write_text("c = (", encoding="utf-8")
    with pytest.raises(ClassroomError, match="nbgrader_config"):
        open_class(tmp_path)


def test_unknown_or_broken_lesson(made):
    with pytest.raises(ClassroomError, match="99"):
        made.sheet("99")
    (made.directory / "source" / LESSON / "lop.json").write_text("{", encoding="utf-8")
    with pytest.raises(ClassroomError, match=r"lop\.json"):
        made.sheet(LESSON)


def test_teachers_own_trial_is_not_handed_out(made):
    put(made.directory / "source" / LESSON, played())
    with pytest.raises(ClassroomError, match="nhật ký làm thử"):
        hand_out(made, LESSON)


@pytest.mark.slow
def test_hand_out_makes_what_learners_fetch(made):
    folder = hand_out(made, LESSON)
    assert sorted(path.name for path in folder.iterdir()) == ["di-mot-vong.ipynb", "lop.json"]
    notebook = json.loads((folder / "di-mot-vong.ipynb").read_text(encoding="utf-8"))
    marked = [cell["metadata"]["nbgrader"] for cell in notebook["cells"] if "nbgrader" in cell["metadata"]]
    assert all(mark["checksum"] for mark in marked)
    with pytest.raises(ClassroomError, match="Chưa phát được"):
        hand_out(made, LESSON)
    assert hand_out(made, LESSON, again=True) == folder
    make_gradebook(made.coursedir.db_url, made.course, ["8A1-09"])
    hand_out(made, LESSON, again=True)
    assert read_class(folder).learners == ("8A1-01", "8A1-02", "8A1-09")


def test_config_of_another_database_and_exchange():
    text = classrooms.config_text("8A1", "postgresql://gv@may-chu/lop", "/mnt/trao đổi")
    assert "c.CourseDirectory.db_url = 'postgresql://gv@may-chu/lop'" in text
    assert "c.Exchange.root = '/mnt/trao đổi'" in text
    compile(text, "nbgrader_config.py", "exec")


def test_every_text_can_be_said():
    texts = tomllib.loads(datasets.read("texts/classroom.toml"))
    for code, text in texts.items():
        named = [name for _, name, _, _ in Formatter().parse(text) if name is not None]
        assert all(name.isidentifier() for name in named), code
        assert text.format(**dict.fromkeys(named, "…")), code


def test_a_range_is_not_taken_for_a_pupil(tmp_path):
    """“6-8” would be number 8 of a class 6; it is asked about, and nobody is added."""
    classroom = make_class(tmp_path / "lop", "8A1", 5)
    with pytest.raises(ClassroomError, match="6-8") as told:
        add_learners(classroom, ["6-8"])
    assert told.value.code == "range"
    assert len(classroom.learners) == 5
