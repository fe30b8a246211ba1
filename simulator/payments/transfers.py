"""Transfers typed by hand in the banking app: the wrong amount, the wrong account, the same fee twice.

A transfer finds its order by the content alone, as a treasury does. What does not fit is kept
apart and goes back on the next working day (simulation setting); the order stays as it was.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from simulator import actions
from simulator.identity.numbers import digits
from simulator.office import calendar
from simulator.outcome import Outcome
from simulator.payments import orders
from simulator.services.fees import money
from simulator.state import Order, Transfer

if TYPE_CHECKING:
    from simulator.portal import Portal


def read_amount(text: str) -> int | None:
    """An amount in đồng as people type it: ``8000``, ``8.000``, ``8.000đ``; nothing if it is none."""
    number = digits(text).removesuffix("đ").replace(",", "")
    return int(number) if number.isascii() and number.isdigit() and 0 < len(number) <= 12 else None


def _order(portal: Portal, content: str) -> Order | None:
    """The order that a transfer's content names, however it is spaced and whatever its case."""
    wanted = "".join(content.upper().split())
    return next((o for o in reversed(portal.state.orders) if "".join(o.content.split()) == wanted), None)


def type_transfer(portal: Portal, action: actions.TypeTransfer) -> Outcome:
    amount = read_amount(action.amount)
    if amount is None:
        return portal.refuse("amount_shape", amount=action.amount)
    if digits(action.account) != orders.account(portal):
        return portal.refuse("account_unknown", account=action.account)
    if amount > portal.state.balance:
        return portal.refuse("balance_low", balance=money(portal.state.balance))
    order = _order(portal, action.content)
    if order is not None and order.status == "waiting" and amount == order.amount:
        order.scanned = True
        return orders.pay(portal, order, "typed")
    kind = "unknown" if order is None else "twice" if order.status == "paid" else "wrong_amount"
    if order is not None and order.status == "expired":
        kind = "late"
    _keep_apart(portal, order, amount, kind)
    words = {"wanted": money(order.amount)} if order is not None else {}
    return portal.accept("transfer_" + kind, amount=money(amount), **words)


def _keep_apart(portal: Portal, order: Order | None, amount: int, kind: str) -> None:
    state = portal.state
    transfer = Transfer(
        id=f"t{len(state.transfers) + 1}",
        order=order.id if order is not None else "",
        amount=amount,
        kind=kind,
        at=state.now,
    )
    state.balance -= amount
    state.transfers.append(transfer)
    day = calendar.next_working_day(portal.now.date())
    back = datetime.combine(day, calendar.MORNING[0], portal.now.tzinfo)
    portal.schedule(portal.seconds(back), "refund", transfer.id)


def refund(portal: Portal, ref: str) -> None:
    """The money comes back."""
    transfer = next(each for each in portal.state.transfers if each.id == ref)
    transfer.refunded = portal.state.now
    portal.state.balance += transfer.amount
    portal.send_sms("refunded", amount=f"{transfer.amount:,}d".replace(",", "."))


HANDLERS: dict[type[actions.Action], Any] = {actions.TypeTransfer: type_transfer}

EVENTS = {"refund": refund}
