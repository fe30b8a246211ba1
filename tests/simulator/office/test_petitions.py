"""Petitions and tips: read in two working days, answered in fifteen, asked about when nobody could tell."""

from __future__ import annotations

import pytest

from grading.filer import Filer
from simulator import actions, datasets
from simulator.office import calendar, petitions
from tests.simulator.desk import Desk

CLEAR = "Ki-ốt ở nhà văn hóa hỏng từ thứ Hai, mong được sửa."


def seat(learner: str = "8A1-07") -> Filer:
    return Filer("1.001193", learner)


@pytest.mark.parametrize("number", range(1, 21))
def test_a_clear_petition_is_answered_in_time(number: int) -> None:
    """Taken up within two working days, answered within fifteen, with an answer for every topic."""
    filer = seat(f"8A1-{number:02d}")
    topics = list(datasets.labels()["petition_topic"])
    filer.must(actions.SendPetition(topic=topics[number % len(topics)], text=CLEAR))
    sent = filer.portal.now
    while filer.do(actions.WaitForNews()).ok:
        pass
    (petition,) = filer.state.petitions
    assert [status for status, _ in petition.history] == ["sent", "accepted", "answered"]
    times = [filer.portal.when(at).date() for _, at in petition.history]
    assert times[1] <= calendar.add_working_days(calendar.opening(sent).date(), petitions.READ_WITHIN)
    assert times[2] <= calendar.add_working_days(calendar.opening(sent).date(), petitions.ANSWER_WITHIN)
    assert filer.state.messages[-1].key == "petition_answered"
    assert datasets.label("petition_answer", petition.topic)


def test_a_short_petition_is_asked_about_once() -> None:
    """Two words are no petition; with more it goes on."""
    filer = seat()
    filer.must(actions.SendPetition(topic="place", text="Hỏng rồi"))
    filer.must(actions.WaitForNews())
    assert filer.state.petitions[0].status == "asked"
    assert filer.do(actions.AddToPetition(petition="p1", text=" ")).code == "petition_empty"
    filer.must(actions.AddToPetition(petition="p1", text=CLEAR))
    filer.must(actions.WaitForNews())
    assert filer.state.petitions[0].status == "answered"
    filer.must(actions.RateAnswer(petition="p1", grade="satisfied"))
    assert filer.state.petitions[0].rating == "satisfied"


def test_a_petition_may_be_about_a_dossier_or_a_procedure() -> None:
    """And about nothing that does not exist."""
    filer = seat().begin()
    filer.must(actions.SendPetition(topic="late", text=CLEAR, about="d1"))
    filer.must(actions.SendPetition(topic="papers", text=CLEAR, about="1.001193"))
    assert filer.do(actions.SendPetition(topic="late", text=CLEAR, about="d9")).code == "dossier_unknown"
    assert [p.about for p in filer.state.petitions] == ["d1", "1.001193"]


def test_nobody_petitions_signed_out() -> None:
    """A petition has a name behind it."""
    assert Desk().refused(actions.SendPetition(topic="late", text=CLEAR)) == "sign_in_first"


def test_a_tip_needs_an_account_and_something_to_look_into() -> None:
    """The kind is kept, the text is not needed any more."""
    assert Desk().refused(actions.TipOff(kind="theft", text=CLEAR)) == "account_not_active"
    filer = seat()
    assert filer.do(actions.TipOff(kind="theft", text="Mất xe")).code == "tip_short"
    filer.must(actions.TipOff(kind="theft", text="Mất xe đạp ở sân trường lúc 10 giờ sáng nay"))
    assert filer.state.tips == ["theft"]
