"""The visit as it should go, made of a persona's data: for tests, for bots, and to show afterwards."""

from __future__ import annotations

from simulator.point.personas import Persona

Planned = tuple[str, str]
"""A move and what it is about."""


def visit(persona: Persona) -> list[Planned]:
    """Every move of a visit without a fault, in an order that works."""
    steps: list[Planned] = [("greet", ""), ("listen", ""), ("ask_need", "")]
    steps += [(needs[0], "") for needs in persona.aids]
    gentle = any(fact.gentle for fact in persona.facts.values())
    steps += [("quiet_place", "")] if gentle and ("quiet_place", "") not in steps else []
    steps += [("stop", "")] if "stop" in persona.safety else []
    steps += [("ask", name) for name, fact in persona.facts.items() if fact.needed]
    steps += [(move, "") for move in persona.safety if move != "stop"]
    if persona.papers or persona.missing:
        steps += [("ask_papers", ""), ("take_papers", "")]
    steps.append(("explain_plainly", ""))
    if persona.at_kiosk:
        steps += _at_kiosk(persona)
    steps.append(("say_next", persona.promise))
    steps += [("refuse_gift", "")] if persona.gift else []
    if persona.at_kiosk:
        steps += [("rate_self", ""), ("sign_out", ""), ("wipe", "")]
        steps += [("take_out", "")] if persona.scans else []
    if persona.papers or persona.missing:
        steps.append(("return_papers", ""))
    return [*steps, ("end", persona.ends[0])]


def _at_kiosk(persona: Persona) -> list[Planned]:
    steps: list[Planned] = [("choose", persona.need), ("card", ""), ("look_away", ""), ("let_type", "")]
    steps += [("fill", f"{name}={field.right}") for name, field in persona.form.items()]
    steps += [("scan", paper) for paper in persona.scans]
    steps += [("tell_fee", ""), ("let_pay", "")] if persona.pays else []
    return [*steps, ("send", ""), ("print", "")]
