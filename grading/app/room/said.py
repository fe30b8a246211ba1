"""The sentences of the classroom server, all of them data."""

from __future__ import annotations

from simulator import datasets


def said(group: str, key: str, /, **words: object) -> str:
    """A sentence of ``texts/room.toml``."""
    text: str = datasets.toml("texts/room.toml")[group][key]
    return text.format(**words)


def sayings(group: str) -> dict[str, str]:
    """A whole group of them, for a page."""
    return dict(datasets.toml("texts/room.toml")[group])


class RoomError(Exception):
    """The classroom server cannot do something; the text tells the teacher why and what to do."""

    def __init__(self, key: str, **words: object) -> None:
        super().__init__(said("faults", key, **words))
        self.key = key
