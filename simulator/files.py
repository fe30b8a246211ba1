"""The simulated computer's files and the wallet's papers: what a learner can attach."""

from __future__ import annotations

import msgspec

PHOTOS = 3
"""How many single photographs a paper has that must be joined into one PDF."""


class DeviceFile(msgspec.Struct, frozen=True):
    """A file on the simulated computer. ``kind`` is what the paper really is.

    ``part`` counts the single photographs of one paper, from 1.
    """

    id: str
    name: str
    format: str
    size_kb: int
    kind: str
    pages: int
    part: int = 0


class WalletPaper(msgspec.Struct, frozen=True):
    """An electronic paper in the identity app's wallet."""

    id: str
    name: str
    kind: str
