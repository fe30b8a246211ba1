"""The sentences that the teacher's page makes up as it goes; those that never change stand in its templates."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from simulator import datasets
from simulator.clock import VIETNAM


class TeacherError(Exception):
    """Something on the teacher's page cannot be done; the text says what to do instead."""

    def __init__(self, key: str, **words: object) -> None:
        super().__init__(said("faults", key, **words))
        self.key = key


def said(group: str, key: str, /, **words: object) -> str:
    """A sentence of ``texts/teacher.toml``."""
    text: str = datasets.toml("texts/teacher.toml")[group][key]
    return text.format(**words)


def sayings() -> dict[str, str]:
    """What is being done, by action, for one that takes longer."""
    return dict(datasets.toml("texts/teacher.toml")["doing"])


def in_place(key: str, otherwise: str, words: Mapping[str, object]) -> str:
    """A fault or a result in this page's own words, where the usual ones name a command to type."""
    own = datasets.toml("texts/teacher.toml")["instead"].get(key)
    return str(own).format(**words) if own else otherwise


def when(stamp: str) -> str:
    """A time of the results store as people read it; nothing for none."""
    try:
        moment = datetime.fromisoformat(stamp.removesuffix(" UTC"))
    except ValueError:
        return ""
    return f"{moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(VIETNAM):%H:%M %d/%m/%Y}"
