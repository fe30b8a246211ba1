"""Names as numbers: which family, middle and given name each citizen has, by the weights of ``datasets/names``."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import numpy as np

from simulator import datasets
from simulator.city.chance import Array, table
from simulator.people.provider import OLDER_BEFORE

FEMALE, MALE = 1, 0


class Lists(NamedTuple):
    """The names themselves, and for each kind of person a table that a drawn number looks a name up in.

    ``next_given`` is another given name of the same kind of person, for whom two parts of the name would be alike.
    """

    family: Array
    middle: Array
    given: Array
    pick_family: Array
    pick_middle: Array
    pick_given: Array
    next_given: Array
    like_family: Array
    like_middle: Array


def _kind(rows: tuple[dict[str, str], ...], sex: str, generation: str = "any") -> Array:
    """The weights of the names that fit a kind of person; nothing for the others."""
    fits = [
        row.get("sex", "any") in ("any", sex)
        and (generation == "any" or row.get("generation", "any") in ("any", generation))
        for row in rows
    ]
    return np.array([float(row["weight"]) * fit for row, fit in zip(rows, fits, strict=True)])


@cache
def lists() -> Lists:
    """The names of the data; sexes are 0 male, 1 female, generations 0 younger, 1 older."""
    family, middle, given = (datasets.table(f"names/{name}.csv") for name in ("family", "middle", "given"))
    kinds = [_kind(given, sex, generation) for sex in ("m", "f") for generation in ("younger", "older")]
    following = np.zeros((4, len(given)), dtype=np.uint16)
    for kind, weights in enumerate(kinds):
        fitting = np.flatnonzero(weights)
        following[kind, fitting] = np.roll(fitting, -1)
    parts = [row["name"].split() for row in middle]
    return Lists(
        family=np.array([row["name"] for row in family], dtype=object),
        middle=np.array([row["name"] for row in middle], dtype=object),
        given=np.array([row["name"] for row in given], dtype=object),
        pick_family=table(_kind(family, "any")),
        pick_middle=np.stack([table(_kind(middle, sex)) for sex in ("m", "f")]),
        pick_given=np.stack([table(weights) for weights in kinds]),
        next_given=following,
        like_family=np.array([[g["name"] in f["name"].split() for g in given] for f in family]),
        like_middle=np.array([[g["name"] in part for g in given] for part in parts]),
    )


def older_generation(year_of_birth: Array) -> Array:
    """Whose given name is from the older generation's list: 1, otherwise 0."""
    return (year_of_birth < OLDER_BEFORE).astype(np.uint8)


def unlike(family: Array, middle: Array, given: Array, kind: Array) -> Array:
    """The given names, with another where one was also the family or middle name ("Ngọc Ngọc")."""
    known = lists()
    places = np.flatnonzero(known.like_family[family, given] | known.like_middle[middle, given])
    given = given.copy()
    while len(places):
        given[places] = known.next_given[kind[places], given[places]]
        again = known.like_family[family[places], given[places]] | known.like_middle[middle[places], given[places]]
        places = places[again]
    return given
