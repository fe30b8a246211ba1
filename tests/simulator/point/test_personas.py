"""The people of the data: each can be talked to, agrees with the catalogue, and is somebody of their own."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from simulator.people.places import HANOI
from simulator.point import conduct
from simulator.point.personas import Persona, endings, moves, personas, said
from simulator.services import catalogue
from tests.simulator.point import volunteer

FOLDER = Path(__file__).parents[3] / "datasets" / "point" / "personas"
DAY = date(2026, 11, 2)
WRONG = {
    "hurry", "scold", "read_out", "push", "photo_papers", "sign_for", "take_phone", "read_code", "type_code",
    "keep_password", "own_account", "guess", "rate_for", "take_cash", "accept_gift", "promise", "explain_officially",
    "let_go",
}  # fmt: skip
"""Moves that always or mostly break a rule."""
EVERYONE = list(personas().items())
BY_NAME = pytest.mark.parametrize(("name", "who"), EVERYONE, ids=list(personas()))
FILED = [(name, who) for name, who in EVERYONE if who.at_kiosk]
AT_KIOSK = pytest.mark.parametrize(("name", "who"), FILED, ids=[name for name, _ in FILED])


def texts(who: Persona) -> Iterator[str]:
    """Every text of a persona that somebody reads."""
    yield from (who.title, who.who, who.opening, who.need_said, who.plain, who.jargon, who.card, who.source)
    yield from (*who.papers.values(), *who.missing.values(), *who.next.values(), *who.replies.values())
    yield from who.felt.values()
    for fact in who.facts.values():
        yield from (fact.ask, fact.answer)
    for field in who.form.values():
        yield from (field.label, *field.options.values())


def test_every_file_is_listed_once() -> None:
    """No persona lies in the folder unread."""
    assert sorted(personas()) == sorted(path.stem for path in FOLDER.glob("*.toml") if path.stem != "index")


@BY_NAME
def test_what_a_persona_names_is_there(name: str, who: Persona) -> None:
    """Moves, endings, papers, the procedure and the true promise are known."""
    named = {*who.replies, *who.feelings, *who.safety, *(move for needs in who.aids for move in needs)}
    assert named <= set(moves())
    assert all(moves()[move].group == "aids" for needs in who.aids for move in needs)
    assert all(moves()[move].group == "safety" for move in who.safety)
    assert who.ends
    assert set(who.ends) <= set(endings())
    assert not who.need or who.need in catalogue.procedures()
    assert who.promise in who.next
    assert set(who.scans) <= set(who.papers) | (set() if who.at_kiosk else set(who.missing))
    assert set(who.felt) == {"good", "mixed", "bad"}


@BY_NAME
def test_a_persona_answers_in_their_own_words(name: str, who: Persona) -> None:
    """To a greeting, to an explanation, to being heard out, and to something that should not be done."""
    assert {"greet", "explain_plainly"} <= set(who.replies)
    assert set(who.replies) & WRONG
    assert "listen" in who.replies or len(set(who.replies) & WRONG) > 1


@BY_NAME
def test_there_is_something_to_find_out(name: str, who: Persona) -> None:
    """Facts that matter and, where there are more, facts that do not; a promise among false ones."""
    assert sum(fact.needed for fact in who.facts.values()) >= 2
    assert len(who.next) >= 3
    assert len(set(who.next.values())) == len(who.next)


@BY_NAME
def test_guessing_does_not_pay(name: str, who: Persona) -> None:
    """Whoever takes the first of everything says something that is not so."""
    assert all(field.right in field.options and len(field.options) > 1 for field in who.form.values())
    firsts = [next(iter(field.options)) == field.right for field in who.form.values()]
    assert bool(firsts) >= who.at_kiosk
    assert not firsts or not all(firsts)


@BY_NAME
def test_texts_are_ready_to_be_read(name: str, who: Persona) -> None:
    """They fit the words of whoever comes, with no brace left, in NFC and without stray spaces."""
    words = volunteer.alone(name)[1].words
    for text in texts(who):
        shown = said(text, words)
        assert shown.strip() == shown != ""
        assert not set("{}") & set(shown)
        assert "  " not in shown
        assert unicodedata.is_normalized("NFC", shown)


@AT_KIOSK
def test_what_is_scanned_is_what_the_procedure_asks_for(name: str, who: Persona) -> None:
    """Every paper for the scanner is one of the procedure's documents, and no other paper would do."""
    procedure = catalogue.procedures()[who.need]
    asked = {known for slot in procedure.documents for known in (slot.id, *slot.accepts)}
    assert set(who.scans) <= asked
    assert any(way.channel == "online" for way in procedure.ways)


@AT_KIOSK
def test_whoever_pays_has_a_fee_to_pay(name: str, who: Persona) -> None:
    """A fee is paid at the kiosk exactly where Hà Nội takes one online at filing and nothing exempts."""
    procedure = catalogue.procedures()[who.need]
    fee = catalogue.fee(procedure, HANOI, "online", DAY)
    exempting = {known for slot in procedure.documents if slot.exempts for known in (slot.id, *slot.accepts)}
    due = fee is not None and fee.amount > 0 and fee.due == "filing" and not exempting & set(who.scans)
    assert who.pays == due


@BY_NAME
def test_the_true_promise_keeps_to_the_time_limit(name: str, who: Persona) -> None:
    """Where the catalogue is sure of a limit, the promise names it; a false one does not."""
    procedure = catalogue.procedures().get(who.need)
    limit = procedure.limit if procedure is not None else None
    if limit is None or limit.confidence == "U" or who.ends[0] not in ("filed", "counter", "come_back"):
        return
    names = {"same_day": "trong ngày", "hours": "giờ"}.get(limit.kind, f"{limit.amount} ngày làm việc")
    assert [key for key, text in who.next.items() if names in text.lower()] == [who.promise]


def test_people_differ() -> None:
    """No two come with the same matter, papers, needs, way out and things to tell."""
    kinds = [(who.need, who.ends, who.scans, who.aids, who.safety, *who.facts) for who in personas().values()]
    assert len(set(kinds)) == len(kinds)
    assert len({who.need for who in personas().values()}) > len(kinds) // 2
    for own in ("title", "opening", "plain", "card"):
        assert len({getattr(who, own) for who in personas().values()}) == len(kinds)


def test_every_level_has_several_people() -> None:
    """A shift of any level can be filled with different people."""
    levels = [who.level for who in personas().values()]
    assert min(levels.count(level) for level in (1, 2, 3)) >= 3


def test_the_right_answer_has_no_place_of_its_own() -> None:
    """Right options and true promises stand first, in the middle and last."""
    people = personas().values()
    rights = [list(field.options).index(field.right) for who in people for field in who.form.values()]
    true = [list(who.next).index(who.promise) for who in people]
    assert {0, 1, 2} <= set(rights)
    assert {0, 1, 2} <= set(true)


def test_a_code_that_goes_elsewhere_can_only_be_read_out() -> None:
    """The man whose SIM his grandson has cannot type a code; having it read to one costs, and does not help him."""
    portal, visit = volunteer.alone("bac_sim_cua_chau")
    volunteer.make(portal, visit, "greet", "ask_need", "choose:2.001159", "card", "look_away")
    for move in ("let_type", "type_code"):
        assert volunteer.tries(portal, visit, move) == "kiosk_no_code"
    volunteer.make(portal, visit, "read_code", "sign_out", "wipe")
    assert {line.key for line in conduct.broken(visit)} == {"code_told"}


def test_without_the_authorisation_nothing_can_be_sent() -> None:
    """The son without his mother's authorisation is stopped by the machine; both ways out of it are right."""
    portal, visit = volunteer.alone("anh_chua_co_uy_quyen")
    volunteer.make(portal, visit, "greet", "ask_need", "choose:2.000635", "card", "look_away", "let_type")
    volunteer.make(portal, visit, "fill:relation=parent", "fill:copies=one")
    assert volunteer.tries(portal, visit, "send") == "kiosk_unscanned"
    volunteer.make(portal, visit, "sign_out", "wipe", "end:home_visit")
    assert "wrong_end" not in {line.key for line in conduct.broken(visit)}


def test_who_was_sent_back_four_times_goes_when_treated_as_before() -> None:
    """Told that all was according to the rules, he has had enough; heard out first, he stays."""
    portal, visit = volunteer.alone("chu_bi_tra_bon_lan")
    volunteer.make(portal, visit, "greet", "explain_officially")
    assert visit.how == "walked_out"
    portal, visit = volunteer.alone("chu_bi_tra_bon_lan")
    volunteer.make(portal, visit, "greet", "listen", "explain_officially", "ask:head")
    assert visit.how == ""
