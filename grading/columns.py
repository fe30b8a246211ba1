"""Which columns of a school's list hold number and name, as a guess that a teacher confirms."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import NamedTuple

import msgspec

Rows = Sequence[Sequence[str]]

LABELS = {
    "number": {"stt", "tt", "so tt", "s tt", "so thu tu", "s t t", "so"},
    "name": {
        "ho va ten",
        "ho ten",
        "hoc sinh",
        "ten hoc sinh",
        "ho va ten hoc sinh",
        "ho ten hoc sinh",
        "ho va ten hs",
    },
    "family": {"ho dem", "ho va dem", "ho lot", "ho va chu lot", "ho va ten dem", "ho ten dem", "ho va ten lot", "ho"},
    "given": {"ten"},
    "klass": {"lop", "ten lop"},
}
"""Headings as schools write them, without marks and in small letters."""

SEARCHED = 60
"""How many rows a heading is looked for in, and how many rows of learners are looked at."""

CLASS_IN_TITLE = re.compile(r"\blop\s+([0-9]{1,2}\s?[a-z]?\s?[0-9]{0,2})\b")


class Columns(msgspec.Struct, frozen=True):
    """Places of columns, the first being 0. With ``given``, ``name`` is the part before the given name."""

    name: int
    number: int | None = None
    given: int | None = None
    klass: int | None = None


class Found(NamedTuple):
    """What is taken for the heading (0: none) and for the columns, and how sure that is."""

    header: int
    columns: Columns | None
    sure: int
    title_class: str = ""


def folded(text: str) -> str:
    """Small letters without marks, words parted by one space: for comparing headings."""
    plain = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    letters = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return " ".join(re.sub(r"[^0-9a-z]+", " ", letters).split())


def class_text(text: str) -> str:
    """A class's name for comparing: ``Lớp 8 a1`` is ``8A1``."""
    return re.sub(r"[^0-9A-Z]", "", re.sub(r"^lop\b", "", folded(text)).upper())


def number_in(text: str) -> int | None:
    """A number from 1 to 999 as cells hold it: ``7``, ``07``, ``7.``, ``7,0``."""
    match = re.fullmatch(r"0*([0-9]{1,3})(?:[.,]0*|\))?", unicodedata.normalize("NFKC", text).strip())
    return int(match[1]) or None if match else None


def cell(row: Sequence[str], place: int | None) -> str:
    """The text at a place, also where the row is shorter."""
    return row[place].strip() if place is not None and place < len(row) else ""


def labels_in(row: Sequence[str]) -> dict[str, int]:
    """Kinds of headings in a row, with the first place of each."""
    found: dict[str, int] = {}
    for place, text in enumerate(row):
        words = folded(text)
        for kind, spellings in LABELS.items():
            if words in spellings:
                found.setdefault(kind, place)
    return found


def find_columns(rows: Rows) -> Found:
    """The best guess for a table; ``columns`` is ``None`` where no column looks like names."""
    best = Found(0, None, 0)
    for place, row in enumerate(rows[:SEARCHED]):
        header, labels = place + 1, labels_in(row)
        below = labels_in(rows[header]) if header < len(rows) else {}
        if labels and {"family", "given"} <= below.keys():
            header, labels = header + 1, {**labels, **below}
        if found := _by_labels(rows, header, labels):
            sure = 10 + 4 * ("number" in labels) + ("klass" in labels)
            best = max(best, Found(header, found, sure), key=lambda each: each.sure)
    if best.columns is None:
        best = _by_content(rows)
    return best._replace(title_class=_title_class(rows[: best.header]))


def _by_labels(rows: Rows, header: int, labels: dict[str, int]) -> Columns | None:
    number, klass = labels.get("number"), labels.get("klass")
    if {"family", "given"} <= labels.keys():
        return Columns(labels["family"], number, labels["given"], klass)
    if "name" not in labels:
        return None
    name = labels["name"]
    return Columns(name, number, name + 1 if _parted(rows, header, name) else None, klass)


def _parted(rows: Rows, header: int, name: int) -> bool:
    """Whether one wide heading stands over two columns, the second holding the given names."""
    if cell(rows[header - 1], name + 1):
        return False
    named = [row for row in rows[header : header + SEARCHED] if cell(row, name)]
    given = [row for row in named if re.fullmatch(r"[^\W\d_]+( [^\W\d_]+)?", cell(row, name + 1))]
    return len(given) * 10 > len(named) * 6


def _by_content(rows: Rows) -> Found:
    """Without a heading: a column of several words without digits, and one of numbers."""
    looked_at = [row for row in rows[:SEARCHED] if any(text.strip() for text in row)]
    width = max((len(row) for row in looked_at), default=0)
    if not looked_at:
        return Found(0, None, 0)

    def share(place: int, pattern: str) -> float:
        return sum(bool(re.fullmatch(pattern, cell(row, place))) for row in looked_at) / len(looked_at)

    names = [share(place, r"[^\W\d_]+([ '-]+[^\W\d_]+)+") for place in range(width)]
    numbers = [share(place, r"0*[1-9][0-9]{0,2}\.?") for place in range(width)]
    name = max(range(width), key=lambda place: names[place])
    if names[name] < 0.5:
        return Found(0, None, 0)
    number = next((place for place in range(width) if numbers[place] >= 0.5), None)
    return Found(0, Columns(name, number), 1 + (number is not None))


def _title_class(rows: Rows) -> str:
    for row in rows:
        for text in row:
            if match := CLASS_IN_TITLE.search(folded(text)):
                return class_text(match[1])
    return ""
