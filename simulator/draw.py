"""Random choices that never share a sequence: each is keyed by (seed, name, ordinal).

Adding a new choice anywhere therefore changes no other choice, which is what
lets a journal of an old release replay in a new one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from random import Random
from typing import TypeVar

T = TypeVar("T")


class Draw:
    """The source of every random choice of one case."""

    def __init__(self, seed: str) -> None:
        self.seed = seed

    def number(self, name: str, ordinal: int = 0) -> int:
        """A 64-bit number for this name and ordinal."""
        key = f"{self.seed}|{name}|{ordinal}".encode()
        return int.from_bytes(hashlib.sha256(key).digest()[:8], "big")

    def below(self, limit: int, name: str, ordinal: int = 0) -> int:
        """A whole number in ``range(limit)``."""
        if limit <= 0:
            raise ValueError(f"limit must be positive, got {limit}")
        return self.number(name, ordinal) % limit

    def between(self, low: int, high: int, name: str, ordinal: int = 0) -> int:
        """A whole number from ``low`` to ``high``, both included."""
        return low + self.below(high - low + 1, name, ordinal)

    def choose(self, items: Sequence[T], name: str, ordinal: int = 0) -> T:
        """One of the items, each equally likely."""
        return items[self.below(len(items), name, ordinal)]

    def shuffle(self, items: Sequence[T], name: str) -> tuple[T, ...]:
        """The items in an order of this name's own."""
        keyed = [(self.number(name, i), i, item) for i, item in enumerate(items)]
        return tuple(item for _, _, item in sorted(keyed, key=lambda row: row[:2]))

    def random(self, name: str, ordinal: int = 0) -> Random:
        """A generator of its own, for libraries that want one (Faker)."""
        return Random(self.number(name, ordinal))  # noqa: S311 - not for secrets
