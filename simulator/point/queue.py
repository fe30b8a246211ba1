"""A shift: who comes when, who is next, what comes up meanwhile, and closing time.

The persons and their order are the case's own; as many come, with as many incidents, for everybody.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from simulator import actions
from simulator.outcome import Outcome
from simulator.people.citizens import Citizen, birth_day, citizen
from simulator.people.provider import SEXES
from simulator.point import kiosk
from simulator.point.personas import Persona, incidents, personas
from simulator.shift import Incident, Shift, Visit
from simulator.state import State

if TYPE_CHECKING:
    from simulator.portal import Portal

MINUTE = 60
OLD = 80
"""From this age one is called first (Nghị định 20/2021/NĐ-CP counts the elderly without support from 80 on; to be
checked for one-stop offices)."""
LAST_WORDS = 3 * MINUTE
"""How long before closing the point has to tell those who wait (simulation setting)."""
MOMENT = 30
"""Seconds for which one lets people wait at a time (simulation setting)."""
CROWD = 4
"""Among how many minutes after the one before somebody comes (simulation setting)."""


def begin(portal: Portal) -> None:
    """Open the point: the first person waits already; none where the scenario has no point."""
    point = portal.case.scenario.point
    if point is None:
        return
    closes = point.minutes * MINUTE
    portal.state.shift = Shift(closes=closes)
    gap = max(1, min(CROWD, point.minutes // (point.count + 1)))
    at = 0
    for number, name in enumerate(coming(portal), 1):
        portal.schedule(at, "visitor", f"{number}:{name}")
        at += portal.draw.between(gap * MINUTE // 2, gap * MINUTE, "point/gap", number)
    chosen = _incidents(portal)
    for number, kind in enumerate(chosen, 1):
        part = closes // (len(chosen) + 1)
        when = part * number - portal.draw.below(MINUTE, "point/when", number)
        when = closes - LAST_WORDS if kind == "closing" else when
        portal.schedule(when, "incident", f"{number}:{kind}")
    portal.schedule(closes, "closes", "")
    portal.pass_time(0)


def coming(portal: Portal) -> list[str]:
    """The personas of the case, in their order."""
    point = portal.case.scenario.point
    assert point is not None  # noqa: S101 - only where there is a point
    listed = list(point.personas)
    others = [name for name, who in personas().items() if who.level <= point.level and name not in listed]
    listed += portal.draw.shuffle(others, "point/personas")[: max(0, point.count - len(listed))]
    return list(portal.draw.shuffle(listed, "point/order"))


def _incidents(portal: Portal) -> list[str]:
    point = portal.case.scenario.point
    assert point is not None  # noqa: S101 - only where there is a point
    listed = list(point.only) or [name for name, kind in incidents().items() if kind.level <= point.level]
    chosen = list(portal.draw.shuffle(listed, "point/incidents")[: point.incidents])
    return [name for name in chosen if name != "closing"] + [name for name in chosen if name == "closing"]


def _words(persona: Persona, who: Citizen) -> dict[str, str]:
    """What the persona's texts may name."""
    words = {"call": persona.call, "me": persona.me, "helper": persona.helper}
    words |= {key.capitalize(): text[:1].upper() + text[1:] for key, text in words.items()}
    return words | {"name": who.name, "given": who.given, "born": who.birth_text, "ward": who.home.commune}


def person(portal: Portal, number: str, name: str) -> Citizen:
    """Who comes as this persona in this case."""
    persona, draw, role = personas()[name], portal.draw, f"point/{number}"
    today = portal.case.begins.date()
    youngest, oldest = (today - timedelta(days=round(365.25 * years)) for years in persona.age)
    sex = draw.choose(SEXES, f"{role}/sex") if persona.sex == "any" else persona.sex
    return citizen(draw, role, birth_day(draw, f"{role}/born", youngest, oldest), sex, portal.case.citizen.home)


# --- what happens by itself ------------------------------------------------------------


def _comes(portal: Portal, ref: str) -> None:
    number, _, name = ref.partition(":")
    shift, persona = _shift(portal), personas()[name]
    who = person(portal, number, name)
    kind = "A" if persona.priority else "B"
    visit = Visit(
        id=f"k{number}",
        persona=name,
        words=_words(persona, who),
        ticket=f"{kind}{int(number):03d}",
        priority=persona.priority,
        mood=persona.mood,
        arrived=portal.state.now,
    )
    shift.visits.append(visit)
    portal.schedule(portal.state.now + persona.patience * MINUTE, "patience", visit.id)


def _loses_patience(portal: Portal, ref: str) -> None:
    shift = _shift(portal)
    visit = shift.visit(ref)
    if visit is not None and visit.called < 0 and not visit.how:
        visit.how, visit.ended = "left", portal.state.now


def _comes_up(portal: Portal, ref: str) -> None:
    number, _, kind = ref.partition(":")
    now = portal.state.now
    if kind == "closing" and not waiting(_shift(portal)):
        # Nobody is there to be told.
        return
    _shift(portal).incidents.append(Incident(f"i{number}", kind, now, now + incidents()[kind].minutes * MINUTE))


def _closes(portal: Portal, ref: str) -> None:
    """Nobody is called any more; who is at the desk is served to the end."""
    shift = _shift(portal)
    word = next((each.way for each in shift.incidents if each.kind == "closing"), "")
    told = bool(word) and incidents()["closing"].ways[word].mends
    for visit in shift.visits:
        if visit.called < 0 and not visit.how:
            visit.how, visit.ended = "sent_home" if told else "unserved", portal.state.now
    portal.state.events = [event for event in portal.state.events if event.kind not in ("visitor", "incident")]
    if not shift.serving:
        shift.over = portal.state.now


EVENTS = {
    "visitor": _comes,
    "patience": _loses_patience,
    "incident": _comes_up,
    "closes": _closes,
    "kiosk_idle": kiosk.times_out,
}
SEEN = frozenset({"visitor", "patience", "incident", "closes"})
"""What one may wait for."""


# --- what the volunteer does ------------------------------------------------------------


def _shift(portal: Portal) -> Shift:
    shift = portal.state.shift
    assert shift is not None  # noqa: S101 - events of a shift come up in a shift
    return shift


def waiting(shift: Shift) -> list[Visit]:
    """Who waits, in the order in which they are to be called: those who go first, then by arrival."""
    return sorted((v for v in shift.visits if v.called < 0 and not v.how), key=lambda v: (not v.priority, v.arrived))


def is_open(state: State) -> bool:
    """Whether somebody may be called."""
    return state.shift is not None and state.shift.over < 0 and state.now < state.shift.closes


def call(portal: Portal, action: actions.CallVisitor) -> Outcome:
    """Ask somebody to the desk; calling somebody before their turn is possible, and noted."""
    shift = portal.state.shift
    if shift is None:
        return portal.refuse("point_none")
    if shift.serving:
        return portal.refuse("point_busy")
    if not is_open(portal.state):
        return portal.refuse("point_closed")
    visit = shift.visit(action.visitor)
    line = waiting(shift)
    if visit not in line or visit is None:
        return portal.refuse("point_not_waiting")
    if visit is not line[0]:
        shift.order.append(visit.id)
    visit.called, shift.serving = portal.state.now, visit.id
    if kiosk.holds_somebody(shift.kiosk):
        visit.mood = max(0, visit.mood - 1)
    return portal.accept("point_called", ticket=visit.ticket)


def wait(portal: Portal, action: actions.WaitAtPoint) -> Outcome:
    """Go on to whatever comes next; while somebody waits, no longer than a moment."""
    shift = portal.state.shift
    if shift is None or shift.over >= 0:
        return portal.refuse("point_closed")
    if shift.serving:
        return portal.refuse("point_busy")
    coming_up = [event.at for event in portal.state.events if event.kind in SEEN]
    if not coming_up:
        return portal.refuse("point_closed")
    until = coming_up[0] - portal.state.now
    portal.pass_time(min(until, MOMENT) if waiting(shift) else until)
    return portal.accept("point_waited")


def meet(portal: Portal, action: actions.MeetIncident) -> Outcome:
    """Do something about an incident, once."""
    shift = portal.state.shift
    found = shift.incident(action.incident) if shift is not None else None
    if shift is None or found is None:
        return portal.refuse("point_incident_unknown")
    way = incidents()[found.kind].ways.get(action.way)
    if way is None:
        return portal.refuse("point_incident_unknown")
    if found.way:
        return portal.refuse("point_incident_met")
    found.way, found.answered = action.way, portal.state.now
    portal.pass_time(way.seconds)
    return portal.accept("point_incident_done")


def end(portal: Portal, action: actions.EndShift) -> Outcome:
    """Close the point: at its time, or when everybody who was to come has gone."""
    shift = portal.state.shift
    if shift is None:
        return portal.refuse("point_none")
    if shift.over >= 0:
        return portal.refuse("point_closed")
    if shift.serving:
        return portal.refuse("point_busy")
    if waiting(shift) or any(event.kind == "visitor" for event in portal.state.events):
        return portal.refuse("point_people_waiting")
    portal.state.events = [event for event in portal.state.events if event.kind not in SEEN]
    shift.over = portal.state.now
    return portal.accept("point_over")
