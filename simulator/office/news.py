"""The neighbourhood's news channel: notices to read, to answer, and now and then one that imitates the group.

Three notices are there at the beginning of a case, a fourth comes when the first dossier has been
sent. Among the four is exactly one false one and at least one that asks for an answer, in every case.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any, Literal

import msgspec

from simulator import actions, datasets
from simulator.clock import WEEKDAYS
from simulator.identity import scams
from simulator.outcome import Outcome
from simulator.state import Notice

if TYPE_CHECKING:
    from simulator.portal import Portal

AT_FIRST = 3
"""How many notices are there when a case begins; one more comes later."""
AHEAD = 2
"""Days that lie at least between a case's beginning and a day that its notices name."""


class NoticeText(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One notice of the data. ``choices`` are the answers it asks for, ``weekday`` the day that it names (0 Monday).

    A false one has its own ``sender`` and ``account``; ``page`` says what it is after, ``gives`` which
    answer falls for it, ``flags`` how it is known, ``caught`` what to do then.
    """

    kind: str
    title: str
    text: str
    source: str
    confidence: str
    choices: dict[str, str] = {}
    weekday: int = -1
    sender: str = ""
    account: str = ""
    page: Literal["", "account", "money"] = ""
    gives: str = ""
    flags: tuple[str, ...] = ()
    caught: str = ""

    @property
    def false(self) -> bool:
        """Whether somebody else sends it in the group's name."""
        return bool(self.flags)


@cache
def texts() -> dict[str, NoticeText]:
    """Name to notice, all that the data holds."""
    return msgspec.convert(datasets.toml("news.toml"), dict[str, NoticeText])


def dealt(portal: Portal) -> tuple[str, ...]:
    """The notices of this case, in the order in which they come; none where the scenario has no neighbourhood."""
    if not portal.case.scenario.neighbourhood:
        return ()
    draw, known = portal.draw, texts()
    asking = draw.shuffle([key for key, text in known.items() if text.choices and not text.false], "news/asking")
    telling = draw.shuffle([key for key, text in known.items() if not text.choices], "news/telling")
    false = draw.shuffle([key for key, text in known.items() if text.false], "news/false")
    return draw.shuffle([asking[0], *telling[:2], false[0]], "news")


def begin(portal: Portal) -> None:
    """The notices that are there already."""
    for key in dealt(portal)[:AT_FIRST]:
        _send(portal, key)


def after_sending(portal: Portal) -> None:
    """One more comes when the first dossier has been sent."""
    if len(portal.state.notices) == AT_FIRST:
        _send(portal, dealt(portal)[AT_FIRST])


def _send(portal: Portal, key: str) -> None:
    notices = portal.state.notices
    notices.append(Notice(id=f"n{len(notices) + 1}", key=key, at=portal.state.now))


def in_ward(portal: Portal) -> bool:
    """Whether the citizen lives in a ward, which has residential groups; a commune has villages."""
    return portal.case.citizen.home.commune.startswith("Phường")


def words(portal: Portal, text: NoticeText) -> dict[str, str]:
    """What a notice's texts may name: the group, its commune, and the day."""
    ward = in_ward(portal)
    number = portal.draw.between(1, 24, "group")
    return {
        "group": f"Tổ dân phố số {number}" if ward else f"Thôn {number}",
        "we": "tổ" if ward else "thôn",
        "We": "Tổ" if ward else "Thôn",
        "head": "tổ trưởng" if ward else "trưởng thôn",
        "unit": "phường" if ward else "xã",
        "day": _day(portal.case.begins.date(), text.weekday) if text.weekday >= 0 else "",
    }


def _day(begins: date, weekday: int) -> str:
    """The next such day after the case's beginning, as people say it: ``thứ Năm 15/10``."""
    first = begins + timedelta(days=AHEAD)
    day = first + timedelta(days=(weekday - first.weekday()) % 7)
    return f"{WEEKDAYS[weekday][0].lower()}{WEEKDAYS[weekday][1:]} {day.day}/{day.month}"


def fill(portal: Portal, key: str, text: str) -> str:
    """A text of a notice with what it names."""
    return text.format(**words(portal, texts()[key]))


def read_notice(portal: Portal, action: actions.ReadNotice) -> Outcome:
    """Read it; the screen shows it."""
    notice = portal.state.notice(action.notice)
    if notice is None:
        return portal.refuse("notice_unknown")
    notice.read = True
    return portal.accept("notice_read")


def reply_notice(portal: Portal, action: actions.ReplyNotice) -> Outcome:
    """Answer it. Who answers a false one as it wishes has fallen for it."""
    notice = portal.state.notice(action.notice)
    if notice is None:
        return portal.refuse("notice_unknown")
    text = texts()[notice.key]
    if not text.choices:
        return portal.refuse("notice_no_reply")
    if notice.reported and text.false:
        return portal.refuse("notice_blocked")
    if action.choice not in text.choices:
        return portal.refuse("notice_choice_unknown")
    notice.read = True
    notice.reply, notice.words = action.choice, " ".join(action.text.split())
    if text.false and action.choice == text.gives:
        notice.gave = True
        amount = scams.take(portal, text.page)
        if text.page == "money":
            return portal.accept("notice_fell_money", amount=amount)
        return portal.accept("notice_fell_account")
    return portal.accept("notice_replied", choice=fill(portal, notice.key, text.choices[action.choice]))


def report_notice(portal: Portal, action: actions.ReportNotice) -> Outcome:
    """Tell the group that somebody imitates it."""
    notice = portal.state.notice(action.notice)
    if notice is None:
        return portal.refuse("notice_unknown")
    if notice.reported:
        return portal.refuse("notice_reported_already")
    notice.read = notice.reported = True
    group = fill(portal, notice.key, "{group}")
    if texts()[notice.key].false:
        return portal.accept("notice_false", group=group)
    return portal.accept("notice_genuine", group=group)


HANDLERS: dict[type[actions.Action], Any] = {
    actions.ReadNotice: read_notice,
    actions.ReplyNotice: reply_notice,
    actions.ReportNotice: report_notice,
}
