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


OFFICES = {"commune": "UBND {place}", "police": "Công an {place}", "school": "Trường THCS tại {place}"}
"""Kind of authority to how it is called in a commune."""


def authority(province_code: str, commune_code: str, kind: str = "commune") -> str:
    """The name of a commune's authority; raises ``LookupError`` for codes that do not exist."""
    found = place(province_code, commune_code)
    if found is None:
        raise LookupError(f"no commune {commune_code!r} in province {province_code!r}")
    return OFFICES[kind].format(place=f"{found.commune[0].lower()}{found.commune[1:]}, {found.province}")
