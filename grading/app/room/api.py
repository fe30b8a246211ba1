"""What the browsers of a room may ask of the server: join, send journals, hand in, say where they are.

Bodies have a limit before they are read, and are data: strictly decoded, never run, never a path.
"""

from __future__ import annotations

from typing import Annotated, Any, TypeVar

import msgspec
from msgspec import Meta
from tornado.web import RequestHandler, stream_request_body

from grading.app.room.handing import Behind, HandIn
from grading.app.room.ledger import MAX_PIECE, Fault, Refused
from grading.app.room.lessons import own_sheet
from grading.app.room.people import number_of
from grading.app.room.room import Room
from grading.app.room.said import said, sayings
from grading.class_file import ClassFile
from simulator import datasets
from simulator.case import LEARNER_ID, MAX_ATTEMPT
from simulator.clock import VIETNAM
from simulator.release import RELEASE

SMALL = 2_000
FAILED: dict[Fault, int] = {
    "offset": 409,
    "differs": 409,
    "torn": 400,
    "malformed": 400,
    "foreign": 400,
    "moved": 409,
    "arrived": 409,
    "big": 413,
    "full": 413,
}
T = TypeVar("T", bound=msgspec.Struct)


class Join(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who wants to come in."""

    learner: Annotated[str, Meta(max_length=20)]
    pin: Annotated[str, Meta(max_length=20)] = ""


class Where(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where a browser is."""

    lesson: Annotated[str, Meta(max_length=60)] = ""
    page: Annotated[str, Meta(max_length=120)] = ""


@stream_request_body
class Api(RequestHandler):
    """One question of a browser, and its answer in JSON. ``limit`` is the longest body in bytes."""

    limit = SMALL
    open_to_all = False
    learner = ""

    def initialize(self, room: Room) -> None:
        """Called by Tornado with what the address was entered with."""
        self.room = room
        self._pieces: list[bytes] = []
        self._size = 0

    def prepare(self) -> None:
        """Before the body is read: who asks, and is it short enough."""
        self.set_header("Cache-Control", "no-store")
        self.set_header("X-Content-Type-Options", "nosniff")
        headers = self.request.headers
        length = headers.get("Content-Length", "0")
        if headers.get("Content-Encoding", "identity") != "identity":
            self.refuse(415, "encoding")
        elif not (length.isascii() and length.isdecimal()):
            self.refuse(400, "malformed")
        elif int(length[:12]) > self.limit:
            self.refuse(413, "too_big", most=self.limit)
        elif not self.open_to_all:
            kind, _, given = headers.get("Authorization", "").partition(" ")
            self.learner = self.room.passes.holder(given, self.room.clock()) if kind == "Bearer" else ""
            if self.learner not in self.room.people:
                self.refuse(401, "token")

    def data_received(self, chunk: bytes) -> None:
        """The next part of the body."""
        if self._finished:
            return
        self._size += len(chunk)
        if self._size > self.limit:
            self._pieces.clear()
            self.refuse(413, "too_big", most=self.limit)
            return
        self._pieces.append(chunk)

    @property
    def body(self) -> bytes:
        """The whole body."""
        return b"".join(self._pieces)

    def refuse(self, status: int, error: str, wait: int = 0, **more: Any) -> None:
        """Answer with what is wrong and what to do."""
        self.set_status(status)
        if wait:
            self.set_header("Retry-After", str(wait))
        key = f"{error}_wait" if wait and f"{error}_wait" in sayings("browser") else error
        self.answer({"error": error, "wait": wait, "text": said("browser", key, wait=wait, **more), **more})

    def answer(self, found: object) -> None:
        """Answer with a record."""
        self.set_header("Content-Type", "application/json; charset=utf-8")
        self.finish(msgspec.json.encode(found))

    def read(self, kind: type[T]) -> T | None:
        """The body as a record; ``None`` if it is none, and then it is answered."""
        try:
            return msgspec.json.decode(self.body, type=kind)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            self.refuse(400, "malformed")
            return None

    def sheet(self, lesson: str) -> ClassFile | None:
        """A lesson's sheet; ``None`` if the room has no such lesson, and then it is answered."""
        sheet = self.room.sheets.of(lesson)
        if sheet is None:
            self.refuse(404, "lesson")
        return sheet

    def write_error(self, status_code: int, **_: Any) -> None:
        """Whatever else goes wrong is told without details."""
        known = {404: "missing", 405: "method"}
        self.refuse(status_code, known.get(status_code, "malformed" if status_code < 500 else "ours"))


class Missing(Api):
    """There is no such question."""

    open_to_all = True

    def prepare(self) -> None:
        """Whatever it was."""
        super().prepare()
        if not self._finished:
            self.refuse(404, "missing")


class AboutRoom(Api):
    """``GET api/room``: which class this is, and whether one may come in."""

    open_to_all = True

    def get(self) -> None:
        """Nothing here is anybody's own."""
        self.answer(about(self.room))


def about(room: Room) -> dict[str, Any]:
    """What everybody may know of a room."""
    ends = room.settings.ends
    return {
        "class": room.course,
        "open": room.is_open,
        "message": room.settings.message,
        "ends": ends.astimezone(VIETNAM).isoformat() if ends else "",
        "lessons": [{"id": name, "mode": sheet.mode} for name, sheet in room.lessons().items()],
        "release": RELEASE,
        "data": datasets.fingerprint(),
        "pin": "asked" if room.pin else "none",
    }


def moved_from(room: Room, learner: str) -> dict[str, int]:
    """By lesson how often work was moved from a learner to another, as the sheets have it."""
    counts = {name: sum(each.source == learner for each in sheet.moved) for name, sheet in room.lessons().items()}
    return {name: count for name, count in counts.items() if count}


class Joining(Api):
    """``POST api/join``: a learner comes in and gets a pass, the sheets, and what is held of the journals."""

    open_to_all = True

    async def post(self) -> None:
        """Wrong ones wait."""
        room, address = self.room, self.request.remote_ip or ""
        wait = room.joins.take(address) or room.failures.wait(address)
        if wait:
            self.refuse(429, "fast", wait)
            return
        asked = self.read(Join)
        if asked is None:
            return
        if not room.is_open:
            self.refuse(403, "closed")
            return
        learner = asked.learner.strip().upper()
        if not LEARNER_ID.match(learner) or learner not in room.people:
            room.failures.take(address)
            self.refuse(403, "unknown")
            return
        tried = await room.in_thread(room.passes.try_pin, learner, asked.pin, room.clock())
        if tried.door != "in":
            if asked.pin:
                room.failures.take(address)
            self.refuse(403, tried.door, tried.wait)
            return
        sheets = {name: sheet for name, sheet in room.lessons().items() if sheet.admits(learner)}
        journals = await room.held(learner, lambda ledger: {name: ledger.sizes(name) for name in sheets})
        room.people.came(learner, room.clock())
        self.answer(
            {
                "token": room.passes.give(learner, room.clock()),
                "learner": learner,
                "sheets": {name: own_sheet(sheet, learner) for name, sheet in sheets.items()},
                "journals": journals,
                "feedback": await room.tags(learner),
            }
        )


class Journal(Api):
    """``api/journal/<lesson>/<file>``: the bytes that are held, and the next ones."""

    limit = MAX_PIECE

    async def get(self, lesson: str, name: str) -> None:
        """What is held, so that a learner can go on at another computer."""
        if self.sheet(lesson) is None:
            return
        data = await self.room.held(self.learner, lambda ledger: ledger.data(lesson, name))
        if not data:
            self.refuse(404, "no_journal")
            return
        self.set_header("Content-Type", "application/octet-stream")
        self.finish(data)

    async def post(self, lesson: str, name: str) -> None:
        """The next bytes; they are on the disk before the answer."""
        wait = self.room.pieces.take(self.learner)
        if wait:
            self.refuse(429, "fast", wait)
            return
        sheet, offset = self.sheet(lesson), self.get_query_argument("offset", "")
        if sheet is None:
            return
        if not (offset.isascii() and offset.isdecimal() and len(offset) < 9) or not 1 <= int(name[8:10]) <= MAX_ATTEMPT:
            self.refuse(400, "malformed")
            return
        replace = self.get_query_argument("replace", "") == "1"
        try:
            taken = await self.room.take(self.learner, sheet, name, int(offset), self.body, replace)
        except Refused as fault:
            more: dict[str, Any] = {"number": number_of(fault.detail)} if fault.fault == "moved" else {}
            self.refuse(FAILED[fault.fault], fault.fault, size=fault.size, **more)
        except OSError:
            self.refuse(503, "disk", 10)
        else:
            self.answer({"size": taken.size, "sha256": taken.digest})


class HandingIn(Api):
    """``POST api/hand-in/<lesson>``: what is held becomes a hand-in, and is graded soon after."""

    limit = 8_000

    async def post(self, lesson: str) -> None:
        """A receipt, once everything that is named is held."""
        wait = self.room.pieces.take(self.learner)
        if wait:
            self.refuse(429, "fast", wait)
            return
        wanted = self.read(HandIn)
        if wanted is None or self.sheet(lesson) is None:
            return
        try:
            given = await self.room.hand_in(self.learner, lesson, wanted)
        except Behind as fault:
            self.refuse(409, "behind", files=fault.files)
        except OSError:
            self.refuse(503, "disk", 10)
        else:
            time = f"{given.time.astimezone(VIETNAM):%H:%M %d/%m/%Y}"
            text = said("browser", "handed_in", time=time, digest=given.digest[:12])
            self.answer({**msgspec.to_builtins(given), "text": text})


class Returned(Api):
    """``GET api/feedback/<lesson>``: what the learner may read of the own grading, or why there is nothing yet."""

    async def get(self, lesson: str) -> None:
        """The record alone: no page of anybody's is sent on."""
        wait = self.room.pieces.take(self.learner)
        if wait:
            self.refuse(429, "fast", wait)
            return
        sheet = self.sheet(lesson)
        if sheet is not None:
            self.answer(await self.room.feedback(self.learner, sheet))


class Being(Api):
    """``POST api/where``: a page says that it is open, and hears what the teacher says to all, and of its feedback."""

    async def post(self) -> None:
        """Cheap: nothing is written."""
        asked = self.read(Where)
        if asked is None:
            return
        lesson = asked.lesson if self.room.sheets.of(asked.lesson) else ""
        self.room.people.is_at(self.learner, lesson, self.room.clock())
        self.answer(
            {
                **about(self.room),
                "feedback": await self.room.tags(self.learner),
                "moved": moved_from(self.room, self.learner),
            }
        )


LESSON = r"([0-9a-z][0-9a-z-]{0,59})"
FILE = r"(nhat-ky-[0-9]{2}\.jsonl)"


def handlers(room: Room) -> list[tuple[str, type[RequestHandler], dict[str, Any]]]:
    """The questions by address."""
    given = {"room": room}
    return [
        (r"/api/room", AboutRoom, given),
        (r"/api/join", Joining, given),
        (rf"/api/journal/{LESSON}/{FILE}", Journal, given),
        (rf"/api/hand-in/{LESSON}", HandingIn, given),
        (rf"/api/feedback/{LESSON}", Returned, given),
        (r"/api/where", Being, given),
        (r"/api(?:/.*)?", Missing, given),
    ]
