"""Every answer of the portal: its words are in the data, and some path of actions leads to it."""

from __future__ import annotations

import ast
import inspect
import string
from collections.abc import Callable
from pathlib import Path

import pytest

import simulator
from grading.filer import Filer
from grading.players import PASSCODE, PASSWORD
from grading.solutions import lesson_07 as officer
from simulator import Outcome, actions, datasets
from simulator.identity import calls, posters, secrets
from simulator.office.news import NoticeText
from simulator.office.news import texts as notice_texts
from simulator.people.places import HANOI, places
from simulator.scenario import scenarios
from simulator.services.catalogue import procedures
from tests.simulator.desk import PROCEDURE, Desk
from tests.simulator.identity.test_card import start_again, with_old_card
from tests.simulator.identity.test_device import asked, deceived, updated
from tests.simulator.identity.test_lifecycle import late_desk
from tests.simulator.payments.test_transfers import typed, with_order

Way = Callable[[Desk], Outcome]


def request(desk: Desk, number: str | None = None, phone: str | None = None) -> Outcome:
    case = desk.case
    return desk.do(
        actions.RequestActivation(
            person_number=case.citizen.person_number if number is None else number,
            phone=case.registered_phone if phone is None else phone,
        )
    )


def otp(desk: Desk, code: str) -> Outcome:
    return desk.do(actions.EnterOtp(purpose="activation", code=code))


def asked_again(desk: Desk) -> Desk:
    """A code of activation that is still good."""
    desk.request_activation()
    desk.must(actions.ResendOtp(purpose="activation"))
    return desk


def locked(desk: Desk) -> Outcome:
    asked_again(desk)
    for _ in range(4):
        otp(desk, desk.wrong_code("activation"))
    return otp(desk, desk.wrong_code("activation"))


def password(desk: Desk, text: str, again: str | None = None) -> Outcome:
    asked_again(desk)
    desk.must(actions.EnterOtp(purpose="activation", code=desk.newest_code("activation")))
    second = text if again is None else again
    return desk.do(actions.SetPassword(password=desk.secret(text), again=desk.secret(second)))


def passcode(desk: Desk, text: str, again: str | None = None) -> Outcome:
    password(desk, PASSWORD)
    second = text if again is None else again
    return desk.do(actions.SetPasscode(passcode=desk.secret(text), again=desk.secret(second)))


def answers(desk: Desk, questions: tuple[str, str] = ("teacher", "pet"), second: str = "mèo") -> Outcome:
    passcode(desk, PASSCODE)
    both = (desk.secret("cô Lan"), desk.secret(second))
    return desk.do(actions.SetSecurityAnswers(questions=questions, answers=both))


def new_password(desk: Desk) -> None:
    desk.activated().must(actions.ForgetPassword())
    desk.must(actions.EnterOtp(purpose="reset", code=desk.newest_code("reset")))
    new = desk.secret("Khac#2027")
    desk.must(actions.SetPassword(password=new, again=new))


def half_reset(desk: Desk) -> Outcome:
    new_password(desk)
    return desk.do(actions.CancelReset())


def reset(desk: Desk) -> Outcome:
    new_password(desk)
    code = desk.secret("135792")
    return desk.do(actions.SetPasscode(passcode=code, again=code))


def sign_in(desk: Desk, text: str = PASSWORD, number: str | None = None) -> Outcome:
    number = number or desk.case.citizen.person_number
    return desk.do(actions.SignIn(person_number=number, password=desk.secret(text)))


def scam(desk: Desk, key: str) -> str:
    return next(m.id for m in desk.state.messages if m.key.startswith(key))


def fake_page(desk: Desk, key: str, give: bool) -> Outcome:
    if key == "scam_fee":
        desk.signed_in().prepared().submit()
    else:
        desk.request_activation()
    message = scam(desk, key)
    desk.must(actions.FollowLink(message=message))
    return desk.do(actions.AnswerFakePage(message=message, give=give))


def activation_link(desk: Desk) -> Outcome:
    desk.request_activation()
    return desk.do(actions.FollowLink(message=scam(desk, "scam_activation")))


def message_without_link(desk: Desk) -> Outcome:
    desk.request_activation()
    return desk.do(actions.FollowLink(message=scam(desk, "otp_activation")))


def start(desk: Desk, procedure: str = PROCEDURE, province: str | None = None, commune: str | None = None) -> Outcome:
    place = desk.case.task.place
    return desk.do(
        actions.StartDossier(
            procedure=procedure,
            province=place.province_code if province is None else province,
            commune=place.commune_code if commune is None else commune,
        )
    )


def owner(desk: Desk, phone: str | None = None, email: str = "") -> Outcome:
    phone = desk.case.registered_phone if phone is None else phone
    return desk.do(actions.FillOwner(dossier="d1", phone=phone, email=email))


def form(desk: Desk, **changed: str) -> Outcome:
    return desk.do(actions.FillForm(dossier="d1", answers=desk.answers(**changed)))


def attach(desk: Desk, slot: str = "authorisation", source: str = "device", file: str = "f1") -> Outcome:
    return desk.do(actions.AttachDocument(dossier="d1", slot=slot, source=source, file=file))  # type: ignore[arg-type]


def heic(desk: Desk) -> Outcome:
    desk.signed_in().start()
    return attach(desk, file=desk.file("authorisation", "heic"))


def right_file(desk: Desk) -> Outcome:
    desk.signed_in().start()
    return attach(desk, file=desk.file("authorisation"))


def taken_out(desk: Desk) -> Outcome:
    desk.signed_in().start().attach()
    return desk.do(actions.RemoveDocument(dossier="d1", slot="authorisation"))


def terms(desk: Desk) -> Outcome:
    desk.signed_in().prepared()
    return desk.do(actions.SubmitDossier(dossier="d1", accept_terms=False))


def filed_in_hanoi(desk: Desk) -> Outcome:
    desk.signed_in().prepared(place=places(HANOI)[0])
    return desk.submit()


def first_scan(desk: Desk) -> Outcome:
    desk.signed_in().prepared().submit()
    return desk.do(actions.ScanQr(order="o1"))


def second_scan(desk: Desk) -> Outcome:
    first_scan(desk)
    desk.submit()
    return desk.do(actions.ScanQr(order="o2"))


def scan_of_old_code(desk: Desk) -> Outcome:
    first_scan(desk)
    return desk.do(actions.ScanQr(order="o1"))


def confirm_unscanned(desk: Desk) -> Outcome:
    desk.signed_in().prepared().submit()
    return desk.do(actions.ConfirmTransfer(order="o1"))


def too_poor(desk: Desk) -> Outcome:
    """The thieves took nearly all, and two dear dossiers the rest."""
    fake_page(desk, "scam_fee", give=True)
    for number, place in enumerate(places(desk.case.task.place.province_code)[:2]):
        desk.prepared(place=place, copies="10")
        if number == 0:
            desk.pay()
    desk.submit()
    desk.must(actions.ScanQr(order=desk.order.id))
    return desk.do(actions.ConfirmTransfer(order=desk.order.id))


def supplement(desk: Desk) -> Desk:
    return desk.paid("empty").news()


def news(desk: Desk, same_day: bool) -> Outcome:
    desk.paid()
    while True:
        outcome = desk.must(actions.WaitForNews())
        if outcome.code == ("news_same" if same_day else "news_next"):
            return outcome


def after_five(desk: Desk) -> Outcome:
    """Sent in the evening, so that the answer comes on another day."""
    desk.signed_in()
    while desk.portal.now.hour < 18:
        desk.must(actions.PassTime(after=1800))
    desk.prepared().pay()
    return desk.must(actions.WaitForNews())


def rate(desk: Desk) -> Outcome:
    return desk.do(actions.RateOffice(dossier="d1", grade="satisfied"))


def filer(lesson: str = "1.001193") -> Filer:
    return Filer(lesson)


def planting(kind: str) -> Filer:
    """The first practice that plants this."""
    return filer(
        next(name for name, s in scenarios().items() if kind in s.faults and s.begins == "signed_in" and not s.sent)
    )


def low() -> Filer:
    return planting("level_one")


def form_once(seat: Filer) -> Outcome:
    seat.begin().owner()
    return seat.do(actions.FillForm(dossier="d1", answers={k: t for k, t in seat.right.items() if t}))


def by_pen() -> Filer:
    """A form that is filled in and waits to be printed and signed."""
    seat = planting("hand_signature")
    seat.careful = False
    return seat.begin().owner().form()


def silent() -> Filer:
    """A dossier that the office should have answered by now."""
    seat = planting("silent_office").prepared().send()
    seat.must(actions.WaitForNews())
    return seat


def sheet(answers: dict[str, str]) -> Outcome:
    return filer("01-dich-vu-cong-la-gi").do(actions.FillSheet(sheet="sau-gia-dinh", answers=answers))


def late_transfer(_: Desk) -> Outcome:
    seat = with_order(filer("1.004194"))
    seat.do(actions.PassTime(after=3600))
    return typed(seat)


def locked_account() -> Filer:
    seat = filer()
    seat.must(actions.LockAccount())
    return seat


def child(seat: Filer, person: str, level: int = 1, consent: bool = True) -> Outcome:
    return seat.do(actions.RegisterChild(person=person, level=level, consent=consent))  # type: ignore[arg-type]


def petition(seat: Filer, topic: str = "place", text: str = "Ki-ốt ở nhà văn hóa hỏng từ thứ Hai.") -> Outcome:
    return seat.do(actions.SendPetition(topic=topic, text=text))


def petitioned(text: str = "Ki-ốt ở nhà văn hóa hỏng từ thứ Hai.", skips: int = 1) -> Filer:
    """A petition that was sent, and what came of it after some skips."""
    seat = filer()
    petition(seat, text=text)
    for _ in range(skips):
        seat.must(actions.WaitForNews())
    return seat


def photographer() -> Filer:
    """At step 3 of a scenario in which a paper is there only as photographs."""
    return filer(next(n for n, s in scenarios().items() if s.device.photos)).begin().owner().form()


def join(seat: Filer, pick: Callable[[list[str]], list[str]]) -> Outcome:
    photos = sorted((f for f in seat.case.files if f.part), key=lambda f: f.part)
    return seat.do(actions.JoinPhotos(files=tuple(pick([photo.id for photo in photos]))))


def too_many_files(_: Desk) -> Outcome:
    seat = photographer()
    for _number in range(20):
        join(seat, lambda photos: photos)
    return join(seat, lambda photos: photos)


def big_file(_: Desk) -> Outcome:
    seat = filer(next(n for n, s in scenarios().items() if "big_file" in s.faults))
    seat.begin().owner().form()
    slot = next(s.id for s in seat.procedure.documents if "device" in s.sources)
    file = next(f.id for f in seat.case.files if f.size_kb > 6_000 and f.format == "pdf")
    return seat.do(actions.AttachDocument(dossier="d1", slot=slot, source="device", file=file))


def waiting(what: str) -> Filer:
    """The office waits for the citizen to come, to pay or to collect."""
    wanted = {"visit": lambda p: p.presence, "duty": lambda p: any(row.due == "after" for row in p.fees)}
    lessons = [n for n, s in scenarios().items() if wanted.get(what, lambda p: True)(procedures()[s.procedure])]
    seat = filer("1.001193" if what == "collect" else lessons[0])
    seat.begin().owner().form().attach().deliver("counter").send()
    while seat.dossier.waits != what:
        if seat.dossier.waits:
            seat.answer()
        else:
            seat.must(actions.WaitForNews())
    return seat


def duty_paid(_: Desk) -> Outcome:
    seat = waiting("duty")
    seat.must(actions.PayDuty(dossier="d1"))
    seat.must(actions.ScanQr(order="o1"))
    return seat.do(actions.ConfirmTransfer(order="o1"))


def notice(wanted: Callable[[str, NoticeText], bool]) -> tuple[Filer, str, NoticeText]:
    """A learner who has a notice of this kind, its id, and what the data says of it."""
    for number in range(1, 60):
        seat = Filer("1.001193", f"8A1-{number:02d}")
        for each in seat.state.notices:
            if wanted(each.key, notice_texts()[each.key]):
                return seat, each.id, notice_texts()[each.key]
    raise LookupError("nobody has such a notice")


def reply(key: str, give: bool) -> Outcome:
    seat, which, text = notice(lambda name, _: name == key)
    return seat.do(actions.ReplyNotice(notice=which, choice=text.gives if give else "ask"))


def senseless_reply(asks: bool) -> Outcome:
    seat, which, _ = notice(lambda _, text: bool(text.choices) == asks)
    return seat.do(actions.ReplyNotice(notice=which, choice="x"))


def blocked_reply(_: Desk) -> Outcome:
    seat, which, text = notice(lambda _, text: text.false)
    seat.must(actions.ReportNotice(notice=which))
    return seat.do(actions.ReplyNotice(notice=which, choice=text.gives))


def report(false: bool, times: int = 1) -> Outcome:
    seat, which, _ = notice(lambda _, text: text.false == false)
    return [seat.do(actions.ReportNotice(notice=which)) for _ in range(times)][-1]


def poster(stuck: bool, page: str = "") -> tuple[Filer, str]:
    """A learner who stands before a poster whose code is covered, or is not; ``page`` is what a false one wants."""
    for number in range(1, 60):
        seat = Filer("2.001159", f"8A1-{number:02d}")
        for each in seat.state.posters:
            sticker = posters.covered(each)
            if (sticker is not None) == stuck and page in ("", sticker.page if sticker else ""):
                return seat, each.id
    raise LookupError("nobody has such a poster")


def scanned(stuck: bool, open_: bool, page: str = "") -> tuple[Filer, str, Outcome]:
    seat, which = poster(stuck, page)
    seat.must(actions.ScanPoster(poster=which))
    return seat, which, seat.do(actions.AnswerScan(poster=which, open=open_))


def poster_page(give: bool, page: str = "") -> Outcome:
    seat, which, _ = scanned(True, True, page)
    return seat.do(actions.AnswerPosterPage(poster=which, give=give))


def report_poster(stuck: bool, times: int = 1) -> Outcome:
    seat, which = poster(stuck)
    return [seat.do(actions.ReportPoster(poster=which)) for _ in range(times)][-1]


CALLED = "1.004222"


def ringing(false: bool, wants: str = "") -> tuple[Filer, str]:
    """A learner whose first call rings; it is a scam or not, and ``wants`` what the scammer is after."""
    for number in range(1, 60):
        seat = Filer(CALLED, f"8A1-{number:02d}")
        key = calls.dealt(seat.portal)[0]
        seat.begin()
        call = seat.state.calls[0]
        assert call.key == key
        if calls.is_scam(call) == false and wants in ("", calls.play(call).wants):
            return seat, call.id
    raise LookupError("nobody's first call is such a one")


def picked_up(false: bool, wants: str = "", asks: int = 0) -> tuple[Filer, str]:
    """The call is heard, up to the line after so many questions."""
    seat, which = ringing(false, wants)
    seat.must(actions.AnswerCall(call=which, pick_up=True))
    for _ in range(asks):
        seat.must(actions.ReplyCall(call=which, reply="ask"))
    return seat, which


def given(false: bool, wants: str = "") -> Outcome:
    seat, which = picked_up(false, wants, asks=1)
    return seat.do(actions.ReplyCall(call=which, reply="give"))


def hung_up(false: bool) -> tuple[Filer, str]:
    seat, which = picked_up(false)
    seat.must(actions.ReplyCall(call=which, reply="hang_up"))
    return seat, which


def judged(false: bool, verdict: str) -> Outcome:
    seat, which = hung_up(false)
    return seat.do(actions.JudgeCall(call=which, verdict=verdict))  # type: ignore[arg-type]


def report_call(false: bool, times: int = 1) -> Outcome:
    seat, which = hung_up(false)
    return [seat.do(actions.ReportCall(call=which)) for _ in range(times)][-1]


def missed(pick_up: bool) -> Outcome:
    seat, which = ringing(false=True)
    seat.do(actions.PassTime(after=calls.RINGS))
    return seat.do(actions.AnswerCall(call=which, pick_up=pick_up))


def two_at_once(_: Desk) -> Outcome:
    seat, _which = picked_up(false=True)
    seat.owner().form().attach().deliver().send()
    return seat.do(actions.AnswerCall(call="c2", pick_up=True))


COUNTER = "07-mot-gio-o-mot-cua"


def at_counter(*steps: Callable[[Filer], object]) -> Outcome:
    """Somebody at the officer's desk who does these things; the last answer."""
    seat = filer(COUNTER)
    for step in steps:
        step(seat)
    return seat.portal.log[-1].outcome


def answered(kind: str, decision: str, **other: str) -> Callable[[Filer], object]:
    """A dossier of a kind is answered without anything being checked."""
    return lambda seat: seat.do(
        actions.AnswerIncoming(incoming=officer.of(seat, kind).id, decision=decision, **other)  # type: ignore[arg-type]
    )


def looked_at(kind: str, **other: str) -> Callable[[Filer], object]:
    """A dossier of a kind is checked."""
    return lambda seat: officer.check(seat, officer.of(seat, kind), **other)


WRONG_DATA, SIGNED, TWINS, LOST = "1.010038", "1.001612", "1.001193-sinh-doi", "1.001612-mat-may"


def data(wrong: bool, times: int = 1) -> tuple[Filer, Outcome]:
    """Somebody reports what the population data have wrong, or something that they have right."""
    seat = filer(WRONG_DATA)
    item = seat.case.fault("wrong_prefill").variant if wrong else "citizen.name"
    return seat, [seat.do(actions.ReportData(field=item)) for _ in range(times)][-1]


def pending(_: Desk) -> Outcome:
    seat = filer(WRONG_DATA)
    seat.careful = False
    seat.prepared()
    seat.must(actions.ReportData(field=seat.case.fault("wrong_prefill").variant))
    return seat.do(actions.SubmitDossier(dossier="d1", accept_terms=True))


def unsigned(lesson: str = SIGNED) -> Filer:
    """A form that is filled in and not signed."""
    seat = filer(lesson)
    seat.careful = False
    return seat.begin().owner().form()


def changed_after_signing(_: Desk) -> Outcome:
    seat = unsigned().sign()
    name = next(n for n, f in (seat.procedure.eform or {})["properties"].items() if "x-register" in f)
    seat.form(**{name: seat.case.task.answers[name] + " Hai"})
    return seat.portal.log[-1].outcome


def twins(person: int) -> Filer:
    """A second draft, for the same child as the first or for the other one."""
    seat = filer(TWINS).begin().owner().form()
    seat.begin(another=True).owner()
    seat.person = person
    return seat


PATHS: dict[str, Way] = {
    "time_passed": lambda desk: desk.do(actions.PassTime(after=5)),
    "news_same": lambda desk: news(desk, same_day=True),
    "news_next": after_five,
    "nothing_coming": lambda desk: desk.do(actions.WaitForNews()),
    "not_now": lambda desk: desk.do(actions.GiveConsent(share=True)),
    "personal_data": lambda desk: request(desk, number="001313012345"),
    # the account
    "already_active": lambda desk: request(desk.activated()),
    "person_number_shape": lambda desk: request(desk, number="0991"),
    "person_number_unknown": lambda desk: request(desk, number="099100000000"),
    "phone_shape": lambda desk: request(desk, phone="03055"),
    "phone_mismatch": lambda desk: request(desk, phone=desk.case.citizen.phone),
    "phone_not_yours": lambda desk: owner(desk.signed_in().start(), phone="0300000000"),
    "otp_sent": lambda desk: (desk.request_activation(), desk.do(actions.ResendOtp(purpose="activation")))[1],
    "otp_sent_late": request,
    "otp_not_asked": lambda desk: desk.do(actions.ResendOtp(purpose="sign_in")),
    "otp_shape": lambda desk: otp(asked_again(desk), "12345"),
    "otp_wrong": lambda desk: otp(asked_again(desk), desk.wrong_code("activation")),
    "otp_locked": locked,
    "otp_expired": lambda desk: (desk.request_activation(), otp(desk, desk.newest_code("activation")))[1],
    "otp_right": lambda desk: otp(asked_again(desk), desk.newest_code("activation")),
    "otp_right_consent": lambda desk: desk.at_consent().portal.log[-1].outcome,
    "password_length": lambda desk: password(desk, "Ngan#1"),
    "password_weak": lambda desk: password(desk, "Matkhau#2026"),
    "password_classes": lambda desk: password(desk, "matkhaudai"),
    "password_differs": lambda desk: password(desk, PASSWORD, "Khac#2027"),
    "password_set": lambda desk: password(desk, PASSWORD),
    "password_wrong": lambda desk: sign_in(desk.activated(), "Khac#2027"),
    "passcode_rule": lambda desk: passcode(desk, "12345"),
    "passcode_weak": lambda desk: passcode(desk, "123456"),
    "passcode_differs": lambda desk: passcode(desk, PASSCODE, "135792"),
    "passcode_set": lambda desk: passcode(desk, PASSCODE),
    "passcode_wrong": lambda desk: desk.activated().do(actions.OpenWallet(passcode=desk.secret("135792"))),
    "reset_done": reset,
    "reset_left": lambda desk: (desk.activated().must(actions.ForgetPassword()), desk.do(actions.CancelReset()))[1],
    "reset_left_half": half_reset,
    "question_missing": lambda desk: answers(desk, ("teacher", "")),
    "question_unknown": lambda desk: answers(desk, ("teacher", "shoe_size")),
    "questions_same": lambda desk: answers(desk, ("teacher", "teacher")),
    "answer_empty": lambda desk: answers(desk, second=""),
    "account_active": answers,
    "account_not_active": sign_in,
    "wallet_open": lambda desk: desk.activated().do(actions.OpenWallet(passcode=desk.secret(PASSCODE))),
    # the session
    "already_signed_in": lambda desk: sign_in(desk.signed_in()),
    "not_signed_in": lambda desk: desk.do(actions.SignOut()),
    "sign_in_first": start,
    "signed_in": lambda desk: desk.signed_in().portal.log[-1].outcome,
    "consent_refused": lambda desk: desk.at_consent().do(actions.GiveConsent(share=False)),
    "signed_out": lambda desk: desk.signed_in().do(actions.SignOut()),
    # the messages
    "inbox_not_full": lambda _: filer().do(actions.ClearInbox()),
    "inbox_cleared": lambda _: asked().do(actions.ClearInbox()),
    "message_unknown": lambda desk: desk.do(actions.OpenMessage(message="m99")),
    "message_read": lambda desk: desk.do(actions.OpenMessage(message="m1")),
    "no_link": message_without_link,
    "link_genuine": lambda desk: desk.do(actions.FollowLink(message="m1")),
    "link_fake": activation_link,
    "fake_page_left": lambda desk: fake_page(desk, "scam_activation", give=False),
    "fell_for_account": lambda desk: fake_page(desk, "scam_activation", give=True),
    "fell_for_money": lambda desk: fake_page(desk, "scam_fee", give=True),
    "judged_scam": lambda desk: desk.do(actions.JudgeMessage(message="m1", verdict="scam")),
    "judged_genuine": lambda desk: desk.do(actions.JudgeMessage(message="m1", verdict="genuine")),
    # the catalogue
    "search_empty": lambda desk: desk.do(actions.SearchProcedures(query="  ")),
    "search_nothing": lambda desk: desk.do(actions.SearchProcedures(query="đào vàng")),
    "search_found": lambda desk: desk.do(actions.SearchProcedures(query="khai sinh")),
    "procedure_unknown": lambda desk: desk.do(actions.OpenProcedure(procedure="9.999999")),
    "procedure_open": lambda desk: desk.do(actions.OpenProcedure(procedure=PROCEDURE)),
    # looking up
    "code_missing": lambda desk: desk.do(actions.LookUp(code="  ")),
    "code_unknown": lambda desk: desk.do(actions.LookUp(code="KQ-1-260101-0001")),
    "dossier_followed": lambda desk: desk.paid().do(actions.LookUp(code=desk.dossier.code)),
    "result_found": lambda desk: desk.do(actions.LookUp(code="KQ-7-250812-0015")),
    "sample_unknown": lambda desk: desk.do(actions.CheckSample(sample="c")),
    "file_whole": lambda desk: desk.do(actions.CheckSample(sample="a")),
    "file_altered": lambda desk: desk.do(actions.CheckSample(sample="b")),
    # the dossier
    "filing_not_simulated": lambda desk: start(desk.signed_in(), procedure="1.001193"),
    "place_unknown": lambda desk: start(desk.signed_in(), province="99"),
    "draft_exists": lambda desk: start(desk.signed_in().start()),
    "dossier_started": lambda desk: start(desk.signed_in()),
    "dossier_unknown": lambda desk: owner(desk.signed_in()),
    "dossier_closed": lambda desk: owner(desk.paid()),
    "email_shape": lambda desk: owner(desk.signed_in().start(), email="not an address"),
    "owner_saved": lambda desk: owner(desk.signed_in().start()),
    "form_faults": lambda desk: form(desk.signed_in().start().owner(), copies="0"),
    "form_not_saved": lambda _: form_once(planting("network_drop")),
    "form_saved": lambda desk: form(desk.signed_in().start().owner()),
    "copies_paid": lambda desk: form(supplement(desk), copies=str(int(desk.case.task.answers["copies"]) + 1)),
    "slot_unknown": lambda desk: attach(desk.signed_in().start(), slot="photo"),
    "source_not_allowed": lambda desk: attach(desk.signed_in().start().open_wallet(), source="wallet", file="w1"),
    "wallet_locked": lambda desk: attach(desk.signed_in().start(), slot="identity", source="wallet", file="w1"),
    "file_unknown": lambda desk: attach(desk.signed_in().start(), file="f9"),
    "file_format": heic,
    "document_attached": right_file,
    "document_removed": taken_out,
    "slot_empty": lambda desk: desk.signed_in().start().do(actions.RemoveDocument(dossier="d1", slot="identity")),
    "step_missing": lambda desk: form(desk.signed_in().start()),
    "delivery_chosen": lambda desk: desk.signed_in().prepared().portal.log[-1].outcome,
    "delivery_missing": lambda desk: (
        desk.signed_in().start().owner().form().attach().do(actions.SubmitDossier(dossier="d1", accept_terms=True))
    ),
    "order_cancelled": lambda desk: (desk.signed_in().prepared().submit(), owner(desk))[1],
    "terms_not_accepted": terms,
    "dossier_sent": filed_in_hanoi,
    "file_too_big": big_file,
    "photos_only": lambda _: photographer().do(actions.JoinPhotos(files=("f1",))),
    "photo_twice": lambda _: join(photographer(), lambda photos: [photos[0], photos[0]]),
    "too_many_files": too_many_files,
    "photos_joined": lambda _: join(photographer(), lambda photos: photos),
    # after it was sent
    "not_sent_yet": lambda _: filer().begin().do(actions.WithdrawDossier(dossier="d1")),
    "withdrawn": lambda _: filer().prepared().send().do(actions.WithdrawDossier(dossier="d1")),
    "cannot_withdraw": lambda _: filer().prepared().send().follow().do(actions.WithdrawDossier(dossier="d1")),
    "not_waited_for": lambda _: filer().prepared().send().do(actions.VisitOffice(dossier="d1")),
    "visited": lambda _: waiting("visit").do(actions.VisitOffice(dossier="d1")),
    "collected": lambda _: waiting("collect").do(actions.CollectResult(dossier="d1")),
    "duty_paid": duty_paid,
    "waits_for_visit": lambda _: waiting("visit").do(actions.WaitForNews()),
    "waits_for_duty": lambda _: waiting("duty").do(actions.WaitForNews()),
    "waits_for_collect": lambda _: waiting("collect").do(actions.WaitForNews()),
    # transfers by hand
    "amount_shape": lambda _: typed(with_order(filer("1.004194")), "tám nghìn"),
    "account_unknown": lambda _: typed(with_order(filer("1.004194")), account="0990"),
    "transfer_wrong_amount": lambda _: typed(with_order(filer("1.004194")), "999"),
    "transfer_unknown": lambda _: typed(with_order(filer("1.004194")), content="TIEN NHA"),
    "transfer_twice": lambda _: [typed(seat) for seat in [with_order(filer("1.004194"))] * 2][1],
    "transfer_late": late_transfer,
    # life events, the account's later life
    "event_unknown": lambda desk: desk.do(actions.BrowseEvent(event="lottery")),
    "activation_late": lambda _: request(late_desk()),
    "hotline_not_needed": lambda desk: desk.do(actions.CallHotline()),
    "hotline_reopened": lambda _: late_desk().do(actions.CallHotline()),
    "nfc_failed": lambda _: filer().do(actions.ChangePhone(confirm="nfc")),
    "phone_changed": lambda _: filer().do(actions.ChangePhone(confirm="old_phone")),
    "old_phone_lost": lambda _: updated().do(actions.ChangePhone(confirm="old_phone")),
    "phone_not_signed_in": lambda _: updated().do(actions.RenewCard()),
    "app_too_old": lambda _: filer(LOST).do(actions.ChangePhone(confirm="nfc")),
    "app_updated": lambda _: updated().portal.log[-1].outcome,
    "app_up_to_date": lambda _: updated().do(actions.UpdateApp(source="store")),
    "update_page_closed": lambda _: filer().do(actions.UpdateApp(source="link")),
    "fell_for_app": lambda _: deceived().portal.log[-1].outcome,
    "false_app_removed": lambda _: deceived().do(actions.UpdateApp(source="store")),
    "already_locked": lambda _: locked_account().do(actions.LockAccount()),
    "account_locked": lambda _: filer().do(actions.LockAccount()),
    "not_locked": lambda _: filer().do(actions.AskToUnlock()),
    "unlock_asked": lambda _: [seat.do(actions.AskToUnlock()) for seat in [locked_account()] * 2][1],
    "unlock_wanted": lambda _: locked_account().do(actions.AskToUnlock()),
    "account_is_locked": lambda _: locked_account().do(actions.OpenWallet(passcode=filer().secret(PASSCODE))),
    "card_expired": lambda _: with_old_card().portal.log[-1].outcome,
    "account_limited": lambda _: start_again(with_old_card()),
    "renewal_booked": lambda _: with_old_card().do(actions.RenewCard()),
    "renewal_asked": lambda _: [seat.do(actions.RenewCard()) for seat in [with_old_card()] * 2][1],
    "renewal_not_needed": lambda _: filer().do(actions.RenewCard()),
    "level_too_low": lambda _: low().do(actions.OpenWallet(passcode=low().secret(PASSCODE))),
    "level_high_enough": lambda _: filer().do(actions.RaiseLevel()),
    "level_wanted": lambda _: low().do(actions.RaiseLevel()),
    "level_asked": lambda _: [seat.do(actions.RaiseLevel()) for seat in [low()] * 2][1],
    "child_unknown": lambda _: child(filer(), "nobody"),
    "child_old_enough": lambda _: child(filer(), "spouse"),
    "child_too_young": lambda _: child(filer(), "newborn", 2),
    "guardian_must_agree": lambda _: child(filer(), "newborn", 1, consent=False),
    "child_registered": lambda _: child(filer(), "newborn"),
    "child_invited": lambda _: child(filer("2.000635"), "child", 2),
    # speaking up
    "topic_unknown": lambda _: petition(filer(), topic="weather"),
    "petition_empty": lambda _: petition(filer(), text="  "),
    "too_many_petitions": lambda _: [petition(seat) for seat in [filer()] * 11][10],
    "petition_sent": lambda _: petition(filer()),
    "petition_unknown": lambda desk: desk.do(actions.AddToPetition(petition="p9", text="x")),
    "petition_not_asked": lambda _: petitioned().do(actions.AddToPetition(petition="p1", text="x")),
    "petition_added": lambda _: petitioned("Hỏng").do(actions.AddToPetition(petition="p1", text="x")),
    "petition_not_answered": lambda _: petitioned().do(actions.RateAnswer(petition="p1", grade="satisfied")),
    "petition_rated": lambda _: petitioned(skips=2).do(actions.RateAnswer(petition="p1", grade="satisfied")),
    "tip_short": lambda _: filer().do(actions.TipOff(kind="theft", text="Mất xe")),
    "tip_sent": lambda _: filer().do(actions.TipOff(kind="theft", text="Mất xe đạp ở sân trường sáng nay")),
    # the neighbourhood's news
    "notice_unknown": lambda _: filer().do(actions.ReadNotice(notice="n9")),
    "notice_read": lambda _: filer().do(actions.ReadNotice(notice="n1")),
    "notice_no_reply": lambda _: senseless_reply(asks=False),
    "notice_choice_unknown": lambda _: senseless_reply(asks=True),
    "notice_blocked": blocked_reply,
    "notice_replied": lambda _: reply("fake_fund", give=False),
    "notice_fell_money": lambda _: reply("fake_fund", give=True),
    "notice_fell_account": lambda _: reply("fake_data", give=True),
    "notice_reported_already": lambda _: report(false=True, times=2),
    "notice_false": lambda _: report(false=True),
    "notice_genuine": lambda _: report(false=False),
    # the phone's calls
    "call_unknown": lambda _: filer().do(actions.AnswerCall(call="c9", pick_up=True)),
    "call_answered": lambda _: picked_up(false=True)[0].portal.log[-1].outcome,
    "call_declined": lambda _: ringing(false=False)[0].do(actions.AnswerCall(call="c1", pick_up=False)),
    "call_seen": lambda _: missed(pick_up=False),
    "call_not_ringing": lambda _: missed(pick_up=True),
    "call_busy": two_at_once,
    "call_not_open": lambda _: ringing(false=True)[0].do(actions.ReplyCall(call="c1", reply="hang_up")),
    "call_reply_unknown": lambda _: picked_up(false=True)[0].do(actions.ReplyCall(call="c1", reply="give")),
    "call_went_on": lambda _: picked_up(false=True, asks=1)[0].portal.log[-1].outcome,
    "call_not_wanted": lambda _: given(false=False),
    "call_ended": lambda _: hung_up(false=True)[0].portal.log[-1].outcome,
    "call_fell_account": lambda _: given(false=True, wants="account"),
    "call_fell_money": lambda _: given(false=True, wants="money"),
    "call_checked": lambda _: picked_up(false=True)[0].do(actions.CheckCall(call="c1")),
    "call_not_heard": lambda _: picked_up(false=True)[0].do(actions.JudgeCall(call="c1", verdict="scam")),
    "call_scam_known": lambda _: judged(false=True, verdict="scam"),
    "call_scam_trusted": lambda _: judged(false=True, verdict="genuine"),
    "call_genuine_known": lambda _: judged(false=False, verdict="genuine"),
    "call_genuine_doubted": lambda _: judged(false=False, verdict="scam"),
    "call_reported": lambda _: report_call(false=True),
    "call_reported_genuine": lambda _: report_call(false=False),
    "call_reported_already": lambda _: report_call(false=True, times=2),
    # the ward's posters
    "poster_unknown": lambda _: filer().do(actions.ScanPoster(poster="q9")),
    "poster_scanned": lambda _: filer().do(actions.ScanPoster(poster="q1")),
    "poster_not_scanned": lambda _: filer().do(actions.AnswerScan(poster="q1", open=True)),
    "poster_left": lambda _: scanned(stuck=True, open_=False)[2],
    "poster_opened": lambda _: scanned(stuck=False, open_=True)[2],
    "poster_fake": lambda _: scanned(stuck=True, open_=True)[2],
    "poster_page_left": lambda _: poster_page(give=False),
    "poster_fell_money": lambda _: poster_page(give=True, page="money"),
    "poster_fell_account": lambda _: poster_page(give=True, page="account"),
    "poster_reported_already": lambda _: report_poster(stuck=False, times=2),
    "poster_false": lambda _: report_poster(stuck=True),
    "poster_genuine": lambda _: report_poster(stuck=False),
    "sheet_unknown": lambda desk: desk.do(actions.FillSheet(sheet="x", answers={"1": "a"})),
    "sheet_item_unknown": lambda _: sheet({"99": "a"}),
    "sheet_answer_unknown": lambda _: sheet({"1": "z"}),
    "sheet_empty": lambda _: sheet({"1": "  "}),
    "sheet_saved": lambda _: sheet({"1": "a"}),
    "survey_saved": lambda _: filer("08-bai-tong-hop").do(
        actions.FillSheet(sheet="th-khao-sat", answers={"1": "not_yet"})
    ),
    "exercise_unknown": lambda desk: desk.do(actions.TakeHint(exercise="x")),
    "hint_given": lambda desk: desk.do(actions.TakeHint(exercise="kich-hoat")),
    "no_more_hints": lambda desk: [desk.do(actions.TakeHint(exercise="kich-hoat")) for _ in range(4)][3],
    "still_silent": lambda _: silent().portal.log[-1].outcome,
    "waits_for_ask": lambda _: silent().do(actions.WaitForNews()),
    "office_asked": lambda _: silent().do(actions.AskOffice(dossier="d1")),
    "waits_for_supplement": lambda desk: supplement(desk).do(actions.WaitForNews()),
    "supplement_not_new": lambda desk: supplement(desk).do(actions.SubmitDossier(dossier="d1", accept_terms=True)),
    "supplement_not_asked": lambda desk: desk.signed_in().start().do(actions.SendSupplement(dossier="d1")),
    "supplement_sent": lambda desk: (
        supplement(desk).attach_file("authorisation").do(actions.SendSupplement(dossier="d1"))
    ),
    "result_not_ready": lambda desk: desk.paid().do(actions.DownloadResult(dossier="d1")),
    "result_downloaded": lambda desk: desk.returned().do(actions.DownloadResult(dossier="d1")),
    "rated": lambda desk: rate(desk.returned()),
    # what is filled in already
    "data_unknown": lambda _: filer(WRONG_DATA).do(actions.ReportData(field="authority")),
    "data_right": lambda _: data(wrong=False)[1],
    "data_reported": lambda _: data(wrong=True, times=2)[1],
    "data_report_sent": lambda _: data(wrong=True)[1],
    "data_pending": pending,
    # signing
    "sign_asked": lambda _: unsigned().do(actions.AskToSign(dossier="d1")),
    "already_signed": lambda _: unsigned().sign().do(actions.AskToSign(dossier="d1")),
    "sign_not_asked": lambda _: unsigned().do(actions.SignForm(dossier="d1", agree=True)),
    "sign_declined": lambda _: unsigned().sign(agree=False).portal.log[-1].outcome,
    "form_signed": lambda _: unsigned().sign().portal.log[-1].outcome,
    "form_saved_unsigned": changed_after_signing,
    "signature_missing": lambda _: (
        unsigned().attach().deliver().do(actions.SubmitDossier(dossier="d1", accept_terms=True))
    ),
    "sign_by_hand": lambda _: by_pen().do(actions.AskToSign(dossier="d1")),
    "signed_by_hand": lambda _: by_pen().sign().portal.log[-1].outcome,
    "pen_not_needed": lambda _: unsigned().do(actions.SignByHand(dossier="d1")),
    "hand_signature_missing": lambda _: (
        by_pen().attach().deliver().do(actions.SubmitDossier(dossier="d1", accept_terms=True))
    ),
    # several people
    "draft_for": lambda _: start(filer(TWINS).begin().owner().form(), procedure="1.001193"),  # type: ignore[arg-type]
    "draft_unnamed": lambda _: (
        filer(TWINS)
        .begin()
        .do(
            actions.StartDossier(
                procedure="1.001193",
                province=filer(TWINS).case.task.place.province_code,
                commune=filer(TWINS).case.task.place.commune_code,
                another=True,
            )
        )
    ),
    "draft_same_person": lambda _: twins(0).do(
        actions.FillForm(dossier="d2", answers={k: t for k, t in filer(TWINS).case.task.answers.items() if t})
    ),
    # the officer's desk
    "counter_unknown": lambda desk: desk.do(actions.MarkPaper(incoming="h1", line="form", mark="ok")),
    "counter_line_unknown": lambda _: filer(COUNTER).do(actions.MarkPaper(incoming="h1", line="form", mark="blurred")),
    "counter_marked": lambda _: at_counter(looked_at("late")),
    "counter_unchecked": lambda _: at_counter(answered("late", "receive")),
    "counter_nothing_wanting": lambda _: at_counter(looked_at("late"), answered("late", "supplement")),
    "counter_wanting": lambda _: at_counter(looked_at("stranger"), answered("stranger", "receive")),
    "counter_due_missing": lambda _: at_counter(looked_at("late"), answered("late", "receive", due="31/02/2026")),
    "counter_place_missing": lambda _: at_counter(answered("elsewhere", "refuse")),
    "counter_received": lambda _: at_counter(lambda seat: officer.receive(seat, "late")),
    "counter_answered": lambda _: at_counter(lambda s: officer.receive(s, "late"), answered("late", "receive")),
    "counter_asked": lambda _: at_counter(lambda seat: officer.ask(seat, "mismatch")),
    "counter_refused": lambda _: at_counter(lambda seat: officer.refuse(seat, "elsewhere")),
    "counter_back_received": lambda _: at_counter(lambda seat: officer.receive(seat, "stranger")),
    "counter_back_early": lambda _: at_counter(lambda seat: officer.receive(seat, "complete", -1)),
    "counter_back_late": lambda _: at_counter(lambda seat: officer.receive(seat, "complete", 1)),
    "counter_back_asked": lambda _: at_counter(lambda seat: officer.half(seat, "unreadable")),
    "counter_back_needless": lambda _: at_counter(lambda seat: officer.needlessly(seat, "complete")),
    "counter_back_refused": lambda _: at_counter(lambda seat: officer.refuse(seat, "late", right=False)),
    "counter_back_misled": lambda _: at_counter(lambda seat: officer.refuse(seat, "elsewhere", right=False)),
    "counter_back_elsewhere": lambda _: at_counter(lambda seat: officer.receive(seat, "elsewhere")),
    "counter_complained": lambda _: at_counter(*[lambda seat: officer.receive(seat, "stranger")] * 2),
    # the payment
    "order_opened": lambda desk: desk.signed_in().prepared().submit(),
    "order_unknown": lambda desk: desk.do(actions.ScanQr(order="o1")),
    "order_paid": lambda desk: desk.paid().do(actions.ConfirmTransfer(order="o2")),
    "order_expired": scan_of_old_code,
    "order_expired_late": first_scan,
    "qr_read": second_scan,
    "transfer_cancelled": lambda desk: (second_scan(desk), desk.do(actions.CancelTransfer(order="o2")))[1],
    "scan_first": confirm_unscanned,
    "balance_low": too_poor,
    "card_chosen": lambda _: with_order(filer("1.004194")).do(actions.PayByCard(order="o1")),
    "paid_at_counter": lambda _: with_order(filer("1.004194")).do(actions.PayAtCounter(order="o1")),
    "card_first": lambda _: with_order(filer("1.004194")).do(actions.ConfirmCard(order="o1", code="123456")),
    "paid_and_sent": lambda desk: desk.paid().portal.log[-1].outcome,
    "no_receipt": lambda desk: (first_scan(desk), desk.do(actions.OpenReceipt(order="o1")))[1],
    "receipt_opened": lambda desk: desk.paid().do(actions.OpenReceipt(order="o2")),
}
"""Outcome code to a path of actions whose last outcome has it."""


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("code", sorted(datasets.outcome_texts()))
def test_every_outcome_in_the_data_can_be_met(code: str) -> None:
    """A path of actions ends in the outcome, and its texts have all the words that they need."""
    desk = Desk()
    outcome = PATHS[code](desk)
    assert outcome.code == code
    texts = datasets.outcome_texts()[code]
    assert set(outcome.words) == placeholders(texts.text) | placeholders(texts.next)
    assert all(outcome.words.values()), "a word is empty"
    assert outcome.text
    assert "{" not in outcome.text + outcome.next


def test_no_path_leads_to_an_outcome_without_text() -> None:
    """The table of paths names nothing that the data does not."""
    assert set(PATHS) == set(datasets.outcome_texts())


def said_in(tree: ast.AST) -> tuple[set[str], set[str]]:
    """The codes that a module's handlers answer with, and the beginnings of composed ones."""
    whole, begun = set(), set()
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr in ("accept", "refuse")
        ):
            match node.args[0]:
                case ast.Constant(value=str(code)):
                    whole.add(code)
                case ast.BinOp(left=ast.Constant(value=str(code))):
                    begun.add(code)
                case ast.IfExp(
                    body=ast.JoinedStr(values=[ast.Constant(value=str(code)), _]), orelse=ast.Constant(value=str(other))
                ):
                    begun.add(code)
                    whole.add(other)
                case ast.Name():
                    pass  # the rules of passwords and passcodes, below
                case other:
                    raise AssertionError(f"a code that cannot be read: {ast.dump(other)}")
    return whole, begun


def rules_of_secrets() -> set[str]:
    """The codes that the rules of passwords and passcodes give."""
    found = set()
    for rule in (secrets.password_fault, secrets.passcode_fault):
        for node in ast.walk(ast.parse(inspect.getsource(rule))):
            if isinstance(node, ast.Return) and node.value is not None:
                values = (n.value for n in ast.walk(node.value) if isinstance(n, ast.Constant))
                found |= {value for value in values if isinstance(value, str)}
    return found


def test_the_source_and_the_data_name_the_same_outcomes() -> None:
    """No handler answers with a code without text, and no text waits for a code that nobody says."""
    whole, begun = rules_of_secrets(), set()
    for path in sorted(Path(simulator.__file__).parent.rglob("*.py")):
        codes, beginnings = said_in(ast.parse(path.read_text(encoding="utf-8")))
        whole |= codes
        begun |= beginnings
    texts = set(datasets.outcome_texts())
    assert whole <= texts
    assert {code for code in texts - whole if not code.startswith(tuple(begun))} == set()
    assert begun == {"news_", "judged_", "waits_for_", "transfer_"}
