"""The one-stop office of each ward: how many people it has at the counter, at reception, at the desks."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from simulator.city import needs
from simulator.city.chance import LEVELS, Array, Chance, exponential
from simulator.city.hours import WORKDAY, Hours
from simulator.city.queues import serve
from simulator.city.settings import Settings


class Staff(NamedTuple):
    """Officers by ward: ``hall`` receives at the counter, ``reception`` the rest, ``desk`` settles."""

    hall: Array
    reception: Array
    desk: Array


class Visits(NamedTuple):
    """Visits of the counters: ward, moment in worked seconds, seconds that it takes, a number below 65,536 each."""

    ward: Array
    arrived: Array
    takes: Array
    drawn: Array


def full_days(settings: Settings, hours: Hours, dossiers: Array) -> int:
    """How many days as full as a real office's the year's dossiers make up; all working days at most, one at least."""
    days = float(dossiers.sum()) / (len(dossiers) * settings["offices.full_day"])
    return int(min(max(1, round(days)), hours.worked_in_year // WORKDAY))


def at_once_share(settings: Settings, wednesday: bool | Array) -> Any:
    """The percent of same-day procedures that are finished at the counter, on Wednesdays and on other days."""
    always = settings["offices.same_day_share"]
    return np.where(wednesday, max(always, settings["offices.wednesday_share"]), always)


def staff(settings: Settings, chance: Chance, hours: Hours, dossiers: Array, same_day: Array) -> Staff:
    """As many as the planned work needs at the planned load, one at least.

    ``dossiers`` is the year's, by ward; ``same_day`` says which procedures are. The plan does not follow what people
    do in the end: who expects full counters keeps officers there. Reception and desks are for the dossiers that there
    are, rounded up. Counters are for days as full as a real office's (``full_days``), and where part of an officer is
    wanted some wards have one more and others not, so that more or fewer officers always shows.
    """
    planned, load = settings["offices.planned_channels"], settings["offices.load"]
    weights = np.array([entry["share"] for entry in settings["needs.procedures"].values()], dtype=float)
    minutes = needs.minutes(settings) * weights / weights.sum()
    once = float((4 * at_once_share(settings, False) + at_once_share(settings, True)) / 500)
    moved = planned["counter"] / 100 * once * float(minutes[same_day].sum())
    work = {
        "hall": planned["counter"] / 100 * settings["offices.hall_minutes"] + moved,
        "reception": planned["other"] / 100 * settings["offices.reception_minutes"],
        "desk": float(minutes.sum()) - moved,
    }
    days = {"hall": full_days(settings, hours, dossiers)}
    wanted = {
        name: settings["offices.staffing"]
        * dossiers
        * each
        / (days.get(name, hours.worked_in_year // WORKDAY) * WORKDAY / 60 * load[name] / 100)
        for name, each in work.items()
    }
    found = {name: np.maximum(1, np.ceil(count)).astype(np.int64) for name, count in wanted.items()}
    drawn = chance.uniform("hall staff", 0, len(dossiers))
    found["hall"] = np.maximum(1, np.floor(wanted["hall"] * settings["offices.hall_staffing"] + drawn)).astype(np.int64)
    return Staff(**found)


def travel_minutes(settings: Settings) -> float:
    """Minutes to the counter, one way: distances go with the square root of the area that an office serves."""
    return float(settings["offices.travel_minutes"] / settings["offices.units"] ** 0.5)


def hall_waits(settings: Settings, hours: Hours, visits: Visits, servers: Array, days: int) -> Array:
    """How long each visitor of a counter waits, in seconds, in the order given.

    The year's visits are laid on as many days as they would fill in a real office; each office of each such day is a
    queue of its own, and whoever has come is served before it goes home. ``servers`` counts those of a whole ward;
    where they are fewer than its places, one officer goes between some of them, and everything takes longer.
    """
    places = int(settings["offices.units"])
    index, clock = np.divmod(visits.arrived, WORKDAY)
    day = index.astype(np.int64) * days // (hours.worked_in_year // WORKDAY)
    unit = visits.drawn.astype(np.int64) * places // LEVELS
    office = (visits.ward.astype(np.int64) * places + unit) * days + np.minimum(day, days - 1)
    order = np.argsort(office << 32 | clock, kind="stable")
    shared = (servers[:, None] + places - 1 - np.arange(places)) // places
    officers = np.repeat(np.maximum(1, shared).ravel(), days)
    waits = np.empty(len(order), dtype=np.int32)
    takes = np.rint(visits.takes * np.maximum(1, places / servers)[visits.ward]).astype(visits.takes.dtype)
    waits[order] = serve(office[order], clock[order], takes[order], officers) - clock[order]
    return waits


def durations(settings: Settings, chance: Chance, name: str, first: int, means: Array) -> Array:
    """How long the work on each dossier takes, in whole seconds, at least one; ``means`` in minutes, one a dossier."""
    shape = int(settings["offices.service_shape"])
    if shape not in (1, 2, 3, 4):
        raise ValueError(f"offices.service_shape is {shape}; it must be 1, 2, 3 or 4")
    drawn = chance.parts(name, first, len(means))
    quantiles = exponential()
    summed = quantiles[drawn[0]]
    for each in range(1, shape):
        summed = summed + quantiles[drawn[each]]
    # The table's mean is a little below 1; so that means come out as they are set:
    scale = 60 * LEVELS / float(quantiles.sum(dtype=float)) / shape
    return np.maximum(1, summed * means * scale).astype(np.int32)
