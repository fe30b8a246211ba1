"""The people around a case's citizen, each in a role: spouse, newborn, grandparent, guest."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Literal, NamedTuple

from simulator.draw import Draw
from simulator.people.citizens import Citizen, birth_day, citizen
from simulator.people.places import HANOI, Place, places, province_codes
from simulator.people.provider import SEXES, Sex


class Role(NamedTuple):
    """What is known of somebody before they are drawn.

    Ages are in days, at the day the case begins; of a sibling or a couple (``beside``) they
    are the days between the two births, whoever is older. ``apart`` is how many years the
    citizen may be older, the least and the most; negative years are younger. ``twin_of`` names
    somebody drawn before, of the same day of birth.
    """

    youngest: int
    oldest: int
    beside: bool = False
    sex: Literal["any", "other"] = "any"
    home: Literal["citizen", "hanoi", "elsewhere"] = "citizen"
    family: Literal["own", "citizen", "father"] = "own"
    apart: tuple[int, int] | None = None
    twin_of: str = ""


YEAR = 365

ROLES: dict[str, Role] = {
    "spouse": Role(0, YEAR, beside=True, sex="other"),
    "partner": Role(0, YEAR, beside=True, sex="other", home="hanoi"),
    "newborn": Role(5, 40, family="father", apart=(22, 38)),
    "twin": Role(5, 40, family="father", twin_of="newborn"),
    "child": Role(6 * YEAR + 30, 10 * YEAR, family="father", apart=(24, 40)),
    "pupil": Role(10 * YEAR + 180, 11 * YEAR + 150, family="father"),
    "parent": Role(58 * YEAR, 72 * YEAR, apart=(-40, -20)),
    "elder": Role(76 * YEAR, 91 * YEAR, apart=(-65, -40)),
    "sibling": Role(500, 2000, beside=True, home="elsewhere", family="citizen"),
    "guest": Role(22 * YEAR, 60 * YEAR, home="elsewhere"),
    "landlord": Role(40 * YEAR, 68 * YEAR, home="hanoi"),
}
"""``other`` is the sex that the citizen has not; ``father`` the family name of the father of the two parents.
In June a pupil has just ended grade 5: born in the year eleven years before."""


def anywhere_but_hanoi(draw: Draw, name: str) -> Place:
    """A commune of another province."""
    elsewhere = [code for code in province_codes() if code != HANOI]
    return draw.choose(places(draw.choose(elsewhere, f"{name}/province")), f"{name}/commune")


def in_hanoi(draw: Draw, name: str, but: Place | None = None) -> Place:
    """A commune or ward of Hà Nội, another one than ``but``."""
    return draw.choose([place for place in places(HANOI) if place != but], f"{name}/commune")


def _sex(draw: Draw, name: str, role: Role, owner: Citizen) -> Sex:
    if role.sex == "other":
        return "f" if owner.sex == "m" else "m"
    return draw.choose(SEXES, f"{name}/sex")


def _home(draw: Draw, name: str, role: Role, owner: Citizen) -> Place:
    if role.home == "citizen":
        return owner.home
    return in_hanoi(draw, name, owner.home) if role.home == "hanoi" else anywhere_but_hanoi(draw, name)


def _family(role: Role, owner: Citizen, known: dict[str, Citizen]) -> str:
    spouse = known.get("spouse")
    if role.family == "father":
        return owner.family if owner.sex == "m" or spouse is None else spouse.family
    return owner.family if role.family == "citizen" else ""


def _born(draw: Draw, name: str, role: Role, owner: Citizen, known: dict[str, Citizen], day: date) -> date:
    if role.twin_of:
        return date.fromisoformat(known[role.twin_of].born)
    if role.beside:
        gap = timedelta(draw.between(role.youngest, role.oldest, f"{name}/gap"))
        older = draw.below(2, f"{name}/older") == 1
        return date.fromisoformat(owner.born) + (-gap if older else gap)
    return birth_day(draw, f"{name}/born", day - timedelta(role.youngest), day - timedelta(role.oldest))


def births(roles: Iterable[str], day: date, youngest: date, oldest: date) -> tuple[date, date]:
    """The youngest and oldest birth of a citizen whom everybody in these roles fits, within the two given.

    So that no parent is fifteen years older than the child, whoever is drawn.
    """
    for role in (ROLES[name] for name in roles):
        if role.apart is not None:
            least, most = role.apart
            youngest = min(youngest, day - timedelta(role.oldest + least * YEAR))
            oldest = max(oldest, day - timedelta(role.youngest + most * YEAR))
    return youngest, oldest


def people(draw: Draw, roles: Iterable[str], owner: Citizen, day: date) -> dict[str, Citizen]:
    """Everybody whom a scenario names, in its order; raises ``KeyError`` for a role that does not exist."""
    found: dict[str, Citizen] = {}
    for name in roles:
        role = ROLES[name]
        home = _home(draw, name, role, owner)
        born = _born(draw, name, role, owner, found, day)
        taken = " ".join(each.given for each in (owner, *found.values()))
        found[name] = citizen(draw, name, born, _sex(draw, name, role, owner), home, _family(role, owner, found), taken)
    return found
