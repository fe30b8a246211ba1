"""What a lesson with code cells calls: read the table, check a function, hand in. All of it prints plain words.

The check runs the function in the learner's own kernel, as any cell does; grading runs it apart
(``grading.coding.marking``). Both judge alike; only the tables that are drawn are others.
"""

from __future__ import annotations

import copy
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from grading.app.handing import receipt_view
from grading.app.workspace import Workspace
from grading.cells import learner_of
from grading.checks import told
from grading.class_file import ClassFileError, read_class
from grading.coding.marking import Asked, hidden_verdict, verdict
from grading.coding.runner import Answer, Broken, Returned
from grading.coding.tasks import LESSON, TABLE_FILE, TASKS, Table, Task, Trial, shown_table, trials
from grading.lessons import lesson_folder
from grading.words import say

PRACTICE = "tự kiểm tra"
"""The seed of the tables that the self-check tries; those of grading are the learner's own."""


def _tell(text: str) -> None:
    sys.stdout.write(f"{text}\n")


def read_table() -> Table:
    """The table beside the notebook; the lesson's own where that is missing or spoiled."""
    here = Path()
    try:
        return shown_table(here) if (here / TABLE_FILE).is_file() else shown_table(lesson_folder(LESSON))
    except (OSError, ValueError):
        return shown_table(lesson_folder(LESSON))


def _answer(task: Task, function: Callable[..., Any], trial: Trial) -> Answer:
    """What a function returns in this kernel, as the process apart would give it."""
    try:
        value = function(copy.deepcopy(trial.table), *trial.more)
    except Exception as fault:  # noqa: BLE001 - it is told, with its line
        line, trace = 0, fault.__traceback__
        own = getattr(getattr(function, "__code__", None), "co_filename", "")
        while trace is not None:
            line = trace.tb_lineno if trace.tb_frame.f_code.co_filename == own else line
            trace = trace.tb_next
        return Broken(type(fault).__name__, str(fault), line, task.exercise)
    plain = type(value) in (bool, int, float, str) or value is None
    return Returned(type(value).__name__, value if plain else None)


def check(exercise: str, function: Callable[..., Any]) -> None:
    """Tell what a function does right: with the table of the lesson, then with tables that were not seen."""
    if os.environ.get("NBGRADER_EXECUTION"):
        return
    try:
        sheet = read_class(Path())
    except ClassFileError:
        sheet = None
    if sheet is not None and sheet.mode == "exam":
        _tell(say("check", "exam"))
        return
    task = next(each for each in TASKS[LESSON] if each.exercise == exercise)
    tried = trials(task, shown_table(lesson_folder(LESSON)), PRACTICE)
    asked = Asked(task, tried, tuple(_answer(task, function, trial) for trial in tried))
    for key, found in (("seen", verdict(task, asked.trials[0], asked.answers[0])), ("others", hidden_verdict(asked))):
        if found.outcome != "passed":
            _tell(say("coding", "not_yet", text=" ".join(told("coding", *found.said))))
            return
        _tell(say("coding", key))


def hand_in() -> None:
    """A button that hands the saved notebook in: no cell does it by being run."""
    if os.environ.get("NBGRADER_EXECUTION"):
        return
    from IPython.display import display  # noqa: PLC0415
    from ipywidgets import Button, Layout, Output  # noqa: PLC0415 - only where somebody sees it

    button, said = (
        Button(description=say("coding", "button"), button_style="primary", layout=Layout(width="auto")),
        Output(),
    )

    def press(_: object) -> None:
        said.outputs = ()
        said.append_stdout(receipt(Path.cwd()))

    button.on_click(press)
    display(button, said)  # type: ignore[no-untyped-call]


def receipt(folder: Path) -> str:
    """Hand in what lies in a learner's folder, through the class's exchange or as a zip file; what came of it."""
    learner = learner_of(folder)
    if learner is None:
        return say("coding", "nobody")
    found = receipt_view(Workspace(folder.parent.parent), learner, LESSON, "")
    lines = [found["text"]]
    if found.get("zipped"):
        lines.append(f"{found['zipped']['label']}: {found['zipped']['path']}")
    if found["ok"]:
        lines.append(say("coding", "saved"))
    return "\n".join(lines)
