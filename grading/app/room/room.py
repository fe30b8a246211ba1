"""One class's room: its people, their journals, and the work that goes on behind them."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Collection
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

from filelock import FileLock, Timeout

from grading.app.room.errands import Errands
from grading.app.room.folder import RoomFolder, Settings, now_utc
from grading.app.room.handing import HandIn, hand_in
from grading.app.room.ledger import Ledger, Taken
from grading.app.room.lessons import Sheets
from grading.app.room.limits import Buckets
from grading.app.room.passes import Passes
from grading.app.room.people import People
from grading.app.room.returning import Returning
from grading.app.room.said import RoomError
from grading.class_file import ClassFile
from grading.classroom import CONFIG_FILE
from grading.feedback import Told
from grading.handin import Receipt

AT_ONCE = 60
"""Hand-ins that are graded in one go: few enough that no more processes are started for them."""

LOOKED_AT = 30
"""Journals that are replayed for the wall in one go."""

AGAIN = 5
"""Seconds until grading is tried again, while somebody else works on the class."""

THREADS = 4

log = logging.getLogger(__name__)
T = TypeVar("T")


class Room:
    """A room that is open for browsers. Made by ``open_room``; everything but the disk happens in one thread."""

    def __init__(
        self, folder: RoomFolder, lock: FileLock, errands: Errands, seen: dict[str, Any], wanted: Collection[str]
    ) -> None:
        self.folder, self.clock = folder, time.time
        self.course: str = seen["course"]
        self.sheets = Sheets(Path(seen["outbound"]), wanted)
        self.people = People(seen["learners"])
        for lesson, marks in seen["marks"].items():
            self.people.graded(lesson, marks)
        self.passes, self.settings = Passes(folder), folder.settings(self.clock())
        self.pin = self.passes.asked()
        self.returning = Returning(folder)
        self.errands = errands
        self.trouble = ""
        """What the teacher should know of grading, in one sentence; empty while all is well."""
        self._lock = lock
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="room")
        self._ledgers: dict[str, tuple[asyncio.Lock, Ledger]] = {}
        self._ungraded: dict[str, set[str]] = {}
        self._being_graded: set[tuple[str, str]] = set()
        self._unseen: dict[tuple[str, str], str] = {}
        self._wake = asyncio.Event()
        self._worker: asyncio.Task[None] | None = None
        self.joins = Buckets(10, 400, time.monotonic)
        self.failures = Buckets(0.5, 30, time.monotonic)
        self.pieces = Buckets(4, 80, time.monotonic)
        self._recall(seen["waiting"])

    def _recall(self, waits: list[tuple[str, str]]) -> None:
        """What the folder tells after a restart: who has come in, and which hand-ins are still to be graded."""
        for learner in self.folder.learners():
            times = [(path.stat().st_mtime, path.parent.name) for path in self._journals(learner)]
            if times and learner in self.people:
                self.people.is_at(learner, max(times)[1], max(times)[0])
        for learner, lesson in waits:
            self._ungraded.setdefault(lesson, set()).add(learner)
        for learner, lesson, path in self.folder.zips():
            if learner in self.people and all(
                each.stat().st_mtime <= path.stat().st_mtime for each in self._journals(learner, lesson)
            ):
                self.people.seat(learner).handed.add(lesson)

    def _journals(self, learner: str, lesson: str = "*") -> list[Path]:
        return list(self.folder.learner(learner).glob(f"{lesson}/*.jsonl"))

    # --- what browsers ask for ---

    @property
    def is_open(self) -> bool:
        """Whether somebody may come in now."""
        return self.settings.lets_in(now_utc(self.clock()))

    def lessons(self) -> dict[str, ClassFile]:
        """The sheets of the room's lessons."""
        return self.sheets.all()

    async def in_thread(self, work: Callable[..., T], *given: Any) -> T:
        """Do what waits for a disk or counts long without stopping everybody else."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, work, *given)

    async def held(self, learner: str, work: Callable[..., T], *given: Any) -> T:
        """Do something with a learner's ledger, one after the other."""
        turn, ledger = self._ledger(learner)
        async with turn:
            return await self.in_thread(work, ledger, *given)

    def _ledger(self, learner: str) -> tuple[asyncio.Lock, Ledger]:
        if learner not in self._ledgers:
            self._ledgers[learner] = (asyncio.Lock(), Ledger(self.folder, learner))
        return self._ledgers[learner]

    async def take(self, learner: str, sheet: ClassFile, name: str, offset: int, piece: bytes, replace: bool) -> Taken:
        """Take the next bytes of a journal; raises ``Refused`` or ``OSError``."""

        def work(ledger: Ledger) -> Taken:
            # By the sheet as it is when it is this piece's turn: the teacher may just have moved the journal.
            return ledger.take(self.sheets.of(sheet.lesson) or sheet, name, offset, piece, replace=replace)

        taken = await self.held(learner, work)
        if taken.new:
            self.people.did(learner, sheet.lesson, taken.new, self.clock())
            self._unseen[learner, sheet.lesson] = name
            self._wake.set()
        return taken

    async def hand_in(self, learner: str, lesson: str, wanted: HandIn) -> Receipt:
        """Hand in what is held of a lesson; it is graded soon after. Raises ``Behind`` or ``OSError``."""
        now = now_utc(self.clock())
        given = await self.held(learner, lambda ledger: hand_in(self.folder, ledger, lesson, wanted, now))
        self.people.handed_in(learner, lesson)
        self._ungraded.setdefault(lesson, set()).add(learner)
        self._wake.set()
        return given

    async def feedback(self, learner: str, sheet: ClassFile) -> Told:
        """What a learner may read of a lesson's grading."""
        mine = (learner, sheet.lesson)
        waiting = mine in self._being_graded or learner in self._ungraded.get(sheet.lesson, ())
        return await self.in_thread(lambda: self.returning.answer(learner, sheet, waiting=waiting))

    async def tags(self, learner: str) -> dict[str, str]:
        """By lesson which feedback a learner may have."""
        return await self.in_thread(self.returning.tags, learner, list(self.lessons().values()))

    # --- what the teacher sets ---

    async def set(self, settings: Settings) -> None:
        """Set the room; raises ``OSError``."""
        await self.in_thread(self.folder.keep, settings)
        self.settings = settings

    async def set_mode(self, lesson: str, mode: str) -> None:
        """Make a lesson an exam or practice; raises ``ErrandError`` or ``OSError``.

        A new exam's marks are not told, whatever was told of an earlier one.
        """
        if mode == "exam":
            await self.in_thread(lambda: self.returning.set(lesson, told=False))
        await self.errands.do("mode", lesson=lesson, mode=mode)

    async def give_back(self, lesson: str) -> None:
        """Let everybody read the own mark of an exam; raises ``OSError``."""
        await self.in_thread(lambda: self.returning.set(lesson, told=True))

    async def move(self, lesson: str, source: str, target: str) -> str:
        """Move a lesson's work that was done under a wrong number; gives what to say. Raises ``ErrandError``."""
        first, second = (self._ledger(learner) for learner in sorted((source, target)))
        async with first[0], second[0]:
            try:
                found = await self.errands.do("move", lesson=lesson, source=source, target=target)
            finally:
                first[1].forget()
                second[1].forget()
        self._unseen.pop((source, lesson), None)
        self.people.moved(source, lesson)
        if target in found["to_grade"]:
            self.people.handed_in(target, lesson)
        if found["to_grade"]:
            self._ungraded.setdefault(lesson, set()).update(found["to_grade"])
            self._wake.set()
        return str(found["text"])

    # --- what goes on behind ---

    def begin(self) -> None:
        """Begin to grade what comes in."""
        self._wake.set()
        self._worker = asyncio.get_running_loop().create_task(self._work())

    async def _work(self) -> None:
        while True:
            await self._wake.wait()
            self._wake.clear()
            while self._ungraded or self._unseen:
                try:
                    if self._ungraded:
                        await self._grade_some()
                    else:
                        await self._look_at_some()
                except Exception as fault:  # noqa: BLE001 - whatever it is, later hand-ins still have to be graded
                    self.trouble = str(fault)
                    log.warning("an errand failed: %r", fault)
                    await asyncio.sleep(AGAIN)

    async def _grade_some(self) -> None:
        lesson = next(iter(self._ungraded))
        waits = sorted(self._ungraded.pop(lesson))
        some, rest = waits[:AT_ONCE], waits[AT_ONCE:]
        if rest:
            self._ungraded[lesson] = set(rest)
        self._being_graded = {(learner, lesson) for learner in some}
        try:
            found = await self.errands.do("grade", lesson=lesson, learners=some)
        except BaseException:
            # Behind the other lessons, which may fare better.
            self._ungraded[lesson] = self._ungraded.pop(lesson, set()) | set(some)
            raise
        finally:
            self._being_graded = set()
        left: dict[str, str] = found["left"]
        self.trouble = next(iter(left.values()), "")
        # Who has handed in again meanwhile is graded again.
        again = self._ungraded.get(lesson, set())
        self.people.graded(lesson, {name: mark for name, mark in found["marks"].items() if name not in again})

    async def _look_at_some(self) -> None:
        some = dict(list(self._unseen.items())[:LOOKED_AT])
        for each in some:
            del self._unseen[each]
        asked = {}
        for (learner, lesson), name in some.items():
            sheet = self.sheets.of(lesson)
            if sheet is not None:
                asked[f"{learner}/{lesson}"] = {"learner": learner, "lesson": lesson, "file": name, "key": sheet.key}
        found = await self.errands.do("refused", journals=asked)
        for learner, lesson in some:
            # What has come meanwhile is looked at next.
            if (learner, lesson) not in self._unseen:
                self.people.was_refused(learner, lesson, int(found.get(f"{learner}/{lesson}", 0)))

    async def close(self) -> None:
        """End: what is being written is written to its end."""
        if self._worker is not None:
            self._worker.cancel()
            await asyncio.gather(self._worker, return_exceptions=True)
        await self.errands.close()
        self._threads.shutdown()
        self._lock.release()


async def open_room(klass: Path, wanted: Collection[str] = ()) -> Room:
    """Open a class's room; raises ``RoomError``, ``ErrandError`` for a class that cannot be read, or ``OSError``."""
    folder = RoomFolder(klass)
    if not (folder.klass / CONFIG_FILE).is_file():
        raise RoomError("no_class", folder=klass)
    folder.make()
    lock, errands = FileLock(str(folder.lock), timeout=0), Errands(folder.klass)
    try:
        lock.acquire()
    except Timeout:
        raise RoomError("open_already", folder=folder.klass) from None
    try:
        room = Room(folder, lock, errands, await errands.do("look"), wanted)
        if not room.lessons():
            raise RoomError("no_lesson", folder=folder.klass)  # noqa: TRY301 - what is open has to be closed
    except BaseException:
        await errands.close()
        lock.release()
        raise
    return room
