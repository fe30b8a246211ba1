"""What the learner looks at: where one begins, where an outcome leads, and where one asks to go.

Which page is shown where is the desk's own affair and no part of the portal.
"""

from __future__ import annotations

from collections.abc import Callable

from simulator.screens.pages import APPS, PAGES
from simulator.screens.screen import Message
from simulator.state import EDITABLE, Dossier, State

Place = dict[str, str]


def _begun(message: Message, dossiers: list[Dossier]) -> Place:
    """The dossier that was begun, or the draft that is there already."""
    wanted = (message["province"], message["commune"])
    same = [dossier for dossier in dossiers if (dossier.province, dossier.commune) == wanted]
    return {"page": "dossier", "dossier": same[-1].id, "step": ""}


NEXT_STEP = {"fill_owner": "2", "fill_form": "3"}


def _saved(message: Message, _: list[Dossier]) -> Place:
    """After a step was saved, the one that follows it."""
    step = NEXT_STEP.get(str(message["do"]))
    return {"step": step} if step else {}


LEADS: dict[str, Callable[[Message, list[Dossier]], Place]] = {
    "message_read": lambda m, _: {"message": str(m["message"])},
    "link_genuine": lambda m, _: {"message": str(m["message"])},
    "link_fake": lambda m, _: {"message": str(m["message"])},
    "notice_read": lambda m, _: {"notice": str(m["notice"])},
    "call_answered": lambda m, _: {"call": str(m["call"])},
    "poster_scanned": lambda m, _: {"poster": str(m["poster"])},
    "poster_opened": lambda m, _: {"page": "procedures", "procedure": str(m["code"]), "province": ""},
    "procedure_open": lambda m, _: {"page": "procedures", "procedure": str(m["procedure"]), "province": ""},
    "dossier_started": _begun,
    "draft_exists": _begun,
    "draft_unnamed": _begun,
    "draft_for": lambda _, __: {"page": "dossiers", "paper": ""},
    "owner_saved": _saved,
    "form_saved": _saved,
    "form_saved_unsigned": _saved,
    "order_cancelled": _saved,
    "sign_in_first": lambda _, __: {"page": "sign_in"},
    "signed_in": lambda _, dossiers: {"page": "dossiers" if dossiers else "procedures"},
    "consent_refused": lambda _, __: {"page": "sign_in"},
    "signed_out": lambda _, __: {"page": "procedures", "procedure": "", "province": "", "paper": ""},
    "dossier_sent": lambda _, __: {"page": "dossiers", "paper": ""},
    "paid_and_sent": lambda _, __: {"page": "dossiers", "paper": ""},
    "duty_paid": lambda _, __: {"page": "dossiers", "paper": ""},
    "paid_at_counter": lambda _, __: {"page": "dossiers", "paper": ""},
    "supplement_sent": lambda _, __: {"page": "dossiers", "paper": ""},
    "receipt_opened": lambda m, _: {"paper": f"receipt/{m['order']}"},
    "result_downloaded": lambda m, _: {"paper": f"result/{m['dossier']}"},
}
"""Which outcome leads to which place."""


def beginning(state: State) -> Place:
    """Where a learner who comes back finds things: the page that has something to do."""
    page = "dossiers" if state.session.step == "in" and state.dossiers else "procedures"
    if state.session.step in ("otp", "consent"):
        page = "sign_in"
    if state.incoming:
        page = "counter"
    return {
        "page": page,
        "procedure": "",
        "province": "",
        "dossier": "",
        "step": "",
        "paper": "",
        "app": "home",
        "message": "",
        "call": "",
        "notice": "",
        "poster": "",
        "incoming": "",
    }


def go(place: Place, message: Message, state: State) -> None:
    """Take the place to where a screen asks to go, as far as that is there; a procedure is opened by an action."""
    if "page" in message:
        place.update(procedure="", paper="", step="", incoming="")
    if "app" in message:
        place.update(message="", call="", notice="", poster="")
    for key in place:
        if key != "procedure" and isinstance(message.get(key), str):
            place[key] = message[key]
    if place["page"] not in PAGES or (place["page"] == "dossier" and state.dossier(place["dossier"]) is None):
        place["page"] = "procedures"
    if place["page"] == "counter" and not state.incoming:
        place["page"] = "procedures"
    if place["app"] not in APPS:
        place["app"] = "home"


def keep_out(place: Place, state: State) -> None:
    """Lead away from a page that is not open now: without signing in, or to a dossier that was sent."""
    if place["page"] in ("dossier", "dossiers", "petitions") and state.session.step != "in":
        place["page"] = "sign_in"
    dossier = state.dossier(place["dossier"])
    if place["page"] == "dossier" and (dossier is None or dossier.status not in EDITABLE):
        place["page"] = "dossiers"
