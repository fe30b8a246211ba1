"""Drafts: beginning one, telling several apart by whom they are for, and who may change them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from simulator import actions, datasets
from simulator.clock import day_text
from simulator.identity import calls, card
from simulator.outcome import Outcome
from simulator.people.places import authority, place
from simulator.services import catalogue, eforms
from simulator.state import DRAFT, EDITABLE, Dossier

if TYPE_CHECKING:
    from simulator.portal import Portal


def can_edit(dossier: Dossier) -> bool:
    """Whether the citizen may change it."""
    return dossier.status in EDITABLE


def known(portal: Portal, name: str) -> Dossier | Outcome:
    """The dossier if the learner is signed in and has begun it, else the refusal."""
    if portal.state.session.step != "in":
        return portal.refuse("sign_in_first")
    return portal.state.dossier(name) or portal.refuse("dossier_unknown")


def opened(portal: Portal, name: str) -> Dossier | Outcome:
    """The dossier if the learner is signed in and may change it, else the refusal."""
    found = known(portal, name)
    if isinstance(found, Outcome) or can_edit(found):
        return found
    return portal.refuse("dossier_closed", status=datasets.label("status", str(found.status)))


def form_of(dossier: Dossier) -> dict[str, Any]:
    """The e-form of a dossier's procedure; only procedures that have one can be begun."""
    form = catalogue.procedures()[dossier.procedure].eform
    assert form is not None  # noqa: S101 - start made sure
    return form


def person(dossier: Dossier) -> str:
    """Whom a dossier is for, as its form says so far; empty if the form does not say."""
    return dossier.answers.get(eforms.person_field(form_of(dossier)), "")


def beside(portal: Portal, dossier: Dossier) -> list[Dossier]:
    """The other drafts of the same procedure at the same authority."""
    where = (dossier.procedure, dossier.province, dossier.commune)
    return [d for d in portal.state.dossiers if d is not dossier and _is_draft(d, *where)]


def _is_draft(dossier: Dossier, *where: str) -> bool:
    return dossier.status == DRAFT and (dossier.procedure, dossier.province, dossier.commune) == where


def start(portal: Portal, action: actions.StartDossier) -> Outcome:
    """Begin a draft. A second one at the same place is begun for somebody else, and only if asked for."""
    if portal.state.session.step != "in":
        return portal.refuse("sign_in_first")
    procedure = catalogue.procedures().get(action.procedure)
    if procedure is None:
        return portal.refuse("procedure_unknown", code=action.procedure)
    if procedure.code != portal.case.task.procedure:
        return portal.refuse("filing_not_simulated", name=procedure.name)
    if place(action.province, action.commune) is None:
        return portal.refuse("place_unknown")
    if card.limited(portal):
        return portal.refuse("account_limited", day=day_text(card.expired_on(portal)))
    there = [d for d in portal.state.dossiers if _is_draft(d, procedure.code, action.province, action.commune)]
    if there and not action.another:
        named = person(there[-1])
        if named and portal.case.task.also:
            return portal.refuse("draft_for", name=named)
        return portal.refuse("draft_exists")
    if not all(map(person, there)):
        return portal.refuse("draft_unnamed")
    dossier = Dossier(
        id=f"d{len(portal.state.dossiers) + 1}",
        procedure=procedure.code,
        province=action.province,
        commune=action.commune,
        created=portal.state.now,
    )
    portal.state.dossiers.append(dossier)
    calls.after_beginning(portal)
    return portal.accept("dossier_started", authority=authority(dossier.province, dossier.commune, procedure.authority))


HANDLERS: dict[type[actions.Action], Any] = {actions.StartDossier: start}
