"""The checks of filing fit any dossier: every scenario's straight road passes them, and slips are named."""

from __future__ import annotations

import pytest

from grading.checks import CheckOutcome, Checks, Result, filing, run, texts
from grading.filer import Filer
from simulator import actions
from simulator.case import FIRST_LESSON
from simulator.scenario import scenarios
from simulator.services import catalogue, signing

FILED = {name: each for name, each in scenarios().items() if not each.point and not each.card_only}
FREE = [name for name, each in FILED.items() if name != FIRST_LESSON and not each.sent]
TWINS, HOUSEHOLD = "1.001193-sinh-doi", "1.010038"
EVERYWHERE = (
    filing.one_draft,
    filing.form_right,
    filing.right_procedure_and_authority,
    filing.documents_right,
    filing.received,
    filing.complete_first_time,
)


def checks_of_any() -> Checks:
    """All that can be asked of a dossier, in one exercise."""
    checks = Checks("any", ("filing",))
    for function in (*EVERYWHERE, filing.form_signed, filing.wrong_data_reported, filing.sent_with_right_data):
        checks.add("filing", "1")(function)
    return checks


CHECKS = checks_of_any()


def results(filer: Filer) -> dict[str, Result]:
    return {result.id: result for result in run(CHECKS, filer.portal)}


def outcomes(filer: Filer) -> dict[str, CheckOutcome]:
    return {name: result.outcome for name, result in results(filer).items()}


@pytest.mark.parametrize("lesson", FREE)
def test_whoever_files_as_the_card_says_passes(lesson: str) -> None:
    """Whatever the procedure: form, place, papers, receipt; signed and corrected where that is wanted."""
    filer = Filer(lesson).prepared().send()
    filer.news()
    wanted = {function.__name__ for function in EVERYWHERE} | {"sent_with_right_data"}
    if signing.wanted(filer.portal, filer.dossier):
        wanted.add("form_signed")
    if filer.case.planted("wrong_prefill"):
        wanted.add("wrong_data_reported")
    assert {name for name, outcome in outcomes(filer).items() if outcome == "passed"} >= wanted


@pytest.mark.parametrize("lesson", FREE)
def test_one_wrong_answer_is_named_with_its_field(lesson: str) -> None:
    """Each list of the form, answered otherwise: the reason has the field's title and both wordings."""
    procedure = catalogue.procedures()[scenarios()[lesson].procedure]
    paper_wise = {name for slot in procedure.documents for name in slot.when}
    for name, field in (procedure.eform or {})["properties"].items():
        filer = Filer(lesson)
        right = filer.right.get(name, "")
        if "enum" not in field or not right or name in paper_wise:
            continue
        filer.prepared(**{name: next(code for code in field["enum"] if code != right)}).send()
        found = results(filer)["form_right"]
        assert found.outcome == "failed"
        assert field["title"] in found.reason


def test_nothing_is_said_of_what_was_not_begun() -> None:
    """Every check waits, and tells what to do first."""
    found = results(Filer(HOUSEHOLD))
    assert {result.outcome for result in found.values()} == {"not_attempted"}
    assert all(result.help for result in found.values())


def test_a_paper_of_the_other_twin_is_no_right_paper() -> None:
    """Where each of several people has their own paper, the one of another is named as such."""
    filer = Filer(TWINS)
    slot, kinds = next(iter(filer.case.scenario.papers.items()))
    filer.begin().owner().form().attach(**{slot: kinds[1]}).deliver().send()
    found = results(filer)["documents_right"]
    assert found.outcome == "failed"
    assert "người khác" in found.reason


def test_two_dossiers_are_right_where_two_people_need_one() -> None:
    """Twins: two drafts are no draft too many, and each form is compared with its own child's."""
    filer = Filer(TWINS).prepared().send()
    filer.news()
    filer.person = 1
    filer.prepared().send()
    filer.news()
    assert {each: outcomes(filer)[each] for each in ("one_draft", "form_right", "documents_right")} == {
        "one_draft": "passed",
        "form_right": "passed",
        "documents_right": "passed",
    }


def test_a_new_dossier_after_one_taken_back_is_not_one_too_many() -> None:
    """Withdrawing and beginning anew is a way out; it is seen, and not counted as a copy."""
    filer = Filer(HOUSEHOLD).prepared().send()
    filer.must(actions.WithdrawDossier(dossier="d1"))
    assert results(filer)["received"].reason == texts()["received"]["withdrawn"].reason
    filer.prepared().send()
    filer.news()
    assert (outcomes(filer)["one_draft"], outcomes(filer)["received"]) == ("passed", "passed")


def test_a_name_is_read_kindly_but_for_its_marks() -> None:
    """Capitals, spaces and commas make no difference; a mark does."""
    filer = Filer(HOUSEHOLD)
    name = filer.right["new_head"]
    filer.prepared(new_head=f" {name.upper()}  ").send()
    assert outcomes(filer)["form_right"] == "passed"
    filer = Filer(HOUSEHOLD)
    filer.prepared(new_head=catalogue.plain(name)).send()
    assert results(filer)["form_right"].reason.startswith("Dấu chưa đúng")
