"""What every action is made of: the record that all are, the texts that fields may hold, and secrets as facts."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta

MAX_WAIT = 3600
"""Longest time in seconds that one action may carry: a screen left open counts no more."""

Seconds = Annotated[int, Meta(ge=0, le=MAX_WAIT)]
Id = Annotated[str, Meta(pattern=r"^[a-z]{1,3}[0-9]{1,4}\Z")]
Code = Annotated[str, Meta(max_length=40)]
Line = Annotated[str, Meta(max_length=120)]
Note = Annotated[str, Meta(max_length=300)]
Tag = Annotated[str, Meta(pattern=r"^[a-z_]{1,40}$")]
Digest = Annotated[str, Meta(pattern=r"^[0-9a-f]{32}\Z")]


class Secret(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What may be known of something secret that was typed: facts about rules, never the text.

    ``digest`` is made with a key that stays on the learner's machine, so that two
    entries can be compared and nothing can be read back. ``weak`` says that it is easy
    to guess, and not in which way.
    """

    length: Annotated[int, Meta(ge=0, le=64)]
    digit: bool
    upper: bool
    lower: bool
    special: bool
    other: bool
    digest: Digest
    weak: bool = False


class Action(
    msgspec.Struct,
    frozen=True,
    forbid_unknown_fields=True,
    kw_only=True,
    omit_defaults=True,
    tag_field="do",
    tag=lambda name: "".join("_" + c.lower() if c.isupper() else c for c in name).lstrip("_"),
):
    """One thing that the learner did."""

    after: Seconds = 0

    @property
    def name(self) -> str:
        """The tag that journals carry, for example ``sign_in``."""
        return str(self.__struct_config__.tag)
