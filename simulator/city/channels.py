"""How people file: at home online, online with help at a support point, at the counter, by post; and when."""

from __future__ import annotations

from datetime import timedelta
from typing import NamedTuple

import numpy as np

from simulator.city.chance import Array, Chance, below, table
from simulator.city.hours import DAY, MORNING_FROM, MORNING_TO, NOON_FROM, NOON_TO, Hours
from simulator.city.population import Population, wards
from simulator.city.settings import Settings

HOME, POINT, COUNTER, POST = range(4)
WAYS = ("home", "point", "counter", "post")
CODES = (2, 2, 1, 3)
"""Each way's code among the official channels (KenhThucHien): 1 in person, 2 online, 3 public post."""


class Filing(NamedTuple):
    """How and when each dossier is sent: ``way`` as in ``WAYS``, ``submitted`` in seconds since the year began."""

    way: Array
    submitted: Array


def points(settings: Settings, chance: Chance) -> Array:
    """Which wards have a support point."""
    order = np.argsort(chance.uniform("support point", 0, len(wards())), kind="stable")
    found = np.zeros(len(wards()), dtype=bool)
    found[order[: int(settings["channels.wards_with_points"])]] = True
    return found


def filings(
    settings: Settings, chance: Chance, hours: Hours, people: Population, ward: Array, citizen: Array, first: int
) -> Filing:
    """The way and the moment of each dossier; ``first`` is the first one's ordinal in the whole city."""
    drawn = chance.parts("channel", first, len(ward))
    account = people.account[citizen]
    willing = below(people.skill[citizen] * np.float32(settings["channels.home_willing"] / 100))
    way = np.full(len(ward), COUNTER, dtype=np.uint8)
    way[drawn[2] < below(settings["channels.post"] / 100)] = POST
    asked = np.where(points(settings, chance), settings["channels.point_willing"] / 100, 0)
    asked = 1 - (1 - asked) * (1 - settings["channels.campaign"] / 100)
    helped = account & (drawn[1] < below(asked)[ward])
    way[helped] = POINT
    way[account & people.phone[citizen] & (drawn[0] < willing)] = HOME
    return Filing(way, _moments(settings, chance, hours, way, first))


def _moments(settings: Settings, chance: Chance, hours: Hours, way: Array, first: int) -> Array:
    """When each dossier is sent: the counter and the post keep office hours, support points those hours every day."""
    drawn = chance.parts("moment", first, len(way))
    months = [(hours.begins + timedelta(days=day)).month - 1 for day in range(hours.days)]
    season = np.array(settings["needs.month_weights"])[months]
    open_days = hours.works[: hours.days]
    every_day = table(season * np.where(open_days, 1, settings["channels.weekend_online"]))
    working_days = table(season * open_days)
    minute = np.arange(DAY // 60)
    second = minute * 60
    opened = (second >= MORNING_FROM) & (second < MORNING_TO) | (second >= NOON_FROM) & (second < NOON_TO)
    at_office = table(np.array(settings["channels.hours_counter"])[minute // 60] * opened)
    online = table(np.array(settings["channels.hours_online"])[minute // 60])
    day = np.where(way <= POINT, every_day[drawn[0]], working_days[drawn[0]]).astype(np.int32)
    clock = np.where(way == HOME, online[drawn[1]], at_office[drawn[1]]).astype(np.int32)
    return day * DAY + clock * 60 + (drawn[2].astype(np.int32) * 60 >> 16)
