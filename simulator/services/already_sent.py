"""A dossier that the citizen of the story has sent before the learner comes, with what is wrong in it.

It is filed through the handlers that file every dossier, so that it is a dossier like any other; what is
done here is no action of the learner's and stands in no journal.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from simulator import actions
from simulator.actions import Action
from simulator.services import catalogue, documents, dossiers, drafts

if TYPE_CHECKING:
    from simulator.portal import Portal

FIRST = "d1"
"""The id of the dossier that the story has sent."""

_HANDLERS = {**drafts.HANDLERS, **dossiers.HANDLERS}


def begin(portal: Portal) -> None:
    """File what the story says was filed; raises ``ValueError`` if the portal would not take it."""
    if portal.case.scenario.sent is None:
        return
    for action in _steps(portal):
        outcome = _HANDLERS[type(action)](portal, action)
        if not outcome.ok:
            raise ValueError(f"{portal.case.lesson} cannot begin with a dossier sent: {action} gives {outcome.code}")


def _steps(portal: Portal) -> list[Action]:
    case, place = portal.case, portal.case.task.place
    answers = {name: text for name, text in case.sent_answers().items() if text}
    delivery: Any = case.task.delivery
    return [
        actions.StartDossier(procedure=case.task.procedure, province=place.province_code, commune=place.commune_code),
        actions.FillOwner(dossier=FIRST, phone=case.registered_phone, email=case.citizen.email),
        actions.FillForm(dossier=FIRST, answers=answers),
        *(
            actions.AttachDocument(dossier=FIRST, slot=slot.id, source="device", file=_file(portal, slot))
            for slot in catalogue.procedures()[case.task.procedure].documents
            if documents.wanted(slot, answers)
        ),
        actions.ChooseDelivery(dossier=FIRST, delivery=delivery),
        actions.SubmitDossier(dossier=FIRST, accept_terms=True),
    ]


def _file(portal: Portal, slot: catalogue.Slot) -> str:
    """The file of the simulated computer that lies in a document's place."""
    case, sent = portal.case, portal.case.scenario.sent
    wrong = sent.papers.get(slot.id) if sent else None
    kinds = (wrong,) if wrong else slot.accepts
    found = [f.id for f in case.files if f.kind in kinds and f.format in slot.formats and not f.part]
    if not found:
        raise ValueError(f"{case.lesson}: no file for {slot.id!r} lies on the computer, wanted is one of {kinds}")
    return found[0]
