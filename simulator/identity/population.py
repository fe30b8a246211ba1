"""The population data as the portal reads them, for the fields that an e-form is filled in with.

They may be wrong (planted fault): then nobody can change them in the form. One asks for the
correction, through the portal, the app or at the nearest police (Nghị định 70/2024/NĐ-CP,
Điều 6); the commune police correct them. That it is free and how long it takes has to be checked.
"""

from __future__ import annotations

import calendar as months
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from simulator import actions, datasets
from simulator.clock import day_text
from simulator.office import calendar
from simulator.outcome import Outcome
from simulator.people.citizens import Citizen
from simulator.services.catalogue import plain

if TYPE_CHECKING:
    from simulator.portal import Portal

MENDED_WITHIN = 2
"""Working days that a correction takes at most (simulation setting)."""
MAY_BE_WRONG = ("citizen.address", "citizen.born")
"""What the planted fault makes wrong: an old house number, or a day of birth with one digit wrong."""


def truth(citizen: Citizen) -> dict[str, str]:
    """What is true of somebody, by the name that e-forms ask for it."""
    return {
        "citizen.name": citizen.name,
        "citizen.person_number": citizen.person_number,
        "citizen.born": citizen.birth_text,
        "citizen.address": citizen.address,
    }


def held(portal: Portal) -> dict[str, str]:
    """What the population data say of the case's citizen now."""
    known = truth(portal.case.citizen)
    fault = portal.case.planted("wrong_prefill")
    if fault is not None and not portal.state.data_mended:
        known[fault.variant] = _wrong(portal, fault.variant)
    return known


def _wrong(portal: Portal, item: str) -> str:
    citizen = portal.case.citizen
    if item == "citizen.address":
        number, _, lane = citizen.house.partition(", ")
        others = [other for other in (f"Số {n}" for n in range(1, 200)) if other != number]
        return f"{portal.draw.choose(others, 'population/house')}, {lane}, {citizen.home}"
    born = date.fromisoformat(citizen.born)
    days = (born.replace(day=n) for n in range(1, months.monthrange(born.year, born.month)[1] + 1))
    near = [text for text in map(day_text, days) if _slips(text, citizen.birth_text) == 1]
    return portal.draw.choose(near, "population/born")


def _slips(one: str, other: str) -> int:
    """In how many places two texts of one length differ."""
    return sum(a != b for a, b in zip(one, other, strict=True))


def pending(portal: Portal) -> bool:
    """Whether a correction was asked for and has not come yet."""
    return any(event.kind == "data_mended" for event in portal.state.events)


def report(portal: Portal, action: actions.ReportData) -> Outcome:
    """Say that something which is filled in is not right, and have it corrected."""
    if portal.state.session.step != "in":
        return portal.refuse("sign_in_first")
    known = held(portal)
    if action.field not in known:
        return portal.refuse("data_unknown")
    what, value = datasets.label("population", action.field), known[action.field]
    if value == truth(portal.case.citizen)[action.field]:
        return portal.refuse("data_right", what=what, value=value)
    if pending(portal):
        return portal.refuse("data_reported", what=what)
    portal.meet("wrong_prefill")
    day = calendar.add_working_days(portal.now.date(), portal.draw.between(1, MENDED_WITHIN, "population/days"))
    when = datetime.combine(day, calendar.AFTERNOON[0], portal.now.tzinfo)
    portal.schedule(portal.seconds(when), "data_mended", action.field)
    return portal.accept("data_report_sent", what=what, value=value, days=str(MENDED_WITHIN))


def mended(portal: Portal, ref: str) -> None:
    """The police have corrected it: every form holds the right value from now on."""
    portal.state.data_mended = True
    portal.send_sms("data_mended", what=plain(datasets.label("population", ref)))


HANDLERS: dict[type[actions.Action], Any] = {actions.ReportData: report}

EVENTS = {"data_mended": mended}
