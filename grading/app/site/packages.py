"""The Python that a learner's browser runs: our modules and data, and what they need of other distributions."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from importlib import metadata, resources
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from grading.app.site import sources
from grading.lessons import LESSONS, lesson_folder
from simulator import datasets

FIXED = (2026, 1, 1, 0, 0, 0)
"""The time of every file in the archive, so that the same content gives the same bytes."""

USED = {".py", ".vue", ".js", ".css", ".html", ".json", ".toml", ".csv", ".txt", ".svg", ".md", ".typed", ".ipynb"}
"""Kinds of files that the pages read; the rest (type stubs, compiled code, pictures of the docs) stays at home."""


class Part(NamedTuple):
    """A distribution, its packages or modules, and which of their files are left out (a pattern over the path)."""

    distribution: str
    names: tuple[str, ...]
    without: str = r"\Z\A"


LOCALE = r"[a-z]{2,3}_[A-Za-z]{2,5}"
PARTS = (
    Part("faker", ("faker",), rf"/providers/[a-z_]+/(?!(vi_VN|en_US)/){LOCALE}/|/(contrib|sphinx)/"),
    Part("holidays", ("holidays",), r"holidays/(locale/|(countries|financial)/(?!vietnam\.py))"),
    Part("segno", ("segno",)),
    Part("traitlets", ("traitlets",), r"traitlets/tests/"),
    Part("comm", ("comm",)),
    Part("ipywidgets", ("ipywidgets",), r"/tests/"),
    Part("ipyvue", ("ipyvue",), r"ipyvue/(nbextension|labextension|prefix)/"),
    Part("ipyvuetify", ("ipyvuetify",), r"ipyvuetify/(generated\.py|extra/|prefix/|nbextension/|labextension/)"),
    Part("filelock", ("filelock",)),
    Part("python-dateutil", ("dateutil",), r"dateutil/(zoneinfo/.*\.tar\.gz|tz/win)"),
    Part("six", ("six.py",)),
    Part("typing-extensions", ("typing_extensions.py",)),
)
WRITTEN = {
    "holidays/countries/__init__.py": "from holidays.countries.vietnam import VN, VNM, Vietnam\n",
    "holidays/financial/__init__.py": "",
}
"""Short modules in the place of those that list everything that was left out."""
OURS = ("simulator", "grading")
LEFT_OUT = re.compile(
    r"^simulator/(city|_datasets)/|^grading/_lessons/|^grading/app/(teacher|share|room/|site/(web|build|pages|packages|sources|serve|shown))|\.html$"
)
"""What of ours no learner's page uses."""


def _files(distribution: str) -> Iterator[tuple[str, Path]]:
    for file in metadata.files(distribution) or ():
        name = PurePosixPath(file).as_posix()
        if not name.startswith("..") and "__pycache__" not in name:
            yield name, Path(str(file.locate()))


def _theirs(part: Part) -> Iterator[tuple[str, bytes]]:
    left_out = re.compile(part.without)
    for name, path in _files(part.distribution):
        inside = any(name == each or name.startswith(f"{each}/") for each in part.names)
        about = name.endswith(".dist-info/METADATA")
        if about or (inside and PurePosixPath(name).suffix in USED and not left_out.search(name)):
            yield name, path.read_bytes()


def _tree(root: Path, at: str) -> Iterator[tuple[str, bytes]]:
    for path in sorted(root.rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts and path.suffix in USED:
            yield f"{at}/{path.relative_to(root).as_posix()}", path.read_bytes()


def ours() -> Iterator[tuple[str, bytes]]:
    """Our own modules, data and notebooks: path in the archive and content."""
    for package in OURS:
        root = Path(str(resources.files(package)))
        yield from ((name, data) for name, data in _tree(root, package) if not LEFT_OUT.search(name))
    yield from _tree(Path(str(datasets.root())), "datasets")
    for notebook in (*LESSONS, "cua-vao", "tu-luyen", "truc-diem", "neu-thi", "bao-nhieu-nguoi", "du-lieu-mo"):
        yield from _tree(Path(str(lesson_folder(notebook))), f"grading/_lessons/{notebook}")


def contents() -> dict[str, bytes]:
    """Path in the archive to content."""
    found = {name: text.encode() for name, text in WRITTEN.items()}
    for part in PARTS:
        for name, data in _theirs(part):
            found.setdefault(name, data)
    with zipfile.ZipFile(io.BytesIO(sources.archive("msgspec"))) as wheel:
        for each in wheel.infolist():
            if not each.is_dir() and not each.filename.endswith((".pyi", "RECORD")):
                found[each.filename] = wheel.read(each)
    found.update(ours())
    return found


def archive() -> bytes:
    """All of it as one zip; the same content gives the same bytes."""
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as bundle:
        for name, data in sorted(contents().items()):
            entry = zipfile.ZipInfo(name, FIXED)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            bundle.writestr(entry, data)
    return into.getvalue()
