"""The checks of lesson 03, which message is genuine: three worksheets, working while the phone rings, and a rescue."""

from __future__ import annotations

from grading.checks import Checks, Verdict, failed, filing, not_attempted, passed, say
from grading.checks.sheets import checks_of, enter_sheets
from simulator import Portal, actions, datasets
from simulator.identity import calls
from simulator.identity.scams import is_scam
from simulator.office import checking, news
from simulator.state import DRAFT, WITHDRAWN, Call

LESSON = "03-tin-nao-that"
CHECKS: Checks = checks_of(LESSON)


# --- tin-vua-lam -------------------------------------------------------------------


@CHECKS.add("tin-vua-lam", "1.0", version=2)
def guest_announced(portal: Portal) -> Verdict:
    """Em gửi xong thông báo lưu trú, đúng nơi và đúng như thẻ nhiệm vụ ở mọi ô, đủ dấu."""
    sent = [each for each in portal.state.dossiers if each.status not in (DRAFT, WITHDRAWN)]
    if not sent:
        return not_attempted("draft" if portal.state.dossiers else "nothing")
    here = [each for each in sent if each.procedure == portal.case.task.procedure]
    if not here:
        return failed(say("other"))
    arrived = [each for each in here if checking.in_reach(portal, each)]
    if not arrived:
        return failed(say("place"))
    slips = min((filing.form_slips(portal, each) for each in arrived), key=len)
    if slips:
        return failed(*slips)
    whole = [each for each in arrived if not filing.form_slips(portal, each)]
    return failed(say("not_sent_again")) if all(map(filing.form_waits, whole)) else passed()


def _call(portal: Portal, scam: bool) -> Call | None:
    """The false call or the honest one, if it has come."""
    return next((call for call in portal.state.calls if calls.is_scam(call) == scam), None)


def _unheard(call: Call | None) -> Verdict | None:
    """Why a call cannot be looked at yet, if so."""
    if call is None:
        return not_attempted("not_come")
    if call.step in ("declined", "missed", "seen"):
        return not_attempted("not_heard")
    return None if call.step == "over" else not_attempted("ringing")


@CHECKS.add("tin-vua-lam", "0.75")
def false_caller_refused(portal: Portal) -> Verdict:
    """Em không đưa gì cho người gọi lừa đảo, nhận ra và báo số đó."""
    call = _call(portal, scam=True)
    if (unheard := _unheard(call)) is not None or call is None:
        return unheard or not_attempted("not_come")
    if call.gave:
        return failed(say("gave"))
    if call.verdict != "scam":
        return failed(say("trusted" if call.verdict else "not_judged"))
    return passed() if call.reported else failed(say("not_reported"))


@CHECKS.add("tin-vua-lam", "0.75")
def honest_caller_known(portal: Portal) -> Verdict:
    """Em nhận ra cuộc gọi thật, không báo nhầm, và cũng không ngỏ ý đưa mã hay tiền."""
    call = _call(portal, scam=False)
    if (unheard := _unheard(call)) is not None or call is None:
        return unheard or not_attempted("not_come")
    if call.offered >= 0:
        return failed(say("offered"))
    if call.reported:
        return failed(say("accused"))
    if call.verdict != "genuine":
        return failed(say("doubted" if call.verdict else "not_judged"))
    return passed()


@CHECKS.add("tin-vua-lam", "0.5")
def false_notice_reported(portal: Portal) -> Verdict:
    """Em tìm ra và báo tin giả danh khu dân cư, không đưa gì cho nó và không báo nhầm tin thật."""
    texts = news.texts()
    false = next((each for each in portal.state.notices if texts[each.key].false), None)
    if false is not None and false.gave:
        return failed(say("gave"))
    if any(each.reported and not texts[each.key].false for each in portal.state.notices):
        return failed(say("accused"))
    if false is None:
        return not_attempted("not_come")
    if false.reported:
        return passed()
    return failed(say("not_reported")) if false.read else not_attempted("unread")


@CHECKS.add("tin-vua-lam", "0.5")
def honest_notice_answered(portal: Portal) -> Verdict:
    """Em trả lời một tin thật của khu dân cư đang hỏi nhà mình."""
    texts = news.texts()
    answered = [each for each in portal.state.notices if each.reply]
    if any(not texts[each.key].false for each in answered):
        return passed()
    return failed(say("only_false")) if answered else not_attempted("none")


# --- tin-cuu -----------------------------------------------------------------------


def _first(portal: Portal, code: str) -> int:
    """Where in the log this outcome first stands, or -1."""
    return next((n for n, entry in enumerate(portal.log) if entry.outcome.code == code), -1)


def _last(portal: Portal, code: str) -> int:
    """Where in the log this outcome last stands, or -1."""
    return max((n for n, entry in enumerate(portal.log) if entry.outcome.code == code), default=-1)


@CHECKS.add("tin-cuu", "0.75")
def account_locked_first(portal: Portal) -> Verdict:
    """Em khóa tài khoản trước tiên."""
    locked, renewed = _first(portal, "account_locked"), _first(portal, "reset_done")
    if locked < 0:
        return failed(say("only_renewed")) if renewed >= 0 else not_attempted("not_locked")
    return failed(say("late")) if 0 <= renewed < locked else passed()


@CHECKS.add("tin-cuu", "0.75")
def secrets_renewed(portal: Portal) -> Verdict:
    """Em đặt mật khẩu và passcode mới khi tài khoản đã khóa."""
    locked, renewed = _first(portal, "account_locked"), _last(portal, "reset_done")
    if portal.state.account.false_app:
        return failed(say("false_app"))
    if renewed < 0:
        begun = any(isinstance(entry.action, actions.ForgetPassword) for entry in portal.log)
        return failed(say("half")) if begun else not_attempted("not_begun")
    return passed() if 0 <= locked < renewed else failed(say("not_locked"))


@CHECKS.add("tin-cuu", "0.5")
def false_update_reported(portal: Portal) -> Verdict:
    """Em báo tin nhắn rủ cài ứng dụng giả, không cài, và không báo nhầm tin nhắn thật."""
    key = portal.case.fault("app_too_old").variant
    message = next((each for each in portal.state.messages if each.key == key), None)
    if message is None:
        return not_attempted("not_come")
    text = datasets.sms_texts()[key]
    if message.gave:
        return failed(say("gave", sign=text.flags[0]))
    if message.verdict == "genuine":
        return failed(say("kept", sign=text.flags[0]))
    if any(each.verdict == "scam" and not is_scam(each) for each in portal.state.messages):
        return failed(say("accused"))
    if message.verdict == "scam":
        return passed()
    return failed(say("not_reported")) if message.read else not_attempted("unread", sender=text.sender)


@CHECKS.add("tin-cuu", "0.5")
def police_told(portal: Portal) -> Verdict:
    """Em báo cho Công an, đúng loại việc."""
    if "scam" in portal.state.tips:
        return passed()
    return failed(say("other")) if portal.state.tips else not_attempted("not_told")


@CHECKS.add("tin-cuu", "0.5")
def unlocked_last(portal: Portal) -> Verdict:
    """Em chỉ xin mở khóa khi đã có mật khẩu mới."""
    asked, renewed = _first(portal, "unlock_wanted"), _first(portal, "reset_done")
    if asked < 0:
        return not_attempted("not_asked")
    return passed() if 0 <= renewed < asked else failed(say("too_soon"))


enter_sheets(CHECKS)
