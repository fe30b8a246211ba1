"""Person numbers and phone numbers that belong to nobody."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.identity.numbers import PERSON_NUMBER, PHONE, digits, person_number, phone_number


@pytest.mark.parametrize(
    ("born", "female", "fourth_to_sixth"),
    [
        (date(1999, 12, 31), False, "099"),
        (date(1999, 12, 31), True, "199"),
        (date(2000, 1, 1), False, "200"),
        (date(2013, 5, 6), True, "313"),
        (date(2012, 5, 6), False, "212"),
    ],
)
def test_a_person_number_says_sex_century_and_year(born: date, female: bool, fourth_to_sixth: str) -> None:
    """The fourth digit is century and sex, the fifth and sixth the year of birth, as the circular has it."""
    assert person_number(born, female, 42) == f"099{fourth_to_sixth}000042"


@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)), st.booleans(), st.integers(0, 999_999))
def test_every_person_number_is_of_the_unassigned_province(born: date, female: bool, serial: int) -> None:
    """Twelve digits that begin with 099, a code that no province ever had."""
    assert PERSON_NUMBER.match(person_number(born, female, serial))


@given(st.integers(0, 9_999_999))
def test_every_phone_number_is_of_the_unassigned_prefix(serial: int) -> None:
    """Ten digits that begin with 030, which no network has."""
    assert PHONE.match(phone_number(serial))


@pytest.mark.parametrize("year", [1899, 2100])
def test_a_year_outside_two_centuries_is_refused(year: int) -> None:
    """The simulation knows the centuries of living people only."""
    with pytest.raises(ValueError, match=f"year of birth {year} is outside 1900 to 2099"):
        person_number(date(year, 1, 1), True, 1)


@pytest.mark.parametrize("serial", [-1, 1_000_000])
def test_a_serial_that_does_not_fit_a_person_number_is_refused(serial: int) -> None:
    """Six digits are left for the serial."""
    with pytest.raises(ValueError, match="more than six digits"):
        person_number(date(2000, 1, 1), True, serial)


@pytest.mark.parametrize("serial", [-1, 10_000_000])
def test_a_serial_that_does_not_fit_a_phone_is_refused(serial: int) -> None:
    """Seven digits are left for the serial."""
    with pytest.raises(ValueError, match="more than seven digits"):
        phone_number(serial)


@pytest.mark.parametrize(
    "typed", ["030 123 4567", "030.123.4567", "030-123-4567", " 0301234567\t", "030\u00a0123 4567"]
)
def test_separators_in_numbers_do_not_count(typed: str) -> None:
    """People write numbers with spaces, dots and hyphens."""
    assert digits(typed) == "0301234567"
