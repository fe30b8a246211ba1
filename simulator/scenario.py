"""Scenarios: what one practice is about, as data with gaps, and filling them for a case.

A scenario file, ``datasets/scenarios/<id>.toml``, is a story: people in roles, places,
choices and days are drawn for each learner, and every text of the file may name them, for
example ``{newborn.name}``, ``{place.birthplace}``, ``{choice.copies}``, ``{day.move_in}``.
What was drawn is part of a case; the sentences around it are not, so that mending one
changes no case.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from types import SimpleNamespace
from typing import Any, Literal

import msgspec

from simulator import datasets
from simulator.clock import day_text
from simulator.draw import Draw
from simulator.people.citizens import Citizen
from simulator.people.households import anywhere_but_hanoi, in_hanoi
from simulator.people.households import people as draw_people
from simulator.people.places import Place, authority
from simulator.services import catalogue, eforms

ADULT = 18


class Device(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which papers lie on the simulated computer, by kind.

    ``right`` are good scans of what is wanted, ``photos`` are wanted and there only as single
    photographs that must be joined into one PDF, ``wrong`` are near at hand and not wanted.
    """

    right: tuple[str, ...] = ()
    photos: tuple[str, ...] = ()
    wrong: tuple[str, ...] = ()


class Sent(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A dossier that has been sent when the learner comes, and what is wrong with it.

    ``answers`` are those that differ from the right ones; ``papers`` the kind of file that lies in a
    document's place instead of the right paper.
    """

    answers: dict[str, str] = {}
    papers: dict[str, str] = {}


class Point(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A shift at a support point, where the learner is the volunteer.

    ``personas`` come in an order of the case's own; where there are fewer than ``count``, others are drawn of the
    data, of at most this ``level``. As many ``incidents`` come up, of those of the level. ``together``: somebody
    else plays the visitors, so nobody answers on the screen.
    """

    level: Literal[1, 2, 3] = 1
    count: int = 5
    personas: tuple[str, ...] = ()
    incidents: int = 0
    only: tuple[str, ...] = ()
    minutes: int = 20
    together: bool = False


class Scenario(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One practice. ``answers`` are what the register holds or the task asks for, field by field.

    Where dossiers for several people are needed, ``also`` has what is different for each of the
    others, and ``papers`` the kinds of paper that belong to one of them each, in the same order.
    ``place`` says where the dossier belongs: ``<role>.home`` or ``place.<name>``. ``reach`` is
    how far one may go from there: only that authority, any of its province, any at all.
    ``stations`` are what the task card counts as done, ``file``, ``pay`` and so on or an exercise's id, where
    it is not the whole way of a dossier. ``season`` is when the case begins; ``begins`` how far the account
    is by then, ``sent`` what somebody has filed by then. ``faults`` are planted, in every case of the scenario
    alike. ``neighbourhood`` says whether the neighbourhood's news and the ward's posters are there, ``counter``
    whether the learner is the officer at the one-stop office, from a little after three in the afternoon;
    ``point`` is the shift of a volunteer. ``card_only``: all is done on worksheets, the desk is the task card alone.
    """

    procedure: str
    title: str
    event: str
    story: str
    answers: dict[str, str]
    rows: tuple[tuple[str, str], ...]
    also: tuple[dict[str, str], ...] = ()
    papers: dict[str, tuple[str, ...]] = {}
    delivery: Literal["online", "post", "counter"] = "online"
    place: str = "citizen.home"
    reach: Literal["exact", "province", "any"] = "exact"
    season: Literal["autumn", "june"] = "autumn"
    begins: Literal["new", "signed_in"] = "signed_in"
    sent: Sent | None = None
    faults: tuple[str, ...] = ("bad_files",)
    people: tuple[str, ...] = ()
    places: dict[str, Literal["hanoi", "elsewhere"]] = {}
    choices: dict[str, tuple[str, ...]] = {}
    days: dict[str, int] = {}
    device: Device = Device()
    wallet: tuple[str, ...] = ("identity_card",)
    neighbourhood: bool = False
    counter: bool = False
    point: Point | None = None
    card_only: bool = False
    stations: tuple[str, ...] = ()
    source: str = ""


class Drawn(msgspec.Struct, frozen=True):
    """What fills a scenario's gaps in one case. ``days`` are ISO dates."""

    people: dict[str, Citizen]
    places: dict[str, Place]
    choices: dict[str, str]
    days: dict[str, str]


@cache
def scenarios() -> dict[str, Scenario]:
    """Id to scenario. A lesson's has the lesson's name, free practice of a procedure its code."""
    listed = datasets.toml("scenarios/index.toml")["ids"]
    return {name: msgspec.convert(datasets.toml(f"scenarios/{name}.toml"), Scenario) for name in listed}


def draw_scenario(draw: Draw, scenario: Scenario, owner: Citizen, day: date) -> Drawn:
    """Draw what a scenario leaves open; the same draw gives the same."""
    where = {}
    for name, kind in scenario.places.items():
        near = kind == "hanoi"
        where[name] = in_hanoi(draw, f"place/{name}", owner.home) if near else anywhere_but_hanoi(draw, f"place/{name}")
    return Drawn(
        people=draw_people(draw, scenario.people, owner, day),
        places=where,
        choices={name: draw.choose(among, f"choice/{name}") for name, among in scenario.choices.items()},
        days={name: (day + timedelta(count)).isoformat() for name, count in scenario.days.items()},
    )


def called(person: Citizen, day: date) -> str:
    """How one speaks of somebody: bé, em, anh, chị, cô, chú, ông, bà by age and sex."""
    age = (day - date.fromisoformat(person.born)).days // 365
    female = person.sex == "f"
    for limit, woman, man in ((6, "bé", "bé"), (ADULT, "em", "em"), (45, "chị", "anh"), (60, "cô", "chú")):
        if age < limit:
            return woman if female else man
    return "bà" if female else "ông"


def _person(person: Citizen, owner: Citizen, day: date) -> SimpleNamespace:
    """What texts may say of somebody; ``kin`` is right for siblings alone."""
    age = "older" if person.born < owner.born else "younger"
    kin = f"{age}_{'sister' if person.sex == 'f' else 'brother'}"
    title = called(person, day)
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
        title=title,
        Title=title.capitalize(),
        kin_code=kin,
        kin=datasets.label("wording", kin),
        Kin=datasets.label("wording", kin).capitalize(),
    )


def _wordings(procedure: str, answers: dict[str, str]) -> SimpleNamespace:
    """The answers that are choices of the e-form, as the form words them."""
    schema = catalogue.procedures()[procedure].eform or {"properties": {}}
    fields = {name: eforms.choices(field) for name, field in schema["properties"].items()}
    return SimpleNamespace(**{name: fields[name][code] for name, code in answers.items() if fields.get(name)})


def _names(drawn: Drawn, owner: Citizen, day: date) -> dict[str, Any]:
    return {
        "citizen": _person(owner, owner, day),
        **{name: _person(person, owner, day) for name, person in drawn.people.items()},
        "place": SimpleNamespace(**{name: str(place) for name, place in drawn.places.items()}),
        "choice": SimpleNamespace(**drawn.choices),
        "day": SimpleNamespace(
            today=day_text(day), **{name: day_text(date.fromisoformat(text)) for name, text in drawn.days.items()}
        ),
    }


def right_answers(scenario: Scenario, drawn: Drawn, owner: Citizen, day: date) -> dict[str, str]:
    """The e-form's right answers, field by field."""
    known = _names(drawn, owner, day)
    return {field: text.format(**known) for field, text in scenario.answers.items()}


def further_answers(scenario: Scenario, drawn: Drawn, owner: Citizen, day: date) -> tuple[dict[str, str], ...]:
    """The right answers for everybody else whom a dossier is needed for."""
    known, first = _names(drawn, owner, day), right_answers(scenario, drawn, owner, day)
    return tuple(first | {field: text.format(**known) for field, text in others.items()} for others in scenario.also)


def sent_answers(scenario: Scenario, drawn: Drawn, owner: Citizen, day: date) -> dict[str, str]:
    """What stands in the dossier that the story has sent: the right answers, but for those that went wrong."""
    known, wrong = _names(drawn, owner, day), scenario.sent.answers if scenario.sent else {}
    return right_answers(scenario, drawn, owner, day) | {name: text.format(**known) for name, text in wrong.items()}


def words(scenario: Scenario, drawn: Drawn, owner: Citizen, day: date) -> dict[str, Any]:
    """Everything that story and rows may name: also ``{word.<field>}``, an answer as the form words it."""
    there, procedure = right_place(scenario, drawn, owner), catalogue.procedures()[scenario.procedure]
    return {
        **_names(drawn, owner, day),
        "word": _wordings(scenario.procedure, right_answers(scenario, drawn, owner, day)),
        "authority": authority(there.province_code, there.commune_code, procedure.authority),
    }


def right_place(scenario: Scenario, drawn: Drawn, owner: Citizen) -> Place:
    """Where the dossier belongs."""
    role, _, name = scenario.place.partition(".")
    if role == "place":
        return drawn.places[name]
    return owner.home if role == "citizen" else drawn.people[role].home
