"""Looking back at a shift: who waited and was served when, each visit's score with its reasons, what to practise."""

from __future__ import annotations

from collections import Counter
from typing import Any

from simulator.point import conduct
from simulator.point.personas import endings, incidents, personas, rules, said
from simulator.portal import Portal
from simulator.screens.point_words import felt, minutes, say
from simulator.shift import Shift, Visit

View = dict[str, Any]
QUEUE = "queue"
"""What the lines of the whole shift are about, beside the groups of the rules."""


def last_view(shift: Shift) -> View | None:
    """The visit that has just ended, while nobody else is at the desk."""
    gone = [visit for visit in shift.visits if visit.called >= 0 and visit.ended >= 0]
    return visit_view(max(gone, key=lambda visit: visit.ended)) if gone and not shift.serving else None


def visit_view(visit: Visit) -> View:
    """One visit: how it ended, its score, every rule that was broken with cost and reason, what was felt."""
    persona, served = personas()[visit.persona], visit.called >= 0
    known = rules()
    return {
        "id": visit.id,
        "ticket": visit.ticket,
        "title": persona.title,
        "who": persona.who,
        "how": _how(visit),
        "score": say("debrief", "score", score=str(conduct.score(visit))) if visit.how != "sent_home" else "",
        "good": served and conduct.score(visit) >= 80,
        "times": [
            say("shift", "waited_before", time=minutes(conduct.waited(visit, visit.ended))),
            *([say("shift", "served", time=minutes(visit.ended - visit.called))] if served else []),
        ],
        "lines": [
            {
                "title": known[line.key].title,
                "cost": say("debrief", "cost", cost=str(line.cost)),
                "why": known[line.key].why,
                "better": known[line.key].better,
            }
            for line in conduct.broken(visit)
        ],
        "speaker": say("debrief", "said", **visit.words),
        "felt": felt(persona, conduct.mood_afterwards(visit), visit.words) if served else "",
        "answers": [[say("question", key), say("answer", answer)] for key, answer in visit.felt.items()],
    }


def shift_view(portal: Portal, shift: Shift) -> View:
    """The whole shift, once it is over."""
    counted = conduct.counted(shift)
    advice = _advice(shift)
    return {
        "score": say("debrief", "score", score=str(conduct.shift_score(shift)))
        if counted
        else say("debrief", "nobody"),
        "picture": _picture(portal, shift),
        "visits": [visit_view(visit) for visit in shift.visits if visit.how],
        "lines": [_line(shift, line) for line in conduct.shift_lines(shift)],
        "met": [
            say("debrief", "met", title=incidents()[each.kind].title, way=incidents()[each.kind].ways[each.way].text)
            for each in shift.incidents
            if each.way and not incidents()[each.kind].ways[each.way].cost
        ],
        "next": say("debrief", "next" if len(advice) > 1 else "next_one") if advice else "",
        "advice": advice or [say("debrief", "none_next")],
    }


def _how(visit: Visit) -> str:
    """How it ended, in words."""
    if visit.how in endings():
        return said(endings()[visit.how], visit.words)
    return say("how", visit.how or ("serving" if visit.called >= 0 else "waiting"))


def _line(shift: Shift, line: conduct.Line) -> View:
    """One line of the shift's own: somebody called before their turn, an incident met badly or not at all."""
    cost = say("debrief", "cost", cost=str(line.cost))
    visit, incident = shift.visit(line.about), shift.incident(line.about)
    if visit is not None:
        title = say("debrief", line.key, ticket=visit.ticket)
        return {"title": title, "cost": cost, "why": say("debrief", f"{line.key}_why")}
    assert incident is not None  # noqa: S101 - a line is about a visit or an incident
    kind = incidents()[incident.kind]
    if not incident.way:
        return {"title": say("debrief", "unmet", title=kind.title), "cost": cost, "why": say("debrief", "unmet_why")}
    way = kind.ways[incident.way]
    return {"title": say("debrief", "met", title=kind.title, way=way.text), "cost": cost, "why": way.why}


def _advice(shift: Shift) -> list[str]:
    """What the two dearest groups of rules are about."""
    cost: Counter[str] = Counter()
    for visit in shift.visits:
        for line in conduct.broken(visit):
            cost[rules()[line.key].group] += line.cost
    cost[QUEUE] += sum(line.cost for line in conduct.shift_lines(shift))
    return [say("rules", group) for group, points in cost.most_common(2) if points]


def _picture(portal: Portal, shift: Shift) -> View:
    """The shift as bars on one line of time, in parts of a hundred; told in words for those who do not see it."""
    ends = max([shift.closes, shift.over, *(visit.ended for visit in shift.visits)])

    def at(seconds: int) -> float:
        return round(100 * seconds / ends, 2)

    def clock(seconds: int) -> str:
        return f"{portal.when(seconds):%H:%M}"

    rows = []
    for visit in shift.visits:
        stops = visit.ended if visit.ended >= 0 else ends
        called = visit.called if visit.called >= 0 else stops
        served = say("debrief", "picture_served", called=clock(called), ended=clock(stops))
        rest = served if visit.called >= 0 else say("debrief", "picture_left")
        rows.append(
            {
                "ticket": visit.ticket,
                "came": at(visit.arrived),
                "called": at(called),
                "ended": at(stops),
                "served": visit.called >= 0,
                "said": say("debrief", "picture", ticket=visit.ticket, came=clock(visit.arrived), rest=rest),
            }
        )
    return {
        "rows": rows,
        "incidents": [{"at": at(each.at), "title": incidents()[each.kind].title} for each in shift.incidents],
        "closes": at(shift.closes),
        "hours": [clock(0), clock(shift.closes)],
    }
