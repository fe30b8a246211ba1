"""Who may come in: known learners with their PIN, who get a pass that ends with the PIN it was given for."""

from __future__ import annotations

import hashlib
import hmac
from typing import Literal, NamedTuple, TypeAlias

from grading.app import pins
from grading.app.room.folder import RoomFolder
from simulator.case import LEARNER_ID

STAY = 12 * 60 * 60
"""Seconds for which a pass is good: a day at school."""

Door: TypeAlias = Literal["in", "pin", "broken"]


class Tried(NamedTuple):
    """What became of somebody at the door; ``wait`` is in seconds."""

    door: Door
    wait: int = 0


class Passes:
    """The room's passes. They are not kept: a pass proves itself, so that it outlives a restart."""

    def __init__(self, folder: RoomFolder) -> None:
        self._folder = folder
        self._key = folder.key()
        self._pins: dict[str, str] = {}

    def try_pin(self, learner: str, pin: str, now: float) -> Tried:
        """Whether a known learner may come in; raises ``OSError``."""
        where = self._folder.learner(learner)
        state = pins.state(where)
        if state == "none":
            return Tried("in")
        if state == "broken":
            return Tried("broken")
        if not pin:
            # Whoever comes without one is asked for it, and has tried nothing yet.
            return Tried("pin")
        tried = pins.try_pin(where, pin, now)
        return Tried("in" if tried.right else "pin", tried.wait)

    def asked(self) -> bool:
        """Whether anybody here has a PIN."""
        return any(pins.state(self._folder.learner(each)) != "none" for each in self._folder.learners())

    def give(self, learner: str, now: float) -> str:
        """A pass for somebody who was let in."""
        until = int(now) + STAY
        return f"{learner}.{until}.{self._sign(learner, until)}"

    def holder(self, given: str, now: float) -> str:
        """Whose pass this is; empty for none."""
        learner, _, rest = given.partition(".")
        until, _, sign = rest.partition(".")
        if not LEARNER_ID.match(learner) or not until.isdecimal() or len(until) > 12:
            return ""
        good = hmac.compare_digest(sign.encode(), self._sign(learner, int(until)).encode())
        return learner if good and now < int(until) else ""

    def renewed(self, learner: str) -> None:
        """A learner's PIN has changed: passes that were given under the old one are good no more."""
        self._pins.pop(learner, None)

    def _sign(self, learner: str, until: int) -> str:
        if learner not in self._pins:
            self._pins[learner] = pins.named(self._folder.learner(learner))
        told = f"{learner}|{until}|{self._pins[learner]}"
        return hmac.new(self._key, told.encode(), hashlib.sha256).hexdigest()[:32]
