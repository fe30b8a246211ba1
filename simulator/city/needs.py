"""What people need: which citizen of which ward applies for which procedure, and what it costs."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from typing import NamedTuple

import numpy as np

from simulator.city.chance import Array, Chance, shares, table
from simulator.city.hours import Limits
from simulator.city.population import OLDEST, Population
from simulator.city.settings import Settings
from simulator.people.places import HANOI
from simulator.services import catalogue, fees
from simulator.services.catalogue import Procedure

MOST_UNITS = 5
COUNTED = ("bản", "trang", "trường hợp")
"""Units of which one dossier may have several."""


class Needs(NamedTuple):
    """One entry a dossier: its ward, procedure (in the order of ``procedures``), citizen (in the piece), units."""

    ward: Array
    procedure: Array
    citizen: Array
    units: Array


def procedures(settings: Settings) -> list[Procedure]:
    """The procedures that people apply for; raises ``LookupError`` for a code that the catalogue does not have."""
    known = catalogue.procedures()
    missing = set(settings["needs.procedures"]) - set(known)
    if missing:
        raise LookupError(f"needs.procedures names {sorted(missing)}, which datasets/procedures does not hold")
    return [known[code] for code in settings["needs.procedures"]]


def limits(settings: Settings) -> Limits:
    """Their time limits."""
    return Limits([catalogue.limit_of(procedure) for procedure in procedures(settings)])


def minutes(settings: Settings) -> Array:
    """Mean minutes of an officer's work for each of them."""
    return np.array([entry["minutes"] for entry in settings["needs.procedures"].values()], dtype=float)


def dossier_totals(total: int, citizens: Array) -> Array:
    """How many dossiers each ward has in the year, as it has people; together exactly ``total``."""
    return shares(total, citizens)


def needs(
    settings: Settings, chance: Chance, people: Population, totals: Array, first: int, begin: int, end: int
) -> Needs:
    """The dossiers of the wards ``begin`` to ``end``; ``first`` is the first one's ordinal in the whole city."""
    count = int(totals[begin:end].sum())
    ward = np.repeat(np.arange(begin, end, dtype=np.uint8), totals[begin:end])
    entries = list(settings["needs.procedures"].values())
    drawn = chance.parts("need", first, count)
    procedure = table([entry["share"] for entry in entries], kind=np.uint8)[drawn[0]]
    counted = np.array([any(row.unit in COUNTED for row in each.fees) for each in procedures(settings)])
    units = table(settings["needs.units"], range(1, MOST_UNITS + 1), np.uint8)[drawn[1]]
    units[~counted[procedure]] = 1
    ages = np.array([entry["ages"] for entry in entries])
    place = (drawn[2].astype(np.uint32) << 16 | drawn[3]) * 2.0**-32
    return Needs(ward, procedure, _who(people, begin, end, ward, ages[procedure], place), units)


def _who(people: Population, begin: int, end: int, ward: Array, ages: Array, place: Array) -> Array:
    """Somebody of the ward and of an age to apply; anybody of the ward where there is nobody of that age."""
    width = OLDEST + 1
    key = (people.ward - begin).astype(np.uint16) * width + people.age.astype(np.uint16)
    by_age = np.argsort(key, kind="stable").astype(np.int32)
    before = np.concatenate(([0], np.cumsum(np.bincount(key, minlength=(end - begin) * width)))).astype(np.int32)
    start = (ward - begin).astype(np.int32) * width
    low, high = before[start + ages[:, 0]], before[start + ages[:, 1] + 1]
    nobody = np.flatnonzero(low == high)
    low[nobody], high[nobody] = before[start[nobody]], before[start[nobody] + width]
    if (low == high).any():
        raise ValueError("a ward without people has dossiers; take more citizens or fewer dossiers")
    return by_age[low + (place * (high - low)).astype(np.int32)]


@cache
def _fee_days(code: str, channel: str, year: int) -> Array:
    """The fee in đồng by day of the year and number of units."""
    procedure = catalogue.procedures()[code]
    first, last = date(year, 1, 1), date(year, 12, 31)
    found = np.zeros(((last - first).days + 1, MOST_UNITS + 1), dtype=np.int32)
    edges = {row.valid_from for row in procedure.fees}
    edges |= {row.valid_to + timedelta(days=1) for row in procedure.fees if row.valid_to is not None}
    for day in sorted({first} | {edge for edge in edges if first < edge <= last}):
        rows = fees.in_force(procedure, HANOI, channel, day)
        rows = rows or fees.in_force(procedure, HANOI, channel, day, "after")
        found[(day - first).days :] = [fees.of_units(rows, units) if rows else 0 for units in range(MOST_UNITS + 1)]
    return found


def fees_follow(settings: Settings, year: int) -> Array:
    """Whether the fee is known only once the office has counted (``due = "after"``): by way and procedure."""
    day = date(year, 1, 1)
    return np.array(
        [
            [
                not fees.in_force(each, HANOI, way, day) and bool(fees.in_force(each, HANOI, way, day, "after"))
                for each in procedures(settings)
            ]
            for way in ("counter", "online")
        ]
    )


def fees_due(settings: Settings, year: int) -> Array:
    """The fee in đồng, of the fee table's rows: by way (0 counter, 1 online), procedure, day of the year, units.

    What a procedure does not publish for the counter costs nothing here.
    """
    codes = [procedure.code for procedure in procedures(settings)]
    return np.stack([np.stack([_fee_days(code, way, year) for code in codes]) for way in ("counter", "online")])
