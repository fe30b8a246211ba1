"""Starts the process in which a learner's code runs, watches it, ends it, and reads what it returned.

Everything that comes back is untrusted: it is bounded in size and strictly decoded. Limits are those of ``Limits``;
who passes one is ended with the whole process group, and that is the learner's outcome. Only what goes wrong
before the first of the learner's lines runs is a failure of ours.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO, Any, Literal, NamedTuple, TypeAlias

import msgspec

CHILD = Path(__file__).with_name("child.py")

Stop: TypeAlias = Literal["time", "memory", "flood", "too_much", "quit", "killed"]
"""Why a run ended early: seconds, bytes, printed text, text on the way back, an exit, or a crash."""


class Limits(NamedTuple):
    """What one run may use: seconds of work, seconds on the clock, bytes of memory, printed bytes, bytes returned.

    ``kernel`` false leaves out the layers of Linux, as on a system that has none.
    """

    cpu: int = 3
    wall: float = 20.0
    memory: int = 400_000_000
    printed: int = 100_000
    returned: int = 100_000
    kernel: bool = True


class Cell(msgspec.Struct, frozen=True):
    """One solution cell: its exercise, and what the learner wrote."""

    exercise: str
    source: str


class Call(msgspec.Struct, frozen=True):
    """One call of a learner's function; ``inputs`` are its arguments as a JSON array."""

    exercise: str
    function: str
    inputs: str


class Broken(msgspec.Struct, frozen=True):
    """An exception of the learner's code; ``line`` counts from 1 in the cell of exercise ``cell``, 0 if unknown."""

    type: str
    text: str
    line: int
    cell: str


class Returned(msgspec.Struct, frozen=True):
    """What a function returned: one plain value with its type's name, or only the kind of something else."""

    kind: str
    value: bool | int | float | str | None = None


class Missing(msgspec.Struct, frozen=True):
    """There is no such function."""


Answer: TypeAlias = Returned | Broken | Missing | Stop
"""What came of one call; a ``Stop`` where the run was ended in this exercise."""


class RunnerError(RuntimeError):
    """The process apart could not be started, or did not come to the learner's code: a failure of ours."""


class _Line(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    ready: tuple[str, ...] | None = None
    at: str | None = None
    broken: str | None = None
    call: int | None = None
    returned: Returned | None = None
    error: Broken | None = None
    missing: bool = False
    done: bool = False


class Run(NamedTuple):
    """One run: the layers that held, what came of each call by its number, broken cells, and how it ended.

    ``at`` is the exercise in which it was, ``stopped`` empty if it came to its end.
    """

    layers: tuple[str, ...]
    answers: dict[int, Answer]
    broken: dict[str, Broken]
    at: str
    stopped: Stop | None


_decoder = msgspec.json.Decoder(_Line)


def _environment() -> dict[str, str]:
    """Nothing but what the system itself cannot start without."""
    return {name: os.environ[name] for name in ("SYSTEMROOT", "SYSTEMDRIVE") if name in os.environ}


class _Watched:
    """A process with readers of its two pipes that stop it at their limits."""

    def __init__(self, arguments: list[str], folder: str, limits: Limits) -> None:
        self.limits, self.why = limits, ""
        self._ended = threading.Lock()
        self.process = subprocess.Popen(  # noqa: S603 - our own interpreter and program
            arguments,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=folder,
            env=_environment(),
            close_fds=True,
            start_new_session=os.name == "posix",
        )

    def end(self, why: str) -> None:
        """Kill it and everything that it started; the first reason stands."""
        with self._ended:
            self.why = self.why or why
            if self.process.returncode is None:
                _kill(self.process)

    def read(self, pipe: IO[bytes], limit: int, why: str, kept: bytearray) -> None:
        """Take what comes, up to a limit."""
        with suppress(OSError, ValueError):
            while part := os.read(pipe.fileno(), 65_536):
                kept += part
                if len(kept) > limit:
                    self.end(why)
                    return

    def write(self, job: bytes) -> None:
        """Give it its job."""
        pipe = self.process.stdin
        with suppress(OSError, ValueError):
            if pipe is not None:
                pipe.write(job)
                pipe.close()

    def wait(self) -> None:
        """Until it ends, its time is over, or (where the system keeps no such bound) it has too much memory."""
        over = time.monotonic() + self.limits.wall
        watch = None if sys.platform == "linux" else _memory_of(self.process.pid)
        while (left := over - time.monotonic()) > 0:
            try:
                self.process.wait(min(left, 0.05) if watch else left)
            except subprocess.TimeoutExpired:
                if watch and watch() > self.limits.memory:
                    self.end("memory")
                continue
            return
        self.end("time")


def _memory_of(pid: int) -> Any:  # noqa: ANN401 - psutil has no types
    """How to ask for a process's memory in bytes, where psutil is there (Jupyter brings it)."""
    try:
        import psutil  # type: ignore[import-untyped, unused-ignore] # noqa: PLC0415

        process = psutil.Process(pid)
    except Exception:  # noqa: BLE001 - without it, this layer is missing
        return None

    def used() -> int:
        with suppress(psutil.Error):
            return int(process.memory_info().rss)
        return 0

    return used


def _kill(process: subprocess.Popen[bytes]) -> None:
    if os.name == "posix":
        with suppress(OSError):
            os.killpg(process.pid, signal.SIGKILL)
    else:
        with suppress(Exception):
            import psutil  # type: ignore[import-untyped, unused-ignore] # noqa: PLC0415

            for each in psutil.Process(process.pid).children(recursive=True):
                each.kill()
    with suppress(OSError):
        process.kill()


def _stopped(watched: _Watched) -> Stop:
    """Why a run did not come to its end."""
    if watched.why in ("time", "memory", "flood", "too_much"):
        return watched.why  # type: ignore[return-value]
    code = watched.process.returncode
    if os.name == "posix" and code == -signal.SIGXCPU:
        return "time"
    return "killed" if code < 0 else "quit"


def run(given: str, cells: Sequence[Cell], calls: Sequence[Call], limits: Limits = Limits()) -> Run:  # noqa: B008
    """Run cells in order and then the calls, in one process; ``given`` is a JSON object of names that cells may use.

    Raises ``RunnerError`` for a failure of ours; whatever the learner's code does is in what is given back.
    """
    job = msgspec.json.encode(
        {
            "given": given,
            "cells": list(cells),
            "calls": list(calls),
            "cpu": limits.cpu,
            "memory": limits.memory,
            "kernel": limits.kernel,
        }
    )
    back, printed = bytearray(), bytearray()
    with tempfile.TemporaryDirectory(prefix="congtap-", ignore_cleanup_errors=True) as folder:
        try:
            watched = _Watched([sys.executable, "-I", "-S", "-B", "-X", "utf8", str(CHILD), folder], folder, limits)
        except OSError as fault:
            raise RunnerError(repr(fault)) from fault
        process = watched.process
        assert process.stdout is not None  # noqa: S101 - both are pipes
        assert process.stderr is not None  # noqa: S101
        tasks: list[tuple[Callable[..., None], tuple[Any, ...]]] = [
            (watched.write, (job,)),
            (watched.read, (process.stdout, limits.returned, "too_much", back)),
            (watched.read, (process.stderr, limits.printed, "flood", printed)),
        ]
        threads = [threading.Thread(target=task, args=arguments, daemon=True) for task, arguments in tasks]
        for thread in threads:
            thread.start()
        try:
            watched.wait()
        finally:
            # The group may live on after the one that led it.
            _kill(process)
            process.wait()
            for thread in threads:
                thread.join(5)
            for pipe in (process.stdin, process.stdout, process.stderr):
                with suppress(OSError, ValueError):
                    if pipe is not None:
                        pipe.close()
    return _read(bytes(back), watched, bytes(printed))


def _read(back: bytes, watched: _Watched, printed: bytes) -> Run:
    """What a run sent back, as far as it makes sense."""
    layers: tuple[str, ...] | None = None
    answers: dict[int, Answer] = {}
    broken: dict[str, Broken] = {}
    at, done = "", False
    for text in back.split(b"\n"):
        try:
            line = _decoder.decode(text)
        except (msgspec.DecodeError, RecursionError):
            continue
        if layers is None:
            layers = line.ready
            continue
        at = line.at if line.at is not None else at
        done = done or line.done
        if line.broken is not None and line.error is not None:
            broken.setdefault(line.broken, line.error)
        elif line.call is not None:
            answer = Missing() if line.missing else line.returned or line.error
            if answer is not None:
                answers.setdefault(line.call, answer)
    if layers is None:
        raise RunnerError(printed[-400:].decode("utf-8", "replace") or f"ended with {watched.process.returncode}")
    return Run(layers, answers, broken, at, None if done and not watched.why else _stopped(watched))
