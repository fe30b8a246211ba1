"""Lesson 10 in a class: handed out, handed in by every road, graded in bulk as stock nbgrader would."""

from __future__ import annotations

import json
import logging
import shutil
import sqlite3
import warnings
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy.exc import SAWarning

from grading.batch import grade_class
from grading.bulk import Desk, layout_of
from grading.classroom import Classroom, hand_out, make_class, open_class
from grading.coding import answers, runner
from grading.coding.tasks import LESSON
from grading.converter import convert_all
from grading.exchange import make_whole, released_folder
from grading.handin import digest_of, fetch, submit
from grading.insight import insight
from grading.intake import klass_of, take
from grading.lessons import lesson_folder
from grading.results import Results
from grading.solutions.lesson_10 import RIGHT
from grading.steps import Replay
from grading.traces import LookError
from grading.tracing import prepare

KEY = "khoa-cua-lop-8A1"
TIME = "2026-11-09 01:02:03.000000 UTC"
RELEASED = (lesson_folder(LESSON) / "con-so-bang-ma.ipynb").read_bytes()
HOSTILE = {
    "8A1-02": "while True: pass\n",
    "8A1-03": "import os\ndef con_so_la(bang):\n    while True: os.fork()\n",
    "8A1-04": "def con_so_la(bang):\n    return 'a' * 10**11\n",
    "8A1-05": "def con_so_la(bang):\n    while True: print('a' * 9999)\n",
    "8A1-06": "def con_so_la(bang):\n    return open('../gradebook.db', 'rb').read()\n",
    "8A1-07": "import os\ndef con_so_la(bang):\n    os._exit(0)\n",
    "8A1-08": "import builtins\nbuiltins.type = None\ndef con_so_la(bang):\n    return 1\n",
}
SPOILER = "8A1-08"
HONEST, NOTHING = ("8A1-01", "8A1-09"), "8A1-10"


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hostile code is ended after one second of work."""
    asked = runner.run
    monkeypatch.setattr(runner, "run", lambda given, cells, calls, _: asked(given, cells, calls, runner.Limits(cpu=1)))


@pytest.fixture
def classroom(tmp_path: Path) -> Classroom:
    """A class to which the lesson was handed out."""
    made = make_class(tmp_path / "lop", "8A1", 10, LESSON, key=KEY)
    hand_out(made, LESSON)
    return made


def lay(classroom: Classroom, learner: str, data: bytes) -> Path:
    """Put a hand-in where collected work lies."""
    folder = classroom.directory / "submitted" / learner / LESSON
    folder.mkdir(parents=True)
    answers.notebook_of(folder, LESSON).write_bytes(data)
    (folder / "timestamp.txt").write_text(TIME, encoding="utf-8")
    return folder


def book(directory: Path) -> dict[str, list[tuple[object, ...]]]:
    """Scores and comments that nbgrader holds."""
    connection = sqlite3.connect(directory / "gradebook.db")
    joined = (
        " join submitted_notebook n on g.notebook_id = n.id join submitted_assignment a on n.assignment_id = a.id"
        " join base_cell c on g.cell_id = c.id order by a.student_id, c.name"
    )
    found = {
        "scores": connection.execute(
            f"select a.student_id, c.name, g.auto_score, g.manual_score, g.needs_manual_grade from grade g{joined}"
        ).fetchall(),
        "comments": connection.execute(
            f"select a.student_id, c.name, g.auto_comment, g.manual_comment from comment g{joined}"
        ).fetchall(),
    }
    connection.close()
    return found


def cells(directory: Path) -> dict[str, list[object]]:
    """What grading left of everybody's code cells."""
    return {
        path.parent.parent.name: [
            (cell["source"], cell["outputs"], cell["execution_count"], cell["metadata"])
            for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]
            if cell["cell_type"] == "code"
        ]
        for path in sorted(directory.glob(f"autograded/*/{LESSON}/*.ipynb"))
    }


def test_what_is_handed_out_has_the_table_and_no_solution(classroom: Classroom) -> None:
    """Learners get the notebook with empty functions, the table, and the class sheet."""
    outbound = classroom.exchange_root / "8A1" / "outbound" / LESSON
    assert sorted(path.name for path in outbound.iterdir()) == ["con-so-bang-ma.ipynb", "lop.json", "phuong.csv"]
    written = answers.read((outbound / "con-so-bang-ma.ipynb").read_bytes(), LESSON)
    assert all("NotImplementedError" in source and "SOLUTION" not in source for source in written.values())


@pytest.mark.usefixtures("quick")
def test_a_hostile_class_is_graded_in_bulk_as_nbgrader_grades_it(classroom: Classroom, tmp_path: Path) -> None:
    """Every hostile hand-in ends with its own reason, and the honest ones have all points, in both engines."""
    for learner in HONEST:
        lay(classroom, learner, answers.filled_in(RELEASED, RIGHT))
    for learner, source in HOSTILE.items():
        lay(classroom, learner, answers.filled_in(RELEASED, {**RIGHT, "con-so-la": source}))
    lay(classroom, NOTHING, RELEASED)
    store = Results(classroom.results_url)
    assert layout_of(Desk(classroom, LESSON, classroom.sheet(LESSON), store)) is not None
    for learner in (*HONEST, *HOSTILE, NOTHING):
        folder = classroom.directory / "submitted" / learner / LESSON
        make_whole(released_folder(classroom.coursedir, LESSON), folder, LESSON)
    shutil.copytree(classroom.directory, tmp_path / "nbgrader")

    seen: list[int] = []
    report = grade_class(classroom, LESSON, progress=lambda done, _total, _who: seen.append(done))
    marks = {row.learner: str(row.mark) for row in report.rows}
    assert {learner: marks[learner] for learner in HONEST} == dict.fromkeys(HONEST, "10.0")
    # Who breaks Python itself breaks what comes after in the same process, and nothing else.
    assert {learner: marks[learner] for learner in HOSTILE} == {**dict.fromkeys(HOSTILE, "7.5"), SPOILER: "2.5"}
    assert not report.failed
    assert seen == [*range(10), 10]
    reasons = {
        learner: next(each.reason for each in store.latest(LESSON)[learner].results if each.id == "con-so-la-seen")
        for learner in HOSTILE
    }
    assert len(set(reasons.values())) >= 6
    assert store.latest(LESSON)[NOTHING].outcome == "not_attempted"

    other = open_class(tmp_path / "nbgrader")
    failures: dict[str, str] = {}
    everybody = (*HONEST, *HOSTILE, NOTHING)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SAWarning)
        convert_all(other, LESSON, everybody, failures, logging.getLogger("tests.quiet"), lambda *_: None)
    assert not failures
    assert book(other.directory) == book(classroom.directory)
    assert cells(other.directory) == cells(classroom.directory)
    theirs = Results(other.results_url).latest(LESSON)
    assert {who: each.results for who, each in theirs.items()} == {
        who: each.results for who, each in store.latest(LESSON).items()
    }


def workspace_of(tmp_path: Path, written: dict[str, str]) -> Path:
    """A learner's own folder, with the lesson in it."""
    folder = tmp_path / "lam-bai" / "8A1-01" / LESSON
    folder.mkdir(parents=True)
    answers.notebook_of(folder, LESSON).write_bytes(answers.filled_in(RELEASED, written))
    return folder


def test_a_zip_carries_the_code_and_is_known_by_its_content(classroom: Classroom, tmp_path: Path) -> None:
    """Renamed as chats do, laid into the class's folder, graded; the receipt names exactly this work."""
    workspace = workspace_of(tmp_path, RIGHT)
    receipt = submit(workspace, None, "8A1", LESSON, "8A1-01", tmp_path / "zip")
    heap = classroom.directory / "bai-nop"
    heap.mkdir()
    shutil.copyfile(receipt.path, heap / "tep-dinh-kem (1).bin")
    report = grade_class(classroom, LESSON)
    assert str(report.rows[0].mark) == "10.0"
    assert not report.left_out
    graded = Results(classroom.results_url).latest(LESSON)["8A1-01"]
    assert graded.digest == receipt.digest
    taken = take(klass_of(classroom), [heap / "tep-dinh-kem (1).bin"])
    assert [row.result for row in taken.rows] == ["duplicate"]


def test_looking_at_the_class_and_at_one_learner_says_what_there_is(classroom: Classroom) -> None:
    """Marks and checks are told; that code has no steps to be walked through is no fault of the hand-in."""
    lay(classroom, "8A1-01", answers.filled_in(RELEASED, RIGHT))
    grade_class(classroom, LESSON)
    prepare(classroom)
    found = insight(classroom, LESSON)
    assert (found.unread, found.timed) == (0, 0)
    assert [rate.passed for rate in found.rates] == [1] * 8
    folder = classroom.directory / "submitted" / "8A1-01" / LESSON
    with pytest.raises(LookError, match="Bài này là mã"):
        Replay(folder, LESSON, "8A1-01", classroom.sheet(LESSON))


def test_a_later_zip_replaces_an_earlier_one_and_not_the_other_way(classroom: Classroom, tmp_path: Path) -> None:
    """The newest counts, in whatever order they come."""
    workspace = workspace_of(tmp_path, {**RIGHT, "con-so-la": "def con_so_la(bang): return 1"})
    old = submit(workspace, None, "8A1", LESSON, "8A1-01", tmp_path / "zip", datetime(2026, 11, 1, tzinfo=UTC))
    answers.notebook_of(workspace, LESSON).write_bytes(answers.filled_in(RELEASED, RIGHT))
    new = submit(workspace, None, "8A1", LESSON, "8A1-01", tmp_path / "zip", datetime(2026, 11, 2, tzinfo=UTC))
    assert [row.result for row in take(klass_of(classroom), [Path(new.path)]).rows] == ["taken"]
    assert [row.result for row in take(klass_of(classroom), [Path(old.path)]).rows] == ["older"]
    assert str(grade_class(classroom, LESSON).rows[0].mark) == "10.0"


def test_a_bare_notebook_says_what_it_lacks(classroom: Classroom, tmp_path: Path) -> None:
    """It does not say whose it is, so it is nobody's; a forged zip is damaged."""
    bare = tmp_path / "x.ipynb"
    bare.write_bytes(answers.filled_in(RELEASED, RIGHT))
    assert [row.result for row in take(klass_of(classroom), [bare]).rows] == ["nameless"]
    receipt = submit(workspace_of(tmp_path, RIGHT), None, "8A1", LESSON, "8A1-01", tmp_path / "zip")
    forged = tmp_path / "forged.zip"
    with zipfile.ZipFile(receipt.path) as good, zipfile.ZipFile(forged, "w") as bad:
        for name in good.namelist():
            data = good.read(name)
            bad.writestr(name, data + b" " if name.endswith(".ipynb") else data)
    assert "damaged" in [row.result for row in take(klass_of(classroom), [forged]).rows]


def test_the_exchange_carries_it(classroom: Classroom, tmp_path: Path) -> None:
    """Fetched, written, handed in and collected through nbgrader's exchange."""
    workspace = tmp_path / "lam-bai" / "8A1-01" / LESSON
    fetch(workspace, classroom.exchange_root, "8A1", LESSON, "8A1-01")
    path = answers.notebook_of(workspace, LESSON)
    notebook = json.loads(answers.filled_in(path.read_bytes(), RIGHT))
    notebook["cells"][1]["source"] = "print('em sửa ô khác')"
    path.write_text(json.dumps(notebook), encoding="utf-8")
    (workspace / "bi-mat.png").write_bytes(b"x")
    receipt = submit(workspace, classroom.exchange_root, "8A1", LESSON, "8A1-01")
    report = grade_class(classroom, LESSON)
    assert str(report.rows[0].mark) == "10.0"
    submitted = classroom.directory / "submitted" / "8A1-01" / LESSON
    assert "em sửa ô khác" not in answers.notebook_of(submitted, LESSON).read_text(encoding="utf-8")
    assert not (submitted / "bi-mat.png").exists()
    assert Results(classroom.results_url).latest(LESSON)["8A1-01"].digest == receipt.digest
    assert digest_of(receipt.files) == receipt.digest
