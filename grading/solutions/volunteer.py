"""How lessons of volunteers are played: a shift by the reference, and one with a slip."""

from __future__ import annotations

from collections.abc import Callable

from grading.players import Seat
from grading.solutions import must
from simulator import actions
from simulator.outcome import Outcome
from simulator.point import kiosk, queue, reference
from simulator.point.personas import Persona, incidents, personas
from simulator.shift import Shift, Visit

Planned = reference.Planned
Change = Callable[[Persona, list[Planned]], list[Planned]]
"""What a volunteer does otherwise with somebody: the moves of a visit, changed."""


def shift_of(seat: Seat) -> Shift:
    """The shift of a lesson that has one; raises ``LookupError`` for others."""
    found = seat.portal.state.shift
    if found is None:
        raise LookupError(f"{seat.portal.case.lesson} has no shift")
    return found


def as_planned(_: Persona, steps: list[Planned]) -> list[Planned]:
    """Nothing otherwise."""
    return steps


def without(*moves: str) -> Change:
    """Leave moves out."""
    return lambda _, steps: [step for step in steps if step[0] not in moves]


def with_first(*moves: Planned) -> Change:
    """Do something before anything else, once greeted."""
    return lambda _, steps: [*steps[:1], *moves, *steps[1:]]


def instead(move: str, *others: Planned) -> Change:
    """Do something in a move's place."""
    return lambda _, steps: [each for step in steps for each in (others if step[0] == move else (step,))]


def ending(how: str) -> Change:
    """End otherwise."""
    return lambda _, steps: [*steps[:-1], ("end", how)]


def meet(seat: Seat, right: bool = True) -> None:
    """Meet whatever has come up, rightly or in the way that costs most."""
    for each in shift_of(seat).incidents:
        if not each.way:
            ways = incidents()[each.kind].ways
            way = (min if right else max)(ways, key=lambda name: ways[name].cost)
            must(seat, actions.MeetIncident(incident=each.id, way=way))


def insist(seat: Seat, action: actions.Serve) -> Outcome:
    """Do something at the kiosk; while an incident keeps it from working, listen, which takes time as well."""
    outcome = seat.do(action)
    while not outcome.ok and outcome.code.startswith(kiosk.STOPPED):
        if all(each.way for each in shift_of(seat).incidents):
            must(seat, actions.Serve(visitor=action.visitor, move="listen"))
        meet(seat)
        outcome = seat.do(action)
    return outcome


def serve(seat: Seat, visit: Visit, change: Change = as_planned) -> None:
    """Serve who is at the desk to the end; raises ``RuntimeError`` if a move is refused."""
    persona = personas()[visit.persona]
    for move, about in change(persona, reference.visit(persona)):
        outcome = insist(seat, actions.Serve(visitor=visit.id, move=move, about=about, after=4))
        if not outcome.ok:
            raise RuntimeError(f"{visit.persona}: {move} {about} was refused: {outcome.code} {outcome.words}")
        if visit.how:
            return


def work(seat: Seat, change: Change = as_planned, *, right: bool = True, in_turn: bool = True) -> None:
    """A whole shift; ``change`` is for everybody who comes."""
    shift = shift_of(seat)
    while queue.is_open(seat.portal.state) and len(shift.seen()) < len(queue.coming(seat.portal)):
        meet(seat, right)
        line = queue.waiting(shift)
        if not line:
            must(seat, actions.WaitAtPoint())
            continue
        if not in_turn and len(line) == 1 and len(shift.visits) == 1:
            # Somebody has to be there to be passed over.
            must(seat, actions.WaitAtPoint())
            continue
        visit = line[0] if in_turn else line[-1]
        # Whose patience ends in just these seconds has gone.
        if seat.do(actions.CallVisitor(visitor=visit.id)).ok:
            serve(seat, visit, change)
    while shift.over < 0 and (not all(each.way for each in shift.incidents) or len(shift.incidents) < _expected(seat)):
        meet(seat, right)
        if len(shift.incidents) < _expected(seat):
            must(seat, actions.WaitAtPoint())


def _expected(seat: Seat) -> int:
    point = seat.portal.case.scenario.point
    return point.incidents if point else 0
