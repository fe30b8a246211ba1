"""When a dossier is due: same-day procedures, working hours, working days, calendar days.

The day of receipt is not counted (Bộ luật Dân sự 2015, Điều 147); a period that would end
on a day off ends on the next working day (Điều 148). 8 working hours are one working day.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from simulator.clock import VIETNAM
from simulator.office import calendar
from simulator.services.catalogue import Limit


def due(limit: Limit, received: datetime, *, verify: bool = False) -> datetime:
    """When the result is due for a dossier received at a moment; ``verify`` takes the longer limit."""
    received = calendar.opening(received)
    amount = limit.verify if verify and limit.verify else limit.amount
    if limit.kind == "same_day" and not (verify and limit.verify):
        return calendar.same_day_due(received)
    if limit.kind == "hours":
        return calendar.add_working_time(received, timedelta(hours=amount))
    if limit.kind in ("working_days", "same_day"):
        last = calendar.add_working_days(received.date(), amount)
    else:
        last = received.date() + timedelta(days=amount)
        if not calendar.is_working_day(last):
            last = calendar.next_working_day(last)
    return datetime.combine(last, calendar.AFTERNOON[1], VIETNAM)


def working_minutes(limit: Limit, received: datetime, *, verify: bool = False) -> int:
    """How many working minutes the office has."""
    return int(calendar.working_time_between(received, due(limit, received, verify=verify)).total_seconds()) // 60


def paused(due_at: datetime, begun: datetime, ended: datetime) -> datetime:
    """The due moment after the clock stood still from ``begun`` to ``ended``, waiting for the citizen."""
    return calendar.add_working_time(due_at, calendar.working_time_between(begun, ended))


def new_date(due_at: datetime, days: int) -> datetime:
    """The one new date that a letter of apology may name, ``days`` working days later."""
    return datetime.combine(calendar.add_working_days(due_at.date(), days), calendar.AFTERNOON[1], VIETNAM)


def last_day_to_apologise(due_at: datetime) -> datetime:
    """The working morning before the due day: an apology comes one day before at the latest.

    Source: Nghị định 61/2018/NĐ-CP, Điều 19, as amended in 2021; the wording since 1/7/2025 has to be checked.
    """
    day = due_at.date() - timedelta(days=1)
    while not calendar.is_working_day(day):
        day -= timedelta(days=1)
    return datetime.combine(day, calendar.MORNING[0], VIETNAM) + timedelta(hours=1)
