"""A school's server for real: system users, JupyterHub and its proxy, on this machine alone. ``make hub-test``."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

if os.environ.get("CONGTAP_HUB_TEST") != "1":
    pytest.skip("makes system users: run by `make hub-test`, as root", allow_module_level=True)

from tests.deploy.hub import EVERYBODY, LEARNERS, OTHER_TEACHER, TEACHER, USERS, Browser, SchoolServer, exists

FIRST = "00-di-mot-vong"
CODE = "10-con-so-bang-ma"
PRACTISE = f"""
import os
from pathlib import Path
from grading.app.workspace import Workspace
from grading.class_file import read_class
from grading.players import Player
from simulator.practice import Practice
learner, workspace = os.environ["CONGTAP_LEARNER"], Workspace(Path.home() / "CongTap")
folder = workspace.prepare(learner, "{FIRST}").parent
Player(Practice(folder, "{FIRST}", learner, read_class(folder).key)).play()
print(workspace.hand_in(learner, "{FIRST}").learner)
"""


@pytest.fixture(scope="module")
def school() -> Iterator[SchoolServer]:
    """A school with two classes, whose server runs; nothing of it is left afterwards."""
    if os.geteuid() != 0:
        pytest.skip("only root can start servers as other users: sudo make hub-test")
    there = [user for user in EVERYBODY if exists(user)]
    if there:
        pytest.fail(f"this machine has users that the test would make and remove: {', '.join(there)}")
    room = Path(tempfile.mkdtemp(prefix="congtap-hub-"))
    room.chmod(0o755)
    made = SchoolServer(room)
    try:
        said = made.make_users()
        assert not any(exists(user) for user in EVERYBODY), "without --write nothing is made"
        assert said.count("?") == len(made.make_users("--write").split("+")) - 1
        made.start()
        yield made
    finally:
        made.close()
        shutil.rmtree(room, ignore_errors=True)


def grade(school: SchoolServer) -> dict[str, dict]:
    """Lesson to its report, graded by the teacher in the teacher's own server."""
    code = """
import os, subprocess
command = ["congtap", "grade", os.environ["CONGTAP_CLASS_FOLDER"], "--json"]
done = subprocess.run(command, capture_output=True, text=True)
print(done.stdout or done.stderr)
"""
    said = school.person(TEACHER).run(code)
    return {report["lesson"]: report for report in json.loads(said.text)}


def test_five_learners_practise_hand_in_and_are_graded(school: SchoolServer) -> None:
    """Each as who they are, and each gets their own feedback back."""
    for user, learner in zip(USERS, LEARNERS, strict=True):
        assert school.person(user).run(PRACTISE) == (f"{learner}\n", "")
    report = grade(school)[FIRST]
    assert [row["learner"] for row in report["rows"]] == list(LEARNERS)
    assert {row["mark"] for row in report["rows"]} == {"10.0"}
    assert (report["left_out"], report["returned"]["released"]) == ([], True)
    said = school.person(USERS[2]).run(f'print(workspace.feedback(learner, "{FIRST}").learner)')
    assert said == (f"{LEARNERS[2]}\n", "")


def test_the_first_page_is_the_learners_own_home(school: SchoolServer) -> None:
    """No class, number or PIN is asked: who it is, is known from the login."""
    page = school.person(USERS[1]).get(f"/user/{USERS[1]}/")
    assert page.url.endswith(f"/user/{USERS[1]}/voila/render/cua-vao.ipynb")
    said = school.person(USERS[1]).run("""
import os
os.chdir(workspace.root)
from grading.app.entrance import open_entrance
home = open_entrance()
home.vue_act({"do": "enter", "klass": "8Z9", "number": "1"})
print(home.view["step"], home.view["who"])
""")
    assert said == (f"home {LEARNERS[1]}\n", "")


def test_nobody_reads_anothers_files(school: SchoolServer) -> None:
    """Neither a classmate's nor the teacher's, nor the hub's; nor is there a list of what was handed in."""
    school.person(USERS[0])
    school.person(TEACHER)
    places = [
        f"/home/{USERS[0]}",
        f"/home/{USERS[0]}/CongTap/{LEARNERS[0]}/{FIRST}/nhat-ky-01.jsonl",
        f"/home/{USERS[0]}/.local/share/jupyter/runtime",
        f"/home/{TEACHER}",
        f"{school.folder}/lop/{TEACHER}",
        f"{school.folder}/lop/{TEACHER}/8Z9/gradebook.db",
        f"{school.folder}/hub",
        f"{school.folder}/trao-doi/8Z9/inbound",
        f"{school.folder}/trao-doi/8Z9/feedback",
    ]
    said = school.person(USERS[1]).run(f"""
import os
for path in {places!r}:
    try:
        print(path, os.listdir(path) if "." not in path.rpartition("/")[2] else open(path).read())
    except PermissionError:
        pass
for path in ("8Z9", "8Z9/outbound/{FIRST}", "8Y9"):
    try:
        open("{school.folder}/trao-doi/" + path + "/la-cua-em", "w").close()
        print(path)
    except PermissionError:
        pass
try:
    os.rename("{school.folder}/trao-doi/8Z9", "{school.folder}/trao-doi/mat")
    print("moved")
except PermissionError:
    pass
print("tried", os.getuid() != 0)
""")
    assert said == ("tried True\n", "")


def test_the_same_code_reads_ones_own_files(school: SchoolServer) -> None:
    """So the test before can fail."""
    said = school.person(USERS[0]).run('import os; print("CongTap" in os.listdir(os.path.expanduser("~")))')
    assert said.text == "True\n"


def test_nobody_opens_anothers_pages(school: SchoolServer) -> None:
    """A learner is refused at a classmate's and the teacher's server, and the teacher at a learner's."""
    for user, other in ((USERS[1], USERS[0]), (USERS[1], TEACHER), (TEACHER, USERS[0])):
        school.person(other)
        for path in ("api/contents", "api/kernels", "voila/render/cua-vao.ipynb", "lab"):
            assert school.person(user).get(f"/user/{other}/{path}").status_code == 403, path


def test_kernels_cannot_be_listened_to(school: SchoolServer) -> None:
    """They speak through sockets in their user's own folder, not through the machine's network."""
    said = school.person(USERS[0]).run("""
import json
from ipykernel.connect import get_connection_file
print(json.load(open(get_connection_file()))["transport"])
""")
    assert said == ("ipc\n", "")


def test_a_hand_in_in_anothers_name_counts_for_nobody(school: SchoolServer) -> None:
    """Even one that says it is newer: what its learner handed in stays what counts."""
    school.person(USERS[0]).run(PRACTISE.replace("Player(", "0 and Player("))
    said = school.person(USERS[1]).run(f"""
import os
place = "{school.folder}/trao-doi/8Z9/inbound/{LEARNERS[0]}+{FIRST}+2030-01-01 00:00:00.000000 UTC+abcdefghijkl"
os.mkdir(place)
os.chmod(place, 0o755)
for name in ("nhat-ky-01.jsonl", "submission_secret.txt", "timestamp.txt"):
    open(place + "/" + name, "w").close()
print("put")
""")
    assert said == ("put\n", "")
    report = grade(school)[FIRST]
    assert [(each[0], each[2]) for each in report["left_out"]] == [(LEARNERS[0], "owner")]
    assert {row["learner"]: row["mark"] for row in report["rows"]}[LEARNERS[0]] == "10.0"


def test_stock_nbgrader_hands_in_under_the_learner_id(school: SchoolServer) -> None:
    """Not under the name of the system user, which nbgrader takes by itself."""
    school.person(TEACHER).run("""
import os, subprocess
subprocess.run(["congtap", "hand-out", os.environ["CONGTAP_CLASS_FOLDER"], "10"], check=True)
""")
    said = school.person(USERS[4]).run(f"""
import os, subprocess
os.makedirs(os.path.expanduser("~/rieng"), exist_ok=True)
os.chdir(os.path.expanduser("~/rieng"))
for job in ("fetch_assignment", "submit"):
    done = subprocess.run(["nbgrader", job, "{CODE}"], capture_output=True, text=True)
    print(done.returncode, end=" ")
""")
    assert said == ("0 0 ", "")
    names = [path.name for path in (school.folder / "trao-doi" / "8Z9" / "inbound").glob(f"*+{CODE}+*")]
    assert [name.partition("+")[0] for name in names] == [LEARNERS[4]]


def test_formgrader_is_the_teachers(school: SchoolServer) -> None:
    """It shows the class that the teacher's server was started for; a learner's server has none."""
    page = school.person(TEACHER).get(f"/user/{TEACHER}/formgrader/api/students")
    assert [student["id"] for student in page.json()] == list(LEARNERS)
    assert school.person(USERS[0]).get(f"/user/{USERS[0]}/formgrader").status_code == 404
    assert school.person(USERS[0]).get(f"/user/{TEACHER}/formgrader").status_code == 403


def test_a_teacher_of_two_classes_is_asked_which(school: SchoolServer) -> None:
    """And Formgrader shows the one that was chosen, not the first."""
    browser = Browser(school.address, OTHER_TEACHER)
    assert browser.login(school.passwords()[OTHER_TEACHER])
    assert '<select id="class" name="class"' in browser.get("/hub/spawn").text
    assert browser.start(klass="8Y9").ok
    page = browser.get(f"/user/{OTHER_TEACHER}/formgrader/api/students")
    assert [student["id"] for student in page.json()] == ["8Y9-01"]


def test_strangers_and_wrong_passwords_are_refused(school: SchoolServer) -> None:
    """Root and other users of the machine are strangers, too; so is nobody who only knows the address."""
    assert not Browser(school.address, USERS[0]).login("sai-mat-khau")
    assert not Browser(school.address, "root").login("x")
    school.person(USERS[0])
    assert "/hub/login" in Browser(school.address, "").get(f"/user/{USERS[0]}/lab").url
    assert Browser(school.address, "").get(f"/user/{USERS[0]}/api/contents").status_code == 403


def test_limits_hold_in_a_learners_server(school: SchoolServer) -> None:
    """A kernel has them from the server, and cannot raise them again."""
    said = school.person(USERS[0]).run("""
import resource
for kind in (resource.RLIMIT_NPROC, resource.RLIMIT_AS, resource.RLIMIT_FSIZE):
    print(resource.getrlimit(kind)[1], end=" ")
try:
    resource.setrlimit(resource.RLIMIT_AS, (-1, -1))
except (ValueError, PermissionError):
    print("held")
""")
    assert said.text == f"400 {4096 * 2**20} {200 * 2**20} held\n"


def test_making_the_users_again_changes_no_password(school: SchoolServer) -> None:
    """And no user, folder or class is made twice."""
    before = school.passwords()
    said = school.make_users("--write")
    assert "tài khoản" not in said
    assert school.passwords() == before
