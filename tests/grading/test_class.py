"""A whole class on the real way: hand-in, collecting, grading; one broken hand-in is one row."""

import json
import os
import shutil
import sqlite3
import sys
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy.exc import SQLAlchemyError
from typer.testing import CliRunner

from grading import autograded, bulk, replaying
from grading.app.command import app
from grading.app.tables import left_out_text
from grading.app.workspace import Place, Workspace
from grading.batch import collect, export_json, grade_class
from grading.classroom import ClassroomError, add_learners, hand_out, make_class, open_class
from grading.demo import HOSTILE, WORKSPACES, fate, make_demo
from grading.exchange import Dropped
from grading.handin import submit
from grading.players import Habits
from grading.results import Results
from grading.returning import Returned
from simulator.journal import MAX_BYTES
from tests.grading.desk import LEARNER, LESSON, played, put

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform == "win32", reason="nbgrader has no exchange on Windows"),
]

HONEST = 3
EXPECTED = {
    "nothing": ("not_attempted", "nothing"),
    "empty": ("not_attempted", "empty"),
    "damaged": ("could_not_run", "damaged"),
    "foreign": ("could_not_run", "foreign"),
    "too_big": ("could_not_run", "too_big"),
    "other_release": ("could_not_run", "other_release"),
    "torn": ("graded", ""),
    "no_notebook": ("graded", ""),
}


def gradebook(directory: Path) -> dict[tuple[str, str], float | None]:
    """Learner and exercise to the automatic score that nbgrader holds."""
    connection = sqlite3.connect(directory / "gradebook.db")
    rows = connection.execute(
        "select a.student_id, c.name, g.auto_score from grade g"
        " join submitted_notebook n on g.notebook_id = n.id"
        " join submitted_assignment a on n.assignment_id = a.id"
        " join base_cell c on g.cell_id = c.id"
    ).fetchall()
    connection.close()
    return {(learner, exercise): score for learner, exercise, score in rows}


@pytest.fixture
def run(monkeypatch):
    monkeypatch.setenv("COLUMNS", "160")

    def call(*arguments):
        return CliRunner().invoke(app, [str(each) for each in arguments])

    return call


@pytest.fixture(scope="session")
def handed_in(tmp_path_factory):
    """A hostile demo class, handed in and not collected."""
    directory = tmp_path_factory.mktemp("lop") / "8A1"
    make_demo(directory, HONEST + len(HOSTILE), "seed", hostile=True)
    return directory


@pytest.fixture(scope="session")
def graded_class(handed_in, tmp_path_factory):
    """The same, collected and graded."""
    directory = tmp_path_factory.mktemp("cham") / "8A1"
    shutil.copytree(handed_in, directory)
    report = grade_class(open_class(directory), LESSON)
    return directory, report


@pytest.fixture
def own_class(handed_in, tmp_path):
    """A copy of the class that was handed in, to be changed."""
    directory = tmp_path / "lop"
    shutil.copytree(handed_in, directory)
    return open_class(directory)


@pytest.fixture
def small_class(tmp_path):
    """Two learners; the first has handed in the whole journey."""
    classroom = make_class(tmp_path / "lop", "8A1", ["8A1-07", "8A1-08"])
    hand_out(classroom, LESSON)
    return classroom


def hand_in(classroom, work, learner=LEARNER):
    from grading.handin import fetch

    workspace = classroom.directory / WORKSPACES / learner / LESSON
    if not workspace.exists():
        fetch(workspace, classroom.exchange_root, classroom.course, LESSON, learner)
    put(workspace, work)
    receipt = submit(workspace, classroom.exchange_root, classroom.course, LESSON, learner)
    return Path(receipt.path)


def work_for(classroom, habits=None, learner=LEARNER):
    return played(habits, learner=learner, key=classroom.sheet(LESSON).key)


def row_of(report, learner=LEARNER):
    return next(row for row in report.rows if row.learner == learner)


# --- the demo class --------------------------------------------------------------------


def test_every_fate_has_its_row(graded_class):
    directory, report = graded_class
    learners = HONEST + len(HOSTILE)
    assert [row.learner for row in report.rows] == [f"8A1-{n:02d}" for n in range(1, learners + 1)]
    store = Results(open_class(directory).results_url).latest(LESSON)
    for number, row in enumerate(report.rows, 1):
        kind = fate(number, learners, hostile=True)
        outcome, reason = EXPECTED.get(kind, ("graded", ""))
        assert (row.outcome, store[row.learner].reason) == (outcome, reason), kind
        assert (row.mark > 0) == (outcome == "graded")
        assert row.remark or outcome == "graded"
        assert not row.ours
    assert not report.failed
    assert [(each.name, each.reason) for each in report.left_out] == [("nhat-ky-01.jsonl", "too_big")]


def test_gradebook_and_results_store_agree(graded_class):
    directory, report = graded_class
    scores = gradebook(directory)
    for row in report.rows:
        for exercise, points in row.points.items():
            score = scores.get((row.learner, exercise))
            assert Decimal(str(score or 0)) == points
    assert None not in scores.values()


def test_same_seed_same_work(tmp_path):
    made = [make_demo(tmp_path / name, 2, "same") for name in "ab"]
    first, second = (
        [(p.relative_to(c.directory), p.read_bytes()) for p in sorted(c.directory.glob("hoc-sinh/*/*/*.jsonl"))]
        for c in made
    )
    assert first == second
    assert len(first) == 2


def test_autograded_notebooks_carry_the_scores(graded_class):
    directory, report = graded_class
    for row in report.rows[:HONEST]:
        path = directory / "autograded" / row.learner / LESSON / "di-mot-vong.ipynb"
        cells = [c for c in json.loads(path.read_text(encoding="utf-8"))["cells"] if c["cell_type"] == "code"]
        shown = {
            c["source"][-1].split('"')[1]: c["outputs"][0]["data"]["text/plain"]
            for c in cells
            if c["source"][-1].startswith("score(")
        }
        assert {exercise: Decimal("".join(text)) for exercise, text in shown.items()} == row.points
        assert [c["execution_count"] for c in cells] == list(range(1, len(cells) + 1))


# --- grading again -----------------------------------------------------------------------


def test_nothing_new_changes_nothing(small_class):
    hand_in(small_class, work_for(small_class))
    first = grade_class(small_class, LESSON)
    again = grade_class(small_class, LESSON)
    forced = grade_class(small_class, LESSON, again=True)
    assert first == again == forced
    assert len(Results(small_class.results_url).history(LESSON, LEARNER)) == 1


def test_a_newer_hand_in_is_collected_and_history_kept(small_class):
    hand_in(small_class, work_for(small_class, Habits(stops_after="activation")))
    assert str(row_of(grade_class(small_class, LESSON)).mark) == "3.0"
    hand_in(small_class, work_for(small_class))
    assert str(row_of(grade_class(small_class, LESSON)).mark) == "10.0"
    history = Results(small_class.results_url).history(LESSON, LEARNER)
    assert [str(row.mark) for row in history] == ["3.0", "10.0"]
    assert history[0].submitted_at < history[1].submitted_at


def test_lost_results_are_made_again(small_class):
    hand_in(small_class, work_for(small_class))
    first = grade_class(small_class, LESSON)
    (small_class.directory / "ket-qua.db").unlink()
    assert grade_class(small_class, LESSON) == first


def test_nobody_handed_in(small_class):
    report = grade_class(small_class, LESSON)
    assert {row.outcome for row in report.rows} == {"not_attempted"}
    assert not report.failed


# --- giving back ---------------------------------------------------------------------------


def test_everybody_who_handed_in_has_a_page_and_nobody_else(graded_class):
    directory, report = graded_class
    learners = HONEST + len(HOSTILE)
    pages = {path.parts[-3] for path in directory.glob(f"feedback/*/{LESSON}/di-mot-vong.html")}
    silent = {f"8A1-{n:02d}" for n in range(1, learners + 1) if fate(n, learners, hostile=True) == "nothing"}
    assert pages == {row.learner for row in report.rows} - silent
    assert report.returned == Returned(len(pages), released=True)
    assert len(list((directory / "trao-doi" / "8A1" / "feedback").iterdir())) == len(pages)


@pytest.mark.parametrize("secret", [b"\xff\xfe", b"", b"x" * 5000])
def test_a_hand_in_with_a_spoilt_secret_keeps_nobody_elses_feedback(small_class, secret):
    """nbgrader reads each learner's secret, and would stop at the first that cannot be read."""
    (hand_in(small_class, work_for(small_class)) / "submission_secret.txt").write_bytes(secret)
    hand_in(small_class, work_for(small_class, learner="8A1-08"), "8A1-08")
    assert grade_class(small_class, LESSON).returned == Returned(2, released=True)


def test_feedback_that_cannot_be_given_back_is_told_and_the_marks_stay(small_class, run):
    hand_in(small_class, work_for(small_class))
    (small_class.exchange_root / "8A1" / "feedback").write_text("in the way", encoding="utf-8")
    done = run("grade", small_class.directory)
    assert done.exit_code == 1
    assert "Điểm đã ghi xong, nhưng chưa trả được nhận xét" in done.stdout
    assert gradebook(small_class.directory)[LEARNER, "kich-hoat"] == 3.0
    (small_class.exchange_root / "8A1" / "feedback").unlink()
    assert "Đã trả nhận xét cho 1 em" in run("grade", small_class.directory).stdout


# --- what learners may do to a hand-in ------------------------------------------------------


def delete_notebook(folder):
    (folder / "di-mot-vong.ipynb").unlink()


def break_notebook(folder):
    (folder / "di-mot-vong.ipynb").write_text("{", encoding="utf-8")


def delete_grade_cells(folder):
    path = folder / "di-mot-vong.ipynb"
    notebook = json.loads(path.read_text(encoding="utf-8"))
    notebook["cells"] = [c for c in notebook["cells"] if "nbgrader" not in c["metadata"]]
    path.write_text(json.dumps(notebook), encoding="utf-8")


def double_grade_cells(folder):
    path = folder / "di-mot-vong.ipynb"
    notebook = json.loads(path.read_text(encoding="utf-8"))
    notebook["cells"] += [{**c, "id": c["id"] + "-x"} for c in notebook["cells"]]
    path.write_text(json.dumps(notebook), encoding="utf-8")


def write_own_scores(folder):
    path = folder / "di-mot-vong.ipynb"
    notebook = json.loads(path.read_text(encoding="utf-8"))
    for cell in notebook["cells"]:
        if "nbgrader" in cell["metadata"]:
            cell["source"] = "10.0"
            cell["metadata"]["nbgrader"]["points"] = 100
            cell["outputs"] = [
                {"output_type": "execute_result", "data": {"text/plain": "3.0"}, "metadata": {}, "execution_count": 1}
            ]
    path.write_text(json.dumps(notebook), encoding="utf-8")


def run_own_code(folder):
    path = folder / "di-mot-vong.ipynb"
    notebook = json.loads(path.read_text(encoding="utf-8"))
    code = "import grading.cells, pathlib\ngrading.cells.score = lambda e: 2.0\npathlib.Path('da-chay').touch()"
    cell = {"cell_type": "code", "id": "x", "metadata": {}, "source": code, "outputs": [], "execution_count": None}
    notebook["cells"].insert(0, cell)
    path.write_text(json.dumps(notebook), encoding="utf-8")


def easier_class_sheet(folder):
    sheet = json.loads((folder / "lop.json").read_text(encoding="utf-8"))
    (folder / "lop.json").write_text(json.dumps({**sheet, "key": "khoa khac cua em", "rule": "last"}), encoding="utf-8")


def no_class_sheet(folder):
    (folder / "lop.json").unlink()


def own_module(folder):
    (folder / "grading.py").write_text("raise SystemExit", encoding="utf-8")
    (folder / "nbgrader_config.py").write_text("raise SystemExit", encoding="utf-8")


def odd_timestamp(folder):
    (folder / "timestamp.txt").write_text("hôm qua", encoding="utf-8")


def link_out(folder):
    (folder / "ca-dia").symlink_to("/")
    (folder / "nhat-ky-02.jsonl").symlink_to("/etc/passwd")


def heaps_of_files(folder):
    for number in range(300):
        (folder / f"rac-{number}.bin").write_bytes(b"x")


@pytest.mark.parametrize(
    "tamper",
    [
        delete_notebook,
        break_notebook,
        delete_grade_cells,
        double_grade_cells,
        write_own_scores,
        run_own_code,
        easier_class_sheet,
        no_class_sheet,
        own_module,
        odd_timestamp,
        link_out,
        heaps_of_files,
    ],
)
def test_only_the_journal_counts(small_class, tamper):
    """Whatever else is done to the hand-in loses nothing and gains nothing."""
    habits = Habits(skips_rating=True, wrong_copies=True)
    tamper(hand_in(small_class, work_for(small_class, habits)))
    report = grade_class(small_class, LESSON)
    assert str(row_of(report).mark) == "8.8"
    assert gradebook(small_class.directory) == {
        (LEARNER, "kich-hoat"): 3.0,
        (LEARNER, "nop-ho-so"): 2.25,
        (LEARNER, "thanh-toan"): 2.0,
        (LEARNER, "nhan-ket-qua"): 1.5,
    }
    taken = {path.name for path in (small_class.directory / "submitted" / LEARNER / LESSON).iterdir()}
    assert taken == {"di-mot-vong.ipynb", "nhat-ky-01.jsonl", "submission_secret.txt", "timestamp.txt"}
    assert not report.failed


def test_work_laid_into_submitted_by_hand(small_class):
    folder = small_class.directory / "submitted" / LEARNER / LESSON
    put(folder, work_for(small_class))
    (folder / "ban-sao.ipynb").write_text("{", encoding="utf-8")
    assert str(row_of(grade_class(small_class, LESSON)).mark) == "10.0"


def test_practice_with_another_key_gains_nothing(small_class):
    hand_in(small_class, played(key="khoa khac cua em"))
    row = row_of(grade_class(small_class, LESSON))
    assert (row.outcome, row.mark) == ("could_not_run", 0)


# --- hand-ins of nobody, and hand-ins that cannot be taken ------------------------------------


def test_strangers_are_left_out_and_named(small_class):
    inbound = small_class.exchange_root / "8A1" / "inbound"
    honest = hand_in(small_class, work_for(small_class))
    names = (
        f"..+{LESSON}+2026-11-09 01:02:03.000000 UTC+x",
        f"8A1-99+{LESSON}+2026-11-09 01:02:03.000000 UTC+x",
        f"{LEARNER}+{LESSON}+hôm qua+x",
        f"{LEARNER}+{LESSON}+",
    )
    for name in names:
        shutil.copytree(honest, inbound / name)
    report = grade_class(small_class, LESSON)
    assert str(row_of(report).mark) == "10.0"
    assert {each.reason for each in report.left_out} == {"foreign"}
    assert f"8A1-99+{LESSON}" in " ".join(each.name for each in report.left_out)
    assert not (small_class.directory / LESSON).exists()
    assert not (small_class.directory / "submitted" / "8A1-99").exists()
    told = [left_out_text(each, Path("lop thử")) for each in report.left_out]
    assert sum('congtap add "lop thử" 8A1-99' in text for text in told) == 1
    assert sum("không phải do nút Nộp bài tạo ra" in text for text in told) == 1
    add_learners(small_class, ["99"])
    added = row_of(grade_class(small_class, LESSON), "8A1-99")
    assert added.outcome == "could_not_run"
    assert "8A1-07" in added.remark


def test_only_the_learners_own_system_user_hands_in_where_there_are_such(small_class, monkeypatch):
    """On a school's server; a newer one in somebody's name does not take the place of what they handed in."""
    pwd = pytest.importorskip("pwd")
    with (small_class.directory / "nbgrader_config.py").open("a", encoding="utf-8") as file:
        file.write('c.Collect.owner_prefix = "hs-"\n')
    small_class = open_class(small_class.directory)
    hand_in(small_class, work_for(small_class))
    hand_in(small_class, work_for(small_class, learner="8A1-08"), "8A1-08")
    forged = small_class.exchange_root / "8A1" / "inbound" / f"{LEARNER}+{LESSON}+2030-01-01 00:00:00.000000 UTC+x"
    forged.mkdir()
    own, by = pwd.getpwuid(os.getuid()), {}
    lstat = Path.lstat

    def remembered(path):
        by["name"] = "hs-8a1-08" if "+2030-" in path.name or "8A1-08+" in path.name else "hs-8a1-07"
        return lstat(path)

    monkeypatch.setattr(Path, "lstat", remembered)
    monkeypatch.setattr(pwd, "getpwuid", lambda uid: type(own)((by["name"], *own[1:])))
    report = grade_class(small_class, LESSON)
    assert [(each.learner, each.name, each.reason) for each in report.left_out] == [(LEARNER, forged.name, "owner")]
    assert [str(row_of(report, learner).mark) for learner in (LEARNER, "8A1-08")] == ["10.0", "10.0"]


def test_hand_in_that_cannot_be_copied_stops_no_other(small_class, monkeypatch):
    hand_in(small_class, work_for(small_class))
    hand_in(small_class, work_for(small_class, learner="8A1-08"), "8A1-08")
    copy = shutil.copyfile

    def fails_for_one(source, target, **kwargs):
        if "8A1-07+" in str(source):
            raise OSError("disk")
        return copy(source, target, **kwargs)

    monkeypatch.setattr("grading.exchange.shutil.copyfile", fails_for_one)
    report = grade_class(small_class, LESSON)
    assert [(row.learner, str(row.mark)) for row in report.rows] == [("8A1-07", "0.0"), ("8A1-08", "10.0")]
    assert [(each.learner, each.reason) for each in report.left_out] == [("8A1-07", "copy")]


def test_huge_hand_in_takes_no_room(small_class):
    folder = hand_in(small_class, work_for(small_class))
    with (folder / "nhat-ky-02.jsonl").open("wb") as file:
        file.truncate(50 * MAX_BYTES)
    row = row_of(grade_class(small_class, LESSON))
    assert str(row.mark) == "10.0"
    assert "Lần làm 2" in row.remark
    taken = small_class.directory / "submitted" / LEARNER / LESSON / "nhat-ky-02.jsonl"
    assert taken.stat().st_size == MAX_BYTES + 1


def breaks_for(learner):
    """A grader that fails for one learner with a fault of its own."""
    real = replaying.grade_folder

    def breaks(folder, lesson, who, sheet):
        if who == learner:
            raise RuntimeError("ours")
        return real(folder, lesson, who, sheet)

    return breaks


def test_fault_of_ours_is_one_row(small_class, monkeypatch):
    hand_in(small_class, work_for(small_class))
    hand_in(small_class, work_for(small_class, learner="8A1-08"), "8A1-08")
    monkeypatch.setattr(replaying, "grade_folder", breaks_for(LEARNER))
    report = grade_class(small_class, LESSON)
    assert report.failed
    assert [(row.outcome, row.ours) for row in report.rows] == [("could_not_run", True), ("graded", False)]
    assert "ours" in row_of(report).remark
    monkeypatch.undo()
    assert str(row_of(grade_class(small_class, LESSON)).mark) == "10.0"


def test_disk_that_fails_for_one_is_one_row(small_class, monkeypatch):
    """Nothing of the others is lost, and the next run does what is missing."""
    hand_in(small_class, work_for(small_class))
    hand_in(small_class, work_for(small_class, learner="8A1-08"), "8A1-08")
    real = autograded.write

    def breaks(layout, submission, target, scores):
        if target.parent.name == LEARNER:
            raise OSError(28, "đầy đĩa")
        real(layout, submission, target, scores)

    monkeypatch.setattr(autograded, "write", breaks)
    report = grade_class(small_class, LESSON)
    assert [row.ours for row in report.rows] == [True, False]
    assert "đầy đĩa" in row_of(report).remark
    monkeypatch.undo()
    assert not grade_class(small_class, LESSON).failed


def test_gradebook_that_cannot_be_written_is_told(small_class, monkeypatch):
    """The teacher reads what to do; nothing counts as graded."""
    hand_in(small_class, work_for(small_class))
    monkeypatch.setattr(bulk, "enter", lambda *_: (_ for _ in ()).throw(SQLAlchemyError("database is locked")))
    with pytest.raises(ClassroomError, match="database is locked"):
        grade_class(small_class, LESSON)
    monkeypatch.undo()
    assert str(row_of(grade_class(small_class, LESSON)).mark) == "10.0"


def test_run_that_is_broken_off_goes_on(small_class, monkeypatch):
    """The first batch stays; the second run grades only the rest."""
    hand_in(small_class, work_for(small_class))
    hand_in(small_class, work_for(small_class, learner="8A1-08"), "8A1-08")
    monkeypatch.setattr(bulk, "CHUNK", 1)
    monkeypatch.setattr(replaying, "grade_folder", stops_at("8A1-08"))
    with pytest.raises(KeyboardInterrupt):
        grade_class(small_class, LESSON)
    monkeypatch.undo()
    seen = []
    grade_class(small_class, LESSON, progress=lambda *args: seen.append(args))
    assert seen == [(0, 1, "8A1-08"), (2, 2, "")]


def stops_at(learner):
    """A grader that the teacher stops when it comes to a learner."""
    real = replaying.grade_folder

    def stops(folder, lesson, who, sheet):
        if who == learner:
            raise KeyboardInterrupt
        return real(folder, lesson, who, sheet)

    return stops


def test_lesson_with_a_cell_to_mark_by_hand_goes_through_nbgrader(tmp_path):
    """What the teacher adds waits for the teacher; what is replayed is scored as ever."""
    classroom = make_class(tmp_path / "lop", "8A1", [LEARNER])
    path = next((classroom.directory / "source" / LESSON).glob("*.ipynb"))
    notebook = json.loads(path.read_text(encoding="utf-8"))
    marks = {"grade": True, "solution": True, "locked": False, "task": False, "points": 2, "schema_version": 3}
    cell = {"cell_type": "markdown", "id": "viet-tay", "source": "Em viết ở đây."}
    notebook["cells"].append({**cell, "metadata": {"nbgrader": {**marks, "grade_id": "viet-tay"}}})
    path.write_text(json.dumps(notebook), encoding="utf-8")
    hand_out(classroom, LESSON)
    hand_in(classroom, work_for(classroom))
    report = grade_class(classroom, LESSON)
    assert str(row_of(report).mark) == "10.0"
    scores = gradebook(classroom.directory)
    assert scores[LEARNER, "kich-hoat"] == 3.0
    assert len(scores) == 5


def test_teachers_trial_in_source_overwrites_nobody(small_class):
    hand_in(small_class, work_for(small_class))
    put(small_class.directory / "source" / LESSON, played(learner="8A1-01"))
    opened = open_class(small_class.directory)
    assert str(row_of(grade_class(opened, LESSON)).mark) == "10.0"


def test_exchange_that_cannot_be_read_is_told(small_class, monkeypatch):
    def breaks(self):
        raise RuntimeError("mất mạng")

    monkeypatch.setattr("grading.exchange.Collect.init_src", breaks)
    with pytest.raises(ClassroomError, match="mất mạng"):
        collect(small_class, LESSON)


def test_class_of_another_release_is_told(small_class):
    path = small_class.directory / "source" / LESSON / "lop.json"
    sheet = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**sheet, "release": "0.0.9"}), encoding="utf-8")
    assert not grade_class(small_class, LESSON).pinned_here


def test_progress_is_told(small_class):
    seen = []
    hand_in(small_class, work_for(small_class))
    hand_in(small_class, work_for(small_class, learner="8A1-08"), "8A1-08")
    grade_class(small_class, LESSON, progress=lambda *args: seen.append(args))
    assert seen == [(0, 2, "8A1-07"), (1, 2, "8A1-08"), (2, 2, "")]


# --- the command ---------------------------------------------------------------------------


@pytest.mark.parametrize("reason", ["foreign", "name", "no_file", "too_big", "copy", "future", "owner"])
@pytest.mark.parametrize("learner", [LEARNER, ""])
def test_whatever_is_left_out_is_told_with_what_to_do(learner, reason):
    text = left_out_text(Dropped(learner, "tệp {lạ}.zip", reason), Path("lop"))
    assert "tệp {lạ}.zip" in text or learner in text
    assert "Thầy/cô" in text or "congtap add" in text


def test_grade_prints_a_table(own_class, run):
    done = run("grade", own_class.directory)
    assert done.exit_code == 0
    for word in ("8A1-01", "Điểm", "chưa nộp bài này.", "Những gì cần xem:", "lớn quá mức"):
        assert word in done.stdout


def test_grade_prints_json(own_class, run):
    done = run("grade", own_class.directory, "--json")
    assert done.exit_code == 0
    (report,) = json.loads(done.stdout)
    assert report["lesson"] == LESSON
    assert len(report["rows"]) == HONEST + len(HOSTILE)
    assert report["rows"][0]["points"].keys() == {"kich-hoat", "nop-ho-so", "thanh-toan", "nhan-ket-qua"}


def test_grade_fails_only_for_our_own_failure(own_class, run, monkeypatch):
    monkeypatch.setattr(replaying, "grade_folder", breaks_for("8A1-01"))
    assert run("grade", own_class.directory).exit_code == 1


def test_add_says_who_is_new(run, tmp_path):
    make_class(tmp_path / "lop", "8A1", 2)
    assert "8A1-46" in run("add", tmp_path / "lop", "46").stdout
    assert "đã có" in run("add", tmp_path / "lop", "8A1-46", "1").stdout
    wrong = run("add", tmp_path / "lop", "Nguyễn Văn A")
    assert wrong.exit_code == 1
    assert "Danh sách lớp có mã chưa đúng" in wrong.stderr


def test_reasons_of_the_class_and_of_one_learner(graded_class, run):
    directory, report = graded_class
    whole = run("reasons", directory)
    assert whole.exit_code == 0
    for word in ("lý do hay gặp", "Không chấm được: 8A1-", "em đã chấm, điểm trung bình"):
        assert word in whole.stdout
    row = report.rows[0]
    one = " ".join(run("reasons", directory, 1).stdout.split())
    (grading,) = json.loads(run("reasons", directory, "8A1-01", "--json").stdout)
    assert f"{row.learner} · " in one
    assert grading["mark"] == str(row.mark)
    for result in grading["results"]:
        assert result["description"] in one
        assert result["reason"] in one
    (overview,) = json.loads(run("reasons", directory, "--json").stdout)
    assert overview["graded"] == sum(row.outcome == "graded" for row in report.rows)


def test_no_class_is_told_in_vietnamese(run, tmp_path):
    done = run("grade", tmp_path)
    assert done.exit_code == 1
    assert "không phải thư mục lớp" in done.stderr


def test_demo_makes_and_grades(run, tmp_path):
    done = run("demo", tmp_path / "thu", "--learners", 2, "--seed", 3, "--name", "7B")
    assert done.exit_code == 0, done.output
    assert "7B-02" in done.stdout
    page = tmp_path / "thu" / "feedback" / "7B-01" / LESSON / "di-mot-vong.html"
    assert f"congtap reasons {tmp_path / 'thu'} 7B-01" in done.stdout
    assert str(page) in done.stdout
    assert page.is_file()
    assert f"--workspace {tmp_path / 'thu' / WORKSPACES}" in done.stdout
    learners = Workspace(tmp_path / "thu" / WORKSPACES)
    learners.set_place(Place(str(tmp_path / "thu" / "trao-doi"), "7B"))
    assert learners.feedback("7B-02", LESSON).learner == "7B-02"
    again = run("demo", tmp_path / "thu")
    assert (again.exit_code, "đã có một lớp" in again.stderr) == (1, True)


def test_help_is_vietnamese_and_quick(run):
    assert "chấm" in run("--help").stdout


def test_json_of_no_report():
    assert json.loads(export_json([])) == []
