"""Ways to every answer about orders, transfers and receipts."""

from __future__ import annotations

from simulator import Outcome, actions
from simulator.people.places import places
from tests.simulator.desk import Desk
from tests.simulator.paths.phone import fake_page
from tests.simulator.paths.seats import Way, filer
from tests.simulator.payments.test_transfers import typed, with_order


def first_scan(desk: Desk) -> Outcome:
    desk.signed_in().prepared().submit()
    return desk.do(actions.ScanQr(order="o1"))


def second_scan(desk: Desk) -> Outcome:
    first_scan(desk)
    desk.submit()
    return desk.do(actions.ScanQr(order="o2"))


def scan_of_old_code(desk: Desk) -> Outcome:
    first_scan(desk)
    return desk.do(actions.ScanQr(order="o1"))


def confirm_unscanned(desk: Desk) -> Outcome:
    desk.signed_in().prepared().submit()
    return desk.do(actions.ConfirmTransfer(order="o1"))


def too_poor(desk: Desk) -> Outcome:
    """The thieves took nearly all, and two dear dossiers the rest."""
    fake_page(desk, "scam_fee", give=True)
    for number, place in enumerate(places(desk.case.task.place.province_code)[:2]):
        desk.prepared(place=place, copies="10")
        if number == 0:
            desk.pay()
    desk.submit()
    desk.must(actions.ScanQr(order=desk.order.id))
    return desk.do(actions.ConfirmTransfer(order=desk.order.id))


def late_transfer(_: Desk) -> Outcome:
    seat = with_order(filer("1.004194"))
    seat.do(actions.PassTime(after=3600))
    return typed(seat)


PATHS: dict[str, Way] = {
    # transfers by hand
    "amount_shape": lambda _: typed(with_order(filer("1.004194")), "tám nghìn"),
    "account_unknown": lambda _: typed(with_order(filer("1.004194")), account="0990"),
    "transfer_wrong_amount": lambda _: typed(with_order(filer("1.004194")), "999"),
    "transfer_unknown": lambda _: typed(with_order(filer("1.004194")), content="TIEN NHA"),
    "transfer_twice": lambda _: [typed(seat) for seat in [with_order(filer("1.004194"))] * 2][1],
    "transfer_late": late_transfer,
    # the payment
    "order_opened": lambda desk: desk.signed_in().prepared().submit(),
    "order_unknown": lambda desk: desk.do(actions.ScanQr(order="o1")),
    "order_paid": lambda desk: desk.paid().do(actions.ConfirmTransfer(order="o2")),
    "order_expired": scan_of_old_code,
    "order_expired_late": first_scan,
    "qr_read": second_scan,
    "transfer_cancelled": lambda desk: (second_scan(desk), desk.do(actions.CancelTransfer(order="o2")))[1],
    "scan_first": confirm_unscanned,
    "balance_low": too_poor,
    "card_chosen": lambda _: with_order(filer("1.004194")).do(actions.PayByCard(order="o1")),
    "paid_at_counter": lambda _: with_order(filer("1.004194")).do(actions.PayAtCounter(order="o1")),
    "card_first": lambda _: with_order(filer("1.004194")).do(actions.ConfirmCard(order="o1", code="123456")),
    "paid_and_sent": lambda desk: desk.paid().portal.log[-1].outcome,
    "no_receipt": lambda desk: (first_scan(desk), desk.do(actions.OpenReceipt(order="o1")))[1],
    "receipt_opened": lambda desk: desk.paid().do(actions.OpenReceipt(order="o2")),
}
