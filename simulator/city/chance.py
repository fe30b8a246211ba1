"""Chance for many at once, keyed like ``simulator.draw``: by seed, name and ordinal.

Every ordinal has its own place in the stream of its name, so a range drawn alone is the same as a part of a longer
one: the city may be worked through in pieces of any size, and a new choice changes no other.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from simulator.draw import Draw

Array = npt.NDArray[Any]
LEVELS = 1 << 16
"""How finely the tables divide chance: a weight is kept to one part in 65,536."""


class Chance:
    """The source of every random choice of one city."""

    def __init__(self, seed: str) -> None:
        self._draw = Draw(seed)

    def _stream(self, name: str, first: int) -> np.random.PCG64:
        stream = np.random.PCG64(self._draw.number(name))
        stream.advance(first)
        return stream

    def uniform(self, name: str, first: int, count: int) -> Array:
        """Numbers from 0 to 1, for the ordinals from ``first`` on."""
        return np.random.Generator(self._stream(name, first)).random(count)

    def parts(self, name: str, first: int, count: int) -> Array:
        """Four independent whole numbers below 65,536 for each ordinal, a row for each of the four."""
        raw = np.asarray(self._stream(name, first).random_raw(count), dtype="<u8")
        return np.ascontiguousarray(raw.view("<u2").reshape(count, 4).T)


def shares(total: int, weights: Array) -> Array:
    """A whole divided by weights, nothing lost: the largest remainders get one more."""
    if total < 0 or weights.min() < 0 or weights.sum() <= 0:
        raise ValueError(f"cannot divide {total} by weights that sum to {weights.sum()}")
    exact = total * (weights / weights.sum())
    whole = np.floor(exact).astype(np.int64)
    order = np.argsort(whole - exact, kind="stable")
    whole[order[: total - int(whole.sum())]] += 1
    return whole


def table(weights: Sequence[float] | Array, values: Sequence[float] | Array | None = None, kind: Any = None) -> Array:
    """What each number below 65,536 chooses: the index, or the value, of a weight.

    Looking up a drawn number here is the quickest weighted choice there is.
    """
    counts = shares(LEVELS, np.asarray(weights, dtype=float))
    what = np.arange(len(counts)) if values is None else np.asarray(values)
    return np.repeat(what, counts).astype(kind or (np.uint16 if values is None else what.dtype))


def exponential() -> Array:
    """The exponential distribution of mean 1, as a table of its middle quantiles."""
    return np.asarray(-np.log1p(-(np.arange(LEVELS) + 0.5) / LEVELS), dtype=np.float32)


def below(share: float | Array) -> Any:
    """The drawn numbers below this make up the share of cases."""
    return np.rint(np.clip(share, 0, 1) * LEVELS)
