"""The identification account: activation, one-time codes, sign-in, consent, reset, wallet."""

from __future__ import annotations

from datetime import timedelta

import pytest

from grading.players import PASSCODE, PASSWORD
from simulator import actions
from simulator.identity.accounts import LATE_BY
from simulator.identity.otp import OTP_LIFE, OTP_TRIES
from simulator.services.catalogue import plain
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


def at_password() -> Desk:
    """Where the password of a new account is chosen."""
    desk = Desk()
    desk.request_activation()
    desk.must(actions.ResendOtp(purpose="activation"))
    desk.must(actions.EnterOtp(purpose="activation", code=desk.newest_code("activation")))
    return desk


def test_easy_secrets_are_refused_and_cost_nothing() -> None:
    """The citizen's own name and birthday will not do; another password and passcode will, as if nothing had been."""
    desk = at_password()
    mine = desk.case.citizen
    own = desk.secret(f"{plain(mine.family).capitalize()}#{mine.born[:4]}x")
    assert desk.refused(actions.SetPassword(password=own, again=own)) == "password_weak"
    good = desk.secret(PASSWORD)
    desk.must(actions.SetPassword(password=good, again=good))
    year, month, day = mine.born.split("-")
    for text in ("123456", "111111", day + month + year[2:]):
        easy = desk.secret(text)
        assert desk.refused(actions.SetPasscode(passcode=easy, again=easy)) == "passcode_weak"
    code = desk.secret(PASSCODE)
    desk.must(actions.SetPasscode(passcode=code, again=code))
    answers = (desk.secret("a"), desk.secret("b"))
    desk.must(actions.SetSecurityAnswers(questions=("teacher", "pet"), answers=answers))
    assert (desk.state.account.step, desk.state.account.level) == ("active", 2)


def test_an_answer_that_looks_like_a_phone_is_taken_and_never_written() -> None:
    """Answers are secrets: nothing of them is looked at, and only facts are kept."""
    desk = at_password()
    password, passcode = desk.secret(PASSWORD), desk.secret(PASSCODE)
    desk.must(actions.SetPassword(password=password, again=password))
    desk.must(actions.SetPasscode(passcode=passcode, again=passcode))
    answers = (desk.secret("0912 345 678"), desk.secret("001313012345"))
    desk.must(actions.SetSecurityAnswers(questions=("teacher", "pet"), answers=answers))
    written = desk.journal.encoded().decode()
    assert not [number for number in ("0912", "345 678", "001313012345") if number in written]


def test_both_questions_have_to_be_chosen() -> None:
    """A list that was not opened is told as such."""
    desk = at_password()
    password, passcode = desk.secret(PASSWORD), desk.secret(PASSCODE)
    desk.must(actions.SetPassword(password=password, again=password))
    desk.must(actions.SetPasscode(passcode=passcode, again=passcode))
    answers = (desk.secret("a"), desk.secret("b"))
    for questions in (("", ""), ("teacher", ""), ("", "pet")):
        assert desk.refused(actions.SetSecurityAnswers(questions=questions, answers=answers)) == "question_missing"


def test_a_reset_can_be_left_before_anything_is_set() -> None:
    """At the code and at the password: all is as before, and the code that came is no longer asked for."""
    for confirmed in (False, True):
        desk = Desk().activated()
        before = desk.state.account
        old = (before.password, before.passcode)
        desk.must(actions.ForgetPassword())
        if confirmed:
            desk.must(actions.EnterOtp(purpose="reset", code=desk.newest_code("reset")))
        assert desk.must(actions.CancelReset()).code == "reset_left"
        account = desk.state.account
        assert (account.password, account.passcode) == old
        assert (account.step, account.reset_step, account.reset) == ("active", "", None)
        assert desk.refused(actions.EnterOtp(purpose="reset", code=desk.newest_code("reset"))) == "otp_not_asked"
        desk.sign_in()


def test_a_reset_left_half_way_keeps_the_new_password() -> None:
    """What was set is not lost: the new password works, and so does the old passcode."""
    desk = Desk().activated()
    desk.must(actions.ForgetPassword())
    desk.must(actions.EnterOtp(purpose="reset", code=desk.newest_code("reset")))
    new = desk.secret("Khac#2027")
    desk.must(actions.SetPassword(password=new, again=new))
    assert desk.must(actions.CancelReset()).code == "reset_left_half"
    desk.must(actions.SignIn(person_number=desk.case.citizen.person_number, password=new))
    desk.open_wallet()


def test_there_is_no_way_out_of_what_was_not_begun() -> None:
    """Neither before nor during the activation."""
    assert Desk().refused(actions.CancelReset()) == "not_now"
    assert at_password().refused(actions.CancelReset()) == "not_now"


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
