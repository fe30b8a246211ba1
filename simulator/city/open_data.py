"""Small sets of open data made of one simulated year: dossiers, wards, months, the service index, people.

What the sets and their columns are called and mean is data (``datasets/texts/open_data.toml``). A set's table has the
names that readers see; nothing in it is about anybody.
"""

from __future__ import annotations

from dataclasses import fields, replace
from functools import cached_property
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from simulator import datasets
from simulator.city import indices, names, needs, over_time
from simulator.city.chance import Array
from simulator.city.counts import MEASURES, count
from simulator.city.dossiers import Dossiers
from simulator.city.population import wards
from simulator.city.settings import Settings
from simulator.city.table import codes, frame
from simulator.city.year import City

DOSSIERS = 500_000
SAMPLES = {"dossiers_5000": 5_000, "dossiers_50000": 50_000}
"""Set to how many dossiers it has, evenly from the whole city; all of them if the city has fewer."""
CHANNELS = {1: "counter", 2: "online", 3: "post"}
PEOPLE = ("citizens", "women", "accounts", "phones")


class Column(NamedTuple):
    """One column as readers see it."""

    name: str
    title: str
    meaning: str


class DataSet(NamedTuple):
    """One table with what it is about; ``file`` is the stem of its files' names."""

    id: str
    file: str
    title: str
    about: str
    columns: tuple[Column, ...]
    table: pd.DataFrame


def texts() -> dict[str, Any]:
    """The words of the sets."""
    return datasets.toml("texts/open_data.toml")


def set_names() -> tuple[str, ...]:
    """The sets that there are, in the order in which they are shown."""
    return tuple(texts()["sets"])


class OpenData:
    """The sets of one city; the year is worked through once, when the first of them is asked for."""

    def __init__(self, seed: str = "1", dossiers: int = DOSSIERS, settings: Settings | None = None) -> None:
        self.city = City(seed, dossiers, settings)

    def set(self, name: str) -> DataSet:
        """One of ``set_names()``."""
        said = texts()["sets"][name]
        columns = tuple(Column(each, *words) for each, words in texts()["columns"][said["columns"]].items())
        made: pd.DataFrame = self._sample(name) if name in SAMPLES else getattr(self, f"_{name}")()
        table = made[[each.name for each in columns]].rename(columns={each.name: each.title for each in columns})
        return DataSet(name, said["file"], said["title"], said["about"], columns, table)

    def about(self) -> list[str]:
        """What everybody who gets a set has to know: that it is made up, from what, and the licence."""
        said, city = texts()["words"], self.city
        shown = {
            name: f"{int(number):,}".replace(",", ".")
            for name, number in (("citizens", city.citizens.sum()), ("dossiers", city.total))
        }
        seed = said["seed"].format(year=city.hours.begins.year, seed=city.seed, **shown)
        return [said["warning"], seed, said["licence"]]

    @cached_property
    def _year(self) -> tuple[Array, Array, dict[str, pd.DataFrame]]:
        """Counts of dossiers, counts of people by ward and age band, the samples."""
        city, bands = self.city, self._bands
        counts = np.zeros((len(MEASURES), len(wards()), 12))
        people = np.zeros((len(PEOPLE), len(wards()), len(bands)), dtype=np.int64)
        samples: dict[str, list[pd.DataFrame]] = {name: [] for name in SAMPLES}
        for piece in city.pieces():
            counts += count(piece, city.hours.begins.year)
            people += self._people_of(piece, bands)
            for name, size in SAMPLES.items():
                samples[name].append(self._sampled(piece, max(1, city.total // size)))
        return counts, people, {name: pd.concat(parts, ignore_index=True) for name, parts in samples.items()}

    @property
    def _bands(self) -> Array:
        return np.array(self.city.settings["population.age_bands"])

    @staticmethod
    def _people_of(piece: Dossiers, bands: Array) -> Array:
        people = piece.people
        cells = len(wards()) * len(bands)
        key = people.ward.astype(np.int64) * len(bands) + np.searchsorted(bands, people.age, side="right") - 1
        which = (slice(None), people.sex == names.FEMALE, people.account, people.phone)
        counted = [np.bincount(key[each], minlength=cells) for each in which]
        return np.stack(counted).reshape(len(PEOPLE), len(wards()), len(bands))

    def _sampled(self, piece: Dossiers, step: int) -> pd.DataFrame:
        """Every so many dossiers of the city, whatever pieces it is made in."""
        rows = np.flatnonzero((piece.first + np.arange(len(piece))) % step == step // 2)
        kept = {each.name for each in fields(piece)} - {"first", "people"}
        some = replace(piece, **{name: getattr(piece, name)[rows] for name in kept})
        return frame(some, self.city).assign(code=codes(piece, self.city, rows), ward=piece.ward[rows])

    def _sample(self, name: str) -> pd.DataFrame:
        """A sample in the words of the portal."""
        said, labels = texts()["words"], datasets.labels()
        table = self._year[2][name]
        titles = {each.shown_code: each.name for each in needs.procedures(self.city.settings)}
        places = wards()
        words = {
            "channel": {code: labels["channel"][channel] for code, channel in CHANNELS.items()},
            "sex": {"f": said["female"], "m": said["male"]},
            "status": {code: labels["status"][str(code)] for code in range(1, 11)},
            "paid": {"none": said["no_fee"], "qr": said["paid_qr"], "counter": said["paid_counter"]},
            "delivery": labels["delivery"],
            "rating": {"none": said["not_rated"], **labels["rating"]},
        }
        told = {column: table[column].astype(object).map(those) for column, those in words.items()}
        told |= {
            column: table[column].map({True: said["yes"], False: said["no"]})
            for column in ("helped", "late", "petition")
        }
        told["delivery"] = told["delivery"].where(table["returned"].notna(), None)
        code = table["procedure"].astype(str)
        return table.assign(
            **told,
            procedure=code,
            procedure_name=code.map(titles),
            commune_code=table["commune"].astype(str),
            commune=[places[ward].commune for ward in table["ward"]],
        )

    def _wards(self) -> pd.DataFrame:
        return indices.by_ward(self.city.settings, self._year[0]).assign(citizens=self.city.citizens)

    def _ward_months(self) -> pd.DataFrame:
        counts = self._year[0]
        keys = over_time.of_wards(self.city.settings, counts)[["commune_code", "commune", "month"]]
        return keys.assign(**{name: each.astype(np.int64).ravel() for name, each in zip(MEASURES, counts, strict=True)})

    def _index_city(self) -> pd.DataFrame:
        return over_time.of_city(self.city.settings, self._year[0])

    def _index_wards(self) -> pd.DataFrame:
        return over_time.of_wards(self.city.settings, self._year[0])

    def _people(self) -> pd.DataFrame:
        said, bands, places = texts()["words"], self._bands.tolist(), wards()
        ends = [*(said["band"].format(low=low, high=high - 1) for low, high in pairwise(bands))]
        ends.append(said["last_band"].format(low=bands[-1]))
        keys = {
            "commune_code": np.repeat([place.commune_code for place in places], len(bands)),
            "commune": np.repeat([place.commune for place in places], len(bands)),
            "band": ends * len(places),
        }
        counted = {name: each.ravel() for name, each in zip(PEOPLE, self._year[1], strict=True)}
        return pd.DataFrame({**keys, **counted})
