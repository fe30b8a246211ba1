"""The class sheet is decoded strictly."""

import pytest

from grading.class_file import MAX_CLASS_FILE, ClassFile, ClassFileError, read_class, read_learner, write_class
from tests.grading.desk import KEY, KLASS, LEARNER, LESSON


def test_round_trip(tmp_path):
    write_class(tmp_path, KLASS)
    assert read_class(tmp_path) == KLASS
    assert KLASS.pinned_here
    assert '"class": "8A1"' in (tmp_path / "lop.json").read_text(encoding="utf-8")


def test_sheet_without_a_list_lets_everybody_in(tmp_path):
    """As sheets of before are."""
    (tmp_path / "lop.json").write_text('{"class":"8A1","key":"12345678","lesson":"x"}', encoding="utf-8")
    sheet = read_class(tmp_path)
    assert sheet.admits("9B-99")
    assert sheet.runs == []


def test_the_largest_class_can_be_read(tmp_path):
    listed = [f"ABCDEFGH-{number:03d}" for number in range(1, 1000)]
    sheet = ClassFile.make("ABCDEFGH", KEY, LESSON, learners=listed)
    assert write_class(tmp_path, sheet).stat().st_size < MAX_CLASS_FILE
    assert read_class(tmp_path) == sheet
    assert sheet.runs == [(1, 999)]


def test_class_list_admits_its_learners_alone():
    sheet = KLASS.with_learners(["8A1-03", "8A1-01", "8A1-02", "8A1-10", "8A2-05", "nguyenvana"])
    assert sheet.learners == ("8A1-01", "8A1-02", "8A1-03", "8A1-10", "8A2-05")
    assert sheet.runs == [(1, 3), (10, 10)]
    assert [sheet.admits(each) for each in ("8A1-02", "8A1-04", "8A2-05", "8A2-01")] == [True, False, True, False]


def test_a_sheet_that_is_written_again_is_never_half_there(tmp_path, monkeypatch):
    """A machine that reads it meanwhile gets the old or the new one."""
    write_class(tmp_path, KLASS)
    monkeypatch.setattr("pathlib.Path.replace", lambda *_: (_ for _ in ()).throw(OSError("disk")))
    with pytest.raises(OSError, match="disk"):
        write_class(tmp_path, KLASS.with_learners([LEARNER]))
    assert read_class(tmp_path) == KLASS


def test_no_sheet_is_no_class(tmp_path):
    assert read_class(tmp_path) is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "null",
        '{"class":"8A1"}',
        '{"class":"8A1","key":"short","lesson":"x"}',
        '{"class":"lớp 8","key":"12345678","lesson":"x"}',
        '{"class":"8A1\\n","key":"12345678","lesson":"x"}',
        '{"class":"8A1","key":"12345678","lesson":"x","rule":"first"}',
        '{"class":"8A1","key":"12345678","lesson":"x","marks":10}',
        '{"class":"8A1","key":12345678,"lesson":"x"}',
        "[" * 3000,
        " " * (MAX_CLASS_FILE + 1),
        '{"class":"8A1","key":"12345678","lesson":"x","learners":["../8A1-07"]}',
        '{"class":"8A1","key":"12345678","lesson":"x","learners":"8A1-07"}',
    ],
)
def test_anything_else_is_refused(tmp_path, text):
    (tmp_path / "lop.json").write_text(text, encoding="utf-8")
    with pytest.raises(ClassFileError, match=r"lop\.json"):
        read_class(tmp_path)


def test_sheet_that_is_a_folder_is_refused(tmp_path):
    (tmp_path / "lop.json").mkdir()
    with pytest.raises(ClassFileError):
        read_class(tmp_path)


def test_other_release_is_seen():
    assert not ClassFile("8A1", "12345678", LESSON, "0.0.9", "x").pinned_here


@pytest.mark.parametrize(
    "text", ["", "[]", '{"learner":7}', '{"learner":"' + "x" * 30 + '"}', '{"learner":"8A1-07","x":1}']
)
def test_learner_file_that_is_none_names_nobody(tmp_path, text):
    assert read_learner(tmp_path) is None
    (tmp_path / "nguoi-hoc.json").write_text(text, encoding="utf-8")
    assert read_learner(tmp_path) is None
