"""The phone in trouble: what its panes say, which buttons they offer, and what they take away again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from grading.filer import Filer
from simulator import actions, datasets
from simulator.identity import lifecycle
from simulator.screens.computer_view import sign_in_view
from simulator.screens.desk import Desk
from simulator.screens.phone_view import identity_view, messages_view
from simulator.screens.task_view import task_view
from tests.simulator.identity.test_device import LATE, LOST, asked, deceived, secrets_anew, updated
from tests.simulator.screens.test_ward_screens import desk_of

LABELS = datasets.labels()


def pane(desk: Desk, app: str) -> dict[str, Any]:
    """What an app of the phone shows."""
    desk.go({"app": app})
    shown: dict[str, Any] = desk.phone.app.view
    return shown


def activate(desk: Desk) -> None:
    case = desk.practice.case
    desk.act({"do": "call_hotline"})
    desk.act({"do": "request_activation", "person_number": case.citizen.person_number, "phone": case.registered_phone})


def test_a_full_inbox_is_told_in_the_messages_and_cleared_there(tmp_path: Path) -> None:
    """Asking says that the code was sent, which is true; the notice and its button are gone once there is room."""
    desk = desk_of(tmp_path, LATE)
    assert pane(desk, "messages")["full"] == ""
    activate(desk)
    assert desk.phone.view["notice"]["text"] == datasets.outcome_texts()["otp_sent"].text
    shown = pane(desk, "messages")
    assert shown["full"] == LABELS["device"]["inbox"]
    assert not [m for m in shown["messages"] if "OTP kich hoat" in m["text"]]
    desk.act({"do": "clear_inbox"})
    assert desk.phone.view["notice"]["ok"]
    desk.act({"do": "resend_otp", "purpose": "activation"})
    shown = pane(desk, "messages")
    assert shown["full"] == ""
    assert "OTP kich hoat" in shown["messages"][0]["text"]


def test_the_phone_does_not_say_that_a_lost_code_has_come() -> None:
    """Of a code for signing in, either."""
    portal = asked().portal
    portal.state.account.step, portal.state.session.step = "active", "otp"
    assert identity_view(portal, "")["next"] == LABELS["device"]["otp_lost"]
    portal.state.account.inbox = "cleared"
    assert identity_view(portal, "")["next"] == LABELS["phone_next"]["otp"]


def test_a_message_of_another_day_has_its_day() -> None:
    """One of today has the time alone."""
    portal = asked().portal
    scam, notice = messages_view(portal, "")["messages"]
    day = portal.when(-lifecycle.NOTICED * 24 * 3600)
    assert notice["time"] == notice["sent"]
    assert notice["time"].endswith(f" ngày {day.day}/{day.month}")
    assert "ngày" not in scam["time"]


def test_a_phone_that_is_not_signed_in_offers_that_and_locking(tmp_path: Path) -> None:
    """The hint does not promise an open wallet; signed in, the pane is the account's."""
    desk = desk_of(tmp_path, LOST)
    assert not pane(desk, "identity")["signed_in"]
    assert task_view(desk.practice.portal)["hint"] == LABELS["task"]["hint_lost_phone"]
    desk.act({"do": "lock_account"})
    assert pane(desk, "identity")["locked"]
    assert identity_view(Filer(LOST).ready().portal, "")["signed_in"]


def test_a_locked_account_is_told_as_locked_on_both_screens() -> None:
    """Neither invites to sign in; both say where to unlock, and after asking, to wait."""
    portal = Filer("1.004222").ready().portal
    portal.do(actions.LockAccount())
    said = (identity_view(portal, "")["next"], sign_in_view(portal)["beforehand"])
    assert said == (LABELS["device"]["locked"], LABELS["task"]["locked"])
    portal.do(actions.AskToUnlock())
    said = (identity_view(portal, "")["next"], sign_in_view(portal)["beforehand"])
    assert said == (LABELS["device"]["unlocking"], LABELS["task"]["unlocking"])
    lifecycle.unlock(portal, "account")
    assert identity_view(portal, "")["next"] in LABELS["phone_next"].values()
    assert sign_in_view(portal)["beforehand"] != LABELS["task"]["locked"]


def test_an_old_app_says_so_once_it_was_used_and_until_it_is_new(tmp_path: Path) -> None:
    """With the button to the store; the false update's message is counted on its app."""
    desk = desk_of(tmp_path, LOST)
    shown = pane(desk, "identity")
    assert (shown["old"], shown["update"]) == ("", False)
    before = desk.view["unread"]
    desk.act({"do": "change_phone", "confirm": "nfc"})
    shown = pane(desk, "identity")
    assert (shown["old"], shown["update"]) == (LABELS["device"]["app_old"], True)
    assert desk.view["unread"] == before + 1
    desk.act({"do": "update_app", "source": "store"})
    shown = pane(desk, "identity")
    assert (shown["old"], shown["update"]) == ("", False)


def test_a_false_app_is_shown_as_a_warning_and_stays_until_all_is_set_anew(tmp_path: Path) -> None:
    """Its page offers to install; what follows is in the colour of refusals."""
    desk = desk_of(tmp_path, LOST)
    desk.act({"do": "change_phone", "confirm": "nfc"})
    message = desk.practice.portal.state.messages[-1].id
    desk.go({"app": "messages", "message": message})
    desk.act({"do": "follow_link", "message": message})
    assert desk.phone.app.view["open"]["installs"]
    desk.act({"do": "update_app", "source": "link"})
    assert not desk.phone.view["notice"]["ok"]
    assert pane(desk, "identity")["false_app"][0] == LABELS["device"]["app_there"]
    assert identity_view(deceived().portal, "")["update"]
    desk.act({"do": "update_app", "source": "store"})
    assert pane(desk, "identity")["false_app"][0] == LABELS["device"]["app_gone"]
    clean = updated()
    secrets_anew(clean)
    assert identity_view(clean.portal, "")["false_app"] == []
