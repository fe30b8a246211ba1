"""The catalogue of procedures: finding one, its page, its fee."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator import actions
from simulator.people.places import HANOI, province_codes
from simulator.services.catalogue import UNKNOWN_CODE, Spelling, fee, plain, procedure_on, procedures, search, versions
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


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("thuê", ["1.004194"]),
        ("thue nha", ["1.004194"]),
        ("thuế", []),  # another word, which no procedure here is about
        ("uê", []),  # the inside of a word
        ("kêt hôn", ["1.000894", "1.004873"]),  # a mark left out
        ("kết hồn", []),  # another mark
        ("chứ", ["2.000884", "2.000815", "1.000656", "2.000908"]),
        ("trich luc", [PROCEDURE]),
        ("trích  LỤC,", [PROCEDURE]),
    ],
)
def test_words_and_their_beginnings_are_found_by_the_marks_that_are_typed(query: str, found: list[str]) -> None:
    """What is typed must be there; a mark that is left out may be."""
    assert search(query) == found


def test_a_tone_may_stand_on_either_vowel() -> None:
    """“hoà” and “hòa” are one spelling."""
    assert Spelling.of("hoà").fits(Spelling.of("hòa")) == 3
    assert Spelling.of("hoa").fits(Spelling.of("hòa")) == 2
    assert Spelling.of("hòa").fits(Spelling.of("hoa")) == 0
    assert Spelling.of("d").fits(Spelling.of("đường")) == 1
    assert Spelling.of("đ").fits(Spelling.of("dân")) == 0


def test_the_same_marks_come_before_others() -> None:
    """Of two names that fit, the one that has the word as it was typed is first."""
    words = [Spelling.of(word) for word in ("hộ", "ho", "hồi")]
    assert [Spelling.of("ho").fits(word) for word in words] == [2, 3, 1]
    assert search("khai sinh")[0] == "1.001193"  # in the name, and the name is the shortest


@pytest.mark.parametrize("query", [PROCEDURE, "2.000635.", "000635", "2000635", "0635"])
def test_a_code_or_a_part_of_it_will_do(query: str) -> None:
    """As it is read out, or the end that somebody remembers."""
    assert search(query) == [PROCEDURE]


def test_a_part_of_several_codes_finds_them_all() -> None:
    """Every procedure of the ministry's group 1."""
    assert set(search("1.00")) == {code for code in procedures() if code.startswith("1.00")}


@pytest.mark.parametrize("query", ["", "   ", "\t", "!!", "..."])
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


OLD_DAY, NEW_DAY = date(2025, 6, 30), date(2025, 7, 1)


@pytest.mark.parametrize(
    ("code", "old", "new"),
    [
        ("2.000635", "UBND cấp xã; UBND cấp huyện", "UBND cấp xã"),
        ("1.001612", "UBND cấp huyện", "UBND cấp xã"),
        ("1.001776", "Chủ tịch UBND cấp huyện", "Chủ tịch UBND cấp xã"),
    ],
)
def test_districts_decide_until_the_last_day_of_june_2025(code: str, old: str, new: str) -> None:
    """Who is competent changes overnight; what learners read is the new version."""
    before, after = procedure_on(code, OLD_DAY), procedure_on(code, NEW_DAY)
    assert before is not None
    assert after is procedures()[code]
    assert old in before.competent
    assert new in after.competent
    assert "huyện" not in after.competent
    assert not before.filed_here


def test_versions_follow_one_another_without_a_gap() -> None:
    """The oldest first, each beginning the day after the one before has ended; the last is today's."""
    for code, today in procedures().items():
        held = versions(code)
        assert held[-1] is today
        for before, after in pairwise(held):
            assert before.valid_to is not None
            assert before.valid_to + timedelta(days=1) == after.valid_from
    assert sum(len(versions(code)) > 1 for code in procedures()) >= 3


def test_a_day_before_the_data_begins_has_no_version() -> None:
    """What is not held is not guessed; an unknown code has no version at all."""
    first = versions(PROCEDURE)[0].valid_from
    assert procedure_on(PROCEDURE, first - timedelta(days=1)) is None
    assert procedure_on(PROCEDURE, first) is versions(PROCEDURE)[0]
    assert versions("9.999999") == ()
    assert procedure_on("9.999999", TODAY) is None


def test_an_older_version_is_not_found_by_searching() -> None:
    """Whatever belongs to the old world alone leads nowhere: learners file in the new one."""
    assert versions("1.001612")[0].competent == "Phòng Tài chính – Kế hoạch thuộc UBND cấp huyện"
    assert search("Phòng Tài chính Kế hoạch") == []


def test_a_placeholder_for_a_code_finds_nothing_and_is_not_shown() -> None:
    """A procedure whose code we do not know is found by its name, and says that its code has to be checked."""
    unknown = [code for code in procedures() if code.startswith(UNKNOWN_CODE)]
    assert unknown
    for code in unknown:
        assert search(code) == []
        assert search(procedures()[code].name)[0] == code
        assert procedures()[code].shown_code == "cần kiểm tra"
    assert procedures()[PROCEDURE].shown_code == PROCEDURE


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


@pytest.mark.parametrize("query", ["", "0912345678"])
def test_a_query_that_is_refused_leaves_no_old_results(query: str) -> None:
    """What stands on the page is the answer to the last thing that was typed."""
    desk = Desk()
    desk.must(actions.SearchProcedures(query="khai sinh"))
    desk.refused(actions.SearchProcedures(query=query))
    assert desk.state.found == []
