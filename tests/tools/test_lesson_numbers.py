"""Lesson 09's numbers and charts: they are what the simulated city gives today, and fit to be asked about."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import lesson_numbers

from simulator import datasets

FOLDER = Path(str(datasets.root())) / "city" / "lesson"
PALETTE = {"#0072b2", "#e69f00", "#009e73", "#cc79a7", "#d55e00"}
"""Of Okabe and Ito."""


def test_the_files_are_what_the_tool_makes() -> None:
    """Byte for byte; if the city or matplotlib has changed, ``python tools/lesson_numbers.py`` makes them anew."""
    made = lesson_numbers.files()
    kept = {path.name: path.read_bytes() for path in FOLDER.iterdir()}
    assert set(kept) == set(made)
    assert [name for name in made if kept[name] != made[name]] == []


def rows(*kinds: str) -> list[dict[str, Any]]:
    numbers = datasets.toml("city/lesson/numbers.toml")
    return [row for kind in kinds for row in numbers[kind]]


def test_every_picture_is_there_once_and_told_in_words() -> None:
    """An ``alt`` for each, with the numbers that stand in it; letters are letters, in the page's fonts."""
    listed = [row["picture"] for row in rows("bars", "charts")]
    assert sorted(f"{name}.svg" for name in listed) == sorted(path.name for path in FOLDER.glob("*.svg"))
    for row in rows("bars", "charts"):
        drawn = ET.parse(FOLDER / f"{row['picture']}.svg").getroot()
        texts = [node.text or "" for node in drawn.iter("{http://www.w3.org/2000/svg}text")]
        assert texts
        source = (FOLDER / f"{row['picture']}.svg").read_text(encoding="utf-8")
        assert "Roboto" in source
        assert "DejaVu" not in source
        assert any(colour in source for colour in PALETTE)
        assert "http" not in source.replace("http://www.w3.org", "").replace("http://purl.org", "").replace(
            "http://creativecommons.org", ""
        )
    for row in rows("bars"):
        assert all(f"tháng {month}: {share}" in row["alt"] for month, share in enumerate(row["shares"], 1))


def test_no_ward_has_a_real_name() -> None:
    """The numbers are nobody's, so wards have numbers for names."""
    text = (FOLDER / "numbers.toml").read_text(encoding="utf-8")
    names = {row["commune"].split(" ", 1)[1] for row in datasets.table("places/communes.csv")}
    assert [name for name in names if name in text] == []


def test_what_is_said_of_the_charts_is_true() -> None:
    """Each trick has its honest twin; the chart that is over is over a hundred, its twin is a hundred."""
    found = rows("charts")
    kinds = {row["kind"] for row in found}
    for kind in kinds:
        rights = {row["right"] for row in found if row["kind"] == kind}
        assert "honest" in rights
        assert len(rights) == 2
    for row in found:
        if row["kind"] == "tron":
            told = row["alt"].split("phần. ", 1)[1].rstrip(".").split("; ")
            total = sum(float(part.rsplit(": ", 1)[1].removesuffix(" %").replace(",", ".")) for part in told)
            assert (round(total, 1) == 100) == (row["right"] == "honest")
        assert row["tell"] not in row["alt"]


def test_pairs_of_wards_mislead_as_they_are_meant_to() -> None:
    """Counts say one thing and rates the other; each kind says one thing and the whole the other."""
    for row in rows("more_but_rarer"):
        (a, b), (n, m) = row["supplemented"], row["filed"]
        assert a > b
        assert a / n < b / m
    for row in rows("other_mix"):
        one, two = (
            [e / s for e, s in zip(*pair, strict=True)] for pair in zip(row["electronic"], row["settled"], strict=True)
        )
        whole = [sum(e) / sum(s) for e, s in zip(row["electronic"], row["settled"], strict=True)]
        assert one[0] > two[0]
        assert one[1] > two[1]
        assert whole[0] < whole[1]
    for row in rows("other_period"):
        year, quarter = row["online"]
        assert year > quarter
        assert year / 12 < quarter / 3
