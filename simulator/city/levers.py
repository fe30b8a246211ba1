"""What if: the few things that an official or a volunteer could change, and what each changes in the settings.

A lever has a range for a slider; at its ``base`` the city is as it is today. Scenes are presets, most of them from the
newspaper articles. Titles, ranges, stories and sources are data (``datasets/city/levers.toml``).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, Literal

import msgspec

from simulator import datasets
from simulator.city.settings import Setting, Settings, published

UNITS_BEFORE = 4
"""Units that one of today's 126 was made of, about: there were 526 until 1 July 2025."""


class Lever(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One thing to change; ``said`` is a sentence with ``{value}``, ``steps`` its values as words, if any.

    Confidence as for settings.
    """

    id: str
    title: str
    unit: str
    low: int
    high: int
    step: int
    base: int
    said: str
    source: str
    confidence: Literal["P", "S", "A", "G", "U"]
    steps: tuple[str, ...] = ()

    def called(self, value: int) -> str:
        """A value as people read it."""
        return self.steps[value - self.low] if self.steps else str(value)


class Scene(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A preset: a value for every lever, where it comes from, and what the article prints ("" if no figure)."""

    id: str
    title: str
    story: str
    values: dict[str, int]
    claimed: str


def _accounts(value: int, base: int) -> dict[str, Any]:
    # The campaign reaches a share of those without an account, so it is the same share of what is missing.
    return {"population.account_campaign": 100 * (value - base) / (100 - base)}


_CHANGES: dict[str, Callable[[int, int], dict[str, Any]]] = {
    "accounts": _accounts,
    "willing": lambda value, _: {"channels.campaign": value},
    "pupils": lambda value, _: {"population.class_families": value},
    "wednesdays": lambda value, _: {"offices.wednesday_share": value},
    "no_wait": lambda value, _: {"offices.same_day_share": value},
    "points": lambda value, _: {"channels.wards_with_points": value},
    "staff": lambda value, _: {"offices.hall_staffing": value / 100},
    "merger": lambda value, _: {"offices.units": 1 if value else UNITS_BEFORE},
}


@cache
def _read() -> dict[str, dict[str, dict[str, Any]]]:
    return datasets.toml("city/levers.toml")


@cache
def levers() -> dict[str, Lever]:
    """All levers by id, in the order of the page."""
    return {name: msgspec.convert({"id": name, **entry}, Lever) for name, entry in _read()["levers"].items()}


@cache
def scenes() -> dict[str, Scene]:
    """All presets by id, today's city first; levers that a preset does not name are at their base."""
    base = {name: lever.base for name, lever in levers().items()}
    return {
        name: msgspec.convert({"id": name, **entry, "values": base | entry["values"]}, Scene)
        for name, entry in _read()["scenes"].items()
    }


def settings_of(values: Mapping[str, int]) -> Settings:
    """The settings with these levers; those that are not named stay at their base.

    Raises ``LookupError`` for a lever that does not exist, ``ValueError`` for a value that the slider does not have.
    """
    changes: dict[str, Any] = {}
    for name, value in values.items():
        if name not in levers():
            raise LookupError(f"no lever {name!r}; there are {list(levers())}")
        lever = levers()[name]
        if not lever.low <= value <= lever.high or (value - lever.low) % lever.step:
            raise ValueError(f"lever {name!r} goes from {lever.low} to {lever.high} by {lever.step}, not to {value}")
        if value != lever.base:
            changes |= _CHANGES[name](value, lever.base)
    return Settings(changes)


@cache
def august_inputs() -> dict[str, Setting]:
    """What article 002 says of August 2024, and what is assumed so that its figures fit together."""
    return {name: msgspec.convert(entry, Setting) for name, entry in datasets.toml("city/august.toml").items()}


def august() -> Settings:
    """August 2024: the index with every figure that article 002 gives for it, the rest as in today's city.

    No lever does this: the article's rates of openness or satisfaction are results, not something that one sets.
    """
    changes = {name: setting.value for name, setting in august_inputs().items()}
    items = dict(published()["indices.items"].value)
    for name, rate in changes["indices.items"].items():
        kept = {key: items[name][key] for key in ("group", "name", "most", "full_at") if key in items[name]}
        items[name] = kept | {"fixed": rate}
    return Settings(changes | {"indices.items": items})
