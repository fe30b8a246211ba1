"""What Python has compiled is kept for the next visit, and used there without its sources."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

PROBE = "thu_vien_thu"
MADE = """
import sys
sys.path.insert(0, sys.argv[1])
import {probe}.used
from grading.app.site.compiled import library
parts = list(library(sys.argv[1], at_once=1))
assert all(part == b"" for part in parts[:-1]) and len(parts) == 3, [len(part) for part in parts]
open(sys.argv[2], "wb").write(parts[-1])
"""
"""In a process of its own: the module under test changes how widgets speak."""


@pytest.fixture
def library(tmp_path: Path) -> Path:
    """A library of three modules, of which two are used."""
    path = tmp_path / "thu-vien.zip"
    with zipfile.ZipFile(path, "w") as bundle:
        bundle.writestr(f"{PROBE}/__init__.py", "")
        bundle.writestr(f"{PROBE}/used.py", "WORD = 'đã dùng'\n")
        bundle.writestr(f"{PROBE}/later.py", "WORD = 'chưa dùng'\n")
        bundle.writestr(f"{PROBE}/notes.txt", "text")
    return path


def test_what_was_used_is_compiled_and_the_rest_stays_as_it_is(library: Path, tmp_path: Path) -> None:
    """The archive takes the library's place: everything in it can be imported, and used without its source."""
    made = tmp_path / "bien-dich.zip"
    root = Path(__file__).parents[4]
    code = MADE.format(probe=PROBE)
    subprocess.run([sys.executable, "-c", code, str(library), str(made)], check=True, cwd=root)
    with zipfile.ZipFile(io.BytesIO(made.read_bytes())) as bundle:
        assert set(bundle.namelist()) == {
            f"{PROBE}/__init__.pyc",
            f"{PROBE}/used.pyc",
            f"{PROBE}/later.py",
            f"{PROBE}/notes.txt",
        }
    read = f"import json, {PROBE}.used as u, {PROBE}.later as l; print(json.dumps([u.WORD, l.WORD, u.__file__]))"
    ran = subprocess.run(
        [sys.executable, "-c", f"import sys; sys.path.insert(0, sys.argv[1]); {read}", str(made)],
        check=True,
        capture_output=True,
        text=True,
    )
    found = json.loads(ran.stdout)
    assert found[:2] == ["đã dùng", "chưa dùng"]
    assert found[2].endswith(".pyc")
