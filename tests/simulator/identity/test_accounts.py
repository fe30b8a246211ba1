"""The identification account: activation, one-time codes, sign-in, consent, reset, wallet."""

from __future__ import annotations

from datetime import timedelta

import pytest

from grading.players import PASSCODE, PASSWORD
from simulator import actions
from simulator.identity.accounts import LATE_BY, OTP_LIFE, OTP_TRIES
from tests.simulator.desk import Desk


def test_the_first_code_comes_too_late_and_a_second_one_in_time() -> None:
    """The planted delay: the first SMS arrives after its code has run out, a new one does not."""
    desk = Desk()
    outcome = desk.request_activation()
    message = desk.state.messages[-1]
    assert message.at - message.sent == LATE_BY > OTP_LIFE
    assert outcome.words["arrived"] == f"{desk.portal.now:%H:%M}"
    code = desk.newest_code("activation")
    assert desk.refused(actions.EnterOtp(purpose="activation", code=code)) == "otp_expired"
    assert desk.state.faults_met == ["late_otp"]
    desk.must(actions.ResendOtp(purpose="activation"))
    assert desk.state.messages[-1].at == desk.state.messages[-1].sent
    desk.must(actions.EnterOtp(purpose="activation", code=desk.newest_code("activation")))


def test_only_the_newest_code_counts() -> None:
    """An older code is wrong once another was sent."""
    desk = Desk()
    desk.request_activation()
    desk.must(actions.ResendOtp(purpose="activation"))
    older = desk.newest_code("activation")
    desk.must(actions.ResendOtp(purpose="activation"))
    assert desk.newest_code("activation") != older
    assert desk.refused(actions.EnterOtp(purpose="activation", code=older)) == "otp_wrong"


@pytest.mark.parametrize(("after", "good"), [(OTP_LIFE - 1, True), (OTP_LIFE, False)])
def test_a_code_is_good_for_two_minutes(after: int, good: bool) -> None:
    """In the last second it is taken, in the next it is not."""
    desk = Desk().activated()
    desk.sign_in()
    code = desk.newest_code("sign_in")
    assert desk.do(actions.EnterOtp(purpose="sign_in", code=code, after=after)).ok == good


def test_five_wrong_tries_lock_a_code_but_not_the_account() -> None:
    """The tries left are counted down; then even the right code is refused, and a new one helps."""
    desk = Desk().activated()
    desk.sign_in()
    wrong = actions.EnterOtp(purpose="sign_in", code=desk.wrong_code("sign_in"))
    assert [desk.do(wrong).words["left"] for _ in range(OTP_TRIES - 1)] == ["4", "3", "2", "1"]
    assert desk.refused(wrong) == "otp_locked"
    assert desk.refused(actions.EnterOtp(purpose="sign_in", code=desk.newest_code("sign_in"))) == "otp_locked"
    desk.must(actions.ResendOtp(purpose="sign_in"))
    desk.must(actions.EnterOtp(purpose="sign_in", code=desk.newest_code("sign_in")))


def test_a_badly_shaped_code_costs_no_try() -> None:
    """A slip of the finger is explained and not counted."""
    desk = Desk().activated()
    desk.sign_in()
    for code in ("12345", "1234567", "abcdef", "", "１２３４５６"):
        assert desk.refused(actions.EnterOtp(purpose="sign_in", code=code)) == "otp_shape"
    assert desk.state.session.otp is not None
    assert desk.state.session.otp.wrong == 0


def test_a_code_may_be_typed_with_a_space() -> None:
    """Phones show codes in groups of three."""
    desk = Desk().activated()
    desk.sign_in()
    code = desk.newest_code("sign_in")
    desk.must(actions.EnterOtp(purpose="sign_in", code=f"{code[:3]} {code[3:]}"))


def test_a_code_of_one_purpose_is_none_of_another() -> None:
    """The code for signing in does not confirm a reset."""
    desk = Desk().activated()
    desk.sign_in()
    code = desk.newest_code("sign_in")
    assert desk.refused(actions.EnterOtp(purpose="reset", code=code)) == "otp_not_asked"
    assert desk.refused(actions.EnterOtp(purpose="activation", code=code)) == "otp_not_asked"


@pytest.mark.parametrize("prefix", ["0", "+84", "84", "+84 "])
def test_the_registered_phone_is_known_in_both_spellings(prefix: str) -> None:
    """With 0 or with the country's code, with spaces or without."""
    desk = Desk()
    case = desk.case
    phone = prefix + case.registered_phone[1:3] + " " + case.registered_phone[3:]
    desk.must(actions.RequestActivation(person_number=case.citizen.person_number, phone=phone))


def test_the_steps_of_activation_come_in_order() -> None:
    """Nothing of the account can be set before its turn, and the account is active only at the end."""
    desk = Desk()
    password, passcode = desk.secret(PASSWORD), desk.secret(PASSCODE)
    answers = (desk.secret("a"), desk.secret("b"))
    steps: list[actions.Action] = [
        actions.SetPassword(password=password, again=password),
        actions.SetPasscode(passcode=passcode, again=passcode),
        actions.SetSecurityAnswers(questions=("teacher", "pet"), answers=answers),
    ]
    assert [desk.refused(step) for step in steps] == ["not_now"] * 3
    desk.request_activation()
    desk.must(actions.ResendOtp(purpose="activation"))
    assert [desk.refused(step) for step in steps] == ["not_now"] * 3
    desk.must(actions.EnterOtp(purpose="activation", code=desk.newest_code("activation")))
    for number, step in enumerate(steps):
        assert [desk.refused(later) for later in steps[number + 1 :]] == ["not_now"] * (2 - number)
        assert desk.state.account.level == 0
        desk.must(step)
    assert (desk.state.account.step, desk.state.account.level) == ("active", 2)
    assert desk.state.messages[-1].key == "activated"


def test_nobody_signs_in_before_the_account_is_active() -> None:
    """A right number and any password are refused until then, and the wallet stays shut."""
    desk = Desk()
    number = desk.case.citizen.person_number
    sign_in = actions.SignIn(person_number=number, password=desk.secret(PASSWORD))
    assert desk.refused(sign_in) == "account_not_active"
    assert desk.refused(actions.OpenWallet(passcode=desk.secret(PASSCODE))) == "account_not_active"
    assert desk.refused(actions.ForgetPassword()) == "account_not_active"


def test_signing_in_needs_password_code_and_consent() -> None:
    """One factor, then the second, then the screen that says what is shared."""
    desk = Desk().activated()
    desk.sign_in()
    assert desk.state.session.step == "otp"
    assert desk.refused(actions.GiveConsent(share=True)) == "not_now"
    desk.must(actions.EnterOtp(purpose="sign_in", code=desk.newest_code("sign_in")))
    assert desk.state.session.step == "consent"
    outcome = desk.must(actions.GiveConsent(share=True))
    assert desk.case.citizen.name in outcome.text
    assert desk.state.session.step == "in"


def test_without_consent_nobody_is_signed_in() -> None:
    """Refusing is a right: it is accepted, counted, and leads back to the beginning."""
    desk = Desk().at_consent()
    desk.must(actions.GiveConsent(share=False))
    assert (desk.state.session.step, desk.state.session.refused_consent) == ("out", 1)
    assert desk.refused(actions.SearchProcedures(query="")) == "search_empty"
    place = desk.case.task.place
    start = actions.StartDossier(procedure="2.000635", province=place.province_code, commune=place.commune_code)
    assert desk.refused(start) == "sign_in_first"


def test_wrong_passwords_are_counted() -> None:
    """A wrong password sends no code and is noted for the report."""
    desk = Desk().activated()
    sent = len(desk.state.messages)
    number = desk.case.citizen.person_number
    for _ in range(2):
        assert desk.refused(actions.SignIn(person_number=number, password=desk.secret("x"))) == "password_wrong"
    assert (desk.state.session.wrong, len(desk.state.messages)) == (2, sent)


def test_a_password_is_compared_by_digest_alone() -> None:
    """The same text under another machine's key is another password."""
    desk = Desk().activated()
    desk.key = b"another machine"
    number = desk.case.citizen.person_number
    assert desk.refused(actions.SignIn(person_number=number, password=desk.secret(PASSWORD))) == "password_wrong"


def test_a_reset_replaces_password_and_passcode() -> None:
    """After the code by SMS both are new, and the old ones do not work any more."""
    desk = Desk().activated()
    desk.must(actions.ForgetPassword())
    desk.must(actions.EnterOtp(purpose="reset", code=desk.newest_code("reset")))
    new, code = desk.secret("Khac#2027"), desk.secret("135792")
    desk.must(actions.SetPassword(password=new, again=new))
    desk.must(actions.SetPasscode(passcode=code, again=code))
    number = desk.case.citizen.person_number
    assert desk.refused(actions.SignIn(person_number=number, password=desk.secret(PASSWORD))) == "password_wrong"
    assert desk.refused(actions.OpenWallet(passcode=desk.secret(PASSCODE))) == "passcode_wrong"
    desk.must(actions.SignIn(person_number=number, password=new))
    desk.must(actions.OpenWallet(passcode=code))
    assert desk.state.account.step == "active"


def test_signing_out_shuts_the_wallet_and_forgets_the_code() -> None:
    """On a shared computer nothing stays open."""
    desk = Desk().signed_in().open_wallet()
    desk.must(actions.SignOut())
    session = desk.state.session
    assert (session.step, session.signed_out, desk.state.account.wallet_open) == ("out", True, False)
    assert desk.refused(actions.SignOut()) == "not_signed_in"


def test_leaving_the_consent_screen_is_not_a_sign_out() -> None:
    """Only who was in has signed out, for the check that looks at it."""
    desk = Desk().at_consent()
    desk.must(actions.SignOut())
    assert not desk.state.session.signed_out


def test_the_learner_who_signs_in_again_is_not_signed_out() -> None:
    """The last state counts: signed in again means the computer is open again."""
    desk = Desk().signed_in()
    desk.must(actions.SignOut())
    desk.sign_in()
    desk.must(actions.EnterOtp(purpose="sign_in", code=desk.newest_code("sign_in")))
    desk.must(actions.GiveConsent(share=True))
    assert not desk.state.session.signed_out


def test_the_time_of_the_first_sign_in_is_kept() -> None:
    """How long the filing took is counted from the first sign-in, not from a later one."""
    desk = Desk().signed_in()
    first = desk.state.session.first
    assert desk.portal.when(first) == desk.case.begins + timedelta(seconds=desk.state.now)
    desk.must(actions.SignOut(after=60))
    desk.sign_in()
    desk.must(actions.EnterOtp(purpose="sign_in", code=desk.newest_code("sign_in")))
    desk.must(actions.GiveConsent(share=True))
    assert desk.state.session.first == first
