"""How many helpers does a point need? A plain simulation of its queue, opening by opening.

People come at random, wait in one line, and go to whichever helper is free first. Whoever has to come back comes
again at another opening: over many openings that is as many more who come as are sent away. The formula of Erlang
(``erlang_c``) says the same for a point that never closes; tests hold the simulation to it.
"""

from __future__ import annotations

import math
from functools import cache
from heapq import heappop, heappush
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from simulator import datasets
from simulator.draw import Draw

LONG = 15
"""Minutes from which a wait counts as long (simulation setting)."""
OPENINGS = 40
"""How many openings are simulated for one answer."""
PEOPLE = 4_000
"""How many people are simulated at most, so that an answer is there at once."""
MOST = 20
"""As many helpers as a point has at most."""
PARTS = 2**53


class Demand(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a point has to do with.

    ``arrivals`` are new people an hour, ``minutes`` what one of them takes, ``returned`` the percentage who have to
    come back, ``open_minutes`` how long the point is open. ``spread``: helping takes between half and one and a half
    of ``minutes`` (``even``), or mostly less and sometimes far more (``exponential``).
    """

    arrivals: Annotated[float, Meta(ge=0.5, le=120)]
    helpers: Annotated[int, Meta(ge=1, le=MOST)]
    minutes: Annotated[float, Meta(ge=1, le=120)]
    returned: Annotated[int, Meta(ge=0, le=80)] = 0
    open_minutes: Annotated[int, Meta(ge=15, le=1_000_000)] = 240
    spread: Literal["even", "exponential"] = "even"

    @property
    def visits(self) -> float:
        """Visits an hour: those who come for the first time, and those who come again."""
        return self.arrivals * 100 / (100 - self.returned)

    @property
    def load(self) -> float:
        """How many helpers would be busy if nobody ever waited."""
        return self.visits * self.minutes / 60


class Waiting(msgspec.Struct, frozen=True):
    """What came of it. ``waits`` are minutes in the order of arrival; of who was not served, until the point closed.

    ``busy`` is the share of the helpers' time, while the point is open, that they spent helping.
    """

    waits: tuple[float, ...]
    unserved: int
    busy: float
    openings: int

    @property
    def mean(self) -> float:
        """The mean wait in minutes."""
        return sum(self.waits) / len(self.waits) if self.waits else 0.0

    @property
    def long(self) -> float:
        """The share who waited longer than ``LONG`` minutes."""
        return self.over(LONG)

    @property
    def not_served(self) -> float:
        """The share who had not been served when the point closed."""
        return self.unserved / len(self.waits) if self.waits else 0.0

    def over(self, minutes: float) -> float:
        """The share who waited longer than so many minutes."""
        return sum(wait > minutes for wait in self.waits) / len(self.waits) if self.waits else 0.0


def simulate(demand: Demand, seed: str = "1", openings: int = OPENINGS) -> Waiting:
    """Open the point so many times, or until enough people have come; the same seed gives the same people."""
    draw, unserved, worked, opened = Draw(f"helpers/{seed}"), 0, 0.0, 0
    waits: list[float] = []
    for opening in range(openings):
        if len(waits) >= PEOPLE:
            break
        opened += 1
        free, now, number = [0.0] * demand.helpers, 0.0, 0
        while True:
            now += _exponential(draw, 60 / demand.visits, f"{opening}/comes", number)
            if now >= demand.open_minutes:
                break
            takes = _takes(draw, demand, f"{opening}/takes", number)
            number += 1
            begins = max(now, free[0])
            if begins >= demand.open_minutes:
                unserved += 1
                waits.append(demand.open_minutes - now)
                continue
            heappop(free)
            heappush(free, begins + takes)
            waits.append(begins - now)
            worked += min(takes, demand.open_minutes - begins)
    return Waiting(tuple(waits), unserved, worked / (opened * demand.helpers * demand.open_minutes), opened)


def _exponential(draw: Draw, mean: float, name: str, number: int) -> float:
    # From 1 to PARTS: the logarithm of nothing is none.
    return -mean * math.log(draw.between(1, PARTS, name, number) / PARTS)


def _takes(draw: Draw, demand: Demand, name: str, number: int) -> float:
    if demand.spread == "exponential":
        return _exponential(draw, demand.minutes, name, number)
    return demand.minutes * (0.5 + draw.below(PARTS, name, number) / PARTS)


def erlang_c(demand: Demand, minutes: float = 0) -> float:
    """The share who wait longer than so many minutes at a point that never closes, by Erlang's formula.

    It holds for exponential times; 1 where more come than can be helped.
    """
    load, helpers = demand.load, demand.helpers
    if load >= helpers:
        return 1.0
    blocked = 1.0
    for number in range(1, helpers + 1):
        blocked = load * blocked / (number + load * blocked)
    waits = blocked / (1 - load / helpers * (1 - blocked))
    return waits * math.exp(-(helpers - load) * minutes / demand.minutes)


def needed(demand: Demand, share: float = 0.1, seed: str = "1") -> int | None:
    """The fewest helpers with whom at most this share waits long or is not served; ``None`` if ``MOST`` are too few."""
    low, high = 1, MOST + 1
    while low < high:
        # The same people come whatever the number of helpers, so that one more never makes it worse.
        helpers = (low + high) // 2
        found = simulate(msgspec.structs.replace(demand, helpers=helpers), seed) if helpers <= MOST else None
        if found is None or (found.long <= share and found.not_served <= share):
            high = helpers
        else:
            low = helpers + 1
    return low if low <= MOST else None


class Preset(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A point that an article tells of.

    ``known`` is what the article says, ``figures`` the rows of the figures that say so; ``assumed`` names the numbers
    that it does not say and that are set for the exercise.
    """

    title: str
    known: str
    demand: Demand
    assumed: tuple[str, ...]
    figures: tuple[str, ...]


@cache
def presets() -> dict[str, Preset]:
    """Id to preset, in the data's order."""
    return msgspec.convert(datasets.toml("point/helpers.toml"), dict[str, Preset])
