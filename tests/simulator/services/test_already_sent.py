"""A dossier that the story has sent: there at once, like any other, and what is wrong with it comes back once."""

from __future__ import annotations

import pytest

from grading.filer import Filer
from simulator import actions, journal
from simulator.office import letters
from simulator.scenario import scenarios
from simulator.screens.task_view import task_view
from simulator.state import NEW, RETURNED, STOPPED, SUPPLEMENT

SENT = [name for name, scenario in scenarios().items() if scenario.sent is not None]
every = pytest.mark.parametrize("lesson", SENT)
each = pytest.mark.parametrize("learner", [f"8A1-{number:02d}" for number in range(1, 9)])


@every
@each
def test_the_office_asks_for_all_that_is_wrong_and_for_nothing_else(lesson: str, learner: str) -> None:
    """Whoever opens it: one new dossier, no step taken yet; then one letter with everything in it."""
    filer = Filer(lesson, learner)
    assert [dossier.status for dossier in filer.state.dossiers] == [NEW]
    assert not filer.portal.log
    filer.news()
    assert filer.dossier.status == SUPPLEMENT
    sent = filer.case.scenario.sent
    assert sent is not None
    named = {reason.partition(":")[2] for reason in filer.dossier.letters[-1].reasons}
    assert named == {*sent.answers, *sent.papers}
    assert len(letters.reasons(filer.portal, filer.dossier, filer.dossier.letters[-1])) == len(named)


@every
@each
def test_mended_it_goes_on_to_its_result(lesson: str, learner: str) -> None:
    """With one supplement, and it replays."""
    filer = Filer(lesson, learner).follow().finish()
    assert [dossier.status for dossier in filer.state.dossiers] == [RETURNED]
    assert filer.dossier.supplements == 1
    assert journal.replay(filer.journal, filer.case).state == filer.state


@every
def test_stopped_or_withdrawn_it_makes_room_for_a_new_one(lesson: str) -> None:
    """Nobody is stuck: another dossier can be filed and brings the result."""
    stopped = Filer(lesson).news()
    stopped.must(actions.SendSupplement(dossier="d1"))
    stopped.news()
    assert stopped.dossier.status == STOPPED
    withdrawn = Filer(lesson)
    withdrawn.must(actions.WithdrawDossier(dossier="d1"))
    for filer in (stopped, withdrawn):
        filer.prepared().send().follow().finish()
        assert filer.dossier.id == "d2"
        assert filer.dossier.status == RETURNED


@every
def test_the_task_card_says_where_the_dossier_is(lesson: str) -> None:
    """And does not tell to file one."""
    assert "Hồ sơ của tôi" in task_view(Filer(lesson).portal)["hint"]
