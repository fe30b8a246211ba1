"""The service index of decision 766 and the usual rates, from counts: for the city, by ward, over time.

Formulas and points are data (``datasets/city/indices.toml``), with what is known of them and what is not.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from simulator.city import offices
from simulator.city.chance import Array
from simulator.city.counts import MEASURES
from simulator.city.population import wards
from simulator.city.settings import Settings

PERCENT = {
    "filed_online": ("online", "filed"),
    "filed_with_help": ("helped", "filed"),
    "on_time": ("on_time", "received"),
    "supplemented": ("supplemented", "filed"),
    "paid_online": ("paid_online", "with_fee"),
    "electronic_results": ("electronic", "settled"),
    "digitised": ("digitised", "settled"),
    "reused": ("reused", "settled"),
    "synced": ("synced", "filed"),
    "apologised_when_late": ("apologised", "late"),
    "petitions_in_time": ("petitions_in_time", "petitions"),
    "petitions_satisfied": ("petitions_happy", "petitions"),
    "able_at_home": ("able", "filed"),
    "done_at_once": ("at_once", "settled"),
    "waited_over_half_an_hour": ("waited_long", "at_counter"),
}
"""Rates in percent: what is counted, and out of what."""
MEANS = {
    "wait_at_counter_minutes": ("waited_minutes", "at_counter"),
    "wait_at_peak_minutes": ("peak_minutes", "at_peak"),
    "working_hours": ("worked_hours", "settled"),
}


def _divided(of: Array, out_of: Array) -> Array:
    """A quotient; not a number where there is nothing to divide by."""
    return np.divide(of, out_of, out=np.full(np.shape(out_of), np.nan), where=np.asarray(out_of) > 0)


def _by_name(counts: Array) -> Callable[[str], Array]:
    return lambda name: counts[MEASURES.index(name)].astype(float)


def rates(counts: Array) -> dict[str, Array]:
    """The usual rates in percent and means; ``counts`` has a measure in each row, whatever the other axes are."""
    of = _by_name(counts)
    found = {name: 100 * _divided(of(some), of(every)) for name, (some, every) in PERCENT.items()}
    found["satisfied"] = 100 - 100 * _divided(of("unhappy"), of("rated"))
    return found | {name: _divided(of(some), of(every)) for name, (some, every) in MEANS.items()}


def item_rates(settings: Settings, counts: Array) -> dict[str, Array]:
    """The rate in percent behind each item of the index; not a number where there is nothing to count."""
    of = _by_name(counts)
    found: dict[str, Array] = {}
    for name, item in settings["indices.items"].items():
        if "fixed" in item:
            rate = np.full(counts.shape[1:], float(item["fixed"]))
        elif "minus" in item:
            rate = np.fmax(
                0, 100 - 100 * _divided(np.sum([of(each) for each in item["minus"]], axis=0), of(item["out_of"]))
            )
            rate = np.where(of(item["out_of"]) > 0, rate, np.nan)
        else:
            rate = 100 * _divided(of(item["of"]), of(item["out_of"]))
        found[name] = rate * found[item["times"]] / 100 if "times" in item else rate
    return found


def item_points(settings: Settings, counts: Array) -> dict[str, Array]:
    """The points of each item: all of them from ``full_at`` percent on, below it in proportion."""
    nothing = settings["indices.nothing_to_count"]
    return {
        name: points(np.where(np.isnan(rate), nothing, rate), item["most"], item.get("full_at", 100))
        for (name, rate), item in zip(
            item_rates(settings, counts).items(), settings["indices.items"].values(), strict=True
        )
    }


def points(rate: Any, most: float, full_at: float = 100) -> Any:
    """The points for a rate in percent: ``rate × most / full_at``, never more than ``most``."""
    return np.minimum(most, np.asarray(rate, dtype=float) * most / full_at)


def group_points(settings: Settings, counts: Array) -> dict[str, Array]:
    """The points of each group, and ``total``, out of 100."""
    by_item = item_points(settings, counts)
    items = settings["indices.items"]
    found = {
        group: np.sum([by_item[name] for name, item in items.items() if item["group"] == group], axis=0)
        for group in settings["indices.groups"]
    }
    return found | {"total": np.sum(list(found.values()), axis=0)}


def satisfaction(settings: Settings, counts: Array) -> dict[str, Array]:
    """A model of how SIPAS would come out: percent satisfied with each of its five factors, and ``total``, their mean.

    Each factor begins at what it has where all goes well and loses so much for each percent or minute of what goes
    wrong (``indices.sipas``). Real SIPAS asks people; this asks the counts.
    """
    of = rates(counts)
    of["visits"] = 100 * _divided(counts[MEASURES.index("at_counter")], counts[MEASURES.index("filed")])
    of["travel_minutes"] = np.full(counts.shape[1:], offices.travel_minutes(settings)) * of["visits"] / 100
    found: dict[str, Array] = {}
    for name, factor in settings["indices.sipas"].items():
        lost = [each * np.nan_to_num(of[rate]) for rate, each in factor["less"].items()]
        lost += [each * np.nan_to_num(100 - of[rate], nan=0) for rate, each in factor.get("missing", {}).items()]
        found[name] = np.clip(factor["best"] - np.sum(lost, axis=0), 0, 100)
    return found | {"total": np.mean(list(found.values()), axis=0)}


def table(settings: Settings, counts: Array, names: dict[str, Any]) -> pd.DataFrame:
    """Points of the groups and rates, rounded for printing: a row for each place or month that ``names`` lists."""
    found = group_points(settings, counts)
    columns = {f"group_{name}" if name != "total" else name: each for name, each in found.items()} | rates(counts)
    columns = {"filed": counts[MEASURES.index("filed")].astype(np.int64), **columns}
    return pd.DataFrame({**names, **{name: np.round(each, 2) for name, each in columns.items()}})


def by_ward(settings: Settings, counts: Array) -> pd.DataFrame:
    """A row for each of the 126 wards and communes."""
    places = wards()
    names = {"commune_code": [place.commune_code for place in places], "commune": [place.commune for place in places]}
    return table(settings, counts.sum(axis=2), names)


def by_month(settings: Settings, counts: Array) -> pd.DataFrame:
    """A row for each month of the year, by when dossiers were filed."""
    return table(settings, counts.sum(axis=1), {"month": np.arange(1, counts.shape[2] + 1)})


def of_city(settings: Settings, counts: Array) -> dict[str, Any]:
    """Everything about the whole year, ready to be printed: counts, rates, items and groups of the index, the total."""
    whole = counts.sum(axis=(1, 2))
    by_item, behind = item_points(settings, whole), item_rates(settings, whole)
    groups = group_points(settings, whole)

    def shown(number: Any) -> float | None:
        return None if np.isnan(number) else round(float(number), 2)

    sipas = satisfaction(settings, whole)
    return {
        "counts": {name: round(float(each)) for name, each in zip(MEASURES, whole, strict=True)},
        "rates": {name: shown(each) for name, each in rates(whole).items()},
        "items": {
            name: {
                "name": item["name"],
                "rate": shown(behind[name]),
                "points": shown(by_item[name]),
                "most": item["most"],
            }
            for name, item in settings["indices.items"].items()
        },
        "groups": {
            name: {"name": group["name"], "points": shown(groups[name]), "most": group["most"]}
            for name, group in settings["indices.groups"].items()
        },
        "total": shown(groups["total"]),
        "sipas": {
            name: {"name": factor["name"], "satisfied": shown(sipas[name])}
            for name, factor in settings["indices.sipas"].items()
        },
        "sipas_total": shown(sipas["total"]),
    }
