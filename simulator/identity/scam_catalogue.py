"""The catalogue of scams, and of honest things that look like them, on every channel.

``datasets/scams/<channel>.toml`` holds the scams, ``datasets/scams/honest/<channel>.toml`` as many
honest ones. The few SMS that the portal itself sends are reached through ``datasets.sms_texts``.
"""

from __future__ import annotations

from functools import cache
from typing import Any, Literal, TypeVar

import msgspec

from simulator import datasets

CHANNELS = ("sms", "call", "chat", "web", "qr", "door", "video", "app", "mail")
"""Ways to meet a scam; the names of the files."""


class Turn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One thing said in a conversation."""

    who: str
    says: str


class Line(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One line of a caller, and what one may answer: ``ask`` leads on, ``give`` gives or offers something.

    ``sign`` is how it could be known by this line what the caller is.
    """

    says: str
    sign: str
    ask: str = ""
    give: str = ""


class Play(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A call as the simulated phone gets it; its texts may name ``{title}``, ``{Title}``, ``{given}``, ``{unit}``.

    ``context`` is what one knows beforehand. ``hotline`` is where to ask, by a number that one has
    found oneself, ``answer`` what is said there. ``wants`` is what a scammer is after; ``declines``
    what an honest caller says when something is offered.
    """

    context: str
    lines: tuple[Line, ...]
    hotline: str
    answer: str
    wants: Literal["", "account", "money"] = ""
    declines: str = ""


class Met(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Something that one meets, honest or not, as one meets it.

    ``context`` is what one knows beforehand, ``picture`` what is seen, ``shows`` what a QR code
    opens when scanned, ``site`` where a link really leads. ``now`` is what to do about it; ``play`` makes a
    call one that the simulated phone may get.
    """

    id: str
    channel: str
    title: str
    context: str
    now: str
    source: str
    confidence: str
    sender: str = ""
    text: str = ""
    turns: tuple[Turn, ...] = ()
    picture: str = ""
    shows: str = ""
    site: str = ""
    play: Play | None = None

    @property
    def words(self) -> str:
        """Everything that one reads, hears or sees before judging."""
        spoken = (f"{turn.who}: {turn.says}" for turn in self.turns)
        shown = (self.context, self.sender, self.text, *spoken, self.picture, self.shows, self.site)
        return "\n".join(part for part in shown if part)


class Scam(Met, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A scam. ``trick`` is its key, no other scam's; ``flags`` are the signs by which it is known.

    ``stop`` is the number of the turn after which to hang up or to close the door, 0 without a
    conversation; ``caught`` is what to do if one has fallen for it; ``page`` what the false page
    asks for, in the SMS that the portal deals out.
    """

    trick: str
    flags: tuple[str, ...]
    caught: str
    stop: int = 0
    page: str = ""


class Honest(Met, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Something honest. ``like`` is the trick that it resembles, ``signs`` tell that it is none."""

    like: str
    signs: tuple[str, ...]


Kind = TypeVar("Kind", bound=Met)


def _read(folder: str, kind: type[Kind]) -> dict[str, Kind]:
    found: dict[str, Kind] = {}
    for channel in CHANNELS:
        entries: dict[str, dict[str, Any]] = datasets.toml(f"{folder}/{channel}.toml")
        for key, entry in entries.items():
            if key in found:
                raise ValueError(f"{key!r} stands twice in {folder}: give {channel}.toml's another name")
            found[key] = msgspec.convert({"id": key, "channel": channel, **entry}, kind)
    return found


@cache
def scams() -> dict[str, Scam]:
    """Name to scam, channel by channel."""
    return _read("scams", Scam)


@cache
def honest() -> dict[str, Honest]:
    """Name to honest encounter, channel by channel."""
    return _read("scams/honest", Honest)
