"""The catalogue of scams: each known by its signs, none that could work, and no rule of thumb that tells them apart."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from urllib.parse import urlsplit

import msgspec
import pytest

from simulator import datasets
from simulator.identity.privacy import real_looking
from simulator.identity.scam_catalogue import CHANNELS, Honest, Met, Play, Scam, honest, scams
from simulator.services.catalogue import plain

SCAMS, HONEST = scams(), honest()
ALL: dict[str, Met] = {**SCAMS, **HONEST}
every = pytest.mark.parametrize("met", ALL.values(), ids=ALL.keys())
fake = pytest.mark.parametrize("scam", SCAMS.values(), ids=SCAMS.keys())
real = pytest.mark.parametrize("thing", HONEST.values(), ids=HONEST.keys())

STATE = {"dichvucong.gov.vn", "lienthong.dichvucong.gov.vn", "vneid.gov.vn", "ttpvhcc.hanoi.gov.vn"}
"""The only real addresses: public services of the state, named in README.md."""
HOTLINES = {"1900.0368", "113", "156", "5656"}
"""The only numbers that answer in reality; they stand in advice, never in what is met."""
URL = re.compile(r"https?://[^\s,;”“\"]+")
BEST_BY_ONE_FEATURE = 0.70
URGENT = re.compile(r"\b(gap|ngay|khan|nhanh|hom nay|trong ngay|phut)\b")


def host(address: str) -> str:
    """The host of an address, as a browser would see it."""
    return urlsplit(address.rstrip(".")).hostname or ""


def advice(met: Met) -> str:
    return " ".join((met.title, met.now, *signs(met), getattr(met, "caught", "")))


def signs(met: Met) -> tuple[str, ...]:
    found: tuple[str, ...] = met.flags if isinstance(met, Scam) else getattr(met, "signs", ())
    return found


def guessed(feature: Callable[[Met], bool], among: list[Met]) -> float:
    """How many of the guesses are right if the feature, or its absence, is taken for a scam."""
    right = sum(feature(met) == isinstance(met, Scam) for met in among) / len(among)
    return max(right, 1 - right)


def words_of(met: Met) -> set[str]:
    return set(re.findall(r"\w+", plain(met.words)))


def test_there_are_many_scams_and_as_many_honest_things_on_each_channel() -> None:
    """At least 24 scams; whoever calls everything a scam is right as often as who calls nothing one."""
    assert len(SCAMS) >= 24
    assert not set(SCAMS) & set(HONEST)
    counted = Counter(scam.channel for scam in SCAMS.values())
    assert counted == Counter(thing.channel for thing in HONEST.values())
    assert set(counted) == set(CHANNELS)
    assert min(counted.values()) >= 2


def test_no_two_scams_share_a_trick() -> None:
    """Each trick has one scam; tricks and names are keys."""
    tricks = Counter(scam.trick for scam in SCAMS.values())
    assert [trick for trick, count in tricks.items() if count > 1] == []
    assert all(re.fullmatch(r"[a-z]+(_[a-z]+)*", name) for name in (*tricks, *HONEST, *set(SCAMS) - dealt()))


def dealt() -> set[str]:
    """The names of the SMS that the portal deals out; other data names them too."""
    return {key for key, text in datasets.sms_texts().items() if text.scam}


def test_the_portal_deals_the_scams_with_a_false_page() -> None:
    """Its messages are those of the catalogue, the first lesson's under their old names."""
    assert dealt() == {key for key, scam in SCAMS.items() if scam.page}
    assert dealt() == {f"scam_{kind}_{number}" for kind in ("activation", "fee", "update") for number in (1, 2, 3)}
    for key in dealt():
        assert datasets.sms_texts()[key].text == SCAMS[key].text


@every
def test_something_met_is_whole(met: Met) -> None:
    """Situation, advice and source are told; nothing is empty or has spaces at its ends."""
    texts = (met.title, met.context, met.now, met.source, *signs(met), *(turn.says for turn in met.turns))
    assert all(text and text == " ".join(text.split()) for text in texts)
    assert met.confidence in tuple("PSLAGU")
    assert len(signs(met)) >= 3
    assert len(set(signs(met))) == len(signs(met))


@every
def test_something_met_has_what_its_channel_shows(met: Met) -> None:
    """A message its words and sender, a conversation its turns, an address its address, a code what it opens."""
    if met.channel in ("sms", "chat", "mail"):
        assert met.text
        assert met.sender
        assert not met.turns
    elif met.channel in ("call", "door", "video"):
        assert len(met.turns) >= 4
        assert len({turn.who for turn in met.turns}) >= 2
        assert met.sender or met.channel == "door"
    else:
        assert met.picture
        assert met.site or met.channel in ("qr", "app")
    assert bool(met.shows) == (met.channel == "qr")


@every
def test_the_title_does_not_give_it_away(met: Met) -> None:
    """It is read before judging."""
    assert not re.search(r"\b(lua|gia|that|dang ngo|canh giac)\b", plain(met.title).replace("giay", ""))


@every
def test_an_sms_fits_a_phone(met: Met) -> None:
    """Short, and with marks or without them, never half."""
    if met.channel == "sms":
        words = re.findall(r"[^\W\d_]+", URL.sub("", met.text))
        marked = sum(not word.isascii() for word in words)
        assert marked == 0 or marked > len(words) / 2
        assert len(met.text) <= 230


@fake
def test_a_scam_is_explained(scam: Scam) -> None:
    """What to do at once, and what to do if one has fallen for it."""
    assert len(scam.now) >= 30
    assert len(scam.caught) >= 30


@fake
def test_a_conversation_has_its_moment_to_stop(scam: Scam) -> None:
    """After the stranger's words, and before the end: one should not listen to all of it."""
    if not scam.turns:
        assert scam.stop == 0
        return
    assert 1 <= scam.stop < len(scam.turns)
    assert scam.turns[scam.stop - 1].who == scam.turns[0].who


@real
def test_something_honest_resembles_a_scam_of_its_channel(thing: Honest) -> None:
    """The trick that it looks like exists, on the same channel."""
    alike = next(scam for scam in SCAMS.values() if scam.trick == thing.like)
    assert alike.channel == thing.channel


@fake
def test_a_scams_addresses_lead_nowhere(scam: Scam) -> None:
    """Every link ends in .example, which never belongs to anybody."""
    addresses = [*URL.findall(scam.words), *([scam.site] if scam.site else [])]
    assert all(host(address).endswith(".example") for address in addresses)


@real
def test_an_honest_address_is_the_states_or_reserved(thing: Honest) -> None:
    """One of the listed hosts of the state over https, or an example's."""
    for address in (*URL.findall(thing.words), *([thing.site] if thing.site else [])):
        assert host(address) in STATE or host(address).endswith(".example")
        assert address.startswith("https://") or host(address) not in STATE


@every
def test_a_link_is_where_one_can_read_it(met: Met) -> None:
    """Wherever a link really leads stands in what is read or seen."""
    assert not met.site or met.channel in ("web", "app") or met.site in met.words.removesuffix(met.site)


@every
def test_no_number_could_be_somebodys(met: Met) -> None:
    """Phones are of the prefix 030; no long number that is not ours; hotlines stand in advice alone."""
    for text in (met.words, advice(met)):
        assert real_looking(text) is None
        bare = re.sub(r"\b\d{1,3}(?:\.\d{3}){1,2}(?!\d)|\bH99\.\d+-\d{6}-\d{4}\b", "", text)
        runs = re.findall(r"\d(?:[ .]?\d){4,}", bare)
        assert [run for run in runs if not re.fullmatch(r"030 555 \d{4}", run) and run not in HOTLINES] == []
    assert not set(re.findall(r"[\d.]+\d", met.words)) & HOTLINES
    assert not re.search(r"\d", met.sender) or re.fullmatch(r"030 555 \d{4}|.*\D8A1", met.sender)


def test_senders_numbers_are_each_somebody_elses() -> None:
    """No two strangers call from the same phone."""
    numbers = Counter(met.sender for met in ALL.values() if met.sender.startswith("030"))
    assert [number for number, count in numbers.items() if count > 1] == []


# --- calls that the phone gets -----------------------------------------------------


PLAYED: dict[str, tuple[Met, Play]] = {met.id: (met, met.play) for met in ALL.values() if met.play}
played = pytest.mark.parametrize(("met", "play"), PLAYED.values(), ids=PLAYED.keys())
ADDRESS = {"title", "Title", "given", "unit"}


def heard(play: Play) -> str:
    """Everything that one knows, hears and may answer before judging."""
    spoken = (text for line in play.lines for text in (line.says, line.ask, line.give))
    return "\n".join(text for text in (play.context, *spoken) if text)


def as_met(met: Met, play: Play) -> Met:
    """A call as the phone gets it, to be looked at like any other thing that is met."""
    return msgspec.structs.replace(met, context=heard(play), turns=())


def test_as_many_honest_calls_as_scams_reach_the_phone() -> None:
    """Four of each at least; both kinds of loss; only calls ring, and each honest one has a scam unlike it."""
    fake_ones = [met for met, _ in PLAYED.values() if isinstance(met, Scam)]
    honest_ones = [met for met, _ in PLAYED.values() if isinstance(met, Honest)]
    assert len(fake_ones) == len(honest_ones) >= 4
    assert {met.channel for met, _ in PLAYED.values()} == {"call"}
    assert {play.wants for met, play in PLAYED.values() if isinstance(met, Scam)} == {"account", "money"}
    assert all(any(thing.like != scam.trick for thing in honest_ones) for scam in fake_ones)


@played
def test_a_played_call_is_whole(met: Met, play: Play) -> None:
    """Two to four lines; one may ask back at each but the last; what is named can be filled in; no number is real."""
    spoken = [text for line in play.lines for text in (line.says, line.sign)]
    texts = [play.context, play.hotline, play.answer, *spoken]
    assert all(text and text == " ".join(text.split()) for text in texts)
    assert 2 <= len(play.lines) <= 4
    assert [bool(line.ask) for line in play.lines] == [True] * (len(play.lines) - 1) + [False]
    everything = "\n".join((heard(play), *texts, play.declines))
    assert set(re.findall(r"\{(\w+)\}", everything)) <= ADDRESS
    assert len({line.sign for line in play.lines}) == len(play.lines)
    assert bool(play.wants) == (not play.declines) == isinstance(met, Scam)
    assert real_looking(everything) is None
    assert not set(re.findall(r"[\d.]+\d", everything)) & HOTLINES
    runs = re.findall(r"\d(?:[ .]?\d){4,}", re.sub(r"\b\d{1,3}\.\d{3}đ", "", everything))
    assert all(re.fullmatch(r"030 555 \d{4}", run) for run in runs)


@played
def test_a_played_line_fits_the_phone(met: Met, play: Play) -> None:
    """What one hears at once is short; an answer is one sentence or two."""
    assert all(len(line.says) <= 130 and len(line.ask) <= 60 and len(line.give) <= 60 for line in play.lines)
    assert len(play.context) <= 130


def test_nothing_about_their_form_tells_played_scams() -> None:
    """The same answers at the same lines, and lengths that overlap."""
    shapes = {tuple((bool(line.ask), bool(line.give)) for line in play.lines) for _, play in PLAYED.values()}
    assert len(shapes) == 1
    false = [len(heard(play)) for met, play in PLAYED.values() if isinstance(met, Scam)]
    true = [len(heard(play)) for met, play in PLAYED.values() if isinstance(met, Honest)]
    assert 0.85 <= (sum(true) / len(true)) / (sum(false) / len(false)) <= 1.18
    assert min(true) < max(false)
    assert min(false) < max(true)


# --- no rule of thumb --------------------------------------------------------------


FEATURES: dict[str, Callable[[Met], bool]] = {
    "a link": lambda met: bool(met.site),
    "a link of no state's": lambda met: ".example" in met.words,
    "the words gov.vn": lambda met: "gov.vn" in met.words,
    "a sender with a number": lambda met: bool(re.search(r"\d", met.sender)),
    "text without marks": lambda met: bool(met.text) and met.text.isascii(),
    "urgency": lambda met: bool(URGENT.search(plain(met.words))),
    "the word gấp": lambda met: "gap" in words_of(met),
    "money": lambda met: bool(re.search(r"\d[đd]\b|triệu|\btien\b|tiền", met.words)),
    "a secret": lambda met: bool(re.search(r"\botp\b|mat khau|passcode|\bma\b", plain(met.words))),
    "a threat": lambda met: bool(re.search(r"\b(khoa|huy|mat|phat|cat|xoa)\b", plain(met.words))),
    "an office": lambda met: bool(re.search(r"cong an|\bcanh sat|phuong\b|\bthue\b", plain(met.words))),
}
features = pytest.mark.parametrize("feature", FEATURES.values(), ids=FEATURES.keys())


@features
def test_no_single_feature_tells_scams(feature: Callable[[Met], bool]) -> None:
    """Judging by it alone, or by its absence, is right in at most 7 of 10 cases, and on no channel always."""
    assert guessed(feature, list(ALL.values())) <= BEST_BY_ONE_FEATURE
    for channel in CHANNELS:
        assert guessed(feature, [met for met in ALL.values() if met.channel == channel]) < 0.9, channel


@features
def test_no_single_feature_tells_played_scams(feature: Callable[[Met], bool]) -> None:
    """Among the calls that the phone gets none is a sure sign, either."""
    assert guessed(feature, [as_met(met, play) for met, play in PLAYED.values()]) < 0.9


def test_no_single_word_tells_scams() -> None:
    """Whichever word is taken, wherever it stands."""
    everything = list(ALL.values())
    met_words = {met.id: words_of(met) for met in everything}
    vocabulary = set().union(*met_words.values())
    assert len(vocabulary) > 500
    telling = {
        word: round(share, 2)
        for word in vocabulary
        if (share := guessed(lambda met, w=word: w in met_words[met.id], everything)) > BEST_BY_ONE_FEATURE
    }
    assert telling == {}


def test_no_length_tells_scams() -> None:
    """Wherever the line is drawn between short and long; and on each channel the lengths overlap."""
    everything = list(ALL.values())
    for limit in {len(met.words) for met in everything}:
        assert guessed(lambda met, n=limit: len(met.words) >= n, everything) <= BEST_BY_ONE_FEATURE
    for channel in CHANNELS:
        false = [len(met.words) for met in SCAMS.values() if met.channel == channel]
        true = [len(met.words) for met in HONEST.values() if met.channel == channel]
        assert 0.75 <= (sum(true) / len(true)) / (sum(false) / len(false)) <= 1.33, channel
        assert min(true) < max(false), channel
        assert min(false) < max(true), channel


@pytest.mark.parametrize("channel", ["sms", "chat"])
@pytest.mark.parametrize("name", ["a link", "a sender with a number", "text without marks", "urgency"])
def test_among_messages_neither_link_sender_spelling_nor_urgency_tells(channel: str, name: str) -> None:
    """The channels that children know best are balanced by themselves."""
    among = [met for met in ALL.values() if met.channel == channel]
    assert guessed(FEATURES[name], among) <= BEST_BY_ONE_FEATURE
