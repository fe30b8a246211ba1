"""Questions about numbers, ages and secrets agree with the rules of the portal, whoever they are drawn for."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest

from simulator import datasets
from simulator.draw import Draw
from simulator.identity.numbers import PERSON_NUMBER
from simulator.identity.secrets import describe, passcode_fault, password_fault
from simulator.people.citizens import Citizen
from simulator.services.catalogue import plain
from simulator.worksheets.account_makers import ADULT, MAKERS, MIXED, PARTS, PUPIL, account_way
from simulator.worksheets.account_makers import _person as person_of
from simulator.worksheets.makers import Made

DAY = date(2026, 10, 12)
DRAWS = [Draw(str(seed)) for seed in range(300)]


def made(maker: str, draw: Draw, day: date = DAY) -> Made:
    return MAKERS[maker](draw, "item", day)


def sex_of(number: str) -> str:
    return "fm"[int(number[3]) % 2 == 0]


def year_of(number: str) -> int:
    return 1900 + 100 * (int(number[3]) // 2) + int(number[4:6])


@pytest.mark.parametrize("maker", ["whose_pupil", "whose_adult"])
def test_a_number_tells_sex_and_year(maker: str) -> None:
    """The right option is what the digits say, read by hand."""
    for draw in DRAWS:
        given = made(maker, draw)
        right, words = given.right, given.words
        assert right == f"{sex_of(words['number'])}{year_of(words['number']) // 100}"
        assert int(words["year"]) == year_of(words["number"]) % 100
    assert len({made(maker, draw).right for draw in DRAWS}) == 2


@pytest.mark.parametrize(("maker", "births"), [("fits_pupil", PUPIL), ("fits_adult", ADULT)])
def test_just_one_number_fits_somebody(maker: str, births: tuple[date, date]) -> None:
    """The others differ in that which their reason names, and in nothing else."""
    for draw in DRAWS:
        words = made(maker, draw).words
        sex, year = {"nữ": "f", "nam": "m"}[words["sex"]], int(words["year"])
        read = {key: (sex_of(words[key]), year_of(words[key])) for key in ("right", "other_sex", "other_century")}
        assert read["right"] == (sex, year)
        assert read["other_sex"] == ("m" if sex == "f" else "f", year)
        assert read["other_century"] == (sex, year - 100 if year >= 2000 else year + 100)
        assert sex_of(words["other_year"]) == sex
        assert year_of(words["other_year"]) // 100 == year // 100
        assert year_of(words["other_year"]) != year
        assert births[1].year <= year <= births[0].year


def test_no_drawn_number_can_be_anybodys() -> None:
    """Each has the unassigned province; what has the shape of a person number is one right option alone."""
    for draw in DRAWS:
        for maker in ("whose_pupil", "whose_adult", "fits_pupil", "fits_adult", "number_shape", "somebody"):
            for text in made(maker, draw).words.values():
                if re.fullmatch(r"\d{12}", text):
                    assert PERSON_NUMBER.match(text)
        words = made("number_shape", draw).words
        assert [key for key, text in words.items() if PERSON_NUMBER.match(text)] == ["right"]
        assert len(words["eleven"]) == 11
        assert len(words["nine"]) == 9
        assert len(words["letter"]) == 12


def test_the_way_to_an_account_changes_on_two_birthdays() -> None:
    """Nghị định 69/2024/NĐ-CP, Điều 7: from 14 on oneself, from 6 on both levels, before that level 1 alone."""
    born = date(2012, 10, 12)
    ways = [account_way(born, day) for day in (date(2018, 10, 11), date(2018, 10, 12), date(2026, 10, 11), DAY)]
    assert ways == ["one", "parent", "parent", "self"]


@pytest.mark.parametrize(
    ("maker", "right"), [("soon_14", "parent"), ("just_14", "self"), ("soon_6", "one"), ("about_9", "parent")]
)
def test_a_birthday_is_near_and_decides(maker: str, right: str) -> None:
    """The same answer for everybody, whatever day the case begins."""
    for number, draw in enumerate(DRAWS):
        day = date(2026, 6, 1) + timedelta(number)
        given = made(maker, draw, day)
        drawn, words = given.right, given.words
        born = date(*(int(part) for part in reversed(words["born"].split("/"))))
        assert drawn == right == account_way(born, day)


def someone(words: dict[str, str]) -> Citizen:
    """The person of a question about secrets, as far as the question tells."""
    family, *middle, given = words["name"].split()
    known = person_of(DRAWS[0], "any", ADULT)
    born = date(*(int(part) for part in reversed(words["born"].split("/"))))
    return Citizen(family, " ".join(middle), given, "f", born.isoformat(), "", "", "", "", known.home)


def test_one_password_keeps_the_rules() -> None:
    """Each of the others breaks just the rule that its reason names."""
    for draw in DRAWS:
        words = made("password", draw).words
        people = (someone(words),)
        faults = {k: password_fault(describe(words[k], b"k", people)) for k in ("strong", "short", "own", "few")}
        assert faults == {
            "strong": None,
            "short": "password_length",
            "own": "password_weak",
            "few": "password_classes",
        }, words


def test_one_passcode_is_hard_to_guess() -> None:
    """Each of the others is refused as weak; each has six digits."""
    for draw in DRAWS:
        words = made("passcode", draw).words
        people = (someone(words),)
        faults = {k: passcode_fault(describe(words[k], b"k", people)) for k in ("strong", "birthday", "steps", "pairs")}
        assert faults == {"strong": None} | dict.fromkeys(("birthday", "steps", "pairs"), "passcode_weak"), words
    assert all(passcode_fault(describe(code, b"k")) is None for code in MIXED)


def test_the_words_of_passwords_are_no_names() -> None:
    """A password of the right option would else be refused for somebody of that name."""
    tables = [datasets.table(f"names/{name}.csv") for name in ("family", "middle", "given")]
    names = {plain(row["name"]) for table in tables for row in table}
    assert not names & {word.lower() for word in PARTS}
    assert not [name for name in names for word in PARTS if len(name) >= 4 and name in word.lower()]
