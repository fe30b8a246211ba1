"""The check of notebooks finds what a run leaves behind, and mends it."""

import json
import unicodedata

import check_notebooks
import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output


@pytest.fixture
def notebook():
    """A clean notebook of two cells."""
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    cells = [
        new_markdown_cell("# Đi một vòng", id="dau-bai"),
        new_code_cell("cham()", id="cham-1", metadata={"nbgrader": {"grade_id": "cham-1", "schema_version": 3}}),
    ]
    return new_notebook(cells=cells, metadata={"kernelspec": kernel})


def faults(notebook):
    return " ".join(check_notebooks.faults_of(nbformat.writes(notebook) + "\n"))


def test_a_clean_notebook_as_jupyter_saves_it_passes(notebook):
    assert faults(notebook) == ""


def run(notebook):
    notebook.cells[1].outputs = [new_output("stream", text="10")]


def count(notebook):
    notebook.cells[1].execution_count = 3


def widgets(notebook):
    notebook.metadata.widgets = {}


def version(notebook):
    notebook.metadata.language_info = {"name": "python", "version": "3.11.7"}


def times(notebook):
    notebook.cells[1].metadata.execution = {}


def same_grade(notebook):
    again = new_code_cell("cham()", id="cham-2", metadata={"nbgrader": {"grade_id": "cham-1"}})
    notebook.cells.append(again)


def no_grade(notebook):
    del notebook.cells[1].metadata.nbgrader["grade_id"]


@pytest.mark.parametrize(
    ("spoil", "fault"),
    [
        (run, "cell 2 has outputs"),
        (count, "cell 2 has an execution count"),
        (times, "cell 2 has execution times"),
        (widgets, "state of widgets"),
        (version, "version of Python"),
        (same_grade, "two nbgrader cells have the grade_id 'cham-1'"),
        (no_grade, "has no grade_id"),
    ],
)
def test_each_fault_is_named(notebook, spoil, fault):
    spoil(notebook)
    assert fault in faults(notebook)


def test_a_file_that_is_no_notebook_is_named():
    assert "no valid notebook" in check_notebooks.faults_of("{}")[0]
    assert "no valid notebook" in check_notebooks.faults_of("# Đi một vòng")[0]


def test_another_kernel_and_another_spelling_are_named(notebook):
    notebook.metadata.kernelspec.name = "thu"
    assert "kernel python3" in faults(notebook)
    assert "not spelled as Jupyter saves it" in " ".join(check_notebooks.faults_of(json.dumps(notebook)))


def test_letters_taken_apart_are_named(notebook):
    text = unicodedata.normalize("NFD", nbformat.writes(notebook) + "\n")
    assert "is not in NFC" in check_notebooks.faults_of(text)


def test_fix_mends_a_notebook_that_was_run(notebook, tmp_path):
    for spoil in (run, count, widgets, version, times):
        spoil(notebook)
    del notebook.cells[0]["id"]
    path = tmp_path / "bai.ipynb"
    path.write_text(json.dumps(notebook), encoding="utf-8")
    assert check_notebooks.main(["--fix", str(path)]) == 0
    assert [cell["id"] for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]] == ["cell-01", "cham-1"]


def test_fix_changes_nothing_in_a_clean_notebook(notebook, tmp_path):
    path = tmp_path / "bai.ipynb"
    nbformat.write(notebook, path)
    before = path.read_bytes()
    assert check_notebooks.main(["--fix", str(path)]) == 0
    assert path.read_bytes() == before
