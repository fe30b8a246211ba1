"""Five minutes from signing in to sending: which seconds are the learner's own, and which are not."""

from __future__ import annotations

import pytest

from grading.checks import Result, run
from grading.checks.lesson_08 import AIM, CHECKS, LESSON, minutes, own_seconds
from grading.filer import PACE, Filer
from grading.players import Player, Recording
from simulator import actions
from simulator.case import FIRST_LESSON, Case
from simulator.payments.orders import TRIP

WRONG_DATA = "1.004873"


def result(filer: Filer) -> Result:
    return next(each for each in run(CHECKS, filer.portal) if each.id == "filed_in_five_minutes")


def ready(think: int = 0) -> Filer:
    """Signed in, and thinking for so many seconds."""
    filer = Filer(LESSON).ready()
    filer.do(actions.PassTime(after=think))
    return filer


def took(filer: Filer) -> int:
    return own_seconds(filer.portal, filer.dossier)


def test_what_one_thinks_and_types_is_counted() -> None:
    """Every action between signing in and sending, whether it was accepted or not."""
    usual = took(ready().prepared().send())
    log = Filer(LESSON).prepared().send().portal.log
    first = next(n for n, entry in enumerate(log) if entry.outcome.code == "signed_in")
    sent = next(n for n, entry in enumerate(log) if entry.outcome.code == "paid_and_sent")
    assert usual == PACE * (sent - first)
    assert took(ready(100).prepared().send()) == usual + 100


def test_what_comes_before_and_after_is_not() -> None:
    """Activating takes as long as it takes; so does following."""
    slow = Filer(LESSON)
    slow.do(actions.PassTime(after=3000))
    slow.prepared().send()
    slow.do(actions.PassTime(after=3000))
    slow.follow().finish()
    assert took(slow) == took(ready().prepared().send())


def test_the_aim_is_reached_to_the_second() -> None:
    """At five minutes it passes, a second later it does not, and the time is told."""
    usual = took(ready().prepared().send())
    assert result(ready(AIM - usual).prepared().send()).outcome == "passed"
    late = result(ready(AIM - usual + 1).prepared().send())
    assert late.outcome == "failed"
    assert "5 phút 01 giây" in late.reason
    assert late.help
    assert late.max_points == CHECKS["filed_in_five_minutes"].points


def test_the_bank_out_of_order_costs_nobody_a_second() -> None:
    """A quarter of an hour passes on the portal's clock, and none of it is the learner's."""
    seat = Recording(Case.for_learner(FIRST_LESSON, "8A1-07"))
    Player(seat).play()
    state, dossier = seat.portal.state, seat.portal.state.dossiers[-1]
    assert "late_payment" in state.faults_met
    assert dossier.submitted - state.session.first > 900
    assert own_seconds(seat.portal, dossier) < 200


def test_skipping_ahead_costs_the_press_alone() -> None:
    """Somebody waits for a correction of the register before sending: hours on the clock, seconds of their own."""
    filer = Filer(WRONG_DATA).prepared()
    assert any(entry.action.name == "wait_for_news" for entry in filer.portal.log)
    filer.send()
    assert filer.dossier.submitted > 3600
    assert took(filer) == sum(entry.action.after for entry in filer.portal.log) < AIM


def test_the_way_to_the_counter_is_no_time_at_the_computer() -> None:
    """Who pays in cash goes there for half an hour."""
    filer = Filer("2.000635").prepared()
    filer.must(actions.SubmitDossier(dossier=filer.dossier.id, accept_terms=True))
    filer.must(actions.PayAtCounter(order=filer.order.id))
    assert filer.dossier.submitted >= TRIP
    assert took(filer) == sum(entry.action.after for entry in filer.portal.log) < AIM


@pytest.mark.parametrize(("seconds", "text"), [(0, "0 phút 00 giây"), (65, "1 phút 05 giây"), (600, "10 phút 00 giây")])
def test_a_length_of_time_is_told_in_minutes(seconds: int, text: str) -> None:
    """As one says it."""
    assert minutes(seconds) == text
