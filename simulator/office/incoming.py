"""What comes in at the one-stop office: dossiers of the data, with drawn people, places and times.

As many, with the same shortcomings, for everybody.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from functools import cache
from typing import TYPE_CHECKING, Literal

import msgspec

from simulator import datasets
from simulator.clock import VIETNAM, day_text
from simulator.draw import Draw
from simulator.office import calendar
from simulator.people.citizens import birth_day, citizen
from simulator.people.households import in_hanoi
from simulator.people.places import HANOI, Place, authority, places
from simulator.people.provider import SEXES
from simulator.state import Incoming

if TYPE_CHECKING:
    from simulator.portal import Portal

KINDS = ("complete", "late", "unreadable", "mismatch", "stranger", "elsewhere")
"""One dossier of each comes in; what they are, the data says."""
OPTIONS = ("a", "b", "c")
"""How the authorities are called to which one may send somebody on."""
LEFT = timedelta(minutes=70)
"""How much is left, when the hour begins, of the eight working hours of who waits longest (simulation setting)."""


class Visit(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One dossier of the data; texts may name the words of ``Incoming``.

    ``papers`` are what is seen on the right papers by place, in the list's order; ``planted`` what is wrong, by
    line; ``bad`` what is seen on a wrong paper instead. ``where`` names what decides the authority, ``about``
    whom the papers have to be for.
    """

    kind: Literal["complete", "late", "unreadable", "mismatch", "stranger", "elsewhere"]
    procedure: str
    asks: str
    where: str
    about: str
    papers: dict[str, str]
    planted: dict[str, str] = {}
    bad: dict[str, str] = {}


@cache
def visits() -> dict[str, Visit]:
    """Name to dossier, all that the data holds."""
    return msgspec.convert(datasets.toml("counter.toml"), dict[str, Visit])


def fill(found: Incoming, text: str) -> str:
    """A text of the data with the dossier's words."""
    return text.format(**found.words)


def begin(portal: Portal) -> None:
    """Lay the case's dossiers on the desk; none where the scenario has no counter."""
    if portal.case.scenario.counter:
        stories = _stories(portal.draw)
        order = portal.draw.shuffle(KINDS, "counter")
        portal.state.incoming = [
            _incoming(portal, f"h{number}", kind, stories[kind]) for number, kind in enumerate(order, 1)
        ]


def _stories(draw: Draw) -> dict[str, str]:
    """A story of the data for each kind, of a procedure that has come up as little as can be."""
    found: dict[str, str] = {}
    for kind in KINDS:
        seen = [visits()[key].procedure for key in found.values()]
        of_kind = draw.shuffle([key for key, visit in visits().items() if visit.kind == kind], f"counter/{kind}")
        found[kind] = min(of_kind, key=lambda key: seen.count(visits()[key].procedure))
    return found


def _incoming(portal: Portal, name: str, kind: str, key: str) -> Incoming:
    draw, here = portal.draw, portal.case.citizen.home
    arrived = _arrival(draw, kind, portal.case.begins)
    words = _people(draw, kind) | _offices(draw, kind, here)
    serial = draw.between(1, 180, f"counter/{kind}/serial")
    code = f"H99.{int(here.commune_code) % 1000}-{arrived:%y%m%d}-{serial:04d}"
    return Incoming(id=name, key=key, code=code, arrived=portal.seconds(arrived), words=words)


def _arrival(draw: Draw, kind: str, begins: datetime) -> datetime:
    """When a dossier came: the complete one nearly eight working hours ago, the late one just now, others today."""
    if kind == "late":
        return begins - timedelta(minutes=draw.between(1, 4, "counter/late/arrived"))
    if kind == "complete":
        day = begins.date() - timedelta(days=1)
        while not calendar.is_working_day(day):
            day -= timedelta(days=1)
        return datetime.combine(day, begins.time(), VIETNAM) + LEFT
    minutes = draw.between(10, 250, f"counter/{kind}/arrived")
    return datetime.combine(begins.date(), time(7), VIETNAM) + timedelta(minutes=minutes)


def _people(draw: Draw, kind: str) -> dict[str, str]:
    """Who files, a relative and somebody who has nothing to do with it; ``said`` is a slip in the day of birth."""
    first, second = draw.shuffle(SEXES, f"counter/{kind}/sex")
    born = birth_day(draw, f"counter/{kind}/born", date(2000, 12, 31), date(1975, 1, 1))
    names, taken = {}, ""
    # The other two may stand beside the first on a paper about a marriage, or in each other's place.
    for role, sex in (("name", first), ("other", second), ("stranger", first)):
        person = citizen(draw, f"counter/{kind}/{role}", born, sex, places(HANOI)[0], not_given=taken)
        names[role], taken = person.name, f"{taken} {person.given}"
    return names | {"born": day_text(born), "said": day_text(born + timedelta(days=10))}


def _offices(draw: Draw, kind: str, here: Place) -> dict[str, str]:
    """Where the matter belongs, and three authorities to choose from; ``right`` is which, where it is none of ours."""
    elsewhere = kind == "elsewhere"
    there = in_hanoi(draw, f"counter/{kind}/there", here)
    third = draw.choose([p for p in places(HANOI) if p not in (here, there)], f"counter/{kind}/third")
    offices = [authority(p.province_code, p.commune_code) for p in (there, third)]
    offices.append(authority(there.province_code, there.commune_code, "police"))
    order = draw.shuffle((0, 1, 2), f"counter/{kind}/offices")
    words = {option: offices[index] for option, index in zip(OPTIONS, order, strict=True)}
    right = OPTIONS[order.index(0)] if elsewhere else ""
    return words | {"place": str(there if elsewhere else here), "right": right}
