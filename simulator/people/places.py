"""Provinces and communes as after 1/7/2025, with their official codes."""

from __future__ import annotations

from functools import cache

import msgspec

from simulator import datasets

HANOI = "01"


class Place(msgspec.Struct, frozen=True):
    """A commune, ward or special zone as after 1/7/2025, with official codes."""

    province_code: str
    province: str
    commune_code: str
    commune: str

    def __str__(self) -> str:
        return f"{self.commune}, {self.province}"


@cache
def places(province_code: str) -> tuple[Place, ...]:
    """The communes of one province."""
    return tuple(
        Place(row["province_code"], row["province"], row["commune_code"], row["commune"])
        for row in datasets.table("places/communes.csv")
        if row["province_code"] == province_code
    )


def province_codes() -> tuple[str, ...]:
    """The codes of the 34 provinces."""
    return tuple(row["province_code"] for row in datasets.table("places/provinces.csv"))


@cache
def place(province_code: str, commune_code: str) -> Place | None:
    """The commune with these codes, if there is one."""
    return next((p for p in places(province_code) if p.commune_code == commune_code), None)


@cache
def _renamed() -> dict[str, tuple[Place, ...]]:
    """Old name in small letters to the units of today, the one with most of it first."""
    found: dict[str, list[Place]] = {}
    for row in sorted(datasets.table("places/old_units.csv"), key=lambda row: row["share"] != "main"):
        now = place(HANOI, row["commune_code"])
        if now is None:
            raise LookupError(f"old_units.csv: no commune {row['commune_code']!r} in Hà Nội")
        found.setdefault(row["old_unit"].casefold(), []).append(now)
    return {name: tuple(units) for name, units in found.items()}


def now_called(old_name: str) -> tuple[Place, ...]:
    """Where an old ward, commune or township of Hà Nội is since 1/7/2025, the largest share first.

    The name has its kind before it (``Phường Thổ Quan``); nothing for a name that the table does
    not hold. It holds the places that the project's newspaper articles write about.
    """
    return _renamed().get(" ".join(old_name.split()).casefold(), ())


OFFICES = {"commune": "UBND {place}", "police": "Công an {place}", "school": "Trường THCS tại {place}"}
"""Kind of authority to how it is called in a commune."""


def authority(province_code: str, commune_code: str, kind: str = "commune") -> str:
    """The name of a commune's authority; raises ``LookupError`` for codes that do not exist."""
    found = place(province_code, commune_code)
    if found is None:
        raise LookupError(f"no commune {commune_code!r} in province {province_code!r}")
    return OFFICES[kind].format(place=f"{found.commune[0].lower()}{found.commune[1:]}, {found.province}")
