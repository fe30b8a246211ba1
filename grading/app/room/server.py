"""The classroom server: one process that answers a room of browsers, from one address and port."""

from __future__ import annotations

import asyncio
import logging
import signal
import socket
import ssl
import sys
from contextlib import suppress
from typing import NamedTuple

from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets
from tornado.web import Application

from grading.app.room import api, putting_right, teacher
from grading.app.room.doors import Doors
from grading.app.room.room import Room
from grading.app.room.site import Pages, Site

MOST = 1_000_000
"""Bytes of the longest body that is listened to at all; most questions have far less."""

HEADERS = 16_384
BODY_SECONDS = 60
IDLE_SECONDS = 120
"""A connection that says nothing for so long is closed."""

FILES = 8_192
"""So many files and connections should be open at once, where the system allows: a browser holds six."""


class Addresses(NamedTuple):
    """Where the room is reached: by learners, best first, and by the teacher on this computer."""

    join: tuple[str, ...]
    teacher: str


def application(room: Room, site: Site, doors: Doors, join: tuple[str, ...]) -> Application:
    """Everything by its address."""
    return Application(
        [
            *api.handlers(room),
            *teacher.handlers(room, doors, join),
            *putting_right.handlers(teacher.Setting(room, doors, join)),
            (r"/(.*)", Pages, {"site": site}),
        ],
        log_function=lambda _: None,
        **teacher.settings(secure=doors.secure),
    )


def listen(address: str, port: int) -> list[socket.socket]:
    """Sockets that listen; raises ``OSError`` where the port is taken."""
    # One family: IPv6's loopback would be another address to look at.
    return bind_sockets(port, address, family=socket.AF_INET, backlog=512)


def served(app: Application, listening: list[socket.socket], tls: ssl.SSLContext | None = None) -> HTTPServer:
    """The server at work."""
    server = HTTPServer(
        app,
        ssl_options=tls,
        max_body_size=MOST,
        max_header_size=HEADERS,
        body_timeout=BODY_SECONDS,
        idle_connection_timeout=IDLE_SECONDS,
        decompress_request=False,
        xheaders=False,
    )
    server.add_sockets(listening)
    return server


def addresses(address: str, port: int, scheme: str = "http") -> Addresses:
    """How the room is reached; on every network of this computer if it listens to all."""
    found = [address] if address not in ("", "0.0.0.0") else own_addresses()  # noqa: S104 - compared, not bound
    usual = {"http": 80, "https": 443}[scheme]
    ending = "" if port == usual else f":{port}"
    local = found[0] if address.startswith("127.") else "127.0.0.1"
    return Addresses(tuple(f"{scheme}://{each}{ending}" for each in found), f"{scheme}://{local}{ending}/thay-co/")


def own_addresses() -> list[str]:
    """This computer's addresses in its networks, the one that leads out first; itself where there is none."""
    found: list[str] = []
    with suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        # Nothing is sent: the system only says which of its addresses it would send from.
        probe.connect(("10.255.255.255", 9))
        found.append(str(probe.getsockname()[0]))
    with suppress(OSError):
        found += [each for each in socket.gethostbyname_ex(socket.gethostname())[2] if each not in found]
    return [each for each in found if not each.startswith("127.")] or ["127.0.0.1"]


def room_for_many() -> None:
    """Let as many connections be open as the system allows."""
    if sys.platform == "win32":
        return
    import resource  # noqa: PLC0415 - not on Windows

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = FILES if hard == resource.RLIM_INFINITY else min(FILES, hard)
    if soft < wanted:
        with suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


async def until_stopped() -> None:
    """Return when somebody presses Ctrl+C or ends the process."""
    stopped, loop = asyncio.Event(), asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        try:
            loop.add_signal_handler(number, stopped.set)
        except NotImplementedError:
            # Windows: Ctrl+C arrives as KeyboardInterrupt.
            break
    await stopped.wait()


def quiet() -> None:
    """Broken requests are no news for a teacher's terminal."""
    for name in ("tornado.access", "tornado.general", "tornado.application"):
        logging.getLogger(name).setLevel(logging.CRITICAL if name != "tornado.application" else logging.ERROR)
