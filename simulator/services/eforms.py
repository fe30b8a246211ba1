"""E-forms: a JSON Schema each (the subset in ``KEYWORDS``), pre-filled from data that is known.

Every answer travels as text, as people typed it; whole numbers and days are read from it.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from typing import TYPE_CHECKING, Any

from simulator import datasets
from simulator.identity import population
from simulator.identity.numbers import digits
from simulator.people.places import authority
from simulator.services import catalogue
from simulator.services.catalogue import plain
from simulator.state import EDITABLE

if TYPE_CHECKING:
    from simulator.portal import Portal
    from simulator.state import Dossier

KEYWORDS = {"title", "description", "type", "enum", "format", "minimum", "maximum", "maxLength", "minLength"}
_DAY = re.compile(r"(\d{1,2})[/\-.](\d{1,2})[/\-.](\d{4})", re.ASCII)
EXTRA = {"x-prefill", "x-locked", "x-labels", "x-choices", "x-group", "x-register", "x-person", "x-after"}
"""Our own additions: where the value comes from, whether it may be changed, wording of choices (a group of the
labels, or the wordings themselves), heading, the letter's reason if the register says otherwise, the field
that says whom the dossier is for, and the field whose day this one may not come before."""


def tidy(text: str) -> str:
    """NFC, single spaces, no spaces at the ends."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def read_day(text: str) -> date | None:
    """A day written dd/mm/yyyy (or with - or .), or nothing."""
    match = _DAY.fullmatch(tidy(text))
    if not match:
        return None
    try:
        return date(int(match[3]), int(match[2]), int(match[1]))
    except ValueError:
        return None


def choices(field: dict[str, Any]) -> dict[str, str]:
    """A list's choices with their wordings, in the form's order; empty for what is typed freely."""
    words = field.get("x-choices") or (datasets.labels()[field["x-labels"]] if "x-labels" in field else {})
    return {code: words[code] for code in field.get("enum", ())}


def prefilled(schema: dict[str, Any], portal: Portal, dossier: Dossier) -> dict[str, str]:
    """What the form already holds: from the population data and the dossier itself."""
    procedure = catalogue.procedures()[dossier.procedure]
    known = population.held(portal) | {"authority": authority(dossier.province, dossier.commune, procedure.authority)}
    return {name: known[field["x-prefill"]] for name, field in schema["properties"].items() if "x-prefill" in field}


def content(portal: Portal, dossier: Dossier) -> dict[str, str]:
    """What the form says: the answers, and in its locked fields what is known today, until it is sent."""
    if dossier.status not in EDITABLE:
        return dossier.answers
    form = catalogue.procedures()[dossier.procedure].eform or {"properties": {}}
    known = prefilled(form, portal, dossier)
    return dossier.answers | {name: text for name, text in known.items() if form["properties"][name].get("x-locked")}


def person_field(schema: dict[str, Any]) -> str:
    """The field that says whom a dossier is for; empty where nobody else is meant than who files it."""
    return next((name for name, field in schema["properties"].items() if field.get("x-person")), "")


def _fault(field: dict[str, Any], text: str) -> str | None:
    if field.get("format") == "date":
        if read_day(text):
            return None
        return "no_day" if _DAY.fullmatch(text) else "date"
    if field.get("type") == "integer":
        if not re.fullmatch(r"\d{1,6}", text, re.ASCII):
            return "number"
        low, high = field.get("minimum", 0), field.get("maximum", 999_999)
        return None if low <= int(text) <= high else "range"
    if "enum" in field and text not in field["enum"]:
        return "choice"
    if len(text) > field.get("maxLength", 120):
        return "long"
    if len(text) < field.get("minLength", 0):
        return "short"
    return None


def agree(field: dict[str, Any], given: str, right: str) -> bool:
    """Whether an answer says what the register says; marks, case and the spaces in numbers do not matter."""
    if field.get("format") == "date":
        return read_day(given) is not None and read_day(given) == read_day(right)
    if digits(right).isdigit():
        return digits(given) == digits(right)
    return plain(tidy(given)) == plain(tidy(right))


def faults(schema: dict[str, Any], answers: dict[str, str], fixed: dict[str, str]) -> dict[str, str]:
    """Field to the kind of fault.

    Kinds of fault: missing, unknown, locked, date, no_day, number, range, choice, long, short, before.
    """
    found: dict[str, str] = {name: "unknown" for name in sorted(answers) if name not in schema["properties"]}
    for name, field in schema["properties"].items():
        text = tidy(answers.get(name, fixed.get(name, "")))
        if field.get("x-locked"):
            if text != tidy(fixed.get(name, "")):
                found[name] = "locked"
        elif not text:
            if name in schema.get("required", ()):
                found[name] = "missing"
        elif fault := _fault(field, text):
            found[name] = fault
        elif "x-after" in field and _before(text, answers.get(field["x-after"], "")):
            found[name] = "before"
    return found


def _before(day: str, other: str) -> bool:
    """Whether a day lies before another; an unreadable one has a fault of its own."""
    first, second = read_day(other), read_day(day)
    return first is not None and second is not None and second < first


def fault_text(schema: dict[str, Any], name: str, kind: str, answers: dict[str, str]) -> str:
    """What is wrong in one field, in the learner's words, with the limits that it must keep."""
    field = schema["properties"].get(name, {})
    return datasets.label("field_fault", kind).format(
        text=tidy(answers.get(name, "")),
        low=field.get("minimum", 0),
        high=field.get("maximum", 999_999),
        least=field.get("minLength", 0),
        most=field.get("maxLength", 120),
    )
