"""The core is pure: it imports little, asks no clock, and draws no random number of its own."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import simulator

ROOT = Path(simulator.__file__).parent
ABOVE_THE_CORE = {"storage.py", "practice.py"}
CORE = sorted(
    path
    for path in ROOT.rglob("*.py")
    if path.relative_to(ROOT).parts[0] not in {"screens", "city", "_datasets"} and path.name not in ABOVE_THE_CORE
)
FOREIGN = {
    "IPython",
    "filelock",
    "grading",
    "ipykernel",
    "ipyvuetify",
    "ipywidgets",
    "jupyter_core",
    "matplotlib",
    "nbgrader",
    "numpy",
    "pandas",
    "simulator.practice",
    "simulator.screens",
    "simulator.storage",
    "sqlalchemy",
    "tornado",
    "voila",
}
"""What the core must not bring along, so that it runs in a browser's Python and starts at once."""

WALL_CLOCK = {
    ("datetime", "now"),
    ("datetime", "today"),
    ("datetime", "utcnow"),
    ("date", "today"),
    ("time", "time"),
    ("time", "time_ns"),
    ("time", "monotonic"),
    ("time", "perf_counter"),
    ("time", "localtime"),
    ("time", "strftime"),
}
RANDOMNESS = {"random", "secrets", "uuid"}
ALLOWED = {("draw.py", "random", "Random")}
"""A generator of its own with a given seed is what Faker is fed with."""

LOADED = """
import json, sys

def watch(event, arguments):
    writing = event == "open" and isinstance(arguments[1], str) and set(arguments[1]) & set("wax+")
    if event.startswith(("socket.", "subprocess.", "os.system")) or writing:
        raise RuntimeError(f"{event} {arguments}")

sys.addaudithook(watch)
import simulator
import simulator.payments.vietqr, simulator.people.provider, simulator.office.calendar
case = simulator.Case.for_learner("00-di-mot-vong", "8A1-07")
simulator.payments.vietqr.picture("x")
simulator.replay(simulator.Journal.begin(case), case)
print(json.dumps(sorted(sys.modules)))
"""


def test_the_core_loads_no_jupyter_and_reaches_for_no_network_or_disk() -> None:
    """Importing it, dealing a case, drawing a code and replaying: no foreign module, no socket, no file written."""
    run = subprocess.run(
        [sys.executable, "-B", "-c", LOADED], capture_output=True, text=True, check=True, cwd=ROOT.parent
    )
    loaded = set(json.loads(run.stdout))
    assert "msgspec" in loaded
    assert FOREIGN & loaded == set()


def calls(tree: ast.AST) -> Iterator[tuple[str, str]]:
    """Every call of the form ``a.b(…)`` or ``x.a.b(…)``, as ``(a, b)``."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            match node.func.value:
                case ast.Name(id=owner) | ast.Attribute(attr=owner):
                    yield owner, node.func.attr


def imports(tree: ast.AST) -> Iterator[tuple[str, str]]:
    """Every imported module with the name taken from it."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, "") for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from ((node.module or "", alias.name) for alias in node.names)


KNOWN = {"faker", "holidays", "msgspec", "segno", "simulator"}


@pytest.mark.parametrize("path", CORE, ids=lambda path: str(path.relative_to(ROOT)))
def test_the_core_imports_the_standard_library_and_four_packages(path: Path) -> None:
    """No module of the core asks for more, nor for the network."""
    tops = {module.split(".")[0] for module, _ in imports(ast.parse(path.read_text(encoding="utf-8")))}
    assert tops - KNOWN <= set(sys.stdlib_module_names)
    assert not tops & {"asyncio", "http", "multiprocessing", "pickle", "socket", "ssl", "subprocess", "urllib"}


def test_the_core_is_what_this_test_looks_at() -> None:
    """The rooms that count as the core are all there."""
    assert {"portal.py", "case.py", "journal.py", "accounts.py", "calendar.py", "vietqr.py"} <= {p.name for p in CORE}


@pytest.mark.parametrize("path", CORE, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_module_of_the_core_asks_a_clock_or_the_dice(path: Path) -> None:
    """No time of the day, no global random numbers, no environment: else a replay would differ."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert WALL_CLOCK & set(calls(tree)) == set()
    taken = {(path.name, module, name) for module, name in imports(tree) if module.split(".")[0] in RANDOMNESS}
    assert taken <= ALLOWED
    assert not {"time", "os", "platform", "locale", "getpass"} & {module for module, _ in imports(tree)}


@pytest.mark.parametrize("path", CORE, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_module_of_the_core_depends_on_the_order_of_a_set(path: Path) -> None:
    """Sets are only looked into: nobody walks through one, as its order differs from run to run."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    walked = [node.iter for node in ast.walk(tree) if isinstance(node, ast.For | ast.comprehension)]
    assert not [node for node in walked if isinstance(node, ast.Set | ast.SetComp)]
    names = {getattr(node.func, "id", "") for node in walked if isinstance(node, ast.Call)}
    assert not names & {"set", "frozenset"}


HASHED = """
import sys
from grading.players import Habits, Player, Recording
from simulator import Case
seat = Recording(Case.for_learner("00-di-mot-vong", "8A1-07"))
Player(seat, Habits(attaches="empty", tries_heic=True, misspells_name_first=True)).play()
sys.stdout.buffer.write(seat.journal.encoded())
"""


def test_a_journal_is_the_same_in_every_process() -> None:
    """Whatever the seed of Python's hashes, the zone or the language of the machine."""
    written = set()
    for number, zone in (("0", "UTC"), ("1", "Asia/Ho_Chi_Minh"), ("4711", "America/New_York")):
        environment = {"PYTHONHASHSEED": number, "TZ": zone, "LC_ALL": "C", "PYTHONPATH": str(ROOT.parent)}
        run = subprocess.run([sys.executable, "-c", HASHED], capture_output=True, check=True, env=environment)
        written.add(run.stdout)
    assert len(written) == 1
    assert written.pop().count(b"\n") > 30
