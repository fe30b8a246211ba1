"""Vietnam's time, as people write it."""

from __future__ import annotations

from datetime import date, timedelta

from simulator.clock import day_text, moment, moment_text


def test_a_moment_without_zone_is_vietnams() -> None:
    """The office's files write local time."""
    assert moment("2026-09-10T08:00").utcoffset() == timedelta(hours=7)


def test_a_moment_of_another_zone_is_turned_into_vietnams() -> None:
    """One o'clock in Greenwich is eight in Hà Nội."""
    assert moment("2026-09-10T01:00+00:00").hour == 8


def test_days_and_moments_are_written_the_vietnamese_way() -> None:
    """Day before month, the weekday by name, two digits each."""
    assert day_text(date(2026, 9, 1)) == "01/09/2026"
    assert moment_text(moment("2026-11-09T08:05")) == "08:05 Thứ Hai, 09/11/2026"
    assert moment_text(moment("2026-11-08T18:00")) == "18:00 Chủ nhật, 08/11/2026"
