"""Transfers typed by hand: what fits pays, what does not comes back, and no đồng is lost."""

from __future__ import annotations

import pytest

from grading.filer import Filer
from simulator import Outcome, actions
from simulator.payments import orders
from simulator.payments.transfers import read_amount
from simulator.state import NEW
from tests.simulator.desk import Desk


def at_the_bank() -> Filer:
    """A dossier with an open payment order, in a practice without a late payment."""
    return with_order(Filer("1.004194"))


def with_order(filer: Filer) -> Filer:
    filer.prepared().must(actions.SubmitDossier(dossier="d1", accept_terms=True))
    return filer


def typed(seat: Filer | Desk, amount: str = "", content: str = "", account: str = "") -> Outcome:
    order = seat.order
    return seat.do(
        actions.TypeTransfer(
            account=account or orders.account(seat.portal),
            amount=amount or str(order.amount),
            content=content or order.content,
        )
    )


def test_the_right_transfer_pays_like_the_code() -> None:
    """Account, amount and content as printed beside the code: paid, and the dossier is sent."""
    filer = at_the_bank()
    assert typed(filer, content=filer.order.content.lower()).code == "paid_and_sent"
    assert filer.order.status == "paid"
    assert filer.dossier.status == NEW
    assert filer.state.transfers == []


@pytest.mark.parametrize(
    ("amount", "content", "code"),
    [("999", "", "transfer_wrong_amount"), ("", "TIEN NHA THANG 10", "transfer_unknown")],
)
def test_what_does_not_fit_is_kept_apart_and_comes_back(amount: str, content: str, code: str) -> None:
    """The order still waits, the money is away for a day, and then it is there again."""
    filer = at_the_bank()
    balance = filer.state.balance
    assert typed(filer, amount, content).code == code
    assert filer.order.status == "waiting"
    assert filer.state.balance < balance
    filer.must(actions.WaitForNews())
    assert filer.state.balance == balance
    assert filer.state.messages[-1].key == "refunded"


def test_paying_twice_costs_nothing_in_the_end() -> None:
    """The second transfer of a paid fee comes back."""
    filer = at_the_bank()
    balance, fee = filer.state.balance, filer.order.amount
    typed(filer)
    assert typed(filer).code == "transfer_twice"
    assert filer.state.balance == balance - 2 * fee
    while filer.do(actions.WaitForNews()).ok:
        pass
    assert filer.state.balance == balance - fee


def test_a_transfer_after_the_code_ran_out_comes_back() -> None:
    """The draft is as it was."""
    filer = at_the_bank()
    filer.must(actions.PassTime())
    filer.do(actions.PassTime(after=3600))
    assert typed(filer).code == "transfer_late"
    assert filer.dossier.status == 0


def test_a_wrong_account_takes_no_money() -> None:
    """There is no such account at the simulated bank."""
    filer = at_the_bank()
    balance = filer.state.balance
    account = orders.account(filer.portal)
    assert typed(filer, account=account[:-1] + ("1" if account[-1] != "1" else "2")).code == "account_unknown"
    assert filer.state.balance == balance


@pytest.mark.parametrize(
    ("text", "amount"),
    [("8000", 8000), ("8.000", 8000), ("8.000đ", 8000), ("8,000", 8000), ("-8000", 8000), ("tám", None), ("", None)],
)
def test_amounts_are_read_as_people_type_them(text: str, amount: int | None) -> None:
    """Points, commas, spaces and the sign of the currency do not matter."""
    assert read_amount(text) == amount
