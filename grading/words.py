"""The sentences of the pages around a lesson."""

from __future__ import annotations

from decimal import Decimal

from simulator import datasets
from simulator.scenario import scenarios
from simulator.worksheets.plan import plans


def say(group: str, key: str, /, **words: str) -> str:
    """A sentence of ``texts/lesson.toml``."""
    text: str = datasets.toml("texts/lesson.toml")[group][key]
    return text.format(**words)


def title_of(name: str) -> str:
    """The title of a lesson or of a free practice; of anything else, its name."""
    known = plans().get(name) or scenarios().get(name)
    return known.title if known else name


def number(points: Decimal) -> str:
    """Points as people write them: ``2,5``."""
    return f"{points.normalize():f}".replace(".", ",")
