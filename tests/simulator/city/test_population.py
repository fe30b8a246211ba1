"""The city's people: as many as wanted, as the data say, and the same however the city is cut."""

from datetime import date

import numpy as np
import pytest

from simulator import datasets
from simulator.city import names, population
from simulator.city.chance import LEVELS, Chance, shares, table
from simulator.city.population import CHILD, GRANDPARENT, HEAD, PARTNER, TYPES
from simulator.city.settings import Settings

SIZE = 200_000
SETTINGS = Settings()
DAY = date(2026, 1, 1)
TOTALS = population.ward_totals(SETTINGS, SIZE)
PEOPLE = population.people(SETTINGS, Chance("test"), TOTALS, 0, 126, DAY)


def close(counted, share, size):
    """Within four standard deviations of a share."""
    return abs(counted - share * size) <= 4 * np.sqrt(share * (1 - share) * size) + size / LEVELS


def test_every_ward_has_its_people():
    """Together exactly as many as wanted; a ward has one and a half times as many as a commune."""
    assert len(PEOPLE) == SIZE == TOTALS.sum()
    assert (np.bincount(PEOPLE.ward, minlength=126) == TOTALS).all()
    kinds = np.array([place.commune.split()[0] for place in population.wards()])
    assert len(kinds) == 126
    assert TOTALS[kinds == "Phường"].mean() == pytest.approx(1.5 * TOTALS[kinds == "Xã"].mean(), rel=0.001)


def test_households_are_of_the_kinds_that_the_data_name():
    """Each kind as often as it is set; a household lives in one ward and begins with its head."""
    starts = np.flatnonzero(np.diff(PEOPLE.household, prepend=-1))
    assert (PEOPLE.role[starts] == HEAD).all()
    made = [tuple(each) for each in np.split(PEOPLE.role, starts[1:])]
    households = len(starts)
    wanted = SETTINGS["population.household_types"]
    whole = sum(wanted.values())
    cut_off = 126
    for name, roles in TYPES.items():
        seen = sum(each == roles for each in made)
        spread = 4 * np.sqrt(wanted[name] / whole * households)
        assert abs(seen - wanted[name] / whole * households) <= spread + cut_off, name
    assert all(len(np.unique(PEOPLE.ward[PEOPLE.household == each])) == 1 for each in range(0, households, 997))


def test_families_are_possible():
    """Children are at least twenty years younger than both parents and bear the father's name."""
    for start in np.flatnonzero(PEOPLE.role == HEAD)[:3_000]:
        stop = start + 1
        while stop < SIZE and PEOPLE.household[stop] == PEOPLE.household[start]:
            stop += 1
        role, age = PEOPLE.role[start:stop], PEOPLE.age[start:stop]
        parents = np.flatnonzero((role == HEAD) | (role == PARTNER))
        if len(parents) == 2:
            assert set(PEOPLE.sex[start + parents]) == {0, 1}
        for child in np.flatnonzero(role == CHILD):
            assert age[parents].min() - age[child] >= 20
            father = next((p for p in parents if PEOPLE.sex[start + p] == names.MALE), parents[0])
            assert PEOPLE.family[start + child] == PEOPLE.family[start + father]
        assert all(age[elder] - age[0] >= 20 for elder in np.flatnonzero(role == GRANDPARENT))


def test_heads_of_households_are_as_old_as_the_table_says():
    """The share of each band of ages, for heads who live alone."""
    counts = np.bincount(PEOPLE.household)
    alone = (counts[PEOPLE.household] == 1) & (PEOPLE.role == HEAD)
    bands = SETTINGS["population.head_age_bands"]
    weights = SETTINGS["population.head_age_shares"]["one"]
    seen, _ = np.histogram(PEOPLE.age[alone], bands)
    # The last household of a ward may be a cut one of another kind.
    for found, weight in zip(seen, weights, strict=True):
        share = weight / sum(weights)
        assert abs(found - share * alone.sum()) <= 4 * np.sqrt(share * alone.sum()) + 126


def test_ages_are_full_years_on_the_first_day():
    """Born on a day on which one has exactly that age on 1 January."""
    for row in range(0, SIZE, 401):
        born = date(1970, 1, 1).toordinal() + int(PEOPLE.born[row])
        birth = date.fromordinal(born)
        assert DAY.year - birth.year - ((birth.month, birth.day) > (DAY.month, DAY.day)) == PEOPLE.age[row]


def test_names_are_as_common_as_in_the_data():
    """The ten commonest family names among heads, and the given names of young women, within chance."""
    heads = PEOPLE.role == HEAD
    rows = datasets.table("names/family.csv")
    seen = np.bincount(PEOPLE.family[heads], minlength=len(rows))
    for index in range(10):
        assert close(seen[index], float(rows[index]["weight"]) / 10_000, heads.sum()), rows[index]["name"]
    given = datasets.table("names/given.csv")
    older = names.older_generation(DAY.year - PEOPLE.age)
    young = (PEOPLE.sex == names.FEMALE) & (older == 0)
    fitting = [row for row in given if row["sex"] == "f" and row["generation"] != "older"]
    assert {given[index]["name"] for index in np.unique(PEOPLE.given[young])} == {row["name"] for row in fitting}
    commonest = max(fitting, key=lambda row: float(row["weight"]))
    share = float(commonest["weight"]) / sum(float(row["weight"]) for row in fitting)
    assert np.mean(PEOPLE.given[young] == given.index(commonest)) == pytest.approx(share, rel=0.1)


def test_nobody_has_one_name_twice():
    """The middle or family name is never the given name again."""
    known = names.lists()
    assert not known.like_family[PEOPLE.family, PEOPLE.given].any()
    assert not known.like_middle[PEOPLE.middle, PEOPLE.given].any()


def test_accounts_and_phones_follow_age():
    """The share of each band of ages; more than 82 % of people from 15 on have a smartphone, as the article says."""
    bands = SETTINGS["population.age_bands"]
    band = np.searchsorted(bands, PEOPLE.age, side="right") - 1
    for column, name in ((PEOPLE.account, "account_share"), (PEOPLE.phone, "phone_share")):
        for index, share in enumerate(SETTINGS[f"population.{name}"]):
            mine = band == index
            assert close(column[mine].sum(), share / 100, mine.sum()), (name, bands[index])
    assert PEOPLE.phone[PEOPLE.age >= 15].mean() > 0.82
    assert PEOPLE.skill.min() >= 0
    assert PEOPLE.skill.max() <= 1


def test_classes_reach_families_and_their_neighbours():
    """Of adults, about one in ten can do it at home without classes, six to seven in ten with them; nobody under 14."""
    taught = Settings({"population.class_families": 100})
    after = population.people(taught, Chance("test"), TOTALS, 0, 126, DAY)
    adults = PEOPLE.age >= 18
    assert 0.08 < population.able_at_home(SETTINGS, PEOPLE)[adults].mean() < 0.12
    assert 0.6 < population.able_at_home(taught, after)[adults].mean() < 0.7
    pupils = np.isin(PEOPLE.household, PEOPLE.household[np.isin(PEOPLE.age, population.PUPILS)])
    assert (after.skill[pupils & adults] >= np.float32(taught["population.class_skill"])).all()
    young = PEOPLE.age < 14
    assert (after.account[young] == PEOPLE.account[young]).all()
    assert (after.age == PEOPLE.age).all()
    piece = population.people(taught, Chance("test"), TOTALS, 40, 44, DAY)
    there = slice(int(TOTALS[:40].sum()), int(TOTALS[:44].sum()))
    assert (piece.skill == after.skill[there]).all()


def test_a_piece_of_the_city_is_the_same_as_in_the_whole():
    """Wards made alone have the very people that they have in the whole city; another seed has others."""
    piece = population.people(SETTINGS, Chance("test"), TOTALS, 40, 44, DAY)
    there = slice(int(TOTALS[:40].sum()), int(TOTALS[:44].sum()))
    for name in set(population.Population._fields) - {"first", "household"}:
        assert (getattr(piece, name) == getattr(PEOPLE, name)[there]).all(), name
    other = population.people(SETTINGS, Chance("other"), TOTALS, 40, 44, DAY)
    assert (other.family != piece.family).mean() > 0.5


def test_shares_lose_nothing():
    """Largest remainders; a table of choices keeps every weight to one part in 65,536."""
    assert shares(10, np.array([1, 1, 1])).tolist() == [4, 3, 3]
    assert shares(0, np.array([1, 2])).tolist() == [0, 0]
    with pytest.raises(ValueError, match="cannot divide 5"):
        shares(5, np.array([0, 0]))
    assert np.bincount(table([1, 3])).tolist() == [LEVELS // 4, 3 * LEVELS // 4]
