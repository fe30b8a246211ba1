"""What only a teacher reads: of the learner, with what to do next, without names of files."""

import ast
import re
import sqlite3
from pathlib import Path

import pytest

import simulator
from grading import checks
from grading.feedback import for_teacher, in_words
from grading.intake import texts as intake_texts
from grading.needs import refused_text
from grading.results import RESULTS_FILE, Results
from simulator import datasets
from tests.grading.desk import KLASS, LEARNER, LESSON, graded, played, put
from tests.simulator.test_outcomes import rules_of_secrets

TO_THE_LEARNER = re.compile(r"\bem\b", re.IGNORECASE)
PROGRAMMER = re.compile(r"jsonl|lop\.json|\b[0-9a-f]{8,}\b|…")


def is_for_teachers(text: str) -> bool:
    """Whether a sentence is finished, does not address the learner, and names no file, digest or gap."""
    return bool(text) and not (TO_THE_LEARNER.search(text) or PROGRAMMER.search(text)) and text[0].isupper()


def refusals() -> list[str]:
    """Every code that the portal refuses with, as its source says, and those made up of a beginning."""
    found, known = rules_of_secrets(), datasets.outcome_texts()
    for path in Path(simulator.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "refuse":
                said = [n.value for n in ast.walk(node.args[0]) if isinstance(n, ast.Constant)]
                found |= {code for code in known for word in said if code == word or _begins(code, word)}
    return sorted(found & set(known))


def _begins(code: str, word: object) -> bool:
    return isinstance(word, str) and word.endswith("_") and code.startswith(word)


@pytest.mark.parametrize("key", sorted(checks.texts()["journal"]))
def test_every_reason_without_marks_has_the_teachers_words(key: str) -> None:
    """Of the attempt by its number; the words in braces are those that are known of it."""
    text = checks.texts()["journal"][key].teacher
    assert not {"file", "line", "here"} & set(re.findall(r"{(\w+)}", text))
    assert is_for_teachers(re.sub(r"{\w+}", "x", text))
    assert "học sinh" in text.lower() or "Thầy/cô" in text


def test_a_check_that_failed_through_our_fault_has_the_teachers_words() -> None:
    assert is_for_teachers(checks.texts()["any"]["crashed"].teacher)


@pytest.mark.parametrize("key", sorted(intake_texts()))
def test_every_answer_about_a_file_is_for_teachers(key: str) -> None:
    assert is_for_teachers(re.sub(r"{\w+}", "X", intake_texts()[key]))


@pytest.mark.parametrize("code", refusals())
def test_every_refusal_is_told_to_teachers_as_what_learners_did(code: str) -> None:
    """No gap is left where a learner's own number or name stood."""
    assert is_for_teachers(refused_text(code))
    assert "{" not in refused_text(code)


def test_teachers_wording_is_of_refusals_that_are_there() -> None:
    """None was left behind by a code that is gone."""
    assert set(datasets.toml("texts/look.toml")["refused"]) <= set(refusals())


@pytest.mark.parametrize("broken", ["empty", "noise", "foreign", "renamed", "torn", "nothing"])
def test_what_was_not_graded_whole_reads_so_in_tables(broken: str, tmp_path: Path) -> None:
    """Through the store, and in the reasons of one learner; the learner's own page keeps the learner's words."""
    folder = tmp_path / LEARNER / LESSON
    if broken != "nothing":
        path = put(folder, played(learner="8A1-01" if broken == "foreign" else LEARNER))
        if broken in ("empty", "noise"):
            path.write_bytes(b"" if broken == "empty" else b"noise\n")
        elif broken == "renamed":
            path.rename(path.with_name("nhat-ky-02.jsonl"))
        elif broken == "torn":
            path.write_bytes(path.read_bytes()[:-20])
    store = Results(f"sqlite:///{tmp_path / RESULTS_FILE}")
    store.record(graded(folder))
    row = store.latest(LESSON)[LEARNER]
    assert is_for_teachers(row.said_to_teacher)
    assert store.marks(LESSON)[LEARNER].said_to_teacher == row.said_to_teacher
    assert row.said_to_teacher in in_words(for_teacher(row))["note"]
    assert not is_for_teachers(row.remark) or broken == "nothing"
    if broken == "foreign":
        assert "8A1-01" in row.said_to_teacher


def test_a_store_from_before_teachers_words_is_read_and_written(tmp_path: Path) -> None:
    """It gets the column; its old rows say what the learner read."""
    folder, file = tmp_path / LEARNER / LESSON, tmp_path / RESULTS_FILE
    put(folder, b"noise\n")
    Results(f"sqlite:///{file}").record(graded(folder))
    with sqlite3.connect(file) as old:
        old.execute("alter table congtap_grading drop column for_teacher")
    old.close()
    store = Results(f"sqlite:///{file}")
    before = store.latest(LESSON)[LEARNER]
    assert before.said_to_teacher == before.remark
    put(folder, played())
    assert store.record(graded(folder))
    assert store.latest(LESSON)[LEARNER].klass == KLASS.name
