"""The core imports the standard library and four packages, and nothing that waits, guesses or phones."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

CORE = Path(__file__).parents[1] / "simulator"
ABOVE_THE_CORE = {"screens", "city", "storage.py", "practice.py"}
PACKAGES = {"faker", "holidays", "msgspec", "segno", "simulator"}
FILES = sorted(path for path in CORE.rglob("*.py") if path.relative_to(CORE).parts[0] not in ABOVE_THE_CORE)
CLOCKS = {"now", "utcnow", "today", "monotonic", "perf_counter", "fromtimestamp"}
"""Ways to ask the machine's clock, by their last name."""


def name_of(path):
    return str(path.relative_to(CORE))


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_the_core_imports_only_what_a_browsers_python_has(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    imported = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    imported |= {str(node.module) for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    tops = {name.split(".")[0] for name in imported}
    assert tops <= PACKAGES | set(sys.stdlib_module_names)


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_the_core_asks_no_clock_and_no_shared_chance(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    called = [node.func for node in ast.walk(tree) if isinstance(node, ast.Call)]
    names = [func.attr for func in called if isinstance(func, ast.Attribute)]
    assert not CLOCKS & set(names)
    random = [node for node in ast.walk(tree) if isinstance(node, ast.Import) for a in node.names if a.name == "random"]
    assert not random, "the shared generator of the module random: use simulator.draw"


def test_importing_the_core_loads_nothing_heavy():
    heavy = ["filelock", "ipywidgets", "IPython", "numpy", "pandas", "sqlite3", "tornado"]
    script = f"import sys, simulator; print([name for name in {heavy} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, encoding="utf-8", check=True)
    assert done.stdout.strip() == "[]"
