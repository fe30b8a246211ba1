"""Synthetic people: whole, consistent, and nobody."""

from __future__ import annotations

from datetime import date
from functools import cache

import pytest

from simulator.draw import Draw
from simulator.identity.numbers import PERSON_NUMBER, PHONE
from simulator.people.citizens import Citizen, birth_day, citizen, grade_8_births
from simulator.people.places import HANOI, places
from simulator.services.catalogue import plain

YOUNGEST, OLDEST = date(2013, 12, 31), date(1930, 1, 1)


@cache
def people() -> tuple[Citizen, ...]:
    """A thousand people of all ages, half of them female."""
    made = []
    for i in range(1000):
        draw = Draw(f"seed {i}")
        born = birth_day(draw, "born", YOUNGEST, OLDEST)
        made.append(citizen(draw, "someone", born, "f" if i % 2 else "m", draw.choose(places(HANOI), "home")))
    return tuple(made)


def test_a_person_number_fits_sex_and_birth() -> None:
    """099, then century and sex, then the year, for both sexes and both centuries."""
    seen = set()
    for person in people():
        number, year = person.person_number, int(person.born[:4])
        assert PERSON_NUMBER.fullmatch(number)
        assert number[4:6] == person.born[2:4]
        assert int(number[3]) == (year // 100 - 19) * 2 + (person.sex == "f")
        seen.add(number[3])
    assert seen == {"0", "1", "2", "3"}


def test_phones_and_addresses_belong_to_nobody() -> None:
    """Phones begin with 030, mail goes to example.com."""
    for person in people():
        assert PHONE.fullmatch(person.phone)
        assert person.email.endswith("@example.com")


def test_names_stand_in_vietnamese_order_without_repeats() -> None:
    """Family, middle, given; no part of a name twice."""
    for person in people():
        parts = person.name.split()
        assert parts[0] == person.family.split()[0]
        assert parts[-1] == person.given
        assert person.given not in parts[:-1]
        assert 3 <= len(parts) <= 5
        assert person.name == f"{person.family} {person.middle} {person.given}"


def test_there_are_many_different_names() -> None:
    """A school's worth of people shows at least a hundred different given names, and few full names twice."""
    assert len({person.given for person in people()}) >= 100
    assert len({person.family for person in people()}) >= 40
    assert len({person.name for person in people()}) > 950


def test_common_family_names_are_common() -> None:
    """About two in five are Nguyễn, as in the country."""
    share = sum(person.family == "Nguyễn" for person in people()) / len(people())
    assert 0.33 < share < 0.44


def test_one_draw_and_role_is_one_person() -> None:
    """Made again, the same; in another role, somebody else."""
    home = places(HANOI)[0]
    first, again, other = (citizen(Draw("s"), role, date(1990, 1, 1), "f", home) for role in ("a", "a", "b"))
    assert first == again
    assert first != other


def test_a_family_name_can_be_given() -> None:
    """Siblings share their family name."""
    person = citizen(Draw("s"), "sibling", date(1990, 1, 1), "m", places(HANOI)[0], "Trần")
    assert person.name.startswith("Trần ")


def test_births_are_within_the_days_asked_for() -> None:
    """Both ends are possible, nothing beyond."""
    first, last = date(2000, 1, 1), date(2000, 1, 3)
    days = {birth_day(Draw(f"seed {i}"), "born", last, first) for i in range(50)}
    assert days == {date(2000, 1, 1), date(2000, 1, 2), date(2000, 1, 3)}


@pytest.mark.parametrize("school_year", [2025, 2026])
def test_grade_8_turns_thirteen_in_its_first_autumn(school_year: int) -> None:
    """Grade 1 begins in the year a child turns six, so grade 8 in the year it turns thirteen."""
    youngest, oldest = grade_8_births(school_year)
    assert (oldest, youngest) == (date(school_year - 13, 1, 1), date(school_year - 13, 12, 31))


def test_texts_for_forms_are_written_in_full() -> None:
    """Day of birth with two digits each; the address from house to province."""
    person = people()[0]
    year, month, day = person.born.split("-")
    assert person.birth_text == f"{day}/{month}/{year}"
    assert person.address.endswith(", Thành phố Hà Nội")
    assert person.address.startswith("Số ")


def test_nobody_is_called_like_a_pronoun() -> None:
    """“Anh” in a sentence is whom it speaks to."""
    assert "Anh" not in {person.given for person in people()}


def test_names_of_one_case_differ_by_more_than_marks() -> None:
    """Where “Hà” is there, nobody becomes “Hạ” or “Hả”."""
    home, without = places(HANOI)[0], 0
    for i in range(200):
        person = citizen(Draw(f"s {i}"), "guest", date(1990, 1, 1), "f", home)
        bare = plain(person.given)
        other = citizen(Draw(f"s {i}"), "guest", date(1990, 1, 1), "f", home, not_given=bare)
        assert plain(other.given) != bare
        without += person.given.lower() != bare
    assert without


def test_siblings_do_not_share_a_given_name() -> None:
    """A name that is taken is not drawn, so that two people of one case can be told apart."""
    home = places(HANOI)[0]
    for i in range(200):
        person = citizen(Draw(f"s {i}"), "one", date(1990, 1, 1), "f", home)
        again = citizen(Draw(f"s {i}"), "one", date(1990, 1, 1), "f", home, person.family, person.given)
        assert (again.family, again.middle) == (person.family, person.middle)
        assert again.given != person.given
