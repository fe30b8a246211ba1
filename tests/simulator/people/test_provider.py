"""The Faker provider of Vietnamese names."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

import pytest
from faker import Faker

from simulator import datasets
from simulator.draw import Draw
from simulator.people.provider import Provider, Sex, provider


def test_names_depend_on_the_draws_name_alone() -> None:
    """Two providers of one name agree, whatever was asked of others in between."""
    first = provider(Draw("s"), "x").family_name()
    provider(Draw("s"), "y").family_name()
    assert provider(Draw("s"), "x").family_name() == first


def test_it_is_a_faker_provider_like_any_other() -> None:
    """It can be added to anybody's Faker."""
    fake = Faker()
    fake.add_provider(Provider)
    fake.seed_instance(1)
    assert fake.family_name() in {row["name"] for row in datasets.table("names/family.csv")}


@pytest.mark.parametrize(("sex", "never", "often"), [("f", "Văn", "Thị"), ("m", "Thị", "Văn")])
def test_middle_names_fit_the_sex(sex: Sex, never: str, often: str) -> None:
    """Thị is a woman's, Văn a man's middle name."""
    names = Counter(provider(Draw("s"), "m", i).middle_name(sex) for i in range(500))
    assert names[never] == 0
    assert names[often] > 25


@pytest.mark.parametrize("sex", ["f", "m"])
def test_given_names_fit_sex_and_generation(sex: Sex) -> None:
    """Only names that the data lists for this sex, and for these years."""
    rows = datasets.table("names/given.csv")
    for year, generation in ((1970, "older"), (2013, "younger")):
        allowed = {r["name"] for r in rows if r["sex"] == sex and r["generation"] in ("any", generation)}
        assert {provider(Draw("s"), "g", i).given_name(sex, year) for i in range(500)} <= allowed


def test_common_names_come_up_more_often() -> None:
    """The order of the first family names is that of their weights."""
    counts = Counter(provider(Draw("s"), "f", i).family_name() for i in range(3000))
    first = [counts[name] for name in ("Nguyễn", "Trần", "Phạm")]
    assert all(more > less for more, less in pairwise(first))
