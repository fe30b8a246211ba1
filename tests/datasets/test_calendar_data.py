"""Swapped days."""

from __future__ import annotations

from datetime import date

from simulator import datasets

ROWS = datasets.table("calendar/swapped_days.csv")


def test_each_free_day_is_worked_on_another() -> None:
    """As many days are given as are taken, year by year; worked days are weekends, free ones are not."""
    days = {date.fromisoformat(row["day"]): row["works"] for row in ROWS}
    assert set(days.values()) == {"yes", "no"}
    assert all((day.weekday() >= 5) == (works == "yes") for day, works in days.items())
    for year in {day.year for day in days}:
        works = [value for day, value in days.items() if day.year == year]
        assert works.count("yes") == works.count("no")


def test_each_swap_has_a_confidence() -> None:
    """P public page, S repository, L library, A article, G general knowledge, U unverified."""
    assert {row["confidence"] for row in ROWS} <= set("PSLAGU")
