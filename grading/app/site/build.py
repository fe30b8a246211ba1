"""Building the static edition: a folder that any web server can serve, from any path, without the internet."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import shutil
import sysconfig
import tarfile
from collections.abc import Callable
from importlib import metadata
from pathlib import Path
from typing import NamedTuple

from grading.app.site import packages, shown, sources
from grading.app.site.pages import pages
from grading.coding.tasks import LESSON as CODE_LESSON
from grading.lessons import LESSONS
from simulator import datasets
from simulator.release import RELEASE

HERE = Path(__file__).parent
WEB = HERE / "web"
SHARED = HERE.parent / "share" / "jupyter" / "voila" / "templates" / "congtap"
LIBRARIES = ("jupyter-vue", "jupyter-vuetify")
SCRIPTS = ("page.js", "room.js", "widgets.js", "worker.js")
NOTEBOOKS = (*(lesson for lesson in LESSONS if lesson != CODE_LESSON), "cua-vao", "tu-luyen", "truc-diem")
PACKED = {".js", ".mjs", ".wasm", ".json", ".svg"}
"""Kinds that are kept packed beside, for servers that send them so; a room's network is the narrow place."""
SMALL = 1000
"""Bytes below which packing gains nothing."""
LATER = {".woff2", ".svg"}
"""Kinds of which a page fetches only what it shows."""
Progress = Callable[[int, int, str], None]
MARK = "congtap.json"
"""The file by which a folder is known as one that we have built."""


class Built(NamedTuple):
    """What was built: files, their bytes, and what a browser fetches for its first page, plain and packed."""

    folder: Path
    files: int
    size: int
    first: int
    packed: int
    name: str


class BuildError(Exception):
    """The site could not be built; ``code`` names the sentence."""

    def __init__(self, code: str, **words: str) -> None:
        super().__init__(code)
        self.code, self.words = code, words


def _library(name: str) -> dict[str, bytes]:
    """The files by which a widget library draws, as its wheel installed them."""
    folder = Path(sysconfig.get_path("data")) / "share" / "jupyter" / "nbextensions" / name
    wanted = (".js", ".woff2")
    return {
        f"nbextensions/{name}/{path.name}": path.read_bytes()
        for path in sorted(folder.iterdir())
        if path.suffix in wanted and not path.name.startswith(("nodeps", "extension", "index-vue-sfc-ts"))
    }


def _pyodide(progress: sources.Progress) -> dict[str, bytes]:
    wanted = sources.sources()["pyodide"].holds
    with tarfile.open(fileobj=io.BytesIO(sources.archive("pyodide", progress))) as bundle:
        members = {member.name: member for member in bundle.getmembers() if member.isfile()}
        read = {name: bundle.extractfile(members[name]) for name in wanted}
        return {f"pyodide/{Path(name).name}": file.read() for name, file in read.items() if file is not None}


def files(progress: sources.Progress = lambda *_: None) -> dict[str, bytes]:
    """Everything that keeps for good: path to content. Raises ``sources.SourceError``."""
    found = _pyodide(progress)
    found |= {name: (WEB / name).read_bytes() for name in SCRIPTS}
    found["jumps.js"] = (SHARED / "jumps.js").read_bytes()
    ready_made, pictures = shown.pages()
    found |= pictures
    found["pages.json"] = json.dumps(pages(NOTEBOOKS) | ready_made, ensure_ascii=False, sort_keys=True).encode()
    found["congtap.zip"] = packages.archive()
    for library in LIBRARIES:
        found |= _library(library)
    return found


def name_of(found: dict[str, bytes]) -> str:
    """One short name for exactly these files."""
    digest = hashlib.sha256()
    for name, data in sorted(found.items()):
        digest.update(f"{name} {hashlib.sha256(data).hexdigest()}\n".encode())
    return digest.hexdigest()[:12]


def index(at: str) -> str:
    """The one page, which finds everything else in ``at``."""
    told = {"at": at, "sw": True, "words": datasets.toml("texts/site.toml")["page"]}
    holes = {
        "css": (SHARED / "page.css").read_text(encoding="utf-8"),
        "top": (SHARED / "top.html").read_text(encoding="utf-8"),
        "files": json.dumps(told, ensure_ascii=False).replace("</", "<\\/"),
        "files_at": at,
    }
    text = (WEB / "index.html").read_text(encoding="utf-8")
    for name, value in holes.items():
        text = text.replace("{{ " + name + " }}", value)
    return text


def made_of() -> str:
    """One short name for everything that a site is made of, without building it."""
    digest = hashlib.sha256(sources.SOURCES.read_bytes())
    for name, data in packages.ours():
        digest.update(f"{name} {hashlib.sha256(data).hexdigest()}\n".encode())
    for path in sorted([*HERE.rglob("*"), *SHARED.rglob("*")]):
        if path.is_file() and path.suffix != ".pyc":
            digest.update(path.read_bytes())
    digest.update(repr([(part.distribution, metadata.version(part.distribution)) for part in packages.PARTS]).encode())
    return digest.hexdigest()[:12]


def ready(folder: Path | None = None, progress: Progress = lambda *_: None) -> Path:
    """A site that is as this program would build it: what is in the folder, or built there now.

    The folder is this user's own if none is named. Raises what ``build`` raises.
    """
    folder = folder or Path.home() / ".congtap" / "trang-hoc"
    try:
        known = json.loads((folder / MARK).read_bytes()).get("made_of")
    except (OSError, ValueError, AttributeError):
        known = None
    if known != made_of():
        build(folder, progress)
    return folder


def build(folder: Path, progress: Progress = lambda *_: None) -> Built:
    """Build the site into a folder; one that holds anything else is left alone.

    Raises ``BuildError``, ``sources.SourceError`` or ``OSError``.
    """
    if folder.exists() and (not folder.is_dir() or (any(folder.iterdir()) and not (folder / MARK).is_file())):
        raise BuildError("not_empty", folder=str(folder))
    found = files(lambda name, done, whole: progress(done, whole, name))
    name = name_of(found)
    at = f"tai-{name}"
    draft = folder / f"{at}.part"
    shutil.rmtree(draft, ignore_errors=True)
    packed = 0
    for number, (path, data) in enumerate(found.items(), 1):
        progress(number, len(found), Path(path).name)
        target = draft / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
        sent = data
        if target.suffix in PACKED and len(data) > SMALL:
            sent = gzip.compress(data, 9, mtime=0)
            target.with_name(f"{target.name}.gz").write_bytes(sent)
        packed += 0 if target.suffix in LATER else len(sent)
    for old in folder.glob("tai-*"):
        if old != draft:
            shutil.rmtree(old)
    draft.rename(folder / at)
    (folder / "index.html").write_text(index(at), encoding="utf-8")
    sw = (WEB / "sw.js").read_text(encoding="utf-8").replace("{{ at }}", at)
    (folder / "sw.js").write_text(sw.replace("{{ files }}", json.dumps(sorted(found))), encoding="utf-8")
    (folder / MARK).write_text(
        json.dumps({"release": RELEASE, "files": name, "made_of": made_of()}) + "\n", encoding="utf-8"
    )
    made = [path for path in folder.rglob("*") if path.is_file()]
    first = sum(len(data) for path, data in found.items() if Path(path).suffix not in LATER)
    return Built(folder, len(made), sum(path.stat().st_size for path in made), first, packed, name)
