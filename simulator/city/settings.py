"""What the city assumes: each number with its source, or marked as set for the exercise."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, Literal

import msgspec

from simulator import datasets

FILES = ("population", "needs", "channels", "offices", "year", "indices")


class Setting(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One assumption: what it means (for teachers), its unit, where it comes from.

    Confidence as in procedures: P public page, S public repository, A article, G general knowledge, U set by us.
    """

    meaning: str
    value: Any
    source: str
    confidence: Literal["P", "S", "A", "G", "U"]
    unit: str = ""


@cache
def published() -> dict[str, Setting]:
    """Name (``channels.post``) to setting, all that the data holds."""
    return {
        f"{name}.{key}": msgspec.convert(entry, Setting)
        for name in FILES
        for key, entry in datasets.toml(f"city/{name}.toml").items()
    }


class Settings(Mapping[str, Any]):
    """The values in force: those of the data, with what a "what if" changes."""

    def __init__(self, changes: Mapping[str, Any] | None = None) -> None:
        changes = changes or {}
        for name in changes:
            if name not in published():
                near = difflib.get_close_matches(name, published(), 3)
                raise LookupError(f"no setting {name!r}; the nearest are {near}; all are in datasets/city")
        self._values = {name: setting.value for name, setting in published().items()} | dict(changes)
        self.changes = dict(changes)

    def changed(self, **changes: Any) -> Settings:
        """These settings with some others; a dot in a name is written as two underscores."""
        return Settings(self.changes | {name.replace("__", "."): value for name, value in changes.items()})

    def __getitem__(self, name: str) -> Any:
        return self._values[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)
