"""The commands for volunteers: personas, and a shift by a bot."""

from __future__ import annotations

import json

from typer.testing import CliRunner

from grading.app.command import app
from grading.volunteers import play
from simulator.point.personas import personas


def run(*arguments: str) -> str:
    """What a command prints; it has to end well."""
    done = CliRunner().invoke(app, arguments)
    assert done.exit_code == 0, done.output
    return done.output


def test_personas_are_listed_with_need_level_and_ending() -> None:
    """Every persona of the data, for people and for scripts."""
    found = json.loads(run("personas", "--json"))
    assert [each["id"] for each in found] == list(personas())
    for each in found:
        assert set(each) == {"id", "title", "need", "level", "ending"}
        assert bool(each["need"]) == bool(personas()[each["id"]].need)
    assert "Mã" in run("personas")


def test_a_bots_shift_is_printed_with_its_score_sheet() -> None:
    """The same seed prints the same sheet; it is that of the bot's portal."""
    first = run("shift", "--bot", "0.4", "--seed", "7", "--level", "2", "--json")
    assert first == run("shift", "--bot", "0.4", "--seed", "7", "--level", "2", "--json")
    sheet = json.loads(first)
    assert sheet["over"]
    assert [visit["id"] for visit in sheet["visits"]] == [v.id for v in play(0.4, "7", 2).shift.visits]
    assert set(sheet["waits"]) == {"mean", "longest", "unserved"}
    assert any(line["why"] for visit in sheet["visits"] for line in visit["lines"])


def test_a_sheet_can_be_read_at_a_terminal() -> None:
    """Score, visits and reasons in words."""
    text = run("shift", "--bot", "0", "--level", "3")
    assert "/100" in text
    assert "Chờ trung bình" in text


def test_a_skill_outside_the_scale_is_refused() -> None:
    """A wrong call, told by the command line itself."""
    assert CliRunner().invoke(app, ["shift", "--bot", "2"]).exit_code == 2
