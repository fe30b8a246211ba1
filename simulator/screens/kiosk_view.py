"""The public machine as it stands beside the desk: whose session is open, the form, papers, payment, slip."""

from __future__ import annotations

from typing import Any

from simulator.clock import moment_text
from simulator.payments import orders, vietqr
from simulator.point import conduct, kiosk
from simulator.point.personas import Persona, personas, said
from simulator.point.serving import did
from simulator.portal import Portal
from simulator.screens.point_words import say
from simulator.services import catalogue, fees
from simulator.shift import Kiosk, Shift, Visit

View = dict[str, Any]
WARNING = 60
"""From how many seconds before it wipes a session by itself the machine says so (simulation setting)."""


def kiosk_view(portal: Portal, shift: Shift) -> View:
    """What the machine shows of whoever used it last, and what can be entered for the person at the desk."""
    machine, visit = shift.kiosk, shift.visit(shift.serving)
    owner = shift.visit(machine.visit)
    whose = personas()[owner.persona] if owner else None
    words = owner.words if owner else {}
    served = personas()[visit.persona] if visit else None
    return {
        "account": machine.account,
        "whose": say("kiosk", machine.account or "nobody", name=words.get("name", "")),
        "hint": _hint(machine, served or whose),
        "procedure": _matter(machine, None),
        "shown": _shown(machine, whose),
        "fields": _fields(machine, served),
        "scans": _scans(visit),
        "tray": [said(whose.papers[paper], words) for paper in machine.tray] if whose else [],
        "pay": _pay(portal, machine, served),
        "paid": machine.paid,
        "sent": code(portal, machine) if machine.sent else "",
        "slip": _slip(portal, machine, _matter(machine, whose)) if machine.printed else None,
        "left": say("kiosk", "left") if _left(shift, machine) else "",
        "idle": _idle(portal, machine),
        "timed_out": say("kiosk", "timed_out") if machine.timed_out and not kiosk.holds_somebody(machine) else "",
    }


def code(portal: Portal, machine: Kiosk) -> str:
    """The code of what was sent here; like every number of ours nobody else has it."""
    number = portal.draw.below(10**6, f"point/{machine.visit}/code")
    return f"MP{portal.now:%y}-{number:06d}"


def _matter(machine: Kiosk, whose: Persona | None) -> str:
    """The procedure that is open, or else the one that somebody came for."""
    found = catalogue.procedures().get(machine.procedure)
    return found.name if found else conduct.matter(whose) if whose else ""


def _form_is_open(machine: Kiosk, persona: Persona | None) -> bool:
    """Whether the person's form is on the screen."""
    return bool(persona and persona.form and machine.account and machine.code and machine.procedure == persona.need)


def _hint(machine: Kiosk, persona: Persona | None) -> str:
    """What the machine asks for next."""
    if machine.sent:
        return ""
    if machine.account == "citizen" and not machine.code:
        return say("kiosk", "code")
    if not machine.account:
        return say("kiosk", "card")
    if not machine.procedure:
        return say("kiosk", "choose")
    return "" if _form_is_open(machine, persona) else say("kiosk", "other")


def _shown(machine: Kiosk, whose: Persona | None) -> list[View]:
    """The form on the machine's screen: each field with what was filled in, also where somebody left it there."""
    if whose is None or not (machine.form or _form_is_open(machine, whose)):
        return []
    filled = {name: field.options.get(machine.form.get(name, "")) for name, field in whose.form.items()}
    return [
        {"label": whose.form[name].label, "value": value or say("kiosk", "empty"), "filled": bool(value)}
        for name, value in filled.items()
    ]


def _fields(machine: Kiosk, served: Persona | None) -> list[View]:
    """What can be filled in now for the person at the desk."""
    if served is None or machine.sent or not _form_is_open(machine, served):
        return []
    return [
        {
            "id": name,
            "label": field.label,
            "value": machine.form.get(name, ""),
            "options": [{"id": option, "name": text} for option, text in field.options.items()],
        }
        for name, field in served.form.items()
    ]


def _scans(visit: Visit | None) -> list[View]:
    """The papers that lie on the desk, each with whether it has been scanned."""
    if visit is None or not did(visit, "take_papers"):
        return []
    return [
        {"id": paper, "text": said(text, visit.words), "done": did(visit, "scan", paper)}
        for paper, text in personas()[visit.persona].papers.items()
    ]


def _pay(portal: Portal, machine: Kiosk, persona: Persona | None) -> View | None:
    """The code to pay with, once the form is filled in."""
    if persona is None or not persona.pays or machine.paid or machine.sent or not _form_is_open(machine, persona):
        return None
    if set(persona.form) - set(machine.form):
        return None
    amount = _fee(portal, persona)
    if not amount:
        return {"amount": say("kiosk", "listed"), "picture": ""}
    number = portal.draw.below(1000, f"point/{machine.visit}/order")
    content = vietqr.build(orders.account(portal), amount, say("kiosk", "purpose", number=f"{number:03d}"))
    return {
        "amount": fees.money(amount),
        "picture": vietqr.picture(content, above=say("kiosk", "above"), name=say("kiosk", "picture")),
    }


def _fee(portal: Portal, persona: Persona) -> int:
    """What the matter costs here in đồng: as it is filed online, else as the fee table has it; 0 if it is not known."""
    procedure, home = catalogue.procedures()[persona.need], portal.case.citizen.home
    rows = fees.in_force(procedure, home.province_code, "online", portal.now.date()) + list(procedure.fees)
    return next((row.amount for row in rows if row.amount), 0)


def _slip(portal: Portal, machine: Kiosk, name: str) -> View:
    return {"code": code(portal, machine), "procedure": name, "when": moment_text(portal.when(machine.used))}


def _left(shift: Shift, machine: Kiosk) -> bool:
    """Whether somebody else's data is there."""
    return kiosk.holds_somebody(machine) and machine.visit != shift.serving


def _idle(portal: Portal, machine: Kiosk) -> str:
    """The warning before the machine wipes a session by itself."""
    ends = next((event.at for event in portal.state.events if event.kind == "kiosk_idle"), None)
    if ends is None or not machine.account or ends - portal.state.now > WARNING:
        return ""
    return say("kiosk", "idle", seconds=str(max(0, ends - portal.state.now)))
