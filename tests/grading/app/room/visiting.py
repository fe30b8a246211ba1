"""A room for tests: a class folder with its sheets, the server in this process, and visitors who speak to it."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
from filelock import FileLock
from tornado.httpclient import AsyncHTTPClient, HTTPRequest, HTTPResponse

from grading.app.room import server
from grading.app.room.doors import Doors
from grading.app.room.errands import ErrandError
from grading.app.room.folder import RoomFolder
from grading.app.room.room import Room
from grading.app.room.site import Site
from grading.class_file import ClassFile, write_class
from tests.grading.desk import KEY, LEARNER, LESSON, played

FILE = "nhat-ky-01.jsonl"
OTHER_LESSON = "01-dich-vu-cong-la-gi"
LEARNERS = ["8A1-05", "8A1-06", LEARNER]


class Asked(NamedTuple):
    """An errand that was asked for."""

    verb: str
    asked: dict[str, Any]


class NoErrands:
    """In the place of the second process: errands are noted, and answered as the test wants."""

    def __init__(self) -> None:
        self.done: list[Asked] = []
        self.answers: dict[str, Any] = {"names": {LEARNER: "Lê Thị <b>Bảy</b>"}, "mode": {}}

    async def do(self, verb: str, **asked: Any) -> dict[str, Any]:
        self.done.append(Asked(verb, asked))
        answer = self.answers.get(verb)
        if callable(answer):
            answer = answer(asked)
        if isinstance(answer, ErrandError):
            raise answer
        if answer is None:
            answer = {"marks": dict.fromkeys(asked.get("learners", []), "9"), "left": {}} if verb == "grade" else {}
        return answer

    async def close(self) -> None:
        """Nothing to end."""


class Answer(NamedTuple):
    status: int
    json: Any
    raw: HTTPResponse


class Visitor:
    """A browser, as far as the server sees one."""

    def __init__(self, address: str, learner: str = LEARNER) -> None:
        self.address, self.learner, self.token = address, learner, ""

    async def ask(self, path: str, body: Any = None, method: str = "", **headers: str) -> Answer:
        data = body if body is None or isinstance(body, bytes) else msgspec.json.encode(body)
        sent = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        request = HTTPRequest(
            self.address + path,
            method=method or ("GET" if data is None else "POST"),
            body=data,
            headers={**sent, **{name.replace("_", "-"): value for name, value in headers.items()}},
            follow_redirects=False,
            decompress_response=False,
            allow_nonstandard_methods=True,
        )
        found = await AsyncHTTPClient().fetch(request, raise_error=False)
        is_json = found.body and "json" in found.headers.get("Content-Type", "")
        return Answer(found.code, msgspec.json.decode(found.body) if is_json else None, found)

    async def join(self, pin: str = "") -> Answer:
        found = await self.ask("api/join", {"learner": self.learner, "pin": pin})
        self.token = found.json.get("token", "")
        return found

    async def send(
        self, data: bytes, offset: int = 0, lesson: str = LESSON, name: str = FILE, more: str = ""
    ) -> Answer:
        return await self.ask(f"api/journal/{lesson}/{name}?offset={offset}{more}", data)

    async def hand_in(self, data: bytes, lesson: str = LESSON) -> Answer:
        files = {FILE: {"size": len(data), "sha256": hashlib.sha256(data).hexdigest()}}
        return await self.ask(f"api/hand-in/{lesson}", {"files": files})


class Open(NamedTuple):
    """A room that is open, with its errands and its address."""

    room: Room
    errands: NoErrands
    address: str
    doors: Doors

    def visitor(self, learner: str = LEARNER) -> Visitor:
        return Visitor(self.address, learner)

    async def joined(self, learner: str = LEARNER) -> Visitor:
        visitor = self.visitor(learner)
        assert (await visitor.join()).status == 200
        return visitor


async def until(condition: Callable[[], object], pause: float = 0.01) -> None:
    """Return when something has come true; the test's own time limit ends one that never does."""
    while not condition():  # noqa: ASYNC110 - what comes true belongs to the server
        await asyncio.sleep(pause)


def work(learner: str = LEARNER, **how: Any) -> bytes:
    """A whole journal."""
    return played(learner=learner, **how).journal.encoded()


def lines(data: bytes) -> list[bytes]:
    return data.splitlines(keepends=True)


def laid(root: Path) -> tuple[Path, Path]:
    """A class folder with the sheets of two lessons, and a site."""
    klass, site = root / "8A1", root / "trang"
    for lesson in (LESSON, OTHER_LESSON):
        folder = klass / "trao-doi" / "8A1" / "outbound" / lesson
        folder.mkdir(parents=True)
        write_class(folder, ClassFile.make("8A1", KEY, lesson, learners=LEARNERS))
    site.mkdir()
    (site / "index.html").write_text("<h1>Cổng Tập</h1>", encoding="utf-8")
    return klass, site


def visit(root: Path, test: Callable[[Open], Awaitable[None]], **settings: Any) -> None:
    """Open a room, let a test happen, close it."""

    async def opened() -> None:
        klass, site = root / "8A1", root / "trang"
        if not klass.is_dir():
            laid(root)
        folder = RoomFolder(klass)
        folder.make()
        outbound = str(klass / "trao-doi" / "8A1" / "outbound")
        seen = {"course": "8A1", "learners": LEARNERS, "outbound": outbound, "marks": {}, "waiting": []}
        errands = NoErrands()
        lock = FileLock(str(folder.lock), timeout=0)
        lock.acquire()
        room = Room(folder, lock, errands, {**seen, **settings}, ())  # type: ignore[arg-type]
        doors = Doors(room)
        listening = server.listen("127.0.0.1", 0)
        address = f"http://127.0.0.1:{listening[0].getsockname()[1]}/"
        running = server.served(server.application(room, Site(site), doors, (address.rstrip("/"),)), listening)
        room.begin()
        try:
            await test(Open(room, errands, address, doors))
        finally:
            running.stop()
            await running.close_all_connections()
            AsyncHTTPClient().close()
            await room.close()

    # In a thread of its own: where a browser is driven as well, this one has a loop already.
    with ThreadPoolExecutor(1) as pool:
        pool.submit(lambda: asyncio.run(opened())).result()
