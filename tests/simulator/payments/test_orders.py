"""Payment orders: opened, run out, paid once, receipted."""

from __future__ import annotations

import re

import pytest

from simulator import actions
from simulator.payments import orders, vietqr
from simulator.payments.orders import LATE_BY, ORDER_LIFE
from tests.simulator.desk import PROCEDURE, Desk


def ordered() -> Desk:
    """The second code is on the screen; the planted delay is over."""
    desk = Desk().signed_in().prepared()
    desk.submit()
    desk.refused(actions.ScanQr(order="o1"))
    desk.submit()
    return desk


def test_the_fee_is_eight_thousand_a_copy() -> None:
    """The order's sum is the fee table's amount times the copies."""
    desk = Desk().signed_in().prepared(copies="3")
    outcome = desk.submit()
    assert desk.order.amount == 24_000
    assert outcome.words["amount"] == "24.000đ"


def test_the_first_code_runs_out_before_it_can_be_paid() -> None:
    """The planted delay: the phone is away for longer than the code is good; nothing is taken."""
    desk = Desk().signed_in().prepared()
    desk.submit()
    before = desk.state.now
    outcome = desk.do(actions.ScanQr(order="o1"))
    assert outcome.code == "order_expired_late"
    assert desk.state.now - before == LATE_BY > ORDER_LIFE
    assert desk.order.status == "expired"
    assert (desk.state.balance, desk.dossier.status) == (desk.case.balance, 0)
    assert desk.state.faults_met[-1] == "late_payment"


def test_the_delay_comes_once() -> None:
    """The second code is read at once."""
    desk = ordered()
    before = desk.state.now
    desk.must(actions.ScanQr(order="o2"))
    assert desk.state.now == before


@pytest.mark.parametrize(("after", "paid"), [(ORDER_LIFE - 1, True), (ORDER_LIFE, False)])
def test_a_code_can_be_paid_for_ten_minutes(after: int, paid: bool) -> None:
    """In the last second it is taken, in the next it is not."""
    desk = ordered()
    desk.must(actions.ScanQr(order="o2"))
    assert desk.do(actions.ConfirmTransfer(order="o2", after=after)).ok == paid
    assert desk.order.status == ("paid" if paid else "expired")


def test_paying_takes_the_sum_and_sends_the_dossier() -> None:
    """One step: the money goes, the dossier goes, the receipt is made."""
    desk = ordered()
    desk.must(actions.ScanQr(order="o2"))
    desk.must(actions.ConfirmTransfer(order="o2"))
    assert desk.state.balance == desk.case.balance - desk.order.amount
    assert desk.dossier.status == 1
    assert re.fullmatch(r"MP26-\d{7}", desk.order.receipt)
    assert not desk.order.receipt_opened
    desk.must(actions.OpenReceipt(order="o2"))
    assert desk.order.receipt_opened


def test_a_transfer_can_be_left_and_taken_up_again() -> None:
    """Nothing is paid, the code stays good, and it is scanned anew before it is paid."""
    desk = ordered()
    desk.must(actions.ScanQr(order="o2"))
    desk.must(actions.CancelTransfer(order="o2"))
    assert (desk.order.status, desk.order.scanned) == ("waiting", False)
    assert desk.state.balance == desk.case.balance
    assert desk.refused(actions.CancelTransfer(order="o2")) == "scan_first"
    assert desk.refused(actions.ConfirmTransfer(order="o2")) == "scan_first"
    desk.must(actions.ScanQr(order="o2"))
    desk.must(actions.ConfirmTransfer(order="o2"))
    assert desk.refused(actions.CancelTransfer(order="o2")) == "order_paid"


def test_nothing_can_be_paid_twice() -> None:
    """A paid order refuses scanning and paying, and its dossier opens no other."""
    desk = Desk().paid()
    balance = desk.state.balance
    assert desk.refused(actions.ScanQr(order="o2")) == "order_paid"
    assert desk.refused(actions.ConfirmTransfer(order="o2")) == "order_paid"
    assert desk.refused(actions.SubmitDossier(dossier="d1", accept_terms=True)) == "dossier_closed"
    assert desk.state.balance == balance


def test_a_new_order_replaces_the_open_one() -> None:
    """Of a dossier's codes only the newest can be paid."""
    desk = ordered()
    desk.submit()
    assert [order.status for order in desk.state.orders] == ["expired", "expired", "waiting"]
    assert desk.refused(actions.ScanQr(order="o2")) == "order_expired"
    assert desk.state.open_order("d1") == desk.order


def changes(desk: Desk) -> list[actions.Action]:
    return [
        actions.FillOwner(dossier="d1", phone=desk.case.citizen.phone, email=""),
        actions.FillForm(dossier="d1", answers=desk.answers(copies="9")),
        actions.AttachDocument(dossier="d1", slot="authorisation", source="device", file=desk.file("empty")),
        actions.RemoveDocument(dossier="d1", slot="identity"),
        actions.ChooseDelivery(dossier="d1", delivery="post"),
    ]


@pytest.mark.parametrize("which", range(5), ids=["owner", "form", "attach", "remove", "delivery"])
def test_changing_the_dossier_cancels_its_order(which: int) -> None:
    """Nobody pays for one copy and gets nine."""
    desk = ordered()
    desk.must(actions.ScanQr(order="o2"))
    told = desk.must(changes(desk)[which])
    assert told.code == "order_cancelled"
    assert "Mã QR cũ đã hủy, tiền chưa bị trừ" in told.text
    assert desk.refused(actions.ConfirmTransfer(order="o2")) == "order_expired"
    assert desk.state.balance == desk.case.balance


def test_a_refused_change_cancels_nothing() -> None:
    """A form with faults leaves the code on the screen as it is."""
    desk = ordered()
    assert desk.refused(actions.FillForm(dossier="d1", answers=desk.answers(copies="0"))) == "form_faults"
    desk.must(actions.ScanQr(order="o2"))
    desk.must(actions.ConfirmTransfer(order="o2"))


def test_orders_of_two_dossiers_are_apart() -> None:
    """Working at one dossier leaves the other's order alone."""
    desk = ordered()
    place = desk.case.citizen.home
    desk.must(actions.StartDossier(procedure=PROCEDURE, province=place.province_code, commune=place.commune_code))
    desk.owner().form()
    desk.must(actions.ScanQr(order="o2"))
    desk.must(actions.ConfirmTransfer(order="o2"))
    assert [dossier.status for dossier in desk.state.dossiers] == [1, 0]


def test_the_codes_content_is_a_checked_vietqr() -> None:
    """Sum, simulated bank, simulated account and purpose, with MP in front of it."""
    desk = ordered()
    found = vietqr.check(orders.content(desk.portal, desk.order))
    assert found["54"] == str(desk.order.amount)
    receiver = vietqr.fields(vietqr.fields(found["38"])["01"])
    assert receiver["00"] == vietqr.SIMULATED_BANK
    assert receiver["01"].startswith("0990")
    assert vietqr.fields(found["62"]) == {"01": "O2", "08": "MP LE PHI HO SO 002"}


@pytest.mark.parametrize(("amount", "text"), [(0, "0đ"), (8000, "8.000đ"), (1_263_600, "1.263.600đ")])
def test_sums_are_written_with_dots(amount: int, text: str) -> None:
    """Thousands are parted by dots, as in Vietnam."""
    assert orders.money(amount) == text
