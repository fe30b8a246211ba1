"""The procedures: whole records with sources, and e-forms in the subset that we read."""

from __future__ import annotations

import re
from datetime import date, datetime
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from simulator import datasets
from simulator.release import SNAPSHOT
from simulator.services.catalogue import Procedure, procedures
from simulator.services.eforms import EXTRA, KEYWORDS, choices, prefilled
from tests.simulator.desk import Desk

ALL = procedures()
FILED = {code: procedure for code, procedure in ALL.items() if procedure.filed_here}
PAPERS = set(datasets.labels()["paper_kind"])
every = pytest.mark.parametrize("procedure", ALL.values(), ids=ALL.keys())
filed = pytest.mark.parametrize("procedure", FILED.values(), ids=FILED.keys())


def fields(procedure: Procedure) -> dict[str, dict[str, Any]]:
    assert procedure.eform is not None
    found: dict[str, dict[str, Any]] = procedure.eform["properties"]
    return found


def test_the_index_lists_every_file_once() -> None:
    """A file that nobody lists would never be found, and a code without a file is no procedure."""
    listed = datasets.toml("procedures/index.toml")["codes"]
    folder = Path(str(datasets.root())) / "procedures"
    assert sorted(listed) == sorted(path.stem for path in folder.glob("*.toml") if path.stem != "index")
    assert len(set(listed)) == len(listed)


@every
def test_a_procedure_is_filed_under_its_code(procedure: Procedure) -> None:
    """The code has the portal's form and is the name of the file."""
    assert re.fullmatch(r"\d\.\d{6}", procedure.code)
    assert ALL[procedure.code] is procedure


@every
def test_a_procedure_is_whole(procedure: Procedure) -> None:
    """Each field of the portal's own page says something, if only that nothing is published."""
    texts = (procedure.name, procedure.decision, procedure.level, procedure.kind, procedure.field, procedure.applicants)
    more = (procedure.competent, procedure.result, procedure.conditions, procedure.service_level)
    assert all(text.strip() for text in (*texts, *more, *procedure.steps, *procedure.legal_basis, *procedure.keywords))
    assert procedure.steps
    assert procedure.legal_basis
    assert procedure.keywords
    assert procedure.ways
    assert procedure.service_level in ("Toàn trình", "Một phần")
    assert {way.channel for way in procedure.ways} <= set(datasets.labels()["channel"])
    assert len({way.channel for way in procedure.ways}) == len(procedure.ways)


@every
def test_a_procedure_has_sources_with_a_confidence(procedure: Procedure) -> None:
    """Where each fact comes from, and how sure we are."""
    assert procedure.sources
    for source in (*procedure.sources, *procedure.fees):
        assert source.confidence in tuple("PSLAGU")
    assert all(source.about and source.text for source in procedure.sources)
    assert all(row.source for row in procedure.fees)


@every
def test_a_procedure_is_in_force_on_the_snapshot_day(procedure: Procedure) -> None:
    """The version that learners see is the one of the day that every screen names."""
    day = datetime.strptime(SNAPSHOT, "%d/%m/%Y").astimezone().date()
    assert procedure.valid_from <= day
    assert procedure.valid_to is None or day <= procedure.valid_to


@every
def test_fees_do_not_overlap(procedure: Procedure) -> None:
    """On any day at any place for any channel at most one row of a province is in force."""
    for one, other in combinations(procedure.fees, 2):
        key = (one.channel, one.province, one.from_count)
        if key == (other.channel, other.province, other.from_count):
            first, second = sorted((one, other), key=lambda row: row.valid_from)
            assert first.valid_to is not None
            assert first.valid_to < second.valid_from
    for row in procedure.fees:
        assert row.amount >= 0
        assert row.valid_to is None or row.valid_from <= row.valid_to
        assert row.province == "*" or row.province in {
            p["province_code"] for p in datasets.table("places/provinces.csv")
        }


@every
def test_documents_have_ids_of_their_own(procedure: Procedure) -> None:
    """One place each; what it accepts are kinds of paper that exist."""
    ids = [slot.id for slot in procedure.documents]
    assert len(set(ids)) == len(ids)
    for slot in procedure.documents:
        assert set(slot.accepts) <= PAPERS
        assert set(slot.sources) <= {"device", "wallet"}
        assert all(re.fullmatch(r"[a-z]+", form) for form in slot.formats)


def test_something_can_be_filed() -> None:
    """At least the first lesson's procedure."""
    assert "2.000635" in FILED


@filed
def test_what_is_filed_has_a_fee_everywhere(procedure: Procedure) -> None:
    """An online fee for every province, so that no dossier gets stuck at paying."""
    assert any(row.province == "*" and row.channel == "online" and row.valid_to is None for row in procedure.fees)


@filed
def test_what_is_filed_accepts_something_in_each_place(procedure: Procedure) -> None:
    """A required place that accepts nothing could never be filled rightly."""
    assert all(slot.accepts for slot in procedure.documents if slot.required)


@filed
def test_an_eform_uses_only_what_we_read(procedure: Procedure) -> None:
    """No keyword of JSON Schema that the checker would pass over in silence."""
    schema = procedure.eform or {}
    assert set(schema) == {"title", "type", "required", "properties"}
    assert schema["type"] == "object"
    assert set(schema["required"]) <= set(schema["properties"])
    for name, field in fields(procedure).items():
        assert set(field) <= KEYWORDS | EXTRA, name
        assert field["type"] in ("string", "integer"), name
        assert field.get("format", "date") == "date", name
        assert {"title", "description", "x-group"} <= set(field), name


@filed
def test_the_limits_of_an_eform_can_be_kept(procedure: Procedure) -> None:
    """Lower limits are below upper ones, and numbers have limits only where numbers are."""
    for name, field in fields(procedure).items():
        assert field.get("minimum", 0) <= field.get("maximum", 999_999), name
        assert field.get("minLength", 0) <= field.get("maxLength", 120) <= 120, name
        assert field["type"] == "integer" or not {"minimum", "maximum"} & set(field), name


@filed
def test_choices_have_wordings(procedure: Procedure) -> None:
    """Each choice of a list has its Vietnamese words, in the form itself or under a group of the labels."""
    for name, field in fields(procedure).items():
        assert ("enum" in field) == ("x-labels" in field or "x-choices" in field), name
        assert len(choices(field)) == len(field.get("enum", ())), name
        assert set(field.get("x-choices", ())) <= set(field.get("enum", ())), name


@filed
def test_locked_fields_are_filled_in(procedure: Procedure) -> None:
    """What may not be changed is known from elsewhere, and is never asked for."""
    desk = Desk().signed_in().start()
    known = prefilled(procedure.eform or {}, desk.portal, desk.dossier)
    for name, field in fields(procedure).items():
        if field.get("x-locked"):
            assert known[name], name
            assert name not in (procedure.eform or {})["required"], name


def test_the_days_of_the_data_are_days() -> None:
    """Dates are TOML dates, not texts."""
    for procedure in ALL.values():
        assert type(procedure.valid_from) is date
        assert all(type(row.valid_from) is date for row in procedure.fees)
