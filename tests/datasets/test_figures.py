"""The figures of the newspaper articles: readable, tied to today's places, and recomputed where that can be done."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

import pytest

from simulator import datasets
from simulator.people.places import now_called

ROWS = datasets.table("figures/article_figures.csv")
BY_ID = {row["id"]: row for row in ROWS}
OLD_NAMES = {row["old_unit"] for row in datasets.table("places/old_units.csv")}
EMPTY = "-"


def value(name: str) -> Decimal:
    """The printed number of a row."""
    return Decimal(BY_ID[name]["value"])


def rounded(number: Decimal, digits: int = 2) -> Decimal:
    """Rounded half up, as a newspaper rounds."""
    return number.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)


def percent(part: str, *whole: str) -> Decimal:
    """A row as a percentage of the sum of others, to two places."""
    return rounded(100 * value(part) / sum(map(value, whole)))


AGREE: dict[str, Callable[[], Decimal]] = {
    "000-28": lambda: percent("000-27", "000-25"),
    "000-29": lambda: value("000-24") - value("000-25"),
    "000-34": lambda: value("000-33"),
    "001-01": lambda: value("001-03") + value("001-04"),
    "001-22": lambda: percent("001-20", "001-18"),
    "001-23": lambda: percent("001-21", "001-18"),
    "002-11": lambda: 100 - value("002-10"),
    "002-15": lambda: percent("002-14", "002-12", "002-14"),
}
"""Row to what its number must be by the others."""

DIFFER: dict[str, tuple[Callable[[], Decimal], str]] = {
    "000-19": (lambda: percent("000-17", "000-18"), "95.56"),
    "000-26": (lambda: percent("000-25", "000-24"), "98.64"),
    "002-13": (lambda: percent("002-12", "002-12", "002-14"), "52.73"),
}
"""Row to what its number should have been by the others, and that number."""

MORE: dict[str, tuple[Callable[[], Decimal], str]] = {
    "000-31": (lambda: percent("000-31", "000-24"), "1.22"),
    "002-31": (lambda: percent("002-31", "002-28", "002-29"), "33.76"),
    "003-13": (lambda: value("003-12") + value("003-13"), "21"),
    "003-16": (lambda: rounded(100 * value("003-15") / value("003-16"), 0), "24855"),
}
"""Row to a number that is not printed and follows, or makes one wonder."""


def in_words(number: str) -> str:
    """A number as Vietnamese text writes it: ``98.64`` is ``98,64``, ``24855`` is ``24.855``."""
    whole, _, rest = number.partition(".")
    return f"{int(whole):,}".replace(",", ".") + (f",{rest}" if rest else "")


def test_every_figure_is_there_once() -> None:
    """129 figures of five articles, numbered within each."""
    assert len(ROWS) == 129
    assert Counter(row["article"] for row in ROWS) == {"000": 34, "001": 30, "002": 35, "003": 18, "004": 12}
    counted: Counter[str] = Counter()
    for row in ROWS:
        counted[row["article"]] += 1
        assert row["id"] == f"{row['article']}-{counted[row['article']]:02d}"


@pytest.mark.parametrize("row", ROWS, ids=BY_ID)
def test_a_value_is_what_its_unit_says(row: dict[str, str]) -> None:
    """A day, a month, words, or a number that is not negative; a percentage up to a hundred."""
    if row["unit"] == "ngày (ISO)":
        assert date.fromisoformat(row["value"]).isoformat() == row["value"]
    elif row["unit"] == "tháng (ISO)":
        assert date.fromisoformat(row["value"] + "-01")
    elif row["unit"] == "văn bản":
        assert not row["value"][0].isdigit()
    else:
        assert re.fullmatch(r"\d+(\.\d+)?", row["value"], re.ASCII)
        assert row["unit"] != "%" or Decimal(row["value"]) <= 100
    assert row["bound"] in ("=", ">", "≥", "≤")


@pytest.mark.parametrize("row", ROWS, ids=BY_ID)
def test_a_period_that_looks_like_days_is_days(row: dict[str, str]) -> None:
    """From before to after; other periods are years, months or words."""
    if re.match(r"\d{4}-\d{2}-\d{2}", row["period"]):
        days = [date.fromisoformat(part) for part in row["period"].split("/")]
        assert days == sorted(set(days))
    elif re.fullmatch(r"[\d-]+", row["period"]):
        assert re.fullmatch(r"\d{4}|\d{4}-\d{4}|\d{4}-(0[1-9]|1[0-2])", row["period"])


@pytest.mark.parametrize("row", ROWS, ids=BY_ID)
def test_a_place_is_tied_to_the_units_of_today(row: dict[str, str]) -> None:
    """The city is itself, an old ward is what it became; a district became no one unit."""
    if row["place"] == "thành phố Hà Nội":
        assert row["unit_today"] == "Thành phố Hà Nội"
        return
    named = [name for name in OLD_NAMES if name.casefold() in row["place"].casefold()]
    assert len(named) <= 1
    today = "; ".join(unit.commune for name in named for unit in now_called(name))
    assert row["unit_today"] == (today or EMPTY)


@pytest.mark.parametrize("name", AGREE)
def test_what_is_said_to_agree_agrees(name: str) -> None:
    """The number follows from the others."""
    assert BY_ID[name]["check"].startswith("khớp: ")
    assert AGREE[name]() == value(name)


@pytest.mark.parametrize("name", DIFFER)
def test_what_is_said_to_differ_differs_as_noted(name: str) -> None:
    """The number does not follow from the others; the note has the right one and the printed one."""
    compute, right = DIFFER[name]
    assert compute() == Decimal(right) != value(name)
    check = BY_ID[name]["check"]
    assert check.startswith("lệch: ")
    assert f"= {in_words(right)} %" in check
    assert f"in {in_words(BY_ID[name]['value'])} %" in check


@pytest.mark.parametrize("name", MORE)
def test_what_follows_is_noted(name: str) -> None:
    """A number that the article does not print is the one that its figures give."""
    compute, result = MORE[name]
    assert compute() == Decimal(result)
    assert BY_ID[name]["check"].startswith(("tính thêm: ", "cần hỏi: "))
    assert in_words(result) in BY_ID[name]["check"]


def test_no_check_is_taken_on_trust() -> None:
    """Every row with a check is recomputed here."""
    noted = {row["id"] for row in ROWS if row["check"] != EMPTY}
    assert noted == {*AGREE, *DIFFER, *MORE}


def test_more_sums_hold() -> None:
    """Services in operation and in trial are all services; the two shares of payments do not make a whole."""
    assert value("001-05") + value("001-06") == value("001-01")
    assert value("002-13") + value("002-15") == Decimal("99.64")
    assert "99,64" in BY_ID["002-15"]["check"]


def test_the_old_units_are_units_of_hanoi_today() -> None:
    """Code and name as in the table of communes; one largest share for each old unit."""
    communes = {row["commune_code"]: row for row in datasets.table("places/communes.csv")}
    rows = datasets.table("places/old_units.csv")
    assert len(rows) == 20
    assert len({row["old_unit"] for row in rows}) == 12
    for row in rows:
        assert communes[row["commune_code"]]["commune"] == row["commune"]
        assert communes[row["commune_code"]]["province_code"] == "01"
        assert row["share"] in ("main", "part")
        assert row["old_unit"].startswith(("Phường ", "Xã ", "Thị trấn "))
        assert row["old_district"].startswith(("Quận ", "Huyện "))
    largest = [row["old_unit"] for row in rows if row["share"] == "main"]
    assert sorted(largest) == sorted({row["old_unit"] for row in rows})
