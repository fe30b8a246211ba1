"""The server's side of its second process: one errand at a time, and a new process when one has died."""

from __future__ import annotations

import asyncio
import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

import msgspec

MAX_ANSWER = 16_000_000


class ErrandError(Exception):
    """An errand that could not be done; ``code`` says why, the text tells the teacher."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(text)
        self.code = code


class Errands:
    """The second process of one class."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._process: asyncio.subprocess.Process | None = None
        self._turn = asyncio.Lock()

    @property
    def busy(self) -> bool:
        """Whether an errand is being done."""
        return self._turn.locked()

    async def do(self, verb: str, **asked: Any) -> dict[str, Any]:
        """Have one errand done; raises ``ErrandError``."""
        async with self._turn:
            process = await self._there()
            try:
                stdin, stdout = process.stdin, process.stdout
                if stdin is None or stdout is None:
                    raise ErrandError("gone", "no pipes")
                stdin.write(msgspec.json.encode({"do": verb, **asked}) + b"\n")
                await stdin.drain()
                line = await stdout.readline()
            except (OSError, ValueError) as fault:
                await self._end()
                raise ErrandError("gone", repr(fault)) from fault
            if not line.endswith(b"\n"):
                await self._end()
                raise ErrandError("gone", f"{verb}: no answer")
        found = msgspec.json.decode(line, type=dict[str, Any])
        if "fault" in found:
            raise ErrandError(found["code"], found["fault"])
        return found

    async def _there(self) -> asyncio.subprocess.Process:
        if self._process is None or self._process.returncode is not None:
            command = [sys.executable, "-m", "grading.app.room.helper", str(self._folder)]
            pipe = asyncio.subprocess.PIPE
            places = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
            self._process = await asyncio.create_subprocess_exec(
                *command, stdin=pipe, stdout=pipe, limit=MAX_ANSWER, env=places
            )
        return self._process

    async def _end(self) -> None:
        process, self._process = self._process, None
        if process is not None and process.returncode is None:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()

    async def close(self) -> None:
        """Let the process end by itself: what it is writing it writes to its end."""
        process, self._process = self._process, None
        if process is not None and process.stdin is not None:
            process.stdin.close()
            await process.wait()
