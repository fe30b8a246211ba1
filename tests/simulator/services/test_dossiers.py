"""Dossiers: four steps in order, one draft a place, result and rating."""

from __future__ import annotations

import pytest

from simulator import actions
from simulator.people.places import HANOI, places
from tests.simulator.desk import PROCEDURE, Desk


def test_the_steps_are_asked_for_in_order() -> None:
    """Sending names the first step that is not done, from the owner to the delivery."""
    desk = Desk().signed_in().start()
    submit = actions.SubmitDossier(dossier="d1", accept_terms=True)
    missing = [desk.do(submit).words["step"]]
    for step in (desk.owner, desk.form):
        step()
        missing.append(desk.do(submit).words["step"])
    assert missing == ["Thông tin chủ hồ sơ", "Kê khai", "Thành phần hồ sơ"]
    desk.attach()
    assert desk.refused(submit) == "delivery_missing"
    desk.must(actions.ChooseDelivery(dossier="d1", delivery="online"))
    desk.must(submit)


def test_the_delivery_waits_for_the_papers() -> None:
    """Step 4 cannot be chosen before step 3 is complete."""
    desk = Desk().signed_in().start().owner().form()
    outcome = desk.do(actions.ChooseDelivery(dossier="d1", delivery="online"))
    assert (outcome.code, outcome.words["step"]) == ("step_missing", "Thành phần hồ sơ")


def test_going_back_to_a_step_does_not_undo_the_later_ones() -> None:
    """Mending the owner's data leaves form, papers and delivery as they are."""
    desk = Desk().signed_in().prepared().owner()
    assert (desk.dossier.step, desk.dossier.delivery) == (4, "online")
    desk.submit()


def test_a_paper_taken_out_is_missed_when_sending() -> None:
    """The portal looks again at the moment of sending."""
    desk = Desk().signed_in().prepared()
    desk.must(actions.RemoveDocument(dossier="d1", slot="authorisation"))
    outcome = desk.do(actions.SubmitDossier(dossier="d1", accept_terms=True))
    assert outcome.words["step"] == "Thành phần hồ sơ"


def test_one_draft_for_each_procedure_and_place() -> None:
    """A second draft for the same office is refused; another office may have one."""
    desk = Desk().signed_in().start()
    place = desk.case.task.place
    again = actions.StartDossier(procedure=PROCEDURE, province=place.province_code, commune=place.commune_code)
    assert desk.refused(again) == "draft_exists"
    desk.start(places(HANOI)[0])
    assert [dossier.id for dossier in desk.state.dossiers] == ["d1", "d2"]


def test_a_sent_dossier_leaves_room_for_a_new_draft() -> None:
    """Only drafts stand in the way."""
    desk = Desk().paid().start()
    assert desk.dossier.id == "d2"


@pytest.mark.parametrize("phone", ["registered", "own"])
def test_both_phones_of_the_card_will_do(phone: str) -> None:
    """The registered one and the one in use, spaces and all."""
    desk = Desk().signed_in().start()
    number = {"registered": desk.case.registered_phone, "own": desk.case.citizen.phone}[phone]
    desk.must(actions.FillOwner(dossier="d1", phone=f"{number[:3]} {number[3:6]} {number[6:]}", email=""))
    assert desk.dossier.phone == number


@pytest.mark.parametrize("email", ["@", "a@", "@example.com", "a b@example.com", "example.com"])
def test_what_is_no_address_is_refused(email: str) -> None:
    """A name, a sign and a host, without spaces; or nothing."""
    desk = Desk().signed_in().start()
    phone = desk.case.registered_phone
    assert desk.refused(actions.FillOwner(dossier="d1", phone=phone, email=email)) == "email_shape"
    desk.must(actions.FillOwner(dossier="d1", phone=phone, email="  "))


def test_filing_in_hanoi_is_free_and_needs_no_order() -> None:
    """The city's fee is nothing online: the dossier goes at once, and no scam about a fee comes."""
    desk = Desk().signed_in().prepared(place=places(HANOI)[0])
    assert desk.submit().code == "dossier_sent"
    assert (desk.dossier.fee, desk.dossier.status, desk.state.orders) == (0, 1, [])
    assert not any(m.key.startswith("scam_fee") for m in desk.state.messages)


def test_the_number_of_copies_is_fixed_once_it_is_paid() -> None:
    """A supplement mends what is wrong and gets nothing for free."""
    desk = Desk().paid("empty", copies="2").news()
    assert desk.refused(actions.FillForm(dossier="d1", answers=desk.answers(copies="3"))) == "copies_paid"
    desk.form(copies="2")


def test_a_sent_dossier_cannot_be_changed() -> None:
    """Everything about it is closed until the office asks."""
    desk = Desk().paid()
    phone = desk.case.registered_phone
    closed: list[actions.Action] = [
        actions.FillOwner(dossier="d1", phone=phone, email=""),
        actions.FillForm(dossier="d1", answers=desk.answers()),
        actions.AttachDocument(dossier="d1", slot="identity", source="wallet", file="w1"),
        actions.RemoveDocument(dossier="d1", slot="identity"),
        actions.ChooseDelivery(dossier="d1", delivery="post"),
        actions.SubmitDossier(dossier="d1", accept_terms=True),
        actions.SendSupplement(dossier="d1"),
    ]
    assert {desk.refused(action) for action in closed} == {"dossier_closed"}


def test_nothing_of_a_dossier_is_reachable_signed_out() -> None:
    """Each of the portal's actions asks for the sign-in first."""
    desk = Desk().returned()
    desk.must(actions.SignOut())
    phone = desk.case.registered_phone
    shut: list[actions.Action] = [
        actions.FillOwner(dossier="d1", phone=phone, email=""),
        actions.FillForm(dossier="d1", answers={}),
        actions.AttachDocument(dossier="d1", slot="identity", source="wallet", file="w1"),
        actions.RemoveDocument(dossier="d1", slot="identity"),
        actions.ChooseDelivery(dossier="d1", delivery="post"),
        actions.SubmitDossier(dossier="d1", accept_terms=True),
        actions.SendSupplement(dossier="d1"),
        actions.DownloadResult(dossier="d1"),
        actions.RateOffice(dossier="d1", grade="satisfied"),
    ]
    assert {desk.refused(action) for action in shut} == {"sign_in_first"}


def test_result_and_rating_wait_for_the_return() -> None:
    """Before it they are refused with the status in words; after it they are kept."""
    desk = Desk().paid()
    outcome = desk.do(actions.DownloadResult(dossier="d1"))
    assert outcome.words["status"] == "Mới đăng ký"
    assert desk.refused(actions.RateOffice(dossier="d1", grade="satisfied")) == "result_not_ready"
    while desk.do(actions.WaitForNews()).ok:
        pass
    desk.must(actions.DownloadResult(dossier="d1"))
    desk.must(actions.RateOffice(dossier="d1", grade="very_satisfied", comment="  Nhanh   gọn. "))
    assert (desk.dossier.result_downloaded, desk.dossier.rating) == (True, "very_satisfied")
    assert desk.dossier.comment == "Nhanh gọn."


def test_a_rating_can_be_changed() -> None:
    """The last one counts."""
    desk = Desk().returned()
    desk.must(actions.RateOffice(dossier="d1", grade="not_satisfied"))
    desk.must(actions.RateOffice(dossier="d1", grade="satisfied"))
    assert desk.dossier.rating == "satisfied"
