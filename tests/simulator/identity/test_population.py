"""Wrong population data: noticed and reported they are mended; filed over they come back with a letter."""

from __future__ import annotations

from datetime import datetime

import pytest

from grading.filer import Filer
from simulator import actions
from simulator.identity import population
from simulator.office import calendar, letters
from simulator.scenario import scenarios
from simulator.services import catalogue, eforms, signing
from simulator.state import RETURNED, STOPPED, SUPPLEMENT
from simulator.worksheets.plan import plans

LESSONS = [name for name, scenario in scenarios().items() if "wrong_prefill" in scenario.faults]
LEARNERS = [f"8A1-{number:02d}" for number in range(1, 41)]
every = pytest.mark.parametrize("lesson", LESSONS)


def careless(lesson: str, learner: str = "8A1-07") -> Filer:
    """Somebody who does not look at what is filled in."""
    filer = Filer(lesson, learner)
    filer.careful = False
    return filer


def signed(filer: Filer) -> Filer:
    """Signed as the form is now, where a signature is wanted."""
    return filer.sign() if signing.lacking(filer.portal, filer.dossier) else filer


def wrong(filer: Filer) -> str:
    """What the population data have wrong."""
    return filer.case.fault("wrong_prefill").variant


def field(filer: Filer) -> str:
    """The e-form's field that is filled in with it."""
    fields = (filer.procedure.eform or {})["properties"]
    return next(name for name, each in fields.items() if each.get("x-prefill") == wrong(filer))


def shown(filer: Filer) -> str:
    """What the form shows in it."""
    return eforms.prefilled(filer.procedure.eform or {}, filer.portal, filer.dossier)[field(filer)]


def test_two_practices_have_wrong_data() -> None:
    """So that not everybody expects it where it was last time."""
    assert len([name for name in LESSONS if name not in plans()]) == 2
    assert {wrong(Filer(lesson, learner)) for lesson in LESSONS for learner in LEARNERS} == set(population.MAY_BE_WRONG)


@every
@pytest.mark.parametrize("learner", LEARNERS)
def test_exactly_one_thing_is_wrong_and_looks_right(lesson: str, learner: str) -> None:
    """An old house number, or one digit of a day that exists; everything else is true."""
    filer = Filer(lesson, learner)
    held, right = population.held(filer.portal), population.truth(filer.case.citizen)
    assert [item for item in held if held[item] != right[item]] == [wrong(filer)]
    one, other = held[wrong(filer)], right[wrong(filer)]
    if wrong(filer) == "citizen.born":
        assert eforms.read_day(one) is not None
        assert sum(a != b for a, b in zip(one, other, strict=True)) == 1
    else:
        assert one.partition(", ")[2] == other.partition(", ")[2]
        assert one.partition(", ")[0].startswith("Số ")


def test_elsewhere_the_data_are_true() -> None:
    """Nobody doubts what is right: without the planted fault everything is as it is."""
    for lesson in scenarios():
        filer = Filer(lesson)
        if lesson not in LESSONS:
            assert population.held(filer.portal) == population.truth(filer.case.citizen)


@every
def test_reported_it_is_mended_in_a_draft_that_was_begun_before(lesson: str) -> None:
    """The message comes after one or two working days; the draft that was saved with it goes out right, unreturned."""
    filer = careless(lesson).begin().owner().form().attach().deliver()
    right = population.truth(filer.case.citizen)[wrong(filer)]
    assert shown(filer) != right
    asked = filer.portal.now.date()
    outcome = filer.must(actions.ReportData(field=wrong(filer)))
    assert outcome.words["value"] == shown(filer)
    assert filer.do(actions.SubmitDossier(dossier="d1", accept_terms=True)).code == "data_pending"
    filer.must(actions.WaitForNews())
    assert filer.state.messages[-1].key == "data_mended"
    days = [calendar.add_working_days(asked, count) for count in (1, 2)]
    assert filer.portal.now.date() in days
    assert shown(filer) == right
    signed(filer).send().follow()
    assert filer.dossier.answers[field(filer)] == right
    assert filer.dossier.supplements == 0
    assert filer.dossier.status == RETURNED


@every
def test_filed_over_it_comes_back_and_can_be_mended(lesson: str) -> None:
    """The letter names the field and says how; the mended dossier goes on."""
    filer = signed(careless(lesson).prepared()).send()
    filer.must(actions.WaitForNews())
    assert filer.dossier.status == SUPPLEMENT
    assert filer.dossier.letters[-1].reasons == (f"prefilled_wrong:{field(filer)}",)
    (sentence,) = letters.reasons(filer.portal, filer.dossier, filer.dossier.letters[-1])
    assert (filer.procedure.eform or {})["properties"][field(filer)]["title"] in sentence
    assert "wrong_prefill" in filer.state.faults_met
    filer.must(actions.ReportData(field=wrong(filer)))
    assert filer.do(actions.SendSupplement(dossier="d1")).code == "data_pending"
    filer.must(actions.WaitForNews())
    signed(filer).must(actions.SendSupplement(dossier="d1"))
    filer.follow()
    assert filer.dossier.status == RETURNED


@every
def test_sent_again_unmended_it_is_stopped(lesson: str) -> None:
    """The office asks once, for this as for everything."""
    filer = signed(careless(lesson).prepared()).send()
    filer.must(actions.WaitForNews())
    filer.must(actions.SendSupplement(dossier="d1"))
    filer.must(actions.WaitForNews())
    assert filer.dossier.status == STOPPED
    assert filer.dossier.letters[-1].reasons == (f"prefilled_wrong:{field(filer)}",)


@every
def test_what_is_right_is_not_changed(lesson: str) -> None:
    """Reporting it is answered kindly, and nothing happens; nor is a mended thing mended again."""
    filer = Filer(lesson)
    for item, text in population.held(filer.portal).items():
        if item != wrong(filer):
            outcome = filer.do(actions.ReportData(field=item))
            assert (outcome.code, outcome.words["value"]) == ("data_right", text)
    assert filer.state.events == []
    filer.must(actions.ReportData(field=wrong(filer)))
    assert filer.do(actions.ReportData(field=wrong(filer))).code == "data_reported"
    filer.must(actions.WaitForNews())
    assert filer.do(actions.ReportData(field=wrong(filer))).code == "data_right"


def test_only_who_is_signed_in_reports() -> None:
    """It is said on the portal, in one's own name."""
    filer = Filer(LESSONS[0])
    filer.must(actions.SignOut())
    assert filer.do(actions.ReportData(field=wrong(filer))).code == "sign_in_first"


def test_a_report_late_in_the_week_waits_for_working_days() -> None:
    """The correction never comes on a day off."""
    for learner in LEARNERS:
        filer = Filer(LESSONS[0], learner)
        filer.must(actions.ReportData(field=wrong(filer)))
        when = filer.portal.when(filer.state.events[0].at)
        assert calendar.is_working_day(when.date())
        assert when > datetime.fromisoformat(filer.case.start)


def test_what_may_be_wrong_can_be_seen_in_the_form() -> None:
    """A fault that is planted where no field shows it would punish everybody."""
    for lesson in LESSONS:
        fields = (catalogue.procedures()[scenarios()[lesson].procedure].eform or {})["properties"].values()
        assert {wrong(Filer(lesson, learner)) for learner in LEARNERS} <= {each.get("x-prefill") for each in fields}
