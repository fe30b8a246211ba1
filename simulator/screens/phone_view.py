"""The phone's screens: home, messages, identity app, banking app."""

from __future__ import annotations

from typing import Any

from simulator import datasets
from simulator.clock import WEEKDAYS, time_text
from simulator.datasets import label
from simulator.identity.scams import text_of
from simulator.payments.orders import account, money
from simulator.people.places import authority
from simulator.portal import Portal
from simulator.screens.task_view import grouped
from simulator.state import Message, Otp

View = dict[str, Any]

APPS = (
    {"id": "messages", "name": "Tin nhắn", "icon": "mdi-message-text", "colour": "var(--good)"},
    {"id": "identity", "name": "Định danh", "icon": "mdi-card-account-details", "colour": "var(--teal)"},
    {"id": "bank", "name": "Ngân hàng", "icon": "mdi-bank", "colour": "var(--sun-ink)"},
)


def unread(portal: Portal) -> int:
    """How many messages wait to be read."""
    return sum(not message.read for message in portal.state.messages)


def seconds_left(portal: Portal, otp: Otp | None) -> int:
    """How long a one-time code is still good."""
    return 0 if otp is None else max(0, otp.expires - portal.state.now)


def phone_view(portal: Portal, app: str) -> View:
    """The frame: clock, home screen."""
    now, case = portal.now, portal.case
    badge = {"messages": unread(portal)}
    return {
        "time": time_text(now),
        "day": f"{WEEKDAYS[now.weekday()]}, {now.day}/{now.month}",
        "app": app,
        "title": next((a["name"] for a in APPS if a["id"] == app), ""),
        "apps": [{**a, "badge": badge.get(a["id"], 0)} for a in APPS],
        "owner": case.citizen.name,
        "sims": f"{grouped(case.citizen.phone)} và {grouped(case.registered_phone)}",
    }


def _message(portal: Portal, message: Message) -> View:
    text = datasets.sms_texts()[message.key]
    page = text.page if message.page_open else ""
    return {
        "id": message.id,
        "sender": text.sender,
        "text": text_of(message),
        "time": time_text(portal.when(message.at)),
        "sent": time_text(portal.when(message.sent)),
        "read": message.read,
        "site": text.site,
        "verdict": label("verdict", message.verdict) if message.verdict else "",
        "page": label("fake_page", page) if page else "",
        "give": label("fake_page_button", page) if page else "",
    }


def messages_view(portal: Portal, message: str) -> View:
    """The inbox, newest first, or one message."""
    chosen = portal.state.message(message)
    return {
        "messages": [_message(portal, m) for m in reversed(portal.state.messages)],
        "open": _message(portal, chosen) if chosen else None,
    }


def identity_view(portal: Portal, _: str) -> View:
    """The identity app: activation, forgotten password, or the account."""
    account_ = portal.state.account
    step = account_.reset_step or account_.step
    resetting = bool(account_.reset_step)
    citizen, session = portal.case.citizen, portal.state.session
    signed_out = session.step == "out" and session.signed_out
    return {
        "step": step,
        "resetting": resetting,
        "purpose": "reset" if resetting else "activation",
        "left": seconds_left(portal, account_.reset if resetting else account_.otp),
        "questions": [{"code": c, "name": n} for c, n in datasets.labels()["security_question"].items()],
        "name": citizen.name,
        "number": grouped(citizen.person_number),
        "level": account_.level,
        "next": label("phone_next", "signed_out" if signed_out else session.step),
    }


def bank_view(portal: Portal, _: str) -> View:
    """The banking app: balance, scanning, confirming."""
    state = portal.state
    order = next((o for o in reversed(state.orders) if o.status == "waiting"), None)
    transfer = None
    if order is not None and order.scanned:
        dossier = state.dossier(order.dossier)
        receiver = authority(dossier.province, dossier.commune) if dossier else ""
        transfer = {
            "id": order.id,
            "rows": [
                ["Nơi nhận", f"Tài khoản thu lệ phí (mô phỏng), {receiver}"],
                ["Số tài khoản", account(portal)],
                ["Số tiền", money(order.amount)],
                ["Nội dung", order.content],
            ],
        }
    return {
        "balance": money(state.balance),
        "order": order.id if order else "",
        "transfer": transfer,
        "paid": [f"{money(o.amount)} · {o.content}" for o in state.orders if o.status == "paid"],
    }
