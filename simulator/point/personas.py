"""Who comes to a support point, and what can be said and done there: the data, read strictly.

``datasets/point/personas/<id>.toml`` is one persona each: a need, papers, facts that are told only when asked, a way
of speaking, feelings. Names, ages and addresses are drawn for the case. Texts may name the words of ``words``.
"""

from __future__ import annotations

from functools import cache
from typing import Literal, TypeAlias

import msgspec

from simulator import datasets

GROUPS = ("talk", "aids", "papers", "phone", "kiosk", "money", "safety", "end")
"""The groups of moves, in the order in which they are offered."""
RuleGroup: TypeAlias = Literal[
    "respect", "need", "consent", "secrets", "matter", "words", "aids", "money", "safety", "traces"
]
"""What a rule of conduct is about."""


class Move(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Something that a volunteer may say or do.

    ``text`` is what is said or done, ``seconds`` how long it takes beside the time that the learner needs.
    ``feeling`` is how much it lifts or lowers the mood of whoever has no feeling of their own about it, the first
    time. ``about``: what has to be named with it. ``reply`` is what people say who have no answer of their own.
    """

    group: Literal["talk", "aids", "papers", "phone", "kiosk", "money", "safety", "end"]
    name: str
    text: str
    seconds: int
    feeling: int = 0
    about: Literal["", "fact", "procedure", "field", "paper", "next", "ending"] = ""
    reply: str = ""


class Fact(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Something that the person tells only when asked. ``gentle``: only to somebody whom they trust a little.

    ``needed`` facts have to be found out before the matter can be done rightly.
    """

    ask: str
    answer: str
    needed: bool = True
    gentle: bool = False


class Field(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One field of the kiosk's form: ``right`` is the option that is true of the person."""

    label: str
    options: dict[str, str]
    right: str


class Persona(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One kind of visitor.

    ``call`` is how the volunteer speaks to them, ``me`` how they speak of themselves, ``helper`` how the volunteer
    speaks of themselves. ``need`` is a procedure's code, or empty where no procedure helps. ``ends`` are the right
    endings. ``papers`` are those they brought, with what is seen on them; ``missing`` those that the matter needs
    and they have not. ``scans`` are the papers that the kiosk needs. ``account``: whether they have one to sign in
    to; ``gets_codes``: whether its one-time codes reach them, and not somebody who can only read them out.
    ``aids``: for each of their needs the moves of which one helps. ``next``: what may be promised, ``promise`` is the
    one that is true. ``safety`` are the moves that keep them from harm. ``felt`` is what they say afterwards, by
    mood. ``card`` is for whoever plays them.
    """

    title: str
    who: str
    sex: Literal["f", "m", "any"]
    age: tuple[int, int]
    call: str
    me: str
    helper: str
    opening: str
    need_said: str
    ends: tuple[str, ...]
    plain: str
    jargon: str
    next: dict[str, str]
    promise: str
    felt: dict[Literal["good", "mixed", "bad"], str]
    card: str
    source: str
    need: str = ""
    level: Literal[1, 2, 3] = 1
    mood: int = 5
    patience: int = 15
    priority: bool = False
    account: bool = True
    gets_codes: bool = True
    pays: bool = False
    gift: bool = False
    papers: dict[str, str] = {}
    missing: dict[str, str] = {}
    scans: tuple[str, ...] = ()
    facts: dict[str, Fact] = {}
    form: dict[str, Field] = {}
    aids: tuple[tuple[str, ...], ...] = ()
    safety: tuple[str, ...] = ()
    replies: dict[str, str] = {}
    feelings: dict[str, int] = {}

    @property
    def at_kiosk(self) -> bool:
        """Whether the matter is rightly filed at the kiosk."""
        return self.ends[0] == "filed"


class Way(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One way of meeting an incident. ``cost`` is what a wrong one costs, ``why`` its reason; ``mends``: it ends it."""

    text: str
    why: str
    cost: int = 0
    seconds: int = 20
    mends: bool = False


class IncidentKind(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Something that comes up; ``blocks`` are the moves that do not work meanwhile, ``minutes`` how long it lasts."""

    title: str
    text: str
    ways: dict[str, Way]
    source: str
    level: Literal[1, 2, 3] = 1
    minutes: int = 6
    blocks: tuple[str, ...] = ()


class Rule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One rule of conduct: what breaking it costs of a visit's hundred points, and why it is a rule."""

    group: RuleGroup
    title: str
    cost: int
    why: str
    better: str
    source: str


@cache
def personas() -> dict[str, Persona]:
    """Id to persona, all that the data holds."""
    listed = datasets.toml("point/personas/index.toml")["ids"]
    return {name: msgspec.convert(datasets.toml(f"point/personas/{name}.toml"), Persona) for name in listed}


@cache
def moves() -> dict[str, Move]:
    """Id to move."""
    return msgspec.convert(datasets.toml("point/moves.toml"), dict[str, Move])


@cache
def endings() -> dict[str, str]:
    """Id of an ending to what is done then."""
    return msgspec.convert(datasets.toml("point/endings.toml"), dict[str, str])


@cache
def incidents() -> dict[str, IncidentKind]:
    """Id to incident."""
    return msgspec.convert(datasets.toml("point/incidents.toml"), dict[str, IncidentKind])


@cache
def rules() -> dict[str, Rule]:
    """Id to rule of conduct; what breaks each is in ``conduct.py``."""
    return msgspec.convert(datasets.toml("point/rules.toml"), dict[str, Rule])


def said(text: str, words: dict[str, str]) -> str:
    """A text of the data with somebody's words."""
    return text.format(**words)


def abouts(persona: Persona, move: str) -> tuple[str, ...] | None:
    """What a move may be about with this person; ``None`` if anything of the catalogue will do."""
    of: dict[str, tuple[str, ...] | None] = {
        "": ("",),
        "fact": tuple(persona.facts),
        "procedure": None,
        "field": tuple(f"{name}={option}" for name, field in persona.form.items() for option in field.options),
        "paper": tuple(persona.papers),
        "next": tuple(persona.next),
        "ending": tuple(endings()),
    }
    return of[moves()[move].about]
