"""The volunteer's screen: the queue, the person at the desk, what was said, and what one may say or do.

Nothing here tells which of the options is a good one.
"""

from __future__ import annotations

from typing import Any

from simulator import actions
from simulator.point import queue
from simulator.point.personas import GROUPS, Persona, endings, incidents, moves, personas, said
from simulator.point.serving import QUESTIONS
from simulator.portal import Portal
from simulator.screens import kiosk_view, shift_view
from simulator.screens.point_words import minutes, mood, move_text, reply, say
from simulator.services import catalogue
from simulator.shift import Shift, Visit

View = dict[str, Any]
FOUND = 8
"""How many procedures the finder shows."""
APART = frozenset({"choose", "fill", "scan"})
"""Moves that have a place of their own on the screen: the finder, the form, the scanner."""


def point_view(portal: Portal, query: str = "", read: frozenset[str] = frozenset()) -> View:
    """Everything of the shift; ``query`` is what is looked for in the finder, ``read`` whose role card was read."""
    shift = portal.state.shift
    assert shift is not None  # noqa: S101 - this screen is for scenarios with a shift
    point = portal.case.scenario.point
    together = point is not None and point.together
    visit = shift.visit(shift.serving)
    card = visit if together and visit and not visit.steps and visit.id not in read else None
    asked = _asked(shift) if together else None
    begun = any(each.called >= 0 for each in shift.visits)
    return {
        "stage": "asking" if asked else "card" if card else "over" if shift.over >= 0 else "shift",
        "story": "" if begun else portal.case.scenario.story.format(**portal.case.words()),
        "together": say("together", "speak") if together else "",
        "notes": {key: say("talk", key) for key in ("form", "papers")},
        **_clock(portal, shift),
        "queue": _queue(portal, shift),
        "incidents": [_incident(portal, i.id, i.kind) for i in shift.incidents if not i.way and shift.over < 0],
        "lasting": _lasting(portal, shift),
        "card": _role_card(card) if card else None,
        "asking": _questions(asked) if asked else None,
        "visit": _visit(portal, visit, together) if visit else None,
        "groups": _groups(portal, visit) if visit else [],
        "finder": _finder(query),
        "kiosk": kiosk_view.kiosk_view(portal, shift),
        "last": shift_view.last_view(shift),
        "debrief": shift_view.shift_view(portal, shift) if shift.over >= 0 else None,
    }


# --- the point ---


def _clock(portal: Portal, shift: Shift) -> View:
    """The time of day and what is left; ``due`` is in how many seconds something comes up by itself."""
    left = max(0, shift.closes - portal.state.now)
    words = say("shift", "left", minutes=str(left // 60)) if left >= 60 else say("shift", "last")
    coming = [event.at for event in portal.state.events if event.kind in queue.EVENTS]
    return {
        "now": f"{portal.now:%H:%M}",
        "closes": f"{portal.when(shift.closes):%H:%M}",
        "left": words if left else say("shift", "closed"),
        "urgent": left < 180,
        "open": queue.is_open(portal.state),
        "due": max(0, min(coming) - portal.state.now) if coming and shift.over < 0 else -1,
    }


def _queue(portal: Portal, shift: Shift) -> list[View]:
    """Who waits, in the order of their turns."""
    rows = []
    for visit in queue.waiting(shift):
        waited = (portal.state.now - visit.arrived) // 60
        text = say("shift", "waited", minutes=str(waited)) if waited else say("shift", "waited_now")
        rows.append({"id": visit.id, "ticket": visit.ticket, "priority": visit.priority, "waited": text})
    return rows


def _incident(portal: Portal, name: str, kind: str) -> View:
    """Something that came up, with its ways in an order of the case's own."""
    found = incidents()[kind]
    ways = portal.draw.shuffle(list(found.ways), f"point/ways/{kind}")
    return {
        "id": name,
        "title": found.title,
        "text": found.text,
        "ways": [{"id": way, "text": found.ways[way].text} for way in ways],
    }


def _lasting(portal: Portal, shift: Shift) -> list[str]:
    """What was met and still keeps something from working."""
    kinds = incidents()
    return [
        say("shift", "still", title=kinds[each.kind].title)
        for each in shift.incidents
        if each.way
        and portal.state.now < each.until
        and kinds[each.kind].blocks
        and not kinds[each.kind].ways[each.way].mends
    ]


# --- the person at the desk ---


def _visit(portal: Portal, visit: Visit, together: bool) -> View:
    persona = personas()[visit.persona]
    return {
        "id": visit.id,
        "ticket": visit.ticket,
        "priority": visit.priority,
        "call": visit.words["Call"],
        "hue": int(visit.ticket[1:]) * 67 % 360,
        "mood": visit.mood,
        "feels": mood(visit.mood),
        "since": minutes(portal.state.now - visit.called),
        "talk": _talk(portal, visit, persona, together),
    }


def _talk(portal: Portal, visit: Visit, persona: Persona, together: bool) -> list[View]:
    """What was said and done, oldest first. Where somebody plays the person, only what the volunteer did."""
    talk = [] if together else [{"who": "them", "text": said(persona.opening, visit.words)}]
    for entry in portal.log:
        action = entry.action
        if not isinstance(action, actions.Serve) or action.visitor != visit.id:
            continue
        # Who has no account puts the card down all the same, and says what the machine did.
        tried = entry.outcome.code == "kiosk_no_account" and action.move in persona.replies
        if not (entry.outcome.ok or tried):
            continue
        talk.append({"who": "me", "text": move_text(persona, visit.words, action.move, action.about)})
        if not together:
            talk += _answers(visit, persona, action, entry.outcome.code)
        elif action.move == "take_papers":
            talk += _papers(visit, persona)
    return talk


def _answers(visit: Visit, persona: Persona, action: actions.Serve, code: str) -> list[View]:
    if code == "point_held_back":
        return [{"who": "them", "text": say("talk", "held")}]
    answer = reply(persona, visit.words, action.move, action.about)
    spoken = [{"who": "them", "text": answer}] if answer else []
    return spoken + (_papers(visit, persona) if action.move == "take_papers" else [])


def _papers(visit: Visit, persona: Persona) -> list[View]:
    """What is seen of the papers once they are on the desk, and what is not among them."""
    seen = [say("talk", "paper", paper=said(text, visit.words)) for text in persona.papers.values()]
    seen += [say("talk", "missing", paper=said(text, visit.words)) for text in persona.missing.values()]
    return [{"who": "paper", "text": text} for text in seen or [say("talk", "none")]]


# --- what one may say and do ---


def _groups(portal: Portal, visit: Visit) -> list[View]:
    """The moves by group, each group's in an order of the case's own."""
    done = {(step.move, step.about) for step in visit.steps}
    groups = []
    for group in GROUPS:
        options = []
        for name in portal.draw.shuffle([n for n, m in moves().items() if m.group == group], f"point/moves/{group}"):
            if name not in APART:
                options += _options(portal, visit, name, done)
        groups.append({"id": group, "name": say("group", group), "options": options})
    return groups


def _options(portal: Portal, visit: Visit, name: str, done: set[tuple[str, str]]) -> list[View]:
    """One move, once for everything that it may be about."""
    persona, move = personas()[visit.persona], moves()[name]
    about: dict[str, list[str]] = {"fact": list(persona.facts), "ending": list(endings())}
    named = about.get(move.about, [""])
    if move.about == "next":
        named = list(portal.draw.shuffle(list(persona.next), f"point/next/{visit.persona}"))
    return [
        {
            "move": name,
            "about": each,
            "name": move.name,
            "text": move_text(persona, visit.words, name, each),
            "done": (name, each) in done,
        }
        for each in named
    ]


def _finder(query: str) -> View:
    """The kiosk's search box and what it has found."""
    found = catalogue.search(query)[:FOUND] if query.strip() else []
    return {
        "query": query,
        "found": [{"code": code, "name": catalogue.procedures()[code].name} for code in found],
        "nothing": say("talk", "nothing") if query.strip() and not found else "",
    }


# --- two who practise together ---


def _asked(shift: Shift) -> Visit | None:
    """Whose player has not yet said how it was."""
    served = [visit for visit in shift.visits if visit.called >= 0 and visit.ended >= 0]
    return next((visit for visit in served if len(visit.felt) < len(QUESTIONS)), None)


def _role_card(visit: Visit) -> View:
    """What whoever plays the person has to know."""
    persona, words = personas()[visit.persona], visit.words
    return {
        "id": visit.id,
        "hand": say("together", "hand"),
        "secret": say("together", "secret"),
        "title": persona.title,
        "card": said(persona.card, words),
        "begin": [say("together", "begin"), said(persona.opening, words)],
        "need": [say("together", "need"), said(persona.need_said, words)],
        "papers": [say("together", "papers"), [said(text, words) for text in persona.papers.values()]],
        "no_papers": say("together", "no_papers"),
        "missing": [say("together", "missing"), [said(text, words) for text in persona.missing.values()]],
        "facts": [
            say("together", "facts"),
            [[said(f.ask, words), said(f.answer, words)] for f in persona.facts.values()],
        ],
        "back": say("together", "back"),
    }


def _questions(visit: Visit) -> View:
    return {
        "id": visit.id,
        "hand": say("together", "after"),
        "text": say("together", "after_text"),
        "questions": [
            {"id": key, "text": say("question", key), "answer": visit.felt.get(key, "")} for key in QUESTIONS
        ],
        "answers": [{"id": key, "text": say("answer", key)} for key in ("yes", "partly", "no")],
    }
