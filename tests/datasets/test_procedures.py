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
from simulator.services.catalogue import UNKNOWN_CODE, Limit, Procedure, procedures, versions
from simulator.services.eforms import EXTRA, KEYWORDS, choices, prefilled
from tests.simulator.desk import Desk

ALL = procedures()
FILED = {code: procedure for code, procedure in ALL.items() if procedure.filed_here}
FOLDER = Path(str(datasets.root())) / "procedures"
INDEX = datasets.toml("procedures/index.toml")
OLDER = {f"{folder}/{code}": (folder, code) for folder, codes in INDEX["older"].items() for code in codes}
HELD = {
    version.code + f" {version.valid_from}": version
    for code in sorted({*ALL, *(c for _, c in OLDER.values())})
    for version in versions(code)
}
PAPERS = set(datasets.labels()["paper_kind"])
LEVELS = ("Toàn trình", "Một phần")
NOT_KNOWN = "Cần kiểm tra"
held = pytest.mark.parametrize("procedure", HELD.values(), ids=HELD.keys())
every = pytest.mark.parametrize("procedure", ALL.values(), ids=ALL.keys())
filed = pytest.mark.parametrize("procedure", FILED.values(), ids=FILED.keys())


def day_of_the_snapshot() -> date:
    """The day up to which the rules are described."""
    return datetime.strptime(SNAPSHOT, "%d/%m/%Y").astimezone().date()


def fields(procedure: Procedure) -> dict[str, dict[str, Any]]:
    assert procedure.eform is not None
    found: dict[str, dict[str, Any]] = procedure.eform["properties"]
    return found


def test_the_index_lists_every_file_once() -> None:
    """A file that nobody lists would never be found, and a code without a file is no procedure."""
    listed = [*INDEX["codes"], *OLDER]
    files = [path.relative_to(FOLDER).with_suffix("").as_posix() for path in FOLDER.rglob("*.toml")]
    assert sorted(listed) == sorted(set(files) - {"index"})
    assert len(set(listed)) == len(listed)


@every
def test_a_procedure_is_filed_under_its_code(procedure: Procedure) -> None:
    """The code has the portal's form and is the name of the file; where it is not known, a number stands for it."""
    assert re.fullmatch(rf"\d\.\d{{6}}|{UNKNOWN_CODE}\d+", procedure.code)
    assert ALL[procedure.code] is procedure


@every
def test_a_code_that_is_not_known_is_not_made_up(procedure: Procedure) -> None:
    """It is shown as what has to be checked, stands among the sources as such, and cannot be filed under."""
    if procedure.code.startswith(UNKNOWN_CODE):
        assert procedure.shown_code == "cần kiểm tra"
        assert any(source.about.startswith("Mã") and source.confidence == "U" for source in procedure.sources)
        assert not procedure.filed_here
    else:
        assert procedure.shown_code == procedure.code


@pytest.mark.parametrize(("folder", "code"), OLDER.values(), ids=OLDER)
def test_an_older_version_has_ended(folder: str, code: str) -> None:
    """Filed under its code, out of force on the snapshot day, never to be filed, with a version that follows it."""
    old = datasets.toml(f"procedures/{folder}/{code}.toml")
    assert old["code"] == code
    assert old["valid_to"] < day_of_the_snapshot()
    assert "eform" not in old
    assert code in ALL


@held
def test_a_procedure_is_whole(procedure: Procedure) -> None:
    """Each field of the portal's own page says something, if only that nothing is published."""
    texts = (procedure.name, procedure.decision, procedure.level, procedure.kind, procedure.field, procedure.applicants)
    more = (procedure.competent, procedure.result, procedure.conditions, procedure.service_level)
    assert all(text.strip() for text in (*texts, *more, *procedure.steps, *procedure.legal_basis, *procedure.keywords))
    assert procedure.steps
    assert procedure.legal_basis
    assert procedure.keywords
    assert procedure.ways
    assert procedure.service_level in LEVELS or (procedure.service_level == NOT_KNOWN and not procedure.filed_here)
    assert procedure.service_level in datasets.labels().get("service_level", (*LEVELS, NOT_KNOWN))
    assert bool(procedure.presence) == (procedure.service_level == "Một phần")
    assert procedure.life_events or not procedure.filed_here
    assert set(procedure.life_events) <= set(datasets.labels()["life_event"])
    assert {way.channel for way in procedure.ways} <= set(datasets.labels()["channel"])
    assert len({way.channel for way in procedure.ways}) == len(procedure.ways)


def limits(procedure: Procedure) -> list[Limit]:
    """The procedure's own limit and those of its parts."""
    return [limit for limit in (procedure.limit, *(part.limit for part in procedure.parts)) if limit is not None]


@held
def test_a_procedure_has_sources_with_a_confidence(procedure: Procedure) -> None:
    """Where each fact comes from, and how sure we are."""
    assert procedure.sources
    for source in (*procedure.sources, *procedure.fees, *limits(procedure)):
        assert source.confidence in tuple("PSLAGU")
    assert all(source.about and source.text for source in procedure.sources)
    assert all(fact.source for fact in (*procedure.fees, *limits(procedure)))


@held
def test_what_is_unsure_says_so(procedure: Procedure) -> None:
    """A fee or limit that is only general knowledge, or not even that, asks for a check in its own words."""
    for fact in (*procedure.fees, *limits(procedure)):
        assert fact.confidence not in tuple("GU") or "cần kiểm tra" in fact.source, fact


@held
def test_a_limit_has_an_amount_where_there_is_one_to_count(procedure: Procedure) -> None:
    """Days or hours are counted, the same day is not; verifying takes longer than not verifying."""
    for limit in limits(procedure):
        assert (limit.amount > 0) == (limit.kind != "same_day"), limit
        assert limit.verify == 0 or limit.verify > limit.amount, limit


@every
def test_a_procedure_is_in_force_on_the_snapshot_day(procedure: Procedure) -> None:
    """The version that learners see is the one of the day that every screen names."""
    day = day_of_the_snapshot()
    assert procedure.valid_from <= day
    assert procedure.valid_to is None or day <= procedure.valid_to


@held
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


@held
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


@filed
def test_a_form_says_at_most_once_whom_it_is_for(procedure: Procedure) -> None:
    """In a field that everybody has to fill in and that holds a name."""
    named = [name for name, field in fields(procedure).items() if "x-person" in field]
    assert len(named) <= 1
    for name in named:
        field = fields(procedure)[name]
        assert field["x-person"] is True
        assert name in (procedure.eform or {})["required"]
        assert not {"enum", "format", "x-locked"} & set(field)


@every
def test_a_signature_that_is_wanted_has_its_source(procedure: Procedure) -> None:
    """Only what can be filed can be signed, and how sure it is stands among the sources."""
    said = [source for source in procedure.sources if "ký số" in source.about.lower()]
    assert not procedure.signature or procedure.filed_here
    assert procedure.signature == bool(said)


@filed
def test_a_condition_of_a_place_is_an_answer_that_can_be_given(procedure: Procedure) -> None:
    """A paper is asked for by choices of the e-form that exist."""
    for slot in procedure.documents:
        for name, among in slot.when.items():
            assert set(among) <= set(fields(procedure)[name]["enum"]), slot.id


@filed
def test_an_eform_can_be_filled_in_one_sitting(procedure: Procedure) -> None:
    """At most a dozen fields are typed or chosen; the ones that are filled in already come first."""
    typed = [not field.get("x-locked", False) for field in fields(procedure).values()]
    assert typed.count(True) <= 12
    assert typed == sorted(typed)


def test_the_days_of_the_data_are_days() -> None:
    """Dates are TOML dates, not texts."""
    for procedure in HELD.values():
        assert type(procedure.valid_from) is date
        assert all(type(row.valid_from) is date for row in procedure.fees)
