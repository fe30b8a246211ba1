"""The names: enough of them, real words, with weights and sources."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from simulator import datasets

NAMES = ("family", "middle", "given")
LETTERS = re.compile(r"[A-ZĐÀ-Ỹ][a-zđà-ỹ]*(?: [A-ZĐÀ-Ỹ][a-zđà-ỹ]*)?")


@pytest.mark.parametrize("name", NAMES)
def test_there_are_at_least_a_hundred(name: str) -> None:
    """A hundred family names, middle names and given names, so that no class looks like a family."""
    assert len({row["name"] for row in datasets.table(f"names/{name}.csv")}) >= 100


@pytest.mark.parametrize("sex", ["f", "m"])
def test_both_sexes_have_enough_given_names(sex: str) -> None:
    """A hundred each, and enough for either generation."""
    rows = [row for row in datasets.table("names/given.csv") if row["sex"] == sex]
    assert len(rows) >= 100
    for generation in ("older", "younger"):
        assert sum(row["generation"] in ("any", generation) for row in rows) >= 50


@pytest.mark.parametrize("name", NAMES)
def test_names_are_vietnamese_words(name: str) -> None:
    """One or two syllables with a capital each; a family name or given name is one."""
    for row in datasets.table(f"names/{name}.csv"):
        assert LETTERS.fullmatch(row["name"]), row
        assert name == "middle" or " " not in row["name"], row


@pytest.mark.parametrize("name", NAMES)
def test_weights_are_whole_and_positive(name: str) -> None:
    """No name that cannot come up."""
    assert all(re.fullmatch(r"[1-9]\d*", row["weight"]) for row in datasets.table(f"names/{name}.csv"))


def test_family_names_are_counted_by_ten_thousand() -> None:
    """The weights are people in ten thousand, the most common first."""
    weights = [int(row["weight"]) for row in datasets.table("names/family.csv")]
    assert sum(weights) == 10_000
    assert weights == sorted(weights, reverse=True)


def test_sexes_and_generations_are_known() -> None:
    """Only the words of the data dictionary."""
    assert {row["sex"] for row in datasets.table("names/middle.csv")} == {"f", "m", "any"}
    assert {row["sex"] for row in datasets.table("names/given.csv")} == {"f", "m"}
    assert {row["generation"] for row in datasets.table("names/given.csv")} == {"older", "younger", "any"}


@pytest.mark.parametrize("name", NAMES)
def test_every_source_is_in_the_data_dictionary(name: str) -> None:
    """Each key of the source column is explained in the README beside the table."""
    readme = (Path(str(datasets.root())) / "names" / "README.md").read_text(encoding="utf-8")
    explained = set(re.findall(r"^\| `([^`]+)`", readme, re.MULTILINE))
    assert {row["source"] for row in datasets.table(f"names/{name}.csv")} <= explained
