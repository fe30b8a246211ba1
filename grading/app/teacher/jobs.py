"""Long work of the teacher's page, one piece at a time, in a thread of its own so that the page lives."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any, NamedTuple, TypeAlias

Progress: TypeAlias = Callable[[int, int, str], None]
"""Called with how many are done, how many there are, and who or what is next."""

REST = 0.2
"""Seconds between two words of progress."""


class StoppedError(Exception):
    """The teacher has stopped it; what was written stays."""


class Outcome(NamedTuple):
    """What came of a piece of work: its result, or the fault that ended it."""

    name: str
    result: Any = None
    fault: Exception | None = None


class Jobs:
    """One piece of work at a time; ``tell`` gets what the page shows of it, from the thread that works."""

    def __init__(self, tell: Callable[[dict[str, Any]], None]) -> None:
        self._tell, self._thread = tell, threading.Thread()
        self._stop = threading.Event()
        self._outcome: Outcome | None = None
        self._name = ""

    @property
    def running(self) -> str:
        """The name of the work that is going on; empty for none."""
        return self._name

    def start(self, name: str, title: str, work: Callable[[Progress], Any]) -> bool:
        """Begin, unless something is going on; whether it began."""
        if self.running:
            return False
        self._stop.clear()
        self._name, self._outcome = name, None
        self._tell(_shown(name, title, 0, 0, ""))
        self._thread = threading.Thread(target=self._run, args=(name, title, work), daemon=True)
        self._thread.start()
        return True

    def stop(self) -> None:
        """Let the work end at its next step."""
        self._stop.set()

    def wait(self, seconds: float | None = None) -> None:
        """Until nothing is going on."""
        if self._thread.is_alive():
            self._thread.join(seconds)

    def collect(self) -> Outcome | None:
        """What came of the last work, once."""
        if self.running:
            return None
        found, self._outcome = self._outcome, None
        return found

    def _run(self, name: str, title: str, work: Callable[[Progress], Any]) -> None:
        told = 0.0

        def progress(done: int, total: int, who: str) -> None:
            nonlocal told
            if self._stop.is_set():
                raise StoppedError
            now = time.monotonic()
            if now - told >= REST or done == total:
                told = now
                self._tell(_shown(name, title, done, total, who))

        try:
            outcome = Outcome(name, work(progress))
        except Exception as fault:  # noqa: BLE001 - told on the page, whatever it is
            outcome = Outcome(name, fault=fault)
        self._outcome, self._name = outcome, ""
        self._tell({"name": name, "running": False})


def _shown(name: str, title: str, done: int, total: int, who: str) -> dict[str, Any]:
    return {"name": name, "title": title, "running": True, "done": done, "total": total, "who": who}
