"""PIN cards: new PINs for a class or for one learner, told once, on paper; only their hashes stay."""

from __future__ import annotations

import re
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


def numbers_in(text: str) -> set[int]:
    """The numbers of a list as teachers write it, ``2, 5, 7-9``; raises ``ValueError`` for anything else."""
    found: set[int] = set()
    for part in filter(None, re.split(r"[\s,;]+", re.sub(r"\s*[-–]\s*", "-", text))):
        match = re.fullmatch(r"([0-9]{1,3})(?:-([0-9]{1,3}))?", part)
        if match is None:
            raise ValueError(part)
        found |= set(range(int(match[1]), int(match[2] or match[1]) + 1))
    return found


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
