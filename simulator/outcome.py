"""What the portal answered."""

from __future__ import annotations

import msgspec

from simulator import datasets


class Outcome(msgspec.Struct, frozen=True):
    """The answer to one action: accepted, or refused with a code.

    ``words`` are the values that the text needs. The text itself is data, so that
    mending a sentence changes no journal's meaning.
    """

    ok: bool
    code: str
    words: dict[str, str] = {}

    @property
    def text(self) -> str:
        """What happened, for the learner."""
        return datasets.outcome_texts()[self.code].text.format(**self.words)

    @property
    def next(self) -> str:
        """What to do next, for the learner."""
        return datasets.outcome_texts()[self.code].next.format(**self.words)
