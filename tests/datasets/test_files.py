"""Every data file: strictly readable, in one form, the same on every system."""

from __future__ import annotations

import csv
import string
import tomllib
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest

from simulator import datasets

ROOT = Path(str(datasets.root()))
FILES = sorted(path for path in ROOT.rglob("*") if path.is_file())
TABLES = {
    "calendar/swapped_days.csv": ("day", "works", "reason", "source", "confidence"),
    "figures/article_figures.csv": (
        *("id", "article", "place", "unit_today", "period", "indicator"),
        *("bound", "value", "unit", "note", "check"),
    ),
    "names/family.csv": ("name", "weight", "source"),
    "names/given.csv": ("name", "sex", "weight", "generation", "source"),
    "names/middle.csv": ("name", "sex", "weight", "source"),
    "places/communes.csv": ("province_code", "province", "commune_code", "commune", "kind"),
    "places/hanoi_tiles.csv": ("commune_code", "commune", "column", "row", "lat", "lon"),
    "places/old_units.csv": ("old_unit", "old_district", "commune_code", "commune", "share", "source"),
    "places/provinces.csv": ("province_code", "province", "kind", "short_name"),
}
"""Each table with its columns."""

KEYS = {
    "calendar/swapped_days.csv": ("day",),
    "figures/article_figures.csv": ("id",),
    "names/family.csv": ("name",),
    "names/given.csv": ("name", "sex"),
    "names/middle.csv": ("name", "sex"),
    "places/communes.csv": ("commune_code",),
    "places/hanoi_tiles.csv": ("commune_code",),
    "places/old_units.csv": ("old_unit", "old_district", "commune_code"),
    "places/provinces.csv": ("province_code",),
}


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_a_file_is_clean_text(path: Path) -> None:
    """UTF-8 in composed letters, LF line ends, no byte order mark, nothing invisible, a last line end."""
    data = path.read_bytes()
    text = data.decode("utf-8", "strict")
    assert path.suffix in {".csv", ".toml", ".md", ".svg"}
    assert unicodedata.is_normalized("NFC", text)
    assert b"\r" not in data
    assert text.endswith("\n")
    assert not text.startswith("\ufeff")
    assert not [line for line in text.split("\n") if line != line.rstrip()], "spaces at a line's end"
    odd = {c for c in text if unicodedata.category(c) in ("Cc", "Cf", "Co", "Cn", "Zs") and c not in "\n "}
    assert odd == set(), [unicodedata.name(c, hex(ord(c))) for c in odd]


def test_every_table_is_known() -> None:
    """A new table gets its columns and key written down here."""
    assert {name_of(path) for path in FILES if path.suffix == ".csv"} == set(TABLES) == set(KEYS)


@pytest.mark.parametrize("name", TABLES)
def test_a_table_has_its_columns_and_no_gap(name: str) -> None:
    """The columns in their order, a value in every cell, no spaces around it, each key once."""
    rows = list(csv.reader((ROOT / name).read_text(encoding="utf-8").splitlines(), strict=True))
    assert tuple(rows[0]) == TABLES[name]
    for number, row in enumerate(rows[1:], 2):
        assert len(row) == len(rows[0]), f"line {number}"
        assert all(cell and cell == " ".join(cell.split()) for cell in row), f"line {number}: {row}"
    keys = [tuple(row[column] for column in KEYS[name]) for row in datasets.table(name)]
    assert len(set(keys)) == len(keys)


@pytest.mark.parametrize("path", [p for p in FILES if p.suffix == ".toml"], ids=name_of)
def test_a_toml_file_can_be_read(path: Path) -> None:
    """No key twice, no value of a kind that JSON could not hold, but for days."""
    assert tomllib.loads(path.read_text(encoding="utf-8"))


def texts_in(value: object) -> Iterator[str]:
    """Every text under a value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from texts_in(item)
    elif isinstance(value, list):
        for item in value:
            yield from texts_in(item)


@pytest.mark.parametrize("name", ["texts/labels.toml", "texts/outcomes.toml", "texts/sms.toml", "scams/sms.toml"])
def test_a_text_of_the_portal_is_well_formed(name: str) -> None:
    """Words to fill in are simple names in braces; no text is empty or has spaces at its ends."""
    for text in texts_in(datasets.toml(name)):
        assert text.strip() == text != ""
        assert "  " not in text, text
        for _, word, form, conversion in string.Formatter().parse(text):
            assert word is None or word.isidentifier(), text
            assert not form, text
            assert not conversion, text
