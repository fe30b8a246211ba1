"""What runs in the learner's browser: the lessons as they are, their widgets told to the page, their files kept by it.

The page's worker calls this module and passes on what it gives back. Every call gives messages for the page and the
files that it changed; the worker stores the files before it shows anything, as the desktop edition writes an action
down before its answer is seen.
"""

from __future__ import annotations

import ast
import gc
import json
import os
import sys
import types
from pathlib import Path
from typing import Any, NamedTuple

import comm
from comm.base_comm import BaseComm

Message = dict[str, Any]

ROOT = Path("/hoc")
"""The workspace in the browser's own file system."""
PASSING = (".lock", ".owner", ".part")
"""Ends of the names of files that mean nothing to the next visit."""

_out: list[Message] = []


class PageComm(BaseComm):
    """A widget's line to the page."""

    def publish_msg(self, msg_type: str, data: Any = None, metadata: Any = None, buffers: Any = None, **_: Any) -> None:  # noqa: ANN401, ARG002 - the library's own
        """Keep a message until the call is over."""
        if msg_type == "comm_open":
            _comms[self.comm_id] = self
        elif msg_type == "comm_close":
            _comms.pop(self.comm_id, None)
        _out.append({"type": msg_type, "id": self.comm_id, "data": data or {}})


_comms: dict[str, PageComm] = {}
comm.create_comm = PageComm


class Stamp(NamedTuple):
    """How a file looked when it was last stored."""

    size: int
    time: int


_stored: dict[str, Stamp] = {}


def _stamp(path: Path) -> Stamp:
    found = path.stat()
    return Stamp(found.st_size, found.st_mtime_ns)


def restore(name: str, data: bytes, by_other: bool = False) -> None:
    """Put a stored file where it belongs; ``by_other`` if another tab has just written it, which then owns it."""
    path = (ROOT / name).resolve()
    if ROOT not in path.parents:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    _stored[name] = _stamp(path)
    if by_other:
        lose(name)


def lose(name: str) -> None:
    """Another tab has this journal, or this folder's, now: the next action here finds out, and turns read-only."""
    path = ROOT / name
    for journal in path.glob("nhat-ky-*.jsonl") if path.is_dir() else [path]:
        if journal.suffix == ".jsonl":
            journal.with_suffix(".owner").write_text("other tab", encoding="ascii")


def changed() -> list[tuple[str, bytes | None]]:
    """The files that are not as they were stored, with their content; ``None`` for one that is gone."""
    found: list[tuple[str, bytes | None]] = []
    seen = set()
    for folder, _, names in os.walk(ROOT):
        for each in names:
            path = Path(folder) / each
            name = path.relative_to(ROOT).as_posix()
            if name.endswith(PASSING):
                continue
            seen.add(name)
            stamp = _stamp(path)
            if _stored.get(name) != stamp:
                _stored[name] = stamp
                found.append((name, path.read_bytes()))
    for name in [name for name in _stored if name not in seen]:
        del _stored[name]
        found.append((name, None))
    return found


def receive(comm_id: str, data: str) -> str:
    """What the page says to a widget; gives the messages that come of it, as JSON."""
    line = _comms.get(comm_id)
    if line is not None:
        line.handle_msg({"content": {"data": json.loads(data)}, "buffers": []})
    return taken()


def taken() -> str:
    """The messages since the last call, as JSON."""
    text = json.dumps(_out)
    _out.clear()
    return text


_kept: set[str] = set()
_open: list[dict[str, Any]] = []
"""The names of the notebook that is open."""


def open_page(folder: str, cells: str) -> str:
    """Run a notebook's cells in a folder of the workspace, each one's widget for its place on the page.

    ``cells`` is a JSON list of ``[place, source]``. What was open before is closed.
    """
    from ipywidgets import Widget  # noqa: PLC0415 - after the stand-ins are in place

    if not _kept:
        _kept.update(_comms)
    for line in [line for name, line in _comms.items() if name not in _kept]:
        widget = next((w for w in Widget.widgets.values() if w.comm is line), None)
        if widget is not None:
            widget.close()
    gc.collect()
    place = ROOT / folder
    place.mkdir(parents=True, exist_ok=True)
    os.chdir(place)
    names: dict[str, Any] = {"__name__": "__main__"}
    _open[:] = [names]
    for number, source in json.loads(cells):
        shown = _run(source, names)
        if isinstance(shown, Widget):
            _out.append({"type": "show", "place": number, "model": shown.model_id})
    return taken()


def _run(source: str, names: dict[str, Any]) -> object:
    """Run a cell of our own notebooks; gives the value of its last line, as a notebook does."""
    tree = ast.parse(source)
    last = tree.body[-1] if tree.body else None
    if isinstance(last, ast.Expr):
        tree.body.pop()
    exec(compile(tree, "<cell>", "exec"), names)  # noqa: S102 - the released notebook, never a learner's
    if not isinstance(last, ast.Expr):
        return None
    return eval(compile(ast.Expression(last.value), "<cell>", "eval"), names)  # noqa: S307 - as above


def stand_ins() -> None:
    """Put small modules where ipywidgets and ipyvuetify would bring in what no browser needs; say where home is."""
    # The key of this machine's secrets is kept with the files; it is never sent anywhere.
    os.environ["HOME"] = str(ROOT)

    def module(name: str, **holds: Any) -> None:
        made = types.ModuleType(name)
        made.__path__ = []
        made.__dict__.update(holds)
        sys.modules.setdefault(name, made)

    def nothing(*_: Any, **__: Any) -> None:
        """Nothing: there is no notebook around the widgets."""

    class InteractiveShell:
        """There is none."""

        @staticmethod
        def initialized() -> bool:
            """Never."""
            return False

    module("IPython", get_ipython=nothing)
    module("IPython.display", display=nothing, clear_output=nothing)
    module("IPython.core")
    module("IPython.core.interactiveshell", InteractiveShell=InteractiveShell)
    module("ipyvuetify.generated", __all__=[])


# --- a class's room ---


def enter_room(klass: str, ask: Any) -> None:  # noqa: ANN401 - the worker's own function
    """The page's server has a room: its class, and how to ask it."""
    from grading.app.site import door  # noqa: PLC0415 - after the stand-ins are in place

    def asked(method: str, address: str, body: str, token: str) -> tuple[int, str]:
        status, text = ask(method, address, body, token)
        return int(status), str(text)

    door.enter_room(klass, asked)


def pass_of(learner: str) -> str:
    """The pass of a learner in the room; empty for none."""
    from grading.app.site import door  # noqa: PLC0415
    from grading.app.workspace import Workspace  # noqa: PLC0415

    return door.pass_of(Workspace(ROOT), learner)


def piece(learner: str, lesson: str, name: str, offset: int, most: int) -> bytes:
    """The next whole lines of a journal."""
    from grading.app.site import door  # noqa: PLC0415

    return door.piece(ROOT, learner, lesson, name, offset, most)


def journal_names(learner: str) -> str:
    """Every journal and every wish to hand in of a learner in this browser, as the storage names them, as JSON."""
    found = [path for kind in ("nhat-ky-*.jsonl", "muon-nop.json") for path in (ROOT / learner).glob(f"*/{kind}")]
    return json.dumps(sorted(path.relative_to(ROOT).as_posix() for path in found))


def journals(learner: str, lesson: str) -> str:
    """A lesson's journals by name, with size and SHA-256, as JSON."""
    from grading.app.site import door  # noqa: PLC0415

    return json.dumps(door.journals(ROOT, learner, lesson))


def _opened(learner: str, lesson: str) -> Any:  # noqa: ANN401 - the lessons are there when a page is open
    """A learner's lesson, if it is the page that is open."""
    shown = _open[0].get("lesson") if _open else None
    return shown if shown is not None and (shown.learner, shown.name) == (learner, lesson) else None


def who() -> str:
    """Who is at work on the page that is open; empty at the door."""
    from grading.app.site import door  # noqa: PLC0415

    lesson = _open[0].get("lesson") if _open else None
    return lesson.learner or "" if lesson is not None else door.at_home()


def wanted(learner: str, tags: str) -> str:
    """Of the feedback that the room has, by its tags as JSON, the lessons of which it is not here; as JSON."""
    from grading.app.site import returned  # noqa: PLC0415
    from grading.app.workspace import Workspace  # noqa: PLC0415

    return json.dumps(returned.wanted(Workspace(ROOT), learner, json.loads(tags)))


def given_back(learner: str, lesson: str, text: str) -> str:
    """The room has answered with feedback, which is kept; gives the messages for the page."""
    from grading.app.site import returned  # noqa: PLC0415
    from grading.app.workspace import Workspace  # noqa: PLC0415

    returned.keep(Workspace(ROOT), learner, lesson, text)
    shown = _opened(learner, lesson)
    if shown is not None:
        shown.returned()
    return taken()


def news() -> str:
    """What is said of feedback that who is here has not seen; empty for nothing."""
    from grading.app.site import returned  # noqa: PLC0415
    from grading.app.workspace import Workspace  # noqa: PLC0415

    return returned.news(Workspace(ROOT), who())


def moved_away(learner: str, lesson: str, name: str) -> str:
    """The teacher has moved a journal to another number: nothing more is done in it here."""
    from grading.app.site import door, renumbered  # noqa: PLC0415

    lose(f"{learner}/{lesson}/{name}")
    path = ROOT / learner / lesson / name
    if path.is_file():
        renumbered.set_aside(path)
    (path.parent / door.WISH).unlink(missing_ok=True)
    return taken()


def out(learner: str) -> str:
    """The room knows a learner's pass no more: it is forgotten here, and the way in leads through the door."""
    from grading.app.site import door  # noqa: PLC0415

    (ROOT / learner / door.PASS_FILE).unlink(missing_ok=True)
    return taken()


def not_handed(learner: str, lesson: str) -> str:
    """The room does not know who hands in; it stays wished, and what to do is shown where the learner pressed."""
    from grading.handin import HandInError  # noqa: PLC0415

    shown = _opened(learner, lesson)
    if shown is not None:
        shown.handed(str(HandInError("room_out")), ok=False)
    return taken()


def handed(learner: str, lesson: str, text: str) -> str:
    """The room has taken a hand-in: its receipt is shown where the learner pressed; gives the messages for the page."""
    from grading.app.site import door  # noqa: PLC0415

    (ROOT / learner / lesson / door.WISH).unlink(missing_ok=True)
    shown = _opened(learner, lesson)
    if shown is not None:
        shown.handed(text)
    return taken()
