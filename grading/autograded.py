"""``autograded/<learner>/<lesson>/`` as ``nbgrader autograde`` lays it out, without converting every notebook.

Replay puts nothing of a learner's into a notebook but the scores, so a lesson's notebook is read once and only the
numbers in it change from learner to learner.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

import nbformat
from nbgrader.utils import compute_checksum, find_all_files, is_grade, is_solution, is_task

from grading.coding.answers import notebook_of
from grading.coding.tasks import TASKS, solution_id
from grading.exchange import Untyped
from grading.grade import Graded
from grading.preprocessor import cell_score, execute_result

READ_ONLY = 0o444
"""As nbgrader leaves them: graded work is not edited by mistake."""


Scores: TypeAlias = dict[tuple[str, str], float]
"""Points by notebook and cell."""


class Page(NamedTuple):
    """One notebook of a lesson as text in pieces; between two of them stands a score.

    ``cells`` is what nbgrader keeps with each graded cell.
    """

    name: str
    pieces: tuple[str, ...]
    cells: tuple[dict[str, Any], ...]
    lesson: str = ""

    def text(self, scores: Scores, written: Path | None = None) -> str:
        """The notebook with a learner's scores; of a lesson with code cells, over the one with what was written."""
        shown = [repr(scores[self.name, cell["grade_id"]]) for cell in self.cells]
        pieces = self.pieces if written is None else _pieces(written, self.lesson)[0]
        return "".join(piece + score for piece, score in zip(pieces, [*shown, ""], strict=True))


class NotReplayedError(ValueError):
    """A notebook holds cells that a person has to mark, or that are executed."""


def page_of(path: Path, lesson: str = "") -> Page:
    """A released notebook, ready for scores; raises ``NotReplayedError`` where replay alone cannot score it.

    Of a ``lesson`` with code cells, its solution cells are read and marked by no person.
    """
    pieces, marks = _pieces(path, lesson)
    return Page(path.stem, pieces, marks, lesson if path == notebook_of(path.parent, lesson) else "")


def _pieces(path: Path, lesson: str) -> tuple[tuple[str, ...], tuple[dict[str, Any], ...]]:
    read = {solution_id(task.exercise) for task in TASKS.get(lesson, ())}
    notebook: Untyped = nbformat.read(path, as_version=nbformat.NO_CONVERT)  # type: ignore[no-untyped-call]
    marks: list[dict[str, Any]] = []
    count = 0
    for cell in notebook.cells:
        solved = is_solution(cell) and (is_grade(cell) or cell.metadata["nbgrader"]["grade_id"] not in read)
        if solved or is_task(cell) or (is_grade(cell) and cell.cell_type != "code"):
            raise NotReplayedError(f"{path.name} has a cell that a person marks")
        if cell.cell_type != "code" or not cell.source.strip():
            continue
        count += 1
        cell.execution_count, cell.outputs = count, []
        if is_grade(cell):
            marks.append(dict(cell.metadata["nbgrader"]))
            cell.outputs = [execute_result(f"\x00{len(marks)}\x00", count)]
    whole = nbformat.writes(notebook)  # type: ignore[no-untyped-call]
    pieces = []
    for number in range(1, len(marks) + 1):
        piece, _, whole = whole.partition(f"\\u0000{number}\\u0000")
        pieces.append(piece)
    return (*pieces, whole + "\n"), tuple(marks)


class Layout(NamedTuple):
    """What everybody's graded folder of a lesson holds: notebooks, and the files of ``source/`` that come over them.

    ``ignored`` are patterns of files that are not copied.
    """

    pages: tuple[Page, ...]
    files: dict[str, bytes]
    ignored: tuple[str, ...]

    def silent(self, submission: Path) -> dict[tuple[str, str], bool]:
        """Of each solution cell of a hand-in, whether it is still as it was handed out; nbgrader notes that."""
        found = {}
        for page in self.pages:
            if page.lesson:
                path = submission / f"{page.name}.ipynb"
                notebook: Untyped = nbformat.read(path, as_version=nbformat.NO_CONVERT)  # type: ignore[no-untyped-call]
                for cell in filter(is_solution, notebook.cells):
                    mark = cell.metadata["nbgrader"]
                    found[page.name, mark["grade_id"]] = mark.get("checksum") == compute_checksum(cell)
        return found

    def scores(self, graded: Graded) -> Scores:
        """A learner's scores as the preprocessor gives them."""
        return {(page.name, cell["grade_id"]): cell_score(cell, graded) for page in self.pages for cell in page.cells}


def layout(
    released: Path, source: Path, ignored: Iterable[str], left_out: Iterable[str] = (), lesson: str = ""
) -> Layout:
    """Read a lesson's notebooks and the files that nbgrader copies over each submission.

    ``ignored`` are nbgrader's patterns of files that are never copied, ``left_out`` names of ``source/`` that do not
    overwrite. Raises ``NotReplayedError`` and ``OSError``.
    """
    patterns = (*ignored, "*.ipynb")
    left = set(left_out)
    files = {}
    for name in find_all_files(str(source), list(patterns)):
        relative = os.path.relpath(name, source)
        if relative not in left:
            files[relative] = Path(name).read_bytes()
    return Layout(tuple(page_of(path, lesson) for path in sorted(released.glob("*.ipynb"))), files, patterns)


def write(layout: Layout, submission: Path, target: Path, scores: Scores) -> None:
    """Lay out one learner's graded folder, whole or not at all. Raises ``OSError``."""
    draft = target.with_name(f".{target.name}.part")
    _remove(draft)
    draft.mkdir(parents=True)
    for name in find_all_files(str(submission), list(layout.ignored)):
        _put(draft / os.path.relpath(name, submission), Path(name))
    for name, content in layout.files.items():
        _put(draft / name, content)
    for page in layout.pages:
        written = submission / f"{page.name}.ipynb" if page.lesson else None
        _put(draft / f"{page.name}.ipynb", page.text(scores, written).encode())
    _remove(target)
    draft.rename(target)


def _put(path: Path, content: bytes | Path) -> None:
    if not path.parent.is_dir():
        path.parent.mkdir(parents=True)
    if isinstance(content, Path):
        shutil.copyfile(content, path)
    else:
        path.unlink(missing_ok=True)
        path.write_bytes(content)
    path.chmod(READ_ONLY)


def _remove(folder: Path) -> None:
    """Remove a graded folder; what is read-only must be made writable first on Windows."""
    if not folder.exists():
        return

    def again(function: Any, path: str, _: Any) -> None:  # noqa: ANN401 - shutil's own
        Path(path).chmod(0o600)
        function(path)

    shutil.rmtree(folder, onerror=again)
