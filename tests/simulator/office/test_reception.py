"""The one-stop office: what it refuses, asks for, receives and returns, and when."""

from __future__ import annotations

from datetime import datetime, time, timedelta

import pytest

from grading.players import Habits, Player, Recording
from simulator import actions
from simulator.office import calendar, letters
from simulator.office.statuses import NEXT
from simulator.people.places import places
from simulator.state import Dossier
from tests.simulator.desk import Desk, case

EARLY = next(name for name in (f"8A1-{i:02d}" for i in range(1, 100)) if case(name).begins.time() < time(8, 10))
"""A learner whose case begins early in the morning."""


def statuses(dossier: Dossier) -> list[int]:
    return [change.status for change in dossier.history]


def assert_allowed(dossier: Dossier) -> None:
    for before, after in zip([0, *statuses(dossier)], statuses(dossier), strict=False):
        assert after in NEXT[before], f"{before} → {after}"


def sent_at(clock: time) -> Desk:
    """A dossier that is sent at a time of the day or shortly after it."""
    desk = Desk(EARLY).signed_in().prepared()
    while desk.portal.now.time() < clock:
        left = datetime.combine(desk.portal.now.date(), clock, desk.portal.now.tzinfo) - desk.portal.now
        desk.must(actions.PassTime(after=min(3600, int(left.total_seconds()) or 1)))
    desk.pay()
    return desk


def test_a_right_dossier_goes_from_registered_to_returned() -> None:
    """1, 2, 4, 9, 10, each with its message and a receipt that names the due time."""
    desk = Desk().returned()
    dossier = desk.dossier
    assert statuses(dossier) == [1, 2, 4, 9, 10]
    assert [letter.form for letter in dossier.letters] == ["01"]
    assert [m.key for m in desk.state.messages[-3:]] == ["dossier_sent", "received", "returned"]
    received = next(m for m in desk.state.messages if m.key == "received")
    assert dossier.letters[0].due == received.words["due"]


def test_the_result_is_there_before_it_is_due() -> None:
    """Whatever the hour of sending, the office answers in eight working hours and returns in time."""
    for hour in (8, 10, 13, 14, 15, 16, 18):
        desk = sent_at(time(hour, 20))
        while desk.do(actions.WaitForNews()).ok:
            pass
        dossier = desk.dossier
        times = {change.status: desk.portal.when(change.at) for change in dossier.history}
        assert times[2] <= calendar.add_working_time(times[1], timedelta(hours=8))
        assert times[10] <= datetime.fromisoformat(dossier.due)
        assert calendar.opening(times[2]) == times[2], "received outside office hours"


@pytest.mark.parametrize(("hour", "next_day"), [(8, False), (12, False), (15, True), (18, True)])
def test_what_is_received_after_fifteen_hours_is_due_the_next_working_day(hour: int, next_day: bool) -> None:
    """The due day depends on when the office receives, and the receipt says it."""
    desk = sent_at(time(hour, 45))
    sent = desk.portal.now.date()
    desk.news()
    due = datetime.fromisoformat(desk.dossier.due)
    assert due == calendar.same_day_due(desk.portal.now)
    assert due.date() == (calendar.next_working_day(sent) if next_day else sent)
    assert desk.dossier.letters[0].due.startswith("17:00 ")


def test_a_dossier_at_the_wrong_authority_is_refused() -> None:
    """Its letter names the place where the birth was registered, and it can be filed there."""
    desk = Desk()
    right = desk.case.task.place
    wrong = next(p for p in places(right.province_code) if p != right)
    desk.paid(place=wrong).news()
    dossier = desk.dossier
    assert statuses(dossier) == [1, 3]
    (sentence,) = letters.reasons(desk.portal, dossier, dossier.letters[-1])
    assert right.commune.split(" ", 1)[1] in sentence
    assert right.province in sentence
    assert desk.state.messages[-1].key == "refused"
    assert desk.refused(actions.WaitForNews()) == "nothing_coming"
    assert desk.refused(actions.SendSupplement(dossier=dossier.id)) == "dossier_closed"
    desk.prepared()
    assert desk.dossier.id == "d2"


def test_a_supplement_names_every_shortcoming_at_once() -> None:
    """The office asks once and completely: papers, name, day of birth and relation in one letter."""
    desk = Desk()
    wrong = "parent" if desk.case.task.answers["relation"] != "parent" else "child"
    desk.paid("empty", name="Người Khác", relation=wrong).news()
    dossier = desk.dossier
    assert statuses(dossier) == [1, 5]
    assert dossier.letters[-1].reasons == ("empty:authorisation", "relation_differs:relation", "not_in_register:name")
    sentences = letters.reasons(desk.portal, dossier, dossier.letters[-1])
    assert len(sentences) == 3
    assert "Văn bản ủy quyền" in sentences[0]
    assert not any("{" in sentence for sentence in sentences)


@pytest.mark.parametrize(
    ("kind", "changed", "reason"),
    [
        ("empty", {}, "empty:authorisation"),
        ("wrong", {}, "wrong_paper:authorisation"),
        ("authorisation", {"name": "Người Khác"}, "not_in_register:name"),
        ("authorisation", {"born": "01/01/1990"}, "not_in_register:born"),
        ("authorisation", {"relation": "parent"}, "relation_differs:relation"),
    ],
)
def test_each_shortcoming_is_noticed_alone(kind: str, changed: dict[str, str], reason: str) -> None:
    """One fault, one reason; the planted wrong papers are noted as met."""
    desk = Desk()
    kind = desk.case.fault("bad_files").variant if kind == "wrong" else kind
    desk.paid(kind, **changed).news()
    assert desk.dossier.letters[-1].reasons == (reason,)
    assert ("bad_files" in desk.state.faults_met) == (kind != "authorisation")


def test_small_differences_of_writing_are_no_shortcoming() -> None:
    """Missing marks, other case and a day without zeros are read as the same person."""
    desk = Desk()
    relative = desk.case.relative
    year, month, day = (int(part) for part in relative.born.split("-"))
    desk.paid(name=f"  {relative.name.upper()} ", born=f"{day}-{month}-{year}").news()
    assert statuses(desk.dossier) == [1, 2]


def test_a_mended_dossier_is_received_without_paying_again() -> None:
    """After the supplement it goes on, and no second order is opened."""
    desk = Desk().paid("empty").news()
    balance, orders = desk.state.balance, len(desk.state.orders)
    desk.attach_file("authorisation")
    desk.must(actions.SendSupplement(dossier="d1"))
    assert desk.refused(actions.SendSupplement(dossier="d1")) == "dossier_closed"
    while desk.do(actions.WaitForNews()).ok:
        pass
    assert statuses(desk.dossier) == [1, 5, 1, 2, 4, 9, 10]
    assert (desk.state.balance, len(desk.state.orders)) == (balance, orders)
    assert [letter.form for letter in desk.dossier.letters] == ["02", "01"]
    assert_allowed(desk.dossier)


def test_a_dossier_sent_again_unmended_is_stopped() -> None:
    """The office asks once; the second time it stops the dossier, says why, and a new one can be filed."""
    desk = Desk().paid("empty").news()
    desk.must(actions.SendSupplement(dossier="d1"))
    desk.news()
    assert statuses(desk.dossier) == [1, 5, 1, 8]
    assert desk.dossier.letters[-1].form == letters.STOP
    assert desk.dossier.letters[-1].reasons == ("empty:authorisation",)
    assert desk.state.messages[-1].key == "stopped"
    desk.prepared()
    assert desk.dossier.id == "d2"


def test_news_comes_in_the_order_of_time() -> None:
    """Each skip leads to the next thing, and the history's times never go back."""
    desk = Desk().paid()
    seen = [desk.portal.now]
    while desk.do(actions.WaitForNews()).ok:
        seen.append(desk.portal.now)
    assert seen == sorted(seen)
    assert len(seen) == 5
    times = [change.at for change in desk.dossier.history]
    assert times == sorted(times)


def test_waiting_by_the_clock_or_by_skipping_is_the_same() -> None:
    """The office does the same work at the same times, however the learner waits."""
    skipped, waited = Desk().paid(), Desk().paid()
    while skipped.do(actions.WaitForNews()).ok:
        pass
    while waited.state.events:
        waited.must(actions.PassTime(after=3600))
    assert waited.dossier.history == skipped.dossier.history
    assert waited.dossier.letters == skipped.dossier.letters


def test_a_dossiers_code_is_of_no_real_province() -> None:
    """Unit, day of receipt and a running number, as the circular has it, with H99 that no province has."""
    desk = Desk().paid()
    assert desk.dossier.code.startswith("H99.")
    assert desk.dossier.code.split("-")[1] == f"{desk.portal.now:%y%m%d}"
    assert len(desk.dossier.code.split("-")[2]) == 4


@pytest.mark.parametrize(
    "habits",
    [
        Habits(),
        Habits(wrong_authority_first=True),
        Habits(attaches="empty", misspells_name_first=True),
        Habits(attaches="wrong", wrong_delivery=True),
    ],
    ids=["reference", "wrong authority", "supplement", "wrong paper"],
)
def test_statuses_only_move_as_the_official_list_allows(habits: Habits) -> None:
    """Twenty learners of each kind: every move is in the table."""
    for number in range(1, 21):
        seat = Recording(case(f"8A1-{number:02d}"))
        Player(seat, habits).play()
        for dossier in seat.portal.state.dossiers:
            assert_allowed(dossier)
            assert dossier.status in (3, 10)
