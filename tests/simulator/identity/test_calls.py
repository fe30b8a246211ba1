"""Calls: dealt alike to all, heard line by line, and what becomes of what is said."""

from __future__ import annotations

import pytest

from grading.filer import Filer
from simulator import actions
from simulator.case import FIRST_LESSON
from simulator.identity import calls, scam_catalogue
from simulator.identity.scams import STEAL_LEAVES
from simulator.scenario import scenarios
from tests.simulator.paths.phone import CALLED, hung_up, picked_up, ringing

CALLING = [name for name, scenario in scenarios().items() if "scam_call" in scenario.faults]


def test_a_few_free_practices_have_calls_and_the_first_lesson_has_none() -> None:
    """Where they are planted the phone has the app for them."""
    assert len(CALLING) >= 2
    assert FIRST_LESSON not in CALLING
    assert all(scenarios()[name].neighbourhood for name in CALLING)


@pytest.mark.parametrize("lesson", CALLING)
def test_everybody_gets_one_scam_and_one_honest_call(lesson: str) -> None:
    """The first with the draft, the second with the sending; the honest one is not like the scam."""
    for number in range(1, 20):
        filer = Filer(lesson, f"8A1-{number:02d}")
        fault, dealt = filer.case.fault("scam_call"), calls.dealt(filer.portal)
        assert len(dealt) == 2
        assert [key for key in dealt if key in scam_catalogue.scams()] == [fault.variant]
        other = next(key for key in dealt if key != fault.variant)
        assert scam_catalogue.honest()[other].like != scam_catalogue.scams()[fault.variant].trick
        assert filer.state.calls == []
        filer.begin()
        assert [call.key for call in filer.state.calls] == [dealt[0]]
    filer.owner().form().attach().deliver()
    assert len(filer.state.calls) == 1
    filer.send()
    assert [call.key for call in filer.state.calls] == list(dealt)
    assert filer.state.calls[1].at == filer.dossier.submitted


def test_which_ones_come_and_in_which_order_differs() -> None:
    """Over a school every call of the data is met, and the scam comes first and second."""
    dealt = [calls.dealt(Filer(CALLED, f"{room}-{n:02d}").portal) for room in ("8A1", "8A2") for n in range(1, 40)]
    every = [*scam_catalogue.scams().values(), *scam_catalogue.honest().values()]
    assert {key for each in dealt for key in each} == {met.id for met in every if met.play}
    assert {each[0] in scam_catalogue.scams() for each in dealt} == {True, False}


def test_a_second_dossier_brings_no_more_calls() -> None:
    """Two in all."""
    filer = Filer(CALLED).prepared().send()
    filer.must(actions.WithdrawDossier(dossier="d1"))
    filer.prepared().send()
    assert [call.id for call in filer.state.calls] == ["c1", "c2"]


def test_nobody_has_to_answer() -> None:
    """A call that nobody takes is missed, costs nothing, and the result comes all the same."""
    filer = Filer(CALLED).prepared().send().follow().finish()
    assert [call.step for call in filer.state.calls] == ["missed", "missed"]
    assert filer.dossier.result_downloaded
    assert filer.state.stolen == 0
    assert "scam_call" not in filer.state.faults_met


def test_a_caller_keeps_trying_for_a_while() -> None:
    """Up to the last second it can be picked up; then no more."""
    for late, code in ((-1, "call_answered"), (0, "call_not_ringing")):
        filer, which = ringing(false=False)
        call = filer.state.calls[0]
        wait = call.at + calls.RINGS + late - filer.state.now
        assert filer.do(actions.AnswerCall(call=which, pick_up=True, after=wait)).code == code


def test_a_call_is_heard_line_by_line() -> None:
    """Each question brings the next line; at the last there is nothing more to ask."""
    filer, which = picked_up(false=True)
    call, lines = filer.state.calls[0], calls.play(filer.state.calls[0]).lines
    assert filer.state.faults_met == ["scam_call"]
    for number in range(1, len(lines)):
        filer.must(actions.ReplyCall(call=which, reply="ask"))
        assert call.line == number
    assert filer.do(actions.ReplyCall(call=which, reply="ask")).code == "call_reply_unknown"
    filer.must(actions.ReplyCall(call=which, reply="hang_up"))
    assert (call.step, call.gave, filer.state.stolen) == ("over", "", 0)
    assert filer.do(actions.ReplyCall(call=which, reply="ask")).code == "call_not_open"


@pytest.mark.parametrize("wants", ["account", "money"])
def test_who_gives_what_a_scammer_wants_pays_for_it(wants: str) -> None:
    """As with a scam message: money down to a rest, or the account; then the line is dead."""
    filer, which = picked_up(false=True, wants=wants, asks=1)
    assert filer.must(actions.ReplyCall(call=which, reply="give")).code == f"call_fell_{wants}"
    call = filer.state.calls[0]
    assert (call.step, call.gave) == ("over", wants)
    lost = filer.case.balance - STEAL_LEAVES if wants == "money" else 0
    assert (filer.state.stolen, filer.state.balance) == (lost, filer.case.balance - lost)
    assert filer.do(actions.ReplyCall(call=which, reply="give")).code == "call_not_open"


def test_an_honest_caller_takes_nothing() -> None:
    """The offer is declined, once, and the call goes on."""
    filer, which = picked_up(false=False, asks=1)
    assert filer.must(actions.ReplyCall(call=which, reply="give")).code == "call_not_wanted"
    call = filer.state.calls[0]
    assert (call.step, call.gave, call.offered, filer.state.stolen) == ("open", "", 1, 0)
    assert filer.do(actions.ReplyCall(call=which, reply="give")).code == "call_reply_unknown"
    assert filer.must(actions.ReplyCall(call=which, reply="ask")).code == "call_went_on"


@pytest.mark.parametrize("false", [True, False])
def test_the_published_number_can_be_asked_during_the_call_or_after_it(false: bool) -> None:
    """Not before anything was heard; asking ends the call."""
    filer, which = ringing(false)
    assert filer.do(actions.CheckCall(call=which)).code == "call_not_heard"
    filer.must(actions.AnswerCall(call=which, pick_up=True))
    filer.must(actions.CheckCall(call=which))
    assert (filer.state.calls[0].step, filer.state.calls[0].checked) == ("over", True)
    filer, which = hung_up(false)
    assert filer.must(actions.CheckCall(call=which)).code == "call_checked"


def test_a_verdict_can_be_changed_and_a_mistaken_report_blocks_nobody() -> None:
    """Whoever took the honest caller for a scammer is told, and goes on as before."""
    filer, which = hung_up(false=False)
    before = filer.state.balance
    assert filer.must(actions.JudgeCall(call=which, verdict="scam")).code == "call_genuine_doubted"
    assert filer.must(actions.ReportCall(call=which)).code == "call_reported_genuine"
    assert filer.must(actions.JudgeCall(call=which, verdict="genuine")).code == "call_genuine_known"
    assert filer.state.balance == before
    filer.owner().form().attach().deliver().send()
    assert filer.must(actions.AnswerCall(call="c2", pick_up=True)).code == "call_answered"


def test_what_was_not_heard_cannot_be_judged() -> None:
    """Declined, or still on the line."""
    filer, which = ringing(false=True)
    filer.must(actions.AnswerCall(call=which, pick_up=False))
    assert filer.do(actions.JudgeCall(call=which, verdict="scam")).code == "call_not_heard"
    assert filer.do(actions.ReportCall(call=which)).code == "call_not_heard"
    assert filer.do(actions.AnswerCall(call=which, pick_up=True)).code == "call_not_ringing"


def test_a_call_speaks_to_the_citizen_of_the_case() -> None:
    """With title and name, and nothing left to be filled in."""
    for number in range(1, 20):
        filer = Filer(CALLED, f"8A1-{number:02d}").begin()
        title = "chị" if filer.case.citizen.sex == "f" else "anh"
        texts = [calls.fill(filer.portal, line.says) for line in calls.play(filer.state.calls[0]).lines]
        context = calls.fill(filer.portal, calls.play(filer.state.calls[0]).context)
        assert "{" not in "".join(texts) + context
        assert f"{title} {filer.case.citizen.given}" in (context[0].lower() + context[1:])


def test_a_call_without_a_play_is_told() -> None:
    """With its name and the remedy."""
    from simulator.state import Call

    other = next(key for key, scam in scam_catalogue.scams().items() if scam.play is None)
    with pytest.raises(LookupError, match=other):
        calls.play(Call(id="c1", key=other, at=0))
