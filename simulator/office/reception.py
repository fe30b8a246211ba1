"""The one-stop office receives: it checks, asks once and completely, refuses, stops.

An online dossier is answered within eight working hours. What comes between receipt and result is in ``work``.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from simulator.clock import moment_text
from simulator.identity import calls
from simulator.office import calendar, checking, deadlines, letters, news, work
from simulator.office.statuses import move
from simulator.services import catalogue, eforms
from simulator.services.catalogue import Procedure
from simulator.state import NEW, RECEIVED, REFUSED, STOPPED, SUPPLEMENT, WITHDRAWN, Dossier

if TYPE_CHECKING:
    from simulator.portal import Portal

ANSWER_HOURS = 8
"""Working hours in which an online dossier is answered (Nghị định 118/2025/NĐ-CP)."""
SUPPLEMENT_DAYS, REMIND_DAYS = 10, 7
"""Working days in which a supplement is to be sent, and after which one is reminded (simulation settings)."""


def hand_over(portal: Portal, dossier: Dossier) -> None:
    """The dossier leaves the citizen: it gets its code and waits to be received."""
    dossier.answers = eforms.content(portal, dossier)
    dossier.submitted = portal.state.now
    dossier.code = _code(portal, dossier)
    move(portal, dossier, NEW)
    portal.send_sms("dossier_sent", code=dossier.code)
    news.after_sending(portal)
    calls.after_sending(portal)
    if portal.case.planted("silent_office") and "silent_office" not in portal.state.faults_met:
        portal.meet("silent_office")
        work.later(portal, dossier, "silence", timedelta(hours=ANSWER_HOURS))
    else:
        _schedule_reception(portal, dossier)


def hand_over_again(portal: Portal, dossier: Dossier) -> None:
    """A supplemented dossier goes back to reception."""
    portal.forget(dossier.id, LAPSING)
    dossier.answers = eforms.content(portal, dossier)
    move(portal, dossier, NEW)
    _schedule_reception(portal, dossier)


def withdraw(portal: Portal, dossier: Dossier) -> None:
    """The citizen takes the dossier back; nothing more happens to it."""
    portal.forget(dossier.id, EVENTS)
    dossier.plan, dossier.waits = [], ""
    move(portal, dossier, WITHDRAWN)


def silence(portal: Portal, ref: str) -> None:
    """The office should have answered by now, and nothing is heard of it."""
    dossier, _ = work.find(portal, ref)
    work.wait(portal, dossier, "ask")


def asked_about(portal: Portal, dossier: Dossier) -> None:
    """Somebody asks: the office finds the dossier that its system had put aside, and receives it."""
    portal.pass_time(portal.seconds(calendar.opening(portal.now)) - portal.state.now)
    dossier.waits, dossier.waits_since = "", -1
    _schedule_reception(portal, dossier)


def supplement_by(portal: Portal, dossier: Dossier) -> datetime:
    """By when the supplement that was asked for last is to be sent."""
    asked = next(change.at for change in reversed(dossier.history) if change.status == SUPPLEMENT)
    return deadlines.new_date(portal.when(asked), SUPPLEMENT_DAYS)


def _schedule_lapse(portal: Portal, dossier: Dossier) -> None:
    remind = deadlines.new_date(portal.now, REMIND_DAYS) - timedelta(hours=8)
    portal.schedule(portal.seconds(remind), "remind", dossier.id)
    portal.schedule(portal.seconds(supplement_by(portal, dossier)), "lapse", dossier.id)


def remind(portal: Portal, ref: str) -> None:
    """The supplement has not come yet, and its time is running out."""
    dossier, _ = work.find(portal, ref)
    by = moment_text(supplement_by(portal, dossier))
    portal.send_sms("supplement_reminder", code=dossier.code, by=by)


def lapse(portal: Portal, ref: str) -> None:
    """No supplement came in time: the office stops (Mẫu số 05)."""
    dossier, _ = work.find(portal, ref)
    move(portal, dossier, STOPPED)
    letters.send(portal, dossier, letters.STOP, ("not_supplemented",))
    portal.send_sms("stopped", code=dossier.code)


def _code(portal: Portal, dossier: Dossier) -> str:
    """Unit, day of receipt, the unit's running number of the day; H99 is no province's code."""
    unit_and_day = f"H99.{int(dossier.commune) % 1000}-{portal.now:%y%m%d}-"
    before = sum(other.code.startswith(unit_and_day) for other in portal.state.dossiers)
    serial = portal.draw.between(1, 180, f"dossier serial/{unit_and_day}") + before
    return f"{unit_and_day}{serial:04d}"


def _schedule_reception(portal: Portal, dossier: Dossier) -> None:
    turn = dossier.supplements
    worked = timedelta(minutes=portal.draw.between(20, 110, f"reception/{dossier.id}", turn))
    work.later(portal, dossier, "receive", worked)


def receive(portal: Portal, ref: str) -> None:
    """An officer opens the dossier: refuses it, asks for a supplement once, stops it, or receives it."""
    dossier, procedure = work.find(portal, ref)
    if not checking.in_reach(portal, dossier):
        move(portal, dossier, REFUSED)
        letters.send(portal, dossier, letters.REFUSAL, ("wrong_authority",))
        portal.send_sms("refused", code=dossier.code)
        return
    wanting = tuple(checking.shortcomings(portal, dossier))
    if wanting and dossier.supplements:
        move(portal, dossier, STOPPED)
        letters.send(portal, dossier, letters.STOP, wanting)
        portal.send_sms("stopped", code=dossier.code)
        return
    if wanting:
        dossier.supplements += 1
        if any(key.startswith(("empty:", "wrong_paper:")) for key in wanting):
            portal.meet("bad_files")
        if any(key.startswith("blurred:") for key in wanting):
            portal.meet("blurred_scan")
        if any(key.startswith("prefilled_wrong:") for key in wanting):
            portal.meet("wrong_prefill")
        move(portal, dossier, SUPPLEMENT)
        letters.send(portal, dossier, letters.SUPPLEMENT, wanting)
        _schedule_lapse(portal, dossier)
        portal.send_sms("supplement", code=dossier.code)
        return
    _take_in(portal, dossier, procedure)


def _take_in(portal: Portal, dossier: Dossier, procedure: Procedure) -> None:
    limit = catalogue.limit_of(procedure)
    verify = portal.case.planted("verification") is not None and limit.verify > 0
    due = deadlines.due(limit, portal.now, verify=verify)
    dossier.due = due.isoformat()
    dossier.plan = work.plan(portal, dossier, procedure)
    move(portal, dossier, RECEIVED)
    letters.send(portal, dossier, letters.RECEIPT, due=moment_text(due))
    portal.send_sms("received", code=dossier.code, due=moment_text(due))
    work.later(portal, dossier, "work", timedelta(minutes=10))


LAPSING = {"remind": remind, "lapse": lapse}
"""What happens to a dossier that is not supplemented: nothing to skip ahead to unless one really wants to."""

EVENTS = {
    **LAPSING,
    "silence": silence,
    "receive": receive,
    **work.EVENTS,
}
