"""Every procedure that can be filed: sent, returned, supplemented, paid, finished, rated, through actions alone."""

from __future__ import annotations

from datetime import datetime

import pytest

from grading.filer import Filer
from simulator import actions, journal
from simulator.case import FIRST_LESSON
from simulator.office import deadlines, letters
from simulator.office.statuses import NEXT
from simulator.people.places import places
from simulator.scenario import scenarios
from simulator.services import catalogue, documents, fees
from simulator.state import (
    DONE,
    IN_WORK,
    NEW,
    RECEIVED,
    REFUSED,
    RETURNED,
    STOPPED,
    SUPPLEMENT,
    TO_PAY,
    WITHDRAWN,
)

FREE = [
    name
    for name, scenario in scenarios().items()
    if name != FIRST_LESSON and scenario.sent is None and scenario.point is None and not scenario.card_only
]
"""The practices that begin with nothing filed; one that begins with a dossier is followed in ``test_already_sent``.
Where the learner is a volunteer, nothing is filed but at the kiosk."""
LEARNERS = ["8A1-01", "8A1-02", "8A1-03"]
every = pytest.mark.parametrize("lesson", FREE)
with_bad_files = pytest.mark.parametrize("lesson", [name for name in FREE if "bad_files" in scenarios()[name].faults])
each = pytest.mark.parametrize("learner", LEARNERS)


def statuses(filer: Filer) -> list[int]:
    return [change.status for change in filer.dossier.history]


def device_slots(filer: Filer) -> list[catalogue.Slot]:
    """The places that want a paper of the simulated computer, where bad files lie beside the right one."""
    answers = filer.case.task.answers
    return [s for s in filer.procedure.documents if documents.wanted(s, answers) and "device" in s.sources]


@every
@each
def test_the_straight_road_leads_to_the_result(lesson: str, learner: str) -> None:
    """Filed as the card says: received, settled in time, fetched, rated; only moves that exist; the money adds up."""
    filer = Filer(lesson, learner)
    balance = filer.state.balance
    filer.prepared().send().follow().finish()
    dossier = filer.dossier
    assert dossier.status == RETURNED
    assert dossier.rating == "satisfied"
    for before, after in zip([0, *statuses(filer)], statuses(filer), strict=False):
        assert after in NEXT[before]
    assert SUPPLEMENT not in statuses(filer)
    done = next(change.at for change in dossier.history if change.status == DONE)
    assert filer.portal.when(done) <= datetime.fromisoformat(dossier.due)
    paid = sum(order.amount for order in filer.state.orders if order.status == "paid")
    assert filer.state.balance == balance - paid
    assert (TO_PAY in statuses(filer)) == bool(
        fees.has_duty(filer.procedure, dossier.province, filer.case.begins.date()) and dossier.fee
    )
    assert journal.replay(filer.journal, filer.case).state == filer.state


@every
def test_the_receipt_promises_what_the_procedure_allows(lesson: str) -> None:
    """The due time on the first letter follows from the limit and the moment of receipt."""
    filer = Filer(lesson).prepared().send()
    filer.news()
    assert statuses(filer) == [NEW, RECEIVED]
    limit = catalogue.limit_of(filer.procedure)
    verify = filer.case.planted("verification") is not None
    assert datetime.fromisoformat(filer.dossier.due) == deadlines.due(limit, filer.portal.now, verify=verify)
    assert filer.dossier.letters[0].form == letters.RECEIPT


@with_bad_files
def test_a_wrong_paper_comes_back_once_and_can_be_mended(lesson: str) -> None:
    """The letter names the place, the mended dossier goes on, and nothing is paid twice."""
    filer = Filer(lesson)
    slots = device_slots(filer)
    wrong = filer.case.fault("bad_files").variant
    filer.begin().owner().form().attach(**{slots[0].id: wrong}).deliver().send()
    filer.news()
    assert statuses(filer) == [NEW, SUPPLEMENT]
    assert filer.dossier.letters[-1].reasons == (f"wrong_paper:{slots[0].id}",)
    (sentence,) = letters.reasons(filer.portal, filer.dossier, filer.dossier.letters[-1])
    assert slots[0].name in sentence
    filer.follow()
    assert filer.dossier.status == RETURNED
    assert len([o for o in filer.state.orders if o.status == "paid"]) <= 1


@with_bad_files
def test_what_is_not_mended_is_stopped(lesson: str) -> None:
    """The office asks once; a dossier that comes back with the same fault is stopped, with a letter."""
    filer = Filer(lesson)
    slots = device_slots(filer)
    filer.begin().owner().form().attach(**{slots[0].id: "empty"}).deliver().send()
    filer.news()
    filer.must(actions.SendSupplement(dossier=filer.dossier.id))
    filer.news()
    assert statuses(filer)[-1] == STOPPED
    assert [letter.form for letter in filer.dossier.letters] == [letters.SUPPLEMENT, letters.STOP]
    assert filer.do(actions.WaitForNews()).code == "nothing_coming"
    assert filer.prepared().dossier.id == "d2"


@every
def test_a_wrong_answer_is_found_in_the_register(lesson: str) -> None:
    """Each field that the office compares: another answer brings exactly its reason."""
    schema = catalogue.procedures()[scenarios()[lesson].procedure].eform
    assert schema is not None
    for name, field in schema["properties"].items():
        if "x-register" not in field or field.get("x-locked"):
            continue
        filer = Filer(lesson)
        right = filer.case.task.answers.get(name, "")
        if "enum" in field:
            wrong = next(code for code in field["enum"] if code != right)
        elif field.get("format") == "date":
            wrong = "01/01/1990"
        elif field["type"] == "integer":
            wrong = str(field.get("minimum", 0) if right != str(field.get("minimum", 0)) else int(right) + 1)
        elif right.isdigit():
            wrong = right[:-1] + ("1" if right[-1] != "1" else "2")
        else:
            wrong = "Nguyễn Văn Khác" if len(right) else "khác"
        filer.begin().owner().form(**{name: wrong}).attach().deliver().send()
        filer.news()
        assert f"{field['x-register']}:{name}" in filer.dossier.letters[-1].reasons, name
        assert "{" not in " ".join(letters.reasons(filer.portal, filer.dossier, filer.dossier.letters[-1]))


@every
def test_a_wrong_authority_refuses_unless_any_will_do(lesson: str) -> None:
    """Refused with the right place named; procedures that depend on no boundary are taken anywhere in reach."""
    filer = Filer(lesson)
    task = filer.case.task
    near = next(p for p in places(task.place.province_code) if p != task.place)
    filer.prepared(place=near).send()
    filer.news()
    if task.reach == "exact":
        assert statuses(filer) == [NEW, REFUSED]
        (sentence,) = letters.reasons(filer.portal, filer.dossier, filer.dossier.letters[-1])
        assert task.place.province in sentence
    else:
        assert statuses(filer) == [NEW, RECEIVED]


@every
@pytest.mark.parametrize("steps", [0, 1, 2])
def test_a_dossier_can_be_withdrawn_until_it_is_settled(lesson: str, steps: int) -> None:
    """New, received, in work: then nothing more happens to it, and a new one can be begun."""
    filer = Filer(lesson).prepared().send()
    for _ in range(steps):
        filer.news()
    assert filer.dossier.status == (NEW, RECEIVED, IN_WORK)[steps]
    filer.must(actions.WithdrawDossier(dossier="d1"))
    assert filer.dossier.status == WITHDRAWN
    assert filer.do(actions.WaitForNews()).code == "nothing_coming"
    assert filer.do(actions.WithdrawDossier(dossier="d1")).code == "cannot_withdraw"
    assert filer.begin().dossier.id == "d2"


@every
@pytest.mark.parametrize("way", ["online", "post", "counter"])
def test_every_way_of_delivery_brings_the_result(lesson: str, way: str) -> None:
    """By the portal, by post days later, or at the counter, where somebody has to fetch it."""
    filer = Filer(lesson).begin().owner().form().attach().deliver(way).send().follow()
    assert filer.dossier.status == RETURNED
    times = {change.status: filer.portal.when(change.at) for change in filer.dossier.history}
    assert (times[RETURNED].date() > times[DONE].date()) == (way == "post")


@pytest.mark.parametrize("lesson", [name for name in FREE if scenarios()[name].begins == "signed_in"])
def test_signed_out_one_comes_back_with_a_new_password(lesson: str) -> None:
    """Practice that begins signed in has no password: it is set anew by a code, and then one signs in."""
    filer = Filer(lesson).ready()
    filer.must(actions.SignOut())
    filer.must(actions.ForgetPassword())
    code = next(m for m in reversed(filer.state.messages) if m.key == "otp_reset").words["code"]
    filer.must(actions.EnterOtp(purpose="reset", code=code))
    new, key = filer.secret("Hoamai#83x"), filer.secret("482915")
    filer.must(actions.SetPassword(password=new, again=new))
    filer.must(actions.SetPasscode(passcode=key, again=key))
    number = filer.case.citizen.person_number
    filer.must(actions.SignIn(person_number=number, password=new))
    code = next(m for m in reversed(filer.state.messages) if m.key == "otp_sign_in").words["code"]
    filer.must(actions.EnterOtp(purpose="sign_in", code=code))
    filer.must(actions.GiveConsent(share=True))
    filer.prepared().send().follow().finish()
    assert filer.dossier.status == RETURNED
