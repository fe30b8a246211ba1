"""Worksheets that quote the catalogue, and those that draw as many items of each right answer."""

from __future__ import annotations

from collections import Counter
from datetime import date

import msgspec
import pytest

from simulator import Case, datasets
from simulator.draw import Draw
from simulator.identity.scam_catalogue import honest, scams
from simulator.worksheets.plan import Exercise, plans, quoted
from simulator.worksheets.sheets import draw_sheets

SHEETS = [(lesson, each) for lesson, plan in plans().items() for each in plan.exercise if each.sheet]
QUOTING = [each for _, each in SHEETS if each.sheet and each.sheet.quotes]
EVEN = [(lesson, each) for lesson, each in SHEETS if each.sheet and each.sheet.even]
quoting = pytest.mark.parametrize("exercise", QUOTING, ids=[each.id for each in QUOTING])
even = pytest.mark.parametrize(("lesson", "exercise"), EVEN, ids=[each.id for _, each in EVEN])


@quoting
def test_whatever_is_quoted_has_its_pair(exercise: Exercise) -> None:
    """With each scam the honest thing that looks like it, of channels that are read, not heard."""
    assert exercise.sheet is not None
    names = exercise.sheet.quotes
    assert len(set(names)) == len(names)
    assert {scams()[name].trick for name in names if name in scams()} == {
        honest()[name].like for name in names if name in honest()
    }
    met = [scams().get(name) or honest()[name] for name in names]
    assert {each.channel for each in met} <= {"sms", "chat", "mail", "app"}


@quoting
def test_no_message_stands_on_the_sheet_that_the_phone_may_send(exercise: Exercise) -> None:
    """Or the worksheet would tell what the phone asks."""
    assert exercise.sheet is not None
    assert not set(exercise.sheet.quotes) & set(datasets.sms_texts())


def test_a_quote_shows_what_is_read_and_nothing_that_tells() -> None:
    """The words of the catalogue, without title, signs or advice; the reason is its first sign."""
    item, scam = quoted("scam_sms_gift"), scams()["scam_sms_gift"]
    assert scam.text in item.text
    assert scam.sender in item.text
    assert scam.flags[0] not in item.text
    assert item.right == "scam"
    assert scam.flags[0] in item.why["genuine"]
    assert quoted("sms_gift_list").right == "genuine"


def test_an_unknown_quote_is_named() -> None:
    """A slip in a plan is found by its name."""
    with pytest.raises(KeyError, match="no_such_scam"):
        quoted("no_such_scam")


@even
def test_an_even_sheet_has_as_many_of_each_right_answer(lesson: str, exercise: Exercise) -> None:
    """For every learner; and which places they take differs."""
    sheet, orders = exercise.sheet, set()
    assert sheet is not None
    right = {item.id: item.right for item in sheet.items}
    each = sheet.size // len(set(right.values()))
    for number in range(1, 41):
        drawn = Case.for_learner(lesson, f"8A1-{number:02d}").sheets[exercise.id]
        assert len(drawn) == sheet.size
        assert set(Counter(right[item.id] for item in drawn).values()) == {each}
        orders.add(tuple(right[item.id] for item in drawn))
    assert len(orders) > 5


@even
def test_every_item_of_an_even_sheet_is_drawn_for_somebody(lesson: str, exercise: Exercise) -> None:
    """None is left out for good."""
    found = set()
    for number in range(120):
        drawn = draw_sheets(Draw(str(number)), lesson, date(2026, 10, 12))[exercise.id]
        found |= {item.id for item in drawn}
    assert exercise.sheet is not None
    assert found == {item.id for item in exercise.sheet.items}


def test_what_is_quoted_is_no_part_of_a_case() -> None:
    """A text of the catalogue may be mended without breaking a journal."""
    case = Case.for_learner("03-tin-nao-that", "8A1-07")
    encoded = msgspec.json.encode(case).decode()
    shown = [each.id for each in case.sheets["tin-phan-loai"]]
    assert shown
    assert all(quoted(name).text.splitlines()[0] not in encoded for name in shown)
