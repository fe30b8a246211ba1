"""The desk: a computer, a phone and the task card, all showing one practice.

It turns what a template sends into typed actions, does them, and renews every view.
What page is shown where is the desk's own affair and no part of the portal.
"""

from __future__ import annotations

from collections.abc import Callable

import ipyvuetify as v
import msgspec
import traitlets
from ipywidgets import widget_serialization

from simulator import actions, datasets
from simulator.journal import JournalError
from simulator.outcome import Outcome
from simulator.portal import Portal
from simulator.practice import Practice
from simulator.release import SNAPSHOT
from simulator.screens import calls_view, computer_view, counter_view, phone_view, ward_view
from simulator.screens.dossier_view import dossier_view
from simulator.screens.dossiers_view import dossiers_view
from simulator.screens.lookup_view import lookup_view
from simulator.screens.screen import Message, Screen, source
from simulator.screens.task_view import task_view
from simulator.screens.theme import HERE
from simulator.state import Dossier
from simulator.storage import JournalBusy, TakenOver

SECRETS = {
    "set_password": ("password", "again"),
    "set_passcode": ("passcode", "again"),
    "set_security_answers": ("answers",),
    "open_wallet": ("passcode",),
    "sign_in": ("password",),
}
"""Which fields of which action are secret: they leave the desk as facts only."""

PHONE_ACTIONS = frozenset(
    "request_activation set_password set_passcode set_security_answers forget_password cancel_reset open_message "
    "follow_link answer_fake_page judge_message answer_call reply_call check_call judge_call report_call "
    "scan_qr confirm_transfer cancel_transfer pay_by_card type_transfer "
    "call_hotline renew_card raise_level clear_inbox update_app "
    "change_phone lock_account ask_to_unlock register_child tip_off sign_form read_notice "
    "reply_notice report_notice scan_poster answer_scan answer_poster_page report_poster".split()
)
FOR_BOTH = frozenset(
    "scan_qr confirm_transfer cancel_transfer pay_by_card confirm_card type_transfer pay_at_counter submit_dossier "
    "pay_duty pass_time wait_for_news lock_account ask_to_sign sign_form".split()
)
"""Actions at one device after which what the other one said may no longer be true."""

QUIET = frozenset(
    "message_read notice_read call_answered call_went_on time_passed search_found procedure_open counter_marked".split()
)
"""Outcomes that the screen shows by itself, without a notice."""

WARNINGS = frozenset(
    "link_fake fell_for_account fell_for_money fell_for_app file_altered notice_fell_account notice_fell_money "
    "poster_fake transfer_wrong_amount transfer_unknown transfer_twice transfer_late poster_fell_account "
    "poster_fell_money call_fell_account call_fell_money call_scam_trusted counter_back_received counter_back_early "
    "counter_back_late counter_back_asked counter_back_needless counter_back_refused counter_back_misled "
    "counter_back_elsewhere counter_complained".split()
)
"""What the portal did as it was asked, and what nobody should be glad of: shown in the colour of refusals."""

PLAIN = frozenset(
    "judged_scam judged_genuine result_found notice_genuine poster_scanned poster_left poster_genuine "
    "call_declined call_seen call_not_wanted call_ended call_genuine_doubted call_reported_genuine".split()
)
"""What is neither praised nor blamed: whether it was right, the self-check says."""

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


class Task(Screen):
    """What is to be done, and how far it is."""

    file = "task.vue"


class SignIn(Screen):
    """Signing in to the portal: account, one-time code, consent."""

    file = "sign_in.vue"


class Procedures(Screen):
    """Finding a procedure and reading its page."""

    file = "procedures.vue"


class DossierForm(Screen):
    """The four steps of one dossier."""

    file = "dossier.vue"


class Dossiers(Screen):
    """My dossiers: status, letters, receipt, result, rating."""

    file = "dossiers.vue"


class Petitions(Screen):
    """Speaking up: petitions and their answers."""

    file = "petitions.vue"


class Lookup(Screen):
    """Looking up by code, without signing in."""

    file = "lookup.vue"


class Counter(Screen):
    """The officer's desk at the one-stop office."""

    file = "counter.vue"


class Messages(Screen):
    """The phone's SMS."""

    file = "messages.vue"


class Calls(Screen):
    """The phone's calls."""

    file = "calls.vue"


class Identity(Screen):
    """The identity app: account and wallet."""

    file = "identity.vue"


class Bank(Screen):
    """The banking app."""

    file = "bank.vue"


class News(Screen):
    """The neighbourhood's notices."""

    file = "news.vue"


class Scan(Screen):
    """The camera at the ward's posters."""

    file = "scan.vue"


class Computer(Screen):
    """The computer's frame around one page."""

    file = "computer.vue"
    page = traitlets.Any().tag(sync=True, **widget_serialization)


class Phone(Screen):
    """The phone's frame around one app."""

    file = "phone.vue"
    app = traitlets.Any().tag(sync=True, **widget_serialization)


PAGES = {
    "procedures": Procedures,
    "sign_in": SignIn,
    "dossier": DossierForm,
    "dossiers": Dossiers,
    "petitions": Petitions,
    "lookup": Lookup,
    "counter": Counter,
}
APPS = {"messages": Messages, "calls": Calls, "identity": Identity, "bank": Bank, "news": News, "scan": Scan}
APP_VIEWS = {
    "messages": phone_view.messages_view,
    "calls": calls_view.calls_view,
    "identity": phone_view.identity_view,
    "bank": phone_view.bank_view,
    "news": ward_view.news_view,
    "scan": ward_view.scan_view,
}


class Desk(v.VuetifyTemplate):  # type: ignore[misc]
    """Everything the learner sees of one practice."""

    view = traitlets.Dict().tag(sync=True)
    beat = traitlets.Int(0).tag(sync=True)
    task = traitlets.Any().tag(sync=True, **widget_serialization)
    computer = traitlets.Any().tag(sync=True, **widget_serialization)
    phone = traitlets.Any().tag(sync=True, **widget_serialization)

    def __init__(self, practice: Practice) -> None:
        self.practice = practice
        self.place: dict[str, str] = {}
        self.tried: dict[str, str] | None = None
        self.notices: dict[str, Message | None] = {"computer": None, "phone": None}
        self.number = 0
        self.readonly = ""
        self._settle()
        wires = (self.act, self.go)
        self._pages = {name: kind(*wires) for name, kind in PAGES.items()}
        self._apps = {name: kind(*wires) for name, kind in APPS.items()}
        super().__init__(
            template=source(HERE / "desk.vue", themed=True),
            task=Task(*wires),
            computer=Computer(*wires, page=self._pages[self.place["page"]]),
            phone=Phone(*wires, app=self._apps["messages"]),
        )
        self.renew()

    def _settle(self) -> None:
        """Where a learner who comes back finds things: the page that has something to do."""
        state = self.practice.portal.state
        page = "dossiers" if state.session.step == "in" and state.dossiers else "procedures"
        if state.session.step in ("otp", "consent"):
            page = "sign_in"
        if state.incoming:
            page = "counter"
        self.place = {
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

    def vue_ping(self, message: Message) -> None:
        """The page asks whether anybody is there; a stopped server cannot answer, and the page says so."""
        number = message.get("n")
        self.beat = number if isinstance(number, int) else 0

    # --- what the learner does ---

    def act(self, message: Message) -> None:
        """Do the action that a screen sent."""
        device = self._device(message)
        try:
            action = actions.decode(msgspec.json.encode(self._without_secrets(message)))
            outcome = self.practice.do(action)
        except msgspec.ValidationError:
            self._say(device, False, datasets.label("task", "too_long"))
        except TakenOver:
            self.readonly = datasets.label("task", "taken_over")
        except (OSError, JournalBusy, JournalError) as fault:
            reason = getattr(fault, "strerror", None) or str(fault)
            self._say(device, False, datasets.label("task", "not_written").format(reason=reason))
        else:
            self._after(message, device, outcome)
        self.renew()

    def _device(self, message: Message) -> str:
        name = str(message.get("do", ""))
        on_phone = name in PHONE_ACTIONS or message.get("purpose") in ("activation", "reset")
        return "phone" if on_phone else "computer"

    def _without_secrets(self, message: Message) -> Message:
        clean = dict(message)
        for field in SECRETS.get(str(message.get("do", "")), ()):
            typed = clean.get(field)
            if isinstance(typed, list):
                clean[field] = [self.practice.secret(str(text)) for text in typed]
            else:
                clean[field] = self.practice.secret(str(typed or ""))
        return clean

    def _after(self, message: Message, device: str, outcome: Outcome) -> None:
        """Show the answer, and the page that it leads to."""
        place = self.place
        self.tried = None
        if message["do"] == "fill_form" and not outcome.ok:
            self.tried = {k: str(t) for k, t in message["answers"].items()}
        if outcome.code in QUIET:
            self.notices[device] = None
        else:
            ok = outcome.ok and outcome.code not in WARNINGS
            self._say(device, ok, outcome.text, outcome.next, plain=outcome.code in PLAIN)
        if message["do"] in FOR_BOTH and (outcome.ok or device == "phone"):
            self.notices["computer" if device == "phone" else "phone"] = None
        lead = LEADS.get(outcome.code)
        if lead is not None:
            before = place["page"]
            place.update(lead({**outcome.words, **message}, self.practice.portal.state.dossiers))
            if device == "phone" and place["page"] != before:
                self.notices["computer"] = None

    def _say(self, device: str, ok: bool, text: str, next_: str = "", plain: bool = False) -> None:
        self.number += 1
        self.notices[device] = {"ok": ok, "plain": plain, "text": text, "next": next_, "n": self.number}

    # --- what the learner wants to see ---

    def go(self, message: Message) -> None:
        """Show another page, app, message or paper."""
        place, state = self.place, self.practice.portal.state
        if "page" in message:
            place.update(procedure="", paper="", step="", incoming="")
        if "app" in message:
            place.update(message="", call="", notice="", poster="")
        for key in (
            "page",
            "app",
            "message",
            "province",
            "dossier",
            "step",
            "paper",
            "call",
            "notice",
            "poster",
            "incoming",
        ):
            if isinstance(message.get(key), str):
                place[key] = message[key]
        if {"page", "step", "paper", "incoming"} & set(message):
            self.notices["computer"] = None
        if {"app", "message", "call", "notice", "poster"} & set(message):
            self.notices["phone"] = None
        if place["page"] not in PAGES or (place["page"] == "dossier" and state.dossier(place["dossier"]) is None):
            place["page"] = "procedures"
        if place["page"] == "counter" and not state.incoming:
            place["page"] = "procedures"
        if place["app"] not in APPS:
            place["app"] = "home"
        self.renew()

    # --- showing ---

    def renew(self) -> None:
        """Send every visible screen its view of the portal as it is now."""
        portal, place = self.practice.portal, self.place
        if place["page"] in ("dossier", "dossiers", "petitions") and portal.state.session.step != "in":
            place["page"] = "sign_in"
        dossier = portal.state.dossier(place["dossier"])
        if place["page"] == "dossier" and (dossier is None or dossier.status not in (0, 5)):
            place["page"] = "dossiers"
        page, app = self._pages[place["page"]], place["app"]
        page.view = self._page_view(portal)
        if app in APPS:
            chosen = {
                "messages": place["message"],
                "calls": place["call"],
                "news": place["notice"],
                "scan": place["poster"],
            }
            self._apps[app].view = APP_VIEWS[app](portal, chosen.get(app, self._code_on_screen(page.view)))
            self.phone.app = self._apps[app]
        self.computer.page = page
        self.task.view = task_view(portal)
        frame = computer_view.computer_view(portal, place["page"])
        self.computer.view = {**frame, "notice": self.notices["computer"]}
        self.phone.view = {**phone_view.phone_view(portal, app), "notice": self.notices["phone"]}
        self.view = {
            "snapshot": SNAPSHOT,
            "unread": phone_view.unread(portal),
            "ringing": calls_view.ringing(portal),
            "readonly": self.readonly,
            "recovered": datasets.label("task", "recovered") if self.practice.file.torn else "",
        }

    def _code_on_screen(self, view: Message) -> str:
        """The order whose QR code the computer shows, for the phone's camera; whichever pane is in front."""
        if self.place["page"] == "dossiers" and not view["paper"]:
            return next((str(d["order"]["id"]) for d in view["dossiers"] if d["order"]), "")
        shown = self.place["page"] == "dossier" and view["step"] == 4
        return str(view["order"]["id"]) if shown and view["order"] else ""

    def _page_view(self, portal: Portal) -> Message:
        place = self.place
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
            return dossier_view(portal, place["dossier"], self.tried, place["step"])
        return computer_view.procedures_view(portal, place["procedure"], place["province"])
