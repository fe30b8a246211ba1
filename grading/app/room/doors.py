"""Who may see the teacher's pages of a room: from the right computer, with the passcode, for a morning."""

from __future__ import annotations

import ipaddress
import secrets
from collections.abc import Collection
from ipaddress import IPv4Address, IPv6Address
from pathlib import Path

from grading.app import pins
from grading.app.pins import STAY, Tried
from grading.app.room.room import Room


class Doors:
    """The passcode and the sessions of the teacher's pages.

    The passcode is that of ``congtap teacher`` where the folder of the classes has one, else the room's own.
    """

    def __init__(
        self, room: Room, teacher_from: Collection[IPv4Address | IPv6Address] = (), *, secure: bool = False
    ) -> None:
        """``teacher_from`` are addresses beside this computer's own."""
        self._room, self.secure = room, secure
        self._from = frozenset(teacher_from)
        self._sessions: dict[str, float] = {}

    @property
    def place(self) -> Path:
        """The folder that has the passcode, or will have it."""
        above = self._room.folder.klass.parent
        return above if pins.state(above) != "none" else self._room.folder.root

    @property
    def is_set(self) -> bool:
        """Whether there is a passcode."""
        return pins.state(self.place) != "none"

    def admits(self, address: str, host: str) -> bool:
        """Whether a visitor from an address may see the door; asked for by an address, never by a name of elsewhere."""
        try:
            known = ipaddress.ip_address(address)
            name = host.rpartition(":")[0] if host.count(":") == 1 else host
            if name != "localhost":
                ipaddress.ip_address(name.strip("[]"))
        except ValueError:
            return False
        return known.is_loopback or known in self._from

    def begin(self, passcode: str) -> None:
        """Set the first passcode; raises ``ValueError`` for one that is too short, ``OSError``."""
        if not self.is_set:
            pins.set_passcode(self.place, passcode)

    def try_passcode(self, passcode: str) -> Tried:
        """Whether it is right; wrong ones wait. Raises ``OSError``."""
        return pins.try_pin(self.place, passcode, self._room.clock())

    def let_in(self) -> str:
        """A new session."""
        now, made = self._room.clock(), secrets.token_urlsafe(24)
        self._sessions = {each: until for each, until in self._sessions.items() if until > now} | {made: now + STAY}
        return made

    def knows(self, session: str) -> bool:
        """Whether a session is one, and still good."""
        return self._sessions.get(session, 0) > self._room.clock()

    def let_out(self, session: str) -> None:
        """End a session."""
        self._sessions.pop(session, None)
