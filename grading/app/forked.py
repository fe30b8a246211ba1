"""The process that kernels are forked from: it imports what every page needs, once, and each kernel is its copy.

``python -P -m grading.app.forked``: an order a line on its input, the new kernel's process id a line on its
output (``grading.app.forking`` is the other end). It ends with the server, and its kernels end with it.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import signal
import sys
from contextlib import suppress
from typing import Any, NoReturn

WANTED = (
    "ipykernel.ipkernel",
    "ipykernel.kernelapp",
    "tornado.platform.asyncio",
    "IPython.core.completerlib",
    "IPython.extensions.storemagic",
    "psutil",
    "grading.app.entrance",
    "grading.app.lesson",
)
"""What a kernel imports at its start, and what every page needs."""


def _become_kernel(order: dict[str, Any]) -> NoReturn:
    """From here on, a kernel like any other, in a group of its own."""
    ended = 1
    try:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        os.setsid()
        nothing = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1):
            os.dup2(nothing, stream)
        os.chdir(order["cwd"])
        parent = os.environ["JPY_PARENT_PID"]
        os.environ.clear()
        os.environ.update({**order["env"], "JPY_PARENT_PID": parent})
        from comm import get_comm_manager  # noqa: PLC0415
        from ipykernel.kernelapp import IPKernelApp  # noqa: PLC0415
        from ipywidgets import register_comm_target  # noqa: PLC0415

        app = IPKernelApp.instance()
        app.initialize(order["arguments"])
        # ipywidgets does it when it is imported into a kernel; there was none yet.
        register_comm_target()
        # Nor for the widgets that ipyvuetify makes at its import: without a kernel they would never say how they are,
        # and a slow browser, which asks each widget by itself, would wait for them for ever.
        for each in get_comm_manager().comms.values():
            vars(each)["kernel"] = app.kernel
        app.start()
        ended = 0
    finally:
        # Never back into the loop of orders.
        os._exit(ended)


def main() -> None:
    """Import, and fork at each order, until the server ends."""
    # A kernel watches its parent, and reads who that is at its import.
    os.environ["JPY_PARENT_PID"] = str(os.getpid())
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # ended kernels leave nothing behind
    # Nobody debugs a page, and a debugger would be a third of a kernel's start and memory.
    sys.modules["debugpy"] = None  # type: ignore[assignment]
    for name in WANTED:
        importlib.import_module(name)
    from simulator.case import FIRST_LESSON, Case  # noqa: PLC0415

    # Somebody's case, whoever's: with it most of the data is read that every lesson reads.
    Case.for_learner(FIRST_LESSON, "8A1-01")
    gc.collect()
    gc.freeze()  # so that no collection in a copy touches, and so copies, what is shared
    while line := sys.stdin.buffer.readline():
        order = json.loads(line)
        child = os.fork()
        if child == 0:
            _become_kernel(order)
        sys.stdout.write(f"{child}\n")
        with suppress(BrokenPipeError):
            sys.stdout.flush()


if __name__ == "__main__":
    main()
