"""Every fault that the registry calls simulated: a road that meets it, and the way out that the registry names.

Each road does what goes wrong in reality. Somewhere on it the learner is shown everything that the
registry's ``where`` names, and what its ``way_out`` says leads on.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import pytest

from grading.filer import Filer
from grading.players import PASSCODE, PASSWORD, Recording
from simulator import Outcome, actions, datasets
from simulator.identity import population
from simulator.people.places import places
from simulator.scenario import scenarios
from simulator.screens import phone_view
from simulator.services import documents
from simulator.state import TO_PAY
from tests.simulator.desk import Desk
from tests.simulator.identity.test_card import old_card, start_again, with_old_card
from tests.simulator.identity.test_device import asked, secrets_anew
from tests.simulator.identity.test_lifecycle import late_desk
from tests.simulator.paths.account import asked_again, child, locked, otp, request, sign_in
from tests.simulator.paths.dossier import join, photographer, unsigned
from tests.simulator.paths.office import waiting
from tests.simulator.paths.payment import first_scan, too_poor
from tests.simulator.paths.phone import fake_page, notice, picked_up, poster, scam
from tests.simulator.paths.seats import LOST, SIGNED, TWINS, WRONG_DATA
from tests.simulator.payments.test_transfers import typed, with_order

KNOWN = {name: fault for name, fault in datasets.known_faults().items() if fault.status != "not yet"}
LEARNERS = [f"8A1-{number:02d}" for number in range(1, 40)]


class Road(NamedTuple):
    """``meet`` does what goes wrong, ``out`` what the registry says; its last action is answered with ``reached``."""

    meet: Callable[[], Recording]
    out: Callable[[Recording], Outcome]
    reached: str


# --- what the learner was shown ----------------------------------------------------


def _outcome(seat: Recording, name: str) -> bool:
    return any(entry.outcome.code == name for entry in seat.portal.log)


def _sms(seat: Recording, name: str) -> bool:
    return any(message.key == name for message in seat.portal.state.messages)


def _fault(seat: Recording, name: str) -> bool:
    return seat.portal.case.planted(name) is not None


def _label(seat: Recording, name: str) -> bool:
    group, _, key = name.partition(".")
    state, text = seat.portal.state, datasets.label(group, key)
    letters = [letter for dossier in state.dossiers for letter in dossier.letters]
    if group == "letter":
        return any(letter.form == key for letter in letters)
    if group == "letter_reason":
        return any(reason.partition(":")[0] == key for letter in letters for reason in letter.reasons)
    if group == "status":
        return any(int(key) in (d.status, *(c.status for c in d.history)) for d in state.dossiers)
    if group in ("field_fault", "personal_data", "step"):
        return any(text in word for entry in seat.portal.log for word in entry.outcome.words.values())
    if group == "fake_page":
        return any(m.followed and datasets.sms_texts()[m.key].page == key for m in state.messages)
    if name == "device.inbox":
        return phone_view.messages_view(seat.portal, "")["full"] == text
    if group == "paper_kind":
        return any(documents.kind(seat.portal, a) == key for d in state.dossiers for a in d.documents.values())
    raise AssertionError(f"how is {name} seen?")


SEEN = {"outcome": _outcome, "sms": _sms, "fault": _fault, "label": _label}


def shown(seat: Recording, wanted: tuple[str, ...]) -> set[str]:
    """Which of these the learner has been shown up to now."""
    return {where for where in wanted if SEEN[where.partition(":")[0]](seat, where.partition(":")[2])}


# --- pieces of roads ---------------------------------------------------------------


def desk_with(kind: str, variant: str) -> Desk:
    """A learner of the first lesson whose fault of this kind has these words."""
    return next(d for d in map(Desk, LEARNERS) if d.case.fault(kind).variant == variant)


def filer_with(lesson: str, kind: str, variant: str) -> Filer:
    """A learner of a practice whose fault of this kind has these words."""
    seats = (Filer(lesson, learner) for learner in LEARNERS)
    return next(f for f in seats if f.case.fault(kind).variant == variant)


def plain_filer(kind: str) -> Filer:
    """A practice in which this is planted."""
    return Filer(
        next(name for name, s in scenarios().items() if kind in s.faults and s.begins == "signed_in" and not s.sent)
    )


def until(seat: Filer, key: str) -> Filer:
    """Wait for an SMS, doing what the office asks for on the way."""
    while not _sms(seat, key):
        if seat.dossier.waits:
            seat.answer()
        else:
            seat.must(actions.WaitForNews())
    return seat


def returned(seat: Recording) -> Outcome:
    """Mend what the letter names, wait, and fetch the result."""
    assert isinstance(seat, Filer)
    seat.careful = True
    seat.follow()
    return seat.do(actions.DownloadResult(dossier=seat.dossier.id))


def new_one(seat: Recording, person: int = 0) -> Outcome:
    """A new dossier, at the right place and right in everything."""
    assert isinstance(seat, Filer)
    seat.person = person
    seat.prepared().send()
    return returned(seat)


def sent_with(seat: Filer, kind: str, **changed: str) -> Filer:
    """Filed with a paper of this kind in the first place for the computer's papers, and brought to the answer."""
    slot = next(s for s in seat.procedure.documents if "device" in s.sources)
    seat.begin().owner().form(**changed).attach(**({slot.id: kind} if kind else {})).deliver().send()
    return answered(seat)


def answered(seat: Filer) -> Filer:
    """The office has read it."""
    seat.must(actions.WaitForNews())
    while not seat.dossier.letters:
        seat.must(actions.WaitForNews())
    return seat


def both(*steps: Callable[[Desk], object]) -> Callable[[], Desk]:
    """A desk at which these are done, one after the other."""

    def meet() -> Desk:
        desk = Desk()
        for step in steps:
            step(desk)
        return desk

    return meet


def fresh_code(seat: Recording) -> Outcome:
    """Ask for another code and type the newest one."""
    assert isinstance(seat, Desk)
    seat.must(actions.ResendOtp(purpose="activation"))
    return otp(seat, seat.newest_code("activation"))


def as_desk(way: Callable[[Desk], Outcome]) -> Callable[[Recording], Outcome]:
    """A way that wants a desk."""

    def out(seat: Recording) -> Outcome:
        assert isinstance(seat, Desk)
        return way(seat)

    return out


def as_filer(way: Callable[[Filer], Outcome]) -> Callable[[Recording], Outcome]:
    """A way that wants a filer."""

    def out(seat: Recording) -> Outcome:
        assert isinstance(seat, Filer)
        return way(seat)

    return out


# --- the account -------------------------------------------------------------------


def expired(desk: Desk) -> None:
    asked_again(desk)
    desk.must(actions.PassTime(after=600))
    otp(desk, desk.newest_code("activation"))


def late() -> Desk:
    desk = late_desk()
    request(desk)
    return desk


def by_hotline(desk: Desk) -> Outcome:
    desk.must(actions.CallHotline())
    return request(desk)


def set_password(desk: Desk, text: str, again: str | None = None) -> Outcome:
    second = text if again is None else again
    return desk.do(actions.SetPassword(password=desk.secret(text), again=desk.secret(second)))


def set_passcode(desk: Desk, text: str) -> Outcome:
    return desk.do(actions.SetPasscode(passcode=desk.secret(text), again=desk.secret(text)))


def weak_secrets(desk: Desk) -> None:
    asked_again(desk)
    otp(desk, desk.newest_code("activation"))
    for text in ("Ngan#1", "matkhaudai", "Matkhau#2026"):
        set_password(desk, text)
    set_password(desk, PASSWORD, "Khac#2027")
    set_password(desk, PASSWORD)
    set_passcode(desk, "123456")


def forgotten(desk: Desk) -> None:
    desk.activated().do(actions.OpenWallet(passcode=desk.secret("135792")))
    sign_in(desk, "Khac#2027")


def set_anew(desk: Desk) -> Outcome:
    desk.must(actions.ForgetPassword())
    desk.must(actions.EnterOtp(purpose="reset", code=desk.newest_code("reset")))
    set_password(desk, "Khac#2027")
    set_passcode(desk, "135792")
    assert sign_in(desk, "Khac#2027").ok
    return desk.do(actions.OpenWallet(passcode=desk.secret("135792")))


def another_phone(desk: Desk) -> None:
    desk.signed_in().open_wallet().start()
    desk.must(actions.ChangePhone(confirm="old_phone"))
    assert desk.refused(actions.AttachDocument(dossier="d1", slot="identity", source="wallet", file="w1"))


def chip(seat: Filer) -> Outcome:
    while not (outcome := seat.do(actions.ChangePhone(confirm="nfc"))).ok:
        pass
    return outcome


def unread_chip() -> Filer:
    seat = Filer("1.001193")
    seat.do(actions.ChangePhone(confirm="nfc"))
    return seat


def locked_out(desk: Desk) -> None:
    desk.activated().must(actions.LockAccount())
    sign_in(desk)


def unlocked(desk: Desk) -> Outcome:
    desk.must(actions.AskToUnlock())
    desk.must(actions.WaitForNews())
    return sign_in(desk)


def without_guardian() -> Filer:
    seat = Filer("1.001193")
    child(seat, "newborn", 1, consent=False)
    child(seat, "newborn", 2)
    return seat


def not_shared(desk: Desk) -> None:
    desk.at_consent().must(actions.GiveConsent(share=False))


def shared(desk: Desk) -> Outcome:
    desk.sign_in()
    desk.must(actions.EnterOtp(purpose="sign_in", code=desk.newest_code("sign_in")))
    return desk.do(actions.GiveConsent(share=True))


def cleared(seat: Filer) -> Outcome:
    seat.must(actions.ClearInbox())
    seat.must(actions.ResendOtp(purpose="activation"))
    seat.enter_code("activation")
    return seat.portal.log[-1].outcome


def lost() -> Filer:
    seat = Filer(LOST)
    seat.must(actions.UpdateApp(source="store"))
    seat.do(actions.RenewCard())
    seat.do(actions.ChangePhone(confirm="old_phone"))
    return seat


def on_the_new_phone(seat: Filer) -> Outcome:
    seat.must(actions.LockAccount())
    outcome = chip(seat)
    seat.must(actions.AskToUnlock())
    seat.must(actions.WaitForNews())
    assert not seat.state.account.locked
    return outcome


def old_app(learner: str = "8A1-07") -> Filer:
    seat = Filer(LOST, learner)
    seat.do(actions.ChangePhone(confirm="nfc"))
    return seat


def from_the_store(seat: Filer) -> Outcome:
    seat.must(actions.UpdateApp(source="store"))
    return chip(seat)


def false_update(variant: str) -> Callable[[], Filer]:
    def meet() -> Filer:
        seat = old_app(filer_with(LOST, "app_too_old", variant).case.learner)
        seat.must(actions.FollowLink(message=seat.state.messages[-1].id))
        seat.must(actions.UpdateApp(source="link"))
        return seat

    return meet


def cleaned(seat: Filer) -> Outcome:
    seat.must(actions.LockAccount())
    seat.must(actions.UpdateApp(source="store"))
    secrets_anew(seat)
    return seat.do(actions.JudgeMessage(message=seat.state.messages[0].id, verdict="scam"))


def limited() -> Filer:
    seat = with_old_card()
    start_again(seat)
    return seat


def renewed(seat: Filer) -> Outcome:
    seat.renew_card()
    return seat.do(old_card(seat))


# --- forms and papers --------------------------------------------------------------


def filed_over_wrong_data() -> Filer:
    seat = Filer(WRONG_DATA)
    seat.careful = False
    answered(seat.prepared().send())
    for item in population.truth(seat.case.citizen):
        seat.do(actions.ReportData(field=item))
    seat.do(actions.SendSupplement(dossier="d1"))
    return seat


def wrong_answer(lesson: str, field: str) -> Callable[[], Filer]:
    return lambda: sent_with(Filer(lesson), "", **{field: "Nguyễn Văn Khác"})


def empty_form(desk: Desk) -> None:
    desk.signed_in().start().owner()
    desk.refused(actions.FillForm(dossier="d1", answers=desk.answers(name="", born="hôm qua")))


def twice(seat: Filer, another: bool) -> Outcome:
    where = seat.case.task.place
    return seat.do(
        actions.StartDossier(
            procedure=seat.procedure.code, province=where.province_code, commune=where.commune_code, another=another
        )
    )


def too_low() -> Filer:
    seat = plain_filer("level_one")
    seat.do(actions.OpenWallet(passcode=seat.secret(PASSCODE)))
    return seat


def raised(seat: Filer) -> Outcome:
    """After level 2 the wallet opens, with a passcode set by a code as the practice began signed in."""
    seat.raise_level().must(actions.ForgetPassword())
    code = next(m.words["code"] for m in reversed(seat.state.messages) if m.key == "otp_reset")
    seat.must(actions.EnterOtp(purpose="reset", code=code))
    seat.must(actions.SetPassword(password=seat.secret(PASSWORD), again=seat.secret(PASSWORD)))
    seat.must(actions.SetPasscode(passcode=seat.secret(PASSCODE), again=seat.secret(PASSCODE)))
    return seat.do(actions.OpenWallet(passcode=seat.secret(PASSCODE)))


def left_half_done() -> Filer:
    """A draft with a paper and no form is left, and found again by beginning it anew."""
    seat = Filer("1.001193").begin().owner().attach()
    before = dict(seat.dossier.documents)
    where = seat.case.task.place
    here = {"province": where.province_code, "commune": where.commune_code}
    seat.do(actions.StartDossier(procedure=seat.procedure.code, **here))
    assert seat.dossier.documents == before
    assert before
    return seat


def returned_after_sending(seat: Recording) -> Outcome:
    assert isinstance(seat, Filer)
    seat.form().deliver().send()
    return returned(seat)


def network_gone() -> Filer:
    seat = plain_filer("network_drop").begin().owner()
    seat.do(actions.FillForm(dossier="d1", answers={name: text for name, text in seat.right.items() if text}))
    return seat


def saved_again(seat: Filer) -> Outcome:
    return seat.do(actions.FillForm(dossier="d1", answers={name: text for name, text in seat.right.items() if text}))


def unsigned_by_hand() -> Filer:
    seat = plain_filer("hand_signature")
    seat.careful = False
    seat.prepared().do(actions.SubmitDossier(dossier="d1", accept_terms=True))
    seat.do(actions.AskToSign(dossier="d1"))
    return seat


def signed_with_pen(seat: Filer) -> Outcome:
    seat.sign().send()
    return returned(seat)


def three_drafts() -> Filer:
    seat = Filer(TWINS).begin()
    twice(seat, another=False)
    twice(seat, another=True)
    seat.owner().form().begin(another=True).owner()
    seat.do(actions.FillForm(dossier="d2", answers={name: text for name, text in seat.right.items() if text}))
    return seat


def other_child(seat: Filer) -> Outcome:
    seat.person = 1
    return seat.form().portal.log[-1].outcome


def mixed_up() -> Filer:
    """The first child's dossier with the second's paper; mended; then the first child's once more."""
    seat = Filer(TWINS).begin().owner().form()
    twice(seat, another=False)
    seat.attach(birth_notice="second_birth_notice").deliver().send()
    answered(seat).follow()
    return answered(seat.prepared().send())


def second_child(seat: Filer) -> Outcome:
    seat.person = 1
    return returned(seat)


def badly_signed() -> Filer:
    seat = unsigned(SIGNED).attach().deliver()
    seat.do(actions.SubmitDossier(dossier="d1", accept_terms=True))
    seat.sign(agree=False).sign()
    name = next(n for n, f in (seat.procedure.eform or {})["properties"].items() if "x-register" in f)
    return seat.form(**{name: seat.right[name] + " Hai"})


def well_signed(seat: Filer) -> Outcome:
    seat.careful = True
    seat.form().send()
    return returned(seat)


def no_paper(desk: Desk) -> None:
    desk.signed_in().start().owner().form()
    desk.refused(actions.SubmitDossier(dossier="d1", accept_terms=True))


def with_paper(desk: Desk) -> Outcome:
    desk.attach().must(actions.ChooseDelivery(dossier="d1", delivery="online"))
    return desk.submit()


def heic(desk: Desk) -> None:
    desk.signed_in().start()
    file = desk.file("authorisation", "heic")
    desk.do(actions.AttachDocument(dossier="d1", slot="authorisation", source="device", file=file))


def pdf(desk: Desk) -> Outcome:
    return desk.attach_file("authorisation").portal.log[-1].outcome


def too_big() -> Filer:
    seat = Filer(next(name for name, s in scenarios().items() if "big_file" in s.faults))
    seat.begin().owner().form()
    file = next(f for f in seat.case.files if f.size_kb > documents.MAX_KB and f.format == "pdf")
    slot = next(s for s in seat.procedure.documents if file.kind in s.accepts)
    seat.do(actions.AttachDocument(dossier="d1", slot=slot.id, source="device", file=file.id))
    return seat


def lighter(seat: Filer) -> Outcome:
    return seat.attach().portal.log[-1].outcome


def single_photos() -> Filer:
    seat = photographer()
    photos = sorted((f for f in seat.case.files if f.part), key=lambda f: f.part)
    slot = next(s for s in seat.procedure.documents if photos[0].kind in s.accepts)
    seat.do(actions.AttachDocument(dossier="d1", slot=slot.id, source="device", file=photos[0].id))
    join(seat, lambda ids: ids[:1])
    join(seat, lambda ids: ids[::-1])
    return answered(seat.attach(**{slot.id: "jumbled"}).deliver().send())


# --- money -------------------------------------------------------------------------


def at_the_bank() -> Filer:
    return with_order(Filer("1.004194"))


def wrong_sum() -> Filer:
    seat = at_the_bank()
    typed(seat, "999")
    return seat


def wrong_words() -> Filer:
    seat = at_the_bank()
    typed(seat, content="TIEN NHA")
    typed(seat, account="0990")
    return seat


def paid_rightly(seat: Filer) -> Outcome:
    """The right transfer; what was kept apart comes back."""
    outcome = typed(seat)
    until(seat, "refunded")
    return outcome


def old_code() -> Filer:
    seat = at_the_bank()
    seat.do(actions.ScanQr(order="o1", after=900))
    typed(seat)
    return seat


def new_code(seat: Filer) -> Outcome:
    seat.must(actions.SubmitDossier(dossier="d1", accept_terms=True))
    assert seat.pay()
    return seat.portal.log[-1].outcome


def paid_again() -> Filer:
    seat = at_the_bank()
    seat.pay()
    seat.do(actions.ConfirmTransfer(order="o1"))
    typed(seat)
    return seat


def receipt(seat: Filer) -> Outcome:
    until(seat, "refunded")
    return seat.do(actions.OpenReceipt(order="o1"))


def fewer_copies(desk: Desk) -> Outcome:
    return desk.form(copies="1").pay()


def duty() -> Filer:
    seat = waiting("duty")
    seat.do(actions.WaitForNews())
    assert seat.dossier.status == TO_PAY
    return seat


def duty_paid(seat: Filer) -> Outcome:
    seat.answer()
    return returned(seat)


# --- the office --------------------------------------------------------------------


def at_the_neighbours() -> Filer:
    seat = Filer("1.001193")
    task = seat.case.task
    return answered(seat.prepared(next(p for p in places(task.place.province_code) if p != task.place)).send())


def unmended() -> Filer:
    seat = sent_with(plain_filer("bad_files"), "empty")
    seat.must(actions.SendSupplement(dossier="d1"))
    seat.must(actions.WaitForNews())
    return seat


def let_lapse() -> Filer:
    """Reminded once, and then the time is over."""
    seat = sent_with(plain_filer("bad_files"), "empty")
    seat.must(actions.WaitForNews(anyway=True))
    seat.must(actions.WaitForNews(anyway=True))
    return seat


def wrong_term() -> Filer:
    """A change of an allowance is not what one asks for who has none yet."""
    return sent_with(Filer("1.001776"), "", request="change")


def two_faults_at_once() -> Filer:
    """The office names both in its one letter."""
    seat = sent_with(Filer("1.001776"), "empty", request="change")
    assert len(seat.dossier.letters[-1].reasons) == 2
    return seat


def waiting_in_vain() -> Filer:
    seat = plain_filer("silent_office").prepared().send()
    seat.must(actions.WaitForNews())
    assert not seat.do(actions.WaitForNews()).ok
    return seat


def office_asked(seat: Recording) -> Outcome:
    seat.do(actions.AskOffice(dossier="d1"))
    return returned(seat)


def withdrawn() -> Filer:
    """What was sent in error is taken back at once."""
    seat = Filer("1.001193").prepared().send()
    seat.must(actions.WithdrawDossier(dossier="d1"))
    return seat


def wrong_kind() -> Filer:
    seat = plain_filer("bad_files")
    return sent_with(seat, seat.case.fault("bad_files").variant)


def invited() -> Filer:
    seat = waiting("visit")
    seat.do(actions.WaitForNews())
    return seat


# --- people ------------------------------------------------------------------------


def fell(variant: str) -> Callable[[], Desk]:
    """Somebody gives a false page what it wants."""

    def meet() -> Desk:
        kind = variant.rpartition("_")[0]
        desk = desk_with(kind, variant)
        fake_page(desk, kind, give=True)
        return desk

    return meet


def left(variant: str) -> Callable[[], Desk]:
    def meet() -> Desk:
        desk = desk_with("scam_activation", variant)
        fake_page(desk, "scam_activation", give=False)
        return desk

    return meet


def reported(kind: str) -> Callable[[Desk], Outcome]:
    """The scam is reported, and the lesson goes on."""

    def out(desk: Desk) -> Outcome:
        desk.must(actions.JudgeMessage(message=scam(desk, kind), verdict="scam"))
        return fresh_code(desk) if kind == "scam_activation" else desk.pay()

    return out


def replied(key: str) -> Callable[[], Filer]:
    """Somebody answers a false notice with what it asks for."""

    def meet() -> Filer:
        seat, which, text = notice(lambda name, _: name == key)
        seat.must(actions.ReplyNotice(notice=which, choice=text.gives))
        return seat

    return meet


def report_notice(seat: Filer) -> Outcome:
    false = next(n for n in seat.state.notices if n.key.startswith("fake"))
    return seat.do(actions.ReportNotice(notice=false.id))


def gave_on_the_phone(wants: str) -> Callable[[], Filer]:
    """Somebody gives a caller what he wants."""

    def meet() -> Filer:
        seat, which = picked_up(false=True, wants=wants, asks=2)
        seat.must(actions.ReplyCall(call=which, reply="give"))
        return seat

    return meet


def checked_and_reported(seat: Filer) -> Outcome:
    """Ask at the published number, know the call for what it was, report it; then the dossier goes out."""
    seat.must(actions.CheckCall(call="c1"))
    seat.must(actions.JudgeCall(call="c1", verdict="scam"))
    seat.must(actions.ReportCall(call="c1"))
    seat.owner().form().attach().deliver().send()
    return returned(seat)


def stuck_poster() -> Filer:
    seat, which = poster(stuck=True, page="money")
    seat.must(actions.ScanPoster(poster=which))
    seat.must(actions.AnswerScan(poster=which, open=True))
    seat.must(actions.AnswerPosterPage(poster=which, give=True))
    return seat


def peeled(seat: Filer) -> Outcome:
    false = next(p for p in seat.state.posters if p.gave)
    seat.must(actions.ReportPoster(poster=false.id))
    seat.must(actions.ScanPoster(poster=false.id))
    return seat.do(actions.AnswerScan(poster=false.id, open=True))


def changed_file(desk: Desk) -> None:
    desk.must(actions.LookUp(code="KQ-7-250812-0015"))
    desk.refused(actions.LookUp(code="KQ-1-260101-0001"))
    desk.must(actions.CheckSample(sample="b"))


def whole_file(desk: Desk) -> Outcome:
    return desk.do(actions.CheckSample(sample="a"))


ROADS: dict[str, list[Road]] = {
    # the account
    "sms_delayed": [Road(both(Desk.request_activation), fresh_code, "otp_right")],
    "sms_blocked": [Road(asked, as_filer(cleared), "otp_right")],
    "otp_wrong_five": [Road(both(locked), fresh_code, "otp_right")],
    "otp_expired": [Road(both(expired), fresh_code, "otp_right")],
    "phone_differs": [
        Road(both(lambda desk: request(desk, phone=desk.case.citizen.phone)), as_desk(request), "otp_sent_late")
    ],
    "person_number_wrong": [
        Road(
            both(lambda desk: request(desk, number="0991"), lambda desk: request(desk, number="099100000000")),
            as_desk(request),
            "otp_sent_late",
        )
    ],
    "not_activated": [Road(both(sign_in), as_desk(lambda desk: sign_in(desk.activated())), "otp_sent")],
    "already_activated": [Road(both(Desk.activated, request), as_desk(sign_in), "otp_sent")],
    "seven_days_passed": [Road(late, as_desk(by_hotline), "otp_sent_late")],
    "password_rule": [
        Road(both(weak_secrets), as_desk(lambda desk: set_passcode(desk, PASSCODE)), "passcode_set"),
    ],
    "passcode_forgotten": [Road(both(forgotten), as_desk(set_anew), "wallet_open")],
    "second_device": [
        Road(
            both(another_phone),
            as_desk(lambda desk: desk.open_wallet().attach_file("authorisation").portal.log[-1].outcome),
            "document_attached",
        )
    ],
    "lost_phone": [Road(lost, as_filer(on_the_new_phone), "phone_changed")],
    "app_too_old": [Road(old_app, as_filer(from_the_store), "phone_changed")],
    "nfc_fails": [Road(unread_chip, as_filer(chip), "phone_changed")],
    "account_locked": [Road(both(locked_out), as_desk(unlocked), "otp_sent")],
    "under_fourteen": [Road(without_guardian, as_filer(lambda seat: child(seat, "newborn")), "child_registered")],
    "level_one": [Road(too_low, as_filer(raised), "wallet_open")],
    "card_expired": [Road(limited, as_filer(renewed), "document_attached")],
    "consent_refused": [Road(both(not_shared), as_desk(shared), "signed_in")],
    # forms and papers
    "prefilled_wrong": [Road(filed_over_wrong_data, returned, "result_downloaded")],
    "form_filled_wrong": [
        Road(both(empty_form), as_desk(lambda desk: desk.form().portal.log[-1].outcome), "form_saved")
    ],
    "not_in_register": [
        Road(wrong_answer("2.000635", "name"), returned, "result_downloaded"),
        Road(wrong_answer("1.001193", "other_parent"), returned, "result_downloaded"),
    ],
    "terms_unexplained": [Road(wrong_term, returned, "result_downloaded")],
    "draft_lost": [Road(left_half_done, returned_after_sending, "result_downloaded")],
    "form_not_saved": [Road(network_gone, as_filer(saved_again), "form_saved")],
    "print_sign_scan": [Road(unsigned_by_hand, as_filer(signed_with_pen), "result_downloaded")],
    "several_drafts": [Road(three_drafts, as_filer(other_child), "form_saved")],
    "people_mixed_up": [Road(mixed_up, as_filer(second_child), "result_downloaded")],
    "form_unsigned": [Road(badly_signed, as_filer(well_signed), "result_downloaded")],
    "paper_missing": [Road(both(no_paper), as_desk(with_paper), "order_opened")],
    "file_empty": [Road(lambda: sent_with(plain_filer("bad_files"), "empty"), returned, "result_downloaded")],
    "file_wrong_type": [Road(both(heic), as_desk(pdf), "document_attached")],
    "file_too_big": [Road(too_big, as_filer(lighter), "document_attached")],
    "scan_blurred": [Road(lambda: sent_with(plain_filer("blurred_scan"), "blurred"), returned, "result_downloaded")],
    "wrong_paper": [Road(wrong_kind, returned, "result_downloaded")],
    "photos_not_joined": [Road(single_photos, returned, "result_downloaded")],
    # money
    "wrong_amount": [Road(wrong_sum, as_filer(paid_rightly), "paid_and_sent")],
    "wrong_content": [Road(wrong_words, as_filer(paid_rightly), "paid_and_sent")],
    "qr_expired": [Road(old_code, as_filer(new_code), "paid_and_sent")],
    "bank_out_of_order": [
        Road(both(first_scan), as_desk(lambda desk: desk.pay()), "paid_and_sent"),
    ],
    "paid_twice": [Road(paid_again, as_filer(receipt), "receipt_opened")],
    "balance_low": [Road(both(too_poor), as_desk(fewer_copies), "paid_and_sent")],
    "duty_after": [Road(duty, as_filer(duty_paid), "result_downloaded")],
    "qr_sticker": [Road(stuck_poster, as_filer(peeled), "poster_opened")],
    # the office
    "wrong_authority": [Road(at_the_neighbours, new_one, "result_downloaded")],
    "refused": [Road(at_the_neighbours, new_one, "result_downloaded")],
    "supplement_asked": [Road(wrong_kind, returned, "result_downloaded")],
    "supplement_not_sent": [Road(let_lapse, new_one, "result_downloaded")],
    "different_reasons": [Road(two_faults_at_once, returned, "result_downloaded")],
    "silent_dossier": [Road(waiting_in_vain, office_asked, "result_downloaded")],
    "second_supplement": [Road(unmended, new_one, "result_downloaded")],
    "late_office": [
        Road(
            lambda: until(filer_with("1.001776", "late_office", "sick").prepared().send(), "apology"),
            returned,
            "result_downloaded",
        )
    ],
    "verification": [
        Road(lambda: until(plain_filer("verification").prepared().send(), "verifying"), returned, "result_downloaded")
    ],
    "must_come": [Road(invited, returned, "result_downloaded")],
    # people
    "fear_of_submit": [Road(withdrawn, new_one, "result_downloaded")],
    "scam_sms_link": [
        Road(fell("scam_activation_1"), as_desk(reported("scam_activation")), "otp_right"),
        Road(left("scam_activation_2"), as_desk(reported("scam_activation")), "otp_right"),
    ],
    "scam_readdressing": [Road(fell("scam_activation_3"), as_desk(reported("scam_activation")), "otp_right")],
    "scam_fee": [
        Road(fell(f"scam_fee_{number}"), as_desk(reported("scam_fee")), "paid_and_sent") for number in (1, 2, 3)
    ],
    "fake_app": [Road(false_update(f"scam_update_{number}"), as_filer(cleaned), "judged_scam") for number in (1, 2, 3)],
    "fake_group_notice": [
        Road(replied("fake_fund"), as_filer(report_notice), "notice_false"),
        Road(replied("fake_data"), as_filer(report_notice), "notice_false"),
    ],
    "scam_call": [
        Road(gave_on_the_phone(wants), as_filer(checked_and_reported), "result_downloaded")
        for wants in ("account", "money")
    ],
    "altered_result": [Road(both(changed_file), as_desk(whole_file), "file_whole")],
    "real_data_typed": [
        Road(both(lambda desk: request(desk, number="001313012345")), as_desk(request), "otp_sent_late")
    ],
}
"""Fault to the roads that together show everything that the registry says of it."""


def test_every_simulated_fault_has_its_road() -> None:
    """And no road is left of a fault that is simulated no more."""
    assert set(ROADS) == set(KNOWN)


@pytest.mark.parametrize("name", KNOWN)
def test_a_fault_is_met_told_and_left_behind(name: str) -> None:
    """What goes wrong is told where the registry says; what the registry says to do leads on."""
    where = KNOWN[name].where
    told: set[str] = set()
    for road in ROADS[name]:
        seat = road.meet()
        told |= shown(seat, where)
        assert [each for each in told if not each.startswith("fault:")], "nothing of it was shown yet"
        outcome = road.out(seat)
        assert (outcome.ok, outcome.code) == (True, road.reached)
        told |= shown(seat, where)
    assert set(where) - told == set()


def test_what_nobody_was_shown_is_noticed() -> None:
    """The check can fail: at the very beginning nothing has been met, whatever is asked."""
    desk = Desk()
    everything = tuple(where for fault in KNOWN.values() for where in fault.where if not where.startswith("fault:"))
    assert shown(desk, everything) == set()
