"""What lessons share about the account: whether it was activated, and whether a scam was seen through."""

from __future__ import annotations

from grading.checks import Verdict, failed, not_attempted, passed, say
from simulator import Portal, actions, datasets
from simulator.identity import device, lifecycle
from simulator.identity.scams import is_scam
from simulator.state import Message


def scam_sent(portal: Portal, fault: str) -> Message | None:
    """The scam that a planted fault sends, if it has come."""
    key = portal.case.fault(fault).variant
    return next((message for message in portal.state.messages if message.key == key), None)


def scam_refused(message: Message) -> Verdict:
    """Whether a scam was seen through: nothing given, and reported."""
    sender = datasets.sms_texts()[message.key].sender
    sign = datasets.sms_texts()[message.key].flags[0]
    if message.gave:
        return failed(say("gave", sender=sender, sign=sign))
    if message.verdict == "genuine":
        return failed(say("kept", sender=sender, sign=sign))
    if message.verdict == "scam":
        return passed()
    if message.read:
        return failed(say("not_reported", sender=sender))
    return not_attempted("unread", sender=sender)


def account_active(portal: Portal) -> Verdict:
    """Em kích hoạt được tài khoản định danh."""
    step = portal.state.account.step
    if step == "active":
        return passed()
    if not any(isinstance(entry.action, actions.RequestActivation) for entry in portal.log):
        return not_attempted("not_begun")
    if step == "otp" and device.inbox_full(portal):
        return failed(say("inbox_full"))
    if step == "new" and lifecycle.too_late(portal):
        return failed(say("late"))
    if step == "new" and portal.case.planted("other_phone") is None:
        return failed(say("mistyped"))
    return failed(say(step))


def activation_scam_refused(portal: Portal) -> Verdict:
    """Em báo tin nhắn lừa đảo đến lúc kích hoạt, không đưa gì cho trang giả và không báo nhầm tin thật."""
    message = scam_sent(portal, "scam_activation")
    if message is None:
        return not_attempted("not_come")
    verdict = scam_refused(message)
    accused = [m for m in portal.state.messages if m.verdict == "scam" and not is_scam(m)]
    if accused and verdict.outcome == "passed":
        return failed(say("accused", sender=datasets.sms_texts()[accused[0].key].sender))
    return verdict
