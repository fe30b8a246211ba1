"""“How many helpers does a point need?”: sliders, and a picture that is drawn anew at once."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from grading.app.pictures import INK, LATER, PAPER, SOFT, WARNING, address, comma, percent, sheet, writes
from grading.shift_sheet import texts
from simulator.point.helpers import LONG, Demand, Waiting, needed, presets, simulate
from simulator.screens.screen import Message, Screen

if TYPE_CHECKING:
    from matplotlib.figure import Figure

HERE = Path(__file__).parent


class Slider(NamedTuple):
    """What may be set of a demand: from where to where, in which steps."""

    low: int
    high: int
    step: int


SLIDERS = {
    "arrivals": Slider(1, 60, 1),
    "helpers": Slider(1, 12, 1),
    "minutes": Slider(2, 60, 1),
    "returned": Slider(0, 60, 5),
    "open_minutes": Slider(30, 600, 30),
}

BANDS = ((1, "none"), (5, "to_5"), (10, "to_10"), (LONG, "to_15"), (30, "to_30"), (None, "over_30"))
"""Minutes below which a wait is in each band of the picture; the last has no end."""


def bands(found: Waiting) -> list[tuple[str, float, bool]]:
    """Each band with the share of people in it, and whether that is a long wait."""
    said, low, rows = texts()["helpers"], 0.0, []
    for high, key in BANDS:
        count = sum(low <= wait and (high is None or wait < high) for wait in found.waits)
        rows.append((said[key], count / max(1, len(found.waits)), low >= LONG))
        low = high or 0.0
    return rows


def queue_figure(demand: Demand, found: Waiting) -> Figure:
    """How long people wait, as bars, and how busy the helpers are."""
    said = texts()["helpers"]
    figure, axes = sheet(said["figure"].format(helpers=demand.helpers), said["note"].format(openings=found.openings))
    rows = bands(found)
    axes.set_xlim(0, 12.2)
    axes.set_ylim(-len(rows) - 1.4, 0)
    for place, (label, share, long) in enumerate(rows):
        height = -place - 0.5
        writes(axes, 2.9, height, label, side="right")
        colour = WARNING if long else LATER
        axes.barh(height, share * 7.6, 0.62, left=3.1, color=colour, hatch="///" if long else "", edgecolor=PAPER)
        writes(axes, 3.25 + share * 7.6, height, percent(share))
    height = -len(rows) - 0.8
    writes(axes, 2.9, height, said["busy"], side="right")
    axes.barh(height, 7.6, 0.62, left=3.1, color=PAPER, edgecolor=SOFT)
    axes.barh(height, min(1, found.busy) * 7.6, 0.62, left=3.1, color=INK, edgecolor=PAPER)
    writes(axes, 10.85, height, percent(found.busy))
    return figure


def in_words(demand: Demand, found: Waiting) -> str:
    """What the picture shows, for those who do not see it."""
    said = texts()["helpers"]
    lines = "; ".join(f"{label}: {percent(share)}" for label, share, _ in bands(found))
    return said["alt"].format(helpers=demand.helpers, lines=lines, busy=percent(found.busy))


def answer(demand: Demand, found: Waiting) -> str:
    """What comes of it, in two sentences, and how many helpers would be enough."""
    said = texts()["helpers"]
    words = {
        "mean": comma(found.mean),
        "long": percent(found.long),
        "limit": LONG,
        "unserved": percent(found.not_served),
        "visits": comma(demand.visits),
        "busy": percent(found.busy),
    }
    enough = needed(demand)
    more = said["enough"].format(count=enough) if enough is not None else said["too_many"]
    return f"{said['answer'].format(**words)} {more}"


class HelpersPage(Screen):
    """The page: presets of points that articles tell of, sliders, and the picture."""

    folder, file, themed = HERE, "helpers_page.vue", True

    def __init__(self) -> None:
        self._preset = next(iter(presets()))
        self._demand = presets()[self._preset].demand
        self._touched: set[str] = set()
        super().__init__(self._press, lambda _: None)
        self._renew()

    def _press(self, message: Message) -> None:
        do, name = message.get("do"), str(message.get("input", ""))
        if do == "preset" and message.get("preset") in presets():
            self._preset, self._touched = str(message["preset"]), set()
            self._demand = presets()[self._preset].demand
        elif do == "set" and name in SLIDERS:
            self._demand = msgspec.structs.replace(self._demand, **{name: _within(name, message.get("value"))})
            self._touched.add(name)
        else:
            return
        self._renew()

    def _renew(self) -> None:
        said, preset, demand = texts()["helpers"], presets()[self._preset], self._demand
        found = simulate(demand)
        self.view = {
            **{key: said[key] for key in ("title", "lead", "presets_head", "known_head", "inputs_head", "answer_head")},
            **{key: said[key] for key in ("set", "in_words", "how_head")},
            "how": said["how"].format(openings=found.openings),
            "presets": [{"id": name, "title": each.title} for name, each in presets().items()],
            "preset": self._preset,
            "known": preset.known,
            "assumed": said["assumed"],
            "inputs": [self._input(name) for name in SLIDERS],
            "answer": answer(demand, found),
            "picture": address(queue_figure(demand, found)),
            "alt": in_words(demand, found),
        }

    def _input(self, name: str) -> dict[str, Any]:
        said, slider, value = texts()["inputs"], SLIDERS[name], int(getattr(self._demand, name))
        return {
            "id": name,
            "title": said[name],
            "said": said[f"{name}_said"].format(value=value),
            "value": value,
            "set": name in presets()[self._preset].assumed or name in self._touched,
            **slider._asdict(),
        }


def _within(name: str, value: object) -> int:
    """A number that a slider can give; whatever else comes is its lowest."""
    slider = SLIDERS[name]
    number = value if isinstance(value, int | float) and value == value else slider.low  # noqa: PLR0124 - not a number
    return int(min(slider.high, max(slider.low, number)))
