"""A year as a tally: what a picture or a page needs of it, without keeping its dossiers.

Counted by ward and month, from status to status, and by the minutes waited at counters.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import Any

import numpy as np

from simulator.city import channels, indices
from simulator.city.chance import Array
from simulator.city.counts import MEASURES, MONTHS, count
from simulator.city.dossiers import EVENTS, Dossiers
from simulator.city.hours import NEVER
from simulator.city.population import wards
from simulator.city.settings import Settings
from simulator.city.year import City
from simulator.state import RETURNED

STATUSES = RETURNED + 1
"""The ten official statuses and, before them, the draft that every dossier comes from."""


def moves(found: Dossiers) -> Array:
    """How often dossiers went from each status (rows) to each other (columns) within the year."""
    at = np.zeros(len(found), dtype=np.int64)
    seen = np.zeros((STATUSES, STATUSES), dtype=np.int64)
    for name, status in EVENTS:
        rows = np.flatnonzero(getattr(found, name) < NEVER)
        seen[:, status] += np.bincount(at[rows], minlength=STATUSES)
        at[rows] = status
    return seen


class Tally:
    """One year's counts. ``moved`` is from status to status, ``waited`` people by full minutes waited at a counter."""

    def __init__(self, settings: Settings, counts: Array, moved: Array, waited: Array) -> None:
        self.settings, self.counts, self.moved, self.waited = settings, counts, moved, waited

    @cached_property
    def city(self) -> dict[str, Any]:
        """Rates, items and groups of the index for the whole year, as ``indices.of_city`` gives them."""
        return indices.of_city(self.settings, self.counts)

    @cached_property
    def by_ward(self) -> dict[str, Array]:
        """Each rate's value in every ward, in the order of ``wards()``; not a number where nothing was counted."""
        return indices.rates(self.counts.sum(axis=2))

    @property
    def dossiers(self) -> int:
        """How many were filed."""
        return int(self.counts[MEASURES.index("filed")].sum())

    @property
    def at_end(self) -> Array:
        """How many dossiers are at each status when the year ends."""
        return np.asarray(self.moved.sum(axis=0) - self.moved.sum(axis=1))

    def waiting(self, low: int, high: int | None) -> float:
        """The share of those at a counter who waited from ``low`` minutes to less than ``high``; 0 if nobody came."""
        return float(self.waited[low:high].sum() / max(1, self.waited.sum()))


def tally(city: City, pieces: Iterable[Dossiers] | None = None) -> Tally:
    """Count a whole year, given piece by piece; without pieces it is worked through here."""
    counts = np.zeros((len(MEASURES), len(wards()), MONTHS))
    moved, waited = np.zeros((STATUSES, STATUSES), dtype=np.int64), np.zeros(1, dtype=np.int64)
    for piece in city.pieces() if pieces is None else pieces:
        counts += count(piece, city.hours.begins.year)
        moved += moves(piece)
        more = np.bincount(piece.waited[piece.way == channels.COUNTER] // 60, minlength=1)
        longest = max(len(waited), len(more))
        waited = np.pad(waited, (0, longest - len(waited))) + np.pad(more, (0, longest - len(more)))
    return Tally(city.settings, counts, moved, waited)
