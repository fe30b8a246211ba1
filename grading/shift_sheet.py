"""The score sheet of one shift: each visit with the rules it broke and why they are rules, the queue, the score.

Made of a portal after any number of actions; what costs what is ``simulator.point.conduct``'s.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import msgspec

from simulator import Portal, datasets
from simulator.point import conduct, queue
from simulator.point.personas import RuleGroup, incidents, personas, rules
from simulator.shift import Shift, Visit


class RuleLine(msgspec.Struct, frozen=True):
    """One broken rule: what it cost of a visit's hundred points, why it is one, what to do instead."""

    rule: str
    group: RuleGroup
    title: str
    cost: int
    why: str
    better: str


class VisitSheet(msgspec.Struct, frozen=True):
    """One visit as it was judged. ``waited`` and ``took`` are in seconds; ``took`` is 0 for who was never called."""

    id: str
    persona: str
    title: str
    how: str
    score: int
    waited: int
    took: int
    mood: int
    lines: tuple[RuleLine, ...]


class ShiftLine(msgspec.Struct, frozen=True):
    """What the queue or an incident cost the whole shift; ``about`` is the visit or the incident.

    ``title`` and ``why`` are the incident's; empty for somebody who was called out of turn.
    """

    key: str
    about: str
    cost: int
    title: str
    why: str


class Waits(msgspec.Struct, frozen=True):
    """How long people waited, in seconds, and how many went unserved."""

    mean: int
    longest: int
    unserved: int


class ShiftSheet(msgspec.Struct, frozen=True):
    """A whole shift. ``score`` is of a hundred; ``over`` says that the point has closed."""

    scenario: str
    learner: str
    attempt: int
    score: int
    over: bool
    visits: tuple[VisitSheet, ...]
    lines: tuple[ShiftLine, ...]
    waits: Waits

    @property
    def served(self) -> int:
        """How many came to the desk."""
        return sum(visit.took > 0 for visit in self.visits)


def shift_sheet(portal: Portal) -> ShiftSheet:
    """The score sheet of a portal's shift. Raises ``ValueError`` where the scenario has none."""
    shift, case = portal.state.shift, portal.case
    if shift is None:
        raise ValueError(f"{case.lesson} has no shift: choose a scenario with a [point]")
    now = portal.state.now
    waited = [conduct.waited(visit, now) for visit in shift.visits]
    return ShiftSheet(
        scenario=case.lesson,
        learner=case.learner,
        attempt=case.attempt,
        score=conduct.shift_score(shift),
        # A lesson's shift ends when everybody has been served, long before its time.
        over=shift.over >= 0 or len(shift.seen()) == len(queue.coming(portal)),
        visits=tuple(_visit(visit, now) for visit in shift.visits),
        lines=tuple(_line(shift, line) for line in conduct.shift_lines(shift)),
        waits=Waits(
            mean=round(sum(waited) / len(waited)) if waited else 0,
            longest=max(waited, default=0),
            unserved=sum(visit.called < 0 and bool(visit.how) for visit in shift.visits),
        ),
    )


def _visit(visit: Visit, now: int) -> VisitSheet:
    lines = []
    for line in conduct.broken(visit):
        rule = rules()[line.key]
        lines.append(RuleLine(line.key, rule.group, rule.title, line.cost, rule.why, rule.better))
    ended = visit.ended if visit.ended >= 0 else now
    return VisitSheet(
        id=visit.id,
        persona=visit.persona,
        title=personas()[visit.persona].title,
        how=visit.how,
        score=conduct.score(visit),
        waited=conduct.waited(visit, now),
        took=ended - visit.called if visit.called >= 0 else 0,
        mood=visit.mood,
        lines=tuple(lines),
    )


def _line(shift: Shift, line: conduct.Line) -> ShiftLine:
    """An incident's line with its reason; an unmet one has that of the dearest way, which is what it costs."""
    incident = shift.incident(line.about)
    if incident is None:
        return ShiftLine(line.key, line.about, line.cost, "", "")
    kind = incidents()[incident.kind]
    ways = kind.ways
    way = ways[incident.way] if incident.way else max(ways.values(), key=lambda each: each.cost)
    return ShiftLine(line.key, line.about, line.cost, kind.title, way.why)


def group_costs(sheets: Sequence[ShiftSheet]) -> dict[RuleGroup, int]:
    """What each group of rules cost in all visits of some shifts, the groups of the data in their order."""
    groups: dict[RuleGroup, int] = dict.fromkeys((rule.group for rule in rules().values()), 0)
    for sheet in sheets:
        for visit in sheet.visits:
            for line in visit.lines:
                groups[line.group] += line.cost
    return groups


@cache
def texts() -> dict[str, dict[str, str]]:
    """What volunteers and coordinators read about shifts."""
    return msgspec.convert(datasets.toml("texts/volunteers.toml"), dict[str, dict[str, str]])


def in_lines(sheet: ShiftSheet) -> list[str]:
    """A score sheet to read at a terminal."""
    said, how = texts()["sheet"], texts()["how"]
    came = len(sheet.visits)
    lines = [said["head"].format(scenario=sheet.scenario, score=sheet.score, served=sheet.served, came=came)]
    for visit in sheet.visits:
        ending = how[visit.how or "open"]
        lines.append(said["visit"].format(title=visit.title, score=visit.score, how=ending))
        lines += [said["rule"].format(cost=each.cost, title=each.title, why=each.why) for each in visit.lines]
    for line in sheet.lines:
        key = "incident" if line.title else line.key
        lines.append(said[key].format(cost=line.cost, title=line.title, why=line.why))
    waits = sheet.waits
    return [*lines, said["waits"].format(mean=waits.mean, longest=waits.longest, unserved=waits.unserved)]
