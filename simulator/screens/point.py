"""The volunteer's desk: one shift at a support point, in place of the computer and the phone."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
import traitlets

from simulator.journal import JournalError
from simulator.practice import Practice
from simulator.release import SNAPSHOT
from simulator.screens import notices, presses
from simulator.screens.desk import Desk
from simulator.screens.point_view import point_view
from simulator.screens.point_words import say
from simulator.screens.screen import Message, Screen, source
from simulator.screens.theme import HERE
from simulator.storage import JournalBusy, TakenOver


class PointDesk(Screen):
    """Everything that a volunteer sees of one shift."""

    file, themed = "point.vue", True
    beat = traitlets.Int(0).tag(sync=True)

    def __init__(self, practice: Practice, done: Callable[[], None] = lambda: None) -> None:
        """Show a practice; ``done`` is told after each action, for what stands around the desk."""
        self.practice, self.done = practice, done
        self.query, self.read = "", frozenset[str]()
        self.notice: Message | None = None
        self.number = 0
        self.readonly = ""
        parts = {f"point-{name}": source(HERE / f"point_{name}.vue") for name in ("kiosk", "visit", "shift")}
        super().__init__(self.act, self.go, components=parts)
        self.events = [*self.events, "ping"]
        self.renew()

    def vue_ping(self, message: Message) -> None:
        """The page asks whether anybody is there; a stopped server cannot answer, and the page says so."""
        number = message.get("n")
        self.beat = number if isinstance(number, int) else 0

    def act(self, message: Message) -> None:
        """Do the action that the screen sent."""
        try:
            outcome = self.practice.do(presses.action(message, self.practice.secret))
        except msgspec.ValidationError:
            self._say(notices.refusal(say("desk", "too_long")))
        except TakenOver:
            self.readonly = say("desk", "taken_over")
        except (OSError, JournalBusy, JournalError) as fault:
            reason = getattr(fault, "strerror", None) or str(fault)
            self._say(notices.refusal(say("desk", "not_written", reason=reason)))
        else:
            if message["do"] != "pass_time":
                self._say(notices.notice(outcome))
            if outcome.ok and (message["do"] == "call_visitor" or message.get("move") == "choose"):
                self.query = ""
            self.done()
        self.renew()

    def _say(self, notice: Message | None) -> None:
        """Put a notice on the screen, or take it off; numbered, so that the same words again are news."""
        self.number += notice is not None
        self.notice = {**notice, "n": self.number} if notice else None

    def go(self, message: Message) -> None:
        """Look something up in the kiosk's finder, or give the machine back after the role card."""
        if "query" in message:
            self.query = str(message["query"])[:120]
        if "read" in message:
            self.read |= {str(message["read"])}
        self.renew()

    def renew(self) -> None:
        """Send the screen its view of the portal as it is now."""
        self.view = {
            **point_view(self.practice.portal, self.query, self.read),
            "notice": self.notice,
            "snapshot": SNAPSHOT,
            "readonly": self.readonly,
            "recovered": say("desk", "recovered") if self.practice.file.torn else "",
        }


def desk_for(practice: Practice, done: Callable[[], None] = lambda: None) -> Desk | PointDesk:
    """The desk that a practice is shown on: the volunteer's where the scenario has a point."""
    kind = Desk if practice.case.scenario.point is None else PointDesk
    return kind(practice, done)
