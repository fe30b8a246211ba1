"""The one-stop office at work: it receives, checks, asks once and completely, settles, returns.

An online dossier is answered within eight working hours. What happens between receipt and
result is a plan of steps: a fee that it first had to work out, a visit where the law wants
people in person, an apology when the office is late. The clock stands still while the
office waits for the citizen.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from simulator.clock import moment_text
from simulator.identity import calls
from simulator.office import calendar, checking, deadlines, letters, news
from simulator.office.statuses import move
from simulator.services import catalogue, documents, eforms, fees
from simulator.services.catalogue import Procedure
from simulator.state import (
    DONE,
    IN_WORK,
    NEW,
    RECEIVED,
    REFUSED,
    RETURNED,
    STOPPED,
    SUPPLEMENT,
    TO_PAY,
    WITHDRAWN,
    Dossier,
    PartDone,
)

if TYPE_CHECKING:
    from simulator.portal import Portal

LATEST_SETTLEMENT = timedelta(minutes=20)
"""How long before the due time a result is ready at the latest."""
APOLOGY_DAYS = 2
"""Working days by which a late office puts its date off, once (simulation setting)."""
ANSWER_HOURS = 8
"""Working hours in which an online dossier is answered (Nghị định 118/2025/NĐ-CP)."""
SUPPLEMENT_DAYS, REMIND_DAYS = 10, 7
"""Working days in which a supplement is to be sent, and after which one is reminded (simulation settings)."""
POST_DAYS = 2
"""Working days that the post takes (simulation setting)."""


# --- handing over, receiving -------------------------------------------------------


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
        _later(portal, dossier, "silence", timedelta(hours=ANSWER_HOURS))
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
    dossier, _ = _find(portal, ref)
    _wait(portal, dossier, "ask")


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
    dossier, _ = _find(portal, ref)
    by = moment_text(supplement_by(portal, dossier))
    portal.send_sms("supplement_reminder", code=dossier.code, by=by)


def lapse(portal: Portal, ref: str) -> None:
    """No supplement came in time: the office stops (Mẫu số 05)."""
    dossier, _ = _find(portal, ref)
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
    _later(portal, dossier, "receive", worked)


def _later(portal: Portal, dossier: Dossier, kind: str, worked: timedelta) -> None:
    """Have something happen to a dossier after this much working time, a minute at least."""
    when = calendar.add_working_time(portal.now, max(worked, timedelta(minutes=1)))
    portal.schedule(portal.seconds(when), kind, dossier.id)


def _find(portal: Portal, ref: str) -> tuple[Dossier, Procedure]:
    dossier = next(dossier for dossier in portal.state.dossiers if dossier.id == ref)
    return dossier, catalogue.procedures()[dossier.procedure]


def receive(portal: Portal, ref: str) -> None:
    """An officer opens the dossier: refuses it, asks for a supplement once, stops it, or receives it."""
    dossier, procedure = _find(portal, ref)
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
    dossier.plan = _plan(portal, dossier, procedure)
    move(portal, dossier, RECEIVED)
    letters.send(portal, dossier, letters.RECEIPT, due=moment_text(due))
    portal.send_sms("received", code=dossier.code, due=moment_text(due))
    _later(portal, dossier, "work", timedelta(minutes=10))


def _plan(portal: Portal, dossier: Dossier, procedure: Procedure) -> list[str]:
    """What the office does between taking the dossier up and settling it."""
    limit = catalogue.limit_of(procedure)
    late = portal.case.planted("late_office") is not None and limit.kind == "working_days" and limit.amount > 1
    duty = fees.has_duty(procedure, dossier.province, portal.now.date())
    steps = {"verify": limit.verify > 0 and portal.case.planted("verification") is not None}
    steps |= {"assess": duty, "invite": bool(procedure.presence), "apologise": late}
    return [step for step, wanted in steps.items() if wanted]


# --- from receipt to result --------------------------------------------------------


def work(portal: Portal, ref: str) -> None:
    """The specialist takes it up; every authority of a linked procedure gets its part."""
    dossier, procedure = _find(portal, ref)
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
    _later(portal, dossier, dossier.plan.pop(0) if dossier.plan else "settle", timedelta(minutes=minutes))


def _share(portal: Portal, dossier: Dossier) -> int:
    """How much of the time that it has the office takes for a step, in hundredths."""
    return portal.draw.between(25, 75, f"work/{dossier.id}", len(dossier.history) + len(dossier.letters))


def verify(portal: Portal, ref: str) -> None:
    """The office asks another authority; it may take the longer limit for it."""
    dossier, _ = _find(portal, ref)
    portal.meet("verification")
    portal.send_sms("verifying", code=dossier.code)
    _go_on(portal, dossier)


def apologise(portal: Portal, ref: str) -> None:
    """The office will be late: it says so in time, and names one new date; the result comes between the two dates."""
    dossier, _ = _find(portal, ref)
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
    dossier, procedure = _find(portal, ref)
    dossier.pages = documents.pages(portal, dossier.documents)
    dossier.fee = fees.of_dossier(portal, dossier, procedure, "after")
    if dossier.fee == 0:
        _go_on(portal, dossier)
        return
    move(portal, dossier, TO_PAY)
    _wait(portal, dossier, "duty")
    portal.send_sms("duty", code=dossier.code, amount=fees.money(dossier.fee))


def duty_paid(portal: Portal, dossier: Dossier) -> None:
    """The financial duty is done; the work goes on."""
    _resume(portal, dossier)
    move(portal, dossier, IN_WORK)
    _go_on(portal, dossier)


def invite(portal: Portal, ref: str) -> None:
    """The law wants people in person: the office waits for their visit."""
    dossier, _ = _find(portal, ref)
    _wait(portal, dossier, "visit")
    portal.send_sms("invited", code=dossier.code)


def visited(portal: Portal, dossier: Dossier) -> None:
    """They have come, shown their papers and signed."""
    opens = calendar.opening(portal.now)
    portal.pass_time(portal.seconds(opens) - portal.state.now)
    _resume(portal, dossier)
    if dossier.plan:
        _go_on(portal, dossier)
        return
    _later(portal, dossier, "settle", timedelta(minutes=min(30, _left(portal, dossier))))


def _wait(portal: Portal, dossier: Dossier, what: str) -> None:
    dossier.waits, dossier.waits_since = what, portal.state.now


def _resume(portal: Portal, dossier: Dossier) -> None:
    """The time in which the office waited for the citizen does not count."""
    begun = portal.when(dossier.waits_since)
    dossier.due = deadlines.paused(datetime.fromisoformat(dossier.due), begun, portal.now).isoformat()
    dossier.waits, dossier.waits_since = "", -1


def _part_later(portal: Portal, dossier: Dossier, index: int) -> None:
    """The next authority of a linked procedure begins when the one before has done."""
    minutes = _left(portal, dossier) // (len(dossier.parts) - index + 1)
    _later(portal, dossier, "part", timedelta(minutes=minutes))


def part(portal: Portal, ref: str) -> None:
    """One authority has done its part; after the last the whole is settled."""
    dossier, _ = _find(portal, ref)
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
    dossier, _ = _find(portal, ref)
    move(portal, dossier, DONE)
    if dossier.delivery == "counter":
        _wait(portal, dossier, "collect")
        portal.send_sms("ready", code=dossier.code)
    elif dossier.delivery == "post":
        day = calendar.add_working_days(portal.now.date(), POST_DAYS)
        when = datetime.combine(day, calendar.MORNING[0], portal.now.tzinfo) + timedelta(hours=2)
        portal.schedule(portal.seconds(when), "return", ref)
    else:
        portal.schedule(portal.state.now + 300, "return", ref)


def return_result(portal: Portal, ref: str) -> None:
    """The result is with the citizen: its electronic copy can be fetched."""
    dossier, _ = _find(portal, ref)
    dossier.waits, dossier.waits_since = "", -1
    move(portal, dossier, RETURNED)
    portal.send_sms("returned", code=dossier.code)


LAPSING = {"remind": remind, "lapse": lapse}
"""What happens to a dossier that is not supplemented: nothing to skip ahead to unless one really wants to."""

EVENTS = {
    **LAPSING,
    "silence": silence,
    "receive": receive,
    "work": work,
    "verify": verify,
    "apologise": apologise,
    "assess": assess,
    "invite": invite,
    "part": part,
    "settle": settle,
    "return": return_result,
}
