"""The phone's messages: honest ones lead to the state's addresses, scams to nowhere."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest

from grading.filer import Filer
from simulator import actions, datasets
from simulator.datasets import SmsText
from simulator.identity.numbers import PHONE, digits
from simulator.identity.privacy import real_looking
from simulator.identity.scams import text_of
from simulator.payments import orders
from simulator.people.places import HANOI, places
from tests.simulator.desk import Desk

MESSAGES = datasets.sms_texts()
SCAMS = {key: text for key, text in MESSAGES.items() if text.scam}
HONEST = {key: text for key, text in MESSAGES.items() if not text.scam}
every = pytest.mark.parametrize("text", MESSAGES.values(), ids=MESSAGES.keys())
scams = pytest.mark.parametrize("text", SCAMS.values(), ids=SCAMS.keys())
honest = pytest.mark.parametrize("text", HONEST.values(), ids=HONEST.keys())


def host(text: SmsText) -> str:
    """The host of the message's link, as a browser would see it."""
    return urlsplit(text.site).hostname or ""


def test_no_message_stands_in_both_files() -> None:
    """A scam does not overwrite an honest message."""
    assert set(datasets.toml("texts/sms.toml")) & set(datasets.toml("scams/sms.toml")) == set()


@scams
def test_a_scam_leads_to_a_reserved_address(text: SmsText) -> None:
    """The host ends in .example, which never belongs to anybody, and the link stands in the text."""
    assert host(text).endswith(".example")
    assert text.site in text.text
    assert not re.search(r"https?://(?!\S*\.example)", text.text)


@scams
def test_a_scam_can_be_known_by_its_signs(text: SmsText) -> None:
    """Two signs at least, what the false page wants, and the case that it is taken from."""
    assert len(text.flags) >= 2
    assert text.page in ("account", "money", "app")
    assert text.source


@scams
def test_a_scam_comes_from_a_number_that_nobody_has(text: SmsText) -> None:
    """The sender is a phone of the unassigned prefix."""
    assert PHONE.fullmatch(digits(text.sender))


@honest
def test_an_honest_link_leads_to_the_state(text: SmsText) -> None:
    """Without a link, or to a host that ends in .gov.vn, over https; nothing is asked for."""
    assert text.page == ""
    assert text.flags == ()
    if text.site:
        assert host(text).endswith(".gov.vn")
        assert text.site.startswith("https://")
        assert text.site in text.text
    else:
        assert "http" not in text.text


def test_not_every_link_is_a_scam() -> None:
    """At least one honest message has a link, so that "a link means a scam" is no answer."""
    assert [text for text in HONEST.values() if text.site]


@honest
def test_an_honest_sender_is_marked_as_simulated(text: SmsText) -> None:
    """A name of an office, never a number, with the word that it is not the real one."""
    assert text.sender.endswith("(mô phỏng)")
    assert not re.search(r"\d", text.sender)


@every
def test_a_message_holds_nothing_that_looks_real(text: SmsText) -> None:
    """No number or address in it could be somebody's."""
    assert real_looking(text.text.replace("{", "").replace("}", "")) is None
    assert real_looking(text.sender) is None


@every
def test_a_message_fits_a_phone(text: SmsText) -> None:
    """Short enough for one screen."""
    assert len(text.text) <= 230


@honest
def test_an_office_writes_without_marks(text: SmsText) -> None:
    """As their messages come in reality."""
    assert text.text.isascii()


@scams
def test_a_scam_is_written_with_marks_or_without_and_never_half(text: SmsText) -> None:
    """Most of the words of Vietnamese carry marks: half a text with them would look put together."""
    words = re.findall(r"[^\W\d_]+", re.sub(r"https?://\S+", "", text.text))
    marked = sum(not word.isascii() for word in words)
    assert marked == 0 or marked > len(words) / 2


def test_marks_are_no_sign_of_a_scam() -> None:
    """Each kind of scam comes in both ways of writing."""
    for kind in ("scam_activation", "scam_fee", "app_too_old"):
        texts = [MESSAGES[key].text for key in datasets.toml("scams/variants.toml")[kind]]
        assert {text.isascii() for text in texts} == {True, False}


def test_every_scam_is_dealt_and_every_wording_exists() -> None:
    """The variants name exactly the scams that there are, three of each kind."""
    variants = datasets.toml("scams/variants.toml")
    named = [*variants["scam_activation"], *variants["scam_fee"], *variants["app_too_old"]]
    assert sorted(named) == sorted(SCAMS)
    assert {len(variants[kind]) for kind in variants} == {3}


def petitioning() -> Filer:
    """A petition that nobody could understand at first."""
    filer = Filer("1.001193")
    filer.must(actions.SendPetition(topic="place", text="Hỏng rồi"))
    filer.must(actions.WaitForNews())
    filer.must(actions.AddToPetition(petition="p1", text="Ki-ốt ở nhà văn hóa hỏng từ thứ Hai, mong được sửa."))
    filer.must(actions.WaitForNews())
    return filer


def locked_out() -> Filer:
    """A new phone, then the account locked and unlocked."""
    filer = Filer("1.001193")
    filer.must(actions.ChangePhone(confirm="old_phone"))
    filer.must(actions.LockAccount())
    filer.must(actions.AskToUnlock())
    filer.must(actions.WaitForNews())
    return filer


def paying_twice() -> Filer:
    """The second transfer of one fee comes back."""
    filer = Filer("1.004194").prepared()
    filer.must(actions.SubmitDossier(dossier="d1", accept_terms=True))
    order = filer.order
    for _ in range(2):
        account = orders.account(filer.portal)
        filer.do(actions.TypeTransfer(account=account, amount=str(order.amount), content=order.content))
    while filer.do(actions.WaitForNews()).ok:
        pass
    return filer


def paying_by_card() -> Filer:
    """The bank's code for a payment by card."""
    filer = Filer("1.004194").prepared()
    filer.must(actions.SubmitDossier(dossier="d1", accept_terms=True))
    filer.must(actions.PayByCard(order="o1"))
    return filer


def test_every_honest_message_arrives_on_some_road_with_its_words() -> None:
    """All of them are sent by the portal, each with every word that its text needs."""
    forgetful, lost = Desk().activated(), Desk().signed_in().prepared(place=places(HANOI)[0])
    forgetful.must(actions.ForgetPassword())
    lost.submit()
    late, unmended = Filer("1.001776").prepared().send().follow(), Filer("1.004194").begin().owner().form()
    unmended.attach(housing="empty").deliver("counter").send().must(actions.WaitForNews())
    unmended.must(actions.SendSupplement(dossier="d1"))
    unmended.must(actions.WaitForNews())
    roads = [Desk().returned(), Desk().paid("empty").news(), forgetful, lost.news(), late, unmended]
    roads += [Filer(code).prepared().send().follow() for code in ("1.004873", "2.000815", "1.000894", "2.000986")]
    roads.append(Filer("1.004222").begin().owner().form().attach().deliver("counter").send().follow())
    raised = Filer("2.000908-muc-1").raise_level()
    reminded = Filer("1.001193").begin().owner().form()
    slot = next(s for s in reminded.procedure.documents if "device" in s.sources)
    reminded.attach(**{slot.id: "empty"}).deliver().send().must(actions.WaitForNews())
    reminded.must(actions.WaitForNews(anyway=True))
    roads += [raised, reminded, petitioning(), locked_out(), paying_twice(), paying_by_card()]
    arrived = {}
    for desk in roads:
        for message in desk.state.messages:
            arrived[message.key] = text_of(message)
    assert set(HONEST) <= set(arrived)
    assert not [text for text in arrived.values() if "{" in text]
