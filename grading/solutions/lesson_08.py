"""Lesson 08 done rightly, and its listed wrong answers: the straight road with one thing otherwise."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from grading.checks.lesson_08 import AIM, LESSON
from grading.players import Seat
from grading.solutions import Solution, Wrong, answer_sheet, must
from grading.solutions.seated import Seated
from simulator import actions
from simulator.identity.scams import is_scam
from simulator.people.places import Place, places
from simulator.services.catalogue import plain
from simulator.state import DRAFT, RETURNED

SHEETS = ("th-chi-ba", "th-khao-sat")


class Way(msgspec.Struct, frozen=True, kw_only=True):
    """What is done otherwise than rightly. A text names what is given instead."""

    stops: str = ""
    early_scam: str = "scam"
    late_scam: str = "scam"
    accuses: bool = False
    elsewhere: bool = False
    reason: str = ""
    marks: bool = True
    paper: str = ""
    delivery: str = ""
    slow: bool = False
    receipt: bool = True
    reads: bool = True
    downloads: bool = True
    rates: bool = True
    signs_out: bool = True


def _judge(seat: Seat, fault: str, verdict: str) -> None:
    """What is done with a planted scam: reported, kept as genuine, or given what its page asks for."""
    key = seat.portal.case.fault(fault).variant
    message = next(each.id for each in seat.portal.state.messages if each.key == key)
    must(seat, actions.OpenMessage(message=message))
    if verdict == "gives":
        must(seat, actions.FollowLink(message=message))
        must(seat, actions.AnswerFakePage(message=message, give=True))
    elif verdict:
        must(seat, actions.JudgeMessage(message=message, verdict=verdict))  # type: ignore[arg-type]


def _near(seat: Seat) -> Place:
    there = seat.portal.case.task.place
    return next(place for place in places(there.province_code) if place != there)


def _activated(filer: Seated, way: Way) -> None:
    filer.ready()
    _judge(filer.seat, "scam_activation", way.early_scam)
    if way.accuses:
        genuine = next(message.id for message in filer.state.messages if not is_scam(message))
        must(filer.seat, actions.JudgeMessage(message=genuine, verdict="scam"))


def _filed(filer: Seated, way: Way) -> None:
    """From the search to the dossier that is paid and sent."""
    filer.begin(_near(filer.seat) if way.elsewhere else None)
    if way.slow:
        filer.do(actions.PassTime(after=AIM))
    other = {"reason": way.reason} if way.reason else {}
    if not way.marks:
        other["landlord"] = plain(filer.case.task.answers["landlord"]).title()
    filer.owner().form(**other)
    if way.paper == "other":
        filer.attach(housing=filer.case.fault("bad_files").variant)
    else:
        filer.attach(**({"housing": way.paper} if way.paper else {}))
    filer.deliver(way.delivery)
    if way.stops != "filing":
        filer.must(actions.SubmitDossier(dossier=filer.dossier.id, accept_terms=True))
        _judge(filer.seat, "scam_fee", way.late_scam)
    if way.stops not in ("filing", "payment"):
        filer.pay()


def _followed(filer: Seated, way: Way) -> None:
    """From the receipt to signing out."""
    if way.receipt:
        filer.must(actions.OpenReceipt(order=filer.order.id))
    filer.follow()
    letter = next((each.id for each in filer.state.messages if each.key == "apology"), "")
    if way.reads and letter:
        filer.must(actions.OpenMessage(message=letter))
    if filer.dossier.status == RETURNED:
        if way.downloads:
            filer.must(actions.DownloadResult(dossier=filer.dossier.id))
        if way.rates:
            filer.must(actions.RateOffice(dossier=filer.dossier.id, grade="satisfied"))
    if way.signs_out:
        filer.must(actions.SignOut())


def walk(seat: Seat, way: Way) -> None:
    """The lesson as far as ``way`` goes."""
    filer = Seated(seat)
    if way.stops == "activation":
        number, phone = filer.case.citizen.person_number, filer.case.registered_phone
        filer.must(actions.RequestActivation(person_number=number, phone=phone))
        return
    _activated(filer, way)
    _filed(filer, way)
    if filer.dossier.status != DRAFT and way.stops != "following":
        _followed(filer, way)


def play(seat: Seat) -> None:
    """The whole lesson."""
    walk(seat, Way())
    for sheet in SHEETS:
        answer_sheet(seat, sheet)


def mends_only(seat: Seat) -> None:
    """Files a form that disagrees with the contract, mends it when asked, and does not send it again."""
    filer = Seated(seat)
    filer.begin().owner().form(to_day="01/01/2030").attach().deliver().send()
    filer.must(actions.WaitForNews())
    filer.form()


def half_survey(seat: Seat) -> None:
    """Answers one question of the survey alone."""
    must(seat, actions.FillSheet(sheet="th-khao-sat", answers={"1": "helped"}))


def _but(**otherwise: str | bool) -> Callable[[Seat], None]:
    return lambda seat: walk(seat, msgspec.convert(otherwise, Way))


UNDONE = "not_attempted"

SOLUTION = Solution(
    LESSON,
    play,
    (
        Wrong("stops at the code", "account_active", "otp", _but(stops="activation")),
        Wrong("gives the account away", "activation_scam_refused", "gave", _but(early_scam="gives")),
        Wrong("keeps the scam", "activation_scam_refused", "kept", _but(early_scam="genuine")),
        Wrong("reads the scam and tells nobody", "activation_scam_refused", "not_reported", _but(early_scam="")),
        Wrong("reports a genuine message", "activation_scam_refused", "accused", _but(accuses=True)),
        Wrong("files at another ward", "right_procedure_and_authority", "place", _but(elsewhere=True)),
        Wrong("leaves a draft", "right_procedure_and_authority", "draft", _but(stops="filing"), UNDONE),
        Wrong("gives another reason", "form_right", "differs", _but(reason="work")),
        Wrong("leaves out the marks of a name", "form_right", "marks", _but(marks=False)),
        Wrong("mends the form and does not send it", "form_right", "not_sent_again", mends_only),
        Wrong("wants it by post", "delivery_matches_task", "delivery", _but(delivery="post")),
        Wrong("sends another paper", "documents_right", "wrong_paper", _but(paper="other", stops="following")),
        Wrong("sends an empty page", "documents_right", "empty", _but(paper="empty", stops="following")),
        Wrong("has to send a paper again", "complete_first_time", "supplement", _but(paper="other")),
        Wrong("takes more than five minutes", "filed_in_five_minutes", "slow", _but(slow=True)),
        Wrong("does not pay", "paid_right_order", "waiting", _but(stops="payment"), UNDONE),
        Wrong("pays the scammer", "fee_scam_refused", "gave", _but(late_scam="gives")),
        Wrong("does not look at the receipt", "receipt_opened", "not_opened", _but(receipt=False), UNDONE),
        Wrong("leaves the office's message unread", "office_letter_read", "unread", _but(reads=False), UNDONE),
        Wrong("leaves the result there", "result_downloaded", "not_fetched", _but(downloads=False), UNDONE),
        Wrong("does not rate", "office_rated", "not_rated", _but(rates=False), UNDONE),
        Wrong("stays signed in", "signed_out", "still_in", _but(signs_out=False)),
        Wrong("answers half the survey", "th-khao-sat-all", "some_empty", half_survey, UNDONE),
    ),
)
