"""The city's people: households by ward, ages, names, accounts, phones, skill. Nobody of them exists."""

from __future__ import annotations

from datetime import date
from functools import cache
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from simulator.city import names
from simulator.city.chance import LEVELS, Array, Chance, below, shares, table
from simulator.city.settings import Settings
from simulator.people.places import HANOI, Place, places

HEAD, PARTNER, CHILD, GRANDPARENT = range(4)
TYPES = {
    "one": (HEAD,),
    "couple": (HEAD, PARTNER),
    "one_child": (HEAD, PARTNER, CHILD),
    "two_children": (HEAD, PARTNER, CHILD, CHILD),
    "three_children": (HEAD, PARTNER, CHILD, CHILD, CHILD),
    "three_generations": (HEAD, PARTNER, CHILD, CHILD, GRANDPARENT),
    "parent_and_child": (HEAD, CHILD),
}
"""Kind of household to its people, the head first."""
GROWN_UP_WHEN_BORN = 24
"""Years that a head of household is older than the children at least; a partner may be four years younger."""
PARTNER_AGES = tuple(range(-4, 3))
GRANDPARENT_YEARS = (20, 36)
OLDEST = 105
PUPILS = (13, 14)
"""Ages of pupils of grade 8 (first and last)."""
OWN_ACCOUNT_FROM = 14
DAY_ONE = np.datetime64("1970-01-01", "D")


class Population(NamedTuple):
    """Citizens as columns, those of one ward side by side. ``ward`` counts in the order of ``wards()``.

    ``first`` is the first citizen's ordinal in the whole city. ``born`` is days since 1/1/1970, ``age`` full years
    on the first day of the year. ``account`` says that an account of level 2 is active, ``phone`` that there is a
    smartphone, ``skill`` is from 0 to 1.
    """

    first: int
    ward: Array
    household: Array
    role: Array
    age: Array
    born: Array
    sex: Array
    family: Array
    middle: Array
    given: Array
    account: Array
    phone: Array
    skill: Array
    serial: Array
    number: Array
    house: Array
    lane: Array

    def __len__(self) -> int:
        return len(self.ward)


@cache
def wards() -> tuple[Place, ...]:
    """The 126 wards and communes of the city, in the order of their codes."""
    return places(HANOI)


def ward_totals(settings: Settings, total: int) -> Array:
    """How many citizens each ward has; together exactly ``total``."""
    weights = settings["population.ward_weight"]
    return shares(total, np.array([weights[place.commune.split()[0]] for place in wards()]))


def people(settings: Settings, chance: Chance, totals: Array, begin: int, end: int, day: date) -> Population:
    """The citizens of the wards ``begin`` to ``end`` (not included), as they are on a day."""
    first, count = int(totals[:begin].sum()), int(totals[begin:end].sum())
    kinds, sizes = _households(settings, chance, totals, begin, end)
    households = np.repeat(np.arange(len(sizes), dtype=np.int32), sizes)
    starts = np.cumsum(sizes) - sizes
    role = _roles()[kinds[households], np.arange(count) - starts[households]]
    ward = np.repeat(np.arange(begin, end, dtype=np.uint8), totals[begin:end])
    drawn = chance.parts("person", first, count)
    age = _ages(settings, kinds, households, starts, role, drawn[0])
    sex = (drawn[1] & 1).astype(np.uint8)
    partner = np.flatnonzero(role == PARTNER)
    sex[partner] = 1 - sex[partner - 1]
    born = _first_days(day.year)[age] - (drawn[2].astype(np.int32) * 365 >> 16)
    family, middle, given = _names(chance, first, starts[households], role, sex, day.year - age)
    account, phone, skill = _readiness(settings, chance, first, ward, age)
    _learn(settings, chance, first, households, starts, age, account, phone, skill)
    numbers = chance.parts("numbers", first, count)
    return Population(
        first=first,
        ward=ward,
        household=households,
        role=role,
        age=age,
        born=born,
        sex=sex,
        family=family,
        middle=middle,
        given=given,
        account=account,
        phone=phone,
        skill=skill,
        serial=(numbers[0].astype(np.uint32) << 16 | numbers[1]) % 1_000_000,
        number=(numbers[2].astype(np.uint32) << 16 | numbers[3]) % 10_000_000,
        house=(drawn[3] % 199 + 1).astype(np.uint8),
        lane=(drawn[3] // 199 % 97 + 2).astype(np.uint8),
    )


def _households(settings: Settings, chance: Chance, totals: Array, begin: int, end: int) -> tuple[Array, Array]:
    """Kind and size of each household; the last one of a ward is cut to what is left of the ward's people."""
    weights = [settings["population.household_types"][name] for name in TYPES]
    lengths = np.array([len(roles) for roles in TYPES.values()], dtype=np.uint8)
    first, count = int(totals[:begin].sum()), int(totals[begin:end].sum())
    drawn = table(weights, kind=np.uint8)[chance.parts("household", first, count)[0]]
    kinds, sizes = [], []
    for low, high in pairwise(np.concatenate(([0], np.cumsum(totals[begin:end])))):
        kind = drawn[low:high]
        size = lengths[kind]
        sums = np.cumsum(size, dtype=np.int64)
        there = int(np.searchsorted(sums, high - low)) + 1 if high > low else 0
        kind, size = kind[:there], size[:there].copy()
        if there:
            size[-1] -= sums[there - 1] - (high - low)
        kinds.append(kind)
        sizes.append(size)
    return np.concatenate(kinds), np.concatenate(sizes).astype(np.int64)


@cache
def _roles() -> Array:
    longest = max(map(len, TYPES.values()))
    return np.array([[*roles, *([HEAD] * (longest - len(roles)))] for roles in TYPES.values()], dtype=np.uint8)


def _ages(
    settings: Settings,
    kinds: Array,
    households: Array,
    starts: Array,
    role: Array,
    drawn: Array,
) -> Array:
    """Full years: the head's by the table of the kind of household, the others' from the head's."""
    bands = settings["population.head_age_bands"]
    widths = np.diff(bands)
    years = np.arange(bands[0], bands[-1], dtype=np.int16)
    by_kind = np.stack(
        [
            table(np.repeat(np.array(settings["population.head_age_shares"][name]) / widths, widths), years)
            for name in TYPES
        ]
    )
    # The head's own place in the stream, so that a household's age is the same however the city is cut.
    heads = by_kind[kinds, drawn[starts]]
    age = heads[households]
    draws = drawn.astype(np.int32)
    partner = np.flatnonzero(role == PARTNER)
    age[partner] += np.array(PARTNER_AGES, dtype=np.int16)[draws[partner] * len(PARTNER_AGES) >> 16]
    child = np.flatnonzero(role == CHILD)
    most = np.minimum(age[child] - GROWN_UP_WHEN_BORN, settings["population.oldest_child_at_home"])
    age[child] = draws[child] * (np.maximum(most, 0).astype(np.int32) + 1) >> 16
    grandparent = np.flatnonzero(role == GRANDPARENT)
    least, longest = GRANDPARENT_YEARS
    age[grandparent] += (least + (draws[grandparent] * (longest - least) >> 16)).astype(np.int16)
    return np.minimum(age, OLDEST)


@cache
def _first_days(year: int) -> Array:
    """Age to the last possible day of birth, in days since 1970."""
    days = [(date(year - age, 1, 1) - date(1970, 1, 1)).days for age in range(OLDEST + 1)]
    return np.array(days, dtype=np.int32)


def _names(
    chance: Chance, first: int, start: Array, role: Array, sex: Array, year: Array
) -> tuple[Array, Array, Array]:
    known = names.lists()
    drawn = chance.parts("name", first, len(role))
    family = known.pick_family[drawn[0]]
    child = np.flatnonzero(role == CHILD)
    head = start[child]
    has_father = (sex[head] == names.FEMALE) & (role[head + 1] == PARTNER)
    family[child] = family[head + has_father]
    middle = known.pick_middle.ravel()[sex.astype(np.int32) * LEVELS + drawn[1]]
    kind = 2 * sex + names.older_generation(year)
    given = known.pick_given.ravel()[kind.astype(np.int32) * LEVELS + drawn[2]]
    return family, middle, names.unlike(family, middle, given, kind)


def _readiness(settings: Settings, chance: Chance, first: int, ward: Array, age: Array) -> tuple[Array, Array, Array]:
    """Who has an active account and a smartphone, and how well each can do it alone."""
    band = np.searchsorted(settings["population.age_bands"], np.arange(OLDEST + 1), side="right") - 1
    drawn = chance.parts("readiness", first, len(age))
    accounts = np.array(settings["population.account_share"])[band] / 100
    campaign = np.where(np.arange(OLDEST + 1) >= OWN_ACCOUNT_FROM, settings["population.account_campaign"] / 100, 0)
    accounts += (1 - accounts) * campaign
    phones = np.array(settings["population.phone_share"])[band] / 100
    means = np.array(settings["population.skill_mean"])[band].astype(np.float32)
    spread = np.float32(settings["population.skill_spread"])
    ward_spread = settings["population.ward_spread"]
    by_ward = ((2 * chance.uniform("ward", 0, len(wards())) - 1) * ward_spread).astype(np.float32)
    own = drawn[2] * np.float32(2 / LEVELS) - np.float32(1)
    skill = np.clip(means[age] + by_ward[ward] + own * spread, 0, 1)
    return drawn[0] < below(accounts)[age], drawn[1] < below(phones)[age], skill


def _learn(
    settings: Settings,
    chance: Chance,
    first: int,
    households: Array,
    starts: Array,
    age: Array,
    account: Array,
    phone: Array,
    skill: Array,
) -> None:
    """Classes for pupils of grade 8: their families, and those whom these families show it, become able to file.

    From 14 on everybody of such a household has an account, may use any phone of the household, and knows how.
    """
    attend = settings["population.class_families"] / 100
    if not attend:
        return
    drawn = chance.parts("class", first, len(age))[0][starts]
    pupils = np.bincount(households, (age >= PUPILS[0]) & (age <= PUPILS[1])) > 0
    share = np.where(pupils, attend, attend * settings["population.class_reach"] / 100)
    learned = (drawn < below(share))[households] & (age >= OWN_ACCOUNT_FROM)
    account |= learned
    phone |= learned & (np.bincount(households, phone) > 0)[households]
    skill[learned] = np.maximum(skill[learned], np.float32(settings["population.class_skill"]))


def able_at_home(settings: Settings, found: Population) -> Array:
    """Who can file at home alone: account, phone, and as much skill as ``population.able_from`` says."""
    return found.account & found.phone & (found.skill >= np.float32(settings["population.able_from"]))
