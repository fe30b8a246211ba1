"""The office's work from receipt to result: a plan of steps, each done in its share of the working time.

Between the two may come a fee that it first had to work out, a visit where the law wants people in person, an
apology when the office is late. The clock stands still while the office waits for the citizen.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from simulator.clock import moment_text
from simulator.office import calendar, deadlines, letters
from simulator.office.statuses import move
from simulator.services import catalogue, documents, fees
from simulator.services.catalogue import Procedure
from simulator.state import DONE, IN_WORK, RETURNED, TO_PAY, Dossier, PartDone

if TYPE_CHECKING:
    from simulator.portal import Portal

LATEST_SETTLEMENT = timedelta(minutes=20)
"""How long before the due time a result is ready at the latest."""
APOLOGY_DAYS = 2
"""Working days by which a late office puts its date off, once (simulation setting)."""
POST_DAYS = 2
"""Working days that the post takes (simulation setting)."""


def later(portal: Portal, dossier: Dossier, kind: str, worked: timedelta) -> None:
    """Have something happen to a dossier after this much working time, a minute at least."""
    when = calendar.add_working_time(portal.now, max(worked, timedelta(minutes=1)))
    portal.schedule(portal.seconds(when), kind, dossier.id)


def find(portal: Portal, ref: str) -> tuple[Dossier, Procedure]:
    """The dossier that something happens to, and its procedure."""
    dossier = next(dossier for dossier in portal.state.dossiers if dossier.id == ref)
    return dossier, catalogue.procedures()[dossier.procedure]


def wait(portal: Portal, dossier: Dossier, what: str) -> None:
    """The office waits for the citizen from now on."""
    dossier.waits, dossier.waits_since = what, portal.state.now


def plan(portal: Portal, dossier: Dossier, procedure: Procedure) -> list[str]:
    """What the office does between taking the dossier up and settling it."""
    limit = catalogue.limit_of(procedure)
    late = portal.case.planted("late_office") is not None and limit.kind == "working_days" and limit.amount > 1
    duty = fees.has_duty(procedure, dossier.province, portal.now.date())
    steps = {"verify": limit.verify > 0 and portal.case.planted("verification") is not None}
    steps |= {"assess": duty, "invite": bool(procedure.presence), "apologise": late}
    return [step for step, wanted in steps.items() if wanted]


def begin(portal: Portal, ref: str) -> None:
    """The specialist takes it up; every authority of a linked procedure gets its part."""
    dossier, procedure = find(portal, ref)
    move(portal, dossier, IN_WORK)
    if procedure.parts:
        dossier.parts = [PartDone(part.name, IN_WORK, portal.state.now) for part in procedure.parts]
        _part_later(portal, dossier, 0)
        return
    _go_on(portal, dossier)


def _left(portal: Portal, dossier: Dossier) -> int:
    """Working minutes until the latest settlement, or until the office has to say that it will be late."""
    due = datetime.fromisoformat(dossier.due)
    latest = deadlines.last_day_to_apologise(due) if "apologise" in dossier.plan else due - LATEST_SETTLEMENT
    return int(calendar.working_time_between(portal.now, latest).total_seconds()) // 60


def _go_on(portal: Portal, dossier: Dossier) -> None:
    """Schedule the plan's next step, or the settlement."""
    if dossier.plan and dossier.plan[0] == "apologise":
        when = deadlines.last_day_to_apologise(datetime.fromisoformat(dossier.due))
        portal.schedule(max(portal.state.now + 60, portal.seconds(when)), dossier.plan.pop(0), dossier.id)
        return
    minutes = _left(portal, dossier) * _share(portal, dossier) // 100 // (len(dossier.plan) + 1)
    later(portal, dossier, dossier.plan.pop(0) if dossier.plan else "settle", timedelta(minutes=minutes))


def _share(portal: Portal, dossier: Dossier) -> int:
    """How much of the time that it has the office takes for a step, in hundredths."""
    return portal.draw.between(25, 75, f"work/{dossier.id}", len(dossier.history) + len(dossier.letters))


def verify(portal: Portal, ref: str) -> None:
    """The office asks another authority; it may take the longer limit for it."""
    dossier, _ = find(portal, ref)
    portal.meet("verification")
    portal.send_sms("verifying", code=dossier.code)
    _go_on(portal, dossier)


def apologise(portal: Portal, ref: str) -> None:
    """The office will be late: it says so in time, and names one new date; the result comes between the two dates."""
    dossier, _ = find(portal, ref)
    before = datetime.fromisoformat(dossier.due)
    due = deadlines.new_date(before, APOLOGY_DAYS)
    dossier.due = due.isoformat()
    portal.meet("late_office")
    reason = f"late_{portal.case.fault('late_office').variant}"
    letters.send(portal, dossier, letters.APOLOGY, (reason,), moment_text(due), moment_text(before))
    portal.send_sms("apology", code=dossier.code, due=moment_text(due))
    more = calendar.working_time_between(before, due - LATEST_SETTLEMENT)
    settled = calendar.add_working_time(before, more * _share(portal, dossier) / 100)
    portal.schedule(portal.seconds(settled), "settle", dossier.id)


def assess(portal: Portal, ref: str) -> None:
    """The office has worked out what is to be paid and waits for it."""
    dossier, procedure = find(portal, ref)
    dossier.pages = documents.pages(portal, dossier.documents)
    dossier.fee = fees.of_dossier(portal, dossier, procedure, "after")
    if dossier.fee == 0:
        _go_on(portal, dossier)
        return
    move(portal, dossier, TO_PAY)
    wait(portal, dossier, "duty")
    portal.send_sms("duty", code=dossier.code, amount=fees.money(dossier.fee))


def duty_paid(portal: Portal, dossier: Dossier) -> None:
    """The financial duty is done; the work goes on."""
    _resume(portal, dossier)
    move(portal, dossier, IN_WORK)
    _go_on(portal, dossier)


def invite(portal: Portal, ref: str) -> None:
    """The law wants people in person: the office waits for their visit."""
    dossier, _ = find(portal, ref)
    wait(portal, dossier, "visit")
    portal.send_sms("invited", code=dossier.code)


def visited(portal: Portal, dossier: Dossier) -> None:
    """They have come, shown their papers and signed."""
    opens = calendar.opening(portal.now)
    portal.pass_time(portal.seconds(opens) - portal.state.now)
    _resume(portal, dossier)
    if dossier.plan:
        _go_on(portal, dossier)
        return
    later(portal, dossier, "settle", timedelta(minutes=min(30, _left(portal, dossier))))


def _resume(portal: Portal, dossier: Dossier) -> None:
    """The time in which the office waited for the citizen does not count."""
    begun = portal.when(dossier.waits_since)
    dossier.due = deadlines.paused(datetime.fromisoformat(dossier.due), begun, portal.now).isoformat()
    dossier.waits, dossier.waits_since = "", -1


def _part_later(portal: Portal, dossier: Dossier, index: int) -> None:
    """The next authority of a linked procedure begins when the one before has done."""
    minutes = _left(portal, dossier) // (len(dossier.parts) - index + 1)
    later(portal, dossier, "part", timedelta(minutes=minutes))


def part(portal: Portal, ref: str) -> None:
    """One authority has done its part; after the last the whole is settled."""
    dossier, _ = find(portal, ref)
    index = next(i for i, each in enumerate(dossier.parts) if each.status == IN_WORK)
    dossier.parts[index].status, dossier.parts[index].at = DONE, portal.state.now
    portal.send_sms("part_done", code=dossier.code, part=catalogue.plain(dossier.parts[index].name))
    if index + 1 < len(dossier.parts):
        _part_later(portal, dossier, index + 1)
    else:
        _go_on(portal, dossier)


# --- the result --------------------------------------------------------------------


def settle(portal: Portal, ref: str) -> None:
    """The result is ready; it goes out the way that was chosen."""
    dossier, _ = find(portal, ref)
    move(portal, dossier, DONE)
    if dossier.delivery == "counter":
        wait(portal, dossier, "collect")
        portal.send_sms("ready", code=dossier.code)
    elif dossier.delivery == "post":
        day = calendar.add_working_days(portal.now.date(), POST_DAYS)
        when = datetime.combine(day, calendar.MORNING[0], portal.now.tzinfo) + timedelta(hours=2)
        portal.schedule(portal.seconds(when), "return", ref)
    else:
        portal.schedule(portal.state.now + 300, "return", ref)


def return_result(portal: Portal, ref: str) -> None:
    """The result is with the citizen: its electronic copy can be fetched."""
    dossier, _ = find(portal, ref)
    dossier.waits, dossier.waits_since = "", -1
    move(portal, dossier, RETURNED)
    portal.send_sms("returned", code=dossier.code)


EVENTS = {
    "work": begin,
    "verify": verify,
    "apologise": apologise,
    "assess": assess,
    "invite": invite,
    "part": part,
    "settle": settle,
    "return": return_result,
}
