"""An expired identity card: noticed when it is used, no work lost, and gone on with after a new one has come."""

from __future__ import annotations

from grading.filer import Filer
from simulator import Outcome, actions
from simulator.clock import day_text
from simulator.identity import card
from simulator.office import calendar
from simulator.people.places import places
from simulator.scenario import scenarios
from simulator.screens.phone_view import identity_view
from simulator.state import RETURNED

LESSON = next(name for name, scenario in scenarios().items() if "expired_card" in scenario.faults)


def old_card(filer: Filer) -> actions.AttachDocument:
    """Putting the wallet's identity card into its place."""
    slot = next(s for s in filer.procedure.documents if card.KIND in s.accepts and "wallet" in s.sources)
    paper = next(p for p in filer.case.wallet if p.kind == card.KIND)
    return actions.AttachDocument(dossier="d1", slot=slot.id, source="wallet", file=paper.id)


def with_old_card() -> Filer:
    """A draft into which the expired card has been put, or nearly."""
    filer = Filer(LESSON).begin().owner().form()
    filer.do(old_card(filer))
    return filer


def start_again(filer: Filer) -> Outcome:
    """Begin another dossier, at a neighbouring authority."""
    task = filer.case.task
    near = next(p for p in places(task.place.province_code) if p != task.place)
    return filer.do(
        actions.StartDossier(procedure=task.procedure, province=near.province_code, commune=near.commune_code)
    )


def test_an_expired_card_is_told_with_its_day() -> None:
    """Refused, put nowhere, noted as met; the day lies before the case began."""
    filer = with_old_card()
    outcome = filer.portal.log[-1].outcome
    assert outcome.code == "card_expired"
    assert outcome.words["day"] == day_text(card.expired_on(filer.portal))
    assert card.expired_on(filer.portal) < filer.case.begins.date()
    assert filer.dossier.documents == {}
    assert filer.state.faults_met == ["expired_card"]


def test_other_papers_are_taken_meanwhile() -> None:
    """The wallet's other papers have not expired."""
    filer = with_old_card()
    assert [p.kind for p in filer.case.wallet if card.use(filer.portal, p.kind) is not None] == [card.KIND]


def test_the_account_is_limited_and_the_draft_stays() -> None:
    """No new dossier; what was filled in is still there."""
    filer = with_old_card()
    answers = dict(filer.dossier.answers)
    assert start_again(filer).code == "account_limited"
    assert len(filer.state.dossiers) == 1
    assert filer.dossier.answers == answers


def test_a_new_card_comes_in_working_days_and_everything_goes_on() -> None:
    """Booked once, told by SMS, and then the same draft takes the same paper."""
    filer = with_old_card()
    begun = filer.portal.now.date()
    filer.must(actions.RenewCard())
    assert filer.do(actions.RenewCard()).code == "renewal_asked"
    filer.must(actions.WaitForNews())
    assert filer.state.messages[-1].key == "card_renewed"
    assert begun < filer.portal.now.date() <= calendar.add_working_days(begun, card.RENEWED_WITHIN)
    filer.must(old_card(filer))
    assert start_again(filer).ok
    assert filer.do(actions.RenewCard()).code == "renewal_not_needed"


def test_the_whole_road_leads_to_the_result() -> None:
    """With the detour to the police."""
    filer = Filer(LESSON).prepared().send().follow().finish()
    assert filer.dossier.status == RETURNED
    assert filer.state.account.card_renewed


def test_the_identity_app_tells_it_from_the_beginning() -> None:
    """The day and the way out; then that one waits; then nothing."""
    filer = Filer(LESSON)
    shown = identity_view(filer.portal, "")
    assert day_text(card.expired_on(filer.portal)) in shown["card"]
    assert shown["card_waits"] == ""
    filer.must(actions.RenewCard())
    assert identity_view(filer.portal, "")["card_waits"]
    filer.must(actions.WaitForNews())
    shown = identity_view(filer.portal, "")
    assert (shown["card"], shown["card_waits"]) == ("", "")


def test_only_the_scenario_that_says_so_has_an_expired_card() -> None:
    """Nobody else's account is limited."""
    others = [name for name, scenario in scenarios().items() if "expired_card" not in scenario.faults]
    assert others
    for lesson in others:
        filer = Filer(lesson)
        assert not card.expired(filer.portal)
        assert identity_view(filer.portal, "")["card"] == ""
