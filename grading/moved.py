"""Work that was begun under a wrong number and moved to the right one by the teacher.

A journal is a chain, so a few of its first links name it among all that were ever begun for the same case. The
class sheet lists such names; a journal counts for one learner only, whatever it was copied or grown to since.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta

from simulator.case import LEARNER_ID, MAX_ATTEMPT
from simulator.journal import Hex16, Journal

NOTE_FILE = "chuyen-so.json"
"""Beside moved journals: lets the page go on with them. A learner can write it, so no grader reads it."""

STEPS = 3
"""How many first actions name a journal: with fewer, somebody else's could be the same to the second by chance."""

MAX_MOVED = 100
MAX_NOTE = 40_000

LearnerId = Annotated[str, Meta(pattern=LEARNER_ID.pattern)]


class Moved(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One journal that counts for ``target`` though its header and its case are ``source``'s."""

    source: LearnerId
    target: LearnerId
    attempt: Annotated[int, Meta(ge=1, le=MAX_ATTEMPT)]
    chain: Hex16

    def names(self, journal: Journal) -> bool:
        """Whether this is about a journal."""
        header = journal.header
        return (header.learner, header.attempt, name_of(journal)) == (self.source, self.attempt, self.chain)


def name_of(journal: Journal) -> str:
    """The link that names a journal; empty for one that is too short to have a name."""
    return journal.lines[STEPS - 1].chain if len(journal.lines) >= STEPS else ""


def owner_of(journal: Journal, moved: Iterable[Moved]) -> str:
    """Whom a journal counts for: the learner of its header, unless it was moved."""
    return next((each.target for each in moved if each.names(journal)), journal.header.learner)


def reassigned(moved: Iterable[Moved], journals: Iterable[Journal], target: str) -> tuple[Moved, ...]:
    """The list after journals were moved to somebody; one that comes home needs no entry."""
    kept = list(moved)
    for journal in journals:
        kept = [each for each in kept if not each.names(journal)]
        if target != journal.header.learner:
            kept.append(Moved(journal.header.learner, target, journal.header.attempt, name_of(journal)))
    return tuple(kept)


def read_note(folder: Path) -> tuple[Moved, ...]:
    """What was moved into a lesson's folder on this computer; nothing if that cannot be read."""
    path = folder / NOTE_FILE
    try:
        if path.stat().st_size > MAX_NOTE:
            return ()
        return msgspec.json.decode(path.read_bytes(), type=tuple[Moved, ...])
    except (OSError, msgspec.DecodeError, RecursionError):
        return ()


def write_note(folder: Path, moved: tuple[Moved, ...]) -> None:
    """Keep what was moved into a lesson's folder; raises ``OSError``."""
    draft = folder / f"{NOTE_FILE}.part"
    draft.write_bytes(msgspec.json.encode(moved) + b"\n")
    draft.replace(folder / NOTE_FILE)
