"""What stands on the screens of a support point: its sentences, and the data's with somebody's words in them."""

from __future__ import annotations

from simulator import datasets
from simulator.point.personas import Persona, endings, moves, said
from simulator.services import catalogue

FROM_GOOD, FROM_MIXED = 7, 4
"""From which mood on somebody goes content, and from which with mixed feelings."""


def say(group: str, key: str, /, **words: str) -> str:
    """A sentence of ``texts/point.toml``."""
    text: str = datasets.toml("texts/point.toml")[group][key]
    return text.format(**words)


def minutes(seconds: int) -> str:
    """A stretch of time in words."""
    whole = seconds // 60
    return say("shift", "minutes", minutes=str(whole)) if whole else say("shift", "under")


def mood(value: int) -> str:
    """How somebody feels, in words."""
    words: dict[str, str] = datasets.toml("texts/point.toml")["mood"]
    return words[str(max(int(least) for least in words if int(least) <= value))]


def felt(persona: Persona, value: int, words: dict[str, str]) -> str:
    """What somebody says afterwards."""
    kind = "good" if value >= FROM_GOOD else "mixed" if value >= FROM_MIXED else "bad"
    return said(persona.felt[kind], words)  # type: ignore[index]


def move_text(persona: Persona, words: dict[str, str], move: str, about: str) -> str:
    """What a volunteer says or does with a move, in full."""
    known = moves()[move]
    more = {"plain": said(persona.plain, words), "jargon": said(persona.jargon, words)}
    if known.about == "fact":
        more["question"] = said(persona.facts[about].ask, words)
    elif known.about == "procedure":
        more["procedure"] = catalogue.procedures()[about].name
    elif known.about == "field":
        name, _, option = about.partition("=")
        more |= {"field": persona.form[name].label, "option": persona.form[name].options[option]}
    elif known.about == "paper":
        more["paper"] = said(persona.papers[about], words).rstrip(".")
    elif known.about == "next":
        more["next"] = said(persona.next[about], words)
    elif known.about == "ending":
        more["ending"] = said(endings()[about], words)
    return said(known.text, words | more)


def reply(persona: Persona, words: dict[str, str], move: str, about: str) -> str:
    """What the person says to a move, or nothing."""
    own = persona.need_said if move == "ask_need" else persona.facts[about].answer if move == "ask" else ""
    return said(own or persona.replies.get(move, moves()[move].reply), words)
