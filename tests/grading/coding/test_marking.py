"""Learners' functions are judged in the grader's process: right ones, wrong ones, and whole hostile notebooks."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest

from grading.checks import told
from grading.coding import answers, marking
from grading.coding.marking import grade_code, mark
from grading.coding.runner import Limits, RunnerError
from grading.coding.tasks import HIDDEN, LESSON, TASKS, drawn_table, judge, odd_ward, shown_table, trials
from grading.lessons import LESSONS, lesson_folder
from grading.solutions.lesson_10 import RIGHT, WRONG, WrongCode
from simulator.draw import Draw

LEARNER = "8A1-07"
QUICK = Limits(cpu=1, wall=10.0)
RELEASED = (lesson_folder(LESSON) / "con-so-bang-ma.ipynb").read_bytes()


def folder_with(tmp_path: Path, written: dict[str, str]) -> Path:
    """A learner's folder with the notebook in which this was written."""
    answers.notebook_of(tmp_path, LESSON).write_bytes(answers.filled_in(RELEASED, written))
    return tmp_path


@pytest.mark.parametrize("seed", ["8A1-01", "8A1-02", "10A-40"])
def test_reference_functions_get_all_points(seed: str) -> None:
    """For every learner, whatever tables are drawn."""
    results = mark(LESSON, RIGHT, seed)
    assert [result.outcome for result in results] == ["passed"] * 8
    assert sum(result.points for result in results) == 10


@pytest.mark.parametrize("wrong", WRONG, ids=[each.name for each in WRONG])
def test_wrong_functions_fail_for_their_own_reason(wrong: WrongCode) -> None:
    """Each is told what is wrong; the other three exercises keep their points."""
    results = {each.id: each for each in mark(LESSON, {**RIGHT, wrong.exercise: wrong.source}, "8A1-07", QUICK)}
    failed = results[wrong.check]
    assert failed.outcome == "failed"
    known = marking.told("coding", marking.say(wrong.reason, **dict.fromkeys(WORDS, "?")))[1]
    assert failed.help[:20] == known[:20]
    assert failed.points == 0
    others = [each for each in results.values() if each.exercise != wrong.exercise]
    assert all(each.outcome == "passed" for each in others)


WORDS = ("actual", "function", "kind", "line", "word", "type", "number", "count")


def test_an_endless_loop_costs_its_own_exercise_alone() -> None:
    """The others are asked again without it."""
    written = {**RIGHT, "phuong-tre-nhieu": "def phuong_tre_nhieu(bang):\n    while True: pass\n"}
    results = {each.id: each for each in mark(LESSON, written, "8A1-07", QUICK)}
    assert (
        results["phuong-tre-nhieu-seen"].reason
        == told("coding", marking.say("stop_time", function="phuong_tre_nhieu"))[0]
    )
    assert sum(result.points for result in results.values()) == Decimal("7.5")


def test_a_cell_that_never_ends_before_any_function_is_its_own_alone() -> None:
    """Also where the loop stands outside of a function."""
    written = {**RIGHT, "ti-le-qua-mang": "while True: pass\n"}
    assert sum(result.points for result in mark(LESSON, written, "8A1-07", QUICK)) == Decimal("7.5")


def test_an_exception_is_told_with_its_line() -> None:
    """In plain words, with the line of the learner's own cell."""
    written = {"con-so-la": "def con_so_la(bang):\n    x = 1\n    return khong_co\n"}
    result = next(each for each in mark(LESSON, written, "8A1-07") if each.id == "con-so-la-seen")
    assert result.reason.startswith("Dòng 3:")
    assert "khong_co" in result.reason


def test_nothing_written_is_not_attempted(tmp_path: Path) -> None:
    """The stub that was handed out is no mistake."""
    graded = grade_code(folder_with(tmp_path, {}), LESSON, LEARNER)
    assert (graded.outcome, graded.reason, graded.points) == ("not_attempted", "unwritten", 0)
    assert {result.outcome for result in graded.results} == {"not_attempted"}


def test_a_deleted_cell_is_told(tmp_path: Path) -> None:
    """Only its own exercise is without points."""
    notebook = json.loads(answers.filled_in(RELEASED, RIGHT))
    notebook["cells"] = [cell for cell in notebook["cells"] if cell["id"] != "viet-con-so-la"]
    answers.notebook_of(tmp_path, LESSON).write_text(json.dumps(notebook), encoding="utf-8")
    graded = grade_code(tmp_path, LESSON, LEARNER)
    assert graded.points == Decimal("7.5")
    assert "con_so_la" in next(each.reason for each in graded.results if each.id == "con-so-la-seen")


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"{", "bad_notebook"),
        (b"\xff\xfe", "bad_notebook"),
        (b"[" * 100_000, "bad_notebook"),
        (b'{"cells": [{"cell_type": "code", "source": 5}]}', "bad_notebook"),
        (b" " * (answers.MAX_NOTEBOOK + 1), "big_notebook"),
        (answers.filled_in(RELEASED, {"con-so-la": "#" * (answers.MAX_CELL + 1)}), "big_notebook"),
    ],
)
def test_a_notebook_that_cannot_be_read_gets_a_reason_and_no_points(tmp_path: Path, data: bytes, reason: str) -> None:
    """And so does the notebook that is put in its place, so that grading it again says the same."""
    path = answers.notebook_of(tmp_path, LESSON)
    path.write_bytes(data)
    graded = grade_code(tmp_path, LESSON, LEARNER)
    assert (graded.outcome, graded.reason, graded.points) == ("could_not_run", reason, 0)
    path.write_bytes(answers.restored(path, RELEASED, LESSON))
    assert grade_code(tmp_path, LESSON, LEARNER).reason == reason


def test_only_the_solution_cells_of_a_notebook_are_taken(tmp_path: Path) -> None:
    """Changed checks, marks, outputs and other cells are left behind."""
    notebook = json.loads(answers.filled_in(RELEASED, RIGHT))
    for cell in notebook["cells"]:
        if cell["id"] == "con-so-la":
            cell["source"], cell["metadata"]["nbgrader"]["points"] = "10**6", 10**6
            cell["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "10"}]
    notebook["cells"].append({"cell_type": "code", "id": "x", "metadata": {}, "source": "1", "outputs": []})
    path = answers.notebook_of(tmp_path, LESSON)
    path.write_text(json.dumps(notebook), encoding="utf-8")
    assert answers.restored(path, RELEASED, LESSON) == answers.filled_in(RELEASED, RIGHT)


def test_a_runner_that_fails_is_nobodys_mistake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It could not run, and says that it was us."""

    def fails(*_: object) -> None:
        raise RunnerError("no room")

    monkeypatch.setattr(marking.runner, "run", fails)
    graded = grade_code(folder_with(tmp_path, RIGHT), LESSON, LEARNER)
    assert (graded.outcome, graded.reason) == ("could_not_run", "crashed")
    assert "không phải lỗi của em" in graded.remark


def test_the_seed_draws_other_tables_for_everybody() -> None:
    """Hard-coding a classmate's answers helps nobody."""
    shown = shown_table(lesson_folder(LESSON))
    mine, other = (trials(TASKS[LESSON][0], shown, seed) for seed in ("8A1-07", "8A1-08"))
    assert mine[0] == other[0]
    assert [trial.table for trial in mine[1:]] != [trial.table for trial in other[1:]]
    assert len(mine) == HIDDEN + 1


def test_drawn_tables_are_fair() -> None:
    """One row does not add up, one ward is latest by share and another by count, and no two shares are the same."""
    for number in range(300):
        table = drawn_table(Draw(f"hạt {number}"), number % HIDDEN)
        wrong = [row for row in table if int(row["qua_mang"]) + int(row["tai_quay"]) != row["ho_so"]]
        assert [row["phuong"] for row in wrong] == [odd_ward(table)]
        shares = sorted(int(row["tre_han"]) / int(row["ho_so"]) for row in table)
        assert shares[-1] > shares[-2]
        by_count = max(table, key=lambda row: int(row["tre_han"]))
        by_share = max(table, key=lambda row: int(row["tre_han"]) / int(row["ho_so"]))
        assert by_count["phuong"] != by_share["phuong"]
        assert all(int(row["qua_mang"]) < int(row["ho_so"]) for row in table)


@pytest.mark.parametrize("value", [True, False, "18.7", [18.7], {}, float("nan"), float("inf"), object()])
def test_only_plain_finite_values_are_right(value: object) -> None:
    """Whatever else comes is never right, also if it claims to be equal."""
    task = TASKS[LESSON][0]
    (trial, *_) = trials(task, shown_table(lesson_folder(LESSON)), "x")
    assert judge(task, trial, trial.right) == "right"
    assert judge(task, trial, value) in ("wrong_kind", "not_finite")


def test_the_lessons_points_are_ten() -> None:
    """Four exercises of two and a half, each by the table in the lesson and by others."""
    checks = LESSONS[LESSON]
    assert [checks.maximum(task.exercise) for task in TASKS[LESSON]] == [Decimal("2.5")] * 4
