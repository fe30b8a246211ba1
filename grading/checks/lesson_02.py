"""The checks of lesson 02, one's account: activated, used, a child's beside it; and three worksheets."""

from __future__ import annotations

from grading.checks import Checks, Verdict, failed, not_attempted, passed, say
from grading.checks.activation import account_active, activation_scam_refused
from grading.checks.sheets import checks_of, enter_sheets
from simulator import Portal

LESSON = "02-tai-khoan-cua-em"
CHECKS: Checks = checks_of(LESSON)

CHECKS.add("tk-kich-hoat", "1.5")(account_active)
CHECKS.add("tk-kich-hoat", "1.0")(activation_scam_refused)


@CHECKS.add("tk-su-dung", "0.75")
def child_registered(portal: Portal) -> Verdict:
    """Em đăng ký tài khoản cho con của nhân vật, đúng mức ghi trong thẻ nhiệm vụ."""
    wanted, level = portal.case.drawn.choices["child_level"], portal.state.children.get("child")
    if level is not None and str(level) == wanted:
        return passed()
    if level is not None:
        return failed(say("other_level", expected=wanted, actual=str(level)), expected=wanted, actual=str(level))
    if any(entry.outcome.code == "guardian_must_agree" for entry in portal.log):
        return failed(say("no_consent"))
    return not_attempted("not_registered" if portal.state.account.step == "active" else "no_account")


@CHECKS.add("tk-su-dung", "0.75")
def shared_knowingly(portal: Portal) -> Verdict:
    """Em đăng nhập Cổng, đọc màn hình chia sẻ và bấm “Xác nhận chia sẻ”."""
    session = portal.state.session
    if session.first >= 0:
        return passed()
    if session.step in ("otp", "consent"):
        return not_attempted(session.step)
    if session.refused_consent:
        return failed(say("refused"))
    return failed(say("wrong_password")) if session.wrong else not_attempted("never_in")


@CHECKS.add("tk-su-dung", "0.5")
def session_closed(portal: Portal) -> Verdict:
    """Em đăng xuất khi xong việc."""
    session = portal.state.session
    if session.first < 0:
        return not_attempted("never_in")
    return passed() if session.step == "out" and session.signed_out else failed(say("still_in"))


enter_sheets(CHECKS)
