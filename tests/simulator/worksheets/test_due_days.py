"""The questions about due days: worked by hand here, and what the sheet says of days off against the calendar."""

from __future__ import annotations

import re
from datetime import date

import pytest

from simulator.draw import Draw
from simulator.office import calendar
from simulator.services.eforms import read_day
from simulator.worksheets import sheets
from simulator.worksheets.makers import MAKERS, Made

LESSON, SHEET = "06-theo-doi-va-nhan-ket-qua", "td-ngay-hen"
SEEDS = [str(number) for number in range(40)]

BY_HAND = {
    "due_over_saturday": {"19/08": "22/08", "20/08": "24/08", "21/08": "25/08"},
    "due_over_september": {"26/08": "03/09", "27/08": "04/09", "28/08": "07/09"},
    "due_over_november": {"19/11": "25/11", "20/11": "26/11", "23/11": "27/11"},
}
"""Received and due of three working days in 2026: 31/8 to 2/9, 24/11 are off, 22/8 is worked."""


def made(maker: str, seed: str, begins: date = date(2026, 10, 14)) -> Made:
    return MAKERS[maker](Draw(seed), "here", begins)


def received(one: Made) -> date:
    """The day of receipt, as the question names it."""
    day = read_day(one.words["received"].rpartition(" ")[2])
    assert day is not None
    return day


@pytest.mark.parametrize("maker", BY_HAND)
def test_every_day_of_receipt_has_the_due_day_worked_by_hand(maker: str) -> None:
    """And all of them are drawn."""
    found = {}
    for one in (made(maker, seed) for seed in SEEDS):
        assert one.words["amount"] == "03"
        found[f"{received(one):%d/%m}"] = one.right.removesuffix("/2026")
    assert found == BY_HAND[maker]


@pytest.mark.parametrize("begins", [date(2026, 9, 7), date(2026, 9, 11), date(2026, 10, 14), date(2026, 10, 30)])
def test_after_fifteen_hours_on_a_friday_it_is_monday(begins: date) -> None:
    """Whenever the case begins: a Friday before it, later than 15:00, and no holiday after it."""
    for seed in SEEDS:
        one = made("due_after_15", seed, begins)
        day, due = received(one), read_day(one.right)
        assert due is not None
        assert day.weekday() == 4
        assert calendar.is_working_day(day)
        assert day < begins
        assert (due - day).days == 3
        assert "15:00" < one.words["received"][:5] < "17:00"
        assert sorted(one.slips.values()) == ["same_day", "saturday", "sunday"]


def test_an_expected_slip_gets_its_own_reason() -> None:
    """Counted from the day of receipt, or over a holiday: each is told; the answer is never given away."""
    items = {item.make: item for item in sheets.sheet_of(LESSON, SHEET).items}
    for maker, item in items.items():
        for seed in SEEDS:
            one = made(maker, seed)
            drawn = sheets.Drawn(item.id, one.right, words=one.words, slips=one.slips)
            for answer, key in one.slips.items():
                told = sheets.why(LESSON, SHEET, drawn, answer.replace("/0", "/"))
                assert told == item.why[key].format(**one.words)
                assert not sheets.is_right(LESSON, SHEET, drawn, answer)
            general = sheets.why(LESSON, SHEET, drawn, "31/12/2026")
            assert general == item.why["*"].format(**one.words)
            shown = {text.format(**one.words) for text in item.why.values()}
            assert not any(one.right in text for text in shown)


def test_a_day_is_read_with_or_without_its_year() -> None:
    """``3/9``, ``03/09`` and ``03/09/2026`` are one answer."""
    one = made("due_over_september", next(s for s in SEEDS if received(made("due_over_september", s)).day == 26))
    drawn = sheets.Drawn("september", one.right, words=one.words, slips=one.slips)
    assert all(sheets.is_right(LESSON, SHEET, drawn, text) for text in ("3/9", "03/09", "3/9/2026", " 03/09/2026 "))
    assert not sheets.is_right(LESSON, SHEET, drawn, "9/3")


def test_the_small_calendar_on_the_sheet_is_the_calendar() -> None:
    """Every day that it names is off or worked as it says."""
    rows = [text for label, text in sheets.sheet_of(LESSON, SHEET).paper if label.startswith("Tháng")]
    named = [found for row in rows for found in re.findall(r"(T[2-7]) (\d+)/(\d+)(?: (nghỉ|làm bù))?", row)]
    assert len(named) > 15
    for weekday, day, month, said in named:
        when = date(2026, int(month), int(day))
        assert when.weekday() + 2 == int(weekday[1])
        assert calendar.is_working_day(when) == (said != "nghỉ")
        assert (when.weekday() >= 5) == (said == "làm bù")
