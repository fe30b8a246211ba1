"""Write the small table that lesson 10 reads: twelve wards of the simulated city, one figure in it spoiled on purpose.

``python tools/ward_table.py`` after the city's model has changed; a test compares. The wards are numbered, not named:
nobody shall take a simulated figure for a real ward's.
"""

from __future__ import annotations

import csv
import io
import sys
from pathlib import Path

from simulator.city.counts import MEASURES, add_up
from simulator.city.population import wards
from simulator.city.year import City

TABLE = Path(__file__).resolve().parent.parent / "lessons" / "10-con-so-bang-ma" / "phuong.csv"
SEED, DOSSIERS, WARDS = "bai-10", 60_000, 12
SPOILED = 7
"""The row, from 0, in which the dossiers filed online have two digits changed about."""
COLUMNS = ("phuong", "ho_so", "qua_mang", "tai_quay", "tre_han")


def text() -> str:
    """The table as CSV. Raises ``ValueError`` if two wards are late equally often: then the seed must be another."""
    city = City(SEED, DOSSIERS)
    counted = add_up(city.pieces(), city.hours.begins.year).sum(axis=2)
    filed, online, late = (counted[MEASURES.index(name)] for name in ("filed", "online", "late"))
    rows: list[list[str | int]] = []
    for number in range(WARDS):
        ward = number * len(wards()) // WARDS
        rows.append(
            [
                f"Phường {number + 1:02d}",
                int(filed[ward]),
                int(online[ward]),
                int(filed[ward] - online[ward]),
                int(late[ward]),
            ]
        )
    shares = sorted(int(row[4]) / int(row[1]) for row in rows)
    if shares[-1] == shares[-2]:
        raise ValueError(f"two wards are late equally often with the seed {SEED!r}: choose another")
    rows[SPOILED][2] = _spoiled(int(rows[SPOILED][2]))
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(rows)
    return file.getvalue()


def _spoiled(figure: int) -> int:
    """A figure with its last two digits changed about, as a tired hand types; if they are the same, a tenth more."""
    first, last = figure // 10 % 10, figure % 10
    return figure // 100 * 100 + last * 10 + first if first != last else figure + figure // 10 + 1


if __name__ == "__main__":
    TABLE.write_text(text(), encoding="utf-8", newline="\n")
    sys.stdout.write(f"{TABLE}\n")
