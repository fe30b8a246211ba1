"""Pictures of the simulated city as bars: today beside a “what if”, and how long people wait at the counter.

What a picture shows is worked out first, as rows, so that the picture and its words say the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from grading.app.pictures import (
    EARLIER,
    GRID,
    INK,
    LATER,
    NOTE,
    PAPER,
    SOFT,
    comma,
    legend,
    percent,
    sheet,
    thousands,
    writes,
)
from simulator import datasets
from simulator.city.indices import MEANS
from simulator.city.tally import Tally

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

CHIEF = ("filed_online", "on_time", "paid_online", "wait_at_counter_minutes")
"""The rates that the picture of today and then always shows; beside them the two that change most."""
FEW = ("petitions_in_time", "petitions_satisfied", "apologised_when_late")
"""Rates of so few dossiers that they change by chance."""
BANDS = ((0, 1, "none"), (1, 5, "to_5"), (5, 15, "to_15"), (15, 30, "to_30"), (30, 60, "to_60"), (60, None, "longer"))
"""From how many minutes to less than how many a wait is in each band; the last has no end."""


class Pair(NamedTuple):
    """One matter today and then: its name, both values (``None``: nothing to count), the most a bar shows, in words."""

    label: str
    today: float | None
    then: float | None
    most: float
    today_said: str
    then_said: str


def texts() -> dict[str, dict[str, str]]:
    """What the page and its pictures say."""
    return datasets.toml("texts/whatif.toml")


def rate_name(rate: str) -> str:
    """A rate as it is called in Vietnamese."""
    return str(datasets.toml("texts/city.toml")["rates"][rate])


def rate_said(rate: str, value: float | None) -> str:
    """A rate's value with its unit."""
    if value is None:
        return texts()["page"]["none"]
    return comma(value) if rate in MEANS else f"{comma(value)} %"


def most_changed(today: Tally, then: Tally) -> list[str]:
    """The other rates in percent, the one that changes most first."""
    both = [each.city["rates"] for each in (today, then)]
    names = [
        name for name in both[0] if name not in (*CHIEF, *FEW, *MEANS) and None not in (both[0][name], both[1][name])
    ]
    return sorted(names, key=lambda name: -abs(both[1][name] - both[0][name]))


def pairs(today: Tally, then: Tally) -> tuple[list[Pair], list[Pair]]:
    """The chief rates, and the groups of the index, each today and then."""
    found = []
    for rate in (*CHIEF, *most_changed(today, then)[:2]):
        both = [each.city["rates"][rate] for each in (today, then)]
        most = max(5.0, *(1.25 * each for each in both if each is not None)) if rate in MEANS else 100.0
        found.append(Pair(rate_name(rate), both[0], both[1], most, rate_said(rate, both[0]), rate_said(rate, both[1])))
    groups = []
    for name, group in today.city["groups"].items():
        both = [each.city["groups"][name]["points"] for each in (today, then)]
        most, said = group["most"], [f"{comma(each)}/{group['most']}" for each in both]
        groups.append(Pair(group["name"], both[0], both[1], most, said[0], said[1]))
    return found, groups


def bars_figure(today: Tally, then: Tally) -> Figure:
    """Today beside then: the chief rates at the left, the groups of the index at the right."""
    said = texts()["bars"]
    figure, axes = sheet(said["title"], _note(then, said["note"]))
    legend(figure, _kinds(then is today))
    axes.set_xlim(0, 12.2)
    axes.set_ylim(-6, 0.1)
    for left, rows in zip((0.0, 6.4), pairs(today, then), strict=True):
        _two_bars(axes, left, 4.1, 0.2, [(-place - 0.52, row) for place, row in enumerate(rows)], then is today)
        for place, row in enumerate(rows):
            writes(axes, left, -place - 0.2, row.label, size=NOTE)
    return figure


def bars_in_words(today: Tally, then: Tally) -> str:
    """What that picture shows, for those who do not see it."""
    said = texts()["bars"]
    rates, groups = (
        "; ".join(said["pair"].format(label=row.label, today=row.today_said, then=row.then_said) for row in rows)
        for rows in pairs(today, then)
    )
    return said["alt"].format(rates=rates, groups=groups)


def waits(today: Tally, then: Tally) -> list[Pair]:
    """Each band of waiting with the share of people in it."""
    said, rows = texts()["waits"], []
    for low, high, key in BANDS:
        both = [each.waiting(low, high) for each in (today, then)]
        rows.append(Pair(said[key], both[0], both[1], 1.0, percent(both[0]), percent(both[1])))
    return rows


def waits_figure(today: Tally, then: Tally) -> Figure:
    """How long people wait at the counter, today and then."""
    said = texts()["waits"]
    people = {"today": thousands(today.waited.sum()), "then": thousands(then.waited.sum())}
    figure, axes = sheet(said["title"], _note(then, said["note"].format(**people)))
    legend(figure, _kinds(then is today))
    rows = waits(today, then)
    axes.set_xlim(0, 12.2)
    axes.set_ylim(-len(rows), 0)
    _two_bars(axes, 3.1, 7.8, 0.36, [(-place - 0.31, row) for place, row in enumerate(rows)], then is today)
    for place, row in enumerate(rows):
        writes(axes, 2.9, -place - 0.5, row.label, side="right", size=NOTE)
    return figure


def waits_in_words(today: Tally, then: Tally) -> str:
    """What that picture shows, for those who do not see it."""
    said, pair = texts()["waits"], texts()["bars"]["pair"]
    lines = "; ".join(
        pair.format(label=row.label, today=row.today_said, then=row.then_said) for row in waits(today, then)
    )
    return said["alt"].format(lines=lines)


def _kinds(alone: bool) -> list[tuple[str, str, str]]:
    said = texts()["page"]
    return [(EARLIER, "///", said["today"]), (LATER, "", said["then"])][: 1 if alone else 2]


def _note(each: Tally, more: str) -> str:
    return f"{more} {texts()['page']['model'].format(dossiers=thousands(each.dossiers))}"


def _two_bars(
    axes: Axes, left: float, width: float, thick: float, rows: Sequence[tuple[float, Pair]], alone: bool
) -> None:
    """For each row today's bar above, hatched, and below it that of the “what if”, each with its number at its end.

    Each row comes with the height of its upper bar's middle; all bars of a kind are drawn at once, which is quicker.
    Today ``alone`` stands by itself, in the middle.
    """
    kinds = ((0.575, EARLIER, "///"),) if alone else ((0.0, EARLIER, "///"), (1.15, LATER, ""))
    for under, colour, hatch in kinds:
        heights = [height - under * thick for height, _ in rows]
        values = [(row.then, row.then_said) if colour == LATER else (row.today, row.today_said) for _, row in rows]
        long = [width * min(1.0, (value or 0) / row.most) for (value, _), (_, row) in zip(values, rows, strict=True)]
        axes.barh(heights, width, thick, left=left, color=PAPER, edgecolor=GRID, linewidth=1)
        axes.barh(heights, long, thick, left=left, color=colour, hatch=hatch, edgecolor=PAPER, linewidth=0)
        for height, (_, words) in zip(heights, values, strict=True):
            writes(
                axes,
                left + width + 0.12,
                height,
                words,
                size=NOTE - 2,
                colour=SOFT if colour == EARLIER and not alone else INK,
            )
