"""Grading lesson 10, whose code runs, beside its baseline: ``nbgrader autograde``, which executes the notebooks.

``python benchmarks/grade_code.py [--learners N]``. Both are whole commands in one run on the same machine, with the
same functions handed in. The baseline's class is nbgrader's own way: its first cell reads the table with ``csv``,
its grade cells look at one answer each in the kernel, without any fence; ours asks each function four times, apart.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from pathlib import Path

from grade_by_replay import executed_instead, scores, seconds

from grading.classroom import Classroom, hand_out, make_class
from grading.coding import answers
from grading.coding.tasks import LESSON, TASKS
from grading.exchange import released_folder
from grading.solutions.lesson_10 import RIGHT

READS = """import csv
bang = [{k: int(v) if v.isdigit() else v for k, v in row.items()} for row in csv.DictReader(open("phuong.csv"))]
check = lambda *_: None
hand_in = lambda: None
"""


def stock_class(classroom: Classroom) -> None:
    """Make the lesson's cells such as a teacher with nbgrader alone would write them."""
    path = answers.notebook_of(classroom.directory / "source" / LESSON, LESSON)
    notebook = json.loads(path.read_text(encoding="utf-8"))
    asked = {task.exercise: ", ".join(["bang", *map(str, task.shown)]) for task in TASKS[LESSON]}
    named = {task.exercise: task.function for task in TASKS[LESSON]}
    for cell in notebook["cells"]:
        if cell["id"] == "doc-bang":
            cell["source"] = READS
        if cell["id"] in named:
            cell["source"] = f"2.5 if {named[cell['id']]}({asked[cell['id']]}) else 0.0"
    path.write_text(json.dumps(notebook), encoding="utf-8")
    executed_instead(classroom.directory)


def handed_in(classroom: Classroom) -> None:
    """Everybody's functions are the reference's."""
    released = answers.notebook_of(released_folder(classroom.coursedir, LESSON), LESSON).read_bytes()
    for learner in classroom.learners:
        work = classroom.directory / "submitted" / learner / LESSON
        work.mkdir(parents=True)
        answers.notebook_of(work, LESSON).write_bytes(answers.filled_in(released, RIGHT))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--learners", type=int, default=20)
    learners = parser.parse_args().learners
    with tempfile.TemporaryDirectory() as folder:
        ours, stock = (make_class(Path(folder) / name, "8A1", learners, LESSON) for name in ("ours", "stock"))
        stock_class(stock)
        for classroom in (ours, stock):
            hand_out(classroom, LESSON)
            handed_in(classroom)
        mine = seconds(ours.directory, "grading.app.command", "grade", str(ours.directory))
        theirs = seconds(stock.directory, "nbgrader", "autograde", LESSON)
        same = [row[2] for row in scores(ours.directory)] == [row[2] for row in scores(stock.directory)] != []
    print(f"{learners} learners, one notebook each, 4 functions; wall time of the whole command")
    print(f"baseline  nbgrader autograde, executing notebooks  {theirs:7.1f} s  {theirs / learners:6.2f} s a learner")
    print(f"          congtap grade, code run apart            {mine:7.1f} s  {mine / learners:6.2f} s a learner")
    print(f"congtap grade is {theirs / mine:.1f} times as fast as the baseline; same marks: {same}")
    if not same:
        sys.exit(1)


if __name__ == "__main__":
    main()
