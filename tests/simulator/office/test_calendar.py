"""The office's working time, against worked examples of the year 2026."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.clock import VIETNAM, moment
from simulator.office.calendar import (
    AFTERNOON,
    MORNING,
    add_working_days,
    add_working_time,
    is_working_day,
    next_working_day,
    opening,
    same_day_due,
)

WHOLE_DAY = timedelta(hours=8)
moments = st.builds(datetime.combine, st.dates(date(2025, 12, 1), date(2026, 12, 31)), st.times(), st.just(VIETNAM))
amounts = st.timedeltas(timedelta(0), timedelta(hours=60))


@pytest.mark.parametrize(
    ("day", "count", "due"),
    [
        ("2026-02-12", 3, "2026-02-24"),  # over Tết
        ("2026-04-24", 3, "2026-05-04"),  # over 27/4 (Hùng kings), 30/4 and 1/5
        ("2026-08-28", 1, "2026-09-03"),  # 31/8 is swapped with Saturday 22/8, then the national day
        ("2025-12-30", 3, "2026-01-06"),  # 2/1 is swapped with Saturday 10/1
        ("2026-01-09", 1, "2026-01-10"),  # that Saturday is worked
        ("2026-08-21", 1, "2026-08-22"),
        ("2026-09-10", 0, "2026-09-10"),
        ("2026-09-11", 1, "2026-09-14"),
    ],
)
def test_working_days_skip_weekends_holidays_and_swapped_days(day: str, count: int, due: str) -> None:
    """The worked examples, each with the day of receipt not counted."""
    assert add_working_days(date.fromisoformat(day), count) == date.fromisoformat(due)


@pytest.mark.parametrize("day", ["2026-02-16", "2026-02-20", "2026-04-30", "2026-05-01", "2026-09-01", "2026-09-02"])
def test_holidays_are_not_worked(day: str) -> None:
    """Tết, the days of April and May, the national day."""
    assert not is_working_day(date.fromisoformat(day))


def test_a_negative_count_of_days_is_refused() -> None:
    """Deadlines lie ahead."""
    with pytest.raises(ValueError, match="count must not be negative, got -1"):
        add_working_days(date(2026, 9, 10), -1)


def test_a_negative_amount_of_time_is_refused() -> None:
    """Working time does not run backwards."""
    with pytest.raises(ValueError, match="amount must not be negative"):
        add_working_time(moment("2026-09-10T08:00"), timedelta(minutes=-1))


@pytest.mark.parametrize(
    ("when", "opens"),
    [
        ("2026-09-10T06:59", "2026-09-10T07:00"),
        ("2026-09-10T07:00", "2026-09-10T07:00"),
        ("2026-09-10T11:29", "2026-09-10T11:29"),
        ("2026-09-10T11:30", "2026-09-10T13:30"),  # lunch
        ("2026-09-10T12:45", "2026-09-10T13:30"),
        ("2026-09-10T16:59", "2026-09-10T16:59"),
        ("2026-09-10T17:00", "2026-09-11T07:00"),  # evening
        ("2026-09-11T20:00", "2026-09-14T07:00"),  # Friday evening
        ("2026-09-12T09:00", "2026-09-14T07:00"),  # Saturday
        ("2026-08-30T09:00", "2026-09-03T07:00"),  # Sunday before the national days
        ("2026-08-22T09:00", "2026-08-22T09:00"),  # a Saturday that is worked
    ],
)
def test_what_comes_outside_hours_counts_from_the_next_opening(when: str, opens: str) -> None:
    """Lunch, evening, weekend and holidays all wait for the office to open."""
    assert opening(moment(when)) == moment(opens)


@pytest.mark.parametrize(
    ("when", "hours", "until"),
    [
        ("2026-09-10T08:00", 8, "2026-09-11T08:00"),  # one working day
        ("2026-09-10T11:00", 1, "2026-09-10T14:00"),  # over lunch
        ("2026-09-10T16:30", 1, "2026-09-11T07:30"),  # over night
        ("2026-09-11T16:00", 2, "2026-09-14T08:00"),  # over the weekend
        ("2026-09-12T10:00", 1, "2026-09-14T08:00"),
        ("2026-09-10T07:00", 4.5, "2026-09-10T11:30"),
        ("2026-09-10T07:00", 8, "2026-09-10T17:00"),
        ("2026-08-28T16:00", 8, "2026-09-03T16:00"),
    ],
)
def test_working_hours_run_only_while_the_office_is_open(when: str, hours: float, until: str) -> None:
    """Eight hours are one working day."""
    assert add_working_time(moment(when), timedelta(hours=hours)) == moment(until)


@pytest.mark.parametrize(
    ("received", "due"),
    [
        ("2026-09-10T09:00", "2026-09-10T17:00"),
        ("2026-09-10T15:00:00", "2026-09-10T17:00"),
        ("2026-09-10T15:00:01", "2026-09-11T17:00"),
        ("2026-09-11T16:00", "2026-09-14T17:00"),
        ("2026-09-10T18:00", "2026-09-11T17:00"),  # counts as received at 7:00 on Friday
        ("2026-08-28T15:30", "2026-09-03T17:00"),
    ],
)
def test_after_fifteen_hours_a_same_day_result_is_due_the_next_working_day(received: str, due: str) -> None:
    """Until 15:00 on the dot today, a second later on the next working day."""
    assert same_day_due(moment(received)) == moment(due)


def test_another_zone_is_read_as_vietnams_time() -> None:
    """A moment in another zone is the same moment here."""
    utc = datetime(2026, 9, 10, 1, 0, tzinfo=UTC)
    assert opening(utc) == moment("2026-09-10T08:00")
    assert opening(utc).utcoffset() == timedelta(hours=7)


def in_hours(when: datetime) -> bool:
    """Whether a moment is in the office's hours, the closing minute included."""
    return is_working_day(when.date()) and any(a <= when.time() <= b for a, b in (MORNING, AFTERNOON))


@given(moments, amounts)
def test_working_time_ends_in_office_hours(when: datetime, amount: timedelta) -> None:
    """No deadline falls into the night, lunch or a day off, and none lies before its beginning."""
    end = add_working_time(when, amount)
    assert in_hours(end)
    assert end >= when + amount


@given(moments, amounts, amounts)
def test_more_working_time_ends_later(when: datetime, less: timedelta, more: timedelta) -> None:
    """The end moves with the amount."""
    less, more = sorted((less, more))
    assert add_working_time(when, less) <= add_working_time(when, more)


@given(moments, moments, amounts)
def test_a_later_beginning_ends_later(one: datetime, other: datetime, amount: timedelta) -> None:
    """The end moves with the beginning."""
    early, late = sorted((one, other))
    assert add_working_time(early, amount) <= add_working_time(late, amount)


@given(moments, amounts, amounts)
def test_working_time_adds_up(when: datetime, first: timedelta, second: timedelta) -> None:
    """Two stretches of work one after the other end when their sum does."""
    together = add_working_time(when, first + second)
    assert opening(add_working_time(add_working_time(when, first), second)) == opening(together)


@given(moments)
def test_a_working_day_is_eight_working_hours(when: datetime) -> None:
    """Counted in hours or in days, the same clock time on the next working day."""
    begin = opening(when)
    expected = datetime.combine(next_working_day(begin.date()), begin.time(), VIETNAM)
    assert opening(add_working_time(begin, WHOLE_DAY)) == expected


@given(moments)
def test_a_same_day_result_is_due_at_closing_time(when: datetime) -> None:
    """The due moment is 17:00 on a working day, after what was received."""
    due = same_day_due(when)
    assert is_working_day(due.date())
    assert due.time() == time(17, 0)
    assert due > when
