"""Paying at the counter: a way and a wait instead of a code that runs out, and the same fee."""

from __future__ import annotations

from datetime import timedelta

from grading.filer import Filer
from simulator import actions, datasets
from simulator.office import calendar
from simulator.payments.orders import TRIP
from simulator.screens.papers_view import paper
from simulator.state import DRAFT, RETURNED
from tests.simulator.desk import Desk
from tests.simulator.payments.test_transfers import with_order

PAY = actions.PayAtCounter(order="o1")


def test_cash_at_the_counter_sends_the_dossier_and_leaves_the_bank_alone() -> None:
    """The balance stays; the receipt says how it was paid, and the dossier goes on to its result."""
    filer = with_order(Filer("1.004194"))
    before, fee = filer.state.balance, filer.order.amount
    outcome = filer.do(PAY)
    assert (outcome.ok, outcome.code) == (True, "paid_at_counter")
    assert (filer.state.balance, filer.order.amount) == (before, fee)
    assert ["Hình thức", datasets.label("paid_by", "counter")] in paper(filer.portal, "receipt/o1")["rows"]
    assert filer.follow().dossier.status == RETURNED


def test_the_way_to_the_counter_takes_time_and_ends_in_office_hours() -> None:
    """Whatever time it is; the code running out meanwhile does not matter any more."""
    for late in (0, 3 * 3600, 9 * 3600, 14 * 3600):
        filer = Filer("1.004194").prepared()
        for _ in range(late // 3600):
            filer.do(actions.PassTime(after=3600))
        filer.must(actions.SubmitDossier(dossier="d1", accept_terms=True))
        before = filer.portal.now
        filer.must(PAY)
        paid = filer.portal.when(filer.order.paid)
        assert paid - before >= timedelta(seconds=TRIP)
        assert calendar.opening(paid) == paid
        assert filer.order.status == "paid"


def test_an_order_that_ran_out_is_not_taken_at_the_counter() -> None:
    """It is made anew first; the dossier is still a draft."""
    filer = with_order(Filer("1.004194"))
    filer.do(actions.PassTime(after=3600))
    assert filer.do(PAY).code == "order_expired"
    assert filer.dossier.status == DRAFT


def test_the_bank_being_out_of_order_does_not_matter_at_the_counter() -> None:
    """Who goes there waits for no bank."""
    desk = Desk().signed_in().prepared()
    desk.submit()
    assert desk.do(PAY).ok
    assert "late_payment" not in desk.state.faults_met


def test_a_fee_that_is_due_later_can_be_paid_at_the_counter() -> None:
    """The office goes on with the work; nothing is paid twice."""
    filer = Filer("2.000815").prepared().send()
    while filer.dossier.waits != "duty":
        filer.must(actions.WaitForNews())
    filer.must(actions.PayDuty(dossier="d1"))
    filer.must(PAY)
    assert filer.do(PAY).code == "order_paid"
    assert filer.follow().dossier.status == RETURNED
