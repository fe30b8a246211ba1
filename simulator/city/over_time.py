"""The service index of decision 766 as it moves through the year: for the city and for every ward, month by month.

Months are those of filing. A month's index says how the dossiers of that month fare; the one to date takes all that
were filed from January to the end of the month, as an index that is read during the year does.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from simulator.city import indices
from simulator.city.chance import Array
from simulator.city.counts import MEASURES
from simulator.city.population import wards
from simulator.city.settings import Settings


def to_date(counts: Array) -> Array:
    """Counts from January to the end of each month; the last axis is the month."""
    return np.cumsum(counts, axis=-1)


def _table(settings: Settings, counts: Array, names: dict[str, Any]) -> pd.DataFrame:
    """A row for each cell: how many were filed, points of the groups and the total of the month, total to date.

    Points are open where nothing was filed: an index of no dossiers says nothing.
    """
    filed = counts[MEASURES.index("filed")]
    found = {
        f"group_{name}" if name != "total" else name: points
        for name, points in indices.group_points(settings, counts).items()
    }
    found["total_to_date"] = indices.group_points(settings, to_date(counts))["total"]
    some = dict.fromkeys(found, filed > 0) | {"total_to_date": to_date(filed) > 0}
    points = {name: np.round(np.where(some[name], each, np.nan), 2).ravel() for name, each in found.items()}
    return pd.DataFrame({**names, "filed": filed.astype(np.int64).ravel(), **points})


def of_city(settings: Settings, counts: Array) -> pd.DataFrame:
    """A row for each month: the whole city's index."""
    return _table(settings, counts.sum(axis=1), {"month": np.arange(1, counts.shape[2] + 1)})


def of_wards(settings: Settings, counts: Array) -> pd.DataFrame:
    """A row for each ward and month, wards in the order of their codes."""
    places, months = wards(), counts.shape[2]
    names = {
        "commune_code": np.repeat([place.commune_code for place in places], months),
        "commune": np.repeat([place.commune for place in places], months),
        "month": np.tile(np.arange(1, months + 1), len(places)),
    }
    return _table(settings, counts, names)
