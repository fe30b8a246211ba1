"""Questions about days and hours that the office owes: each with what comes of counting wrongly."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from simulator.clock import VIETNAM, WEEKDAYS, day_text, moment_text
from simulator.draw import Draw
from simulator.office import calendar, deadlines
from simulator.office.reception import ANSWER_HOURS
from simulator.services import catalogue
from simulator.services.catalogue import Limit
from simulator.worksheets.makers import Made, Maker

FRIDAY = 4
SAME_DAY = ("1.001193", "2.000635", "2.000908")
IN_DAYS = ("1.001612", "1.004194", "1.010038")
HOLIDAYS = (
    (date(2026, 2, 12), 3),
    (date(2026, 4, 24), 3),
    (date(2026, 4, 29), 3),
    (date(2026, 8, 27), 3),
)
"""Days of receipt before the holidays of 2026, and a limit in working days that reaches over them."""


def _day(day: date) -> str:
    return f"{WEEKDAYS[day.weekday()]}, {day_text(day)}"


def _at(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), VIETNAM)


def _weekday(draw: Draw, name: str, day: date, among: tuple[int, ...]) -> date:
    """A working day of the coming weeks that falls on one of these days of the week, with none off in the ten after."""
    wanted = (day + timedelta(days=count) for count in range(1, 22))
    found = [each for each in wanted if each.weekday() in among and _plain(each)]
    return draw.choose(found, f"{name}/day")


def _plain(day: date) -> bool:
    """Whether only weekends are off from this day on."""
    days = (day + timedelta(days=count) for count in range(11))
    return all(calendar.is_working_day(each) == (each.weekday() < 5) for each in days)


def _procedure(draw: Draw, name: str, among: tuple[str, ...]) -> tuple[str, Limit]:
    procedure = catalogue.procedures()[draw.choose(among, f"{name}/procedure")]
    return procedure.name, catalogue.limit_of(procedure)


def over_weekend(draw: Draw, name: str, day: date) -> Made:
    """Working days over a weekend; wrong are counting the day of receipt, and counting the weekend."""
    procedure, limit = _procedure(draw, name, IN_DAYS)
    received = _weekday(draw, name, day, (2, 3, FRIDAY))
    right = deadlines.due(limit, _at(received, 9)).date()
    return Made(
        "",
        {
            "procedure": procedure,
            "count": f"{limit.amount:02d}",
            "when": moment_text(_at(received, 9, draw.between(0, 59, f"{name}/minute"))),
            "right": _day(right),
            "counted": _day(calendar.add_working_days(received, limit.amount - 1)),
            "calendar": _day(received + timedelta(days=limit.amount)),
        },
    )


def after_three(draw: Draw, name: str, day: date) -> Made:
    """A same-day procedure received on a Friday after 15:00."""
    procedure, limit = _procedure(draw, name, SAME_DAY)
    received = _at(_weekday(draw, name, day, (FRIDAY,)), 15, draw.between(5, 55, f"{name}/minute"))
    return Made(
        "",
        {
            "procedure": procedure,
            "when": moment_text(received),
            "right": _day(deadlines.due(limit, received).date()),
            "today": _day(received.date()),
            "tomorrow": _day(received.date() + timedelta(days=1)),
        },
    )


def before_three(draw: Draw, name: str, day: date) -> Made:
    """A same-day procedure received in the morning."""
    procedure, limit = _procedure(draw, name, SAME_DAY)
    received = _at(_weekday(draw, name, day, (0, 1, 2)), 9, draw.between(5, 55, f"{name}/minute"))
    return Made(
        "",
        {
            "procedure": procedure,
            "when": moment_text(received),
            "right": _day(deadlines.due(limit, received).date()),
            "tomorrow": _day(calendar.add_working_days(received.date(), 1)),
            "third": _day(calendar.add_working_days(received.date(), 2)),
        },
    )


def over_holidays(draw: Draw, name: str, _: date) -> Made:
    """Working days over public holidays, which the question names."""
    received, count = draw.choose(HOLIDAYS, f"{name}/holiday")
    right = calendar.add_working_days(received, count)
    between = (received + timedelta(days=ahead) for ahead in range(1, (right - received).days))
    off = [each for each in between if each.weekday() < 5 and not calendar.is_working_day(each)]
    naive, left = received, count
    while left:
        naive += timedelta(days=1)
        left -= naive.weekday() < 5
    return Made(
        "",
        {
            "count": f"{count:02d}",
            "when": moment_text(_at(received, 9, draw.between(0, 59, f"{name}/minute"))),
            "off": ", ".join(f"{each.day}/{each.month}" for each in off),
            "right": _day(right),
            "weekends": _day(naive),
            "calendar": _day(received + timedelta(days=count)),
        },
    )


def eight_hours(draw: Draw, name: str, day: date) -> Made:
    """By when a dossier that came on a Friday afternoon is to be answered."""
    came = _at(_weekday(draw, name, day, (FRIDAY,)), 14, draw.between(0, 11, f"{name}/minute") * 5)
    return Made(
        "",
        {
            "when": moment_text(came),
            "right": moment_text(calendar.add_working_time(came, timedelta(hours=ANSWER_HOURS))),
            "night": moment_text(came + timedelta(hours=ANSWER_HOURS)),
            "tomorrow": moment_text(came + timedelta(days=1)),
        },
    )


def paused(draw: Draw, name: str, day: date) -> Made:
    """The new due day after the office waited two working days for the citizen, over a weekend."""
    asked = _at(_weekday(draw, name, day, (2,)), 8)
    back = asked + timedelta(days=2)
    due = _at(back.date(), 17)
    return Made(
        "",
        {
            "due": _day(due.date()),
            "asked": moment_text(asked),
            "back": moment_text(back),
            "right": _day(deadlines.paused(due, asked, back).date()),
            "calendar": _day(due.date() + timedelta(days=2)),
        },
    )


MAKERS: dict[str, Maker] = {
    "over_weekend": over_weekend,
    "after_three": after_three,
    "before_three": before_three,
    "over_holidays": over_holidays,
    "eight_hours": eight_hours,
    "paused": paused,
}
