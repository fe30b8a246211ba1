"""The city's dossiers as a table with the portal's own columns and status codes, so that one looks like a learner's."""

from __future__ import annotations

import io
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from simulator.city import channels, needs
from simulator.city.chance import Array
from simulator.city.dossiers import EVENTS, Dossiers
from simulator.city.hours import DAY, NEVER
from simulator.city.population import wards
from simulator.city.spreadsheet import without_time
from simulator.city.year import City
from simulator.people.places import HANOI

PAID = ("", "qr", "counter")
"""How the fee was paid, in the portal's words for the way of an order."""
RATINGS = ("", "not_satisfied", "satisfied", "very_satisfied")
DELIVERIES = ("online", "counter", "post")
MOMENTS = (
    "submitted",
    "asked",
    "resubmitted",
    "refused",
    "stopped",
    "received",
    "due",
    "new_due",
    "begun",
    "charged",
    "fee_paid",
)
LAST_MOMENTS = ("withdrawn", "settled", "returned")
KINDS = (".csv", ".xlsx")
MOST_ROWS = 100_000
"""Dossiers that a spreadsheet file may hold: more would take minutes to write and to open."""
SHEET = "ho-so-mo-phong"


class TableError(Exception):
    """The table cannot be written like that; the text says why and what to do, in Vietnamese."""


@cache
def _unit_numbers() -> tuple[Array, Array]:
    """Each ward's unit number as dossier codes have it, and what its daily numbers begin after.

    A unit number is the last three digits of a ward's code; a few wards share one, and then count from 5,000 on.
    """
    units = np.array([int(place.commune_code) % 1000 for place in wards()])
    seen = [int((units[:index] == unit).sum()) for index, unit in enumerate(units)]
    return units, np.array(seen) * 5000


def codes(found: Dossiers, city: City, rows: Array | slice = slice(None)) -> list[str]:
    """The codes of some dossiers in the portal's pattern: unit, day of filing, the unit's running number of the day.

    Numbers run through all that are given, whichever are asked for. H99 is no province's code.
    """
    units, begins = _unit_numbers()
    day = found.submitted // DAY
    key = found.ward.astype(np.int64) * 400 + day
    starts = np.flatnonzero(np.concatenate(([True], key[1:] != key[:-1])))
    number = np.arange(len(key)) - np.repeat(starts, np.diff(np.append(starts, len(key)))) + 1 + begins[found.ward]
    days = (np.datetime64(city.hours.begins, "D") + np.arange(city.hours.days)).astype(str)
    texts = [f"{text[2:4]}{text[5:7]}{text[8:10]}" for text in days.tolist()]
    parts = zip(units[found.ward[rows]].tolist(), day[rows].tolist(), number[rows].tolist(), strict=True)
    return [f"H99.{unit}-{texts[each]}-{serial:04d}" for unit, each, serial in parts]


def moments(seconds: Array, city: City) -> Array:
    """Moments of Vietnam's time; not a time where something does not happen in the year."""
    found = np.datetime64(city.hours.begins, "s") + seconds.astype("timedelta64[s]")
    found[seconds == NEVER] = np.datetime64("NaT")
    return found


def _words(index: Array, words: Any) -> pd.Categorical:
    return pd.Categorical.from_codes(index, categories=list(words))


def frame(found: Dossiers, city: City) -> pd.DataFrame:
    """Some dossiers as a table; the columns are explained in ``datasets/city/README.md``."""
    people = found.people
    procedures = [procedure.shown_code for procedure in needs.procedures(city.settings)]
    columns: dict[str, Any] = {
        "code": codes(found, city),
        "procedure": _words(found.procedure, procedures),
        "province": _words(np.zeros(len(found), dtype=np.int8), [HANOI]),
        "commune": _words(found.ward, [place.commune_code for place in wards()]),
        "channel": np.array(channels.CODES, dtype=np.uint8)[found.way],
        "helped": found.way == channels.POINT,
        "age": people.age[found.citizen],
        "sex": _words(people.sex[found.citizen], ["m", "f"]),
        "status": found.status,
        "supplements": found.supplements,
        "fee": found.fee,
        "paid": _words(found.paid, ["none", *PAID[1:]]),
        "waited_minutes": found.waited // 60,
        "late": found.late,
        "delivery": _words(found.delivery, DELIVERIES),
        "electronic": found.electronic & (found.settled < NEVER),
        "digitised": found.digitised & (found.settled < NEVER),
        "reused": found.reused & (found.settled < NEVER),
        "synced": found.synced,
        "rating": _words(found.rating, ["none", *RATINGS[1:]]),
        "petition": found.petition,
    }
    return pd.DataFrame(columns | {name: moments(getattr(found, name), city) for name in (*MOMENTS, *LAST_MOMENTS)})


def history(found: Dossiers, row: int) -> list[tuple[int, int]]:
    """What has happened to one dossier in the year: status and moment, in order."""
    seen = [(status, int(getattr(found, name)[row])) for name, status in EVENTS]
    return [(status, moment) for status, moment in seen if moment != NEVER]


def check_path(path: Path, dossiers: int) -> None:
    """Raise ``TableError`` if a table of so many dossiers cannot be written to this file."""
    if path.suffix.lower() not in KINDS:
        raise TableError(
            f"Chưa ghi được tệp {path.name}: Cổng Tập chỉ ghi tệp có đuôi .csv hoặc .xlsx. Hãy đổi tên tệp."
        )
    if path.suffix.lower() == ".xlsx" and dossiers > MOST_ROWS:
        most = f"{MOST_ROWS:,}".replace(",", ".")
        raise TableError(f"Bảng tính .xlsx chỉ nhận đến {most} hồ sơ. Hãy chọn tệp .csv, hoặc giảm --dossiers.")
    if not path.absolute().parent.is_dir():
        raise TableError(f"Không có thư mục {path.absolute().parent}. Hãy tạo thư mục đó hoặc chọn chỗ khác.")


def written(city: City, path: Path) -> Iterator[Dossiers]:
    """The city's pieces, each written to the file before it is given on; the file is complete when all are taken.

    A file that is there already is replaced only then.
    """
    check_path(path, city.total)
    beside = path.with_name(f"{path.name}.part")
    tables = []
    try:
        for number, piece in enumerate(city.pieces()):
            table = frame(piece, city)
            if path.suffix.lower() == ".csv":
                table.to_csv(beside, mode="a" if number else "w", header=number == 0, index=False, lineterminator="\n")
            else:
                tables.append(table)
            yield piece
        if tables:
            file = io.BytesIO()
            with pd.ExcelWriter(file, engine="openpyxl") as writer:
                pd.concat(tables).to_excel(writer, sheet_name=SHEET, index=False)
            beside.write_bytes(without_time(file.getvalue()))
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
