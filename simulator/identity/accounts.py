"""The electronic identification account: activation, sign-in with consent, wallet.

Rules: Nghị định 69/2024/NĐ-CP (levels, activation); the order of the screens follows
the public activation guides of the national app.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from simulator import actions, datasets
from simulator.clock import time_text
from simulator.identity import device, lifecycle, otp
from simulator.identity.numbers import digits
from simulator.identity.secrets import passcode_fault, password_fault, password_faults
from simulator.outcome import Outcome
from simulator.state import Otp, same

if TYPE_CHECKING:
    from simulator.portal import Portal

LATE_BY = 240
"""Seconds that the first activation code is held up on its way (planted fault)."""
LEVEL = 2


def _spelled_phone(text: str) -> str:
    number = digits(text).removeprefix("+")
    return "0" + number[2:] if number.startswith("84") and len(number) == 11 else number


def request_activation(portal: Portal, action: actions.RequestActivation) -> Outcome:
    account = portal.state.account
    if account.step == "active":
        return portal.refuse("already_active")
    if (refused := device.old_app(portal)) is not None:
        return refused
    number, phone = digits(action.person_number), _spelled_phone(action.phone)
    if not (number.isascii() and number.isdigit() and len(number) == 12):
        return portal.refuse("person_number_shape", count=str(len(number)))
    if number != portal.case.citizen.person_number:
        return portal.refuse("person_number_unknown")
    if not (phone.isascii() and phone.isdigit() and len(phone) == 10):
        return portal.refuse("phone_shape")
    if phone != portal.case.registered_phone:
        portal.meet("other_phone")
        return portal.refuse("phone_mismatch")
    if lifecycle.too_late(portal):
        return portal.refuse("activation_late", days=str(lifecycle.ACTIVATE_WITHIN), hotline=lifecycle.HOTLINE)
    first = account.otps_sent == 0
    scam, late = portal.case.planted("scam_activation"), portal.case.planted("late_otp")
    if first and scam is not None:
        portal.send_sms(scam.variant)
    account.step = "otp"
    account.otp = otp.send(portal, "activation", LATE_BY if first and late is not None else 0)
    if first and late is not None:
        why = datasets.toml("scams/variants.toml")["late_otp"][late.variant]
        return portal.accept("otp_sent_late", why=why, arrived=time_text(portal.now))
    return portal.accept("otp_sent")


def _otp(portal: Portal, purpose: str) -> Otp | None:
    state = portal.state
    if purpose == "activation" and state.account.step == "otp":
        return state.account.otp
    if purpose == "sign_in" and state.session.step == "otp":
        return state.session.otp
    if purpose == "reset" and state.account.reset_step == "otp":
        return state.account.reset
    return None


def enter_otp(portal: Portal, action: actions.EnterOtp) -> Outcome:
    sent = _otp(portal, action.purpose)
    if sent is None:
        return portal.refuse("otp_not_asked")
    fault = otp.fault(portal, sent, action.code)
    if fault is None:
        return _OTP_ENTERED[action.purpose](portal)
    if fault.code == "otp_expired" and action.purpose == "activation":
        portal.meet("late_otp")
    return fault


def _activation_confirmed(portal: Portal) -> Outcome:
    portal.state.account.otp = None
    portal.state.account.step = "password"
    return portal.accept("otp_right")


def _sign_in_confirmed(portal: Portal) -> Outcome:
    portal.state.session.otp = None
    portal.state.session.step = "consent"
    return portal.accept("otp_right_consent")


def _reset_confirmed(portal: Portal) -> Outcome:
    portal.state.account.reset = None
    portal.state.account.reset_step = "password"
    return portal.accept("otp_right")


_OTP_ENTERED = {
    "activation": _activation_confirmed,
    "sign_in": _sign_in_confirmed,
    "reset": _reset_confirmed,
}


def resend_otp(portal: Portal, action: actions.ResendOtp) -> Outcome:
    if _otp(portal, action.purpose) is None:
        return portal.refuse("otp_not_asked")
    sent = otp.send(portal, action.purpose)
    if action.purpose == "activation":
        portal.state.account.otp = sent
    elif action.purpose == "sign_in":
        portal.state.session.otp = sent
    else:
        portal.state.account.reset = sent
    return portal.accept("otp_sent")


def set_password(portal: Portal, action: actions.SetPassword) -> Outcome:
    account = portal.state.account
    resetting = account.reset_step == "password"
    if account.step != "password" and not resetting:
        return portal.refuse("not_now")
    fault = password_fault(action.password)
    if fault == "password_classes":
        return portal.refuse("password_classes", faults=password_faults(action.password))
    if fault:
        return portal.refuse(fault)
    if not same(action.password, action.again):
        return portal.refuse("password_differs")
    account.password = action.password.digest
    if resetting:
        account.reset_step = "passcode"
    else:
        account.step = "passcode"
    return portal.accept("password_set")


def set_passcode(portal: Portal, action: actions.SetPasscode) -> Outcome:
    account = portal.state.account
    resetting = account.reset_step == "passcode"
    if account.step != "passcode" and not resetting:
        return portal.refuse("not_now")
    fault = passcode_fault(action.passcode)
    if fault:
        return portal.refuse(fault)
    if not same(action.passcode, action.again):
        return portal.refuse("passcode_differs")
    account.passcode = action.passcode.digest
    device.secrets_renewed(portal)
    if resetting:
        account.reset_step = ""
        return portal.accept("reset_done")
    account.step = "questions"
    return portal.accept("passcode_set")


def set_security_answers(portal: Portal, action: actions.SetSecurityAnswers) -> Outcome:
    account = portal.state.account
    if account.step != "questions":
        return portal.refuse("not_now")
    if not all(action.questions):
        return portal.refuse("question_missing")
    known = datasets.labels()["security_question"]
    if any(question not in known for question in action.questions):
        return portal.refuse("question_unknown")
    if action.questions[0] == action.questions[1]:
        return portal.refuse("questions_same")
    if any(answer.length == 0 for answer in action.answers):
        return portal.refuse("answer_empty")
    account.questions = action.questions
    account.step = "active"
    account.level = LEVEL
    account.activated = portal.state.now
    portal.send_sms("activated", level=str(LEVEL))
    return portal.accept("account_active", level=str(LEVEL))


def forget_password(portal: Portal, action: actions.ForgetPassword) -> Outcome:
    account = portal.state.account
    if account.step != "active":
        return portal.refuse("account_not_active")
    if (refused := device.old_app(portal)) is not None:
        return refused
    account.reset_step = "otp"
    account.reset = otp.send(portal, "reset")
    return portal.accept("otp_sent")


def cancel_reset(portal: Portal, action: actions.CancelReset) -> Outcome:
    account = portal.state.account
    if not account.reset_step:
        return portal.refuse("not_now")
    half = account.reset_step == "passcode"
    account.reset, account.reset_step = None, ""
    return portal.accept("reset_left_half") if half else portal.accept("reset_left")


def open_wallet(portal: Portal, action: actions.OpenWallet) -> Outcome:
    account = portal.state.account
    if account.step != "active":
        return portal.refuse("account_not_active")
    if (refused := device.not_ready(portal)) is not None:
        return refused
    if account.locked:
        return portal.refuse("account_is_locked")
    if lifecycle.too_low(portal):
        return portal.refuse("level_too_low")
    if action.passcode.digest != account.passcode:
        return portal.refuse("passcode_wrong")
    account.wallet_open = True
    return portal.accept("wallet_open")


def begin_signed_in(portal: Portal) -> None:
    """Where a practice begins that is about filing alone: the account is active, the portal open, the wallet too.

    There is no password yet: whoever signs out has it set anew with a code by SMS. On a phone whose
    identity app does not open or is not signed in, the wallet is closed.
    """
    account, session = portal.state.account, portal.state.session
    level = 1 if portal.case.planted("level_one") else LEVEL
    account.step, account.level, account.activated = "active", level, 0
    account.wallet_open = level == LEVEL and device.signed_in(portal) and not device.too_old(portal)
    session.step, session.first = "in", 0


def sign_in(portal: Portal, action: actions.SignIn) -> Outcome:
    session, account = portal.state.session, portal.state.account
    if session.step == "in":
        return portal.refuse("already_signed_in")
    number = digits(action.person_number)
    if number != portal.case.citizen.person_number:
        return portal.refuse("person_number_unknown")
    if account.step != "active":
        return portal.refuse("account_not_active")
    if account.locked:
        return portal.refuse("account_is_locked")
    if action.password.digest != account.password:
        session.wrong += 1
        return portal.refuse("password_wrong")
    session.step = "otp"
    session.otp = otp.send(portal, "sign_in")
    return portal.accept("otp_sent")


def give_consent(portal: Portal, action: actions.GiveConsent) -> Outcome:
    session = portal.state.session
    if session.step != "consent":
        return portal.refuse("not_now")
    if not action.share:
        session.step = "out"
        session.refused_consent += 1
        return portal.accept("consent_refused")
    session.step = "in"
    session.signed_out = False
    if session.first < 0:
        session.first = portal.state.now
    return portal.accept("signed_in", name=portal.case.citizen.name)


def sign_out(portal: Portal, action: actions.SignOut) -> Outcome:
    session = portal.state.session
    if session.step == "out":
        return portal.refuse("not_signed_in")
    was_in = session.step == "in"
    session.step = "out"
    session.otp = None
    session.signed_out = was_in or session.signed_out
    portal.state.account.wallet_open = False
    return portal.accept("signed_out")


HANDLERS: dict[type[actions.Action], Any] = {
    actions.RequestActivation: request_activation,
    actions.EnterOtp: enter_otp,
    actions.ResendOtp: resend_otp,
    actions.SetPassword: set_password,
    actions.SetPasscode: set_passcode,
    actions.SetSecurityAnswers: set_security_answers,
    actions.ForgetPassword: forget_password,
    actions.CancelReset: cancel_reset,
    actions.OpenWallet: open_wallet,
    actions.SignIn: sign_in,
    actions.GiveConsent: give_consent,
    actions.SignOut: sign_out,
}
