"""E-forms: what is right, each kind of fault, and what is filled in already."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator import actions, datasets
from simulator.services.catalogue import procedures
from simulator.services.eforms import fault_text, faults, prefilled, read_day, tidy
from tests.simulator.desk import PROCEDURE, Desk

SCHEMA = procedures()[PROCEDURE].eform or {}


def filled() -> tuple[Desk, dict[str, str]]:
    """A draft at step 2 and what its form holds already."""
    desk = Desk().signed_in().start().owner()
    return desk, prefilled(SCHEMA, desk.portal, desk.dossier)


def test_right_answers_have_no_faults() -> None:
    """The reference's answers, with or without the locked fields repeated."""
    desk, fixed = filled()
    assert faults(SCHEMA, desk.answers(), fixed) == {}
    assert faults(SCHEMA, fixed | desk.answers(), fixed) == {}


@pytest.mark.parametrize(
    ("field", "text", "kind"),
    [
        ("name", "", "missing"),
        ("name", "   ", "missing"),
        ("name", "An", "short"),
        ("name", "A" * 61, "long"),
        ("born", "1998-08-25", "date"),
        ("born", "31/02/1998", "no_day"),
        ("born", "25/13/1998", "no_day"),
        ("born", "25/08/98", "date"),
        ("born", "hôm qua", "date"),
        ("copies", "ba", "number"),
        ("copies", "1.5", "number"),
        ("copies", "-1", "number"),
        ("copies", "３", "number"),
        ("copies", "0", "range"),
        ("copies", "11", "range"),
        ("copies", "10", None),
        ("copies", " 1 ", None),
        ("paper", "passport", "choice"),
        ("relation", "sister", "choice"),
        ("purpose", "", "missing"),
        ("requester", "Người Khác", "locked"),
        ("requester_number", "099100000000", "locked"),
        ("authority", "UBND nơi khác", "locked"),
        ("shoe_size", "39", "unknown"),
    ],
)
def test_each_fault_is_named(field: str, text: str, kind: str | None) -> None:
    """One wrong field, one fault of its kind, and nothing else."""
    desk, fixed = filled()
    assert faults(SCHEMA, desk.answers(**{field: text}), fixed) == ({field: kind} if kind else {})


def test_every_kind_of_fault_has_its_words() -> None:
    """The kinds of the module's own list are exactly those of the data."""
    listed = (faults.__doc__ or "").partition("Kinds of fault:")[2].strip().rstrip(".").split(", ")
    assert set(listed) == set(datasets.labels()["field_fault"])


def test_all_faults_are_told_at_once_in_the_learners_words() -> None:
    """The refusal names each field by its title with what is wrong in it, and keeps the draft as it was."""
    desk, _ = filled()
    outcome = desk.do(actions.FillForm(dossier="d1", answers=desk.answers(name="", copies="99", born="x")))
    fields = outcome.words["fields"].split("; ")
    assert fields == [
        "Họ, chữ đệm, tên người được cấp (chưa điền)",
        "Ngày sinh (ngày viết theo dạng 25/08/1998)",
        "Số bản (viết số từ 1 đến 10)",
    ]
    assert (desk.dossier.answers, desk.dossier.step) == ({}, 2)


@pytest.mark.parametrize(
    ("field", "text", "told"),
    [
        ("born", "31/02/1998", "không có ngày 31/02/1998"),
        ("born", "25-8", "ngày viết theo dạng 25/08/1998"),
        ("copies", "0", "viết số từ 1 đến 10"),
        ("name", "A" * 61, "quá dài, nhiều nhất 60 ký tự"),
        ("shoe_size", "{low}", "ô này không có trong tờ khai"),
    ],
)
def test_a_fault_names_its_limit_or_the_wanted_form(field: str, text: str, told: str) -> None:
    """Somebody who reads it can put it right without guessing."""
    answers = {field: text}
    kind = faults(SCHEMA, answers, {})[field]
    assert fault_text(SCHEMA, field, kind, answers) == told


def test_the_known_is_filled_in_and_kept() -> None:
    """Name, number, address and authority come from the data; the saved form holds them."""
    desk, fixed = filled()
    citizen = desk.case.citizen
    assert fixed["requester"] == citizen.name
    assert fixed["requester_number"] == citizen.person_number
    assert fixed["requester_address"] == citizen.address
    assert desk.case.task.place.commune[1:] in fixed["authority"]
    desk.form()
    assert desk.dossier.answers == fixed | desk.answers()


def test_answers_are_tidied() -> None:
    """Spaces too many and other spellings of the same letters do not count."""
    desk, _ = filled()
    name = desk.case.relative.name
    desk.form(name=f"  {name.replace(' ', '   ')} ")
    assert desk.dossier.answers["name"] == name


@pytest.mark.parametrize("text", ["25/08/1998", "25-8-1998", "25.08.1998", " 25/8/1998 "])
def test_a_day_can_be_written_in_the_usual_ways(text: str) -> None:
    """With slashes, hyphens or dots, with zeros or without."""
    assert read_day(text) == date(1998, 8, 25)


@pytest.mark.parametrize(
    "text", ["", "08/25/1998", "1998/08/25", "25/08/1998 10:00", "25/08", "２５/０８/１９９８", "29/02/1999"]
)
def test_what_is_no_day_is_none(text: str) -> None:
    """Months first, years first, and days that no month has."""
    assert read_day(text) is None


@given(st.text(max_size=80))
def test_reading_a_day_never_fails(text: str) -> None:
    """A day or nothing."""
    assert read_day(text) is None or isinstance(read_day(text), date)


@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)))
def test_every_day_as_the_task_card_writes_it_is_read(day: date) -> None:
    """What stands on the card can be copied into the form."""
    assert read_day(f"{day:%d/%m/%Y}") == day


@given(st.text(max_size=80))
def test_tidy_text_is_tidy_already(text: str) -> None:
    """Tidying twice changes nothing more."""
    assert tidy(tidy(text)) == tidy(text)


@given(st.dictionaries(st.sampled_from([*SCHEMA["properties"], "other"]), st.text(max_size=20)))
def test_any_answers_are_checked(answers: dict[str, str]) -> None:
    """Whatever is sent, each fault is of a known kind and names a field of the form or of the answer."""
    _, fixed = filled()
    found = faults(SCHEMA, answers, fixed)
    assert set(found.values()) <= set(datasets.labels()["field_fault"])
    assert set(found) <= set(SCHEMA["properties"]) | set(answers)


def test_a_stay_does_not_end_before_it_begins() -> None:
    """Told in the field; the same day will do."""
    from simulator.services.catalogue import procedures

    schema = procedures()["2.001159"].eform
    assert schema is not None
    days = {"from_day": "17/09/2026"}
    for to_day, fault in (("16/09/2026", "before"), ("17/09/2026", None), ("19/09/2026", None), ("x", "date")):
        assert faults(schema, {**days, "to_day": to_day}, {}).get("to_day") == fault
