"""Paying an order by the simulated bank's debit card: chosen in the banking app, confirmed by a code by SMS.

No card number exists here, and none is ever typed: children know their parents' by heart. That an
order can be paid by card is general knowledge of the payment platform and has to be checked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from simulator import actions
from simulator.identity import otp
from simulator.outcome import Outcome
from simulator.payments import orders
from simulator.services.fees import money

if TYPE_CHECKING:
    from simulator.portal import Portal


def pay_by_card(portal: Portal, action: actions.PayByCard) -> Outcome:
    """The card is chosen for an open order; the bank sends a code. Choosing it again sends another."""
    order = orders.waiting(portal, action.order)
    if isinstance(order, Outcome):
        return order
    late = orders.out_of_order(portal)
    if late is not None:
        return late
    if order.amount > portal.state.balance:
        return portal.refuse("balance_low", balance=money(portal.state.balance))
    order.scanned = False
    order.card = otp.send(portal, "card", amount=f"{order.amount:,}d".replace(",", "."), content=order.content)
    return portal.accept("card_chosen", amount=money(order.amount))


def confirm_card(portal: Portal, action: actions.ConfirmCard) -> Outcome:
    """The bank's code, typed on the payment page."""
    order = orders.waiting(portal, action.order)
    if isinstance(order, Outcome):
        return order
    if order.card is None:
        return portal.refuse("card_first")
    wrong = otp.fault(portal, order.card, action.code)
    if wrong is not None:
        return wrong
    if order.amount > portal.state.balance:
        return portal.refuse("balance_low", balance=money(portal.state.balance))
    return orders.pay(portal, order, "card")


HANDLERS: dict[type[actions.Action], Any] = {
    actions.PayByCard: pay_by_card,
    actions.ConfirmCard: confirm_card,
}
