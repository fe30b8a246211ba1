"""The public machine as it stands beside the desk: whose session is open, the form, papers, payment, slip."""

from __future__ import annotations

from typing import Any

from simulator.clock import moment_text
from simulator.payments import orders, vietqr
from simulator.people.places import HANOI
from simulator.point import kiosk
from simulator.point.personas import Persona, personas, said
from simulator.portal import Portal
from simulator.screens.point_words import say
from simulator.services import catalogue, fees
from simulator.shift import Kiosk, Shift

View = dict[str, Any]
WARNING = 60
"""From how many seconds before it wipes a session by itself the machine says so (simulation setting)."""


def kiosk_view(portal: Portal, shift: Shift) -> View:
    """What the machine shows now."""
    machine = shift.kiosk
    owner = shift.visit(machine.visit)
    persona = personas()[owner.persona] if owner else None
    words = owner.words if owner else {}
    procedure = catalogue.procedures().get(machine.procedure)
    return {
        "account": machine.account,
        "whose": say("kiosk", machine.account or "nobody", name=words.get("name", "")),
        "hint": _hint(machine, persona),
        "procedure": procedure.name if procedure else "",
        "fields": _fields(machine, persona),
        "scans": _scans(shift, machine, persona),
        "tray": [said(persona.papers[paper], words) for paper in machine.tray] if persona else [],
        "pay": _pay(portal, machine, persona),
        "paid": machine.paid,
        "sent": code(portal, machine) if machine.sent else "",
        "slip": _slip(portal, machine, procedure.name if procedure else _matter(persona)) if machine.printed else None,
        "left": say("kiosk", "left") if _left(shift, machine) else "",
        "idle": _idle(portal, machine),
        "timed_out": say("kiosk", "timed_out") if machine.timed_out and not kiosk.holds_somebody(machine) else "",
    }


def code(portal: Portal, machine: Kiosk) -> str:
    """The code of what was sent here; like every number of ours nobody else has it."""
    number = portal.draw.below(10**6, f"point/{machine.visit}/code")
    return f"MP{portal.now:%y}-{number:06d}"


def _matter(persona: Persona | None) -> str:
    return catalogue.procedures()[persona.need].name if persona and persona.need else ""


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


def _fields(machine: Kiosk, persona: Persona | None) -> list[View]:
    """The form: each field with what was filled in; also where it was left on the machine."""
    if persona is None or not (_form_is_open(machine, persona) or machine.form):
        return []
    return [
        {
            "id": name,
            "label": field.label,
            "value": machine.form.get(name, ""),
            "shown": field.options.get(machine.form.get(name, ""), say("kiosk", "empty")),
            "options": [{"id": option, "name": text} for option, text in field.options.items()],
            "open": _form_is_open(machine, persona) and not machine.sent,
        }
        for name, field in persona.form.items()
    ]


def _scans(shift: Shift, machine: Kiosk, persona: Persona | None) -> list[View]:
    """The papers that were seen, each with whether it has been scanned."""
    visit = shift.visit(machine.visit)
    if persona is None or visit is None or not any(step.move == "take_papers" for step in visit.steps):
        return []
    return [
        {"id": paper, "text": said(text, visit.words), "done": paper in machine.scanned}
        for paper, text in persona.papers.items()
    ]


def _pay(portal: Portal, machine: Kiosk, persona: Persona | None) -> View | None:
    """The code to pay with, once the form is filled in."""
    if persona is None or not persona.pays or machine.paid or machine.sent or not _form_is_open(machine, persona):
        return None
    if set(persona.form) - set(machine.form):
        return None
    amount = _fee(portal, persona)
    number = portal.draw.below(1000, f"point/{machine.visit}/order")
    content = vietqr.build(orders.account(portal), amount, say("kiosk", "purpose", number=f"{number:03d}"))
    return {
        "amount": fees.money(amount),
        "picture": vietqr.picture(content, above=say("kiosk", "above"), name=say("kiosk", "picture")),
    }


def _fee(portal: Portal, persona: Persona) -> int:
    """What the matter costs here in đồng: filed online if that costs anything, else the procedure's dearest row."""
    procedure = catalogue.procedures()[persona.need]
    rows = fees.in_force(procedure, HANOI, "online", portal.now.date()) or list(procedure.fees)
    return next((row.amount for row in rows if row.amount), max((row.amount for row in procedure.fees), default=0)) or 1


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
