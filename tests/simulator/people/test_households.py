"""The people around a citizen: of believable ages, names and homes."""

from __future__ import annotations

from datetime import date
from itertools import product

import pytest

from simulator.draw import Draw
from simulator.people.citizens import Citizen, birth_day, citizen
from simulator.people.households import ROLES, YEAR, births, people
from simulator.people.places import HANOI, places

DAY = date(2026, 10, 12)
JUNE = date(2026, 6, 12)
YOUNGEST, OLDEST = date(2001, 12, 31), date(1983, 1, 1)
APART = [name for name, role in ROLES.items() if role.apart is not None]


def owner(seed: str, *roles: str) -> Citizen:
    """A citizen whom these roles fit."""
    draw = Draw(seed)
    born = birth_day(draw, "born", *births(roles, DAY, YOUNGEST, OLDEST))
    return citizen(draw, "citizen", born, draw.choose(("f", "m"), "sex"), draw.choose(places(HANOI), "home"))


def years_older(one: Citizen, other: Citizen) -> float:
    """How many years the first is older."""
    return (date.fromisoformat(other.born) - date.fromisoformat(one.born)).days / YEAR


@pytest.mark.parametrize("role", APART)
def test_generations_are_a_generation_apart(role: str) -> None:
    """A parent is at least twenty years older, a grandparent forty, a school child's parent twenty-four."""
    least, most = ROLES[role].apart or (0, 0)
    for seed in map(str, range(80)):
        person = owner(seed, role)
        other = people(Draw(seed), [role], person, DAY)[role]
        assert least <= years_older(person, other) <= most


@pytest.mark.parametrize(("one", "other"), [pair for pair in product(APART, APART) if pair[0] < pair[1]])
def test_any_two_generations_leave_an_age_for_the_citizen(one: str, other: str) -> None:
    """No story with two of them runs out of citizens."""
    youngest, oldest = births([one, other], DAY, YOUNGEST, OLDEST)
    assert oldest <= youngest


def test_a_story_without_other_generations_takes_any_citizen() -> None:
    """The first lesson's sibling sets no bound."""
    assert births(["sibling", "spouse", "guest"], DAY, YOUNGEST, OLDEST) == (YOUNGEST, OLDEST)


@pytest.mark.parametrize("role", ["spouse", "partner"])
def test_a_couple_is_grown_up_and_close_in_age(role: str) -> None:
    """Within a year of each other, of the other sex, old enough to marry."""
    for seed in map(str, range(80)):
        person = owner(seed)
        other = people(Draw(seed), [role], person, DAY)[role]
        assert abs(years_older(person, other)) <= 1
        assert other.sex != person.sex
        assert (DAY - date.fromisoformat(other.born)).days >= 20 * YEAR


def test_a_pupil_has_just_ended_grade_five() -> None:
    """Born eleven years before the year of entering grade 6, on any day of June."""
    for seed, day in product(map(str, range(40)), (date(2026, 6, 1), JUNE, date(2026, 6, 26))):
        pupil = people(Draw(seed), ["pupil"], owner(seed), day)["pupil"]
        assert date.fromisoformat(pupil.born).year == 2015


def test_twins_are_born_on_one_day_under_two_names() -> None:
    """The same family name and home, a number each."""
    for seed in map(str, range(40)):
        found = people(Draw(seed), ["spouse", "newborn", "twin"], owner(seed, "newborn", "twin"), DAY)
        one, other = found["newborn"], found["twin"]
        assert (one.born, one.family, one.home) == (other.born, other.family, other.home)
        assert one.given != other.given
        assert one.person_number != other.person_number


def test_a_landlord_lives_in_another_commune_of_the_city() -> None:
    """One does not register a temporary stay in one's own commune."""
    for seed in map(str, range(40)):
        person = owner(seed)
        landlord = people(Draw(seed), ["landlord"], person, DAY)["landlord"]
        assert landlord.home.province_code == HANOI
        assert landlord.home != person.home


def test_children_bear_the_fathers_name() -> None:
    """The citizen's own if he is the father or alone, else the husband's."""
    for seed in map(str, range(40)):
        person = owner(seed, "newborn")
        found = people(Draw(seed), ["spouse", "newborn"], person, DAY)
        father = person if person.sex == "m" else found["spouse"]
        assert found["newborn"].family == father.family
        assert people(Draw(seed), ["pupil"], person, DAY)["pupil"].family == person.family


def test_a_role_that_does_not_exist_is_a_slip() -> None:
    """A scenario's typing error is not turned into somebody."""
    with pytest.raises(KeyError, match="cousin"):
        people(Draw("1"), ["cousin"], owner("1"), DAY)
