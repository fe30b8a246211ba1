"""Synthetic citizens, whole: name, sex, birth, numbers, address."""

from __future__ import annotations

from datetime import date, timedelta

import msgspec

from simulator.clock import day_text
from simulator.draw import Draw
from simulator.identity.numbers import person_number, phone_number
from simulator.people.places import Place
from simulator.people.provider import Sex, provider
from simulator.services.catalogue import plain


class Citizen(msgspec.Struct, frozen=True):
    """A person who does not exist. ``born`` is an ISO date."""

    family: str
    middle: str
    given: str
    sex: Sex
    born: str
    person_number: str
    phone: str
    email: str
    house: str
    home: Place

    @property
    def name(self) -> str:
        """The full name in Vietnamese order."""
        return f"{self.family} {self.middle} {self.given}"

    @property
    def birth_text(self) -> str:
        """The date of birth as written on forms."""
        return day_text(date.fromisoformat(self.born))

    @property
    def address(self) -> str:
        """House, commune, province."""
        return f"{self.house}, {self.home}"


def birth_day(draw: Draw, name: str, youngest: date, oldest: date) -> date:
    """A day of birth from ``oldest`` to ``youngest``, both included."""
    return oldest + timedelta(days=draw.below((youngest - oldest).days + 1, name))


def grade_8_births(school_year: int) -> tuple[date, date]:
    """Youngest and oldest day of birth of grade 8 in the school year that begins in that year.

    Children begin grade 1 in the year they turn six (Thông tư 28/2020/TT-BGDĐT), so
    grade 8 in the year they turn thirteen.
    """
    return date(school_year - 13, 12, 31), date(school_year - 13, 1, 1)


PRONOUNS = ("Anh",)
"""Given names that a sentence would read as whom it speaks to: “Anh đọc mã”."""


def citizen(draw: Draw, role: str, born: date, sex: Sex, home: Place, family: str = "", not_given: str = "") -> Citizen:
    """A citizen for a role in a case; the same draw and role give the same person.

    ``family`` is the family name if it is known, ``not_given`` the given names that others in the case have: nobody
    gets one of them, nor one that differs from it in marks alone.
    """
    family = family or provider(draw, f"{role}/family").family_name()
    middle = provider(draw, f"{role}/middle").middle_name(sex)
    taken = (*middle.split(), *family.split(), *PRONOUNS)
    others = {plain(name) for name in not_given.split()}
    # Two equal parts in a row ("Ngọc Ngọc") would look like a slip of the machine.
    tries = (provider(draw, f"{role}/given", i).given_name(sex, born.year) for i in range(20))
    given = next(name for name in tries if name not in taken and plain(name) not in others)
    return Citizen(
        family=family,
        middle=middle,
        given=given,
        sex=sex,
        born=born.isoformat(),
        person_number=person_number(born, sex == "f", draw.below(1_000_000, f"{role}/serial")),
        phone=phone_number(draw.below(10_000_000, f"{role}/phone")),
        email=f"dan{draw.below(10_000, f'{role}/mail'):04d}@example.com",
        house=f"Số {draw.between(1, 199, f'{role}/house')}, ngõ {draw.between(2, 98, f'{role}/lane')}",
        home=home,
    )
