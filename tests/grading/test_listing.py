"""The list of all checks: complete, for scripts and as a page that is never behind."""

from __future__ import annotations

from decimal import Decimal

import msgspec
from checks_page import PAGE, page
from typer.testing import CliRunner

from grading.app.command import app
from grading.lessons import LESSONS
from grading.listing import listed_checks


def test_every_lessons_ten_points_are_listed() -> None:
    """Worksheets as one record each; every record has its reference and its wrong answers with their reasons."""
    records = listed_checks()
    for lesson in LESSONS:
        mine = [record for record in records if record["lesson"] == lesson]
        assert sum(Decimal(record["points"]) for record in mine) == 10
        assert all(record["text"] and record["reference"] for record in mine)
    assert all(wrong["name"] and wrong["reason"] for record in records for wrong in record["wrong"])


def test_the_command_prints_them_as_json() -> None:
    """With what the learner reads, points, reference and wrong answers."""
    result = CliRunner().invoke(app, ["checks", "--json"])
    assert result.exit_code == 0
    assert msgspec.json.decode(result.stdout) == listed_checks()


def test_the_page_of_checks_is_up_to_date() -> None:
    """Else: python tools/checks_page.py."""
    assert PAGE.read_text(encoding="utf-8") == page()
