"""The sentences of the pages around a lesson."""

from __future__ import annotations

from decimal import Decimal

from simulator import datasets


def say(group: str, key: str, /, **words: str) -> str:
    """A sentence of ``texts/lesson.toml``."""
    text: str = datasets.toml("texts/lesson.toml")[group][key]
    return text.format(**words)


def number(points: Decimal) -> str:
    """Points as people write them: ``2,5``."""
    return f"{points.normalize():f}".replace(".", ",")
