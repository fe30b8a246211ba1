"""The portal as a machine: time, events, what is no action."""

from __future__ import annotations

import msgspec
import pytest

from simulator import Portal, actions
from simulator.portal import EVENTS
from simulator.state import State
from tests.simulator.desk import Desk, case


@pytest.mark.parametrize("thing", [None, 1, "pass_time", {"do": "pass_time"}, actions.Action(), actions.PassTime])
def test_what_is_no_action_is_a_type_error_and_changes_nothing(thing: object) -> None:
    """Only the records of the union are actions; anything else is a slip of ours, told at once."""
    portal = Portal(case())
    before = msgspec.json.encode(portal.state)
    with pytest.raises(TypeError, match="is not an action of the portal"):
        portal.do(thing)  # type: ignore[arg-type]
    assert msgspec.json.encode(portal.state) == before
    assert portal.log == []


def test_time_moves_by_actions_alone() -> None:
    """A portal that nobody touches stands still; each action brings its seconds."""
    desk = Desk()
    assert desk.portal.now == desk.case.begins
    for after in (0, 5, 3600):
        desk.do(actions.OpenMessage(message="m1", after=after))
    assert desk.state.now == 3605
    assert desk.portal.seconds(desk.portal.now) == 3605


def test_time_passes_before_the_action_is_done() -> None:
    """A code that runs out while the learner thinks has run out."""
    desk = Desk().activated()
    desk.sign_in()
    code = desk.newest_code("sign_in")
    assert desk.refused(actions.EnterOtp(purpose="sign_in", code=code, after=120)) == "otp_expired"


def test_a_refused_action_takes_its_time_too() -> None:
    """Refused or not, the seconds before it went by."""
    desk = Desk()
    desk.refused(actions.SignOut(after=9))
    assert desk.state.now == 9


def test_what_is_due_happens_in_order() -> None:
    """Events come by time, those of one time in the order made, and one may bring the next."""
    portal = Portal(case())
    seen: list[tuple[str, int]] = []

    def note(inner: Portal, ref: str) -> None:
        seen.append((ref, inner.state.now))
        if ref == "first":
            inner.schedule(inner.state.now, "note", "at once")

    EVENTS["note"] = note
    try:
        portal.schedule(20, "note", "late")
        portal.schedule(10, "note", "first")
        portal.schedule(10, "note", "second")
        portal.schedule(31, "note", "never")
        portal.pass_time(30)
    finally:
        del EVENTS["note"]
    assert seen == [("first", 10), ("second", 10), ("at once", 10), ("late", 20)]
    assert portal.state.now == 30
    assert [event.ref for event in portal.state.events] == ["never"]


def test_the_phone_begins_with_the_offices_message() -> None:
    """Before anything is done there is one SMS, and it is honest."""
    portal = Portal(case())
    assert [(m.id, m.key, m.at) for m in portal.state.messages] == [("m1", "approved", 0)]


def test_the_log_notes_every_action_with_its_outcome_and_time() -> None:
    """One entry each, accepted or refused."""
    desk = Desk()
    desk.do(actions.OpenMessage(message="m1", after=2))
    desk.do(actions.SignOut(after=3))
    assert [(e.action.name, e.outcome.code, e.at) for e in desk.portal.log] == [
        ("open_message", "message_read", 2),
        ("sign_out", "not_signed_in", 5),
    ]


def test_a_digest_tells_states_apart() -> None:
    """It depends on the answer and on all that is left behind."""
    one, two = Portal(case()), Portal(case())
    done = one.do(actions.PassTime(after=1))
    assert one.digest(done) == one.digest(done)
    assert one.digest(done) != two.digest(two.do(actions.PassTime(after=2)))
    assert one.digest(one.accept("time_passed")) == one.digest(done)
    assert one.digest(one.refuse("time_passed")) != one.digest(done)


def test_a_fault_is_noted_once() -> None:
    """Meeting it twice is meeting it."""
    portal = Portal(case())
    portal.meet("late_otp")
    portal.meet("late_otp")
    assert portal.state.faults_met == ["late_otp"]


def test_the_state_survives_the_way_through_json() -> None:
    """A report can keep a state and read it back."""
    state = Desk().returned().state
    assert msgspec.json.decode(msgspec.json.encode(state), type=State) == state


def test_looking_things_up_finds_nothing_that_is_not_there() -> None:
    """Unknown ids are nothing, not an error."""
    state = Portal(case()).state
    assert (state.message("m2"), state.dossier("d1"), state.order("o1"), state.open_order("d1")) == (None,) * 4
