"""The one-stop office of each ward: how many people it has at the counter, at reception, at the desks."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from simulator.city import needs
from simulator.city.chance import LEVELS, Array, Chance, exponential
from simulator.city.hours import Hours
from simulator.city.settings import Settings


class Staff(NamedTuple):
    """Officers by ward: ``hall`` receives at the counter, ``reception`` the rest, ``desk`` settles."""

    hall: Array
    reception: Array
    desk: Array


def staff(settings: Settings, hours: Hours, dossiers: Array) -> Staff:
    """As many as the planned work needs at the planned load, one at least; ``dossiers`` is the year's, by ward.

    The plan does not follow what people do in the end: who expects full counters keeps officers there.
    """
    planned, load = settings["offices.planned_channels"], settings["offices.load"]
    entries = settings["needs.procedures"].values()
    weights = np.array([entry["share"] for entry in entries], dtype=float)
    work = {
        "hall": planned["counter"] / 100 * settings["offices.hall_minutes"],
        "reception": planned["other"] / 100 * settings["offices.reception_minutes"],
        "desk": float(needs.minutes(settings) @ weights / weights.sum()),
    }
    minutes = hours.worked_in_year / 60
    wanted = {
        name: settings["offices.staffing"] * dossiers * each / (minutes * load[name] / 100)
        for name, each in work.items()
    }
    return Staff(**{name: np.maximum(1, np.ceil(count)).astype(np.int64) for name, count in wanted.items()})


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
