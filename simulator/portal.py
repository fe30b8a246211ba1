"""The portal: a deterministic machine. The same case and actions always give the same portal.

``Portal.do`` is the only way in. What each action means is in the module of its noun;
``HANDLERS`` is the table from action to meaning, ``EVENTS`` the one from what happens
by itself to what it does.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import msgspec

from simulator import actions, datasets
from simulator.actions import Action
from simulator.case import Case
from simulator.draw import Draw
from simulator.identity import accounts, calls, card, device, lifecycle, population, posters, privacy, scams
from simulator.office import counter, incoming, news, petitions, reception
from simulator.outcome import Outcome
from simulator.payments import cards, orders, transfers
from simulator.point import queue, serving
from simulator.services import already_sent, catalogue, dossiers, drafts, lookups, sent, signing
from simulator.state import SUPPLEMENT, Event, Message, State
from simulator.worksheets import filling

Handler = Callable[["Portal", Any], Outcome]


class Entry(NamedTuple):
    """One line of what was done: for reports and checks, derived, never stored."""

    action: Action
    outcome: Outcome
    at: int


class Portal:
    """Everything of one case at one moment: account, phone, dossiers, payments, office."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self.state = State(balance=case.balance)
        self.draw = Draw(case.seed)
        self.log: list[Entry] = []
        self.own_numbers = privacy.own_numbers(case, orders.account(self))
        if case.scenario.begins == "signed_in":
            accounts.begin_signed_in(self)
        else:
            lifecycle.notify(self)
        news.begin(self)
        posters.begin(self)
        already_sent.begin(self)
        incoming.begin(self)
        queue.begin(self)

    # --- the one way in ---

    def do(self, action: Action) -> Outcome:
        """Let the time before the action pass, then do it.

        Raises ``TypeError`` for something that is no action.
        """
        handler = HANDLERS.get(type(action))
        if handler is None:
            raise TypeError(f"{action!r} is not an action of the portal")
        self.pass_time(action.after)
        kind = privacy.looks_real(action, self.own_numbers)
        if kind is not None:
            outcome = self.refuse("personal_data", kind=datasets.label("personal_data", kind))
        else:
            outcome = handler(self, action)
        self.log.append(Entry(action, outcome, self.state.now))
        return outcome

    # --- time ---

    @property
    def now(self) -> datetime:
        """The moment it is, in Vietnam's time."""
        return self.when(self.state.now)

    def when(self, seconds: int) -> datetime:
        """The moment this many seconds after the case began."""
        return self.case.begins + timedelta(seconds=seconds)

    def seconds(self, moment: datetime) -> int:
        """The whole seconds from the case's beginning to a moment."""
        return int((moment - self.case.begins).total_seconds())

    def pass_time(self, amount: int) -> None:
        """Let seconds go by; what was due in them happens, in order."""
        until = self.state.now + amount
        while self.state.events and self.state.events[0].at <= until:
            event = self.state.events.pop(0)
            self.state.now = max(self.state.now, event.at)
            EVENTS[event.kind](self, event.ref)
        self.state.now = until

    def schedule(self, at: int, kind: str, ref: str) -> None:
        """Have something happen at a time; events of one time happen in the order made."""
        self.state.events_made += 1
        self.state.events.append(Event(at, self.state.events_made, kind, ref))
        self.state.events.sort(key=lambda event: (event.at, event.number))

    def forget(self, ref: str, kinds: Collection[str]) -> None:
        """What was to happen to something does not happen any more."""
        self.state.events = [e for e in self.state.events if not (e.ref == ref and e.kind in kinds)]

    # --- what handlers say ---

    def accept(self, code: str, /, **words: str) -> Outcome:
        """The action was done."""
        return Outcome(True, code, words)

    def refuse(self, code: str, /, **words: str) -> Outcome:
        """The action was not done; the code's text says why and what to do next."""
        return Outcome(False, code, words)

    def send_sms(self, key: str, /, sent: int | None = None, **words: str) -> Message:
        """An SMS arrives now, or waits for room; ``sent`` is when it was sent if that was earlier."""
        state = self.state
        message = Message(
            id=f"m{len(state.messages) + len(state.held) + 1}",
            key=key,
            at=state.now,
            sent=state.now if sent is None else sent,
            words=words,
        )
        (state.held if device.inbox_full(self) else state.messages).append(message)
        return message

    def meet(self, fault: str) -> None:
        """Note that the learner has met a planted fault."""
        if fault not in self.state.faults_met:
            self.state.faults_met.append(fault)

    def digest(self, outcome: Outcome) -> str:
        """A short name for an outcome and the whole state it left behind."""
        whole = hashlib.sha256(_encoder.encode((outcome, self.state)))
        return whole.hexdigest()[:16]


_encoder = msgspec.json.Encoder(order="deterministic")


def _pass_time(portal: Portal, action: actions.PassTime) -> Outcome:
    return portal.accept("time_passed")


def _wait_for_news(portal: Portal, action: actions.WaitForNews) -> Outcome:
    coming = [event for event in portal.state.events if action.anyway or event.kind not in reception.LAPSING]
    coming = [event for event in coming if event.kind in NEWS]
    lapses = [event.at for event in portal.state.events if event.kind == "lapse"]
    if coming and lapses and not action.anyway and coming[0].at >= min(lapses):
        # Whatever else may come after it: a supplement lapses only if one lets it.
        return portal.refuse("waits_for_supplement")
    if not coming:
        waits = next((dossier.waits for dossier in portal.state.dossiers if dossier.waits), "")
        waits = waits or ("supplement" if any(d.status == SUPPLEMENT for d in portal.state.dossiers) else "")
        return portal.refuse(f"waits_for_{waits}" if waits else "nothing_coming")
    before = portal.now.date()
    portal.pass_time(coming[0].at - portal.state.now)
    if coming[0].kind == "silence":
        return portal.accept("still_silent", hours=str(reception.ANSWER_HOURS))
    later = "same" if portal.now.date() == before else "next"
    return portal.accept("news_" + later)


def _personal_data(portal: Portal, action: actions.PersonalDataTyped) -> Outcome:
    portal.state.personal_data += 1
    if action.instead_of == "search_procedures":
        portal.state.found = []
    return portal.refuse("personal_data", kind=datasets.label("personal_data", action.kind))


HANDLERS: dict[type[Action], Handler] = {
    **accounts.HANDLERS,
    **lifecycle.HANDLERS,
    **card.HANDLERS,
    **device.HANDLERS,
    **scams.HANDLERS,
    **calls.HANDLERS,
    **posters.HANDLERS,
    **catalogue.HANDLERS,
    **drafts.HANDLERS,
    **dossiers.HANDLERS,
    **sent.HANDLERS,
    **lookups.HANDLERS,
    **signing.HANDLERS,
    **population.HANDLERS,
    **orders.HANDLERS,
    **transfers.HANDLERS,
    **cards.HANDLERS,
    **petitions.HANDLERS,
    **news.HANDLERS,
    **counter.HANDLERS,
    **serving.HANDLERS,
    **filling.HANDLERS,
    actions.PassTime: _pass_time,
    actions.WaitForNews: _wait_for_news,
    actions.PersonalDataTyped: _personal_data,
}

NEWS: dict[str, Callable[[Portal, str], None]] = {
    **reception.EVENTS,
    **petitions.EVENTS,
    **transfers.EVENTS,
    **lifecycle.EVENTS,
    **card.EVENTS,
    **population.EVENTS,
}
"""What one may skip ahead to."""

EVENTS: dict[str, Callable[[Portal, str], None]] = {**orders.EVENTS, **calls.EVENTS, **queue.EVENTS, **NEWS}
