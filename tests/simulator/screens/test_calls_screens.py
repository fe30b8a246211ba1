"""The phone's app for calls: where it is, what rings, and what is told when."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from simulator.identity import calls
from simulator.practice import Practice
from simulator.screens.desk import Desk
from simulator.state import Call


def begun(tmp_path: Path, false: bool) -> tuple[Desk, Call]:
    """A desk at which a draft was begun and the first call, a scam or not, rings."""
    for number in range(1, 30):
        learner = f"8A1-{number:02d}"
        desk = Desk(Practice(tmp_path / learner, "1.004222", learner, key=b"k" * 32))
        case = desk.practice.case
        if (calls.dealt(desk.practice.portal)[0] == case.fault("scam_call").variant) == false:
            place = case.task.place
            where = {"province": place.province_code, "commune": place.commune_code}
            desk.act({"do": "start_dossier", "procedure": case.task.procedure, **where})
            return desk, desk.practice.portal.state.calls[0]
    raise LookupError(false)


def app(desk: Desk) -> dict[str, Any]:
    return next(each for each in desk.phone.view["apps"] if each["id"] == "calls")


def test_a_ringing_call_is_shown_everywhere_on_the_phone(tmp_path: Path) -> None:
    """Beside the messages, with a badge, and as a line on every screen until it is answered."""
    desk, call = begun(tmp_path, false=True)
    assert [each["id"] for each in desk.phone.view["apps"]][:2] == ["messages", "calls"]
    assert app(desk)["badge"] == 1
    unread = desk.view["unread"]
    assert desk.phone.view["ringing"] == {"id": "c1", "sender": calls.met(call).sender, "open": False}
    assert desk.computer.view["page"] == "dossier", "the work goes on"
    desk.go({"app": "calls", "call": "c1"})
    assert desk.phone.view["ringing"]["open"], "its own page needs no line"
    assert desk.phone.app.view["open"]["said"] == []
    desk.act({"do": "answer_call", "call": "c1", "pick_up": True})
    assert desk.phone.view["ringing"] is None
    assert app(desk)["badge"] == 0
    assert desk.view["unread"] == unread - 1
    assert desk.phone.view["notice"] is None


def test_a_second_call_is_announced_over_the_page_of_the_first(tmp_path: Path) -> None:
    """Who still looks at the call that is over sees that another rings, and is led to it."""
    desk, _ = begun(tmp_path, false=True)
    desk.act({"do": "answer_call", "call": "c1", "pick_up": True})
    desk.act({"do": "reply_call", "call": "c1", "reply": "hang_up"})
    desk.go({"app": "calls", "call": "c1"})
    calls.after_sending(desk.practice.portal)
    desk.renew()
    assert desk.phone.app.view["open"]["id"] == "c1"
    assert (desk.phone.view["ringing"]["id"], desk.phone.view["ringing"]["open"]) == ("c2", False)
    desk.go({"app": "calls", "call": "c2"})
    assert desk.phone.view["ringing"]["open"]


def test_the_first_lesson_has_no_app_for_calls(tmp_path: Path) -> None:
    """Its phone is as it was; free practice without calls has the app, empty, so that it gives nothing away."""
    first = Desk(Practice(tmp_path / "1", "00-di-mot-vong", "8A1-07", key=b"k" * 32))
    assert "calls" not in [each["id"] for each in first.phone.view["apps"]]
    other = Desk(Practice(tmp_path / "2", "1.001193", "8A1-07", key=b"k" * 32))
    other.go({"app": "calls"})
    assert other.phone.app.view["calls"] == []
    assert other.phone.app.view["none"]


@pytest.mark.parametrize("false", [True, False])
def test_the_signs_are_told_only_after_judging(false: bool, tmp_path: Path) -> None:
    """Nothing on the screen gives a call away while it lasts, nor the answer of who was not asked."""
    desk, call = begun(tmp_path, false)
    play = calls.play(call)
    desk.act({"do": "answer_call", "call": "c1", "pick_up": True})
    desk.go({"app": "calls", "call": "c1"})
    said = []
    for _ in play.lines[1:]:
        desk.act({"do": "reply_call", "call": "c1", "reply": "ask"})
        shown = desk.phone.app.view["open"]
        assert (shown["signs"], shown["why"], shown["answer"], shown["caught"], shown["scam"]) == (
            [],
            "",
            "",
            "",
            False,
        )
        said.append(len(shown["said"]))
    assert said == [3, 5]
    desk.act({"do": "check_call", "call": "c1"})
    shown = desk.phone.app.view["open"]
    assert shown["answer"]
    assert shown["signs"] == []
    desk.act({"do": "judge_call", "call": "c1", "verdict": "scam"})
    shown = desk.phone.app.view["open"]
    assert shown["signs"] == [line.sign for line in play.lines]
    assert shown["scam"] == false
    assert desk.phone.view["notice"]["plain"] == (not false)
    assert "{" not in str([words["text"] for words in shown["said"]]) + shown["answer"] + shown["hotline"]


def test_who_gave_is_told_what_to_do(tmp_path: Path) -> None:
    """In the colour of a warning, with signs and remedy at once."""
    desk, call = begun(tmp_path, false=True)
    desk.act({"do": "answer_call", "call": "c1", "pick_up": True})
    desk.act({"do": "reply_call", "call": "c1", "reply": "ask"})
    desk.act({"do": "reply_call", "call": "c1", "reply": "give"})
    desk.go({"app": "calls"})
    desk.go({"call": "c1"})
    shown = desk.phone.app.view["open"]
    assert shown["caught"]
    assert shown["signs"]
    assert shown["said"][-1] == {"me": True, "text": calls.play(call).lines[1].give}


@pytest.mark.parametrize("false", [True, False])
@pytest.mark.parametrize("asked", [0, 1])
def test_signs_are_of_what_was_said(false: bool, asked: int, tmp_path: Path) -> None:
    """Who hung up before a line is not told that it was said."""
    desk, call = begun(tmp_path, false)
    desk.act({"do": "answer_call", "call": "c1", "pick_up": True})
    desk.go({"app": "calls", "call": "c1"})
    for reply in ["ask"] * asked + ["hang_up"]:
        desk.act({"do": "reply_call", "call": "c1", "reply": reply})
    desk.act({"do": "judge_call", "call": "c1", "verdict": "scam"})
    heard = calls.play(call).lines[: asked + 1]
    assert desk.phone.app.view["open"]["signs"] == [line.sign for line in heard]


def test_an_offer_and_its_refusal_stand_where_they_were_said(tmp_path: Path) -> None:
    """Before the lines that came after them."""
    desk, call = begun(tmp_path, false=False)
    desk.act({"do": "answer_call", "call": "c1", "pick_up": True})
    for reply in ("ask", "give", "ask"):
        desk.act({"do": "reply_call", "call": "c1", "reply": reply})
    desk.go({"app": "calls"})
    desk.go({"call": "c1"})
    shown = desk.phone.app.view["open"]
    assert [words["me"] for words in shown["said"]] == [False, True, False, True, False, True, False]
    assert shown["replies"] == []
    assert [reply["code"] for reply in shown["replies"]] == list(calls.replies(call))


def test_a_missed_call_stays_on_the_badge_until_it_was_seen(tmp_path: Path) -> None:
    """It can be put away, and not be called back."""
    desk, _ = begun(tmp_path, false=True)
    desk.practice.portal.pass_time(calls.RINGS)
    desk.renew()
    assert desk.phone.view["ringing"] is None
    assert app(desk)["badge"] == 1
    desk.act({"do": "answer_call", "call": "c1", "pick_up": False})
    assert app(desk)["badge"] == 0
    desk.go({"app": "calls"})
    assert desk.phone.app.view["calls"][0]["state"] == "cuộc gọi nhỡ"
