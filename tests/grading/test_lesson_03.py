"""Lesson 03: whoever suspects everything, or nothing, gets as much as the other, and little."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from grading.checks import run
from grading.checks.lesson_03 import CHECKS, LESSON
from grading.players import Recording
from grading.solutions import answer_sheet, must
from grading.solutions.lesson_03 import (
    SHEETS,
    begin,
    declines,
    hear,
    lock,
    mends_only,
    renew,
    report_sms,
    send,
    sms,
    tell,
    too_old,
    unlock,
    unmarked,
    update,
    work,
)
from simulator import Case, actions
from simulator.identity import calls
from simulator.office import news
from simulator.screens.task_view import task_view
from simulator.worksheets import sheets

LEARNERS = [f"8A1-{number:02d}" for number in range(1, 13)]
VERDICTS: tuple[Any, ...] = ("scam", "genuine")


def seat(learner: str) -> Recording:
    return Recording(Case.for_learner(LESSON, learner))


def points(mine: Recording, *names: str) -> Decimal:
    results = run(CHECKS, mine.portal)
    return sum((r.points for r in results if r.id in names or r.exercise in names), Decimal())


def all_alike(learner: str, verdict: Any) -> Recording:
    """Says the same of every message, call, notice and SMS, and acts on it."""
    mine = seat(learner)
    size = len(mine.portal.case.sheets["tin-phan-loai"])
    answers = {str(number): verdict for number in range(1, size + 1)}
    must(mine, actions.FillSheet(sheet="tin-phan-loai", answers=answers))

    def judge(at: Any) -> None:
        call = hear(at)
        must(at, actions.JudgeCall(call=call, verdict=verdict))
        if verdict == "scam":
            must(at, actions.ReportCall(call=call))

    work(mine, judge)
    for notice in mine.portal.state.notices:
        choices = news.texts()[notice.key].choices
        if verdict == "scam":
            must(mine, actions.ReportNotice(notice=notice.id))
        elif choices:
            must(mine, actions.ReplyNotice(notice=notice.id, choice=next(iter(choices))))
    lock(mine)
    too_old(mine)
    for message in mine.portal.state.messages:
        must(mine, actions.JudgeMessage(message=message.id, verdict=verdict))
    return mine


@pytest.mark.parametrize("learner", LEARNERS)
def test_suspecting_everything_is_worth_no_more_than_suspecting_nothing(learner: str) -> None:
    """On the worksheet half each, on the phone one of two calls each, and no SMS."""
    suspicious, trusting = (all_alike(learner, verdict) for verdict in VERDICTS)
    for names in (("tin-phan-loai",), ("false_caller_refused", "honest_caller_known"), ("false_update_reported",)):
        assert points(suspicious, *names) == points(trusting, *names)
    assert points(suspicious, "tin-phan-loai") == Decimal("0.75")
    assert points(suspicious, "tin-vua-lam") <= points(trusting, "tin-vua-lam")
    assert points(suspicious, "false_update_reported") == 0


@pytest.mark.parametrize("learner", LEARNERS)
def test_calling_every_address_the_states_is_right_half_the_time(learner: str) -> None:
    """As is calling none so."""
    mine = seat(learner)
    drawn = mine.portal.case.sheets["tin-dia-chi"]
    asked = sheets.questions(LESSON, "tin-dia-chi", drawn)
    answers = {q.key: next(code for code, text in q.options if text.startswith("gov.vn")) for q in asked}
    must(mine, actions.FillSheet(sheet="tin-dia-chi", answers=answers))
    assert points(mine, "tin-dia-chi") == Decimal("0.5")


@pytest.mark.parametrize("slip", [unmarked, mends_only])
def test_a_slip_in_the_form_is_made_good_by_a_new_notice(slip: Any) -> None:
    """Whether the office took the wrong name or waits for a supplement."""
    mine = seat("8A1-07")
    slip(mine)
    assert points(mine, "guest_announced") == 0
    send(mine, begin(mine))
    assert points(mine, "guest_announced") == Decimal(1)


def test_the_card_is_done_when_calls_and_rescue_are() -> None:
    """Its last stations are the account's rescue and the calls: it does not say before that all is done."""
    mine = seat("8A1-07")
    for sheet in SHEETS:
        answer_sheet(mine, sheet)
    work(mine)
    for step in (lock, update, renew, tell):
        step(mine)
    last = {"name": "Cứu tài khoản", "done": False}
    assert [each for each in task_view(mine.portal)["stages"] if not each["done"]] == [last]
    assert not task_view(mine.portal)["finished"]
    unlock(mine)
    assert task_view(mine.portal)["finished"]


def test_a_call_that_rings_is_open_on_the_card() -> None:
    """It need not be answered; declined it is over."""
    mine = seat("8A1-07")
    dossier = begin(mine)
    declines(mine)
    send(mine, dossier)
    for done in (False, True):
        stage = next(each for each in task_view(mine.portal)["stages"] if each["name"] == "Hai cuộc gọi")
        assert stage["done"] == done
        if not done:
            declines(mine)


def test_a_slip_in_the_rescue_can_be_made_good() -> None:
    """New secrets before the lock cost the order's points; set once more behind the lock, they count."""
    mine = seat("8A1-07")
    update(mine)
    renew(mine)
    lock(mine)
    assert points(mine, "secrets_renewed") == 0
    renew(mine)
    assert points(mine, "secrets_renewed") == Decimal("0.75")
    assert points(mine, "account_locked_first") == 0


def test_a_judgement_can_be_changed() -> None:
    """Who thinks again loses nothing by the first thought."""
    mine = seat("8A1-07")

    def think_again(at: Any) -> None:
        call = hear(at)
        right = "scam" if calls.is_scam(at.portal.state.calls[-1]) else "genuine"
        for verdict in (*VERDICTS, right):
            must(at, actions.JudgeCall(call=call, verdict=verdict))
        if right == "scam":
            must(at, actions.ReportCall(call=call))

    work(mine, think_again)
    lock(mine)
    too_old(mine)
    must(mine, actions.JudgeMessage(message=sms(mine), verdict="genuine"))
    report_sms(mine)
    assert points(mine, "false_caller_refused", "honest_caller_known") == Decimal("1.5")
    assert points(mine, "false_update_reported") == Decimal("0.5")


def test_the_order_on_the_sheet_is_the_order_in_the_portal() -> None:
    """Lock, new secrets, unlock: the worksheet says what the rescue's checks want."""
    mine = seat("8A1-07")
    answer_sheet(mine, "tin-thu-tu")
    drawn = sorted(mine.portal.case.sheets["tin-thu-tu"], key=lambda item: item.right)
    order = [item.id for item in drawn]
    assert order.index("lock") < order.index("renew") < order.index("open")
    assert points(mine, "tin-thu-tu") == Decimal(1)
