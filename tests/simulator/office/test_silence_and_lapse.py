"""An office that does not answer, and a citizen who does not supplement."""

from __future__ import annotations

from datetime import timedelta

from grading.filer import Filer
from simulator import actions
from simulator.office import calendar, letters, reception
from simulator.screens.dossiers_view import dossiers_view
from simulator.state import NEW, RETURNED, STOPPED, SUPPLEMENT
from tests.simulator.paths.office import silent
from tests.simulator.test_faults import plain_filer, sent_with


def test_an_office_is_silent_for_its_eight_hours_and_then_one_may_ask() -> None:
    """Nothing has come, the dossier stands where it stood, and the screen offers to ask."""
    filer = silent()
    sent = filer.portal.when(filer.dossier.submitted)
    assert calendar.working_time_between(sent, filer.portal.now) == timedelta(hours=reception.ANSWER_HOURS)
    assert (filer.dossier.status, filer.dossier.waits) == (NEW, "ask")
    shown = dossiers_view(filer.portal, "")["dossiers"][0]
    assert shown["waits_text"]
    assert shown["waits_button"]


def test_asking_brings_it_on_its_way_with_every_paper() -> None:
    """Once only: a second dossier of the case is received as ever."""
    filer = silent()
    before = dict(filer.dossier.documents)
    filer.must(actions.AskOffice(dossier="d1"))
    assert filer.follow().dossier.status == RETURNED
    assert filer.dossier.documents == before
    assert filer.do(actions.AskOffice(dossier="d1")).code == "not_waited_for"


def test_a_silent_dossier_can_be_withdrawn() -> None:
    """Nobody has to wait."""
    filer = silent()
    filer.must(actions.WithdrawDossier(dossier="d1"))
    assert filer.do(actions.WaitForNews()).code == "nothing_coming"


def returned() -> Filer:
    """A dossier that was sent with an empty paper and came back."""
    return sent_with(plain_filer("bad_files"), "empty")


def test_skipping_ahead_never_lets_a_supplement_lapse() -> None:
    """One has to want it; the refusal says what is waited for."""
    filer = returned()
    assert filer.do(actions.WaitForNews()).code == "waits_for_supplement"
    assert filer.dossier.status == SUPPLEMENT
    view = dossiers_view(filer.portal, "")
    assert not view["waiting"]
    assert view["dossiers"][0]["lapsing"]
    assert "Bổ sung trước" in [name for name, _ in view["dossiers"][0]["rows"]]


def test_a_supplement_that_never_comes_is_reminded_of_and_then_stopped() -> None:
    """In the time that the screen names; with form 05 and its reason, and nothing more to come."""
    filer = returned()
    by = reception.supplement_by(filer.portal, filer.dossier)
    filer.must(actions.WaitForNews(anyway=True))
    assert filer.state.messages[-1].key == "supplement_reminder"
    assert filer.portal.now < by
    filer.must(actions.WaitForNews(anyway=True))
    assert filer.portal.now == by
    assert filer.dossier.status == STOPPED
    assert (filer.dossier.letters[-1].form, filer.dossier.letters[-1].reasons) == (letters.STOP, ("not_supplemented",))
    assert filer.do(actions.WaitForNews(anyway=True)).code == "nothing_coming"


def test_a_supplement_after_the_reminder_is_in_time() -> None:
    """The lapse does not happen any more."""
    filer = returned()
    filer.must(actions.WaitForNews(anyway=True))
    filer.follow()
    assert filer.dossier.status == RETURNED


def test_waiting_for_something_else_does_not_let_a_supplement_lapse() -> None:
    """The answer to a petition comes later than the supplement is due: first things first."""
    filer = returned()
    filer.must(actions.SendPetition(topic="place", text="Ki-ốt ở nhà văn hóa hỏng từ thứ Hai, chưa ai sửa."))
    while filer.do(actions.WaitForNews()).ok:
        pass
    assert filer.portal.log[-1].outcome.code == "waits_for_supplement"
    assert filer.dossier.status == SUPPLEMENT
    filer.follow()
    assert filer.dossier.status == RETURNED
