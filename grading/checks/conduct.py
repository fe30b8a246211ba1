"""Checks of how a volunteer treats people: one for each group of rules, over everybody who came.

Which rules there are, what breaks them and why they are rules, the simulator says (``simulator.point.conduct``).
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from grading.checks import Check, Checks, Verdict, failed, not_attempted, passed, say
from simulator import Portal
from simulator.point import conduct, queue
from simulator.point.personas import incidents, rules
from simulator.shift import Shift, Visit

TEXTS = "conduct"
"""The reasons of all these checks in the data."""


def _shift(portal: Portal) -> Shift:
    """The shift; a lesson that is checked so has one."""
    assert portal.state.shift is not None  # noqa: S101 - a scenario without a point has no such checks
    return portal.state.shift


OCCASIONS = {
    "consent": ("take_papers", "take_phone"),
    "secrets": ("let_type", "read_code", "type_code", "own_account"),
    "traces": ("send",),
}
"""What has to have been done before it means anything that such a rule was kept: doing nothing keeps it, too."""


def _no_occasion(seen: list[Visit], keys: tuple[str, ...]) -> bool:
    """Whether a group of these rules was never put to the test."""
    groups = {rules()[key].group for key in keys} & OCCASIONS.keys()
    done = {step.move for visit in seen for step in visit.steps}
    return any(not done & {*OCCASIONS[group]} for group in groups)


def _rules(keys: tuple[str, ...]) -> Callable[[Portal], Verdict]:
    """Whether nobody was treated against one of these rules."""

    def look(portal: Portal) -> Verdict:
        seen = _shift(portal).seen()
        if len(seen) < len(queue.coming(portal)):
            return not_attempted("waiting")
        broken = [line.key for visit in seen for line in conduct.broken(visit) if line.key in keys]
        if broken:
            first = rules()[broken[0]]
            titles = dict.fromkeys(rules()[key].title for key in broken)
            return failed(say("broken", titles="; ".join(titles), why=first.why, better=first.better))
        away = [visit for visit in seen if visit.called < 0 or visit.how == "walked_out"]
        if away:
            return failed(say("unserved", count=str(len(away))))
        return failed(say("no_occasion")) if _no_occasion(seen, keys) else passed()

    return look


def _incidents(portal: Portal) -> Verdict:
    """Whether every incident was met in a way that costs nothing."""
    shift = _shift(portal)
    wanted = portal.case.scenario.point
    if wanted is None or len([each for each in shift.incidents if each.way]) < wanted.incidents:
        return not_attempted("incidents_waiting")
    for each in shift.incidents:
        kind = incidents()[each.kind]
        if kind.ways[each.way].cost:
            return failed(say("incident", title=kind.title, why=kind.ways[each.way].why))
    return passed()


def _in_turn(portal: Portal) -> Verdict:
    """Whether everybody was called in their turn."""
    if len(_shift(portal).seen()) < len(queue.coming(portal)):
        return not_attempted("waiting")
    return failed(say("out_of_turn", count=str(len(_shift(portal).order)))) if _shift(portal).order else passed()


def enter(checks: Checks, exercise: str, points: str, name: str, told: str, *keys: str) -> None:
    """Enter a check of these rules, each a rule of the data or a group of them; raises ``KeyError`` for others."""
    listed = tuple(key for key, rule in rules().items() if key in keys or rule.group in keys)
    known = {*rules(), *(rule.group for rule in rules().values())}
    if not listed or set(keys) - known:
        raise KeyError(f"no rules: {sorted(set(keys) - known)}")
    checks.enter(Check(name, exercise, Decimal(points), _rules(listed), told=told, texts=TEXTS))


def enter_incidents(checks: Checks, exercise: str, points: str, told: str) -> None:
    """Enter the check of the incidents."""
    checks.enter(Check("incidents_met", exercise, Decimal(points), _incidents, told=told, texts=TEXTS))


def enter_turns(checks: Checks, exercise: str, points: str, told: str) -> None:
    """Enter the check of the order in which people are called."""
    checks.enter(Check("in_turn", exercise, Decimal(points), _in_turn, told=told, texts=TEXTS))
