"""The picture of the 126 wards and communes: tiles coloured by a rate."""

from __future__ import annotations

import textwrap
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from grading.app.city_pictures import rate_name, rate_said, texts
from grading.app.pictures import GRID, INK, PAPER, comma, legend, letters, sheet
from simulator import datasets
from simulator.city.chance import Array
from simulator.city.indices import MEANS
from simulator.city.population import wards
from simulator.city.tally import Tally

if TYPE_CHECKING:
    from matplotlib.figure import Figure

SHADES = ("#eff3ff", "#c6dbef", "#9ecae1", "#6baed6", "#3182bd", "#08519c")
"""Light to dark blue, of ColorBrewer's *Blues*: an order that is seen without colours, too."""
DARK = 4
"""From this shade on, letters on it are white."""
STEPS = (0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500)
RATES = ("filed_online", "filed_with_help", "on_time", "supplemented", "paid_online", "wait_at_counter_minutes")
"""What the map can show."""
NAME_LINE = 11
"""Letters in a line of a tile."""


class Tile(NamedTuple):
    """Where a ward's tile lies, from the upper left, and what stands on it."""

    column: int
    row: int
    name: str
    short: str


@cache
def tiles() -> tuple[Tile, ...]:
    """The tiles, in the order of ``wards()``; where each lies is data (``datasets/places/README.md``)."""
    places = {each["commune_code"]: each for each in datasets.table("places/hanoi_tiles.csv")}
    found = []
    for ward in wards():
        at, name = places[ward.commune_code], ward.commune.split(" ", 1)[1]
        short = "\n".join(textwrap.wrap(name.split(" - ")[0], NAME_LINE)[:2])
        found.append(Tile(int(at["column"]) - 1, int(at["row"]) - 1, ward.commune, short))
    return tuple(found)


def edges(*values: Array) -> list[float]:
    """Round numbers that divide all the values into six classes at most, so that two maps can be compared."""
    known = np.concatenate(values)
    known = known[~np.isnan(known)]
    low, high = (float(known.min()), float(known.max())) if len(known) else (0.0, 1.0)
    step = next((each for each in STEPS if high // each - low // each < len(SHADES)), STEPS[-1])
    first, count = low // step, int(high // step - low // step) + 1
    return [round((first + place) * step, 1) for place in range(count + 1)]


def digits(limits: list[float]) -> int:
    """How many digits after the comma a tile's number has."""
    return 0 if limits[-1] >= 10 else 1


def shade(limits: list[float], value: float) -> int:
    """Which class a value is in, as its number is written; the highest one holds its upper end, too."""
    value = round(float(value), digits(limits))
    return int(np.clip(np.searchsorted(limits, value, side="right") - 1, 0, len(limits) - 2))


def map_figure(today: Tally, then: Tally, rate: str) -> Figure:
    """The city as tiles, as it is then, in the colours that fit today and then."""
    from matplotlib.collections import PatchCollection  # noqa: PLC0415 - as in pictures.py
    from matplotlib.patches import Rectangle  # noqa: PLC0415

    said, values = texts()["map"], then.by_ward[rate]
    limits = edges(today.by_ward[rate], values)
    figure, axes = sheet(said["title"].format(rate=rate_name(rate)), said["note"])
    unit = "" if rate in MEANS else " %"
    classes = [said["class"].format(low=comma(low), high=comma(high), unit=unit) for low, high in pairwise(limits)]
    legend(figure, [(SHADES[place], "", words) for place, words in enumerate(classes)])
    axes.set_position((0.04, 0.135, 0.92, 0.70))
    axes.set_xlim(0, max(tile.column for tile in tiles()) + 1)
    axes.set_ylim(-max(tile.row for tile in tiles()) - 1, 0)
    places = [None if np.isnan(value) else shade(limits, value) for value in values]
    boxes = [Rectangle((tile.column + 0.02, -tile.row - 0.97), 0.96, 0.94) for tile in tiles()]
    colours = [PAPER if place is None else SHADES[place] for place in places]
    axes.add_collection(PatchCollection(boxes, facecolors=colours, edgecolors=GRID, linewidths=0.6))
    for dark in (False, True):
        words = []
        for tile, place, value in zip(tiles(), places, values.tolist(), strict=True):
            if (place is not None and place >= DARK) == dark:
                lines = tile.short.split("\n")
                top = -tile.row - (0.36 if len(lines) == 1 else 0.24)
                words += [(tile.column + 0.07, top - 0.21 * line, text, 8, "normal") for line, text in enumerate(lines)]
                number = "–" if place is None else comma(value, digits(limits))
                words.append((tile.column + 0.93 - 0.135 * len(number), -tile.row - 0.86, number, 12, "bold"))
        letters(axes, words, PAPER if dark else INK)
    return figure


def map_rows(today: Tally, then: Tally, rate: str) -> list[tuple[str, str, str]]:
    """Every ward with its value today and then, in words."""
    both = zip(tiles(), today.by_ward[rate].tolist(), then.by_ward[rate].tolist(), strict=True)
    return [(tile.name, _said(rate, one), _said(rate, other)) for tile, one, other in both]


def _said(rate: str, value: float) -> str:
    return rate_said(rate, None if np.isnan(value) else value)


def map_in_words(today: Tally, then: Tally, rate: str) -> str:
    """What the map shows, for those who do not see it: how many wards in each class, the lowest and the highest."""
    said, values = texts()["map"], then.by_ward[rate]
    limits = edges(today.by_ward[rate], values)
    known = np.flatnonzero(~np.isnan(values))
    if not len(known):
        return said["empty"].format(rate=rate_name(rate))
    held = np.bincount([shade(limits, value) for value in values[known]], minlength=len(limits) - 1)
    classes = "; ".join(
        said["class_count"].format(low=comma(low), high=comma(high), count=count)
        for (low, high), count in zip(pairwise(limits), held.tolist(), strict=True)
        if count
    )
    least, most = known[np.argmin(values[known])], known[np.argmax(values[known])]
    words = {
        "rate": rate_name(rate),
        "classes": classes,
        "least": tiles()[least].name,
        "least_value": rate_said(rate, values[least]),
        "most": tiles()[most].name,
        "most_value": rate_said(rate, values[most]),
    }
    return said["alt"].format(**words)
