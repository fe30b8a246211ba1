"""Ways to every answer at the phone: messages, notices, calls, posters."""

from __future__ import annotations

from collections.abc import Callable

from grading.filer import Filer
from simulator import Outcome, actions
from simulator.identity import calls, posters
from simulator.office.news import NoticeText
from simulator.office.news import texts as notice_texts
from tests.simulator.desk import Desk
from tests.simulator.identity.test_device import asked
from tests.simulator.paths.seats import Way, filer

CALLED = "1.004222"


def scam(desk: Desk, key: str) -> str:
    return next(m.id for m in desk.state.messages if m.key.startswith(key))


def fake_page(desk: Desk, key: str, give: bool) -> Outcome:
    if key == "scam_fee":
        desk.signed_in().prepared().submit()
    else:
        desk.request_activation()
    message = scam(desk, key)
    desk.must(actions.FollowLink(message=message))
    return desk.do(actions.AnswerFakePage(message=message, give=give))


def activation_link(desk: Desk) -> Outcome:
    desk.request_activation()
    return desk.do(actions.FollowLink(message=scam(desk, "scam_activation")))


def message_without_link(desk: Desk) -> Outcome:
    desk.request_activation()
    return desk.do(actions.FollowLink(message=scam(desk, "otp_activation")))


def notice(wanted: Callable[[str, NoticeText], bool]) -> tuple[Filer, str, NoticeText]:
    """A learner who has a notice of this kind, its id, and what the data says of it."""
    for number in range(1, 60):
        seat = Filer("1.001193", f"8A1-{number:02d}")
        for each in seat.state.notices:
            if wanted(each.key, notice_texts()[each.key]):
                return seat, each.id, notice_texts()[each.key]
    raise LookupError("nobody has such a notice")


def reply(key: str, give: bool) -> Outcome:
    seat, which, text = notice(lambda name, _: name == key)
    return seat.do(actions.ReplyNotice(notice=which, choice=text.gives if give else "ask"))


def senseless_reply(asks: bool) -> Outcome:
    seat, which, _ = notice(lambda _, text: bool(text.choices) == asks)
    return seat.do(actions.ReplyNotice(notice=which, choice="x"))


def blocked_reply(_: Desk) -> Outcome:
    seat, which, text = notice(lambda _, text: text.false)
    seat.must(actions.ReportNotice(notice=which))
    return seat.do(actions.ReplyNotice(notice=which, choice=text.gives))


def report(false: bool, times: int = 1) -> Outcome:
    seat, which, _ = notice(lambda _, text: text.false == false)
    return [seat.do(actions.ReportNotice(notice=which)) for _ in range(times)][-1]


def poster(stuck: bool, page: str = "") -> tuple[Filer, str]:
    """A learner who stands before a poster whose code is covered, or is not; ``page`` is what a false one wants."""
    for number in range(1, 60):
        seat = Filer("2.001159", f"8A1-{number:02d}")
        for each in seat.state.posters:
            sticker = posters.covered(each)
            if (sticker is not None) == stuck and page in ("", sticker.page if sticker else ""):
                return seat, each.id
    raise LookupError("nobody has such a poster")


def scanned(stuck: bool, open_: bool, page: str = "") -> tuple[Filer, str, Outcome]:
    seat, which = poster(stuck, page)
    seat.must(actions.ScanPoster(poster=which))
    return seat, which, seat.do(actions.AnswerScan(poster=which, open=open_))


def poster_page(give: bool, page: str = "") -> Outcome:
    seat, which, _ = scanned(True, True, page)
    return seat.do(actions.AnswerPosterPage(poster=which, give=give))


def report_poster(stuck: bool, times: int = 1) -> Outcome:
    seat, which = poster(stuck)
    return [seat.do(actions.ReportPoster(poster=which)) for _ in range(times)][-1]


def ringing(false: bool, wants: str = "") -> tuple[Filer, str]:
    """A learner whose first call rings; it is a scam or not, and ``wants`` what the scammer is after."""
    for number in range(1, 60):
        seat = Filer(CALLED, f"8A1-{number:02d}")
        key = calls.dealt(seat.portal)[0]
        seat.begin()
        call = seat.state.calls[0]
        assert call.key == key
        if calls.is_scam(call) == false and wants in ("", calls.play(call).wants):
            return seat, call.id
    raise LookupError("nobody's first call is such a one")


def picked_up(false: bool, wants: str = "", asks: int = 0) -> tuple[Filer, str]:
    """The call is heard, up to the line after so many questions."""
    seat, which = ringing(false, wants)
    seat.must(actions.AnswerCall(call=which, pick_up=True))
    for _ in range(asks):
        seat.must(actions.ReplyCall(call=which, reply="ask"))
    return seat, which


def given(false: bool, wants: str = "") -> Outcome:
    seat, which = picked_up(false, wants, asks=1)
    return seat.do(actions.ReplyCall(call=which, reply="give"))


def hung_up(false: bool) -> tuple[Filer, str]:
    seat, which = picked_up(false)
    seat.must(actions.ReplyCall(call=which, reply="hang_up"))
    return seat, which


def judged(false: bool, verdict: str) -> Outcome:
    seat, which = hung_up(false)
    return seat.do(actions.JudgeCall(call=which, verdict=verdict))  # type: ignore[arg-type]


def report_call(false: bool, times: int = 1) -> Outcome:
    seat, which = hung_up(false)
    return [seat.do(actions.ReportCall(call=which)) for _ in range(times)][-1]


def missed(pick_up: bool) -> Outcome:
    seat, which = ringing(false=True)
    seat.do(actions.PassTime(after=calls.RINGS))
    return seat.do(actions.AnswerCall(call=which, pick_up=pick_up))


def two_at_once(_: Desk) -> Outcome:
    seat, _which = picked_up(false=True)
    seat.owner().form().attach().deliver().send()
    return seat.do(actions.AnswerCall(call="c2", pick_up=True))


PATHS: dict[str, Way] = {
    # the messages
    "inbox_not_full": lambda _: filer().do(actions.ClearInbox()),
    "inbox_cleared": lambda _: asked().do(actions.ClearInbox()),
    "message_unknown": lambda desk: desk.do(actions.OpenMessage(message="m99")),
    "message_read": lambda desk: desk.do(actions.OpenMessage(message="m1")),
    "no_link": message_without_link,
    "link_genuine": lambda desk: desk.do(actions.FollowLink(message="m1")),
    "link_fake": activation_link,
    "fake_page_left": lambda desk: fake_page(desk, "scam_activation", give=False),
    "fell_for_account": lambda desk: fake_page(desk, "scam_activation", give=True),
    "fell_for_money": lambda desk: fake_page(desk, "scam_fee", give=True),
    "judged_scam": lambda desk: desk.do(actions.JudgeMessage(message="m1", verdict="scam")),
    "judged_genuine": lambda desk: desk.do(actions.JudgeMessage(message="m1", verdict="genuine")),
    # the neighbourhood's news
    "notice_unknown": lambda _: filer().do(actions.ReadNotice(notice="n9")),
    "notice_read": lambda _: filer().do(actions.ReadNotice(notice="n1")),
    "notice_no_reply": lambda _: senseless_reply(asks=False),
    "notice_choice_unknown": lambda _: senseless_reply(asks=True),
    "notice_blocked": blocked_reply,
    "notice_replied": lambda _: reply("fake_fund", give=False),
    "notice_fell_money": lambda _: reply("fake_fund", give=True),
    "notice_fell_account": lambda _: reply("fake_data", give=True),
    "notice_reported_already": lambda _: report(false=True, times=2),
    "notice_false": lambda _: report(false=True),
    "notice_genuine": lambda _: report(false=False),
    # the phone's calls
    "call_unknown": lambda _: filer().do(actions.AnswerCall(call="c9", pick_up=True)),
    "call_answered": lambda _: picked_up(false=True)[0].portal.log[-1].outcome,
    "call_declined": lambda _: ringing(false=False)[0].do(actions.AnswerCall(call="c1", pick_up=False)),
    "call_seen": lambda _: missed(pick_up=False),
    "call_not_ringing": lambda _: missed(pick_up=True),
    "call_busy": two_at_once,
    "call_not_open": lambda _: ringing(false=True)[0].do(actions.ReplyCall(call="c1", reply="hang_up")),
    "call_reply_unknown": lambda _: picked_up(false=True)[0].do(actions.ReplyCall(call="c1", reply="give")),
    "call_went_on": lambda _: picked_up(false=True, asks=1)[0].portal.log[-1].outcome,
    "call_not_wanted": lambda _: given(false=False),
    "call_ended": lambda _: hung_up(false=True)[0].portal.log[-1].outcome,
    "call_fell_account": lambda _: given(false=True, wants="account"),
    "call_fell_money": lambda _: given(false=True, wants="money"),
    "call_checked": lambda _: picked_up(false=True)[0].do(actions.CheckCall(call="c1")),
    "call_not_heard": lambda _: picked_up(false=True)[0].do(actions.JudgeCall(call="c1", verdict="scam")),
    "call_scam_known": lambda _: judged(false=True, verdict="scam"),
    "call_scam_trusted": lambda _: judged(false=True, verdict="genuine"),
    "call_genuine_known": lambda _: judged(false=False, verdict="genuine"),
    "call_genuine_doubted": lambda _: judged(false=False, verdict="scam"),
    "call_reported": lambda _: report_call(false=True),
    "call_reported_genuine": lambda _: report_call(false=False),
    "call_reported_already": lambda _: report_call(false=True, times=2),
    # the ward's posters
    "poster_unknown": lambda _: filer().do(actions.ScanPoster(poster="q9")),
    "poster_scanned": lambda _: filer().do(actions.ScanPoster(poster="q1")),
    "poster_not_scanned": lambda _: filer().do(actions.AnswerScan(poster="q1", open=True)),
    "poster_left": lambda _: scanned(stuck=True, open_=False)[2],
    "poster_opened": lambda _: scanned(stuck=False, open_=True)[2],
    "poster_fake": lambda _: scanned(stuck=True, open_=True)[2],
    "poster_page_left": lambda _: poster_page(give=False),
    "poster_fell_money": lambda _: poster_page(give=True, page="money"),
    "poster_fell_account": lambda _: poster_page(give=True, page="account"),
    "poster_reported_already": lambda _: report_poster(stuck=False, times=2),
    "poster_false": lambda _: report_poster(stuck=True),
    "poster_genuine": lambda _: report_poster(stuck=False),
}
