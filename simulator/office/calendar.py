"""The office's working time.

Hours are 7:00 to 11:30 and 13:30 to 17:00, Monday to Friday; eight working hours are
one working day. The day of receipt is not counted (Bộ luật Dân sự 2015, Điều 147) and
a period that ends on a day off ends on the next working day (Điều 148).
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from functools import cache

import holidays

from simulator import datasets
from simulator.clock import VIETNAM

MORNING = (time(7, 0), time(11, 30))
AFTERNOON = (time(13, 30), time(17, 0))
SAME_DAY_UNTIL = time(15, 0)
"""Received after 15:00, a same-day procedure is due the next working day (page of 2.000635)."""


@cache
def _swaps() -> dict[date, bool]:
    """Days that were swapped by decision: day to whether it is worked."""
    return {
        date.fromisoformat(row["day"]): row["works"] == "yes" for row in datasets.table("calendar/swapped_days.csv")
    }


@cache
def _holidays(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("VN", years=year))


def is_working_day(day: date) -> bool:
    """Whether the office works on this day."""
    swapped = _swaps().get(day)
    if swapped is not None:
        return swapped
    return day.weekday() < 5 and day not in _holidays(day.year)


def next_working_day(day: date) -> date:
    """The first working day after this one."""
    day += timedelta(days=1)
    while not is_working_day(day):
        day += timedelta(days=1)
    return day


def add_working_days(day: date, count: int) -> date:
    """The working day ``count`` days after ``day``, which itself is not counted."""
    if count < 0:
        raise ValueError(f"count must not be negative, got {count}")
    for _ in range(count):
        day = next_working_day(day)
    return day


def opening(when: datetime) -> datetime:
    """The moment itself in office hours, otherwise when the office next opens."""
    when = when.astimezone(VIETNAM)
    if is_working_day(when.date()):
        for start, end in (MORNING, AFTERNOON):
            begins = datetime.combine(when.date(), start, VIETNAM)
            if when < begins:
                return begins
            if when < datetime.combine(when.date(), end, VIETNAM):
                return when
    return datetime.combine(next_working_day(when.date()), MORNING[0], VIETNAM)


def add_working_time(when: datetime, amount: timedelta) -> datetime:
    """The moment after this much working time has gone by."""
    if amount < timedelta(0):
        raise ValueError(f"amount must not be negative, got {amount}")
    when = opening(when)
    while True:
        end = AFTERNOON[1] if when.time() >= AFTERNOON[0] else MORNING[1]
        left = datetime.combine(when.date(), end, VIETNAM) - when
        if amount <= left:
            return when + amount
        amount -= left
        when = opening(when + left)


def working_time_between(begins: datetime, ends: datetime) -> timedelta:
    """How much working time lies between two moments; none if the second is not later."""
    total = timedelta(0)
    begins, ends = opening(begins), ends.astimezone(VIETNAM)
    while begins < ends:
        close = AFTERNOON[1] if begins.time() >= AFTERNOON[0] else MORNING[1]
        stop = min(ends, datetime.combine(begins.date(), close, VIETNAM))
        total += stop - begins
        begins = opening(datetime.combine(begins.date(), close, VIETNAM))
    return total


def same_day_due(received: datetime) -> datetime:
    """When a same-day procedure's result is due: today until 15:00, else next working day; at 17:00."""
    received = opening(received)
    day = received.date()
    if received.time() > SAME_DAY_UNTIL:
        day = next_working_day(day)
    return datetime.combine(day, AFTERNOON[1], VIETNAM)
