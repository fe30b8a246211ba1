"""An account of level 1: what it does not do, and how it is raised."""

from __future__ import annotations

from grading.filer import Filer
from simulator import actions
from simulator.identity import lifecycle
from simulator.office import calendar
from simulator.screens.phone_view import identity_view
from simulator.state import RETURNED
from tests.simulator.paths.account import low


def test_level_one_finds_and_fills_in_but_does_not_file() -> None:
    """The draft is there afterwards, with all that was done."""
    filer = low()
    filer.careful = False
    filer.begin().owner().form()
    slot = filer.procedure.documents[0].id
    wallet = actions.AttachDocument(dossier="d1", slot=slot, source="wallet", file="w1")
    assert filer.do(wallet).code == "wallet_locked"
    assert filer.do(actions.AskToSign(dossier="d1")).code == "level_too_low"
    assert filer.state.faults_met == ["level_one"]
    filer.careful = True
    filer.raise_level()
    assert filer.attach().deliver().send().follow().dossier.status == RETURNED


def test_what_is_complete_is_not_sent_at_level_one() -> None:
    """Not even without a paper from the wallet: the level is what is missing."""
    filer = low()
    filer.prepared()
    filer.state.account.level = 1
    assert filer.do(actions.SubmitDossier(dossier="d1", accept_terms=True)).code == "level_too_low"


def test_the_police_raise_it_within_some_working_days() -> None:
    """In person, in office hours; the phone shows that it is on its way, and then level 2."""
    for number in range(1, 15):
        filer = Filer(low().case.lesson, f"8A1-{number:02d}")
        filer.must(actions.RaiseLevel())
        assert calendar.opening(filer.portal.now) == filer.portal.now
        begun = filer.portal.now.date()
        assert identity_view(filer.portal, "")["raising"]
        filer.must(actions.WaitForNews())
        latest = calendar.add_working_days(begun, lifecycle.RAISED_WITHIN)
        assert begun < filer.portal.now.date() <= latest
        assert identity_view(filer.portal, "")["level"] == 2
        assert filer.state.messages[-1].key == "level_two"
