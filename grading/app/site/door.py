"""The way into a class's room: class, number and the PIN of one's card go to the teacher's computer.

It runs in the learner's browser. What the room gives (class sheets, journals begun at another computer) is laid out
as a class bundle would be, so that everything else works as on a computer that belongs to a class.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from grading.app import workspace as workspaces
from grading.app.entrance import Entrance, EntryError, learner_of_boxes, open_entrance
from grading.app.site import renumbered, returned
from grading.app.workspace import Elsewhere, Place, Workspace, copy_notebooks
from grading.class_file import CLASS_FILE, ClassFile
from grading.grade import journals_in
from grading.handin import BUNDLE_FILE, Handed, HandInError, Receipt, digest_of, what_is_there
from grading.words import say, title_of
from simulator.storage import journal_path

Ask = Callable[[str, str, str, str], tuple[int, str]]
"""Method, address, body, pass → status (0 where nobody answers) and text."""

EXCHANGE = ".lop"
"""Where the room's lessons are laid out in the workspace."""
WISH = "muon-nop.json"
"""In a lesson's folder: the learner wants it handed in, and the room has not taken it yet."""
PASS_FILE = ".phong.json"  # noqa: S105 - a file name
"""In a learner's folder: the pass that the room gave."""


class Room(NamedTuple):
    """The room that the page's server offers: its class, and how to ask it."""

    klass: str
    ask: Ask


class RoomDoor(Entrance):
    """The home page of a computer in a class's room; the PIN is that of the card."""

    def __init__(self, workspace: Workspace, room: Room) -> None:
        self.room = room
        super().__init__(workspace)
        self.view = {**self.view, "course": room.klass, "room": True}

    def _enter(self, message: dict[str, Any]) -> None:
        learner = learner_of_boxes(str(message.get("klass", "")), str(message.get("number", "")))
        self.learner = ""
        # A tab that comes back from a lesson is in already: its pass is here.
        if message.get("tab") and message["tab"] == pass_of(self.workspace, learner):
            self._at_home(learner, str(message["tab"]))
            return
        self._join(learner, "")

    def _pin(self, message: dict[str, Any]) -> None:
        self._join(self._asked(), str(message.get("pin", "")))

    def _join(self, learner: str, pin: str) -> None:
        """Ask the room to let somebody in; who has a card is asked for its PIN."""
        asked = json.dumps({"learner": learner, "pin": pin})
        status, text = self.room.ask("POST", "api/join", asked, "")
        if not status:
            raise EntryError(say("entrance", "room_away"))
        answer = json.loads(text)
        if status != 200 and answer.get("error") == "pin" and not pin:
            self._show(step="pin", who=learner)
            return
        if status != 200:
            raise EntryError(str(answer.get("text") or say("entrance", "room_away")))
        moved = lay_out(self.workspace, self.room, answer)
        self._at_home(learner, answer["token"])
        if moved:
            self._show(restored=" ".join(say("entrance", "moved", **words) for words in moved))

    def _leave(self, message: dict[str, Any]) -> None:
        if self.learner:
            (self.workspace.root / self.learner / PASS_FILE).unlink(missing_ok=True)
        super()._leave(message)


def pass_of(workspace: Workspace, learner: str) -> str:
    """The pass that a learner has here; empty for none."""
    try:
        return str(json.loads((workspace.root / learner / PASS_FILE).read_bytes())["token"])
    except (OSError, ValueError, KeyError):
        return ""


def lay_out(workspace: Workspace, room: Room, answer: dict[str, Any]) -> list[dict[str, str]]:
    """Put what the room gave where a computer of a class has it; work that is here and longer stays.

    Gives in words which lessons of this computer the teacher has moved to which number since.
    """
    told = []
    learner, exchange = answer["learner"], workspace.root / EXCHANGE
    exchange.mkdir(parents=True, exist_ok=True)
    (exchange / BUNDLE_FILE).write_text("{}", encoding="utf-8")
    sheets = {lesson: msgspec.json.decode(sheet, type=ClassFile) for lesson, sheet in answer["sheets"].items()}
    for lesson, sheet in answer["sheets"].items():
        outbound = exchange / room.klass / "outbound" / lesson
        copy_notebooks(lesson, outbound)
        (outbound / CLASS_FILE).write_text(sheet, encoding="utf-8")
        folder = workspace.folder(learner, lesson)
        if (folder / CLASS_FILE).exists():
            (folder / CLASS_FILE).write_text(sheet, encoding="utf-8")
        owners = sorted(renumbered.heed(folder, learner, sheets[lesson]))
        told += [{"title": title_of(lesson), "number": owner.rpartition("-")[2]} for owner in owners]
    workspace.set_place(Place(str(exchange), room.klass))
    home = workspace.root / learner
    home.mkdir(parents=True, exist_ok=True)
    (home / PASS_FILE).write_text(json.dumps({"token": answer["token"]}), encoding="utf-8")
    for lesson, sizes in answer["journals"].items():
        folder = workspace.folder(learner, lesson)
        for name, size in sizes.items():
            here = folder / name
            shorter = not here.exists() or here.stat().st_size < size
            if shorter or renumbered.gives_way(here, learner, sheets[lesson]):
                _bring(room, answer["token"], lesson, here)
        renumbered.go_on(folder, learner, sheets[lesson])
    for lesson in returned.wanted(workspace, learner, answer.get("feedback", {})):
        status, text = room.ask("GET", f"api/feedback/{lesson}", "", answer["token"])
        if status == 200:
            # What cannot be used now is asked for again.
            with suppress(ValueError):
                returned.keep(workspace, learner, lesson, text)
    return told


def _bring(room: Room, token: str, lesson: str, here: Path) -> None:
    """A journal that was begun at another computer; one that began otherwise here is kept beside."""
    status, text = room.ask("GET", f"api/journal/{lesson}/{here.name}", "", token)
    data = text.encode()
    if status != 200:
        return
    mine = here.read_bytes() if here.exists() else b""
    if not data.startswith(mine):
        here.with_name(f"{here.stem}.khac-{len(mine)}").write_bytes(mine)
    here.parent.mkdir(parents=True, exist_ok=True)
    here.write_bytes(data)


def journals(root: Path, learner: str, lesson: str) -> dict[str, dict[str, Any]]:
    """A lesson's journals as the room wants them named: size and SHA-256."""
    found = {}
    for _, path in journals_in(root / learner / lesson):
        data = path.read_bytes()
        if data:
            found[path.name] = {"size": len(data), "sha256": hashlib.sha256(data).hexdigest()}
    return found


def piece(root: Path, learner: str, lesson: str, name: str, offset: int, most: int) -> bytes:
    """Whole lines of a journal from an offset on, up to ``most`` bytes; empty if there are none."""
    try:
        with journal_path(root / learner / lesson, int(name[8:10])).open("rb") as file:
            file.seek(offset)
            data = file.read(most)
    except (OSError, ValueError):
        return b""
    return data[: data.rfind(b"\n") + 1]


_room: list[Room] = []
_door: list[RoomDoor] = []


def enter_room(klass: str, ask: Ask) -> None:
    """From now on the home page is the door of this room, and hand-ins go there."""
    _room[:] = [Room(klass, ask)]
    workspaces.elsewhere[:] = [Elsewhere(_wish, _ask)]


def _wish(workspace: Workspace, learner: str, lesson: str) -> Receipt:
    """Note that a lesson is to be handed in; the page sends it as soon as the room answers."""
    folder = workspace.folder(learner, lesson)
    there = what_is_there(folder)
    files = tuple(Handed(name, hashlib.sha256(data).hexdigest()) for name, data in there.items())
    moment = datetime.now(UTC)
    (folder / WISH).write_text(json.dumps({"time": moment.isoformat()}), encoding="utf-8")
    if not pass_of(workspace, learner):
        raise HandInError("room_out")
    return Receipt(learner, lesson, moment, digest_of(files), files, "room", "")


def _ask(workspace: Workspace, learner: str, lesson: str) -> str:
    return returned.ask(_room[0], workspace, learner, lesson, pass_of(workspace, learner))


def at_home() -> str:
    """Who has come in at the door; empty for nobody."""
    return _door[0].learner if _door else ""


def open_door(root: Path | str = ".") -> Entrance:
    """The home page: the room's if there is one, else that of a computer on its own."""
    if _room:
        _door[:] = [RoomDoor(Workspace(Path(root).resolve()), _room[0])]
        return _door[0]
    return open_entrance(root)
