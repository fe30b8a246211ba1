"""Lesson 10's notebook: what its cells call, in a learner's own folder."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import ward_table

from grading.app import coding, progress
from grading.app.workspace import Workspace
from grading.cells import score
from grading.class_file import ClassFile, write_class
from grading.coding import answers, marking
from grading.coding.tasks import LESSON, TASKS, shown_table
from grading.lessons import LESSONS, lesson_folder, of_course
from grading.solutions.lesson_10 import RIGHT, WRONG
from simulator.worksheets.plan import plans

RELEASED = (lesson_folder(LESSON) / "con-so-bang-ma.ipynb").read_bytes()
FUNCTIONS = {task.exercise: task.function for task in TASKS[LESSON]}


@pytest.fixture
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A learner's folder with the notebook solved, as the current folder."""
    folder = tmp_path / "lam-bai" / "8A1-07" / LESSON
    folder.mkdir(parents=True)
    answers.notebook_of(folder, LESSON).write_bytes(answers.filled_in(RELEASED, RIGHT))
    monkeypatch.chdir(folder)
    return folder


def made(source: str, name: str, table: object) -> object:
    """A function as a cell makes it."""
    space: dict[str, object] = {"bang": table}
    exec(compile(source, "ô", "exec"), space)
    return space[name]


@pytest.mark.usefixtures("own_folder")
@pytest.mark.parametrize("exercise", FUNCTIONS)
def test_the_self_check_says_what_is_right(exercise: str, capsys: pytest.CaptureFixture[str]) -> None:
    """With the table of the lesson, then with tables that were not seen."""
    coding.check(exercise, made(RIGHT[exercise], FUNCTIONS[exercise], coding.read_table()))  # type: ignore[arg-type]
    said = capsys.readouterr().out.splitlines()
    assert len(said) == 2
    assert all(line.startswith("Đúng") for line in said)


@pytest.mark.usefixtures("own_folder")
@pytest.mark.parametrize("wrong", [each for each in WRONG if each.reason == "other_table"], ids=lambda each: each.name)
def test_the_self_check_finds_what_is_known_by_heart(wrong, capsys: pytest.CaptureFixture[str]) -> None:  # type: ignore[no-untyped-def]
    """Before it is handed in, not only in the marks."""
    function = made(wrong.source, FUNCTIONS[wrong.exercise], coding.read_table())
    coding.check(wrong.exercise, function)  # type: ignore[arg-type]
    said = capsys.readouterr().out.splitlines()
    assert said[0].startswith("Đúng")
    assert said[1].startswith("Chưa được. Với bảng trong bài, em đúng.")


@pytest.mark.usefixtures("own_folder")
def test_the_self_check_tells_an_exception_and_its_line(capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing red in the notebook."""
    coding.check("con-so-la", made("def con_so_la(b):\n    return b[0]['x']\n", "con_so_la", []))  # type: ignore[arg-type]
    assert "Dòng 2: bảng không có cột “x”" in capsys.readouterr().out


def test_in_an_exam_the_self_check_tells_nothing(own_folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """As in every other lesson."""
    write_class(own_folder, ClassFile("8A1", "khoa-cua-lop-8A1", LESSON, mode="exam"))
    coding.check("con-so-la", len)
    assert capsys.readouterr().out.startswith("Bài kiểm tra")


@pytest.mark.usefixtures("own_folder")
def test_a_grade_cell_reads_the_saved_notebook() -> None:
    """The same number as the gradebook's."""
    assert [score(exercise) for exercise in FUNCTIONS] == [2.5] * 4


def test_handing_in_tells_the_receipt(own_folder: Path) -> None:
    """Outside of a class as a zip beside the work, and what to do if something was not saved."""
    said = coding.receipt(own_folder)
    assert "Mã biên nhận" in said
    assert "Ctrl+S" in said
    assert list((own_folder.parent.parent / "bai-nop").glob("*.zip"))


def test_handing_in_from_nobodys_folder_says_where_to_go(tmp_path: Path) -> None:
    """A notebook opened in the course's own folder belongs to nobody."""
    assert "chưa nộp được" in coding.receipt(tmp_path)


def test_running_all_cells_hands_nothing_in(own_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The last cell shows a button; pressing it hands in and tells so beside it."""
    shown: list[Any] = []
    monkeypatch.setattr("IPython.display.display", lambda *widgets: shown.extend(widgets))
    coding.hand_in()
    folder = own_folder.parent.parent / "bai-nop"
    assert not folder.exists()
    button, said = shown
    button.click()
    assert len(list(folder.glob("*.zip"))) == 1
    assert "Mã biên nhận" in said.outputs[0]["text"]


def test_coming_home_runs_no_learners_code(own_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The page would wait for it, at every visit."""

    def runs(*_: object) -> None:
        raise AssertionError("code was run")

    monkeypatch.setattr(marking.runner, "run", runs)
    standing = progress._standing(Workspace(own_folder.parent.parent), "8A1-07", LESSON)
    assert (standing.lesson, standing.status) == (LESSON, "new")


def test_the_notebook_has_its_cells() -> None:
    """For each exercise an empty function, its check, and a locked grade cell worth what its checks are."""
    notebook = json.loads(RELEASED)
    code = {cell["id"]: "".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "code"}
    marks = {cell["id"]: cell["metadata"].get("nbgrader", {}) for cell in notebook["cells"]}
    for task in TASKS[LESSON]:
        assert f"def {task.function}(bang" in code[f"viet-{task.exercise}"]
        assert marks[f"viet-{task.exercise}"]["solution"]
        assert not marks[f"viet-{task.exercise}"]["locked"]
        assert code[f"kiem-tra-{task.exercise}"] == f'check("{task.exercise}", {task.function})'
        assert marks[task.exercise]["points"] == float(LESSONS[LESSON].maximum(task.exercise))
        assert marks[task.exercise]["locked"]
    assert code["nop-bai"] == "hand_in()"
    assert "".join(notebook["cells"][0]["source"]).splitlines()[0] == f"# {plans()[LESSON].title}"


def test_the_lesson_is_more_than_the_course() -> None:
    """Nobody needs it for the certificate, and no count of all lessons has it."""
    assert LESSON in LESSONS
    assert LESSON not in of_course("student")
    assert LESSON in of_course("more")


@pytest.mark.slow
def test_the_table_is_what_the_tool_makes() -> None:
    """``python tools/ward_table.py`` after the city's model has changed."""
    assert ward_table.TABLE.read_text(encoding="utf-8") == ward_table.text()


def test_one_figure_of_the_table_is_spoiled() -> None:
    """And just one."""
    wrong = [row for row in shown_table(lesson_folder(LESSON)) if row["qua_mang"] + row["tai_quay"] != row["ho_so"]]  # type: ignore[operator]
    assert [row["phuong"] for row in wrong] == ["Phường 08"]
