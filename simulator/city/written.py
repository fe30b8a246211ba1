"""Citizens written out as people read them: name, birth, numbers, address, as lines of CSV. Nobody of them exists.

Every part of a line is a text that was made beforehand, in a table of bytes; a line is those texts side by side with
the tables' padding taken out. No text is made for one citizen alone, so a million take a fraction of a second.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd

from simulator.city import names
from simulator.city.chance import Array, Chance
from simulator.city.population import DAY_ONE, Population, people, wards
from simulator.city.settings import Settings
from simulator.identity.numbers import SIMULATED_PREFIX, SIMULATED_PROVINCE

FIELDS = ("name", "sex", "born", "person_number", "phone", "address", "household")
"""``household`` is eight digits: how many citizens of the city come before the head of that household."""
LINES = 8192
"""Lines that are put together at once: they fit into the processor's own memory."""
CITIZENS = 32 * LINES
"""Citizens that are drawn at once for a file, if wards are small enough."""


def _table(texts: Iterable[str], padded_before: bool = False) -> Array:
    """Texts in UTF-8, each padded with zeros to the length of the longest, behind or before.

    Where one part is padded behind and the next one before, their padding is one gap to be taken out, not two.
    """
    made = [text.encode() for text in texts]
    longest = max(map(len, made))
    return np.array([text.rjust(longest, b"\0") if padded_before else text for text in made]).view(f"V{longest}")


@cache
def _names() -> tuple[Array, Array, Array]:
    known = names.lists()
    middle = _table((f"{name} " for name in known.middle), padded_before=True)
    return _table(f"{name} " for name in known.family), middle, _table(known.given)


@cache
def _days() -> tuple[int, Array]:
    """The first day that has a text, in days since 1970, and the texts of days from there on: 1900 to 2099."""
    begin = np.datetime64("1900-01-01", "D")
    days = np.arange(begin, np.datetime64("2100-01-01", "D"))
    return int((begin - DAY_ONE).astype(int)), _table(days.astype(str).tolist())


@cache
def _digits(count: int, before: str = "") -> Array:
    return _table(f"{before}{number:0{count}d}" for number in range(10**count))


@cache
def _address() -> tuple[Array, Array, Array]:
    return (
        _table(f'"Số {number}, ngõ ' for number in range(256)),
        _table(map(str, range(256)), padded_before=True),
        _table(f', {place.commune}, Thành phố Hà Nội"' for place in wards()),
    )


def _parts(found: Population, field: str, rows: slice) -> list[tuple[Array, Array]]:
    """What a field is put together from: tables, and the place in the table for each citizen."""
    match field:
        case "name":
            family, middle, given = _names()
            return [(family, found.family[rows]), (middle, found.middle[rows]), (given, found.given[rows])]
        case "sex":
            return [(_table("mf"), found.sex[rows])]
        case "born":
            begin, days = _days()
            return [(days, found.born[rows] - begin)]
        case "person_number":
            year = (DAY_ONE + found.born[rows].astype("timedelta64[D]")).astype("datetime64[Y]").astype(np.int32) + 1970
            first = (2 * (year // 100 - 19) + found.sex[rows]) * 100 + year % 100
            high, low = np.divmod(found.serial[rows], np.uint32(1000))
            return [(_digits(3, SIMULATED_PROVINCE), first), (_digits(3), high), (_digits(3), low)]
        case "phone":
            high, low = np.divmod(found.number[rows], np.uint32(1000))
            return [(_digits(4, SIMULATED_PREFIX), high), (_digits(3), low)]
        case "address":
            house, lane, ward = _address()
            return [(house, found.house[rows]), (lane, found.lane[rows]), (ward, found.ward[rows])]
        case "household":
            head = np.searchsorted(found.household, found.household[rows])
            high, low = np.divmod(head + found.first, 10_000)
            return [(_digits(4), high), (_digits(4), low)]
    raise ValueError(f"citizens have no field {field!r}; they have {', '.join(FIELDS)}")


def lines(found: Population, fields: Sequence[str] = FIELDS, rows: slice = slice(None)) -> Iterator[memoryview]:
    """The lines of CSV, in UTF-8 without a heading, of some citizens: several thousand at a time."""
    begin, end, _ = rows.indices(len(found))
    for low in range(begin, end, LINES):
        chunk = slice(low, min(end, low + LINES))
        columns: list[tuple[Array, Array | None]] = []
        for field in fields:
            columns += [*_parts(found, field, chunk), (_table([","]), None)]
        columns[-1] = (_table(["\n"]), None)
        # A record holds the parts side by side: filling it is copying, whatever the texts are.
        line = np.empty(
            chunk.stop - low, dtype=[(f"f{number}", each.dtype) for number, (each, _) in enumerate(columns)]
        )
        for number, (table, index) in enumerate(columns):
            line[f"f{number}"] = table[0] if index is None else table[index]
        letters = line.view(np.uint8)
        yield letters[letters != 0].data


def as_table(found: Population, rows: slice = slice(None)) -> pd.DataFrame:
    """Citizens as a table: every column text but the day of birth.

    Person numbers and phones have the form that cannot belong to anybody (``simulator.identity.numbers``).
    """
    text = b"".join([",".join(FIELDS).encode() + b"\n", *lines(found, FIELDS, rows)])
    return pd.read_csv(io.BytesIO(text), dtype=str, parse_dates=["born"], date_format="%Y-%m-%d")


def write(
    path: Path, settings: Settings, chance: Chance, totals: Array, day: date, fields: Sequence[str] = FIELDS
) -> int:
    """Write a whole city's citizens as CSV with a heading, some wards at a time; how many they are."""
    with path.open("wb") as file:
        file.write(b"\xef\xbb\xbf" + ",".join(fields).encode() + b"\n")
        begin = 0
        while begin < len(totals):
            end = begin + 1
            while end < len(totals) and totals[begin : end + 1].sum() <= CITIZENS:
                end += 1
            file.writelines(lines(people(settings, chance, totals, begin, end, day), fields))
            begin = end
    return int(totals.sum())
