"""Scenarios: everything they name exists, and what they say is right can be filed and accepted."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from simulator import datasets
from simulator.draw import Draw
from simulator.people.citizens import Citizen, birth_day, citizen
from simulator.people.places import HANOI, place, places
from simulator.scenario import (
    Drawn,
    Scenario,
    draw_scenario,
    further_answers,
    right_answers,
    right_place,
    scenarios,
    words,
)
from simulator.services import eforms
from simulator.services.catalogue import Slot, plain, procedures
from simulator.worksheets.plan import plans

ALL = {name: each for name, each in scenarios().items() if each.point is None and not each.card_only}
"""Those in which something is filed; a shift is about other people's matters, and a card alone has no portal."""
PAPERS = datasets.labels()["paper_kind"]
DAY = date(2026, 10, 12)
every = pytest.mark.parametrize("scenario", ALL.values(), ids=ALL.keys())


def owner(seed: str) -> Citizen:
    draw = Draw(seed)
    born = birth_day(draw, "born", date(2001, 12, 31), date(1983, 1, 1))
    return citizen(draw, "citizen", born, draw.choose(("f", "m"), "sex"), draw.choose(places(HANOI), "home"))


def card(scenario: Scenario, drawn: Drawn, person: Citizen) -> str:
    """Everything that a learner can read on the task card."""
    known = words(scenario, drawn, person, DAY)
    rows = (label + ": " + text for label, text in scenario.rows)
    return "\n".join(text.format(**known) for text in (scenario.story, *rows))


def wanted(slot: Slot, answers: dict[str, str]) -> bool:
    """Whether a slot has to be filled with these answers."""
    return slot.required and all(answers.get(field) in among for field, among in slot.when.items())


def test_the_index_lists_every_file_once() -> None:
    """A scenario that nobody lists would never be practised."""
    listed = datasets.toml("scenarios/index.toml")["ids"]
    assert set(listed) - set(ALL) == {name for name, each in scenarios().items() if each.point or each.card_only}
    folder = Path(str(datasets.root())) / "scenarios"
    assert sorted(listed) == sorted(path.stem for path in folder.glob("*.toml") if path.stem != "index")
    assert len(set(listed)) == len(listed)


@every
def test_a_scenario_belongs_to_a_procedure_that_can_be_filed(scenario: Scenario) -> None:
    """Free practice under its own code; with a limit, and a life event that the labels know."""
    procedure = procedures()[scenario.procedure]
    assert ALL[procedure.code].procedure == procedure.code
    assert procedure.filed_here
    assert procedure.limit is not None
    assert scenario.event in datasets.labels()["life_event"]
    assert bool(procedure.presence) == (procedure.service_level == "Một phần")


@every
def test_what_a_scenario_says_is_right_is_accepted(scenario: Scenario) -> None:
    """The answers answer every field that is asked, and no fault is found in them, whoever the case is about."""
    schema = procedures()[scenario.procedure].eform
    assert schema is not None
    asked = {name for name, field in schema["properties"].items() if not field.get("x-locked")}
    for seed in map(str, range(60)):
        person = owner(seed)
        drawn = draw_scenario(Draw(seed), scenario, person, DAY)
        right = right_answers(scenario, drawn, person, DAY)
        assert set(schema["required"]) <= set(right) <= asked
        fixed = {name: "as it is" for name, field in schema["properties"].items() if "x-prefill" in field}
        answers = {name: text for name, text in right.items() if text}
        assert eforms.faults(schema, answers, fixed) == {}, seed
        assert "{" not in card(scenario, drawn, person)
        there = right_place(scenario, drawn, person)
        assert place(there.province_code, there.commune_code) == there


def test_a_scenario_is_named_after_its_procedure_or_its_lesson() -> None:
    """``1.001193`` or, for another story of the same, ``1.001193-sinh-doi``; a lesson's as its folder."""
    for name, scenario in ALL.items():
        if name in plans():
            assert re.fullmatch(r"[0-9]{2}(-[a-z0-9]+)+", name), name
        else:
            assert re.fullmatch(re.escape(scenario.procedure) + r"(-[a-z0-9]+)*", name), name


@every
def test_faults_that_contradict_each_other_are_not_planted_together(scenario: Scenario) -> None:
    """A code is late or finds no room; the activation is late only where there is one to come."""
    assert not {"sms_blocked", "late_otp"} <= set(scenario.faults)
    assert scenario.begins == "new" or not {"late_activation", "late_otp", "scam_activation"} & set(scenario.faults)
    assert scenario.begins == "signed_in" or "lost_phone" not in scenario.faults


@every
def test_several_people_are_told_apart(scenario: Scenario) -> None:
    """The form says whom each is for, by names that differ; each has papers of their own among those at hand."""
    if not scenario.also:
        assert not scenario.papers
        return
    schema = procedures()[scenario.procedure].eform or {}
    field = eforms.person_field(schema)
    assert field in schema["required"]
    assert all(set(others) <= set(scenario.answers) for others in scenario.also)
    for seed in map(str, range(60)):
        person = owner(seed)
        drawn = draw_scenario(Draw(seed), scenario, person, DAY)
        everyone = [right_answers(scenario, drawn, person, DAY), *further_answers(scenario, drawn, person, DAY)]
        assert len({plain(right[field]) for right in everyone}) == len(everyone)
        for right in everyone:
            assert eforms.faults(schema, {name: text for name, text in right.items() if text}, {}) == {}
            assert right[field] in card(scenario, drawn, person)
    for slot, kinds in scenario.papers.items():
        place = procedures()[scenario.procedure].slot(slot)
        assert place is not None
        assert len(set(kinds)) == len(scenario.also) + 1
        assert set(kinds) <= set(place.accepts) & {*scenario.device.right, *scenario.device.photos, *scenario.wallet}


@every
def test_each_wanted_paper_is_there(scenario: Scenario) -> None:
    """On the device or in the wallet, of a kind that the slot accepts; and wrong papers are wrong."""
    procedure = procedures()[scenario.procedure]
    device = {*scenario.device.right, *scenario.device.photos}
    kinds = {*device, *scenario.device.wrong, *scenario.wallet}
    assert kinds <= set(PAPERS)
    drawn = draw_scenario(Draw("1"), scenario, owner("1"), DAY)
    right = right_answers(scenario, drawn, owner("1"), DAY)
    for slot in procedure.documents:
        if wanted(slot, right):
            near = {kind for source in slot.sources for kind in (device if source == "device" else scenario.wallet)}
            assert near & set(slot.accepts), slot.id
        assert not set(scenario.device.wrong) & set(slot.accepts), slot.id
    if any("device" in slot.sources for slot in procedure.documents if wanted(slot, right)):
        assert len(scenario.device.wrong) >= 2


@every
def test_what_the_office_looks_up_has_its_reason(scenario: Scenario) -> None:
    """Every field that is compared with the register names a reason that a letter can give."""
    schema = procedures()[scenario.procedure].eform or {}
    reasons = {field["x-register"] for field in schema["properties"].values() if "x-register" in field}
    assert reasons, "the office would accept anything"
    assert reasons <= set(datasets.labels()["letter_reason"])
    looked_up = {name for name, field in schema["properties"].items() if "x-register" in field}
    assert looked_up <= set(scenario.answers), "the office would look for what the scenario does not say"


@every
def test_the_task_card_tells_what_has_to_be_typed(scenario: Scenario) -> None:
    """A free text that must be right stands on the card or in the story, letter by letter."""
    schema = procedures()[scenario.procedure].eform or {}
    for seed in ("1", "2", "3"):
        person = owner(seed)
        drawn = draw_scenario(Draw(seed), scenario, person, DAY)
        right = right_answers(scenario, drawn, person, DAY)
        shown = card(scenario, drawn, person)
        for name, field in schema["properties"].items():
            text = right.get(name, "")
            if text and "enum" not in field and "x-prefill" not in field:
                assert text in shown, name
