"""What README and docs/systems.md claim of the product, held against the product."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from simulator.services.catalogue import procedures

ROOT = Path(__file__).parents[2]
FILED = sum(procedure.filed_here for procedure in procedures().values())
READ = len(procedures()) - FILED


@pytest.mark.parametrize("name", ["README.md", "docs/systems.md"])
def test_the_numbers_of_procedures_are_the_data_s(name: str) -> None:
    """How many can be filed and how many only read, wherever a document says so."""
    text = (ROOT / name).read_text(encoding="utf-8")
    filed = {int(n) for n in re.findall(r"(\d+) (?:thủ tục (?:khi tự luyện|nộp được)|procedures)", text)}
    read = {int(n) for n in re.findall(r"(\d+) (?:thủ tục (?:khác có để|để đọc)|more can be read)", text)}
    assert (filed, read) == ({FILED}, {READ})


def test_the_places_named_in_the_list_of_systems_exist() -> None:
    """Every file and folder, and every procedure that it says can be filed or read."""
    text = (ROOT / "docs" / "systems.md").read_text(encoding="utf-8")
    named = re.findall(r"`([\w/.\-]+/[\w/.\-]*)`", text)
    assert len(named) > 10
    assert [path for path in named if not (ROOT / path).exists()] == []
    codes = set(re.findall(r"\b\d\.\d{6}\b", text))
    assert codes <= set(procedures())


def test_every_system_says_how_far_it_is() -> None:
    """There, in part, or not yet; nothing in between, and each system once."""
    text = (ROOT / "docs" / "systems.md").read_text(encoding="utf-8")
    rows = [line.strip("|").split("|") for line in text.splitlines() if line.startswith("| ")][1:]
    assert len(rows) == len({row[0] for row in rows}) > 20
    assert {row[1].strip() for row in rows} == {"Có", "Một phần", "Chưa"}
    assert all(row[2].strip() for row in rows)
