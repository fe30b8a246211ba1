"""The account's later life: seven days, one phone at a time, locking, children."""

from __future__ import annotations

from datetime import date

import msgspec
import pytest

from grading.filer import Filer
from simulator import Portal, actions
from simulator.case import Case, Fault
from simulator.identity import lifecycle
from simulator.office import calendar
from simulator.people.citizens import Citizen
from tests.simulator.desk import Desk, case


def late_desk() -> Desk:
    """A learner whose notice came more than seven days ago."""
    desk = Desk()
    desk.case = late(desk.case)
    desk.portal = Portal(desk.case)
    return desk


def late(known: Case) -> Case:
    return msgspec.structs.replace(known, faults=(*known.faults, Fault("late_activation", "late")))


def test_after_seven_days_the_hotline_has_to_help() -> None:
    """Refused with the number to call; after the call it goes on as ever."""
    desk = late_desk()
    ask = actions.RequestActivation(person_number=desk.case.citizen.person_number, phone=desk.case.registered_phone)
    refused = desk.portal.do(ask)
    assert (refused.ok, refused.code) == (False, "activation_late")
    assert lifecycle.HOTLINE in refused.text + refused.next
    assert desk.portal.do(actions.CallHotline()).ok
    assert desk.portal.do(ask).ok


def test_the_hotline_is_not_needed_in_time() -> None:
    """Nor after the account is active."""
    assert Desk().refused(actions.CallHotline()) == "hotline_not_needed"
    assert Desk().activated().refused(actions.CallHotline()) == "already_active"


def test_another_phone_is_confirmed_on_the_old_one() -> None:
    """The wallet closes with the old phone's session."""
    desk = Desk().signed_in().open_wallet()
    desk.must(actions.ChangePhone(confirm="old_phone"))
    assert desk.state.account.phones == 2
    assert not desk.state.account.wallet_open
    assert desk.state.messages[-1].key == "phone_changed"


@pytest.mark.parametrize("number", range(1, 11))
def test_the_chip_is_read_after_a_few_tries(number: int) -> None:
    """Two or three, never more, and never at once."""
    filer = Filer("1.001193", f"8A1-{number:02d}")
    tries = 1
    while not filer.do(actions.ChangePhone(confirm="nfc")).ok:
        tries += 1
    assert tries in (2, 3)


def test_a_locked_account_opens_nothing_until_the_police_unlock_it() -> None:
    """Signed out at once; asked for once; free again within two working days."""
    filer = Filer("1.001193")
    filer.must(actions.LockAccount())
    assert filer.state.session.step == "out"
    number = filer.case.citizen.person_number
    secret = filer.secret("Taptap#2026")
    assert filer.do(actions.SignIn(person_number=number, password=secret)).code == "account_is_locked"
    assert filer.do(actions.OpenWallet(passcode=filer.secret("482915"))).code == "account_is_locked"
    asked = filer.portal.now
    filer.must(actions.AskToUnlock())
    assert filer.do(actions.AskToUnlock()).code == "unlock_asked"
    filer.must(actions.WaitForNews())
    assert not filer.state.account.locked
    assert filer.portal.now.date() <= calendar.add_working_days(asked.date(), lifecycle.UNLOCK_WITHIN)


def with_child(age: int) -> Portal:
    """A practice whose citizen has a child of this age."""
    filer = Filer("2.000635")
    known: Citizen = filer.case.drawn.people["child"]
    born = date(filer.portal.now.year - age, 1, 2).isoformat()
    child = msgspec.structs.replace(known, born=born)
    drawn = msgspec.structs.replace(filer.case.drawn, people={**filer.case.drawn.people, "child": child})
    return Portal(msgspec.structs.replace(filer.case, drawn=drawn))


@pytest.mark.parametrize(
    ("age", "level", "consent", "code"),
    [
        (4, 1, True, "child_registered"),
        (4, 2, True, "child_too_young"),
        (8, 1, True, "child_registered"),
        (8, 2, True, "child_invited"),
        (13, 1, False, "guardian_must_agree"),
        (13, 2, True, "child_invited"),
        (14, 1, True, "child_old_enough"),
    ],
)
def test_a_childs_account_follows_its_age(age: int, level: int, consent: bool, code: str) -> None:
    """Under six level 1 alone, six to thirteen both with the guardian, from fourteen on by oneself."""
    portal = with_child(age)
    outcome = portal.do(actions.RegisterChild(person="child", level=level, consent=consent))  # type: ignore[arg-type]
    assert outcome.code == code
    assert portal.state.children == ({"child": level} if outcome.ok else {})


def test_only_children_of_the_case_are_registered() -> None:
    """Nobody else's."""
    filer = Filer("1.001193")
    asked = actions.RegisterChild(person="neighbour", level=1, consent=True)
    assert filer.do(asked).code == "child_unknown"
    assert case().drawn.people.keys() == {"sibling"}
