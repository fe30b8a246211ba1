"""Grading a class by replay beside its baseline: ``nbgrader autograde``, which executes every notebook.

``python benchmarks/grade_by_replay.py [--learners N]``. Both are whole commands on copies
of one class, in the same run on the same machine, and must fill the same gradebook.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from grading.batch import collect
from grading.classroom import open_class
from grading.demo import make_demo
from simulator.case import FIRST_LESSON

SCORES = """
select a.student_id, c.name, g.auto_score from grade g
join submitted_notebook n on g.notebook_id = n.id
join submitted_assignment a on n.assignment_id = a.id
join base_cell c on g.cell_id = c.id order by 1, 2
"""


def scores(directory: Path) -> list[tuple[str, str, float]]:
    connection = sqlite3.connect(directory / "gradebook.db")
    try:
        return connection.execute(SCORES).fetchall()
    finally:
        connection.close()


def executed_instead(directory: Path) -> None:
    """Give a class back nbgrader's own list of preprocessors."""
    path = directory / "nbgrader_config.py"
    wanted = re.compile(r"^c\.Autograde\.autograde_preprocessors = \[.*?^\]\n", re.DOTALL | re.MULTILINE)
    text, count = wanted.subn("", path.read_text(encoding="utf-8"))
    if count != 1:
        raise ValueError(f"{path} does not name its preprocessors once")
    path.write_text(text, encoding="utf-8")


def seconds(directory: Path, *command: str) -> float:
    """Wall time of a whole command, in seconds."""
    path = os.pathsep.join((str(Path(sys.executable).parent), os.environ.get("PATH", "")))
    begun = time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", *command],
        cwd=directory,
        env={**os.environ, "PATH": path},
        check=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    return time.perf_counter() - begun


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--learners", type=int, default=45)
    learners = parser.parse_args().learners
    with tempfile.TemporaryDirectory() as folder:
        first = Path(folder) / "replay"
        make_demo(first, learners, "benchmark")
        collect(open_class(first), FIRST_LESSON)
        copies = {name: Path(folder) / name for name in ("stock", "ours")}
        for copy in copies.values():
            shutil.copytree(first, copy)
        executed_instead(copies["stock"])
        replay = seconds(first, "grading.app.command", "grade", str(first))
        ours = seconds(copies["ours"], "nbgrader", "autograde", FIRST_LESSON)
        stock = seconds(copies["stock"], "nbgrader", "autograde", FIRST_LESSON)
        same = scores(first) == scores(copies["ours"]) == scores(copies["stock"])
    print(f"{learners} learners, one notebook each, 4 graded exercises; wall time of the whole command")
    print(f"baseline  nbgrader autograde, executing notebooks  {stock:7.1f} s  {stock / learners:6.2f} s a learner")
    print(f"          nbgrader autograde, replaying journals   {ours:7.1f} s  {ours / learners:6.2f} s a learner")
    print(f"          congtap grade                            {replay:7.1f} s  {replay / learners:6.2f} s a learner")
    print(f"congtap grade is {stock / replay:.1f} times as fast as the baseline; same gradebook: {same}")
    if not same:
        sys.exit(1)


if __name__ == "__main__":
    main()
