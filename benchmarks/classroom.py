"""A room of browsers on one classroom server: a lesson sent action by action, and everybody hands in at the bell.

``python benchmarks/classroom.py [--learners 45] [--lesson-seconds 30] [--bell 10] [--baseline 6]``. Simulated learners
join, fetch the first page, send each action of a journal that was made before as its own piece, say every while where
they are, and hand in within ``--bell`` seconds. Told are errors, bytes that were acknowledged and are not on the disk,
what an answer takes, the memory of both processes, and when the last mark is in the gradebook. The baseline opens that
many lesson pages on stock Voilà, which runs a Python for each learner: what a learner costs there and here.
"""

from __future__ import annotations

import argparse
import asyncio
import hashlib
import json
import os
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import msgspec
import psutil

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks import class_at_once  # noqa: E402 - found beside the checkout, not installed
from benchmarks.servers import prepared, served  # noqa: E402
from grading.app.room.folder import RoomFolder  # noqa: E402
from grading.app.workspace import Workspace  # noqa: E402
from grading.classroom import hand_out, make_class, open_class  # noqa: E402
from grading.demo import played  # noqa: E402
from grading.held import held_marks  # noqa: E402
from simulator.case import FIRST_LESSON as LESSON  # noqa: E402

FILE = "nhat-ky-01.jsonl"
CLASS = "8A1"
SITE = 300_000
"""Bytes of the page that every browser fetches first."""


class Browser:
    """One learner's browser: one connection that stays open, and what it has seen."""

    def __init__(self, port: int, learner: str, seen: Seen) -> None:
        self.port, self.learner, self.seen = port, learner, seen
        self.token = ""
        self._reader: asyncio.StreamReader | None = None
        self._writer: asyncio.StreamWriter | None = None

    async def ask(self, kind: str, path: str, body: bytes | None = None) -> tuple[int, bytes]:
        """One request; how long it took is noted under its kind."""
        begun = time.perf_counter()
        if self._writer is None:
            self._reader, self._writer = await asyncio.open_connection("127.0.0.1", self.port)
        assert self._reader is not None
        head = f"{'GET' if body is None else 'POST'} /{path} HTTP/1.1\r\nHost: 127.0.0.1\r\n"
        head += f"Authorization: Bearer {self.token}\r\n" if self.token else ""
        head += f"Content-Length: {len(body)}\r\n" if body is not None else ""
        self._writer.write(head.encode() + b"\r\n" + (body or b""))
        await self._writer.drain()
        answered = (await self._reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in answered[1:])}
        found = await self._reader.readexactly(int(headers.get("content-length", "0")))
        status = int(answered[0].split()[1])
        self.seen.took[kind].append(time.perf_counter() - begun)
        if status != 200:
            self.seen.errors.append(f"{self.learner} {kind}: {status} {found[:120]!r}")
        return status, found

    def close(self) -> None:
        if self._writer is not None:
            self._writer.close()


class Seen:
    """What all browsers have seen together."""

    def __init__(self) -> None:
        self.took: dict[str, list[float]] = defaultdict(list)
        self.errors: list[str] = []
        self.acknowledged: dict[str, int] = {}


async def learn(browser: Browser, data: bytes, begin: float, seconds: float, bell: float) -> None:
    """One learner's lesson from opening the page to the receipt; ``begin`` and ``bell`` are when, from now."""
    await asyncio.sleep(begin)
    try:
        await browser.ask("page", "")
        _, joined = await browser.ask("join", "api/join", json.dumps({"learner": browser.learner}).encode())
        browser.token = json.loads(joined)["token"]
        rows, size = data.splitlines(keepends=True), 0
        pause = seconds / len(rows)
        for number, row in enumerate(rows):
            status, _ = await browser.ask("action", f"api/journal/{LESSON}/{FILE}?offset={size}", row)
            size += len(row) if status == 200 else 0
            browser.seen.acknowledged[browser.learner] = size
            if number % 10 == 5:
                await browser.ask("where", "api/where", json.dumps({"lesson": LESSON, "page": "/"}).encode())
            await asyncio.sleep(pause)
        await asyncio.sleep(bell)
        files = {FILE: {"size": len(data), "sha256": hashlib.sha256(data).hexdigest()}}
        await browser.ask("hand-in", f"api/hand-in/{LESSON}", json.dumps({"files": files}).encode())
    except (OSError, asyncio.IncompleteReadError, KeyError, ValueError) as fault:
        browser.seen.errors.append(f"{browser.learner}: {fault!r}")
    finally:
        browser.close()


class Memory(NamedTuple):
    """Both processes together, in bytes."""

    pss: int
    rss: int


def memory(pid: int) -> Memory:
    top = psutil.Process(pid)
    each = [process.memory_full_info() for process in (top, *top.children(recursive=True))]
    return Memory(sum(m.pss for m in each), sum(m.rss for m in each))


def lost(klass: Path, seen: Seen, work: dict[str, bytes]) -> int:
    """Bytes that were acknowledged and are not on the disk."""
    missing = 0
    for learner, size in seen.acknowledged.items():
        path = RoomFolder(klass).learner(learner) / LESSON / FILE
        held = path.read_bytes() if path.is_file() else b""
        missing += size if held[:size] != work[learner][:size] else 0
    return missing


async def lesson(port: int, pid: int, work: dict[str, bytes], asked: argparse.Namespace) -> tuple[Seen, list[Memory]]:
    seen, found = Seen(), []
    count = len(work)

    async def watch() -> None:
        while True:
            found.append(await asyncio.to_thread(memory, pid))
            await asyncio.sleep(1)

    watching = asyncio.create_task(watch())
    learners = []
    for number, (learner, data) in enumerate(work.items()):
        # Everybody comes within ten seconds and is done when the bell rings for all.
        begin, after = number * 10 / count, (count - number) * 10 / count + number * asked.bell / count
        learners.append(learn(Browser(port, learner, seen), data, begin, asked.lesson_seconds, after))
    await asyncio.gather(*learners)
    watching.cancel()
    return seen, found


def made(folder: Path, count: int) -> tuple[Path, dict[str, bytes]]:
    """A class, a site, and everybody's journal."""
    classroom = make_class(folder / CLASS, CLASS, count)
    hand_out(classroom, LESSON)
    key = classroom.sheet(LESSON).key
    (folder / "trang").mkdir()
    (folder / "trang" / "index.html").write_bytes(os.urandom(SITE // 2).hex().encode())
    work = {learner: played(learner, key, "1", number) for number, learner in enumerate(classroom.learners, 1)}
    return classroom.directory, work


def opened(klass: Path) -> tuple[subprocess.Popen[bytes], int]:
    command = [sys.executable, "-m", "grading.app.command", "classroom", str(klass), "--json", "--port", "0"]
    command += ["--site", str(klass.parent / "trang"), "--address", "127.0.0.1"]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE)
    assert process.stdout is not None
    told: dict[str, Any] = msgspec.json.decode(process.stdout.readline())
    return process, int(urlsplit(told["join"][0]).port or 0)


def baseline(count: int) -> tuple[float, float]:
    """Stock Voilà with so many pages open: PSS for each learner in bytes, and the wait in seconds (p95)."""
    class_at_once.AsyncHTTPClient.configure(None, max_clients=count, max_body_size=class_at_once.BIG)
    learners = [f"{CLASS}-{number:02d}" for number in range(1, count + 1)]
    with tempfile.TemporaryDirectory() as folder:
        workspace = Workspace(prepared(Path(folder)))
        for learner in learners:
            workspace.prepare(learner, class_at_once.LESSON)
        with served("stock Voilà", workspace.root, 9783) as server:
            empty = memory(server.process.pid).pss
            found = asyncio.run(class_at_once._class(server, learners, 10, real=False))  # noqa: SLF001 - the same visitors
    return (found.pss - empty) / count, found.at(0.95)


def main() -> None:
    """Ours, then the baseline with as many learners as it can bear."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--learners", type=int, default=45)
    parser.add_argument("--lesson-seconds", type=float, default=30)
    parser.add_argument("--bell", type=float, default=10, help="seconds in which all hand in")
    parser.add_argument("--baseline", type=int, default=6, help="learners on stock Voilà; 0: none")
    asked = parser.parse_args()
    folder = Path(tempfile.mkdtemp())
    try:
        klass, work = made(folder, asked.learners)
        process, port = opened(klass)
        empty = memory(process.pid)
        seen, used = asyncio.run(lesson(port, process.pid, work, asked))
        bell = time.perf_counter()
        while len(held_marks(open_class(klass).coursedir.db_url, LESSON)) < asked.learners:
            used.append(memory(process.pid))
            time.sleep(1)
        graded = time.perf_counter() - bell
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=60)
        missing = lost(klass, seen, work)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print(f"{asked.learners} learners, {sum(map(len, seen.took.values()))} requests, {psutil.cpu_count()} cores")
    for kind, took in seen.took.items():
        last = sorted(took)[max(0, -(-len(took) * 99 // 100) - 1)]
        print(f"  {kind:8s} {len(took):6d}: median {statistics.median(took) * 1000:7.1f} ms, p99 {last * 1000:7.1f} ms")
    most = max(each.pss for each in used)
    print(f"  errors {len(seen.errors)}, acknowledged bytes lost {missing}; last mark {graded:.0f} s after the bell")
    print(f"  memory PSS: {empty.pss / 2**20:.0f} MB before, at most {most / 2**20:.0f} MB (both processes)")
    for each in seen.errors[:5]:
        print(f"  {each}", file=sys.stderr)
    if asked.baseline:
        each, slow = baseline(asked.baseline)
        ours = max(1.0, (most - empty.pss) / asked.learners)
        print(
            f"stock Voilà, {asked.baseline} pages: {each / 2**20:.0f} MB each, p95 wait {slow:.1f} s;"
            f" ours {ours / 2**20:.2f} MB: {ours / each:.4f} of its memory"
        )
    if seen.errors or missing:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
