"""The grade cell's call: a finite float in range, whatever lies in the folder; never a word on stderr."""

import json
import subprocess
import sys
from decimal import Decimal

import pytest

from grading import cells
from grading.cells import learner_of, mark_for, score
from grading.class_file import write_class
from grading.lessons import LESSONS, lesson_folder
from simulator.case import FREE_KEY
from tests.grading.desk import KLASS, LEARNER, LESSON, played, put

EXERCISES = LESSONS[LESSON].exercises


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A learner's folder in a class, with the whole journey done; the current folder."""
    here = tmp_path / LEARNER / LESSON
    put(here, played())
    write_class(here, KLASS)
    monkeypatch.chdir(here)
    return here


def scores():
    return [score(exercise) for exercise in EXERCISES]


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (0, 0.0),
        (2, 2.0),
        (Decimal("2.75"), 2.75),
        (3.0, 3.0),
        (float("nan"), 0.0),
        (float("inf"), 0.0),
        (float("-inf"), 0.0),
        (Decimal("nan"), 0.0),
        (-1, 0.0),
        (-0.001, 0.0),
        (3.001, 0.0),
        (99, 0.0),
        ("", 0.0),
        ("3", 0.0),
        (True, 0.0),
        (False, 0.0),
        (None, 0.0),
        ([3.0], 0.0),
        (3j, 0.0),
        (10**400, 0.0),
    ],
)
def test_only_a_number_in_range_is_a_mark(value, shown):
    result = mark_for(value, Decimal(3))
    assert type(result) is float
    assert result == shown


def test_scores_of_the_whole_journey(folder):
    assert scores() == [3.0, 3.0, 2.0, 2.0]


def test_grading_trusts_the_folders_name_alone(folder, monkeypatch, tmp_path):
    (folder / "nguoi-hoc.json").write_text('{"learner":"8A1-01"}', encoding="utf-8")
    assert learner_of(folder) == LEARNER
    other = tmp_path / "lam-bai" / LESSON
    folder.rename(other.parent.mkdir() or other)
    (other / "nguoi-hoc.json").write_text(json.dumps({"learner": LEARNER}), encoding="utf-8")
    monkeypatch.chdir(other)
    assert scores() == [3.0, 3.0, 2.0, 2.0]
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    assert scores() == [0.0] * 4


@pytest.mark.parametrize("named", ["8a1 7", "8A1-07", "8A1–07"])
def test_learner_file_may_spell_the_id_its_own_way(tmp_path, named):
    (tmp_path / "nguoi-hoc.json").write_text(json.dumps({"learner": named}), encoding="utf-8")
    assert learner_of(tmp_path / "x") == LEARNER


def test_nobody_is_named(tmp_path):
    (tmp_path / "nguoi-hoc.json").write_text('{"learner":"ai đó"}', encoding="utf-8")
    assert learner_of(tmp_path / "x") is None


def test_free_practice_without_a_class(tmp_path, monkeypatch):
    here = tmp_path / LEARNER / "bai-cua-em"
    put(here, played(key=FREE_KEY))
    monkeypatch.chdir(here)
    assert scores() == [3.0, 3.0, 2.0, 2.0]


def spoil_sheet(here):
    (here / "lop.json").write_text("{", encoding="utf-8")


def other_key(here):
    sheet = json.loads((here / "lop.json").read_text(encoding="utf-8"))
    (here / "lop.json").write_text(json.dumps({**sheet, "key": "another key"}), encoding="utf-8")


def other_lesson(here):
    sheet = json.loads((here / "lop.json").read_text(encoding="utf-8"))
    (here / "lop.json").write_text(json.dumps({**sheet, "lesson": "99"}), encoding="utf-8")


def no_sheet(here):
    (here / "lop.json").unlink()


def no_journal(here):
    (here / "nhat-ky-01.jsonl").unlink()


def foreign_journal(here):
    put(here, played(learner="8A1-01"))


def noise(here):
    put(here, b"\x00\xff" * 100)


def empty(here):
    put(here, b"")


def folder_for_journal(here):
    (here / "nhat-ky-01.jsonl").unlink()
    (here / "nhat-ky-01.jsonl").mkdir()


@pytest.mark.parametrize(
    "spoil",
    [
        spoil_sheet,
        other_key,
        other_lesson,
        no_sheet,
        no_journal,
        foreign_journal,
        noise,
        empty,
        folder_for_journal,
    ],
)
def test_whatever_is_wrong_is_zero_and_silent(folder, spoil, capfd):
    spoil(folder)
    assert scores() == [0.0] * 4
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize("exercise", ["", "khong-co", None, 3, "kich-hoat "])
def test_unknown_exercise_is_zero(folder, exercise):
    assert score(exercise) == 0.0


def test_fault_of_ours_is_zero_and_silent(folder, monkeypatch, capfd):
    import logging
    import warnings

    def breaks(*args):
        warnings.warn("old", DeprecationWarning, stacklevel=1)
        logging.getLogger("grading.somewhere").warning("so and so")
        sys.stderr.write("words")
        raise RuntimeError("ours")

    monkeypatch.setattr(cells, "grade_folder", breaks)
    assert score("kich-hoat") == 0.0
    assert capfd.readouterr().err == ""


def test_cell_in_an_interpreter_of_its_own_writes_nothing_to_stderr(folder):
    code = "from grading.cells import score\nprint(score('kich-hoat'))"
    done = subprocess.run([sys.executable, "-W", "always", "-c", code], capture_output=True, check=True, text=True)
    assert (done.stdout, done.stderr) == ("3.0\n", "")


def test_notebook_and_table_agree():
    """Each exercise has one grade cell, worth what its checks are worth."""
    notebooks = [item for item in lesson_folder(LESSON).iterdir() if item.name.endswith(".ipynb")]
    (notebook,) = notebooks
    marked = {}
    for cell in json.loads(notebook.read_text(encoding="utf-8"))["cells"]:
        known = cell["metadata"].get("nbgrader")
        if known:
            expected = {"grade": True, "solution": False, "locked": True, "task": False, "schema_version": 3}
            assert {name: known[name] for name in expected} == expected
            source = "".join(cell["source"])
            assert source == f'from grading.cells import score\nscore("{known["grade_id"]}")'
            marked[known["grade_id"]] = Decimal(str(known["points"]))
    assert marked == {exercise: LESSONS[LESSON].maximum(exercise) for exercise in EXERCISES}
