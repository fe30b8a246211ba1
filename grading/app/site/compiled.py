"""What Python has compiled at this visit, for the next one: compiling is half of starting."""

from __future__ import annotations

import io
import marshal
import sys
import zipfile
from collections.abc import Iterator
from importlib.util import MAGIC_NUMBER
from pathlib import Path

UNCHECKED = b"\1\0\0\0"
"""PEP 552: a word of flags after the magic number; 1 means "by hash", without the bit for "check it"."""


def modules(folder: str = "/congtap") -> bytes:
    """What Python has compiled of the modules in a folder, as a zip.

    The files are marked to be used without looking at their sources, which get a new time at each visit.
    """
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w") as bundle:
        for path in Path(folder).rglob("__pycache__/*.pyc"):
            data = path.read_bytes()
            bundle.writestr(path.relative_to(folder).as_posix(), data[:4] + UNCHECKED + data[8:])
    return into.getvalue()


def library(path: str = "", at_once: int = 8) -> Iterator[bytes]:
    """Python's own library as it was fetched, with what this visit has used of it compiled: for the next visit.

    It comes as sources, which every start would compile anew. Compiling takes a second, and the learner is at work: it
    goes ``at_once`` modules at a time, with nothing (``b""``) given in between, and the archive at the end.
    """
    path = path or next(each for each in sys.path if each.endswith(".zip"))
    used = {getattr(module, "__file__", None) for module in list(sys.modules.values())}
    into = io.BytesIO()
    with zipfile.ZipFile(path) as sources, zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as bundle:
        done = 0
        for name in sources.namelist():
            where, source = f"{path}/{name}", sources.read(name)
            if where not in used:
                bundle.writestr(name, source)
                continue
            code = marshal.dumps(compile(source, where, "exec", dont_inherit=True))
            bundle.writestr(f"{name}c", MAGIC_NUMBER + UNCHECKED + bytes(8) + code)
            done += 1
            if not done % at_once:
                yield b""
    yield into.getvalue()
