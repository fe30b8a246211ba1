"""The phone's messages: honest ones and scams."""

from __future__ import annotations

import pytest

from simulator import actions, datasets
from simulator.identity.scams import STEAL_LEAVES, is_scam, text_of
from simulator.state import Message
from tests.simulator.desk import Desk


def of(desk: Desk, key: str) -> Message:
    return next(m for m in desk.state.messages if m.key.startswith(key))


def with_fee_scam() -> Desk:
    desk = Desk().signed_in().prepared()
    desk.submit()
    return desk


def test_each_scam_comes_when_it_is_most_believable() -> None:
    """The first while a code is awaited, the second while a fee is being paid; each once."""
    desk = Desk().paid()
    keys = [m.key for m in desk.state.messages]
    scams = [key for key in keys if key.startswith("scam")]
    assert scams == [desk.case.fault("scam_activation").variant, desk.case.fault("scam_fee").variant]
    assert keys[1] == scams[0]
    assert [is_scam(m) for m in desk.state.messages].count(True) == 2


def test_reading_and_judging_are_noted() -> None:
    """A judgement marks the message as read and can be changed."""
    desk = Desk()
    desk.must(actions.JudgeMessage(message="m1", verdict="scam"))
    desk.must(actions.JudgeMessage(message="m1", verdict="genuine"))
    message = of(desk, "approved")
    assert (message.read, message.verdict) == (True, "genuine")


def test_a_message_without_marks_has_none_in_what_is_filled_in(monkeypatch: pytest.MonkeyPatch) -> None:
    """Offices write without marks; a weekday in a message of theirs has none either, in a paper it has."""
    desk = Desk().returned()
    received = of(desk, "received")
    assert not received.words["due"].isascii()
    assert text_of(received).isascii()
    assert "Hen tra ket qua" in text_of(received)
    marked = datasets.SmsText("CS-QLHC (mô phỏng)", "Hẹn trả: {due}.")
    monkeypatch.setattr(datasets, "sms_texts", lambda: {"received": marked})
    assert text_of(received) == f"Hẹn trả: {received.words['due']}."


def test_an_honest_link_opens_no_false_page() -> None:
    """Following the office's own link is harmless."""
    desk = Desk()
    outcome = desk.must(actions.FollowLink(message="m1"))
    assert outcome.words["site"].endswith(".gov.vn")
    assert not of(desk, "approved").followed
    assert desk.refused(actions.AnswerFakePage(message="m1", give=True)) == "message_unknown"


def test_leaving_a_false_page_gives_nothing() -> None:
    """Looking is not giving: after leaving, the page is closed and nothing is lost."""
    desk = Desk()
    desk.request_activation()
    scam = of(desk, "scam_activation")
    desk.must(actions.FollowLink(message=scam.id))
    desk.must(actions.AnswerFakePage(message=scam.id, give=False))
    assert (scam.followed, scam.page_open, scam.gave) == (True, False, False)
    assert desk.refused(actions.AnswerFakePage(message=scam.id, give=True)) == "message_unknown"
    assert not scam.gave


def test_thieves_take_all_but_what_the_lesson_needs() -> None:
    """Giving bank data to a false page empties the account down to a rest; the loss is shown as a sum."""
    desk = with_fee_scam()
    scam = of(desk, "scam_fee")
    desk.must(actions.FollowLink(message=scam.id))
    outcome = desk.must(actions.AnswerFakePage(message=scam.id, give=True))
    assert desk.state.balance == STEAL_LEAVES
    assert desk.state.stolen == desk.case.balance - STEAL_LEAVES
    assert outcome.words["amount"] == f"{desk.state.stolen:,}".replace(",", ".")


def test_falling_for_it_twice_costs_nothing_more() -> None:
    """The rest stays, so that the lesson can be finished."""
    desk = with_fee_scam()
    scam = of(desk, "scam_fee")
    for _ in range(2):
        desk.must(actions.FollowLink(message=scam.id))
        desk.must(actions.AnswerFakePage(message=scam.id, give=True))
    assert desk.state.balance == STEAL_LEAVES


def test_giving_account_data_takes_no_money() -> None:
    """The other scam is after the account; it is noted and explained."""
    desk = Desk()
    desk.request_activation()
    scam = of(desk, "scam_activation")
    desk.must(actions.FollowLink(message=scam.id))
    assert desk.must(actions.AnswerFakePage(message=scam.id, give=True)).code == "fell_for_account"
    assert (scam.gave, desk.state.stolen) == (True, 0)


@pytest.mark.parametrize(
    ("kind", "wanted"), [("scam_activation", "account"), ("scam_fee", "money"), ("app_too_old", "app")]
)
def test_what_a_false_page_wants_fits_its_kind(kind: str, wanted: str) -> None:
    """The first kind asks for the account, the second for money, the third to install something, in every wording."""
    keys = datasets.toml("scams/variants.toml")[kind]
    assert {datasets.sms_texts()[key].page for key in keys} == {wanted}
