"""The class sheet is decoded strictly."""

import pytest

from grading.class_file import ClassFile, ClassFileError, read_class, read_learner, write_class
from tests.grading.desk import KLASS, LESSON


def test_round_trip(tmp_path):
    write_class(tmp_path, KLASS)
    assert read_class(tmp_path) == KLASS
    assert KLASS.pinned_here
    assert '"class": "8A1"' in (tmp_path / "lop.json").read_text(encoding="utf-8")


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
        " " * 5000,
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
