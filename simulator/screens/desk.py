"""The desk: a computer, a phone and the task card, all showing one practice.

It has what a screen sends done as an action, keeps what the learner looks at, and renews every view.
"""

from __future__ import annotations

from collections.abc import Callable

import ipyvuetify as v
import msgspec
import traitlets
from ipywidgets import widget_serialization

from simulator import datasets
from simulator.journal import JournalError
from simulator.outcome import Outcome
from simulator.practice import Practice
from simulator.release import SNAPSHOT
from simulator.screens import calls_view, computer_view, leads, notices, phone_view, presses
from simulator.screens.desk_view import app_view, page_view
from simulator.screens.pages import APPS, PAGES, Computer, Phone, Task
from simulator.screens.screen import Message, source
from simulator.screens.task_view import task_view
from simulator.screens.theme import HERE
from simulator.storage import JournalBusy, TakenOver


class Desk(v.VuetifyTemplate):  # type: ignore[misc]
    """Everything the learner sees of one practice."""

    view = traitlets.Dict().tag(sync=True)
    beat = traitlets.Int(0).tag(sync=True)
    task = traitlets.Any().tag(sync=True, **widget_serialization)
    computer = traitlets.Any().tag(sync=True, **widget_serialization)
    phone = traitlets.Any().tag(sync=True, **widget_serialization)

    def __init__(self, practice: Practice, done: Callable[[], None] = lambda: None) -> None:
        """Show a practice; ``done`` is told after each action, for what stands around the desk."""
        self.practice, self.done = practice, done
        self.place = leads.beginning(practice.portal.state)
        self.tried: dict[str, str] | None = None
        self.notices: dict[str, Message | None] = {"computer": None, "phone": None}
        self.number = 0
        self.readonly = ""
        wires = (self.act, self.go)
        self._pages = {name: kind(*wires) for name, kind in PAGES.items()}
        self._apps = {name: kind(*wires) for name, kind in APPS.items()}
        super().__init__(
            template=source(HERE / "desk.vue", themed=True),
            task=Task(*wires),
            computer=Computer(*wires, page=self._pages[self.place["page"]]),
            phone=Phone(*wires, app=self._apps["messages"]),
        )
        self.renew()

    def vue_ping(self, message: Message) -> None:
        """The page asks whether anybody is there; a stopped server cannot answer, and the page says so."""
        number = message.get("n")
        self.beat = number if isinstance(number, int) else 0

    # --- what the learner does ---

    def act(self, message: Message) -> None:
        """Do the action that a screen sent."""
        device = presses.device(message)
        try:
            outcome = self.practice.do(presses.action(message, self.practice.secret))
        except msgspec.ValidationError:
            self._say(device, notices.refusal(datasets.label("task", "too_long")))
        except TakenOver:
            self.readonly = datasets.label("task", "taken_over")
        except (OSError, JournalBusy, JournalError) as fault:
            reason = getattr(fault, "strerror", None) or str(fault)
            self._say(device, notices.refusal(datasets.label("task", "not_written").format(reason=reason)))
        else:
            self._after(message, device, outcome)
            self.done()
        self.renew()

    def _after(self, message: Message, device: str, outcome: Outcome) -> None:
        """Show the answer, and the page that it leads to."""
        place = self.place
        self.tried = None
        if message["do"] == "fill_form" and not outcome.ok:
            self.tried = {k: str(t) for k, t in message["answers"].items()}
        self._say(device, notices.notice(outcome))
        if message["do"] in notices.FOR_BOTH and (outcome.ok or device == "phone"):
            self.notices["computer" if device == "phone" else "phone"] = None
        lead = leads.LEADS.get(outcome.code)
        if lead is not None:
            before = place["page"]
            place.update(lead({**outcome.words, **message}, self.practice.portal.state.dossiers))
            if device == "phone" and place["page"] != before:
                self.notices["computer"] = None

    def _say(self, device: str, notice: Message | None) -> None:
        """Put a notice on a device's screen, or take it off; numbered, so that the same words again are news."""
        if notice is not None:
            self.number += 1
            notice["n"] = self.number
        self.notices[device] = notice

    # --- what the learner wants to see ---

    def go(self, message: Message) -> None:
        """Show another page, app, message or paper."""
        leads.go(self.place, message, self.practice.portal.state)
        if {"page", "step", "paper", "incoming"} & set(message):
            self.notices["computer"] = None
        if {"app", "message", "call", "notice", "poster"} & set(message):
            self.notices["phone"] = None
        self.renew()

    # --- showing ---

    def renew(self) -> None:
        """Send every visible screen its view of the portal as it is now."""
        portal, place = self.practice.portal, self.place
        leads.keep_out(place, portal.state)
        page, app = self._pages[place["page"]], place["app"]
        page.view = page_view(portal, place, self.tried)
        if app in APPS:
            self._apps[app].view = app_view(portal, place, page.view)
            self.phone.app = self._apps[app]
        self.computer.page = page
        self.task.view = task_view(portal)
        frame = computer_view.computer_view(portal, place["page"])
        self.computer.view = {**frame, "notice": self.notices["computer"]}
        self.phone.view = {**phone_view.phone_view(portal, app, place["call"]), "notice": self.notices["phone"]}
        self.view = {
            "snapshot": SNAPSHOT,
            "unread": phone_view.unread(portal),
            "ringing": calls_view.ringing(portal),
            "readonly": self.readonly,
            "card_only": portal.case.scenario.card_only,
            "recovered": datasets.label("task", "recovered") if self.practice.file.torn else "",
        }
