"""The neighbourhood's notices and the ward's posters: true to life, and of no use to anybody who cheats."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest

from simulator import datasets
from simulator.case import FIRST_LESSON
from simulator.identity import posters
from simulator.identity.privacy import real_looking
from simulator.office import news
from simulator.office.news import NoticeText
from simulator.scenario import scenarios
from simulator.services.catalogue import procedures

NOTICES = news.texts()
GENUINE = {key: text for key, text in NOTICES.items() if not text.false}
FALSE = {key: text for key, text in NOTICES.items() if text.false}
POSTERS = posters.data()
URL = re.compile(r"https?://[^\s,;”“\"]+")
every = pytest.mark.parametrize("text", NOTICES.values(), ids=NOTICES.keys())
false = pytest.mark.parametrize("text", FALSE.values(), ids=FALSE.keys())
WORDS = {"group", "we", "We", "head", "unit", "day"}


def spoken(text: NoticeText) -> str:
    """Everything that one reads of a notice before judging it."""
    return "\n".join((text.title, text.text, text.sender, *text.choices.values()))


def test_there_are_many_notices_and_a_few_false_ones() -> None:
    """Fourteen genuine ones at least, some asking for an answer; two imitate the group, one for each aim."""
    assert len(GENUINE) >= 14
    assert len([text for text in GENUINE.values() if text.choices]) >= 5
    assert len([text for text in GENUINE.values() if not text.choices]) >= 5
    assert sorted(text.page for text in FALSE.values()) == ["account", "money"]
    assert {text.kind for text in NOTICES.values()} == set(datasets.labels()["notice_kind"])


@every
def test_a_notice_is_whole(text: NoticeText) -> None:
    """Title, words and source; a day that it names is one of the week; nothing unknown is to be filled in."""
    texts = (text.title, text.text, text.source, *text.choices.values(), *text.flags)
    assert all(part and part == " ".join(part.split()) for part in texts)
    assert text.confidence in tuple("PSLAGU")
    named = set(re.findall(r"\{(\w+)\}", " ".join((text.sender, text.caught, *texts))))
    assert named <= WORDS
    assert ("day" in named) == (0 <= text.weekday <= 6)
    assert len(text.choices) in (0, 3)
    assert len(text.text) <= 260


@every
def test_a_notice_holds_nothing_of_anybody(text: NoticeText) -> None:
    """No number that looks real, no link that leads anywhere."""
    assert real_looking(spoken(text)) is None
    assert not re.search(r"\b0\d{8,}", spoken(text))
    for address in URL.findall(spoken(text)):
        assert (urlsplit(address.rstrip(".")).hostname or "").endswith(".example")


@false
def test_a_false_notice_can_be_known(text: NoticeText) -> None:
    """By its sender first; it says what it is after, which answer gives it, and what to do then."""
    assert text.sender
    assert text.account
    assert text.gives in text.choices
    assert len(text.flags) >= 3
    assert len(text.caught) >= 30
    assert "Người gửi" in text.flags[0]


def test_genuine_notices_have_no_sender_of_their_own() -> None:
    """They come from the group's one channel."""
    assert not [t for t in GENUINE.values() if t.sender or t.account or t.page or t.gives or t.caught]


@pytest.mark.parametrize("sign", ["https://", "ngân hàng", "OTP", r"\dđ", "Gấp", "hôm nay|chiều nay"])
def test_no_single_sign_tells_a_false_notice(sign: str) -> None:
    """Links, money, codes and haste stand in genuine ones too."""
    assert [key for key, text in GENUINE.items() if re.search(sign, spoken(text))]


def test_every_filed_procedure_has_its_poster() -> None:
    """All that can be practised freely, and nothing else; printed in two short lines."""
    assert set(POSTERS.poster) == {s.procedure for s in scenarios().values() if s.neighbourhood}
    assert set(POSTERS.poster) <= set(procedures())
    assert all(len(text.title) <= 40 and len(text.text) <= 110 for text in POSTERS.poster.values())
    assert len(POSTERS.board) >= posters.HOW_MANY


def test_free_practice_has_a_neighbourhood_and_the_first_lesson_has_none() -> None:
    """The first lesson stays as it was."""
    assert not scenarios()[FIRST_LESSON].neighbourhood
    assert [name for name, s in scenarios().items() if name == s.procedure and not s.neighbourhood] == []


def test_a_genuine_code_leads_to_the_portal_of_the_state_as_printed() -> None:
    """What is printed below the code is where it leads."""
    assert urlsplit(POSTERS.address).hostname == "dichvucong.gov.vn"
    assert POSTERS.address.startswith("https://")
    assert POSTERS.printed.startswith("dichvucong.gov.vn ")


def test_a_sticker_leads_nowhere_and_can_be_known() -> None:
    """An address that never belongs to anybody and is not the printed one; three signs; three wordings are dealt."""
    assert sorted(datasets.toml("scams/variants.toml")["qr_sticker"]) == sorted(POSTERS.sticker)
    assert {sticker.page for sticker in POSTERS.sticker.values()} == {"account", "money"}
    for sticker in POSTERS.sticker.values():
        assert (urlsplit(sticker.site).hostname or "").endswith(".example")
        assert sticker.site.startswith("https://")
        assert len(sticker.flags) >= 3
        assert sticker.source
        assert sticker.confidence in tuple("PSLAGU")
    assert len([s for s in scenarios().values() if "qr_sticker" in s.faults]) >= 2
