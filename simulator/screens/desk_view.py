"""What each page of the computer and each app of the phone shows, where the learner looks now."""

from __future__ import annotations

from simulator.portal import Portal
from simulator.screens import calls_view, computer_view, counter_view, phone_view, ward_view
from simulator.screens.dossier_view import dossier_view
from simulator.screens.dossiers_view import dossiers_view
from simulator.screens.leads import Place
from simulator.screens.lookup_view import lookup_view
from simulator.screens.screen import Message

APP_VIEWS = {
    "messages": phone_view.messages_view,
    "calls": calls_view.calls_view,
    "identity": phone_view.identity_view,
    "bank": phone_view.bank_view,
    "news": ward_view.news_view,
    "scan": ward_view.scan_view,
}


def page_view(portal: Portal, place: Place, tried: dict[str, str] | None) -> Message:
    """The computer's page; ``tried`` is what was typed into a form that the portal refused."""
    if place["page"] == "sign_in":
        return computer_view.sign_in_view(portal)
    if place["page"] == "dossiers":
        return dossiers_view(portal, place["paper"])
    if place["page"] == "petitions":
        return computer_view.petitions_view(portal)
    if place["page"] == "lookup":
        return lookup_view()
    if place["page"] == "counter":
        return counter_view.counter_view(portal, place["incoming"])
    if place["page"] == "dossier":
        return dossier_view(portal, place["dossier"], tried, place["step"])
    return computer_view.procedures_view(portal, place["procedure"], place["province"])


def app_view(portal: Portal, place: Place, page: Message) -> Message:
    """The phone's app; the camera of the banking app sees the code on the computer's ``page``."""
    chosen = {
        "messages": place["message"],
        "calls": place["call"],
        "news": place["notice"],
        "scan": place["poster"],
    }
    return APP_VIEWS[place["app"]](portal, chosen.get(place["app"], _code_on_screen(place, page)))


def _code_on_screen(place: Place, view: Message) -> str:
    """The order whose QR code the computer shows, for the phone's camera; whichever pane is in front."""
    if place["page"] == "dossiers" and not view["paper"]:
        return next((str(d["order"]["id"]) for d in view["dossiers"] if d["order"]), "")
    shown = place["page"] == "dossier" and view["step"] == 4
    return str(view["order"]["id"]) if shown and view["order"] else ""
