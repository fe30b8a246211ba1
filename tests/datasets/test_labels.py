"""Small wordings: every word that the code asks for is there."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import get_args, get_type_hints

import simulator
from simulator import datasets
from simulator.actions import AttachDocument, ChooseDelivery, PersonalDataTyped, RateOffice
from simulator.case import FIRST_LESSON, Case

LABELS = datasets.labels()


def choices(kind: type, field: str) -> set[str]:
    """The values that a field of an action may have."""
    return set(get_args(get_type_hints(kind)[field]))


def test_the_statuses_are_the_official_ten_and_the_draft() -> None:
    """Codes 1 to 10 of the national portal, 0 for what was not sent."""
    assert list(LABELS["status"]) == [str(number) for number in range(11)]


def test_every_choice_of_an_action_has_its_words() -> None:
    """Ways of delivery, grades, and kinds of personal data."""
    assert choices(ChooseDelivery, "delivery") == set(LABELS["delivery"])
    assert choices(RateOffice, "grade") == set(LABELS["rating"])
    assert choices(PersonalDataTyped, "kind") == set(LABELS["personal_data"])
    assert choices(AttachDocument, "source") == {"device", "wallet"}


def test_every_word_of_a_case_has_its_label() -> None:
    """Relation, paper, purpose and kinds of paper of the cases dealt."""
    for number in range(1, 100):
        case = Case.for_learner(FIRST_LESSON, f"8A1-{number:02d}")
        assert case.task.answers["relation"] in LABELS["relation"]
        assert case.task.answers["paper"] in LABELS["paper"]
        assert case.task.answers["purpose"] in LABELS["purpose"]
        kinds = {paper.kind for paper in (*case.files, *case.wallet)}
        assert kinds <= set(LABELS["paper_kind"])


def test_every_label_that_the_code_names_exists() -> None:
    """Groups and, where they are written out, keys."""
    named = []
    for path in Path(simulator.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            called = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "label"
            if called and len(node.args) == 2 and isinstance(node.args[0], ast.Constant):
                key = node.args[1].value if isinstance(node.args[1], ast.Constant) else None
                named.append((node.args[0].value, key))
    assert len(named) > 10
    assert [pair for pair in named if pair[0] not in LABELS] == []
    assert [(group, key) for group, key in named if key is not None and key not in LABELS[group]] == []
