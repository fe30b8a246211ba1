"""Kernels by forking: each begins as a copy of one process that has imported what every page needs.

A copy is there in a moment and shares the memory of what was imported. Only where the system can do it safely
(Linux); everywhere else, and whenever that process cannot serve, a kernel is started in the ordinary way.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import select
import signal
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path
from typing import Any

from jupyter_client.provisioning.local_provisioner import LocalProvisioner
from jupyter_server.services.kernels.kernelmanager import ServerKernelManager

log = logging.getLogger(__name__)
log.addHandler(logging.NullHandler())

LAUNCHER = "ipykernel_launcher"
ORIGIN = "grading.app.forked"
PATIENCE = 60
"""Seconds after which the process is given up; the first order waits for its imports."""
WANTED = "CONGTAP_FORK"
"""Set to 1 to have kernels forked. Not so by itself: of a dozen pages that one browser opens at once, on the same two
cores as the server, some never opened with forked kernels, and all with ordinary ones; why is not known yet."""
CAPABLE = sys.platform == "linux" and hasattr(os, "pidfd_open")
POSSIBLE = CAPABLE and os.environ.get(WANTED) == "1"


class Forked:
    """A forked kernel's process, with what a provisioner asks of ``subprocess.Popen``.

    It is the child of another process, so it is held by a descriptor: a process id may be given to another one.
    """

    stdin = stdout = stderr = None

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self._held: int | None = os.pidfd_open(pid)

    def poll(self) -> int | None:
        """``None`` while it runs. How it ended is known only to its parent: 0 then."""
        if self._held is not None and select.select([self._held], [], [], 0)[0]:
            os.close(self._held)
            self._held = None
        return None if self._held is not None else 0

    def wait(self) -> int:
        """Until it has ended."""
        if self._held is not None:
            select.select([self._held], [], [])
        return self.poll() or 0

    def send_signal(self, number: int) -> None:
        """Send it a signal, if it still runs."""
        if self.poll() is None and self._held is not None:
            signal.pidfd_send_signal(self._held, number)

    def kill(self) -> None:
        """End it at once."""
        self.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        """Ask it to end."""
        self.send_signal(signal.SIGTERM)


class Source:
    """The process that kernels are forked from, begun when it is first wanted. Once it has failed, it stays away."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._failed = False

    def fork(self, arguments: list[str], cwd: str, env: dict[str, str]) -> Forked:
        """A new kernel; raises ``OSError`` or ``ValueError`` if there is none."""
        order = json.dumps({"arguments": arguments, "cwd": cwd, "env": env}).encode() + b"\n"
        with self._lock:
            if self._failed:
                raise ChildProcessError("the process to fork from has failed before")
            try:
                return Forked(self._ask(order))
            except (OSError, ValueError):
                self._failed = True
                raise

    def _ask(self, order: bytes) -> int:
        if self._process is None:
            command = [sys.executable, "-P", "-m", ORIGIN]
            self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        asked, told = self._process.stdin, self._process.stdout
        assert asked is not None  # noqa: S101 - both are pipes
        assert told is not None  # noqa: S101
        asked.write(order)
        asked.flush()
        if not select.select([told], [], [], PATIENCE)[0]:
            raise TimeoutError(f"{ORIGIN} did not answer within {PATIENCE} s")
        return int(told.readline())

    def close(self) -> None:
        """End the process, and with it the kernels that still run; it begins again when it is wanted."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            with suppress(OSError):
                process.communicate()


SOURCE = Source()


class ForkingProvisioner(LocalProvisioner):
    """Forks a kernel where another one would start a program."""

    async def launch_kernel(self, cmd: list[str], **settings: Any) -> Any:  # noqa: ANN401 - the library's own record
        """A kernel for a command line; by the ordinary way if it is another program or none can be forked."""
        if POSSIBLE and LAUNCHER in cmd:
            arguments = cmd[cmd.index(LAUNCHER) + 1 :]
            env = {**os.environ, **settings.get("env", {})}
            cwd = str(settings.get("cwd") or Path.cwd())
            try:
                forked = await asyncio.to_thread(SOURCE.fork, arguments, cwd, env)
            except (OSError, ValueError) as fault:
                log.warning("no kernel could be forked, an ordinary one is started: %r", fault)
            else:
                self.process = forked  # type: ignore[assignment]
                self.pid = self.pgid = forked.pid
                self.cwd = Path(cwd)
                return self.connection_info
        return await super().launch_kernel(cmd, **settings)


class ForkingKernelManager(ServerKernelManager):  # type: ignore[misc]
    """One kernel, forked."""

    async def start_kernel(self, *args: Any, **settings: Any) -> Any:  # noqa: ANN401 - as the library has it
        """Start it; again, it has its provisioner already."""
        known: Any = self
        if known.provisioner is None:
            known.kernel_id = known.kernel_id or settings["kernel_id"]
            names = {"kernel_id": known.kernel_id, "kernel_spec": known.kernel_spec}
            known.provisioner = ForkingProvisioner(**names, parent=self)
        return await super().start_kernel(*args, **settings)
