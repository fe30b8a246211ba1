"""What this and older releases dealt and wrote is still dealt and read the same.

``python -m tests.golden.make`` makes the files of this release anew.
"""

from __future__ import annotations

import json
from pathlib import Path

import msgspec
import pytest

from simulator import Case, datasets, replay
from simulator.case import FIRST_LESSON
from simulator.journal import parse
from simulator.release import RELEASE
from tests.golden.make import CASES, PLAYERS, facts

HERE = Path(__file__).resolve().parent
RELEASES = sorted(path.name for path in (HERE / "journals").iterdir())
JOURNALS = sorted((HERE / "journals").rglob("*.jsonl"))


@pytest.mark.parametrize(
    "row", json.loads((HERE / "cases.json").read_text(encoding="utf-8")), ids=lambda row: row["digest"]
)
def test_a_case_is_dealt_as_it_always_was(row: dict[str, str | int]) -> None:
    """The same inputs give the same bytes on every machine, Python and version of Faker that we allow."""
    case = Case.for_learner(FIRST_LESSON, str(row["learner"]), int(row["attempt"]), str(row["class_key"]))
    assert case.digest() == row["digest"]


def test_the_golden_cases_are_all_there() -> None:
    """The file holds exactly the cases that the maker lists."""
    rows = json.loads((HERE / "cases.json").read_text(encoding="utf-8"))
    assert [(row["learner"], row["attempt"], row["class_key"]) for row in rows] == CASES


def test_this_release_has_its_golden_journals() -> None:
    """Each release adds its own; without them nobody would notice that it cannot be replayed later."""
    assert RELEASE in RELEASES
    assert {path.stem for path in (HERE / "journals" / RELEASE).glob("*.jsonl")} == set(PLAYERS)


@pytest.mark.parametrize("path", JOURNALS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_golden_journal_leads_where_it_led(path: Path) -> None:
    """Replayed with today's code and data, every outcome's digest fits and the facts are those of its day.

    The data may have changed since, as long as nothing comes out differently.
    """
    journal = parse(path.read_bytes())
    case = Case.for_learner(journal.header.lesson, journal.header.learner, journal.header.attempt)
    expected = json.loads((path.parent / "expected.json").read_text(encoding="utf-8"))
    assert journal.header.release == path.parent.name
    assert journal.torn == 0
    assert json.loads(json.dumps(facts(replay(journal, case)))) == expected[path.stem]


@pytest.mark.parametrize("path", JOURNALS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_golden_journal_is_written_as_it_was(path: Path) -> None:
    """The file's format is the same: read and written again, the same bytes, and nothing real in them."""
    data = path.read_bytes()
    assert parse(data).encoded() == data
    assert b"001099012345" not in data


def test_the_data_of_a_golden_journal_may_be_older() -> None:
    """Another fingerprint alone is no reason to refuse a journal."""
    path = HERE / "journals" / RELEASE / "reference.jsonl"
    journal = parse(path.read_bytes())
    older = journal._replace(header=msgspec.structs.replace(journal.header, data="0" * 16))
    assert older.header.data != datasets.fingerprint()
    assert replay(older).state == replay(journal).state
