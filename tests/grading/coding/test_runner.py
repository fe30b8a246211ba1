"""Hostile code in the process apart: each thing really tried, each ended within its limits, none with any effect."""

from __future__ import annotations

import builtins
import json
import os
import socket
import subprocess
import sys
import threading
from pathlib import Path

import msgspec
import pytest

from grading.coding import runner
from grading.coding.runner import CHILD, Broken, Call, Cell, Limits, Missing, Returned, Run, RunnerError, run

QUICK = Limits(cpu=1, wall=6.0)
CALL = Call("bai", "f", "[2]")
linux = pytest.mark.skipif(sys.platform != "linux", reason="the layers of Linux")


def tried(source: str, limits: Limits = QUICK) -> Run:
    """One hostile cell, with an honest one before and after it."""
    cells = [
        Cell("truoc", "def g(x):\n    return x + 1\n"),
        Cell("bai", source),
        Cell("sau", "def h(x):\n    return x\n"),
    ]
    return run("{}", cells, [Call("truoc", "g", "[1]"), CALL, Call("sau", "h", "[3]")], limits)


def broke(source: str, limits: Limits = QUICK) -> str:
    """The name of the exception that stopped it; the others are answered."""
    found = tried(source, limits)
    assert found.stopped is None
    assert (found.answers[0], found.answers[2]) == (Returned("int", 2), Returned("int", 3))
    answer = found.answers[1]
    assert isinstance(answer, Broken)
    return answer.type


def test_honest_code_comes_back_as_plain_values() -> None:
    """A cell may use what an earlier one made; a line of an exception is counted in its own cell."""
    found = tried("import math\ndef f(x):\n    return math.sqrt(g(x) + 1)\n")
    assert found.answers == {0: Returned("int", 2), 1: Returned("float", 2.0), 2: Returned("int", 3)}
    assert tried("\ndef f(x):\n    y = 0\n    return x / y\n").answers[1] == Broken(
        "ZeroDivisionError", "division by zero", 4, "bai"
    )
    assert tried("def f(x:\n").broken["bai"].type == "SyntaxError"
    assert tried("pass").answers[1] == Missing()


@linux
def test_every_layer_of_linux_holds_here() -> None:
    """What this machine offers is in force, and named."""
    held = tried("def f(x):\n    return 1").layers
    assert {"RLIMIT_CPU", "RLIMIT_AS", "RLIMIT_FSIZE", "RLIMIT_NOFILE", "RLIMIT_NPROC", "audit", "seccomp"} <= set(held)


@pytest.mark.parametrize(
    ("source", "why"),
    [
        ("def f(x):\n    while True:\n        pass", "time"),
        ("while True:\n    try:\n        while True: pass\n    except BaseException:\n        pass", "time"),
        ("def f(x):\n    while True:\n        print('a' * 10000)", "flood"),
        ("import os\ndef f(x):\n    os._exit(0)", "quit"),
        ("import os\nos._exit(3)", "quit"),
        (
            "import sys\ndef f(x):\n    r = sys._getframe(1).f_locals['result']\n    while True: r.say(at='x' * 999)",
            "too_much",
        ),
    ],
)
def test_what_does_not_end_is_ended_and_named(source: str, why: str) -> None:
    """The run stops for its own reason; what was answered before stays."""
    found = tried(source)
    assert found.stopped == why
    assert 1 not in found.answers
    assert found.at == "bai" or why == "too_much"


def test_sleeping_is_ended_by_the_clock() -> None:
    """Sleeping takes no work, so the clock ends it."""
    assert tried("import time\ndef f(x):\n    time.sleep(60)", Limits(cpu=1, wall=0.7)).stopped == "time"


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("def f(x):\n    return 'a' * 10**10", "MemoryError"),
        ("def f(x):\n    m = []\n    while True: m.append('a' * 10**6)", "MemoryError"),
        ("def f(x):\n    return f(x)", "RecursionError"),
        ("import sys\ndef f(x):\n    sys.exit()", "SystemExit"),
        ("def f(x):\n    return int(input())", "EOFError"),
        ("def f(x):\n    return open('/etc/passwd').read()", "PermissionError"),
        ("def f(x):\n    open('x.txt', 'w')", "PermissionError"),
        ("import os\ndef f(x):\n    os.remove('x')", "PermissionError"),
        ("import os\ndef f(x):\n    return os.listdir('/')", "PermissionError"),
        ("import os\ndef f(x):\n    while True: os.fork()", "PermissionError"),
        ("import os\ndef f(x):\n    os.system('true')", "PermissionError"),
        ("import os\ndef f(x):\n    os.kill(os.getppid(), 9)", "PermissionError"),
        ("def f(x):\n    import socket", "ModuleNotFoundError"),
        ("def f(x):\n    import ctypes", "ModuleNotFoundError"),
        ("def f(x):\n    import subprocess", "ModuleNotFoundError"),
        ("class E(Exception):\n    def __str__(self): raise KeyboardInterrupt\ndef f(x):\n    raise E", "E"),
    ],
)
def test_what_is_refused_ends_as_an_ordinary_exception(source: str, name: str) -> None:
    """The learner's other functions are still called."""
    if name == "MemoryError" and sys.platform != "linux":
        pytest.skip("there the watch ends it")
    if "fork" in source and not hasattr(os, "fork"):
        pytest.skip("no fork there")
    assert broke(source) == name


@linux
def test_threads_cannot_outlive_a_run() -> None:
    """No thread begins at all, and no process is left."""
    assert broke("import _thread\ndef f(x):\n    _thread.start_new_thread(print, (1,))") == "RuntimeError"


@pytest.mark.parametrize(
    ("returned", "kind"),
    [
        ("float('nan')", "not_finite"),
        ("float('inf')", "not_finite"),
        ("10 ** 5000", "too_big"),
        ("'a' * 5000", "too_long"),
        ("[1] * 10**6", "list"),
        ("None", "NoneType"),
        ("Liar()", "Liar"),
        ("Float(3)", "Float"),
        ("True", "bool"),
    ],
)
def test_only_plain_values_come_back(returned: str, kind: str) -> None:
    """Objects that lie about being equal, or a number, come back as their kind alone."""
    source = (
        "class Liar:\n    def __eq__(self, other): return True\n    def __float__(self): return 42.0\n"
        f"class Float(float):\n    pass\ndef f(x):\n    return {returned}"
    )
    answer = tried(source).answers[1]
    assert isinstance(answer, Returned)
    assert answer.kind == kind
    assert answer.value is (True if kind == "bool" else None)


def test_printed_answers_are_only_print() -> None:
    """What looks like a result and is printed is no result."""
    fake = json.dumps({"call": 1, "returned": {"kind": "int", "value": 42}})
    assert tried(f"print('''{fake}''')\ndef f(x):\n    return 1").answers[1] == Returned("int", 1)


@pytest.mark.parametrize(
    "attack",
    [
        "import builtins\nbuiltins.isinstance = lambda *a: True\nbuiltins.type = str\nbuiltins.abs = None",
        "import json\njson.dumps = lambda *a, **k: '{\"done\": true}'",
        "import sys\nsys.modules['__main__']._value = lambda value: {'kind': 'int', 'value': 42, 'mark': 10}",
        "import sys\nfor n in list(sys.modules): sys.modules.pop(n)",
        "import gc\n[o.clear() for o in gc.get_objects() if isinstance(o, dict)]",
    ],
)
def test_changing_the_runner_changes_no_other_process(attack: str) -> None:
    """Spoiling one's own process gives no answer, or a value to be judged; the next run is as ever."""
    before = {name: getattr(builtins, name) for name in ("isinstance", "type", "len")}
    found = tried(f"{attack}\ndef f(x):\n    return 1")
    assert all(isinstance(each, (Returned, Broken, Missing)) for each in found.answers.values())
    assert {name: getattr(builtins, name) for name in before} == before
    assert tried("def f(x):\n    return 1").answers[1] == Returned("int", 1)


def test_inputs_changed_by_one_call_are_whole_for_the_next() -> None:
    """Every call gets its own copy."""
    cells = [Cell("a", "def f(rows):\n    rows.append(1)\n    return len(rows)\n")]
    found = run("{}", cells, [Call("a", "f", "[[]]"), Call("a", "f", "[[]]")], QUICK)
    assert set(found.answers.values()) == {Returned("int", 1)}


def test_nothing_of_the_machine_is_inherited(monkeypatch: pytest.MonkeyPatch) -> None:
    """No variable of the environment reaches a learner's code."""
    monkeypatch.setenv("CONGTAP_SECRET", "mật")
    source = "import os\ndef f(x):\n    return 'CONGTAP_SECRET' in os.environ"
    assert tried(source).answers[1] == Returned("bool", value=False)


def test_a_runner_that_cannot_start_is_our_failure(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No learner is blamed for it."""
    broken = tmp_path / "child.py"
    broken.write_text("raise SystemExit('hỏng')", encoding="utf-8")
    monkeypatch.setattr(runner, "CHILD", broken)
    with pytest.raises(RunnerError, match="hỏng"):
        tried("def f(x):\n    return 1")


# --- each layer by itself --------------------------------------------------------------

LAYER = """
import os, socket, sys
sys.path.insert(0, {rooms!r})
import confine
"a".encode("idna")
tries = {{
    "read": lambda: open({secret!r}).read(),
    "write": lambda: open({target!r}, "w").write("x"),
    "connect": lambda: socket.create_connection(("127.0.0.1", {port}), 2),
    "fork": lambda: os.fork() or os._exit(0),
    "kill": lambda: os.kill({victim}, 0),
    "start": lambda: os.execv("/bin/true", ["true"]),
}}
held = {layer}
for name, act in tries.items():
    try:
        act()
        sys.stdout.write(name + " done\\n")
    except OSError:
        sys.stdout.write(name + " refused\\n")
"""


@pytest.mark.parametrize("layer", ["confine.linux({folder!r})", "confine.audit()"])
def test_each_fence_alone_keeps_files_network_and_processes(layer: str, tmp_path: Path) -> None:
    """The kernel's layers without Python's hook, and the hook without them: nothing comes through either."""
    if "linux" in layer and sys.platform != "linux":
        pytest.skip("the layers of Linux")
    secret, folder = tmp_path / "gradebook.db", tmp_path / "empty"
    secret.write_text("điểm của bạn khác", encoding="utf-8")
    folder.mkdir()
    victim = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.2)
        program = LAYER.format(
            rooms=str(CHILD.parent),
            secret=str(secret),
            target=str(tmp_path / "written"),
            port=listener.getsockname()[1],
            victim=victim.pid,
            layer=layer.format(folder=str(folder)),
        )
        done = subprocess.run(
            [sys.executable, "-I", "-c", program], capture_output=True, text=True, check=False, timeout=30
        )
        with pytest.raises(TimeoutError):
            listener.accept()
    victim.communicate(b"\n")
    assert victim.returncode == 0
    said = dict(line.split() for line in done.stdout.splitlines())
    assert said == dict.fromkeys(("read", "write", "connect", "fork", "kill", "start"), "refused"), done.stderr
    assert not (tmp_path / "written").exists()


def test_what_was_started_is_ended_with_the_run() -> None:
    """After any run no thread of ours is left that reads from it."""
    before = threading.active_count()
    tried("def f(x):\n    while True: pass")
    assert threading.active_count() == before


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
def test_a_crash_is_the_learners_and_named() -> None:
    """A process that ends by a signal has given no more answers."""
    assert tried("import os\ndef f(x):\n    os.abort()").stopped == "killed"


def test_the_way_back_is_strictly_read() -> None:
    """Lines that are not of our kind are passed over; a job is JSON and nothing else."""
    source = (
        "import sys\nr = sys._getframe(1).f_locals['result']\nr._file.write(b'{\"call\": 1}\\n[[[[\\n\\xff\\n')\n"
        "r.say(call=1, returned={'kind': 'int', 'value': [1]})\ndef f(x):\n    return 1"
    )
    assert tried(source).answers[1] == Returned("int", 1)
    assert msgspec.json.decode(msgspec.json.encode(CALL)) == {"exercise": "bai", "function": "f", "inputs": "[2]"}
