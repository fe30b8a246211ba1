"""Ways to every answer about the account and the session."""

from __future__ import annotations

from grading.filer import Filer
from grading.players import PASSCODE, PASSWORD
from simulator import Outcome, actions
from tests.simulator.desk import Desk
from tests.simulator.identity.test_card import start_again, with_old_card
from tests.simulator.identity.test_device import deceived, updated
from tests.simulator.identity.test_lifecycle import late_desk
from tests.simulator.paths.dossier import owner, start
from tests.simulator.paths.seats import LOST, Way, filer, planting


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


def low() -> Filer:
    return planting("level_one")


def locked_account() -> Filer:
    seat = filer()
    seat.must(actions.LockAccount())
    return seat


def child(seat: Filer, person: str, level: int = 1, consent: bool = True) -> Outcome:
    return seat.do(actions.RegisterChild(person=person, level=level, consent=consent))  # type: ignore[arg-type]


PATHS: dict[str, Way] = {
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
    # the account's later life
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
}
