"""Dossiers: the four steps of filing, and supplementing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from simulator import actions, datasets
from simulator.identity import card, lifecycle, population
from simulator.identity.numbers import digits
from simulator.office import reception
from simulator.outcome import Outcome
from simulator.payments import orders
from simulator.services import catalogue, documents, drafts, eforms, fees, signing
from simulator.state import SUPPLEMENT, Attached, Dossier

if TYPE_CHECKING:
    from simulator.portal import Portal


NAMED = 3
"""How many wrong fields an answer names; the form marks all of them."""
MAX_MADE = 20
"""How many files may be made by joining photographs in one case."""


def fee_of(portal: Portal, dossier: Dossier) -> int:
    """What this dossier costs on filing, in đồng, at today's rows of the fee table."""
    return fees.of_dossier(portal, dossier, catalogue.procedures()[dossier.procedure])


def _changed(portal: Portal, dossier: Dossier, outcome: Outcome) -> Outcome:
    """The answer to a change; if it cancelled an open payment code, one that says so."""
    if not orders.cancel(portal, dossier):
        return outcome
    return portal.accept("order_cancelled", what=datasets.label("changed", outcome.code))


def fill_owner(portal: Portal, action: actions.FillOwner) -> Outcome:
    dossier = drafts.opened(portal, action.dossier)
    if isinstance(dossier, Outcome):
        return dossier
    phone, email = digits(action.phone), action.email.strip()
    if not (phone.isascii() and phone.isdigit() and len(phone) == 10):
        return portal.refuse("phone_shape")
    if phone not in (portal.case.registered_phone, portal.case.citizen.phone):
        return portal.refuse("phone_not_yours")
    if email and ("@" not in email or " " in email or email.startswith("@") or email.endswith("@")):
        return portal.refuse("email_shape", email=email)
    dossier.phone, dossier.email = phone, email
    dossier.step = max(dossier.step, 2)
    return _changed(portal, dossier, portal.accept("owner_saved"))


def fill_form(portal: Portal, action: actions.FillForm) -> Outcome:
    dossier = drafts.opened(portal, action.dossier)
    if isinstance(dossier, Outcome):
        return dossier
    if dossier.step < 2:
        return portal.refuse("step_missing", step=datasets.label("step", "1"))
    schema = drafts.form_of(dossier)
    fixed = eforms.prefilled(schema, portal, dossier)
    answers = {name: eforms.tidy(text) for name, text in action.answers.items()}
    wrong = eforms.faults(schema, answers, fixed)
    if wrong:
        fields = schema["properties"]
        named = [
            f"{fields.get(name, {}).get('title', name)} ({eforms.fault_text(schema, name, kind, answers)})"
            for name, kind in wrong.items()
        ]
        if len(named) > NAMED:
            named[NAMED:] = [datasets.label("more", "fields").format(count=len(named) - NAMED)]
        return portal.refuse("form_faults", fields="; ".join(named))
    if dossier.status == SUPPLEMENT and dossier.fee > 0 and answers.get("copies") != dossier.answers.get("copies"):
        return portal.refuse("copies_paid", copies=dossier.answers.get("copies", ""))
    whose = answers.get(eforms.person_field(schema), "")
    if any(catalogue.plain(drafts.person(other)) == catalogue.plain(whose) for other in drafts.beside(portal, dossier)):
        return portal.refuse("draft_same_person", name=whose)
    if portal.case.planted("network_drop") and "network_drop" not in portal.state.faults_met:
        portal.meet("network_drop")
        return portal.refuse("form_not_saved")
    was_signed = signing.signed(portal, dossier)
    dossier.answers = {**fixed, **answers}
    dossier.step = max(dossier.step, 3)
    if was_signed and not signing.signed(portal, dossier):
        return _changed(portal, dossier, portal.accept("form_saved_unsigned"))
    return _changed(portal, dossier, portal.accept("form_saved"))


def attach_document(portal: Portal, action: actions.AttachDocument) -> Outcome:
    dossier = drafts.opened(portal, action.dossier)
    if isinstance(dossier, Outcome):
        return dossier
    slot = catalogue.procedures()[dossier.procedure].slot(action.slot)
    if slot is None:
        return portal.refuse("slot_unknown")
    if action.source not in slot.sources:
        return portal.refuse("source_not_allowed", slot=slot.name)
    if action.source == "wallet":
        if not portal.state.account.wallet_open:
            return portal.refuse("wallet_locked")
        paper = documents.wallet_paper(portal.case, action.file)
        if paper is None:
            return portal.refuse("file_unknown")
        expired = card.use(portal, paper.kind)
        if expired is not None:
            return expired
        name = paper.name
    else:
        file = documents.device_file(portal, action.file)
        if file is None:
            return portal.refuse("file_unknown")
        if file.size_kb > documents.MAX_KB:
            portal.meet("big_file")
            limit = f"{documents.MAX_KB // 1000} MB"
            return portal.refuse(
                "file_too_big", name=file.name, size=f"{file.size_kb / 1000:.1f} MB".replace(".", ","), limit=limit
            )
        if file.format not in slot.formats:
            portal.meet("bad_files")
            wanted = ", ".join(f.upper() for f in slot.formats)
            return portal.refuse("file_format", name=file.name, format=file.format.upper(), wanted=wanted)
        name = file.name
    dossier.documents[slot.id] = Attached(action.source, action.file)
    return _changed(portal, dossier, portal.accept("document_attached", name=name, slot=slot.name))


def remove_document(portal: Portal, action: actions.RemoveDocument) -> Outcome:
    dossier = drafts.opened(portal, action.dossier)
    if isinstance(dossier, Outcome):
        return dossier
    if dossier.documents.pop(action.slot, None) is None:
        return portal.refuse("slot_empty")
    return _changed(portal, dossier, portal.accept("document_removed"))


def choose_delivery(portal: Portal, action: actions.ChooseDelivery) -> Outcome:
    dossier = drafts.opened(portal, action.dossier)
    if isinstance(dossier, Outcome):
        return dossier
    missing = _missing(portal, dossier)
    if missing:
        return portal.refuse("step_missing", step=missing)
    dossier.delivery = action.delivery
    dossier.step = max(dossier.step, 4)
    chosen = portal.accept("delivery_chosen", delivery=datasets.label("delivery", action.delivery))
    return _changed(portal, dossier, chosen)


def _missing(portal: Portal, dossier: Dossier) -> str | None:
    """The first of steps 1 to 3 that is not done, by name."""
    if dossier.step < 2:
        return datasets.label("step", "1")
    if dossier.step < 3:
        return datasets.label("step", "2")
    procedure = catalogue.procedures()[dossier.procedure]
    if documents.missing(procedure, dossier.documents, dossier.answers):
        return datasets.label("step", "3")
    return None


def _held_up(portal: Portal, dossier: Dossier) -> Outcome | None:
    """Why a complete dossier had better not go out yet: a correction is on its way, or a signature is missing."""
    if population.pending(portal):
        return portal.refuse("data_pending")
    if signing.lacking(portal, dossier):
        if signing.by_hand(portal):
            return portal.refuse("hand_signature_missing")
        return portal.refuse("signature_missing")
    return portal.refuse("level_too_low") if lifecycle.too_low(portal) else None


def submit_dossier(portal: Portal, action: actions.SubmitDossier) -> Outcome:
    dossier = drafts.opened(portal, action.dossier)
    if isinstance(dossier, Outcome):
        return dossier
    if dossier.status == SUPPLEMENT:
        return portal.refuse("supplement_not_new")
    missing = _missing(portal, dossier)
    if missing:
        return portal.refuse("step_missing", step=missing)
    held_up = _held_up(portal, dossier)
    if held_up is not None:
        return held_up
    if not dossier.delivery:
        return portal.refuse("delivery_missing")
    if not action.accept_terms:
        return portal.refuse("terms_not_accepted")
    dossier.fee = fee_of(portal, dossier)
    if dossier.fee > 0:
        return orders.open_order(portal, dossier)
    reception.hand_over(portal, dossier)
    return portal.accept("dossier_sent", code=dossier.code)


def send_supplement(portal: Portal, action: actions.SendSupplement) -> Outcome:
    dossier = drafts.opened(portal, action.dossier)
    if isinstance(dossier, Outcome):
        return dossier
    if dossier.status != SUPPLEMENT:
        return portal.refuse("supplement_not_asked")
    missing = _missing(portal, dossier)
    if missing:
        return portal.refuse("step_missing", step=missing)
    held_up = _held_up(portal, dossier)
    if held_up is not None:
        return held_up
    reception.hand_over_again(portal, dossier)
    return portal.accept("supplement_sent")


def join_photos(portal: Portal, action: actions.JoinPhotos) -> Outcome:
    found = [documents.device_file(portal, name) for name in action.files]
    photos = [file for file in found if file is not None]
    if len(photos) != len(found):
        return portal.refuse("file_unknown")
    if len(photos) < 2 or any(not photo.part for photo in photos):
        return portal.refuse("photos_only")
    if len(set(action.files)) != len(photos):
        return portal.refuse("photo_twice")
    if len(portal.state.made) >= MAX_MADE:
        return portal.refuse("too_many_files")
    made = documents.joined(portal, photos, len(portal.state.made) + 1)
    portal.state.made.append(made)
    return portal.accept("photos_joined", name=made.name, count=str(len(photos)))


HANDLERS: dict[type[actions.Action], Any] = {
    actions.FillOwner: fill_owner,
    actions.FillForm: fill_form,
    actions.AttachDocument: attach_document,
    actions.RemoveDocument: remove_document,
    actions.ChooseDelivery: choose_delivery,
    actions.SubmitDossier: submit_dossier,
    actions.SendSupplement: send_supplement,
    actions.JoinPhotos: join_photos,
}
