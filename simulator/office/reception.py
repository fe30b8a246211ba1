"""The one-stop office at work: it receives, checks, asks once and completely, settles, returns.

Statuses follow the list that is synchronised with the national portal. An online
dossier is answered within eight working hours; a same-day procedure received after
15:00 is due the next working day.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from simulator import datasets
from simulator.clock import moment_text
from simulator.office import calendar
from simulator.services import catalogue, documents, eforms
from simulator.state import (
    DONE,
    IN_WORK,
    NEW,
    RECEIVED,
    REFUSED,
    RETURNED,
    SUPPLEMENT,
    Change,
    Dossier,
    Letter,
)

if TYPE_CHECKING:
    from simulator.portal import Portal

LATEST_SETTLEMENT = timedelta(minutes=20)
"""How long before the due time a result is ready at the latest."""


def hand_over(portal: Portal, dossier: Dossier) -> None:
    """The dossier leaves the citizen: it gets its code and waits to be received."""
    dossier.submitted = portal.state.now
    dossier.code = _code(portal, dossier)
    _move(portal, dossier, NEW)
    portal.send_sms("dossier_sent", code=dossier.code)
    _schedule_reception(portal, dossier)


def hand_over_again(portal: Portal, dossier: Dossier) -> None:
    """A supplemented dossier goes back to reception."""
    _move(portal, dossier, NEW)
    _schedule_reception(portal, dossier)


def _code(portal: Portal, dossier: Dossier) -> str:
    """Unit, day of receipt, running number; H99 is no province's code."""
    serial = portal.draw.between(1, 180, "dossier serial", len(portal.state.dossiers))
    return f"H99.{int(dossier.commune) % 1000}-{portal.now:%y%m%d}-{serial:04d}"


def _schedule_reception(portal: Portal, dossier: Dossier) -> None:
    turn = dossier.supplements
    worked = timedelta(minutes=portal.draw.between(20, 110, f"reception/{dossier.id}", turn))
    when = calendar.add_working_time(portal.now, worked)
    portal.schedule(portal.seconds(when), "receive", dossier.id)


def _move(portal: Portal, dossier: Dossier, status: int) -> None:
    dossier.status = status
    dossier.history.append(Change(status, portal.state.now))


def _find(portal: Portal, ref: str) -> Dossier:
    return next(dossier for dossier in portal.state.dossiers if dossier.id == ref)


def shortcomings(portal: Portal, dossier: Dossier) -> list[str]:
    """Everything an officer finds missing or wrong, as keys of the letter's reasons."""
    procedure = catalogue.procedures()[dossier.procedure]
    found = [f"{kind}:{slot}" for slot, kind in documents.faults(portal.case, procedure, dossier.documents).items()]
    relative, answers = portal.case.relative, dossier.answers
    day = eforms.read_day(answers.get("born", ""))
    same_name = catalogue.plain(answers.get("name", "")) == catalogue.plain(relative.name)
    if not same_name or day is None or day.isoformat() != relative.born:
        found.append("not_in_register")
    if answers.get("relation") != portal.case.task.relation:
        found.append("relation_differs")
    return found


def receive(portal: Portal, ref: str) -> None:
    """An officer opens the dossier: refuses, asks for a supplement, or receives it."""
    dossier = _find(portal, ref)
    place = portal.case.task.place
    if (dossier.province, dossier.commune) != (place.province_code, place.commune_code):
        _move(portal, dossier, REFUSED)
        dossier.letters.append(Letter("03", portal.state.now, ("wrong_authority",)))
        portal.send_sms("refused", code=dossier.code)
        return
    wanting = shortcomings(portal, dossier)
    if wanting:
        dossier.supplements += 1
        if any(key.startswith(("empty:", "wrong_paper:")) for key in wanting):
            portal.meet("bad_files")
        _move(portal, dossier, SUPPLEMENT)
        dossier.letters.append(Letter("02", portal.state.now, tuple(wanting)))
        portal.send_sms("supplement", code=dossier.code)
        return
    due = calendar.same_day_due(portal.now)
    dossier.due = due.isoformat()
    _move(portal, dossier, RECEIVED)
    dossier.letters.append(Letter("01", portal.state.now, due=moment_text(due)))
    portal.send_sms("received", code=dossier.code, due=moment_text(due))
    begin = calendar.add_working_time(portal.now, timedelta(minutes=10))
    portal.schedule(portal.seconds(begin), "work", ref)


def work(portal: Portal, ref: str) -> None:
    """The specialist takes it up; it is settled before it is due."""
    dossier = _find(portal, ref)
    _move(portal, dossier, IN_WORK)
    worked = timedelta(minutes=portal.draw.between(25, 90, f"work/{ref}"))
    ready = calendar.add_working_time(portal.now, worked)
    latest = datetime.fromisoformat(dossier.due) - LATEST_SETTLEMENT
    ready = max(portal.now, min(ready, latest))
    portal.schedule(portal.seconds(ready), "settle", ref)


def settle(portal: Portal, ref: str) -> None:
    """The result is ready; its electronic copy goes out a few minutes later."""
    _move(portal, _find(portal, ref), DONE)
    portal.schedule(portal.state.now + 300, "return", ref)


def return_result(portal: Portal, ref: str) -> None:
    """The electronic result can be fetched."""
    dossier = _find(portal, ref)
    _move(portal, dossier, RETURNED)
    portal.send_sms("returned", code=dossier.code)


def reasons(portal: Portal, dossier: Dossier, letter: Letter) -> list[str]:
    """A letter's reasons as sentences."""
    procedure = catalogue.procedures()[dossier.procedure]
    sentences = []
    for key in letter.reasons:
        kind, _, slot = key.partition(":")
        found = procedure.slot(slot)
        name = found.name if found else ""
        text = datasets.label("letter_reason", kind)
        sentences.append(text.format(slot=name, place=str(portal.case.task.place)))
    return sentences


EVENTS = {"receive": receive, "work": work, "settle": settle, "return": return_result}
