"""A whole class on one server at once: our course against stock Voilà with the same notebooks, in the same run.

``python benchmarks/class_at_once.py [--learners 45] [--within 30] [--chromium]``. Everybody opens a lesson of
their own, one after the other within half a minute, as a class does; all pages stay open, and then the server's
memory is read with all its kernels. Printed: seconds to ready (median, 95th percentile), PSS and USS (of pages
shared between processes, each gets its part; what is nobody else's), failures, and the ratios to the baseline.

Without ``--chromium`` a visitor is no browser but what a browser asks of the server for a page: the whole page,
which ends when every cell has run, then the kernel's socket, then the state of all widgets. Ready is when that
state has come. So the machine's cores work for the server alone, as they would if the learners' browsers ran
elsewhere; fetching scripts and drawing are left out. With ``--chromium`` every visitor is a page of its own
profile in one real Chromium on this machine, ready when the desk can be used; 45 of them take most of it.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import json
import re
import statistics
import struct
import sys
import tempfile
import time
import uuid
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import NamedTuple

import psutil
from playwright.async_api import async_playwright
from servers import ARGUMENTS, Server, chromium, prepared, served
from tornado.httpclient import AsyncHTTPClient, HTTPRequest
from tornado.websocket import websocket_connect

from grading.app.workspace import Workspace

LESSON, NOTEBOOK = "00-di-mot-vong", "di-mot-vong.ipynb"
GIVEN_UP = 300
"""Seconds after which a page has failed."""
BIG = 200 * 2**20
VERSION = {"version": "1.0.0"}
"""Of ipywidgets' control channel: without it, the kernel closes the channel."""
PROTOCOL = "v1.kernel.websocket.jupyter.org"

Visit = Callable[[str], Awaitable[None]]


class Found(NamedTuple):
    """One server's measurements: seconds of each page that came, failures, and bytes of memory."""

    took: list[float]
    failed: int
    pss: int
    uss: int
    rss: int
    processes: int

    def at(self, share: float) -> float:
        """The seconds within which so many of the pages came."""
        return sorted(self.took)[min(len(self.took) - 1, int(share * len(self.took)))] if self.took else float("nan")


def _memory(pid: int) -> tuple[int, int, int, int]:
    """PSS, USS and RSS of a process and all that it started, and how many they are."""
    top = psutil.Process(pid)
    each = [process.memory_full_info() for process in (top, *top.children(recursive=True))]
    return sum(m.pss for m in each), sum(m.uss for m in each), sum(m.rss for m in each), len(each)


async def _ask(address: str, port: int, stack: AsyncExitStack) -> None:
    """What a browser asks for one page, its socket kept open until the stack ends."""
    client = AsyncHTTPClient()
    page = await client.fetch(HTTPRequest(address, request_timeout=GIVEN_UP, connect_timeout=GIVEN_UP))
    found = re.search(rb'"kernelId": ?"([0-9a-f-]+)"', page.body)
    if found is None or b"widget-view" not in page.body:
        raise RuntimeError("the page names no kernel or has no widgets")
    session = uuid.uuid4().hex
    where = f"ws://127.0.0.1:{port}/api/kernels/{found[1].decode()}/channels?session_id={session}"
    socket = await websocket_connect(where, max_message_size=BIG, subprotocols=[PROTOCOL])
    stack.callback(socket.close)
    comm = uuid.uuid4().hex
    opened = {"comm_id": comm, "target_name": "jupyter.widget.control", "data": {}}
    await socket.write_message(_frame("comm_open", opened, session), binary=True)
    wanted = {"comm_id": comm, "data": {"method": "request_states"}}
    await socket.write_message(_frame("comm_msg", wanted, session), binary=True)
    while True:
        heard = await socket.read_message()
        if heard is None:
            raise RuntimeError(f"the kernel's socket was closed: {socket.close_code} {socket.close_reason}")
        if b'"update_states"' in heard:
            return


def _frame(kind: str, content: dict[str, object], session: str) -> bytes:
    """A message to the kernel's shell as browsers send it: where each part begins, then the parts."""
    header = {"msg_id": uuid.uuid4().hex, "msg_type": kind, "session": session, "username": "", "version": "5.3"}
    parts = [b"shell", *(json.dumps(part).encode() for part in (header, {}, VERSION, content))]
    places = list(itertools.accumulate(map(len, parts), initial=8 * (len(parts) + 2)))
    return struct.pack(f"<{len(places) + 1}Q", len(places), *places) + b"".join(parts)


async def _class(server: Server, learners: list[str], within: float, real: bool) -> Found:
    took: list[float] = []
    failed = 0
    async with AsyncExitStack() as stack:
        browser = None
        if real:
            driver = await stack.enter_async_context(async_playwright())
            browser = await driver.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
            stack.push_async_callback(browser.close)

        async def visit(number: int, learner: str) -> None:
            nonlocal failed
            await asyncio.sleep(number * within / len(learners))
            begun = time.perf_counter()
            address = server.address(f"{learner}/{LESSON}/{NOTEBOOK}")
            try:
                if browser is None:
                    await asyncio.wait_for(_ask(address, server.port, stack), GIVEN_UP)
                else:
                    page = await browser.new_page(viewport={"width": 1366, "height": 768})
                    await page.goto(address, timeout=GIVEN_UP * 1000)
                    wanted = page.locator(".ct-desk .t-home, .ct-desk .ct-apps").first
                    await wanted.wait_for(timeout=GIVEN_UP * 1000)
            except Exception as fault:  # noqa: BLE001 - a page that does not come is a failure to be counted
                failed += 1
                print(f"  {learner}: {fault!r}"[:200], file=sys.stderr)
            else:
                took.append(time.perf_counter() - begun)

        await asyncio.gather(*(visit(number, learner) for number, learner in enumerate(learners)))
        return Found(took, failed, *_memory(server.process.pid))


def main() -> None:
    """The baseline after ours, or before with ``--baseline-first``, each with a fresh server."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--learners", type=int, default=45)
    parser.add_argument("--within", type=float, default=30, help="seconds in which all open their page")
    parser.add_argument("--chromium", action="store_true", help="real pages instead of what they ask for")
    parser.add_argument("--baseline-first", action="store_true")
    asked = parser.parse_args()
    AsyncHTTPClient.configure(None, max_clients=asked.learners, max_body_size=BIG)
    learners = [f"8A1-{number:02d}" for number in range(1, asked.learners + 1)]
    names = ("stock Voilà", "ours") if asked.baseline_first else ("ours", "stock Voilà")
    found = {}
    with tempfile.TemporaryDirectory() as folder:
        workspace = Workspace(prepared(Path(folder)))
        for learner in learners:
            workspace.prepare(learner, LESSON)
        for number, name in enumerate(names):
            with served(name, workspace.root, 9773 + number) as server:
                time.sleep(10)  # what stands ready is ready by then, as it is before a class comes
                found[name] = asyncio.run(_class(server, learners, asked.within, asked.chromium))
    how = "pages in Chromium on the same machine" if asked.chromium else "visitors without a browser"
    print(f"{len(learners)} {how} within {asked.within:.0f} s, {psutil.cpu_count()} cores")
    for name, each in found.items():
        print(
            f"{name:12s} ready: median {statistics.median(each.took or [0]):6.1f} s, 95th percentile"
            f" {each.at(0.95):6.1f} s; memory PSS {each.pss / 2**20:6.0f} MB, USS {each.uss / 2**20:6.0f} MB"
            f" (RSS {each.rss / 2**20:.0f} MB, {each.processes} processes); {each.failed} failed"
        )
    ours, stock = found["ours"], found["stock Voilà"]
    if not ours.took or not stock.took:
        print("one side opened nothing: no ratio")
        return
    print(
        f"ours / stock Voilà: median {statistics.median(ours.took) / statistics.median(stock.took):.2f},"
        f" 95th percentile {ours.at(0.95) / stock.at(0.95):.2f}, PSS {ours.pss / stock.pss:.2f}"
    )


if __name__ == "__main__":
    main()
