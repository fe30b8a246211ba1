"""Scenarios: what one procedure's practice is about, as data, and drawing one for a case.

A scenario file, ``datasets/scenarios/<code>.toml``, is a story with gaps: people in roles,
places, choices and days are drawn, and every text of the file may name them, for example
``{newborn.name}``, ``{place.birthplace}``, ``{choice.copies}``, ``{day.move_in}``.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from types import SimpleNamespace
from typing import Literal

import msgspec

from simulator import datasets
from simulator.clock import day_text
from simulator.draw import Draw
from simulator.people.citizens import Citizen
from simulator.people.households import anywhere_but_hanoi, in_hanoi
from simulator.people.households import people as draw_people
from simulator.people.places import Place

ADULT = 18


class Device(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which papers lie on the simulated computer, by kind.

    ``right`` are good scans of what is wanted, ``photos`` are wanted and there only as single
    photographs that must be joined into one PDF, ``wrong`` are near at hand and not wanted.
    """

    right: tuple[str, ...] = ()
    photos: tuple[str, ...] = ()
    wrong: tuple[str, ...] = ()


class Scenario(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One procedure's practice. ``answers`` are what the register holds or the task asks for, field by field.

    ``place`` says where the dossier belongs: ``citizen.home`` or ``place.<name>``. ``reach`` is
    how far one may go from there: only that authority, any of its province, any at all.
    ``season`` is when the case begins.
    """

    procedure: str
    title: str
    event: str
    story: str
    answers: dict[str, str]
    rows: tuple[tuple[str, str], ...]
    delivery: Literal["online", "post", "counter"] = "online"
    place: str = "citizen.home"
    reach: Literal["exact", "province", "any"] = "exact"
    season: Literal["autumn", "june"] = "autumn"
    people: tuple[str, ...] = ()
    places: dict[str, Literal["hanoi", "elsewhere"]] = {}
    choices: dict[str, tuple[str, ...]] = {}
    days: dict[str, int] = {}
    device: Device = Device()
    wallet: tuple[str, ...] = ("identity_card",)
    source: str = ""


class Drawn(msgspec.Struct, frozen=True):
    """A scenario with its gaps filled for one case."""

    people: dict[str, Citizen]
    place: Place
    story: str
    answers: dict[str, str]
    rows: tuple[tuple[str, str], ...]


@cache
def scenarios() -> dict[str, Scenario]:
    """Procedure code to its scenario."""
    listed = datasets.toml("scenarios/index.toml")["codes"]
    return {code: msgspec.convert(datasets.toml(f"scenarios/{code}.toml"), Scenario) for code in listed}


def title(person: Citizen, day: date) -> str:
    """How one speaks of somebody: bé, em, anh, chị, cô, bác, ông, bà by age and sex."""
    age = (day - date.fromisoformat(person.born)).days // 365
    female = person.sex == "f"
    for limit, woman, man in ((6, "bé", "bé"), (ADULT, "em", "em"), (45, "chị", "anh"), (60, "cô", "chú")):
        if age < limit:
            return woman if female else man
    return "bà" if female else "ông"


def _person(person: Citizen, day: date) -> SimpleNamespace:
    """What texts may say of somebody."""
    called = title(person, day)
    return SimpleNamespace(
        name=person.name,
        given=person.given,
        born=person.birth_text,
        sex="Nữ" if person.sex == "f" else "Nam",
        sex_code=person.sex,
        number=person.person_number,
        phone=person.phone,
        email=person.email,
        address=person.address,
        house=person.house,
        home=str(person.home),
        commune=person.home.commune,
        province=person.home.province,
        title=called,
        Title=called.capitalize(),
    )


def draw_scenario(draw: Draw, scenario: Scenario, owner: Citizen, day: date) -> Drawn:
    """Fill the gaps; the same draw gives the same people, places and choices.

    Raises ``KeyError`` or ``AttributeError`` if a text names something that the scenario does not draw.
    """
    around = draw_people(draw, scenario.people, owner, day)
    where = {
        name: in_hanoi(draw, f"place/{name}", owner.home)
        if kind == "hanoi"
        else anywhere_but_hanoi(draw, f"place/{name}")
        for name, kind in scenario.places.items()
    }
    known = {
        "citizen": _person(owner, day),
        **{name: _person(person, day) for name, person in around.items()},
        "place": SimpleNamespace(**{name: str(place) for name, place in where.items()}),
        "choice": SimpleNamespace(
            **{name: draw.choose(among, f"choice/{name}") for name, among in scenario.choices.items()}
        ),
        "day": SimpleNamespace(
            today=day_text(day), **{name: day_text(day + timedelta(count)) for name, count in scenario.days.items()}
        ),
    }
    role, _, name = scenario.place.partition(".")
    homes = {"citizen": owner.home, **{role: person.home for role, person in around.items()}}
    return Drawn(
        people=around,
        place=where[name] if role == "place" else homes[role],
        story=scenario.story.format(**known),
        answers={field: text.format(**known) for field, text in scenario.answers.items()},
        rows=tuple((label, text.format(**known)) for label, text in scenario.rows),
    )
