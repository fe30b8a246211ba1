"""The commands that list what the data holds: a table to read, JSON for scripts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from typer.testing import CliRunner

from grading.app.command import app
from simulator import datasets
from simulator.identity.scam_catalogue import honest, scams
from simulator.scenario import scenarios
from simulator.services.catalogue import procedures

COMMANDS = ("scams", "catalogue", "faults")


def told(*arguments: str) -> str:
    """What a command prints; it must succeed."""
    done = CliRunner().invoke(app, arguments, env={"COLUMNS": "200"})
    assert done.exit_code == 0, done.output
    return done.stdout_bytes.decode("utf-8")


def listed(command: str) -> list[dict[str, Any]]:
    records: list[dict[str, Any]] = json.loads(told(command, "--json"))
    return records


def empties(value: object, path: str = "") -> Iterator[str]:
    """The paths of fields that hold nothing."""
    if value is None or value in ("", [], {}):
        yield path
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from empties(item, f"{path}/{key}")
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from empties(item, f"{path}/{number}")


@pytest.mark.parametrize("command", COMMANDS)
def test_json_holds_no_empty_field(command: str) -> None:
    """What is not known is left out, or said in words."""
    records = listed(command)
    assert records
    assert [path for record in records for path in empties(record)] == []


@pytest.mark.parametrize("command", COMMANDS)
def test_a_table_is_printed_by_default(command: str) -> None:
    """A heading and a line or more for each, with its name."""
    lines = told(command).splitlines()
    records = listed(command)
    assert len(lines) > len(records)
    for record in records:
        key = record.get("id") or record.get("code") or record["name"]
        assert any(key in line for line in lines) or str(key).startswith("chua-ro-ma"), key


def test_scams_and_honest_things_are_listed_together() -> None:
    """All of both, told apart, each with its signs, its source and how sure that is."""
    records = {record["id"]: record for record in listed("scams")}
    assert set(records) == set(scams()) | set(honest())
    assert {name for name, record in records.items() if record["scam"]} == set(scams())
    for record in records.values():
        assert record["source"]
        assert record["confidence"]
        assert record["flags"] if record["scam"] else record["signs"]


def test_the_catalogue_says_what_can_be_filed() -> None:
    """Code, name, authority, level, limit and fee of each; filed is what has a form and a practice."""
    records = {record["code"]: record for record in listed("catalogue")}
    assert list(records) == list(procedures())
    needed = {"name", "competent", "authority", "service_level", "time_limit", "fee", "filed", "sources"}
    assert all(needed <= set(record) for record in records.values())
    practised = {scenario.procedure for scenario in scenarios().values()}
    filed = {code for code, record in records.items() if record["filed"]}
    assert filed == {code for code, procedure in procedures().items() if procedure.filed_here and code in practised}
    assert "00-di-mot-vong" in records["2.000635"]["scenarios"]


def test_faults_say_where_they_are_planted() -> None:
    """The scenarios follow from the data; a fault that nothing plants has none."""
    records = {record["name"]: record for record in listed("faults")}
    assert list(records) == list(datasets.known_faults())
    assert "00-di-mot-vong" in records["sms_delayed"]["planted_in"]
    assert "planted_in" not in records["otp_wrong_five"]
    assert all(("where" in record) == (record["status"] != "not yet") for record in records.values())
