"""How what is done on the phone is clicked and typed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from playwright.sync_api import Locator

from simulator import actions, datasets

if TYPE_CHECKING:
    from tests.browser.hands import Hands


def _app(hands: Hands, name: str) -> Locator:
    """The phone with this app open, at its beginning or wherever one is in it."""
    if hands.phone_at[0] != name:
        hands.learner.app(name)
        hands.phone_at = (name, "")
    hands.learner.pane("phone")
    return hands.learner.phone


def _list(hands: Hands, name: str) -> Locator:
    """The phone with this app open at its list."""
    phone = _app(hands, name)
    if hands.phone_at[1]:
        hands.learner.press(phone, "list")
        hands.phone_at = (name, "")
    return phone


def _item(hands: Hands, name: str, item: str) -> Locator:
    """The phone with one call or poster open."""
    if hands.phone_at != (name, item):
        _list(hands, name).locator(f"[data-item={item}]").click()
        hands.phone_at = (name, item)
    hands.learner.pane("phone")
    return hands.learner.phone


def _pressed(app: str, name: str) -> Any:
    """One button of an app."""
    return lambda hands, _: hands.learner.press(_app(hands, app), name)


def _unfolded(phone: Locator, title: str) -> Locator:
    """A part of the identity app that is folded away at first."""
    part = phone.locator("details").filter(has=phone.page.locator("summary", has_text=title))
    if part.get_attribute("open") is None:
        part.locator("summary").click()
    return part


# --- the identity app ---


def _request(hands: Hands, action: actions.RequestActivation) -> None:
    phone = _app(hands, "identity")
    hands.learner.fill(phone, "number", action.person_number)
    hands.learner.fill(phone, "phone", action.phone)
    hands.learner.press(phone, "activate")


def _enter_code(hands: Hands, action: actions.EnterOtp) -> None:
    where = hands.learner.computer
    if action.purpose == "sign_in":
        hands.learner.pane("computer")
    else:
        where = _app(hands, "identity")
    hands.learner.fill(where, "otp", action.code)
    hands.learner.press(where, "otp-ok")


def _send_again(hands: Hands, action: actions.ResendOtp) -> None:
    assert action.purpose != "sign_in"
    hands.learner.press(_app(hands, "identity"), "resend")


def _twice(hands: Hands, first: str, second: str, button: str) -> None:
    phone = _app(hands, "identity")
    phone.locator(f".t-{button}").wait_for()
    hands.learner.fill(phone, "first", first)
    hands.learner.fill(phone, "second", second)
    hands.learner.press(phone, button)


def _password(hands: Hands, action: actions.SetPassword) -> None:
    _twice(hands, hands.typed(action.password), hands.typed(action.again), "password-ok")


def _passcode(hands: Hands, action: actions.SetPasscode) -> None:
    _twice(hands, hands.typed(action.passcode), hands.typed(action.again), "passcode-ok")


def _questions(hands: Hands, action: actions.SetSecurityAnswers) -> None:
    phone, wording = _app(hands, "identity"), datasets.labels()["security_question"]
    for field, question in zip(("q1", "q2"), action.questions, strict=True):
        hands.learner.choose(phone, field, wording[question])
    first, second = (hands.typed(answer) for answer in action.answers)
    _twice(hands, first, second, "questions-ok")


def _lock(hands: Hands, _: actions.LockAccount) -> None:
    part = _unfolded(_app(hands, "identity"), "Quản lý tài khoản")
    hands.learner.press(part, "lock")


def _register_child(hands: Hands, action: actions.RegisterChild) -> None:
    part = _unfolded(_app(hands, "identity"), "dưới 14 tuổi")
    hands.learner.choose(part, "child", hands.case.drawn.people[action.person].name)
    hands.learner.choose(part, "child-level", datasets.labels()["child_level"][str(action.level)])
    part.locator(".t-guardian input").set_checked(action.consent)
    hands.learner.press(part, "child-ok")


def _tip_off(hands: Hands, action: actions.TipOff) -> None:
    part = _unfolded(_app(hands, "identity"), "Tố giác")
    hands.learner.choose(part, "crime", datasets.labels()["crime"][action.kind])
    part.locator(".t-tip textarea").first.fill(action.text)
    hands.learner.press(part, "tip-ok")


def _update(hands: Hands, action: actions.UpdateApp) -> None:
    assert action.source == "store"
    hands.learner.press(_app(hands, "identity"), "update")


def _sign(hands: Hands, action: actions.SignForm) -> None:
    hands.learner.press(_app(hands, "identity"), "sign-ok" if action.agree else "sign-no")


# --- messages and calls ---


def _clear(hands: Hands, _: actions.ClearInbox) -> None:
    hands.learner.press(_list(hands, "messages"), "clear")


def _open_message(hands: Hands, action: actions.OpenMessage) -> None:
    _list(hands, "messages").locator(f"[data-item={action.message}]").click()
    hands.phone_at = ("messages", action.message)


def _judge(hands: Hands, action: actions.JudgeMessage) -> None:
    if hands.phone_at != ("messages", action.message):
        hands.do(actions.OpenMessage(message=action.message))
    hands.learner.press(_app(hands, "messages"), action.verdict)


def _answer_call(hands: Hands, action: actions.AnswerCall) -> None:
    """By what rings, wherever one is; by the list of calls if nothing does any more."""
    learner = hands.learner
    calling = learner.page.locator(".t-calling")
    if calling.is_visible():
        calling.click()
    learner.pane("phone")
    ring = learner.phone.locator(".t-ring")
    if hands.phone_at[0] != "calls" and ring.is_visible():
        ring.click()
        hands.phone_at = ("calls", action.call)
    learner.press(_item(hands, "calls", action.call), "pick-up" if action.pick_up else "decline")


def _reply(hands: Hands, action: actions.ReplyCall) -> None:
    button = "hang-up" if action.reply == "hang_up" else f"reply-{action.reply}"
    hands.learner.press(_item(hands, "calls", action.call), button)


def _judge_call(hands: Hands, action: actions.JudgeCall) -> None:
    hands.learner.press(_item(hands, "calls", action.call), action.verdict)


def _report_call(hands: Hands, action: actions.ReportCall) -> None:
    hands.learner.press(_item(hands, "calls", action.call), "report")


# --- the neighbourhood ---


def _read_notice(hands: Hands, action: actions.ReadNotice) -> None:
    _list(hands, "news").locator(f"[data-item={action.notice}]").click()
    hands.phone_at = ("news", action.notice)


def _notice(hands: Hands, notice: str) -> Locator:
    if hands.phone_at != ("news", notice):
        hands.do(actions.ReadNotice(notice=notice))
    return _app(hands, "news")


def _report_notice(hands: Hands, action: actions.ReportNotice) -> None:
    hands.learner.press(_notice(hands, action.notice), "report")


def _reply_notice(hands: Hands, action: actions.ReplyNotice) -> None:
    phone = _notice(hands, action.notice)
    phone.locator(f".t-choice-{action.choice} input").check()
    hands.learner.fill(phone, "words", action.text)
    hands.learner.press(phone, "reply")


def _scan_poster(hands: Hands, action: actions.ScanPoster) -> None:
    hands.learner.press(_item(hands, "scan", action.poster), "scan")


def _answer_scan(hands: Hands, action: actions.AnswerScan) -> None:
    hands.learner.press(_item(hands, "scan", action.poster), "open" if action.open else "stop")


def _report_poster(hands: Hands, action: actions.ReportPoster) -> None:
    hands.learner.press(_item(hands, "scan", action.poster), "report")


PHONE = {
    actions.RequestActivation: _request,
    actions.EnterOtp: _enter_code,
    actions.ResendOtp: _send_again,
    actions.SetPassword: _password,
    actions.SetPasscode: _passcode,
    actions.SetSecurityAnswers: _questions,
    actions.CallHotline: _pressed("identity", "hotline"),
    actions.ForgetPassword: _pressed("identity", "forgot"),
    actions.UpdateApp: _update,
    actions.LockAccount: _lock,
    actions.AskToUnlock: _pressed("identity", "unlock"),
    actions.RegisterChild: _register_child,
    actions.TipOff: _tip_off,
    actions.SignForm: _sign,
    actions.ClearInbox: _clear,
    actions.OpenMessage: _open_message,
    actions.JudgeMessage: _judge,
    actions.AnswerCall: _answer_call,
    actions.ReplyCall: _reply,
    actions.JudgeCall: _judge_call,
    actions.ReportCall: _report_call,
    actions.ReadNotice: _read_notice,
    actions.ReportNotice: _report_notice,
    actions.ReplyNotice: _reply_notice,
    actions.ScanPoster: _scan_poster,
    actions.AnswerScan: _answer_scan,
    actions.ReportPoster: _report_poster,
    actions.ScanQr: _pressed("bank", "scan"),
    actions.ConfirmTransfer: _pressed("bank", "confirm"),
}
