"""Questions whose numbers are the learner's own: each maker draws them and works out the right answer.

A maker gives the right answer (an option's code, or what has to be written) and the words that the
item's texts name. It uses the simulator's own rules, so that a question never disagrees with the portal.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import NamedTuple

from simulator.draw import Draw


class Made(NamedTuple):
    """What a maker gives; ``right`` may be empty to keep the item's own."""

    right: str
    words: dict[str, str]


Maker = Callable[[Draw, str, date], Made]
"""From the case's draw, the name under which to draw, and the case's first day."""

MAKERS: dict[str, Maker] = {}
