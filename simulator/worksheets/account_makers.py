"""Questions about person numbers, ages, passwords and passcodes of people who do not exist.

What is right follows from the simulator's own rules: ``identity.numbers``, ``identity.lifecycle`` and
``identity.secrets``; the tests hold every drawn option against them.
"""

from __future__ import annotations

from datetime import date, timedelta

from simulator.clock import day_text
from simulator.draw import Draw
from simulator.identity.lifecycle import ADULT_FROM, CHILD_FROM, full_years
from simulator.identity.numbers import person_number
from simulator.people.citizens import Citizen, birth_day, citizen
from simulator.people.places import HANOI, places
from simulator.people.provider import SEXES
from simulator.services.catalogue import plain
from simulator.worksheets.makers import Made, Maker

PUPIL = (date(2013, 12, 31), date(2012, 1, 1))
"""Youngest and oldest birth of somebody of the learner's age."""
ADULT = (date(1996, 12, 31), date(1975, 1, 1))
WORDS = {"f": "nữ", "m": "nam"}


def _person(draw: Draw, name: str, births: tuple[date, date]) -> Citizen:
    born = birth_day(draw, f"{name}/born", *births)
    return citizen(draw, name, born, draw.choose(SEXES, f"{name}/sex"), draw.choose(places(HANOI), f"{name}/home"))


# --- person numbers ---


def _whose(births: tuple[date, date]) -> Maker:
    """Whose number is it: one of both sexes in both centuries, the code being sex and first two digits of the year."""

    def make(draw: Draw, name: str, _: date) -> Made:
        person = _person(draw, name, births)
        year = person.born[2:4]
        return Made(f"{person.sex}{person.born[:2]}", {"number": person.person_number, "year": year})

    return make


def _fitting(births: tuple[date, date]) -> Maker:
    """Which number can be somebody's: the others have another sex, another century, another year."""

    def make(draw: Draw, name: str, _: date) -> Made:
        person = _person(draw, name, births)
        born, female = date.fromisoformat(person.born), person.sex == "f"
        other = 100 if born.year < 2000 else -100
        # The fifth of March is in every year, and the number does not tell the day.
        century, year = date(born.year + other, 3, 5), date(born.year + (10 if born.year % 100 < 90 else -10), 3, 5)
        serial = [draw.below(1_000_000, f"{name}/other", i) for i in range(3)]
        words = {
            "given": person.given,
            "sex": WORDS[person.sex],
            "year": str(born.year),
            "right": person.person_number,
            "other_sex": person_number(born, not female, serial[0]),
            "other_century": person_number(century, female, serial[1]),
            "other_year": person_number(year, female, serial[2]),
        }
        return Made("", words)

    return make


def shape(draw: Draw, name: str, _: date) -> Made:
    """Which has the shape of a person number: the others are short by one digit or by three, or have a letter."""
    number = _person(draw, name, PUPIL).person_number
    letter = draw.choose("BHKT", f"{name}/letter")
    return Made("", {"right": number, "eleven": number[:-1], "nine": number[3:], "letter": letter + number[1:]})


def somebody(draw: Draw, name: str, _: date) -> Made:
    """A number that a stranger sees."""
    return Made("", {"number": _person(draw, name, ADULT).person_number})


# --- ages ---


def account_way(born: date, day: date) -> str:
    """How somebody comes to an account: ``self``, ``parent`` with both levels, ``one`` with level 1 alone."""
    years = full_years(born, day)
    return "self" if years >= ADULT_FROM else "parent" if years >= CHILD_FROM else "one"


def _aged(years: int, least: int, most: int) -> Maker:
    """Somebody whose birthday of that many years is ``least`` to ``most`` days ahead; negative days are behind."""

    def make(draw: Draw, name: str, day: date) -> Made:
        birthday = day + timedelta(draw.between(least, most, f"{name}/birthday"))
        # Twenty-eight days are in every month of every year.
        born = birthday.replace(year=birthday.year - years, day=min(birthday.day, 28))
        person = _person(draw, name, (born, born))
        return Made(account_way(born, day), {"given": person.given, "born": day_text(born), "today": day_text(day)})

    return make


# --- secrets ---

PARTS = ("Buoi", "Song", "Mit", "Xoai", "Rung", "Ghe", "Dua", "Kem", "Quat", "Ngoi")
"""Words that are nobody's name in ``datasets/names``."""
SIGNS = "@#!%"
MIXED = ("470836", "852913", "604728", "391650", "718402", "925364", "263907", "580149")


def password(draw: Draw, name: str, _: date) -> Made:
    """Which password keeps the rules and is hard to guess: the others are short, of the person, of few kinds."""
    person = _person(draw, name, ADULT)
    first, second, third = draw.shuffle(PARTS, f"{name}/parts")[:3]
    sign = draw.choose(SIGNS, f"{name}/sign")
    number = draw.between(31, 69, f"{name}/number")
    given = plain(person.given).capitalize()
    return Made(
        "",
        {
            "name": person.name,
            "born": person.birth_text,
            "strong": f"{first}{sign}{second.lower()}{number}",
            "short": f"{third[:3]}{sign}{number}",
            "own": f"{given}{sign}{given.lower()}{person.born[:4]}",
            "few": f"{second.lower()}{third.lower()}{number}",
        },
    )


def passcode(draw: Draw, name: str, _: date) -> Made:
    """Which passcode is hard to guess: the others are a birthday, equal steps, pairs."""
    person = _person(draw, name, ADULT)
    born = date.fromisoformat(person.born)
    start = draw.between(1, 4, f"{name}/start")
    digit = draw.between(1, 7, f"{name}/digit")
    return Made(
        "",
        {
            "name": person.name,
            "born": person.birth_text,
            "strong": draw.choose(MIXED, f"{name}/mixed"),
            "birthday": f"{born:%d%m%y}",
            "steps": "".join(str(start + i) for i in range(6)),
            "pairs": "".join(2 * str(digit + i) for i in range(3)),
        },
    )


MAKERS: dict[str, Maker] = {
    "whose_pupil": _whose(PUPIL),
    "whose_adult": _whose(ADULT),
    "fits_pupil": _fitting(PUPIL),
    "fits_adult": _fitting(ADULT),
    "number_shape": shape,
    "somebody": somebody,
    "soon_14": _aged(14, 10, 150),
    "just_14": _aged(14, -150, -10),
    "soon_6": _aged(6, 10, 150),
    "about_9": _aged(9, -300, 300),
    "password": password,
    "passcode": passcode,
}
