"""The phone's calls: a stranger speaks, one answers line by line, asks at a published number, and judges.

A planted fault ``scam_call`` brings two calls, a scam and an honest one, in an order drawn for each
case: one when the first dossier is begun, one when it has been sent. Nobody has to answer them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from simulator import actions
from simulator.identity import scam_catalogue, scams
from simulator.identity.scam_catalogue import Play
from simulator.outcome import Outcome
from simulator.state import Call

if TYPE_CHECKING:
    from simulator.portal import Portal

RINGS = 30 * 60
"""How long a caller keeps trying, in seconds: a number of this practice, so that a form can be finished first."""
STOPS = "call_stops"
PAST = ("over", "declined", "seen")
"""The steps of calls that nothing more comes of."""


def false_ones() -> list[str]:
    """The names of the scams that the phone may get as a call."""
    return sorted(key for key, scam in scam_catalogue.scams().items() if scam.play)


def dealt(portal: Portal) -> tuple[str, ...]:
    """The two calls of this case in their order; none where nothing is planted.

    The honest one does not resemble the scam: what is known beforehand of the one would be untrue of the other.
    """
    fault = portal.case.planted("scam_call")
    if fault is None:
        return ()
    trick = scam_catalogue.scams()[fault.variant].trick
    others = sorted(key for key, thing in scam_catalogue.honest().items() if thing.play and thing.like != trick)
    return portal.draw.shuffle([fault.variant, portal.draw.choose(others, "calls/honest")], "calls")


def after_beginning(portal: Portal) -> None:
    """The first call comes when the first dossier is begun."""
    _ring(portal, 0)


def after_sending(portal: Portal) -> None:
    """The second comes when the first dossier has been sent."""
    _ring(portal, 1)


def _ring(portal: Portal, number: int) -> None:
    state = portal.state
    if len(state.calls) == number:
        for key in dealt(portal)[number : number + 1]:
            state.calls.append(Call(id=f"c{number + 1}", key=key, at=state.now))
            portal.schedule(state.now + RINGS, STOPS, f"c{number + 1}")


def stop_ringing(portal: Portal, ref: str) -> None:
    """Nobody picked up."""
    call = portal.state.call(ref)
    if call is not None:
        call.step = "missed"


def is_scam(call: Call) -> bool:
    """Whether the caller is a scammer."""
    return call.key in scam_catalogue.scams()


def met(call: Call) -> scam_catalogue.Scam | scam_catalogue.Honest:
    """What the catalogue knows of the call."""
    return scam_catalogue.scams().get(call.key) or scam_catalogue.honest()[call.key]


def play(call: Call) -> Play:
    """What is said in the call. Raises ``LookupError`` if the data have no such play any more."""
    found = met(call).play
    if found is None:
        raise LookupError(f"{call.key!r} has no [play] in scams/call.toml or scams/honest/call.toml: add one")
    return found


def signs(call: Call) -> tuple[str, ...]:
    """How the caller could be known by what has been said, told after judging; what was not heard tells nothing."""
    return tuple(line.sign for line in play(call).lines[: call.line + 1])


def fill(portal: Portal, text: str) -> str:
    """A text of a call with whom it speaks to; citizens of cases are younger than 45, so anh or chị."""
    citizen = portal.case.citizen
    title = "chị" if citizen.sex == "f" else "anh"
    unit = "phường" if citizen.home.commune.startswith("Phường") else "xã"
    return text.format(title=title, Title=title.capitalize(), given=citizen.given, unit=unit)


def answer_call(portal: Portal, action: actions.AnswerCall) -> Outcome:
    call = portal.state.call(action.call)
    if call is None:
        return portal.refuse("call_unknown")
    if call.step == "missed" and not action.pick_up:
        call.step = "seen"
        return portal.accept("call_seen")
    if call.step != "ringing":
        return portal.refuse("call_not_ringing")
    if action.pick_up and any(other.step == "open" for other in portal.state.calls):
        return portal.refuse("call_busy")
    portal.forget(call.id, (STOPS,))
    if not action.pick_up:
        call.step = "declined"
        return portal.accept("call_declined")
    call.step = "open"
    if is_scam(call):
        portal.meet("scam_call")
    return portal.accept("call_answered")


def reply_call(portal: Portal, action: actions.ReplyCall) -> Outcome:
    call = portal.state.call(action.call)
    if call is None:
        return portal.refuse("call_unknown")
    if call.step != "open":
        return portal.refuse("call_not_open")
    if action.reply == "hang_up":
        call.step = "over"
        return portal.accept("call_ended")
    if action.reply not in replies(call):
        return portal.refuse("call_reply_unknown")
    if action.reply == "ask":
        call.line += 1
        return portal.accept("call_went_on")
    return _give(portal, call)


def replies(call: Call) -> dict[str, str]:
    """What one may answer to the caller's newest line, besides hanging up; an offer is declined once for all."""
    line = play(call).lines[call.line]
    found = {"ask": line.ask, "give": "" if call.offered >= 0 else line.give}
    return {reply: text for reply, text in found.items() if text}


def _give(portal: Portal, call: Call) -> Outcome:
    """An honest caller takes nothing; a scammer takes it, hangs up, and uses it."""
    if not is_scam(call):
        call.offered = call.line
        return portal.accept("call_not_wanted")
    call.gave = play(call).wants
    call.step = "over"
    amount = scams.take(portal, call.gave)
    if call.gave == "money":
        return portal.accept("call_fell_money", amount=amount)
    return portal.accept("call_fell_account")


def check_call(portal: Portal, action: actions.CheckCall) -> Outcome:
    call = portal.state.call(action.call)
    if call is None:
        return portal.refuse("call_unknown")
    if call.step not in ("open", "over"):
        return portal.refuse("call_not_heard")
    call.step, call.checked = "over", True
    return portal.accept("call_checked")


def judge_call(portal: Portal, action: actions.JudgeCall) -> Outcome:
    call = portal.state.call(action.call)
    if call is None:
        return portal.refuse("call_unknown")
    if call.step != "over":
        return portal.refuse("call_not_heard")
    call.verdict = action.verdict
    if is_scam(call):
        return portal.accept("call_scam_known") if action.verdict == "scam" else portal.accept("call_scam_trusted")
    return portal.accept("call_genuine_doubted") if action.verdict == "scam" else portal.accept("call_genuine_known")


def report_call(portal: Portal, action: actions.ReportCall) -> Outcome:
    call = portal.state.call(action.call)
    if call is None:
        return portal.refuse("call_unknown")
    if call.step != "over":
        return portal.refuse("call_not_heard")
    if call.reported:
        return portal.refuse("call_reported_already")
    call.reported = True
    return portal.accept("call_reported") if is_scam(call) else portal.accept("call_reported_genuine")


HANDLERS: dict[type[actions.Action], Any] = {
    actions.AnswerCall: answer_call,
    actions.ReplyCall: reply_call,
    actions.CheckCall: check_call,
    actions.JudgeCall: judge_call,
    actions.ReportCall: report_call,
}

EVENTS: dict[str, Callable[[Portal, str], None]] = {STOPS: stop_ringing}
