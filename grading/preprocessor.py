"""Scores by replay inside nbgrader: takes the place of ``Execute`` in autograding.

Each autograded cell of an exercise gets exactly the output that executing it would
give, and no kernel is started. Any other autograded cell of a replayed lesson gets an
explicit 0.0, because nbgrader gives full marks to a cell without output.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from nbformat.notebooknode import NotebookNode
from nbformat.v4 import new_output
from nbgrader.preprocessors import Execute, NbGraderPreprocessor
from nbgrader.utils import is_grade, is_solution
from traitlets import Unicode

from grading.cells import mark_for
from grading.class_file import ClassFile, ClassFileError, read_class
from grading.earlier import with_earlier
from grading.grade import Graded, grade_folder, untold
from grading.lessons import LESSONS
from grading.results import Results, results_url
from simulator.case import LEARNER_ID

log = logging.getLogger(__name__)
log.addHandler(logging.NullHandler())

AUTOGRADE_PREPROCESSORS = (
    "grading.preprocessor.ReplayScores",
    "nbgrader.preprocessors.IgnorePattern",
    "nbconvert.preprocessors.ClearMetadataPreprocessor",
    "nbgrader.preprocessors.LimitOutput",
    "nbgrader.preprocessors.SaveAutoGrades",
    "nbgrader.preprocessors.AssignLatePenalties",
    "nbgrader.preprocessors.CheckCellMetadata",
)
"""nbgrader's own list with ``Execute`` replaced."""


def graded_submission(folder: Path, lesson: str, learner: str) -> Graded:
    """Grade a submission as nbgrader has laid it out, with the class sheet that it copied in."""
    if not LEARNER_ID.match(learner):
        return untold(lesson, learner, None, "not_in_class", found=learner)
    try:
        klass: ClassFile | None = read_class(folder)
    except ClassFileError:
        return untold(lesson, learner, None, "class_file")
    return grade_folder(folder, lesson, learner, klass)


def submitted_at(folder: Path) -> str:
    """When a submission was handed in, as its ``timestamp.txt`` says; empty if it does not."""
    try:
        with (folder / "timestamp.txt").open(encoding="utf-8") as file:
            return file.read(40).strip()
    except (OSError, UnicodeDecodeError):
        return ""


def execute_result(shown: str, count: int) -> NotebookNode:
    """The output that a kernel gives for an expression, as nbformat stores it."""
    made: NotebookNode = new_output(  # type: ignore[no-untyped-call]
        "execute_result", {"text/plain": shown}, execution_count=count
    )
    return made


def cell_score(marked: Mapping[str, Any], graded: Graded) -> float:
    """The score of a graded cell, by what nbgrader keeps with it; 0.0 where the checks know no such exercise."""
    exercise, checks = marked.get("grade_id", ""), LESSONS[graded.lesson]
    if exercise not in checks.exercises:
        log.error("Cell %r is no exercise of %s: 0 points", exercise, graded.lesson)
        return 0.0
    maximum = checks.maximum(exercise)
    if Decimal(str(marked.get("points"))) != maximum:
        log.error("Cell %r is worth %s, its checks %s: 0 points", exercise, marked.get("points"), maximum)
        return 0.0
    return mark_for(graded.by_exercise[exercise], maximum)


class ReplayScores(NbGraderPreprocessor):
    """Writes the scores that replaying the learner's journals gives, and the results store."""

    results_url = Unicode("", help="Where results with reasons go; by default a file beside the gradebook.").tag(
        config=True
    )

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:  # noqa: ANN401 - nbconvert's own
        """Fill in the outputs of a submission's grade cells; other lessons are executed as ever."""
        known = resources["nbgrader"]
        lesson, learner = known["assignment"], known["student"]
        if lesson not in LESSONS:
            executed: tuple[NotebookNode, Any] = Execute(parent=self.parent).preprocess(nb, resources)
            return executed
        folder = Path(resources["metadata"]["path"])
        store = Results(self.results_url or results_url(known["db_url"]))
        graded = with_earlier(store, graded_submission(folder, lesson, learner))
        store.record(graded, submitted_at(folder))
        self._write(nb, graded)
        return nb, resources

    def _write(self, nb: NotebookNode, graded: Graded) -> None:
        count = 0
        for cell in nb.cells:
            if cell.cell_type != "code" or not cell.source.strip():
                continue
            count += 1
            cell.execution_count = count
            if is_grade(cell) and not is_solution(cell):
                shown = repr(cell_score(cell.metadata["nbgrader"], graded))
                cell.outputs = [execute_result(shown, count)]
