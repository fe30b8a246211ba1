"""Every answer of the portal: its words are in the data, and some path of actions leads to it."""

from __future__ import annotations

import ast
import inspect
import string
from pathlib import Path

import pytest

import simulator
from simulator import datasets
from simulator.identity import secrets
from tests.simulator.desk import Desk
from tests.simulator.paths import account, dossier, office, payment, phone, point

PATHS = {**account.PATHS, **phone.PATHS, **dossier.PATHS, **office.PATHS, **payment.PATHS, **point.PATHS}
"""Outcome code to a path of actions whose last outcome has it."""


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("code", sorted(datasets.outcome_texts()))
def test_every_outcome_in_the_data_can_be_met(code: str) -> None:
    """A path of actions ends in the outcome, and its texts have all the words that they need."""
    desk = Desk()
    outcome = PATHS[code](desk)
    assert outcome.code == code
    texts = datasets.outcome_texts()[code]
    assert set(outcome.words) == placeholders(texts.text) | placeholders(texts.next)
    assert all(outcome.words.values()), "a word is empty"
    assert outcome.text
    assert "{" not in outcome.text + outcome.next


def test_no_path_leads_to_an_outcome_without_text() -> None:
    """The table of paths names nothing that the data does not."""
    assert set(PATHS) == set(datasets.outcome_texts())


def said_in(tree: ast.AST) -> tuple[set[str], set[str]]:
    """The codes that a module's handlers answer with, and the beginnings of composed ones."""
    whole, begun = set(), set()
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr in ("accept", "refuse")
        ):
            match node.args[0]:
                case ast.Constant(value=str(code)):
                    whole.add(code)
                case ast.BinOp(left=ast.Constant(value=str(code))):
                    begun.add(code)
                case ast.IfExp(
                    body=ast.JoinedStr(values=[ast.Constant(value=str(code)), _]), orelse=ast.Constant(value=str(other))
                ):
                    begun.add(code)
                    whole.add(other)
                case ast.Name():
                    pass  # the rules of passwords and passcodes, below
                case other:
                    raise AssertionError(f"a code that cannot be read: {ast.dump(other)}")
    return whole, begun


def rules_of_secrets() -> set[str]:
    """The codes that the rules of passwords and passcodes give."""
    found = set()
    for rule in (secrets.password_fault, secrets.passcode_fault):
        for node in ast.walk(ast.parse(inspect.getsource(rule))):
            if isinstance(node, ast.Return) and node.value is not None:
                values = (n.value for n in ast.walk(node.value) if isinstance(n, ast.Constant))
                found |= {value for value in values if isinstance(value, str)}
    return found


def test_the_source_and_the_data_name_the_same_outcomes() -> None:
    """No handler answers with a code without text, and no text waits for a code that nobody says."""
    whole, begun = rules_of_secrets(), set()
    for path in sorted(Path(simulator.__file__).parent.rglob("*.py")):
        codes, beginnings = said_in(ast.parse(path.read_text(encoding="utf-8")))
        whole |= codes
        begun |= beginnings
    texts = set(datasets.outcome_texts())
    assert whole <= texts
    assert {code for code in texts - whole if not code.startswith(tuple(begun))} == set()
    assert begun == {"news_", "judged_", "waits_for_", "transfer_", "kiosk_stopped_"}
