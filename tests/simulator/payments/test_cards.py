"""Paying by the simulated card: chosen in the banking app, confirmed by the bank's code, never by a number."""

from __future__ import annotations

import msgspec
import pytest

from grading.filer import Filer
from simulator import actions, datasets
from simulator.actions import Action
from simulator.identity.otp import OTP_LIFE, OTP_TRIES
from simulator.payments.orders import LATE_BY, ORDER_LIFE
from simulator.screens.papers_view import paper
from simulator.state import NEW
from tests.simulator.desk import Desk
from tests.simulator.payments.test_transfers import typed, with_order


def chosen() -> Filer:
    """An order for which the card has been chosen, in a practice whose bank is never out of order."""
    filer = with_order(Filer("1.004194"))
    filer.must(actions.PayByCard(order="o1"))
    return filer


def code(seat: Filer | Desk) -> str:
    return next(m for m in reversed(seat.state.messages) if m.key == "otp_card").words["code"]


def wrong(seat: Filer | Desk) -> str:
    return f"{(int(code(seat)) + 1) % 1_000_000:06d}"


def refused(seat: Filer | Desk, action: Action) -> str:
    outcome = seat.do(action)
    assert not outcome.ok, outcome.code
    return outcome.code


def test_the_banks_code_pays_and_sends_the_dossier() -> None:
    """The sum leaves the same balance, the dossier goes, and the receipt tells the way."""
    filer = chosen()
    assert filer.do(actions.ConfirmCard(order="o1", code=code(filer))).code == "paid_and_sent"
    assert filer.state.balance == filer.case.balance - filer.order.amount
    assert (filer.order.status, filer.order.way, filer.dossier.status) == ("paid", "card", NEW)
    assert filer.order.card is None


def test_the_message_tells_what_is_paid_before_its_code() -> None:
    """The sum and the purpose stand in it, so that somebody can notice that it is not what was meant."""
    filer = chosen()
    words = filer.state.messages[-1].words
    text = datasets.sms_texts()["otp_card"].text.format(**words)
    assert text.index(f"{filer.order.amount:,}d".replace(",", ".")) < text.index(words["code"])
    assert filer.order.content in text


@pytest.mark.parametrize(("after", "good"), [(OTP_LIFE - 1, True), (OTP_LIFE, False)])
def test_the_banks_code_runs_out(after: int, good: bool) -> None:
    """In the last second it is taken, in the next it is not; a new one is sent by choosing the card again."""
    filer = chosen()
    outcome = filer.do(actions.ConfirmCard(order="o1", code=code(filer), after=after))
    assert outcome.ok == good
    if not good:
        assert outcome.code == "otp_expired"
        filer.must(actions.PayByCard(order="o1"))
        filer.must(actions.ConfirmCard(order="o1", code=code(filer)))


def test_five_wrong_tries_end_a_code() -> None:
    """The right one is refused then, too; nothing is paid."""
    filer = chosen()
    for _ in range(OTP_TRIES - 1):
        assert refused(filer, actions.ConfirmCard(order="o1", code=wrong(filer))) == "otp_wrong"
    for attempt in (wrong(filer), code(filer)):
        assert refused(filer, actions.ConfirmCard(order="o1", code=attempt)) == "otp_locked"
    assert filer.state.balance == filer.case.balance


def test_a_code_without_a_chosen_card_pays_nothing() -> None:
    """Not before the card is chosen, and not after it was put away again."""
    filer = with_order(Filer("1.004194"))
    assert refused(filer, actions.ConfirmCard(order="o1", code="123456")) == "card_first"
    filer.must(actions.PayByCard(order="o1"))
    filer.must(actions.CancelTransfer(order="o1"))
    assert refused(filer, actions.ConfirmCard(order="o1", code=code(filer))) == "card_first"


def test_card_and_scan_are_one_or_the_other() -> None:
    """Who scans after choosing the card pays by the code, and the other way round; either way once."""
    filer = chosen()
    filer.must(actions.ScanQr(order="o1"))
    assert refused(filer, actions.ConfirmCard(order="o1", code=code(filer))) == "card_first"
    filer.must(actions.PayByCard(order="o1"))
    assert refused(filer, actions.ConfirmTransfer(order="o1")) == "scan_first"
    filer.must(actions.ConfirmCard(order="o1", code=code(filer)))
    assert refused(filer, actions.ConfirmCard(order="o1", code=code(filer))) == "order_paid"


def test_an_order_that_ran_out_takes_no_card() -> None:
    """The code of the bank does not outlive the order."""
    filer = with_order(Filer("1.004194"))
    filer.do(actions.PassTime(after=ORDER_LIFE - 60))
    filer.must(actions.PayByCard(order="o1"))
    assert refused(filer, actions.ConfirmCard(order="o1", code=code(filer), after=60)) == "order_expired"


def test_the_planted_delay_meets_the_card_as_well() -> None:
    """Nobody gets round it by paying another way; it comes once."""
    desk = Desk().signed_in().prepared()
    desk.submit()
    before = desk.state.now
    assert desk.refused(actions.PayByCard(order="o1")) == "order_expired_late"
    assert desk.state.now - before == LATE_BY
    desk.submit()
    desk.must(actions.PayByCard(order="o2"))


def test_a_fee_that_is_due_later_can_be_paid_by_card() -> None:
    """What the office has worked out is an order like any other."""
    filer = Filer("2.000815").prepared().send()
    while filer.dossier.waits != "duty":
        if filer.dossier.waits:
            filer.answer()
        else:
            filer.must(actions.WaitForNews())
    filer.must(actions.PayDuty(dossier="d1"))
    filer.must(actions.PayByCard(order="o1"))
    assert filer.do(actions.ConfirmCard(order="o1", code=code(filer))).code == "duty_paid"


def test_no_action_takes_the_number_of_a_card() -> None:
    """The records have no place for one."""
    for kind in (actions.PayByCard, actions.ConfirmCard):
        assert {field.name for field in msgspec.structs.fields(kind)} <= {"after", "order", "code"}


def test_the_receipt_tells_the_way_of_payment() -> None:
    """By code, by card, by hand, in cash: four receipts that differ in this line."""
    scanned, carded, by_hand = with_order(Filer("1.004194")), chosen(), with_order(Filer("1.004194"))
    scanned.pay()
    carded.must(actions.ConfirmCard(order="o1", code=code(carded)))
    assert typed(by_hand).ok
    in_cash = with_order(Filer("1.004194"))
    in_cash.must(actions.PayAtCounter(order="o1"))
    receipts = [paper(seat.portal, "receipt/o1") for seat in (scanned, by_hand, carded, in_cash)]
    said = [text for receipt in receipts for name, text in receipt["rows"] if name == "Hình thức"]
    assert said == list(datasets.labels()["paid_by"].values())
