"""The picture of the ten official statuses: how many dossiers go from which to which."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

import numpy as np

from grading.app.city_pictures import texts
from grading.app.pictures import GRID, INK, LATER, PAPER, SOFT, sheet, thousands
from simulator import datasets
from simulator.city.tally import Tally

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

AT = {1: (1.0, 4.6), 2: (3.55, 4.6), 4: (6.1, 4.6), 9: (8.65, 4.6), 10: (11.2, 4.6)} | {
    5: (1.0, 2.7),
    3: (3.55, 2.7),
    6: (6.1, 2.7),
    8: (3.55, 0.8),
    7: (6.1, 0.8),
}
"""Where each official status stands in the picture of ways, in inches of its room."""
BOX = (1.7, 1.14)
WIDEST, THINNEST = 0.66, 0.035
"""Inches that the way of all dossiers is wide; others are as their share, but never too thin to be seen."""
NAME_LINE = 14
"""Letters in a line of a box."""
HEAD = 0.17
"""Inches of an arrow's head."""


def flows(then: Tally) -> list[tuple[int, int, int]]:
    """From status, to status, how often in the year; the most first."""
    ways = [
        (int(start), int(end), int(then.moved[start, end])) for start, end in zip(*np.nonzero(then.moved), strict=True)
    ]
    return sorted((way for way in ways if way[0]), key=lambda way: -way[2])


def status_name(status: int) -> str:
    """An official status as the portal calls it."""
    return datasets.label("status", str(status))


def flows_figure(then: Tally) -> Figure:
    """The ten official statuses, and the ways of dossiers between them as lines of their widths."""
    said = texts()["flows"]
    figure, axes = sheet(said["title"], said["note"].format(dossiers=thousands(then.dossiers)))
    axes.set_xlim(0, 12.2)
    axes.set_ylim(0, 5.4)
    for start, end, count in flows(then):
        _way(axes, start, end, count, count / max(1, then.dossiers), bool(then.moved[end, start]))
    for status in AT:
        _box(axes, status, then)
    return figure


def flows_in_words(then: Tally) -> str:
    """What that picture shows, for those who do not see it."""
    said = texts()["flows"]
    ways = "; ".join(
        said["way"].format(start=status_name(start), end=status_name(end), count=thousands(count))
        for start, end, count in flows(then)
    )
    ends = "; ".join(
        said["end"].format(status=status_name(status), count=thousands(then.at_end[status])) for status in sorted(AT)
    )
    return said["alt"].format(dossiers=thousands(then.dossiers), ways=ways, ends=ends)


def _way(axes: Axes, start: int, end: int, count: int, share: float, both: bool) -> None:
    """One way as an arrow from box to box; where there is a way back, the two stand beside each other."""
    one, other = np.array(AT[start]), np.array(AT[end])
    along = (other - one) / np.hypot(*(other - one))
    across = np.array([along[1], -along[0]])
    side = across * (0.42 if both else 0)
    # As far as the boxes' edges, in the direction of the way.
    reach = min(half / abs(part) for half, part in zip((BOX[0] / 2, BOX[1] / 2), along, strict=True) if part)
    begins, ends = one + side + along * reach, other + side - along * (reach + 0.03)
    half = across * max(THINNEST, share * WIDEST) / 2
    neck, wide = ends - along * HEAD, half + across * 0.06
    corners = (begins + half, neck + half, neck + wide, ends, neck - wide, neck - half, begins - half)
    axes.fill(*zip(*corners, strict=True), facecolor=LATER, edgecolor="none", zorder=1)
    middle = (begins + ends) / 2 - along * 0.06
    words: dict[str, Any] = {"ha": "center", "va": "center", "fontfamily": "DejaVu Sans", "zorder": 5}
    if share * WIDEST > 0.3:
        axes.text(middle[0], middle[1], thousands(count), fontsize=11.5, fontweight="bold", color=PAPER, **words)
    else:
        box = {"facecolor": PAPER, "edgecolor": "none", "pad": 1.5}
        axes.text(middle[0], middle[1], thousands(count), fontsize=13, color=INK, bbox=box, **words)


def _box(axes: Axes, status: int, then: Tally) -> None:
    """One status, with how many dossiers are there at the end; one that never comes is drawn in grey."""
    from matplotlib.patches import FancyBboxPatch  # noqa: PLC0415 - as in pictures.py

    (x, y), said, used = AT[status], texts()["flows"], bool(then.moved[:, status].sum())
    below = said["at_end"].format(count=thousands(then.at_end[status])) if used else said["never"]
    edge: dict[str, Any] = {"edgecolor": INK if used else GRID, "linestyle": "-" if used else "--", "linewidth": 2}
    corner = (x - BOX[0] / 2, y - BOX[1] / 2)
    axes.add_patch(FancyBboxPatch(corner, *BOX, boxstyle="round,pad=0,rounding_size=0.12", fc=PAPER, zorder=3, **edge))
    words: dict[str, Any] = {"ha": "center", "va": "center", "fontfamily": "DejaVu Sans", "zorder": 4}
    words["color"] = INK if used else SOFT
    name = textwrap.fill(status_name(status), NAME_LINE)
    axes.text(x, y + 0.15, name, fontsize=13, fontweight="bold", linespacing=1.1, **words)
    axes.text(x, y - 0.42, below, fontsize=12.5, **words)
