"""The phone's messages: reading, judging, and what follows a tap on a false link."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Any

from simulator import actions, datasets
from simulator.identity import device
from simulator.outcome import Outcome
from simulator.state import Message

if TYPE_CHECKING:
    from simulator.portal import Portal

STEAL_LEAVES = 100_000
"""What thieves leave in the account, in đồng, so that the lesson can go on."""


def is_scam(message: Message) -> bool:
    """Whether the SMS is a scam."""
    return datasets.sms_texts()[message.key].scam


def text_of(message: Message) -> str:
    """What the SMS says. One that is written without marks has none in what is filled in, either."""
    text = datasets.sms_texts()[message.key].text
    words = message.words
    if text.isascii():
        words = {name: _without_marks(word) for name, word in words.items()}
    return text.format(**words)


def _without_marks(text: str) -> str:
    bare = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(c for c in bare if not unicodedata.combining(c))


def open_message(portal: Portal, action: actions.OpenMessage) -> Outcome:
    message = portal.state.message(action.message)
    if message is None:
        return portal.refuse("message_unknown")
    message.read = True
    return portal.accept("message_read")


def follow_link(portal: Portal, action: actions.FollowLink) -> Outcome:
    message = portal.state.message(action.message)
    if message is None:
        return portal.refuse("message_unknown")
    text = datasets.sms_texts()[message.key]
    if not text.site:
        return portal.refuse("no_link")
    message.read = True
    if not text.scam:
        return portal.accept("link_genuine", site=text.site)
    message.followed = True
    message.page_open = True
    return portal.accept("link_fake", site=text.site)


def answer_fake_page(portal: Portal, action: actions.AnswerFakePage) -> Outcome:
    message = portal.state.message(action.message)
    if message is None or not message.page_open:
        return portal.refuse("message_unknown")
    message.page_open = False
    if not action.give:
        return portal.accept("fake_page_left")
    if device.installs(message):
        return device.install(portal, message)
    message.gave = True
    page = datasets.sms_texts()[message.key].page
    amount = take(portal, page)
    return portal.accept("fell_for_money", amount=amount) if page == "money" else portal.accept("fell_for_account")


def take(portal: Portal, page: str) -> str:
    """What thieves take who got what their false page asks for: ``money`` or ``account``; the sum as text."""
    taken = max(0, portal.state.balance - STEAL_LEAVES) if page == "money" else 0
    portal.state.balance -= taken
    portal.state.stolen += taken
    return f"{taken:,}".replace(",", ".")


def judge_message(portal: Portal, action: actions.JudgeMessage) -> Outcome:
    message = portal.state.message(action.message)
    if message is None:
        return portal.refuse("message_unknown")
    message.read = True
    message.verdict = action.verdict
    return portal.accept("judged_" + action.verdict)


HANDLERS: dict[type[actions.Action], Any] = {
    actions.OpenMessage: open_message,
    actions.FollowLink: follow_link,
    actions.AnswerFakePage: answer_fake_page,
    actions.JudgeMessage: judge_message,
}
