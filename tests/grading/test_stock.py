"""Stock nbgrader in a class folder: its commands, its own execution, its formgrader."""

import csv
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import threading
import urllib.request
from pathlib import Path

import pytest

from grading.batch import collect, grade_class
from grading.classroom import make_class, open_class
from grading.demo import HOSTILE, make_demo
from grading.results import Results
from tests.grading.desk import LEARNER, LESSON, played, put
from tests.grading.test_class import gradebook

ALONE = "8A1-01"

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform == "win32", reason="nbgrader has no exchange on Windows"),
]


@pytest.fixture(scope="session")
def environment(tmp_path_factory):
    """An environment with this interpreter's programs and nobody's own settings."""
    home = tmp_path_factory.mktemp("home")
    return {
        **os.environ,
        "PATH": os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"])),
        "HOME": str(home),
        "JUPYTER_CONFIG_DIR": str(home / "config"),
        "JUPYTER_DATA_DIR": str(home / "data"),
        "JUPYTER_RUNTIME_DIR": str(home / "runtime"),
        "IPYTHONDIR": str(home / "ipython"),
    }


@pytest.fixture(scope="session")
def nbgrader(environment):
    def call(folder, *arguments):
        done = subprocess.run(
            [sys.executable, "-m", "nbgrader", *map(str, arguments)],
            cwd=folder,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{arguments}\n{done.stdout}\n{done.stderr}"
        return done.stdout + done.stderr

    return call


def executed_instead(directory: Path) -> None:
    """Let a class be graded by nbgrader's own list of preprocessors, which executes notebooks."""
    path = directory / "nbgrader_config.py"
    wanted = re.compile(r"^c\.Autograde\.autograde_preprocessors = \[.*?^\]\n", re.DOTALL | re.MULTILINE)
    text, count = wanted.subn("", path.read_text(encoding="utf-8"))
    assert count == 1
    path.write_text(text, encoding="utf-8")


def graded_cells(directory: Path) -> dict[str, list[object]]:
    """Learner to what grading left of every code cell."""
    found = {}
    for path in sorted(directory.glob(f"autograded/*/{LESSON}/*.ipynb")):
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        found[path.parent.parent.name] = [
            (cell["source"], cell["outputs"], cell["execution_count"]) for cell in cells if cell["cell_type"] == "code"
        ]
    return found


def test_replay_gives_the_gradebook_that_execution_gives(tmp_path, nbgrader):
    """One class graded by our batch, by ``nbgrader autograde``, and by executing its notebooks."""
    learners = 3 + len(HOSTILE)
    make_demo(tmp_path / "lo", learners, "như nhau", hostile=True)
    collect(open_class(tmp_path / "lo"), LESSON)
    for name in ("lenh", "thuc-thi"):
        shutil.copytree(tmp_path / "lo", tmp_path / name)
    executed_instead(tmp_path / "thuc-thi")

    grade_class(open_class(tmp_path / "lo"), LESSON)
    nbgrader(tmp_path / "lenh", "autograde", LESSON)
    nbgrader(tmp_path / "thuc-thi", "autograde", LESSON)

    ours = gradebook(tmp_path / "lo")
    assert len(ours) == 4 * (learners - 1)
    assert len(set(ours.values())) > 3
    assert gradebook(tmp_path / "lenh") == ours
    assert gradebook(tmp_path / "thuc-thi") == ours

    cells = graded_cells(tmp_path / "lo")
    assert graded_cells(tmp_path / "lenh") == cells
    assert graded_cells(tmp_path / "thuc-thi") == cells
    assert not (tmp_path / "thuc-thi" / "ket-qua.db").exists()
    stores = [Results(open_class(tmp_path / name).results_url).latest(LESSON) for name in ("lo", "lenh")]
    for learner, row in stores[1].items():
        assert row.results == stores[0][learner].results


def test_whole_cycle_with_stock_commands(tmp_path, nbgrader):
    """Hand out, fetch, hand in, collect, grade, feedback, export: with ``nbgrader`` alone."""
    directory = tmp_path / "8A1"
    classroom = make_class(directory, "8A1", 8)
    root = f"--Exchange.root={classroom.exchange_root}"
    nbgrader(directory, "generate_assignment", LESSON)
    nbgrader(directory, "release_assignment", LESSON)

    desk = tmp_path / "may" / LEARNER
    desk.mkdir(parents=True)
    learner = (LESSON, "--course=8A1", f"--CourseDirectory.student_id={LEARNER}", root)
    nbgrader(desk, "fetch_assignment", *learner)
    put(desk / LESSON, played(key=classroom.sheet(LESSON).key))
    nbgrader(desk, "submit", *learner)

    nbgrader(directory, "collect", LESSON)
    nbgrader(directory, "autograde", LESSON)
    nbgrader(directory, "generate_feedback", LESSON)
    nbgrader(directory, "release_feedback", LESSON)
    nbgrader(desk, "fetch_feedback", *learner)
    nbgrader(directory, "export", "--to=diem.csv")

    with (directory / "diem.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["student_id"]: row for row in csv.DictReader(file)}
    assert (float(rows[LEARNER]["score"]), float(rows[LEARNER]["max_score"]), len(rows)) == (10.0, 10.0, 8)

    (page,) = desk.glob(f"{LESSON}/feedback/*/di-mot-vong.html")
    assert "Score: 10.0 / 10.0" in page.read_text(encoding="utf-8")

    row = Results(open_class(directory).results_url).latest(LESSON)[LEARNER]
    assert (row.outcome, str(row.mark), row.klass) == ("graded", "10.0", "8A1")
    assert row.submitted_at.endswith("UTC")

    released = {path.name for path in (classroom.exchange_root / "8A1" / "outbound" / LESSON).iterdir()}
    assert released == {"di-mot-vong.ipynb", "lop.json"}


def wait_until_open(port):
    """The server says its address a moment before it listens there."""
    pause = threading.Event()
    for _ in range(600):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            pause.wait(0.05)
        else:
            return
    pytest.fail(f"nobody listens at {port}")


@pytest.fixture
def server(tmp_path, environment):
    """A Jupyter server in the folder of a graded class of one; its address."""
    directory = tmp_path / "8A1"
    grade_class(make_demo(directory, 1, "một"), LESSON)
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "jupyter_server", "--no-browser", "--allow-root", "--ip=127.0.0.1"]
    options = [
        f"--port={port}",
        "--IdentityProvider.token=thu",
        f"--ServerApp.root_dir={directory}",
        '--ServerApp.jpserver_extensions={"nbgrader.server_extensions.formgrader": True}',
    ]
    with subprocess.Popen(
        command + options, cwd=directory, env=environment, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stderr is not None
        said = next(line for line in process.stderr if f"127.0.0.1:{port}/" in line)
        assert said
        wait_until_open(port)
        yield f"http://127.0.0.1:{port}"
        process.terminate()
        process.stderr.read()


def get(address, path):
    request = urllib.request.Request(f"{address}/formgrader/{path}", headers={"Authorization": "token thu"})
    with urllib.request.urlopen(request, timeout=60) as answer:
        assert answer.status == 200
        return answer.read().decode()


def test_formgrader_shows_the_class(server, tmp_path):
    scored = sum(gradebook(tmp_path / "8A1").values())
    for path in ("manage_assignments", "gradebook", f"gradebook/{LESSON}", "manage_students"):
        page = get(server, path)
        assert "encountered an error" not in page
        assert "formgrader" in page.lower()
    (assignment,) = json.loads(get(server, "api/assignments"))
    assert (assignment["name"], assignment["max_score"], assignment["num_submissions"]) == (LESSON, 10.0, 1)
    students = {each["id"]: each for each in json.loads(get(server, "api/students"))}
    assert students[ALONE]["score"] == scored
    (submission,) = [each for each in json.loads(get(server, f"api/submissions/{LESSON}")) if each["student"] == ALONE]
    assert (submission["score"], submission["autograded"], submission["needs_manual_grade"]) == (scored, True, False)
    (notebook,) = json.loads(get(server, f"api/submitted_notebooks/{LESSON}/di-mot-vong"))
    page = get(server, f"submissions/{notebook['id']}/?index=0")
    assert "kich-hoat" in page
    assert "encountered an error" not in page
