"""The phone's app for calls: who rings, what is said, and what it was."""

from __future__ import annotations

from typing import Any

from simulator.clock import time_text
from simulator.datasets import label
from simulator.identity import calls
from simulator.identity.scam_catalogue import Scam
from simulator.portal import Portal
from simulator.state import Call

View = dict[str, Any]


def waiting(portal: Portal) -> int:
    """How many calls ring, or were missed and not looked at."""
    return sum(call.step in ("ringing", "missed") for call in portal.state.calls)


def ringing(portal: Portal) -> View | None:
    """The newest call that rings, for every screen of the phone."""
    found = [call for call in portal.state.calls if call.step == "ringing"]
    return {"id": found[-1].id, "sender": calls.met(found[-1]).sender} if found else None


def _said(portal: Portal, call: Call) -> list[View]:
    """Everything that has been said, in order; ``me`` says whether by the learner."""
    play = calls.play(call)
    said = []
    for number, line in enumerate(play.lines[: call.line + 1]):
        said.append({"me": False, "text": calls.fill(portal, line.says)})
        if number == call.offered:
            said.append({"me": True, "text": calls.fill(portal, line.give)})
            said.append({"me": False, "text": calls.fill(portal, play.declines)})
        if number < call.line:
            said.append({"me": True, "text": calls.fill(portal, line.ask)})
    if call.gave:
        said.append({"me": True, "text": calls.fill(portal, play.lines[call.line].give)})
    return said


def _call(portal: Portal, call: Call) -> View:
    play, met = calls.play(call), calls.met(call)
    heard = call.step in ("open", "over")
    known = call.verdict or call.gave or call.reported
    open_replies = calls.replies(call) if call.step == "open" else {}
    # In an order of their own for each line, so that no place on the screen means giving.
    order = portal.draw.shuffle(sorted(open_replies), f"calls/{call.id}/{call.line}")
    return {
        "id": call.id,
        "sender": met.sender,
        "time": time_text(portal.when(call.at)),
        "step": call.step,
        "state": label("call_step", call.step),
        "line": call.line,
        "context": calls.fill(portal, play.context),
        "said": _said(portal, call) if heard else [],
        "replies": [{"code": code, "text": calls.fill(portal, open_replies[code])} for code in order],
        "hotline": calls.fill(portal, play.hotline),
        "answer": calls.fill(portal, play.answer) if call.checked else "",
        "verdict": label("call_verdict", call.verdict) if call.verdict else "",
        "reported": call.reported,
        "scam": calls.is_scam(call) if known else False,
        "why": label("calls", "signs_scam" if calls.is_scam(call) else "signs_genuine") if known else "",
        "signs": list(calls.signs(call)) if known else [],
        "caught": met.caught if isinstance(met, Scam) and call.gave else "",
    }


def calls_view(portal: Portal, call: str) -> View:
    """The calls, newest first, or one of them."""
    chosen = portal.state.call(call)
    return {
        "calls": [_call(portal, each) for each in reversed(portal.state.calls)],
        "open": _call(portal, chosen) if chosen else None,
        "none": label("calls", "none"),
    }
