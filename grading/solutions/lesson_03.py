"""Lesson 03 done rightly, and its listed wrong answers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from grading.checks.lesson_03 import LESSON
from grading.players import PASSCODE, PASSWORD, Seat
from grading.solutions import Solution, Wrong, answer_sheet, in_turn, must
from simulator import actions
from simulator.identity import calls
from simulator.office import news
from simulator.people.places import places
from simulator.services.catalogue import plain

SHEETS = ("tin-phan-loai", "tin-dia-chi", "tin-thu-tu")
Verdict = Literal["scam", "genuine"]


# --- the computer ------------------------------------------------------------------


def begin(seat: Seat, near: bool = False) -> str:
    """A draft for the guest at the right police, or at others nearby; its id."""
    task = seat.portal.case.task
    other = next(each for each in places(task.place.province_code) if each != task.place)
    where = other if near else task.place
    province, commune = where.province_code, where.commune_code
    must(seat, actions.OpenProcedure(procedure=task.procedure))
    must(seat, actions.StartDossier(procedure=task.procedure, province=province, commune=commune))
    return seat.portal.state.dossiers[-1].id


def send(seat: Seat, dossier: str, **changed: str) -> None:
    """Fill in a draft as the task card says, but for the answers named, and send it."""
    case = seat.portal.case
    must(seat, actions.FillOwner(dossier=dossier, phone=case.registered_phone, email=case.citizen.email))
    must(seat, actions.FillForm(dossier=dossier, answers=case.task.answers | changed))
    must(seat, actions.ChooseDelivery(dossier=dossier, delivery="online"))
    must(seat, actions.SubmitDossier(dossier=dossier, accept_terms=True))


def unmarked(seat: Seat) -> None:
    """Announces the guest by a name without marks, which the office takes."""
    send(seat, begin(seat), guest=plain(seat.portal.case.task.answers["guest"]).title())


def mends_only(seat: Seat) -> None:
    """Misspells the guest, puts it right when the office asks, and does not send it again."""
    dossier = begin(seat)
    send(seat, dossier, guest="Nguyễn Văn Khác")
    must(seat, actions.WaitForNews())
    must(seat, actions.FillForm(dossier=dossier, answers=seat.portal.case.task.answers))


# --- the phone rings ---------------------------------------------------------------


def hear(seat: Seat, give: bool = False) -> str:
    """Answer the newest call and hear it to its end, or ``give`` as soon as one can; its id."""
    call = seat.portal.state.calls[-1]
    must(seat, actions.AnswerCall(call=call.id, pick_up=True))
    while "ask" in (known := calls.replies(call)) and not (give and "give" in known):
        must(seat, actions.ReplyCall(call=call.id, reply="ask"))
    if give:
        must(seat, actions.ReplyCall(call=call.id, reply="give"))
    if call.step == "open":
        must(seat, actions.ReplyCall(call=call.id, reply="hang_up"))
    return call.id


def judge(seat: Seat, scam: Verdict = "scam", genuine: Verdict = "genuine", report: bool = True) -> None:
    """Hear the newest call and say what it was: ``scam`` of a scam, ``genuine`` of an honest one."""
    call = hear(seat)
    false = calls.is_scam(seat.portal.state.calls[-1])
    must(seat, actions.JudgeCall(call=call, verdict=scam if false else genuine))
    if false and report:
        must(seat, actions.ReportCall(call=call))


def work(seat: Seat, each: Callable[[Seat], object] = judge) -> None:
    """Announce the guest; each call is dealt with when it rings."""
    dossier = begin(seat)
    each(seat)
    send(seat, dossier)
    each(seat)


def gives(seat: Seat) -> None:
    """Gives a false caller what is asked for, and offers it to an honest one."""
    hear(seat, give=True)


def declines(seat: Seat) -> None:
    """Does not pick up."""
    must(seat, actions.AnswerCall(call=seat.portal.state.calls[-1].id, pick_up=False))


def accuses(seat: Seat) -> None:
    """Reports every caller."""
    must(seat, actions.ReportCall(call=hear(seat)))


# --- the neighbourhood -------------------------------------------------------------


def notices(seat: Seat, false: bool) -> list[str]:
    """The false notice, or the honest ones, that have come."""
    known = news.texts()
    return [each.id for each in seat.portal.state.notices if known[each.key].false == false]


def answer_notices(seat: Seat) -> None:
    """Report the false notice, answer the honest ones that ask."""
    for each in notices(seat, false=True):
        must(seat, actions.ReadNotice(notice=each))
        must(seat, actions.ReportNotice(notice=each))
    for each in notices(seat, false=False):
        must(seat, actions.ReadNotice(notice=each))
        notice = seat.portal.state.notice(each)
        choices = news.texts()[notice.key].choices if notice else {}
        if choices:
            must(seat, actions.ReplyNotice(notice=each, choice=next(iter(choices))))


def falls_for_notice(seat: Seat) -> None:
    """Answers the false notice as it wishes."""
    (each,) = notices(seat, false=True)
    notice = seat.portal.state.notice(each)
    must(seat, actions.ReplyNotice(notice=each, choice=news.texts()[notice.key].gives if notice else ""))


def asks_false_notice(seat: Seat) -> None:
    """Answers only the false notice, with a refusal."""
    must(seat, actions.ReplyNotice(notice=notices(seat, false=True)[0], choice="none"))


# --- the rescue --------------------------------------------------------------------


def code(seat: Seat) -> str:
    """The newest code for setting secrets anew."""
    return next(each.words["code"] for each in reversed(seat.portal.state.messages) if each.key == "otp_reset")


def lock(seat: Seat) -> None:
    """Lock the account."""
    must(seat, actions.LockAccount())


def too_old(seat: Seat) -> None:
    """Ask for new secrets: the app is too old, and the false update comes."""
    seat.do(actions.ForgetPassword(after=6))


def update(seat: Seat) -> None:
    """Update the app from the store, after it has refused."""
    too_old(seat)
    must(seat, actions.UpdateApp(source="store"))


def renew(seat: Seat, passcode: bool = True) -> None:
    """Set the password anew, and the passcode."""
    must(seat, actions.ForgetPassword())
    must(seat, actions.EnterOtp(purpose="reset", code=code(seat)))
    new, key = seat.secret(PASSWORD), seat.secret(PASSCODE)
    must(seat, actions.SetPassword(password=new, again=new))
    if passcode:
        must(seat, actions.SetPasscode(passcode=key, again=key))


def sms(seat: Seat, scam: bool = True) -> str:
    """The false update's SMS, or an honest one."""
    key = seat.portal.case.fault("app_too_old").variant
    return next(each.id for each in seat.portal.state.messages if (each.key == key) == scam)


def report_sms(seat: Seat) -> None:
    """Report the false update."""
    must(seat, actions.JudgeMessage(message=sms(seat), verdict="scam"))


def installs(seat: Seat) -> None:
    """Follows the link and installs what the page gives out."""
    must(seat, actions.FollowLink(message=sms(seat)))
    must(seat, actions.AnswerFakePage(message=sms(seat), give=True))


def tell(seat: Seat, kind: str = "scam") -> None:
    """Tell the police."""
    text = "Tối qua có người gọi xưng Công an, xin mật khẩu và mã OTP."
    must(seat, actions.TipOff(kind=kind, text=text))


def unlock(seat: Seat) -> None:
    """Ask for the account to be unlocked."""
    must(seat, actions.AskToUnlock())


def play(seat: Seat) -> None:
    """The whole lesson."""
    answer_sheet(seat, "tin-phan-loai")
    answer_sheet(seat, "tin-dia-chi")
    work(seat)
    answer_notices(seat)
    answer_sheet(seat, "tin-thu-tu")
    for step in (lock, update, report_sms, renew, tell, unlock):
        step(seat)


def _calls(**how: str | bool) -> Callable[[Seat], None]:
    return lambda seat: work(seat, lambda at: judge(at, **how))  # type: ignore[arg-type]


def _report_notices(seat: Seat) -> None:
    for each in (*notices(seat, false=True), *notices(seat, false=False)):
        must(seat, actions.ReportNotice(notice=each))


SOLUTION = Solution(
    LESSON,
    play,
    (
        Wrong("leaves a draft", "guest_announced", "draft", in_turn(begin), "not_attempted"),
        Wrong("sends to other police", "guest_announced", "place", lambda seat: send(seat, begin(seat, near=True))),
        Wrong(
            "misspells the guest",
            "guest_announced",
            "differs",
            lambda seat: send(seat, begin(seat), guest="Nguyễn Văn Khác"),
        ),
        Wrong("leaves out the marks of the guest's name", "guest_announced", "marks", unmarked),
        Wrong(
            "gives another reason for the stay",
            "guest_announced",
            "differs",
            lambda seat: send(seat, begin(seat), reason="work"),
        ),
        Wrong("mends the form and does not send it", "guest_announced", "not_sent_again", mends_only),
        Wrong("gives the false caller what is asked", "false_caller_refused", "gave", lambda seat: work(seat, gives)),
        Wrong("takes every call for genuine", "false_caller_refused", "trusted", _calls(scam="genuine")),
        Wrong("does not report the false caller", "false_caller_refused", "not_reported", _calls(report=False)),
        Wrong("says of no call what it was", "false_caller_refused", "not_judged", lambda seat: work(seat, hear)),
        Wrong(
            "declines every call",
            "false_caller_refused",
            "not_heard",
            lambda seat: work(seat, declines),
            "not_attempted",
        ),
        Wrong("takes every call for a scam", "honest_caller_known", "doubted", _calls(genuine="scam")),
        Wrong("reports every caller", "honest_caller_known", "accused", lambda seat: work(seat, accuses)),
        Wrong("offers an honest caller something", "honest_caller_known", "offered", lambda seat: work(seat, gives)),
        Wrong("falls for the false notice", "false_notice_reported", "gave", in_turn(work, falls_for_notice)),
        Wrong("reports every notice", "false_notice_reported", "accused", in_turn(work, _report_notices)),
        Wrong("reads the false notice only", "false_notice_reported", "not_reported", in_turn(work, asks_false_notice)),
        Wrong(
            "answers the false notice only", "honest_notice_answered", "only_false", in_turn(work, asks_false_notice)
        ),
        Wrong("locks after the new password", "account_locked_first", "late", in_turn(update, renew, lock)),
        Wrong("never locks", "account_locked_first", "only_renewed", in_turn(update, renew)),
        Wrong("sets secrets anew without locking", "secrets_renewed", "not_locked", in_turn(update, renew)),
        Wrong(
            "sets the password and no passcode",
            "secrets_renewed",
            "half",
            in_turn(lock, update, lambda seat: renew(seat, passcode=False)),
        ),
        Wrong("leaves a false app on the phone", "secrets_renewed", "false_app", in_turn(lock, too_old, installs)),
        Wrong("installs the false update", "false_update_reported", "gave", in_turn(lock, too_old, installs)),
        Wrong(
            "takes the false update for genuine",
            "false_update_reported",
            "kept",
            in_turn(too_old, lambda seat: must(seat, actions.JudgeMessage(message=sms(seat), verdict="genuine"))),
        ),
        Wrong(
            "reports a genuine SMS",
            "false_update_reported",
            "accused",
            in_turn(
                lock,
                too_old,
                report_sms,
                lambda seat: must(seat, actions.JudgeMessage(message=sms(seat, scam=False), verdict="scam")),
            ),
        ),
        Wrong("reports a theft", "police_told", "other", in_turn(update, lambda seat: tell(seat, "theft"))),
        Wrong("asks to be unlocked at once", "unlocked_last", "too_soon", in_turn(lock, unlock)),
    ),
)
