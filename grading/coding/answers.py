"""What a learner wrote: the solution cells of a notebook, by their ``grade_id``, and nothing else of it.

A handed-in notebook is untrusted: its size is looked at first, it is decoded strictly, and the notebook that is graded
is the released one with these cells' text put in.
"""

from __future__ import annotations

import hashlib
import json
import unicodedata
from contextlib import suppress
from pathlib import Path
from typing import Any

import msgspec

from grading.coding.tasks import TASKS, solution_id
from grading.files import plain_size

MAX_NOTEBOOK = 4_000_000
"""Largest notebook in bytes that is opened; a picture or two is in it at most."""

MAX_CELL = 20_000
"""Longest solution in characters."""

FAULT = "congtap_fault"
"""In a restored notebook's metadata: why nothing could be taken out of the one that was handed in."""


class AnswersError(ValueError):
    """A notebook whose solutions cannot be read; ``reason`` is ``big_notebook`` or ``bad_notebook``."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class _Cell(msgspec.Struct):
    cell_type: str
    source: str | list[str] = ""
    metadata: dict[str, Any] = {}


class _Notebook(msgspec.Struct):
    cells: list[_Cell]
    metadata: dict[str, Any] = {}


_decoder = msgspec.json.Decoder(_Notebook)


def notebook_of(folder: Path, lesson: str) -> Path:
    """Where a lesson's notebook lies in a folder: it is named as the lesson without its number."""
    return folder / f"{lesson.partition('-')[2]}.ipynb"


def read(data: bytes, lesson: str) -> dict[str, str]:
    """Exercise to what was written for it, in the lesson's order; an exercise without its cell is not there.

    Of two cells of one id, the last counts, as for nbgrader. Raises ``AnswersError``.
    """
    if len(data) > MAX_NOTEBOOK:
        raise AnswersError("big_notebook")
    try:
        notebook = _decoder.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise AnswersError("bad_notebook") from None
    fault = notebook.metadata.get(FAULT)
    if fault is not None:
        raise AnswersError("big_notebook" if fault == "big_notebook" else "bad_notebook")
    wanted = {solution_id(task.exercise): task.exercise for task in TASKS[lesson]}
    found: dict[str, str] = {}
    for cell in notebook.cells:
        mark = cell.metadata.get("nbgrader")
        name = mark.get("grade_id") if isinstance(mark, dict) else None
        if cell.cell_type == "code" and isinstance(name, str) and name in wanted:
            source = cell.source if isinstance(cell.source, str) else "".join(cell.source)
            if len(source) > MAX_CELL:
                raise AnswersError("big_notebook")
            found[wanted[name]] = unicodedata.normalize("NFC", source.replace("\0", ""))
    return {exercise: found[exercise] for exercise in wanted.values() if exercise in found}


def read_file(path: Path, lesson: str) -> dict[str, str]:
    """The same for a file, whose size is looked at first. Raises ``AnswersError`` and ``OSError``."""
    size = plain_size(path)
    if size is None:
        raise OSError(f"{path.name} is not a plain file")
    if size > MAX_NOTEBOOK:
        raise AnswersError("big_notebook")
    with path.open("rb") as file:
        return read(file.read(MAX_NOTEBOOK + 1), lesson)


def packed(answers: dict[str, str]) -> bytes:
    """The smallest notebook that holds this work, the same bytes every time: what a zip carries."""
    cells: list[dict[str, object]] = [
        {
            "cell_type": "code",
            "execution_count": None,
            "id": solution_id(exercise),
            "metadata": {"nbgrader": {"grade_id": solution_id(exercise)}},
            "outputs": [],
            "source": source,
        }
        for exercise, source in answers.items()
    ]
    notebook = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(notebook, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def digest(answers: dict[str, str]) -> str:
    """One name for exactly this work, whatever else the notebook holds."""
    return hashlib.sha256(packed(answers)).hexdigest()


def lesson_in(data: bytes) -> str:
    """The lesson of which a notebook holds solution cells; empty for anything else."""
    for lesson in TASKS:
        with suppress(AnswersError):
            if read(data, lesson):
                return lesson
    return ""


def filled_in(released: bytes, answers: dict[str, str], fault: str = "") -> bytes:
    """The released notebook with what a learner wrote put into its solution cells, or with why there is nothing."""
    notebook = json.loads(released)
    if fault:
        notebook["metadata"][FAULT] = fault
    by_id = {solution_id(exercise): source for exercise, source in answers.items()}
    for cell in notebook["cells"]:
        name = cell["metadata"].get("nbgrader", {}).get("grade_id")
        if name in by_id:
            cell["source"] = by_id[name].splitlines(keepends=True)
    text = json.dumps(notebook, ensure_ascii=False, indent=1, sort_keys=True, separators=(",", ": "))
    return f"{text}\n".encode()


def restored(path: Path, released: bytes, lesson: str) -> bytes:
    """What a handed-in notebook becomes: nothing of it but the solutions; without any, why. Raises ``OSError``."""
    try:
        return filled_in(released, read_file(path, lesson))
    except AnswersError as fault:
        return filled_in(released, {}, fault.reason)
