"""The phone's screens: home, messages, identity app, banking app."""

from __future__ import annotations

from typing import Any

from simulator import datasets
from simulator.clock import WEEKDAYS, arrival_text, day_text, time_text
from simulator.datasets import label
from simulator.identity import card, device, lifecycle
from simulator.identity.scams import text_of
from simulator.portal import Portal
from simulator.screens import calls_view, ward_view
from simulator.screens.dossier_view import order_rows
from simulator.screens.papers_view import issuer
from simulator.screens.task_view import grouped
from simulator.services import drafts, signing
from simulator.services.fees import money
from simulator.state import DRAFT, REFUSED, Message, Otp

View = dict[str, Any]

APPS = (
    {"id": "messages", "name": "Tin nhắn", "icon": "mdi-message-text", "colour": "var(--good)"},
    {"id": "identity", "name": "Định danh", "icon": "mdi-card-account-details", "colour": "var(--teal)"},
    {"id": "bank", "name": "Ngân hàng", "icon": "mdi-bank", "colour": "var(--sun-ink)"},
)
CALLS = {"id": "calls", "name": "Cuộc gọi", "icon": "mdi-phone", "colour": "var(--ink)"}
AROUND = (
    {"id": "news", "name": "Tổ dân phố", "icon": "mdi-home-group", "colour": "var(--teal-dark)"},
    {"id": "scan", "name": "Quét QR", "icon": "mdi-qrcode-scan", "colour": "var(--ink-soft)"},
)
"""Like that for calls, only where the scenario has a neighbourhood; the first is called as people call theirs."""


def unread(portal: Portal) -> int:
    """How many messages and notices wait to be read, and calls to be answered or seen."""
    return _messages(portal) + ward_view.unread(portal) + calls_view.waiting(portal)


def _messages(portal: Portal) -> int:
    return sum(not message.read for message in portal.state.messages)


def seconds_left(portal: Portal, otp: Otp | None) -> int:
    """How long a one-time code is still good."""
    return 0 if otp is None else max(0, otp.expires - portal.state.now)


def phone_view(portal: Portal, app: str, call: str = "") -> View:
    """The frame: clock, home screen; ``call`` is the one that the app for calls shows, if it is open."""
    now, case = portal.now, portal.case
    badge = {
        "messages": _messages(portal),
        "calls": calls_view.waiting(portal),
        "news": ward_view.unread(portal),
        "identity": len(signing.wanted_now(portal)),
    }
    apps = [*APPS]
    if case.scenario.neighbourhood:
        apps.insert(1, CALLS)
        apps += [{**AROUND[0], "name": ward_view.neighbourhood_name(portal)}, *AROUND[1:]]
    ringing = calls_view.ringing(portal)
    return {
        "time": time_text(now),
        "day": f"{WEEKDAYS[now.weekday()]}, {now.day}/{now.month}",
        "app": app,
        "title": next((a["name"] for a in apps if a["id"] == app), ""),
        "apps": [{**a, "badge": badge.get(a["id"], 0)} for a in apps],
        "ringing": {**ringing, "open": app == "calls" and call == ringing["id"]} if ringing else None,
        "owner": case.citizen.name,
        "sims": " và ".join(grouped(phone) for phone in dict.fromkeys((case.citizen.phone, case.registered_phone))),
    }


def _message(portal: Portal, message: Message) -> View:
    text = datasets.sms_texts()[message.key]
    page = text.page if message.page_open else ""
    return {
        "id": message.id,
        "sender": text.sender,
        "text": text_of(message),
        "time": arrival_text(portal.when(message.at), portal.now),
        "sent": arrival_text(portal.when(message.sent), portal.now),
        "read": message.read,
        "site": text.site,
        "verdict": label("verdict", message.verdict) if message.verdict else "",
        "page": label("fake_page", page) if page else "",
        "give": label("fake_page_button", page) if page else "",
        "installs": page == "app",
    }


def messages_view(portal: Portal, message: str) -> View:
    """The inbox, newest first, or one message; and whether there is room for more."""
    chosen = portal.state.message(message)
    return {
        "messages": [_message(portal, m) for m in reversed(portal.state.messages)],
        "open": _message(portal, chosen) if chosen else None,
        "full": label("device", "inbox") if device.inbox_full(portal) else "",
    }


def identity_view(portal: Portal, _: str) -> View:
    """The identity app: activation, forgotten password, or the account."""
    account_ = portal.state.account
    step = account_.reset_step or account_.step
    resetting = bool(account_.reset_step)
    citizen, session = portal.case.citizen, portal.state.session
    next_ = "signed_out" if session.step == "out" and session.signed_out else session.step
    lost = next_ == "otp" and device.inbox_full(portal)
    told_old = device.too_old(portal) and "app_too_old" in portal.state.faults_met
    return {
        "step": step,
        "resetting": resetting,
        "purpose": "reset" if resetting else "activation",
        "left": seconds_left(portal, account_.reset if resetting else account_.otp),
        "questions": [{"code": c, "name": n} for c, n in datasets.labels()["security_question"].items()],
        "name": citizen.name,
        "number": grouped(citizen.person_number),
        "level": account_.level,
        "raising": label("level", "raising") if lifecycle.raising(portal) else "",
        "locked": account_.locked,
        "to_sign": [
            {
                "id": d.id,
                "title": drafts.form_of(d)["title"],
                "rows": [["Gửi", issuer(d)], *([["Làm cho", drafts.person(d)]] if drafts.person(d) else [])],
            }
            for d in signing.wanted_now(portal)
        ],
        "card": label("card", "expired").format(day=day_text(card.expired_on(portal))) if card.expired(portal) else "",
        "card_waits": label("card", "waiting") if card.renewing(portal) else "",
        "hotline": lifecycle.HOTLINE if lifecycle.too_late(portal) else "",
        "children": [
            {"code": role, "name": person.name}
            for role, person in portal.case.drawn.people.items()
            if lifecycle.age(portal, person.born) < lifecycle.ADULT_FROM
        ],
        "levels": [{"code": int(c), "name": n} for c, n in datasets.labels()["child_level"].items()],
        "crimes": [{"code": c, "name": n} for c, n in datasets.labels()["crime"].items()],
        "next": _locked(portal) or (label("device", "otp_lost") if lost else label("phone_next", next_)),
        "old": label("device", "app_old") if told_old else "",
        "false_app": [label("device", f"app_{account_.false_app}{part}") for part in ("", "_next")]
        if account_.false_app
        else [],
        "update": told_old or account_.false_app == "there",
        "signed_in": device.signed_in(portal),
        "lock_by": lifecycle.HOTLINE,
    }


def _locked(portal: Portal) -> str:
    """What a locked account waits for; nothing where it is not locked."""
    if not portal.state.account.locked:
        return ""
    return label("device", "unlocking" if lifecycle.unlocking(portal) else "locked")


def bank_view(portal: Portal, code: str) -> View:
    """The banking app: balance, scanning, confirming. ``code`` is the order that its camera sees."""
    state = portal.state
    waiting = [order for order in state.orders if order.status == "waiting"]
    scanned = next((order for order in reversed(waiting) if order.scanned), None)
    carded = next((order for order in reversed(waiting) if order.card is not None), None)
    paid = [order for order in state.orders if order.status == "paid"]
    sent = bool(paid) and state.dossiers[-1].status not in (DRAFT, REFUSED)
    duty = any(dossier.waits == "duty" for dossier in state.dossiers)
    hint = "seen" if code else "hidden" if waiting else "duty" if duty else "done" if sent else "none"
    return {
        "balance": money(state.balance),
        "order": code,
        "hint": label("bank", hint),
        "transfer": {"id": scanned.id, "rows": order_rows(portal, scanned)} if scanned else None,
        "card": {"id": carded.id, "rows": order_rows(portal, carded)} if carded else None,
        "card_name": label("bank", "card").format(name=portal.case.citizen.name),
        "paid": [f"{money(order.amount)} · {order.content}" for order in paid],
        "apart": [
            f"{money(t.amount)} · {label('transfer', 'back' if t.refunded >= 0 else 'away')}" for t in state.transfers
        ],
        "lost": money(state.stolen) if state.stolen else "",
    }
