"""What an officer checks before receiving a dossier: authority, papers, answers, and whom it is for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulator.identity import population
from simulator.services import catalogue, documents, drafts, eforms
from simulator.state import DRAFT, REFUSED, STOPPED, WITHDRAWN, Dossier

if TYPE_CHECKING:
    from simulator.portal import Portal

NOT_COUNTED = (DRAFT, REFUSED, WITHDRAWN, STOPPED)
"""The statuses of dossiers that nothing comes of, or not yet."""


def in_reach(portal: Portal, dossier: Dossier) -> bool:
    """Whether this authority may take the dossier: the task's own, any of its province, or any at all."""
    task = portal.case.task
    if task.reach == "any":
        return True
    if task.reach == "province":
        return dossier.province == task.place.province_code
    return (dossier.province, dossier.commune) == (task.place.province_code, task.place.commune_code)


def _named(portal: Portal, dossier: Dossier) -> int | None:
    """Which of the task's people the form names, if any; counted from 0."""
    form = drafts.form_of(dossier)
    field = eforms.person_field(form)
    given = drafts.person(dossier)
    for number, right in enumerate(portal.case.task.everyone):
        if field and eforms.agree(form["properties"][field], given, right.get(field, "")):
            return number
    return None


def _before(portal: Portal, dossier: Dossier) -> list[Dossier]:
    """The other dossiers that were sent earlier and still count."""
    sent = [d for d in portal.state.dossiers if d.status not in NOT_COUNTED and d.procedure == dossier.procedure]
    turn = (dossier.submitted, portal.state.dossiers.index(dossier))
    return [d for d in sent if (d.submitted, portal.state.dossiers.index(d)) < turn]


def person(portal: Portal, dossier: Dossier) -> int:
    """Which of the task's people a dossier is for: whom its form names, else the first whom no earlier one names."""
    named = _named(portal, dossier)
    if named is not None:
        return named
    taken = [_named(portal, other) for other in _before(portal, dossier)]
    return next((number for number in range(len(portal.case.task.everyone)) if number not in taken), 0)


def shortcomings(portal: Portal, dossier: Dossier) -> list[str]:
    """Everything an officer finds missing or wrong, as keys of the letter's reasons."""
    number = person(portal, dossier)
    return [*papers(portal, dossier, number), *prefilled(portal, dossier), *_answers(portal, dossier, number)]


def papers(portal: Portal, dossier: Dossier, number: int) -> list[str]:
    """What is missing or wrong among the papers of a dossier for the task's person of this number."""
    procedure = catalogue.procedures()[dossier.procedure]
    wrong = documents.faults(portal, procedure, dossier.documents, dossier.answers)
    for slot, kinds in portal.case.scenario.papers.items():
        if slot in dossier.documents and slot not in wrong:
            kind = documents.kind(portal, dossier.documents[slot])
            if kind in kinds and kind != kinds[number]:
                wrong[slot] = "other_person"
    return [f"{kind}:{slot}" for slot, kind in wrong.items()]


def prefilled(portal: Portal, dossier: Dossier) -> list[str]:
    """The fields that were filled in with wrong population data."""
    right, fields = population.truth(portal.case.citizen), drafts.form_of(dossier)["properties"]
    known = {name: right[field["x-prefill"]] for name, field in fields.items() if field.get("x-prefill") in right}
    return [f"prefilled_wrong:{name}" for name, text in known.items() if dossier.answers.get(name) != text]


def _answers(portal: Portal, dossier: Dossier, number: int) -> list[str]:
    form, right = drafts.form_of(dossier), portal.case.task.everyone[number]
    found = [
        f"{field['x-register']}:{name}"
        for name, field in form["properties"].items()
        if "x-register" in field and not eforms.agree(field, dossier.answers.get(name, ""), right.get(name, ""))
    ]
    if portal.case.task.also and any(person(portal, other) == number for other in _before(portal, dossier)):
        found.append(f"already_filed:{eforms.person_field(form)}")
    return found
