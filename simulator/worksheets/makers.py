"""Questions whose numbers are the learner's own: each maker draws them and works out the right answer.

A maker gives the right answer (an option's code, or what has to be written) and the words that the
item's texts name. It uses the simulator's own rules, so that a question never disagrees with the portal.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

import msgspec

from simulator.clock import VIETNAM, WEEKDAYS, day_text, time_text
from simulator.draw import Draw
from simulator.office import calendar, deadlines
from simulator.services import catalogue


class Made(msgspec.Struct, frozen=True):
    """What a maker gives; ``right`` may be empty to keep the item's own.

    ``slips`` are wrong answers that people come to, each with the key of the item's ``why`` that tells how.
    """

    right: str
    words: dict[str, str]
    slips: dict[str, str] = {}


Maker = Callable[[Draw, str, date], Made]
"""From the case's draw, the name under which to draw, and the case's first day."""

# --- due days ------------------------------------------------------------------------

OF_DAYS = ("1.004194", "1.001612", "1.004873")
"""Procedures of three working days, so that everybody counts as far."""
SAME_DAY = ("2.000635", "1.001193")


def _written(day: date) -> str:
    """A day as a question names it: ``thứ Năm, 19/11/2026``."""
    name = WEEKDAYS[day.weekday()]
    return f"{name[0].lower()}{name[1:]}, {day_text(day)}"


def _due(code: str, received: datetime, slips: dict[str, date]) -> Made:
    """The day on which a dossier of this procedure is due; ``slips`` are days that one comes to by a mistake.

    A day that one comes to by two mistakes tells neither.
    """
    procedure = catalogue.procedures()[code]
    limit = catalogue.limit_of(procedure)
    due = deadlines.due(limit, received).date()
    words = {
        "name": procedure.name,
        "amount": f"{limit.amount:02d}",
        "received": f"{time_text(received)} {_written(received.date())}",
        "first": _written(calendar.next_working_day(received.date())),
        "short": f"{due.day}/{due.month}",
        "padded": f"{due.day:02d}/{due.month:02d}",
    }
    days = list(slips.values())
    told = {day_text(day): key for key, day in slips.items() if day != due and days.count(day) == 1}
    return Made(day_text(due), words, told)


def _on(day: date, minute: int) -> datetime:
    return datetime.combine(day, time(), VIETNAM) + timedelta(minutes=minute)


def _over(*days: date) -> Maker:
    """Received on one of these mornings, with some working days to go over weekends and holidays."""

    def make(draw: Draw, name: str, _: date) -> Made:
        code = draw.choose(OF_DAYS, f"{name}/procedure")
        day = draw.choose(days, f"{name}/day")
        amount = catalogue.limit_of(catalogue.procedures()[code]).amount
        slips = {
            "receipt": calendar.add_working_days(day, amount - 1),
            "weekdays": _weekdays(day, amount),
            "every_day": day + timedelta(days=amount),
        }
        return _due(code, _on(day, draw.between(8 * 60, 11 * 60, f"{name}/minute")), slips)

    return make


def _weekdays(day: date, count: int) -> date:
    """Where one comes to who leaves out Saturdays and Sundays alone."""
    while count:
        day += timedelta(days=1)
        count -= day.weekday() < 5
    return day


def _after_15(draw: Draw, name: str, begins: date) -> Made:
    """A same-day procedure, received on the Friday before the case begins, too late for that day."""
    friday = begins - timedelta(days=(begins.weekday() - 4) % 7 or 7)
    while not calendar.is_working_day(friday) or calendar.next_working_day(friday) != friday + timedelta(days=3):
        friday -= timedelta(days=7)
    received = _on(friday, draw.between(15 * 60 + 5, 16 * 60 + 50, f"{name}/minute"))
    slips = {"same_day": friday, "saturday": friday + timedelta(days=1), "sunday": friday + timedelta(days=2)}
    return _due(draw.choose(SAME_DAY, f"{name}/procedure"), received, slips)


MAKERS: dict[str, Maker] = {
    "due_after_15": _after_15,
    "due_over_saturday": _over(date(2026, 8, 19), date(2026, 8, 20), date(2026, 8, 21)),
    "due_over_september": _over(date(2026, 8, 26), date(2026, 8, 27), date(2026, 8, 28)),
    "due_over_november": _over(date(2026, 11, 19), date(2026, 11, 20), date(2026, 11, 23)),
}
