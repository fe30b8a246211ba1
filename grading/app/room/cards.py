"""PIN cards: new PINs for a class or for one learner, told once, on paper; only their hashes stay."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from typing import NamedTuple

import segno

from grading.app import pins
from grading.app.room.folder import RoomFolder


class Card(NamedTuple):
    """What one learner gets: class, number, PIN."""

    learner: str
    klass: str
    number: str
    pin: str


def new_pin() -> str:
    """A PIN by chance that is not what everybody tries first."""
    while (pin := f"{secrets.randbelow(10_000):04d}") in pins.EASY:
        pass
    return pin


def make(folder: RoomFolder, learners: Iterable[str]) -> list[Card]:
    """Give new PINs; those before are good no more. Raises ``OSError``."""
    cards = []
    for learner in sorted(learners):
        klass, _, number = learner.rpartition("-")
        card = Card(learner, klass, number, new_pin())
        pins.set_pin(folder.learner(learner), card.pin)
        cards.append(card)
    return cards


def picture(address: str, scale: int) -> str:
    """An address as a QR picture for a page."""
    code = segno.make(address, error="m", micro=False)
    return code.svg_inline(scale=scale, border=4, dark="#000", light="#fff", title=address, omitsize=True)
