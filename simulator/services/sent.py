"""Dossiers that were sent: taking one back, doing what the office waits for, the result and the rating."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from simulator import actions, datasets
from simulator.office import reception, work
from simulator.office.statuses import NEXT
from simulator.outcome import Outcome
from simulator.payments import orders
from simulator.services import catalogue, drafts, eforms
from simulator.state import DRAFT, RETURNED, WITHDRAWN, Dossier

if TYPE_CHECKING:
    from simulator.portal import Portal


def _sent(portal: Portal, dossier: str) -> Dossier | Outcome:
    """The dossier if the learner is signed in and has sent it, else the refusal."""
    found = drafts.known(portal, dossier)
    if isinstance(found, Outcome) or found.status != DRAFT:
        return found
    return portal.refuse("not_sent_yet")


def withdraw_dossier(portal: Portal, action: actions.WithdrawDossier) -> Outcome:
    dossier = _sent(portal, action.dossier)
    if isinstance(dossier, Outcome):
        return dossier
    if WITHDRAWN not in NEXT[dossier.status]:
        return portal.refuse("cannot_withdraw", status=datasets.label("status", str(dossier.status)))
    reception.withdraw(portal, dossier)
    return portal.accept("withdrawn", code=dossier.code)


def visit_office(portal: Portal, action: actions.VisitOffice) -> Outcome:
    dossier = _waits_for(portal, action.dossier, "visit")
    if isinstance(dossier, Outcome):
        return dossier
    work.visited(portal, dossier)
    presence = catalogue.procedures()[dossier.procedure].presence
    return portal.accept("visited", presence=presence)


def ask_office(portal: Portal, action: actions.AskOffice) -> Outcome:
    dossier = _waits_for(portal, action.dossier, "ask")
    if isinstance(dossier, Outcome):
        return dossier
    reception.asked_about(portal, dossier)
    return portal.accept("office_asked", code=dossier.code)


def collect_result(portal: Portal, action: actions.CollectResult) -> Outcome:
    dossier = _waits_for(portal, action.dossier, "collect")
    if isinstance(dossier, Outcome):
        return dossier
    work.return_result(portal, dossier.id)
    return portal.accept("collected")


def pay_duty(portal: Portal, action: actions.PayDuty) -> Outcome:
    dossier = _waits_for(portal, action.dossier, "duty")
    if isinstance(dossier, Outcome):
        return dossier
    return orders.open_order(portal, dossier)


def _waits_for(portal: Portal, name: str, what: str) -> Dossier | Outcome:
    """The dossier if the office waits for just this, else the refusal."""
    dossier = _sent(portal, name)
    if isinstance(dossier, Outcome) or dossier.waits == what:
        return dossier
    return portal.refuse("not_waited_for", status=datasets.label("status", str(dossier.status)))


def _returned(portal: Portal, dossier: str) -> Dossier | Outcome:
    """The dossier if its result has been returned, else the refusal."""
    found = drafts.known(portal, dossier)
    if isinstance(found, Outcome) or found.status == RETURNED:
        return found
    return portal.refuse("result_not_ready", status=datasets.label("status", str(found.status)))


def download_result(portal: Portal, action: actions.DownloadResult) -> Outcome:
    dossier = _returned(portal, action.dossier)
    if isinstance(dossier, Outcome):
        return dossier
    dossier.result_downloaded = True
    return portal.accept("result_downloaded")


def rate_office(portal: Portal, action: actions.RateOffice) -> Outcome:
    dossier = _returned(portal, action.dossier)
    if isinstance(dossier, Outcome):
        return dossier
    dossier.rating, dossier.comment = action.grade, eforms.tidy(action.comment)
    return portal.accept("rated", grade=datasets.label("rating", action.grade))


HANDLERS: dict[type[actions.Action], Any] = {
    actions.WithdrawDossier: withdraw_dossier,
    actions.VisitOffice: visit_office,
    actions.AskOffice: ask_office,
    actions.CollectResult: collect_result,
    actions.PayDuty: pay_duty,
    actions.DownloadResult: download_result,
    actions.RateOffice: rate_office,
}
