"""Several dossiers of one procedure: begun on purpose, told apart by name, each compared with the right person."""

from __future__ import annotations

import pytest

from grading.filer import Filer
from simulator import Outcome, actions
from simulator.office import checking, letters
from simulator.screens.dossiers_view import dossiers_view
from simulator.screens.task_view import stages
from simulator.services import drafts
from simulator.state import RECEIVED, RETURNED, SUPPLEMENT
from tests.simulator.desk import Desk

TWINS = "1.001193-sinh-doi"
LEARNERS = [f"8A1-{number:02d}" for number in range(1, 9)]


def begin(filer: Filer, another: bool) -> Outcome:
    """Try to begin a draft at the right place."""
    where, code = filer.case.task.place, filer.procedure.code
    return filer.do(
        actions.StartDossier(procedure=code, province=where.province_code, commune=where.commune_code, another=another)
    )


def name(filer: Filer, person: int) -> str:
    """A child's name."""
    return filer.case.task.everyone[person]["child_name"]


def sent(filer: Filer, person: int, another: bool = False, papers: int | None = None, **changed: str) -> Filer:
    """A dossier for one of the children, with its own papers unless those of another are named."""
    filer.person = person
    filer.begin(another=another).owner().form(**changed)
    filer.person = person if papers is None else papers
    filer.attach()
    filer.person = person
    return filer.deliver().send()


def reasons(filer: Filer) -> tuple[str, ...]:
    """Why the newest dossier came back."""
    while filer.dossier.status not in (SUPPLEMENT, RECEIVED):
        filer.must(actions.WaitForNews())
    return filer.dossier.letters[-1].reasons


@pytest.mark.parametrize("learner", LEARNERS)
def test_two_children_get_a_result_each(learner: str) -> None:
    """Both drafts side by side, both sent, both returned with the right child's data."""
    filer = Filer(TWINS, learner)
    filer.begin().owner().form().attach().deliver()
    filer.person = 1
    filer.begin(another=True).owner().form().attach().deliver()
    assert [drafts.person(d) for d in filer.state.dossiers] == [name(filer, 0), name(filer, 1)]
    for dossier in filer.state.dossiers:
        filer.must(actions.SubmitDossier(dossier=dossier.id, accept_terms=True))
    while filer.do(actions.WaitForNews()).ok:
        pass
    for person, dossier in enumerate(filer.state.dossiers):
        assert dossier.status == RETURNED
        assert dossier.supplements == 0
        assert checking.person(filer.portal, dossier) == person
        assert dossier.answers.items() >= filer.case.task.everyone[person].items()


def test_a_second_draft_is_no_accident() -> None:
    """Not without asking for it, not beside one that names nobody, not for the same person."""
    filer = Filer(TWINS)
    assert begin(filer, another=False).ok
    assert begin(filer, another=False).code == "draft_exists"
    assert begin(filer, another=True).code == "draft_unnamed"
    filer.owner().form()
    outcome = begin(filer, another=False)
    assert (outcome.code, outcome.words["name"]) == ("draft_for", name(filer, 0))
    assert begin(filer, another=True).ok
    assert begin(filer, another=True).code == "draft_unnamed"
    filer.owner()
    answers = {key: text for key, text in filer.right.items() if text}
    outcome = filer.do(actions.FillForm(dossier="d2", answers=answers))
    assert (outcome.code, filer.dossier.answers) == ("draft_same_person", {})
    spelled = answers | {"child_name": name(filer, 0).lower()}
    assert filer.do(actions.FillForm(dossier="d2", answers=spelled)).code == "draft_same_person"
    filer.person = 1
    filer.form()


def test_in_the_first_lesson_a_second_draft_stays_refused() -> None:
    """One person is concerned there, however the form is filled."""
    desk = Desk().signed_in().start().owner().form()
    place = desk.case.task.place
    again = actions.StartDossier(procedure="2.000635", province=place.province_code, commune=place.commune_code)
    assert desk.refused(again) == "draft_exists"


def test_the_other_childs_paper_comes_back() -> None:
    """The letter says whose it is not; with the right one it goes on."""
    filer = sent(Filer(TWINS), 0, papers=1)
    assert reasons(filer) == ("other_person:birth_notice",)
    (sentence,) = letters.reasons(filer.portal, filer.dossier, filer.dossier.letters[-1])
    assert "Giấy chứng sinh" in sentence
    assert filer.follow().dossier.status == RETURNED


def test_a_child_is_not_registered_twice() -> None:
    """The second dossier with the first child's name is sent back, and can be made the other child's."""
    filer = sent(sent(Filer(TWINS), 0), 0)
    assert reasons(filer) == ("already_filed:child_name",)
    filer.person = 1
    filer.form().attach()
    filer.must(actions.SendSupplement(dossier="d2"))
    assert filer.follow().dossier.status == RETURNED


def test_a_misspelled_name_is_compared_with_the_child_that_is_left() -> None:
    """One slip, one reason: nothing of the other child's is held against it."""
    filer = Filer(TWINS)
    sent(filer, 0)
    sent(filer, 1, child_name=name(filer, 1) + " Hai")
    assert reasons(filer) == ("not_on_paper:child_name",)


def test_either_child_may_come_first() -> None:
    """The order of the dossiers is the learner's own affair."""
    filer = sent(sent(Filer(TWINS), 1), 0)
    while filer.do(actions.WaitForNews()).ok:
        pass
    assert [d.status for d in filer.state.dossiers] == [RETURNED, RETURNED]


def test_the_list_names_whom_each_is_for_and_leads_to_the_next() -> None:
    """The way to another one stands at the newest, as long as somebody has none; the card wants all of them."""
    filer = Filer(TWINS).begin()
    (card,) = dossiers_view(filer.portal, "")["dossiers"]
    assert (card["person"], card["more"]) == ("", None)
    filer.owner().form().attach().deliver()
    (card,) = dossiers_view(filer.portal, "")["dossiers"]
    assert ["Làm cho", name(filer, 0)] in card["rows"]
    assert begin(filer, another=bool(card["more"]["another"])).ok
    assert [c["more"] for c in dossiers_view(filer.portal, "")["dossiers"]] == [None, None]
    filer.must(actions.SubmitDossier(dossier="d1", accept_terms=True))
    assert not next(stage["done"] for stage in stages(filer.portal) if stage["name"] == "Nộp hồ sơ")
    filer.person = 1
    filer.owner().form().attach().deliver().send()
    assert next(stage["done"] for stage in stages(filer.portal) if stage["name"] == "Nộp hồ sơ")


def test_where_one_person_is_concerned_nobody_is_led_to_a_second_dossier() -> None:
    """The button is there only for stories with several."""
    filer = Filer("1.001193").prepared()
    (card,) = dossiers_view(filer.portal, "")["dossiers"]
    assert card["more"] is None
