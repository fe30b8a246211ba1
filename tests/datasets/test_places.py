"""Provinces and communes as after 1/7/2025."""

from __future__ import annotations

import re
from collections import Counter

from simulator import datasets

PROVINCES = datasets.table("places/provinces.csv")
COMMUNES = datasets.table("places/communes.csv")


def test_the_numbers_are_the_official_ones() -> None:
    """34 provinces, of them 6 cities; 3,321 communes: 687 wards, 2,621 communes, 13 special zones; 126 of Hà Nội."""
    assert Counter(row["kind"] for row in PROVINCES) == {"Thành phố": 6, "Tỉnh": 28}
    assert Counter(row["kind"] for row in COMMUNES) == {"Phường": 687, "Xã": 2621, "Đặc khu": 13}
    hanoi = Counter(row["kind"] for row in COMMUNES if row["province_code"] == "01")
    assert hanoi == {"Phường": 51, "Xã": 75}


def test_codes_are_texts_of_fixed_length() -> None:
    """Two digits for a province, five for a commune, zeros kept."""
    assert all(re.fullmatch(r"\d{2}", row["province_code"]) for row in PROVINCES)
    assert all(re.fullmatch(r"\d{5}", row["commune_code"]) for row in COMMUNES)


def test_every_commune_is_in_a_province_of_the_list() -> None:
    """Code and name of the province are the same in both tables, and each province has communes."""
    listed = {(row["province_code"], row["province"]) for row in PROVINCES}
    assert {(row["province_code"], row["province"]) for row in COMMUNES} == listed


def test_names_say_their_kind() -> None:
    """The full name begins with the kind."""
    assert all(row["commune"].startswith(row["kind"] + " ") for row in COMMUNES)
    assert all(row["province"] == f"{row['kind']} {row['short_name']}" for row in PROVINCES)


def test_no_two_communes_of_a_province_share_a_name() -> None:
    """A name and a province are enough to know the place."""
    names = Counter((row["province_code"], row["commune"]) for row in COMMUNES)
    assert [name for name, count in names.items() if count > 1] == []


def test_the_tables_are_sorted_by_code() -> None:
    """So that a difference shows what changed."""
    codes = [(row["province_code"], row["commune_code"]) for row in COMMUNES]
    assert codes == sorted(codes)
    provinces = [row["province_code"] for row in PROVINCES]
    assert provinces == sorted(provinces)


def test_tiles_of_the_citys_map_keep_the_directions() -> None:
    """All 126 wards and communes, each on a tile of its own; of two far apart, what is north or east stays so."""
    tiles = datasets.table("places/hanoi_tiles.csv")
    assert [(row["commune_code"], row["commune"]) for row in tiles] == [
        (row["commune_code"], row["commune"]) for row in COMMUNES if row["province_code"] == "01"
    ]
    assert len({(row["column"], row["row"]) for row in tiles}) == 126
    kept = []
    for one in tiles:
        for other in tiles:
            # A tenth of a degree is about ten kilometres.
            if float(one["lat"]) - float(other["lat"]) > 0.1:
                kept.append(int(one["row"]) < int(other["row"]))
            if float(one["lon"]) - float(other["lon"]) > 0.1:
                kept.append(int(one["column"]) > int(other["column"]))
    assert sum(kept) / len(kept) > 0.98
