"""What a year is counted into: by ward and month of filing, each kind of dossier that an index asks for.

Counts of pieces add up to the city's, so the indices need no dossier any more.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from functools import cache

import numpy as np

from simulator.city import channels
from simulator.city.chance import Array
from simulator.city.dossiers import BY_CODE, NOT_RATED, NOT_SATISFIED, UNPAID, Dossiers
from simulator.city.hours import DAY, NEVER, hours
from simulator.city.population import wards
from simulator.state import REFUSED, RETURNED, STOPPED, WITHDRAWN

MONTHS = 12
MEASURES = (
    *("filed", "received", "settled", "returned", "refused", "stopped", "withdrawn", "open"),
    *("online", "helped", "at_counter", "by_post", "online_electronic", "electronic", "digitised", "reused", "synced"),
    *("on_time", "late", "apologised", "supplemented", "asked_twice", "with_fee", "paid_online", "fees", "fees_online"),
    *("rated", "unhappy", "complaining", "petitions", "petitions_in_time", "petitions_happy"),
    *("able", "at_once", "waited_long", "at_peak"),
    *("waited_minutes", "peak_minutes", "worked_hours"),
)
"""Their names. ``fees`` are đồng, ``waited_minutes`` those of all who came to a counter, ``worked_hours`` the working
hours from receipt to result of all that are settled; everything else counts dossiers, ratings or petitions. ``able``
are those whose citizen could file at home, ``at_peak`` came to a counter between 9 and 10 o'clock."""
PEAK = (9 * 3600, 10 * 3600)
"""Seconds of the day: when queues at counters are longest in the morning."""
LONG_WAIT = 1800
"""Seconds at the counter after which more people are unhappy (what they are asked about is in ``year.unhappy``)."""


@cache
def _month_of_day(year: int) -> Array:
    first = date(year, 1, 1)
    return np.array([(first + timedelta(days=day)).month - 1 for day in range(366)])


def count(found: Dossiers, year: int) -> Array:
    """The counts of some dossiers: measures by wards by months."""
    key = found.ward.astype(np.int32) * MONTHS + _month_of_day(year)[found.submitted // DAY].astype(np.int32)
    cells = len(wards()) * MONTHS
    received, settled = found.received < NEVER, found.settled < NEVER
    status, online = found.status, found.way <= channels.POINT
    with_fee = found.paid != UNPAID
    paid_online = found.paid == BY_CODE
    over = np.isin(status, (REFUSED, STOPPED, WITHDRAWN, RETURNED))
    unhappy = found.rating == NOT_SATISFIED
    at_counter, clock = found.way == channels.COUNTER, found.submitted % DAY
    at_peak = at_counter & (clock >= PEAK[0]) & (clock < PEAK[1])
    counted: dict[str, Array] = {
        "filed": np.ones(len(found), dtype=bool),
        "received": received,
        "settled": settled,
        "returned": status == RETURNED,
        "refused": status == REFUSED,
        "stopped": status == STOPPED,
        "withdrawn": status == WITHDRAWN,
        "open": ~over,
        "online": online,
        "helped": found.way == channels.POINT,
        "at_counter": at_counter,
        "at_peak": at_peak,
        "at_once": found.at_once & settled,
        "able": found.able,
        "waited_long": found.waited > LONG_WAIT,
        "by_post": found.way == channels.POST,
        "online_electronic": online & settled & found.electronic,
        "electronic": settled & found.electronic,
        "digitised": settled & found.digitised,
        "reused": settled & found.reused,
        "synced": found.synced,
        "on_time": received & ~found.late,
        "late": received & found.late,
        "apologised": found.new_due < NEVER,
        "supplemented": found.supplements > 0,
        "asked_twice": found.supplements > 1,
        "with_fee": with_fee,
        "paid_online": paid_online,
        "rated": found.rating != NOT_RATED,
        "unhappy": unhappy,
        "complaining": received & (unhappy | found.petition),
        "petitions": found.petition,
        "petitions_in_time": found.petition & ~found.petition_late,
        "petitions_happy": found.petition & ~found.petition_unhappy,
    }
    working = hours(year)
    rows = np.flatnonzero(settled)
    took = working.worked(found.settled[rows]) - working.worked(found.received[rows])
    sums: dict[str, Array] = {
        "fees": np.bincount(key, found.fee, cells),
        "fees_online": np.bincount(key[paid_online], found.fee[paid_online], cells),
        "waited_minutes": np.bincount(key, found.waited, cells) / 60,
        "peak_minutes": np.bincount(key[at_peak], found.waited[at_peak], cells) / 60,
        "worked_hours": np.bincount(key[rows], took, cells) / 3600,
    }
    sums |= {name: np.bincount(key[where], minlength=cells) for name, where in counted.items()}
    return np.stack([sums[name] for name in MEASURES]).reshape(len(MEASURES), len(wards()), MONTHS)


def add_up(pieces: Iterable[Dossiers], year: int) -> Array:
    """The counts of a whole year, made piece by piece."""
    whole = np.zeros((len(MEASURES), len(wards()), MONTHS))
    for piece in pieces:
        whole += count(piece, year)
    return whole
