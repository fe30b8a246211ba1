"""Signing a filled e-form digitally: asked for at the computer, confirmed on the phone.

Step 2 of the national portal's screens of 2026 goes from filling in to a preview and an optional
digital signature. That the signature is confirmed in an app on the phone, as in signing at a
distance, is general knowledge and has to be checked. A signature belongs to what was signed: a
form that has changed since then is not signed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from simulator import actions, datasets
from simulator.identity import device, lifecycle
from simulator.outcome import Outcome
from simulator.services import catalogue, drafts, eforms
from simulator.state import Dossier, Signature

if TYPE_CHECKING:
    from simulator.portal import Portal

PRINT_AND_SCAN = 2400
"""Seconds that printing, signing by hand and scanning take (simulation setting)."""
FILLED = 3
"""The step that a dossier has reached when its form is filled in."""


def signed(portal: Portal, dossier: Dossier) -> bool:
    """Whether the form, as it is now, is signed."""
    return dossier.signature is not None and dossier.signature.form == eforms.content(portal, dossier)


def lacking(portal: Portal, dossier: Dossier) -> bool:
    """Whether the procedure wants a signature that is not there."""
    return wanted(portal, dossier) and not signed(portal, dossier)


def by_hand(portal: Portal) -> bool:
    """Whether the office takes no digital signature yet (planted): the form is printed, signed and scanned."""
    return portal.case.planted("hand_signature") is not None


def wanted(portal: Portal, dossier: Dossier) -> bool:
    """Whether the form has to be signed, in one way or the other."""
    return by_hand(portal) or catalogue.procedures()[dossier.procedure].signature


def wanted_now(portal: Portal) -> list[Dossier]:
    """The dossiers whose form waits on the phone to be signed."""
    return [dossier for dossier in portal.state.dossiers if dossier.sign_asked and drafts.can_edit(dossier)]


def ask(portal: Portal, action: actions.AskToSign) -> Outcome:
    dossier = drafts.opened(portal, action.dossier)
    if isinstance(dossier, Outcome):
        return dossier
    if dossier.step < FILLED:
        return portal.refuse("step_missing", step=datasets.label("step", "2"))
    if by_hand(portal):
        return portal.refuse("sign_by_hand")
    if lifecycle.too_low(portal):
        return portal.refuse("level_too_low")
    if signed(portal, dossier):
        return portal.refuse("already_signed")
    dossier.sign_asked = True
    return portal.accept("sign_asked")


def sign(portal: Portal, action: actions.SignForm) -> Outcome:
    account = portal.state.account
    if account.step != "active":
        return portal.refuse("account_not_active")
    if (refused := device.not_ready(portal)) is not None:
        return refused
    if account.locked:
        return portal.refuse("account_is_locked")
    dossier = next((d for d in wanted_now(portal) if d.id == action.dossier), None)
    if dossier is None:
        return portal.refuse("sign_not_asked")
    dossier.sign_asked = False
    if not action.agree:
        return portal.accept("sign_declined")
    dossier.signature = Signature(portal.state.now, eforms.content(portal, dossier))
    return portal.accept("form_signed", title=drafts.form_of(dossier)["title"])


def sign_with_pen(portal: Portal, action: actions.SignByHand) -> Outcome:
    """Find a printer, sign, scan: it takes time, and the scan holds for the form as it was."""
    dossier = drafts.opened(portal, action.dossier)
    if isinstance(dossier, Outcome):
        return dossier
    if dossier.step < FILLED:
        return portal.refuse("step_missing", step=datasets.label("step", "2"))
    if not by_hand(portal):
        return portal.refuse("pen_not_needed")
    if signed(portal, dossier):
        return portal.refuse("already_signed")
    portal.meet("hand_signature")
    portal.pass_time(PRINT_AND_SCAN)
    dossier.signature = Signature(portal.state.now, eforms.content(portal, dossier), hand=True)
    return portal.accept("signed_by_hand", minutes=str(PRINT_AND_SCAN // 60))


HANDLERS: dict[type[actions.Action], Any] = {
    actions.AskToSign: ask,
    actions.SignForm: sign,
    actions.SignByHand: sign_with_pen,
}
