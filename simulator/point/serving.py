"""One visit: what is said and done for the person at the desk, and how they take it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from simulator import actions
from simulator.outcome import Outcome
from simulator.point import kiosk, queue
from simulator.point.personas import Persona, abouts, moves, personas
from simulator.services import catalogue
from simulator.shift import Shift, Step, Visit

if TYPE_CHECKING:
    from simulator.portal import Portal

BEST = 10
"""The best mood; at 0 people go."""
TRUST = 5
"""The mood from which people tell what they tell gently; a quiet place does as well (simulation setting)."""
QUESTIONS = ("greeted", "understood", "secret", "again")
"""What whoever played the visitor is asked."""


def did(visit: Visit, move: str, about: str = "") -> bool:
    """Whether a move was made in this visit; about something, if named."""
    return any(step.move == move and about in ("", step.about) for step in visit.steps)


def serve(portal: Portal, action: actions.Serve) -> Outcome:
    """Make one move for the person at the desk."""
    shift = portal.state.shift
    if shift is None:
        return portal.refuse("point_none")
    visit = shift.visit(action.visitor)
    if visit is None or shift.serving != visit.id:
        return portal.refuse("point_nobody_here")
    persona, move = personas()[visit.persona], moves().get(action.move)
    allowed = abouts(persona, action.move) if move is not None else ()
    known = action.about in (catalogue.procedures() if allowed is None else allowed)
    if move is None or not known:
        return portal.refuse("point_move_unknown")
    refused = _hindered(portal, shift, visit, persona, action)
    if refused is not None:
        return refused
    first = not did(visit, action.move, action.about)
    visit.steps.append(Step(action.move, action.about, portal.state.now))
    tells = _answer(visit, persona, action)
    if first:
        _feel(visit, persona, action.move)
    portal.pass_time(move.seconds)
    return _after(portal, shift, visit, persona, action, tells)


def _hindered(portal: Portal, shift: Shift, visit: Visit, persona: Persona, action: actions.Serve) -> Outcome | None:
    """Why a move cannot be made now, if it cannot."""
    if action.move == "end" and action.about == "filed" and not did(visit, "send"):
        return portal.refuse("point_not_sent")
    if action.move == "scan" and not did(visit, "take_papers"):
        return portal.refuse("point_papers_first")
    if action.move in kiosk.MOVES:
        return kiosk.use(portal, shift, visit, persona, action.move, action.about)
    return None


def _answer(visit: Visit, persona: Persona, action: actions.Serve) -> bool:
    """Whether the person answers; a fact is told, or held back from somebody whom they do not trust."""
    if action.move != "ask":
        return True
    held = persona.facts[action.about].gentle and visit.mood < TRUST and not did(visit, "quiet_place")
    if not held and action.about not in visit.told:
        visit.told.append(action.about)
    return not held


def _feel(visit: Visit, persona: Persona, move: str) -> None:
    change = persona.feelings.get(move, moves()[move].feeling)
    visit.mood = min(BEST, max(0, visit.mood + change))


def _after(portal: Portal, shift: Shift, visit: Visit, persona: Persona, action: actions.Serve, tells: bool) -> Outcome:
    if visit.mood == 0:
        _goes(portal, shift, visit, "walked_out")
        return portal.accept("point_walked_out")
    if action.move == "end":
        _goes(portal, shift, visit, action.about)
        return portal.accept("point_ended")
    if not tells:
        return portal.accept("point_held_back")
    return portal.accept("point_done")


def _goes(portal: Portal, shift: Shift, visit: Visit, how: str) -> None:
    """The person goes; what of them is left at the machine is noted, for nobody after them."""
    visit.how, visit.ended = how, portal.state.now
    visit.left = kiosk.left(shift.kiosk) if shift.kiosk.visit == visit.id else []
    shift.serving = ""
    if portal.state.now >= shift.closes:
        shift.over = portal.state.now


def tell(portal: Portal, action: actions.TellHelper) -> Outcome:
    """Whoever played the visitor answers how it was."""
    shift = portal.state.shift
    visit = shift.visit(action.visitor) if shift is not None else None
    if visit is None or visit.called < 0 or visit.ended < 0 or action.question not in QUESTIONS:
        return portal.refuse("point_nobody_here")
    visit.felt[action.question] = action.answer
    return portal.accept("point_told")


HANDLERS: dict[type[actions.Action], Callable[[Portal, Any], Outcome]] = {
    actions.CallVisitor: queue.call,
    actions.Serve: serve,
    actions.WaitAtPoint: queue.wait,
    actions.MeetIncident: queue.meet,
    actions.EndShift: queue.end,
    actions.TellHelper: tell,
}
