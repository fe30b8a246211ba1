"""The one way to the data of ``datasets/``, from a checkout and from the installed wheel alike."""

from __future__ import annotations

import csv
import hashlib
import tomllib
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, Literal

import msgspec


class Text(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What happened and what to do next, in the learner's words."""

    text: str
    next: str = ""


class SmsText(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A message for the simulated phone, honest or not.

    ``site`` is the address that its link leads to, ``flags`` are the signs by
    which a scam is known, ``page`` what the false page behind the link asks for.
    """

    sender: str
    text: str
    site: str = ""
    scam: bool = False
    page: str = ""
    flags: tuple[str, ...] = ()
    source: str = ""


class KnownFault(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Something that goes wrong for people with public services, and whether the portal simulates or prevents it.

    ``where`` names what shows it: ``outcome:<code>``, ``label:<group>.<key>``, ``sms:<key>``, or
    ``fault:<kind>`` if a scenario has to plant it.
    """

    title: str
    room: Literal["identity", "services", "payments", "office", "people"]
    trigger: str
    seen: str
    way_out: str
    status: Literal["simulated", "prevented", "not yet"]
    source: str
    confidence: str
    where: tuple[str, ...] = ()


def root() -> Traversable:
    """The folder of the data: inside the wheel, or beside the code in a checkout."""
    packed = files("simulator") / "_datasets"
    if packed.is_dir():
        return packed
    return Path(__file__).resolve().parent.parent / "datasets"


def read(name: str) -> str:
    """The text of one data file, for example ``places/provinces.csv``."""
    return root().joinpath(*name.split("/")).read_text(encoding="utf-8")


@cache
def table(name: str) -> tuple[dict[str, str], ...]:
    """The rows of one CSV file."""
    return tuple(csv.DictReader(read(name).splitlines()))


@cache
def toml(name: str) -> dict[str, Any]:
    """The content of one TOML file."""
    return tomllib.loads(read(name))


@cache
def outcome_texts() -> dict[str, Text]:
    """Outcome code to what the learner reads."""
    return msgspec.convert(toml("texts/outcomes.toml"), dict[str, Text])


@cache
def sms_texts() -> dict[str, SmsText]:
    """Message key to the message, all that the portal sends: the honest ones, and the scams with a false page."""
    shown = ("sender", "text", "site", "page", "flags", "source")
    scams = {
        key: {"scam": True, **{name: entry[name] for name in shown}}
        for key, entry in toml("scams/sms.toml").items()
        if "page" in entry
    }
    return msgspec.convert({**toml("texts/sms.toml"), **scams}, dict[str, SmsText])


@cache
def known_faults() -> dict[str, KnownFault]:
    """Name to fault, those that the portal simulates and those that it does not."""
    return msgspec.convert(toml("faults.toml"), dict[str, KnownFault])


@cache
def labels() -> dict[str, dict[str, str]]:
    """Small fixed wordings: statuses, channels, ratings, kinds of papers."""
    both = {**toml("texts/labels.toml"), **toml("texts/papers.toml")}
    return msgspec.convert(both, dict[str, dict[str, str]])


def label(group: str, key: str) -> str:
    """One small wording; an unknown key is a fault of ours, so it is not hidden."""
    return labels()[group][key]


def _walk(folder: Traversable, prefix: str = "") -> list[tuple[str, Traversable]]:
    found: list[tuple[str, Traversable]] = []
    for item in folder.iterdir():
        name = f"{prefix}{item.name}"
        if item.is_dir():
            found += _walk(item, f"{name}/")
        elif not name.endswith(".md"):
            found.append((name, item))
    return sorted(found, key=lambda pair: pair[0])


@cache
def fingerprint() -> str:
    """One short name for the state of all data; journals carry it."""
    whole = hashlib.sha256()
    for name, item in _walk(root()):
        # Git on Windows may check text files out with CR LF; the data is the same.
        content = item.read_bytes().replace(b"\r\n", b"\n")
        whole.update(f"{name}\0{len(content)}\0".encode())
        whole.update(content)
    return whole.hexdigest()[:16]
