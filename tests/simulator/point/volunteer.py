"""A volunteer for tests: serves whoever comes, by the reference or by moves of the test's own."""

from __future__ import annotations

from simulator import actions
from simulator.case import Case
from simulator.outcome import Outcome
from simulator.point import kiosk, queue, reference
from simulator.point.personas import incidents, personas
from simulator.portal import Portal
from simulator.shift import Shift, Visit


def portal(scenario: str = "ca-truc-1", learner: str = "TNV1-01") -> Portal:
    """A shift that has just begun."""
    return Portal(Case.for_learner(scenario, learner))


def shift(portal: Portal) -> Shift:
    """The portal's shift."""
    assert portal.state.shift is not None
    return portal.state.shift


def alone(name: str) -> tuple[Portal, Visit]:
    """A point without a queue to which only this persona has come, at the desk."""
    made = portal()
    made.state.events, shift(made).visits, shift(made).closes = [], [], 10**6
    queue.EVENTS["visitor"](made, f"1:{name}")
    made.state.events = []
    must(made, actions.CallVisitor(visitor="k1"))
    return made, shift(made).visits[0]


def must(portal: Portal, action: actions.Action) -> Outcome:
    """Do something that has to work."""
    outcome = portal.do(action)
    assert outcome.ok, (action, outcome)
    return outcome


def make(portal: Portal, visit: Visit, *moves: str) -> None:
    """Make moves, written ``move`` or ``move:about``."""
    for each in moves:
        move, _, about = each.partition(":")
        must(portal, actions.Serve(visitor=visit.id, move=move, about=about))


def tries(portal: Portal, visit: Visit, move: str, about: str = "") -> str:
    """The outcome's code of a move that may not work."""
    return portal.do(actions.Serve(visitor=visit.id, move=move, about=about)).code


def serve(portal: Portal, visit: Visit) -> None:
    """Serve somebody by the reference, waiting out what blocks the kiosk."""
    for move, about in reference.visit(personas()[visit.persona]):
        action = actions.Serve(visitor=visit.id, move=move, about=about)
        outcome = portal.do(action)
        while outcome.code.startswith(kiosk.STOPPED):
            meet(portal)
            portal.do(actions.PassTime(after=30))
            outcome = portal.do(action)
        assert outcome.ok, (move, about, outcome)
        if visit.how:
            return


def meet(portal: Portal) -> None:
    """Meet every open incident in its right way."""
    for each in shift(portal).incidents:
        if not each.way:
            right = next(name for name, way in incidents()[each.kind].ways.items() if not way.cost)
            must(portal, actions.MeetIncident(incident=each.id, way=right))


def work(portal: Portal) -> Shift:
    """A whole shift by the reference."""
    found = shift(portal)
    while found.over < 0:
        meet(portal)
        line = queue.waiting(found)
        if line and queue.is_open(portal.state):
            must(portal, actions.CallVisitor(visitor=line[0].id))
            serve(portal, line[0])
        elif not portal.do(actions.WaitAtPoint()).ok:
            must(portal, actions.EndShift())
    return found
