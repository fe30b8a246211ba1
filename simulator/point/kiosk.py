"""The public machine: card, code, form, scanner, payment, printer, and what must not stay on it.

A session that nobody touches is wiped by the machine itself after a while; what had been filled in is lost.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from simulator.outcome import Outcome
from simulator.point.personas import Persona, incidents
from simulator.shift import Kiosk, Shift, Visit

if TYPE_CHECKING:
    from simulator.portal import Portal

IDLE = 180
"""Seconds after which the machine wipes a session that nobody touches (simulation setting)."""


STOPPED = "kiosk_stopped_"
"""How the answers begin that an incident gives."""


def holds_somebody(kiosk: Kiosk) -> bool:
    """Whether somebody's data is on the machine or in its scanner."""
    return bool(kiosk.account or kiosk.form or kiosk.scanned or kiosk.tray)


def left(kiosk: Kiosk) -> list[str]:
    """What stays for whoever comes next."""
    kept = {"session": bool(kiosk.account), "data": bool(kiosk.form or kiosk.scanned), "tray": bool(kiosk.tray)}
    return [name for name, there in kept.items() if there]


def touch(portal: Portal, kiosk: Kiosk) -> None:
    """Somebody uses the machine; it waits its while anew."""
    kiosk.used = portal.state.now
    portal.forget("kiosk", {"kiosk_idle"})
    if kiosk.account:
        portal.schedule(portal.state.now + IDLE, "kiosk_idle", "kiosk")


def times_out(portal: Portal, ref: str) -> None:
    """Wipe the session; papers stay in the scanner. A machine that is cut off waits."""
    shift = portal.state.shift
    if shift is None:
        return
    if blocked(portal, shift, "send"):
        portal.schedule(portal.state.now + IDLE, "kiosk_idle", "kiosk")
    else:
        old = shift.kiosk
        shift.kiosk = Kiosk(tray=old.tray, used=old.used, timed_out=old.timed_out + 1)


def blocked(portal: Portal, shift: Shift, move: str) -> str:
    """The kind of incident that keeps a move from working now, if any."""
    for each in shift.incidents:
        kind = incidents()[each.kind]
        mended = bool(each.way) and kind.ways[each.way].mends
        if move in kind.blocks and portal.state.now < each.until and not mended:
            return each.kind
    return ""


# --- its moves: each does it, or says why it cannot be done ------------------------------


def _choose(portal: Portal, kiosk: Kiosk, persona: Persona, about: str) -> Outcome | None:
    kiosk.procedure = about
    return None


def _card(portal: Portal, kiosk: Kiosk, persona: Persona, about: str) -> Outcome | None:
    if kiosk.account:
        return portal.refuse("kiosk_taken")
    if not persona.account:
        return portal.refuse("kiosk_no_account")
    kiosk.account = "citizen"
    return None


def _own(portal: Portal, kiosk: Kiosk, persona: Persona, about: str) -> Outcome | None:
    if kiosk.account:
        return portal.refuse("kiosk_taken")
    kiosk.account, kiosk.code = "helper", True
    return None


def code_typed(portal: Portal, kiosk: Kiosk, persona: Persona, about: str) -> Outcome | None:
    """The one-time code is in."""
    if kiosk.account != "citizen":
        return portal.refuse("kiosk_no_card")
    if kiosk.code:
        return portal.refuse("kiosk_code_done")
    kiosk.code = True
    return None


def _own_code(portal: Portal, kiosk: Kiosk, persona: Persona, about: str) -> Outcome | None:
    """A code is typed from the person's own phone, if it comes there."""
    if kiosk.account == "citizen" and not kiosk.code and not persona.gets_codes:
        return portal.refuse("kiosk_no_code")
    return code_typed(portal, kiosk, persona, about)


def _form(portal: Portal, kiosk: Kiosk, persona: Persona) -> Outcome | None:
    """Whether the person's form is open."""
    if not (kiosk.account and kiosk.code):
        return portal.refuse("kiosk_not_in")
    if not kiosk.procedure:
        return portal.refuse("kiosk_no_procedure")
    if kiosk.procedure != persona.need or not persona.form:
        return portal.refuse("kiosk_other_form")
    return portal.refuse("kiosk_sent") if kiosk.sent else None


def _fill(portal: Portal, kiosk: Kiosk, persona: Persona, about: str) -> Outcome | None:
    refused = _form(portal, kiosk, persona)
    if refused is None:
        name, _, option = about.partition("=")
        kiosk.form[name] = option
    return refused


def _guess(portal: Portal, kiosk: Kiosk, persona: Persona, about: str) -> Outcome | None:
    refused = _form(portal, kiosk, persona)
    if refused is None:
        for name, field in persona.form.items():
            kiosk.form.setdefault(name, next(iter(field.options)))
    return refused


def _scan(portal: Portal, kiosk: Kiosk, persona: Persona, about: str) -> Outcome | None:
    refused = _form(portal, kiosk, persona)
    if refused is None:
        kiosk.scanned.append(about)
        kiosk.tray = [about]
    return refused


def _pay(portal: Portal, kiosk: Kiosk, persona: Persona, about: str) -> Outcome | None:
    refused = _form(portal, kiosk, persona)
    if refused is None and not persona.pays:
        return portal.refuse("kiosk_nothing_to_pay")
    if refused is None:
        kiosk.paid = True
    return refused


def _send(portal: Portal, kiosk: Kiosk, persona: Persona, about: str) -> Outcome | None:
    refused = _form(portal, kiosk, persona)
    if refused is not None:
        return refused
    empty = [field.label for name, field in persona.form.items() if name not in kiosk.form]
    if empty:
        return portal.refuse("kiosk_empty", fields=", ".join(empty))
    if set(persona.scans) - set(kiosk.scanned):
        return portal.refuse("kiosk_unscanned")
    if persona.pays and not kiosk.paid:
        return portal.refuse("kiosk_unpaid")
    kiosk.sent = True
    return None


def _print(portal: Portal, kiosk: Kiosk, persona: Persona, about: str) -> Outcome | None:
    if not kiosk.sent:
        return portal.refuse("kiosk_nothing_sent")
    kiosk.printed = True
    return None


def _after_sending(portal: Portal, kiosk: Kiosk, persona: Persona, about: str) -> Outcome | None:
    return None if kiosk.sent else portal.refuse("kiosk_nothing_sent")


def _sign_out(portal: Portal, kiosk: Kiosk, persona: Persona, about: str) -> Outcome | None:
    if not kiosk.account:
        return portal.refuse("kiosk_nobody_in")
    kiosk.account, kiosk.code, kiosk.procedure = "", False, ""
    return None


def _wipe(portal: Portal, kiosk: Kiosk, persona: Persona, about: str) -> Outcome | None:
    if kiosk.account:
        return portal.refuse("kiosk_sign_out_first")
    kiosk.form, kiosk.scanned, kiosk.procedure = {}, [], ""
    kiosk.paid = kiosk.sent = kiosk.printed = False
    return None


def _take_out(portal: Portal, kiosk: Kiosk, persona: Persona, about: str) -> Outcome | None:
    if not kiosk.tray:
        return portal.refuse("kiosk_tray_empty")
    kiosk.tray = []
    return None


MOVES: dict[str, Callable[[Portal, Kiosk, Persona, str], Outcome | None]] = {
    "choose": _choose,
    "card": _card,
    "own_account": _own,
    "let_type": _own_code,
    "read_code": code_typed,
    "type_code": _own_code,
    "fill": _fill,
    "guess": _guess,
    "scan": _scan,
    "let_pay": _pay,
    "take_cash": _pay,
    "send": _send,
    "print": _print,
    "track": _after_sending,
    "rate_self": _after_sending,
    "rate_for": _after_sending,
    "sign_out": _sign_out,
    "wipe": _wipe,
    "take_out": _take_out,
}
"""What the moves that touch the machine do to it."""


def use(portal: Portal, shift: Shift, visit: Visit, persona: Persona, move: str, about: str) -> Outcome | None:
    """Do a move at the machine; what it answers if it cannot be done."""
    stopped = blocked(portal, shift, move)
    if stopped:
        return portal.refuse("kiosk_stopped_" + stopped)
    refused = MOVES[move](portal, shift.kiosk, persona, about)
    if refused is None:
        shift.kiosk.visit = visit.id
        touch(portal, shift.kiosk)
    return refused
