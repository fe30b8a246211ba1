"""How much one visitor may ask for: a bucket that fills slowly and is emptied by asking."""

from __future__ import annotations

import math
from collections.abc import Callable

MAX_KNOWN = 5_000
"""So many visitors are remembered; beyond, those whose bucket is full again are forgotten."""


class Buckets:
    """One bucket for each visitor, with room for ``burst`` requests, filling by ``rate`` a second."""

    def __init__(self, rate: float, burst: float, clock: Callable[[], float]) -> None:
        self.rate, self.burst, self.clock = rate, burst, clock
        self._known: dict[str, tuple[float, float]] = {}

    def _left(self, who: str, now: float) -> float:
        left, since = self._known.get(who, (self.burst, now))
        # A clock that was put back gives nothing and takes nothing.
        return min(self.burst, left + max(0.0, now - since) * self.rate)

    def wait(self, who: str) -> int:
        """Whole seconds until this visitor may ask again; 0 for now."""
        left = self._left(who, self.clock())
        return 0 if left >= 1 else math.ceil((1 - left) / self.rate)

    def take(self, who: str) -> int:
        """Count one request; gives the seconds to wait instead where there is none left, and counts nothing."""
        now = self.clock()
        left = self._left(who, now)
        if left < 1:
            return math.ceil((1 - left) / self.rate)
        if len(self._known) >= MAX_KNOWN and who not in self._known:
            self._known = {each: self._known[each] for each in self._known if self._left(each, now) < self.burst}
        self._known[who] = (left - 1, now)
        return 0
