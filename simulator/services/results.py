"""What a result says, and whose it is: rows of the procedure's data, filled from the e-form and the people around."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulator.services import catalogue, drafts, eforms
from simulator.state import Dossier

if TYPE_CHECKING:
    from simulator.portal import Portal


def rows(portal: Portal, dossier: Dossier) -> list[tuple[str, str]]:
    """The result's own lines; one that has nothing to say is left out."""
    said = [
        (label, _said(portal, dossier, source))
        for label, source in catalogue.procedures()[dossier.procedure].result_rows
    ]
    return [(label, text) for label, text in said if text]


def holder(portal: Portal, dossier: Dossier) -> str:
    """The name of the one whose result it is."""
    rows_ = catalogue.procedures()[dossier.procedure].result_rows
    return _said(portal, dossier, rows_[0][1]) if rows_ else portal.case.citizen.name


def _said(portal: Portal, dossier: Dossier, source: str) -> str:
    citizen, answers = portal.case.citizen, dossier.answers
    who, _, what = source.partition(".")
    if who == "holder":
        return _number(portal, holder(portal, dossier))
    if who in ("mother", "father"):
        own = (citizen.sex == "f") == (who == "mother")
        return citizen.name if own else answers.get("other_parent", "")
    if who == "citizen":
        known = {"name": citizen.name, "born": citizen.birth_text, "number": citizen.person_number}
        return known[what]
    field = drafts.form_of(dossier)["properties"][source]
    return eforms.choices(field).get(answers.get(source, ""), answers.get(source, ""))


def _number(portal: Portal, name: str) -> str:
    """A child's number comes with the registration of its birth."""
    return next(
        (p.person_number for p in portal.case.everybody if catalogue.plain(p.name) == catalogue.plain(name)), ""
    )
