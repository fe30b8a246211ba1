"""Payment orders: one dynamic QR code each, paid at the simulated bank, then a receipt."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from simulator import actions, datasets
from simulator.clock import moment_text
from simulator.office import calendar, reception, work
from simulator.outcome import Outcome
from simulator.payments import vietqr
from simulator.services.fees import money
from simulator.state import TO_PAY, Dossier, Order

if TYPE_CHECKING:
    from simulator.portal import Portal

ORDER_LIFE = 600
"""Seconds that a QR code can be paid (simulation setting)."""
TRIP = 1800
"""Seconds of the way to the counter (simulation setting)."""
LATE_BY = 900
"""Seconds that the bank is out of order when the first code is scanned (planted fault)."""


def cancel(portal: Portal, dossier: Dossier) -> bool:
    """A changed dossier's open order no longer holds; whether there was one."""
    order = portal.state.open_order(dossier.id)
    if order is None:
        return False
    order.status = "expired"
    return True


def account(portal: Portal) -> str:
    """The account that fees go to; like everything here it belongs to nobody."""
    return f"0990{portal.draw.below(10**8, 'treasury'):08d}"


def content(portal: Portal, order: Order) -> str:
    """What the order's QR code says."""
    return vietqr.build(account(portal), order.amount, order.content, bill=order.id.upper())


def open_order(portal: Portal, dossier: Dossier) -> Outcome:
    """A new order for the dossier's fee; older ones can no longer be paid."""
    cancel(portal, dossier)
    state = portal.state
    number = len(state.orders) + 1
    order = Order(
        id=f"o{number}",
        dossier=dossier.id,
        amount=dossier.fee,
        content=f"MP LE PHI HO SO {number:03d}",
        created=state.now,
        expires=state.now + ORDER_LIFE,
    )
    state.orders.append(order)
    portal.schedule(order.expires, "order_expiry", order.id)
    scam = portal.case.planted("scam_fee")
    if number == 1 and scam is not None:
        portal.send_sms(scam.variant)
    return portal.accept("order_opened", amount=money(order.amount), minutes=str(ORDER_LIFE // 60))


def expire(portal: Portal, ref: str) -> None:
    """An order's time is up; the dossier stays a draft."""
    order = portal.state.order(ref)
    if order is not None and order.status == "waiting":
        order.status = "expired"


def waiting(portal: Portal, name: str) -> Order | Outcome:
    """The order if it can be paid now, else the refusal."""
    order = portal.state.order(name)
    if order is None:
        return portal.refuse("order_unknown")
    if order.status == "paid":
        return portal.refuse("order_paid")
    if order.status == "expired":
        return portal.refuse("order_expired")
    return order


def out_of_order(portal: Portal) -> Outcome | None:
    """The planted delay, once: nobody can pay until the code has run out."""
    late = portal.case.planted("late_payment")
    if late is None or "late_payment" in portal.state.faults_met:
        return None
    portal.meet("late_payment")
    why = datasets.toml("scams/variants.toml")["late_payment"][late.variant]
    portal.pass_time(LATE_BY)
    return portal.refuse("order_expired_late", why=why)


def scan_qr(portal: Portal, action: actions.ScanQr) -> Outcome:
    order = waiting(portal, action.order)
    if isinstance(order, Outcome):
        return order
    late = out_of_order(portal)
    if late is not None:
        return late
    order.scanned = True
    order.card = None
    return portal.accept("qr_read", amount=money(order.amount))


def confirm_transfer(portal: Portal, action: actions.ConfirmTransfer) -> Outcome:
    order = waiting(portal, action.order)
    if isinstance(order, Outcome):
        return order
    if not order.scanned:
        return portal.refuse("scan_first")
    if order.amount > portal.state.balance:
        return portal.refuse("balance_low", balance=money(portal.state.balance))
    return pay(portal, order, "qr")


def pay(portal: Portal, order: Order, way: str) -> Outcome:
    """The money arrives: the order is paid, its receipt made, and the dossier goes on.

    ``way`` is how it was paid: ``qr``, ``typed``, ``card`` or ``counter``; the receipt tells it.
    """
    dossier = portal.state.dossier(order.dossier)
    if dossier is None:
        raise LookupError(f"order {order.id} belongs to no dossier ({order.dossier})")
    if way != "counter":
        portal.state.balance -= order.amount
    order.status, order.paid, order.way = "paid", portal.state.now, way
    order.card = None
    order.receipt = f"MP{portal.now:%y}-{portal.draw.below(10**7, 'receipt', len(portal.state.orders)):07d}"
    if dossier.status == TO_PAY:
        work.duty_paid(portal, dossier)
        return portal.accept("duty_paid", amount=money(order.amount), code=dossier.code)
    reception.hand_over(portal, dossier)
    return portal.accept("paid_and_sent", amount=money(order.amount), code=dossier.code)


def pay_at_counter(portal: Portal, action: actions.PayAtCounter) -> Outcome:
    """Cash at the one-stop office, in its hours: a way and a wait instead of a code that runs out.

    The fee stays that of filing online. That one may pay so is to be checked; the service index of QĐ 766/QĐ-TTg
    counts dossiers whose fee was paid in person.
    """
    order = waiting(portal, action.order)
    if isinstance(order, Outcome):
        return order
    portal.forget(order.id, EVENTS)
    portal.pass_time(TRIP)
    portal.pass_time(portal.seconds(calendar.opening(portal.now)) - portal.state.now)
    when, amount = moment_text(portal.now), money(order.amount)
    return portal.accept("paid_at_counter", amount=amount, when=when, code=pay(portal, order, "counter").words["code"])


def cancel_transfer(portal: Portal, action: actions.CancelTransfer) -> Outcome:
    order = waiting(portal, action.order)
    if isinstance(order, Outcome):
        return order
    if not order.scanned and order.card is None:
        return portal.refuse("scan_first")
    order.scanned, order.card = False, None
    return portal.accept("transfer_cancelled")


def open_receipt(portal: Portal, action: actions.OpenReceipt) -> Outcome:
    order = portal.state.order(action.order)
    if order is None:
        return portal.refuse("order_unknown")
    if order.status != "paid":
        return portal.refuse("no_receipt")
    order.receipt_opened = True
    return portal.accept("receipt_opened", number=order.receipt)


HANDLERS: dict[type[actions.Action], Any] = {
    actions.ScanQr: scan_qr,
    actions.ConfirmTransfer: confirm_transfer,
    actions.CancelTransfer: cancel_transfer,
    actions.PayAtCounter: pay_at_counter,
    actions.OpenReceipt: open_receipt,
}

EVENTS = {"order_expiry": expire}
