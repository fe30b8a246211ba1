"""Who pays nothing: a paper that frees its holder from the fee, and procedures that are free where one lives."""

from __future__ import annotations

import pytest

from grading.filer import Filer
from simulator.scenario import scenarios
from simulator.services.catalogue import procedures
from simulator.state import RETURNED

FREEING = [code for code, p in procedures().items() if p.filed_here and any(s.exempts for s in p.documents)]
PAID = {"1.004222": 10_000, "1.004194": 7_000, "1.010038": 5_000}
FREE = ["2.001159", "1.001612", "1.001776", "3.000182"]


@pytest.mark.parametrize("code", PAID)
def test_residence_costs_what_is_published(code: str) -> None:
    """One order of the online fee; whether Hà Nội supports it is not known, so nothing is taken off."""
    filer = Filer(code).prepared().send().follow()
    assert filer.dossier.status == RETURNED
    assert {order.amount for order in filer.state.orders if order.status == "paid"} == {PAID[code]}


@pytest.mark.parametrize("code", FREE)
def test_what_is_free_asks_for_no_payment(code: str) -> None:
    """No fee by law, or nothing online in Hà Nội."""
    filer = Filer(code).prepared().send().follow()
    assert filer.dossier.status == RETURNED
    assert filer.state.orders == []


def test_who_shows_the_certificate_pays_nothing() -> None:
    """People with disabilities are exempt from residence fees; the paper does it, not the story."""
    filer = Filer("1.010038").begin().owner().form().attach(exemption="disability_certificate").deliver().send()
    assert filer.state.orders == []
    assert filer.follow().dossier.status == RETURNED


def test_another_paper_frees_nobody() -> None:
    """A paper in the place for certificates that is none: the fee is asked for, and the office asks back."""
    filer = Filer("1.010038")
    wrong = filer.case.fault("bad_files").variant
    filer.begin().owner().form().attach(exemption=wrong).deliver().send()
    assert [order.amount for order in filer.state.orders if order.status == "paid"] == [PAID["1.010038"]]


@pytest.mark.parametrize("code", FREEING)
def test_a_paper_that_exempts_is_never_demanded(code: str) -> None:
    """Whoever has no right to it files without."""
    for slot in procedures()[code].documents:
        if slot.exempts:
            assert not slot.required
            assert slot.accepts


def test_the_housing_paper_of_the_new_home_is_only_there_as_photographs() -> None:
    """So that joining them in order has to be practised."""
    device = scenarios()["1.004222"].device
    assert device.photos == ("housing_paper",)
    assert "housing_paper" not in device.right
    filer = Filer("1.004222").prepared()
    assert filer.state.made[-1].kind == "housing_paper"
