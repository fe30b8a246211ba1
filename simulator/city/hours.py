"""The office's working time for many moments at once: the portal's own calendar and deadlines, worked out beforehand.

Moments are whole seconds since the year began, Vietnam's time; *worked* seconds count only while the offices are open.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

import numpy as np

from simulator.city.chance import Array
from simulator.office import calendar
from simulator.services.catalogue import Limit

DAY = 86_400
NEVER = np.int32(np.iinfo(np.int32).max)
"""Later than anything that is looked at."""
KINDS = ("same_day", "hours", "working_days", "days")
SAME_DAY, BY_HOURS, IN_WORKING_DAYS, IN_DAYS = range(4)


def _seconds(when: tuple[int, int]) -> int:
    return when[0] * 3600 + when[1] * 60


MORNING_FROM, MORNING_TO, NOON_FROM, NOON_TO = (
    _seconds((time.hour, time.minute)) for time in (*calendar.MORNING, *calendar.AFTERNOON)
)
MORNING = MORNING_TO - MORNING_FROM
WORKDAY = MORNING + NOON_TO - NOON_FROM
"""Worked seconds of a day: eight hours."""
SAME_DAY_UNTIL = _seconds((calendar.SAME_DAY_UNTIL.hour, calendar.SAME_DAY_UNTIL.minute))


class Hours:
    """One year's working days and those of the year after, into which deadlines reach."""

    def __init__(self, year: int) -> None:
        self.begins = date(year, 1, 1)
        self.days = (date(year + 1, 1, 1) - self.begins).days
        horizon = (date(year + 2, 1, 1) - self.begins).days
        works = [calendar.is_working_day(self.begins + timedelta(days=day)) for day in range(horizon)]
        self.works = np.array(works)
        self.before = np.concatenate(([0], np.cumsum(self.works)[:-1])).astype(np.int32)
        """For each day, how many working days come before it."""
        self.workdays = np.flatnonzero(self.works).astype(np.int32)
        self.end = np.int32(self.days * DAY)

    @property
    def worked_in_year(self) -> int:
        """All worked seconds of the year."""
        return int(self.works[: self.days].sum()) * WORKDAY

    def worked(self, moment: Array) -> Array:
        """How many worked seconds there have been until a moment."""
        day, second = np.divmod(moment, DAY)
        today = np.clip(second - MORNING_FROM, 0, MORNING) + np.clip(second - NOON_FROM, 0, WORKDAY - MORNING)
        return (self.before[day] * WORKDAY + today * self.works[day]).astype(np.int32)

    def _workday(self, index: Array) -> Array:
        return self.workdays[np.minimum(index, len(self.workdays) - 1)]

    def opening(self, worked: Array) -> Array:
        """The moment at which work goes on after so many worked seconds: never a closing time."""
        index, second = np.divmod(worked, WORKDAY)
        clock = np.where(second < MORNING, second + MORNING_FROM, second - MORNING + NOON_FROM)
        return (self._workday(index) * DAY + clock).astype(np.int32)

    def closing(self, worked: Array) -> Array:
        """The first moment at which so many seconds have been worked: a closing time where it is one."""
        index, second = np.divmod(worked - 1, WORKDAY)
        second = second + 1
        clock = np.where(second <= MORNING, second + MORNING_FROM, second - MORNING + NOON_FROM)
        return (self._workday(index) * DAY + clock).astype(np.int32)

    def end_of_workday(self, index: Array) -> Array:
        """Closing time of a working day by its number."""
        return (self._workday(index) * DAY + NOON_TO).astype(np.int32)

    def due(self, limits: Limits, limit: Array, received: Array, verify: Array) -> Array:
        """When the result is due, as ``simulator.office.deadlines.due`` says, for an index into ``limits``."""
        worked = self.worked(received)
        opened = self.opening(worked)
        day, second = np.divmod(opened, DAY)
        longer = verify & (limits.verify[limit] > 0)
        amount = np.where(longer, limits.verify[limit], limits.amount[limit])
        kind = np.where(longer & (limits.kind[limit] == SAME_DAY), IN_WORKING_DAYS, limits.kind[limit])
        today = self.before[day]
        days_on = np.where(kind == SAME_DAY, (second > SAME_DAY_UNTIL).astype(np.int32), amount)
        found = self.end_of_workday(today + days_on)
        by_hours = np.flatnonzero(kind == BY_HOURS)
        found[by_hours] = self.closing(worked[by_hours] + amount[by_hours] * 3600)
        by_days = np.flatnonzero(kind == IN_DAYS)
        # As many working days before it as before the first one from it on.
        found[by_days] = self.end_of_workday(self.before[day[by_days] + amount[by_days]])
        return found

    def last_to_apologise(self, due: Array) -> Array:
        """When an apology is sent at the latest, as ``deadlines.last_day_to_apologise`` says; -1 is before the year."""
        before = self.before[due // DAY] - 1
        morning = self._workday(np.maximum(before, 0)) * DAY + MORNING_FROM + 3600
        return np.where(before < 0, -1, morning).astype(np.int32)

    def new_date(self, due: Array, days: int) -> Array:
        """Closing time so many working days later, as ``deadlines.new_date`` says."""
        day = due // DAY
        # The day itself is not counted, whether it is worked or not.
        return self.end_of_workday(self.before[day] + self.works[day] - 1 + days)


class Limits:
    """The time limits of procedures as columns."""

    def __init__(self, limits: list[Limit]) -> None:
        self.kind = np.array([KINDS.index(limit.kind) for limit in limits], dtype=np.int32)
        self.amount = np.array([limit.amount for limit in limits], dtype=np.int32)
        self.verify = np.array([limit.verify for limit in limits], dtype=np.int32)


@cache
def hours(year: int) -> Hours:
    """The hours of a year, made once."""
    return Hours(year)
