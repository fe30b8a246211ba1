"""The sentences of the pages around a lesson."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from simulator import datasets
from simulator.clock import VIETNAM, WEEKDAYS
from simulator.scenario import scenarios
from simulator.worksheets.plan import plans


def say(group: str, key: str, /, **words: str) -> str:
    """A sentence of ``texts/lesson.toml``."""
    text: str = datasets.toml("texts/lesson.toml")[group][key]
    return text.format(**words)


def due_text(due: datetime) -> str:
    """A due date as the class says it: ``thứ Ba 01/12, 17 giờ``."""
    at = due.astimezone(VIETNAM)
    weekday = WEEKDAYS[at.weekday()]
    words = {"hour": str(at.hour), "minute": f"{at.minute:02d}"}
    time = say("frame", "due_minute" if at.minute else "due_hour", **words)
    day = {"weekday": weekday[0].lower() + weekday[1:], "day": f"{at.day:02d}", "month": f"{at.month:02d}"}
    return say("frame", "due", time=time, **day)


def title_of(name: str) -> str:
    """The title of a lesson or of a free practice; of anything else, its name."""
    known = plans().get(name) or scenarios().get(name)
    return known.title if known else name


def number(points: Decimal) -> str:
    """Points as people write them: ``2,5``."""
    return f"{points.normalize():f}".replace(".", ",")
