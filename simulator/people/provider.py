"""Faker provider for Vietnamese names as forms want them: family, middle, given.

Faker's own ``vi_VN`` puts the given name first, has ten family names and adds
titles, so it cannot fill a Vietnamese form. Names, weights and their sources are
in ``datasets/names``.
"""

from __future__ import annotations

from collections import OrderedDict
from functools import cache
from typing import Literal

from faker import Generator
from faker.providers import BaseProvider

from simulator import datasets
from simulator.draw import Draw

Sex = Literal["f", "m"]
SEXES: tuple[Sex, ...] = ("f", "m")
OLDER_BEFORE = 1985
"""Given names change with the generation; this year parts the two lists of the data."""


@cache
def _weights(name: str, sex: str = "", generation: str = "") -> OrderedDict[str, float]:
    rows = datasets.table(f"names/{name}.csv")
    return OrderedDict(
        (row["name"], float(row["weight"]))
        for row in rows
        if row.get("sex", "any") in ("any", sex) or not sex
        if row.get("generation", "any") in ("any", generation) or not generation
    )


class Provider(BaseProvider):
    """Names in Vietnamese order, weighted by how common they are."""

    __use_weighting__ = True

    def family_name(self) -> str:
        """A family name (họ)."""
        return str(self.random_element(_weights("family")))

    def middle_name(self, sex: Sex) -> str:
        """A middle name (tên đệm)."""
        return str(self.random_element(_weights("middle", sex)))

    def given_name(self, sex: Sex, born: int = 2000) -> str:
        """A given name (tên) that fits the year of birth."""
        generation = "older" if born < OLDER_BEFORE else "younger"
        return str(self.random_element(_weights("given", sex, generation)))


def provider(draw: Draw, name: str, ordinal: int = 0) -> Provider:
    """A provider whose choices depend on this name and ordinal only."""
    generator = Generator()
    generator.random = draw.random(name, ordinal)
    return Provider(generator)
