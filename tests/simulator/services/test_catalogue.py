"""The catalogue of procedures: finding one, its page, its fee."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator import actions
from simulator.people.places import HANOI, province_codes
from simulator.services.catalogue import fee, plain, procedures, search
from tests.simulator.desk import PROCEDURE, Desk

TODAY = date(2026, 11, 1)


@pytest.mark.parametrize(
    "query",
    ["bản sao giấy khai sinh", "ban sao giay khai sinh", "BAN SAO  GIAY KHAI SINH", "trích lục hộ tịch", PROCEDURE],
)
def test_a_procedure_is_found_with_and_without_marks(query: str) -> None:
    """Words with or without accents, in any case, or the code."""
    assert search(query)[0] == PROCEDURE


def test_every_procedure_is_found_by_its_own_name() -> None:
    """The full name leads to it first."""
    for code, procedure in procedures().items():
        assert search(procedure.name)[0] == code


def test_every_word_must_be_there() -> None:
    """More words find less, and a word that fits nothing finds nothing."""
    assert set(search("khai sinh trích lục")) <= set(search("khai sinh"))
    assert len(search("khai sinh")) > len(search("khai sinh trích lục"))
    assert search("khai sinh vàng") == []


@pytest.mark.parametrize("query", ["", "   ", "\t"])
def test_no_words_find_nothing(query: str) -> None:
    """An empty search is not all procedures."""
    assert search(query) == []


@given(st.text(max_size=120))
def test_any_query_is_answered(query: str) -> None:
    """Whatever is typed: known codes, each once, best first."""
    found = search(query)
    assert len(found) == len(set(found))
    assert set(found) <= set(procedures())


@given(st.text(max_size=60))
def test_plain_text_is_plain_already(text: str) -> None:
    """Taking marks away twice takes nothing more."""
    assert plain(plain(text)) == plain(text)


@pytest.mark.parametrize(("text", "bare"), [("Đăng ký", "dang ky"), ("ĐƯỜNG", "duong"), ("Quốc Oai", "quoc oai")])
def test_marks_and_case_are_taken_away(text: str, bare: str) -> None:
    """Including đ, which has no mark to take away."""
    assert plain(text) == bare


@pytest.mark.parametrize(
    ("province", "channel", "day", "amount"),
    [
        (HANOI, "online", date(2026, 11, 1), 0),
        (HANOI, "online", date(2026, 1, 1), 0),
        (HANOI, "online", date(2025, 12, 31), 0),
        (HANOI, "online", date(2023, 6, 30), 8000),  # before the city's own rule
        (HANOI, "counter", date(2026, 11, 1), 8000),
        ("04", "online", date(2026, 11, 1), 8000),
        ("79", "counter", date(2026, 11, 1), 8000),
    ],
)
def test_a_copys_fee_depends_on_place_channel_and_day(province: str, channel: str, day: date, amount: int) -> None:
    """Nothing for Hà Nội online, 8,000đ everywhere else, by the row in force on the day."""
    row = fee(procedures()[PROCEDURE], province, channel, day)
    assert row is not None
    assert row.amount == amount


def test_an_unpublished_fee_is_none() -> None:
    """No row, no sum: before the rule, or for a way that nobody published."""
    procedure = procedures()[PROCEDURE]
    assert fee(procedure, "04", "online", date(2016, 12, 31)) is None
    assert fee(procedure, "04", "pigeon", TODAY) is None


def test_every_province_outside_hanoi_costs_the_same() -> None:
    """So that no learner's task is dearer than another's."""
    rows = [fee(procedures()[PROCEDURE], code, "online", TODAY) for code in province_codes() if code != HANOI]
    assert {row.amount for row in rows if row is not None} == {8000}
    assert None not in rows


def test_reading_a_page_is_noted_once() -> None:
    """Opening a page twice is one page read."""
    desk = Desk()
    for _ in range(2):
        desk.must(actions.OpenProcedure(procedure="1.001193"))
    assert desk.state.procedures_read == ["1.001193"]


def test_searching_needs_no_account() -> None:
    """Everybody may look; what was found stays until the next search."""
    desk = Desk()
    outcome = desk.must(actions.SearchProcedures(query="khai sinh"))
    assert desk.state.found == search("khai sinh")
    assert outcome.words["count"] == str(len(desk.state.found))
    desk.refused(actions.SearchProcedures(query="đào vàng"))
    assert desk.state.found == []
