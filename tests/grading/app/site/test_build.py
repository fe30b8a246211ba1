"""Building the static edition: the same bytes, nothing of anybody else's overwritten, nothing foreign taken."""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import sys
from importlib import metadata
from pathlib import Path

import pytest
from typer.testing import CliRunner

from grading.app.command import app
from grading.app.site import build as building
from grading.app.site import sources
from grading.app.site.build import MARK, BuildError, build, made_of, name_of, ready
from grading.app.site.pages import pages
from grading.app.site.sources import Source, SourceError
from grading.lessons import LESSONS

ROOT = Path(__file__).resolve().parents[4]
SMALL = {"page.js": b"1", "congtap.zip": b"2", "nbextensions/jupyter-vue/index.js": b"x" * 2000}


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """A site of three files: what is inside is the browser tests' business."""
    monkeypatch.setattr(building, "files", lambda _progress: dict(SMALL))


@pytest.mark.usefixtures("small")
def test_the_same_files_have_the_same_name_and_bytes(tmp_path: Path) -> None:
    """Packed ones too; another file is another name."""
    found = []
    for name in ("a", "b"):
        made = build(tmp_path / name)
        found.append({p.relative_to(made.folder): p.read_bytes() for p in made.folder.rglob("*") if p.is_file()})
    assert found[0] == found[1]
    assert name_of(SMALL) != name_of(SMALL | {"page.js": b"3"})


@pytest.mark.usefixtures("small")
def test_an_older_site_is_replaced_and_anything_else_is_left_alone(tmp_path: Path) -> None:
    """A folder with other things is not touched."""
    build(tmp_path / "web")
    old = tmp_path / "web" / "tai-0123456789ab"
    old.mkdir()
    build(tmp_path / "web")
    assert not old.exists()
    (tmp_path / "anh").mkdir()
    (tmp_path / "anh" / "nha.jpg").write_bytes(b"x")
    with pytest.raises(BuildError) as caught:
        build(tmp_path / "anh")
    assert caught.value.code == "not_empty"
    assert [each.name for each in (tmp_path / "anh").iterdir()] == ["nha.jpg"]


@pytest.mark.usefixtures("small")
def test_a_site_is_built_again_only_when_the_program_is_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is there is taken while it is what would be built."""
    folder = ready(tmp_path / "web")
    (folder / "index.html").write_text("kept", encoding="utf-8")
    assert (ready(folder) / "index.html").read_text(encoding="utf-8") == "kept"
    monkeypatch.setattr(building, "made_of", lambda: "another")
    assert (ready(folder) / "index.html").read_text(encoding="utf-8") != "kept"
    (folder / MARK).write_text("[torn", encoding="utf-8")
    (folder / "index.html").write_text("kept", encoding="utf-8")
    assert (ready(folder) / "index.html").read_text(encoding="utf-8") != "kept"
    assert len(made_of()) == 12


def test_an_archive_with_other_bytes_is_refused_and_a_good_one_is_fetched_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By its hash, from the store and from where it is published alike."""
    monkeypatch.setenv("CONGTAP_DOWNLOADS", str(tmp_path / "store"))
    published = tmp_path / "published.whl"
    published.write_bytes(b"good")
    source = Source("1", published.as_uri(), hashlib.sha256(b"good").hexdigest())
    monkeypatch.setattr(sources, "sources", lambda: {"x": source})
    told: list[tuple[str, int, int]] = []
    assert sources.archive("x", lambda *how: told.append(how)) == b"good"
    assert told == [("x", 4, 4)]
    published.unlink()
    assert sources.archive("x") == b"good"
    (tmp_path / "store" / "published.whl").write_bytes(b"evil")
    with pytest.raises(SourceError) as caught:
        sources.archive("x")
    assert caught.value.code == "not_fetched"
    published.write_bytes(b"evil")
    with pytest.raises(SourceError) as caught:
        sources.archive("x")
    assert caught.value.code == "other_bytes"


def test_the_archives_are_those_of_the_locked_versions() -> None:
    """The browser's msgspec is the one that is installed here, with the hash that the lock file has."""
    locked = (ROOT / "uv.lock").read_text(encoding="utf-8")
    source = sources.sources()["msgspec"]
    assert source.version == metadata.version("msgspec")
    assert f'url = "{source.url}", hash = "sha256:{source.sha256}"' in locked


def test_pages_have_every_lessons_cells_but_not_the_graders() -> None:
    """Text ready-made, code for the browser."""
    found = pages(LESSONS)
    for name, page in found.items():
        assert page["title"], name
        assert any("html" in part for part in page["parts"]), name
        assert not any("score(" in part.get("code", "") for part in page["parts"]), name


def test_nothing_of_the_page_names_another_host() -> None:
    """Neither the page nor its scripts."""
    for path in (building.WEB).iterdir():
        text = path.read_text(encoding="utf-8")
        assert re.findall(r"(?:https?:)?//[a-z0-9.-]+\.[a-z]{2,}", text) == [], path.name
    assert re.findall(r"https?://", building.index("tai-x")) == []


INSIDE = """
import json, sys
from pathlib import Path
from grading.app.site import inside
inside.ROOT = Path(sys.argv[1]).resolve()
inside.ROOT.mkdir()
inside.stand_ins()
import grading.app.site.door
first = json.loads(inside.open_page("", json.dumps([[1, "from grading.app.site.door import open_door\\nopen_door()"]])))
door = next(m["model"] for m in first if m["type"] == "show")
def say(model, **message):
    content = {"event": "send", "data": message}
    return json.loads(inside.receive(model, json.dumps({"method": "custom", "content": content})))
say(door, do="enter", klass="8A1", number="5")
say(door, do="new_pin", pin="4826", again="4826")
kept = dict(inside.changed())
assert "8A1-05/ma-pin.json" in kept and inside.changed() == []
opened = say(door, do="open", lesson="00-di-mot-vong")
cells = json.dumps([[3, "from grading.app.lesson import open_lesson\\nlesson = open_lesson()\\nlesson.portal()"]])
shown = json.loads(inside.open_page("8A1-05/00-di-mot-vong", cells))
assert [m["place"] for m in shown if m["type"] == "show"] == [3]
names = [name for name, _ in inside.changed()]
assert "8A1-05/00-di-mot-vong/nhat-ky-01.jsonl" in names, names
assert not any(name.endswith((".lock", ".owner", ".part")) for name in names)
inside.restore("../../outside", b"x")
assert not (inside.ROOT.parent.parent / "outside").exists()
inside.lose("8A1-05/00-di-mot-vong")
assert json.loads(inside.receive("nobody", "{}")) == []
desk = next(m["id"] for m in shown if m["type"] == "comm_open" and "computer" in m["data"]["state"])
computer = next(m["data"]["state"]["computer"] for m in shown if m["id"] == desk)[10:]
told = say(computer, do="search_procedures", query="khai sinh")
assert any("cửa sổ khác" in json.dumps(m, ensure_ascii=False) for m in told), "another tab has it, and it is said"
print("ok")
"""


def test_the_browsers_side_runs_without_jupyters_kernel(tmp_path: Path) -> None:
    """A home page, a PIN, a lesson: by messages alone; what changed is told once; foreign paths are ignored."""
    done = subprocess.run(
        [sys.executable, "-c", INSIDE, str(tmp_path / "hoc")], capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stderr[-3000:]
    assert done.stdout.startswith("ok")


def test_the_command_says_how_large_the_site_is_and_what_is_wrong(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In Vietnamese, or as JSON."""
    monkeypatch.setattr(building, "files", lambda _progress: dict(SMALL))
    runner = CliRunner()
    done = runner.invoke(app, ["site", "build", str(tmp_path / "web")])
    assert done.exit_code == 0
    assert "Đã tạo bản chạy trong trình duyệt" in done.stdout
    done = runner.invoke(app, ["site", "build", str(tmp_path / "web"), "--json"])
    assert json.loads(done.stdout)["name"] == name_of(SMALL)
    (tmp_path / "x").mkdir()
    (tmp_path / "x" / "y").write_text("z", encoding="utf-8")
    done = runner.invoke(app, ["site", "build", str(tmp_path / "x")])
    assert done.exit_code == 1
    assert "đang chứa thứ khác" in done.stderr
    done = runner.invoke(app, ["site", "serve", str(tmp_path / "x")])
    assert done.exit_code == 1
