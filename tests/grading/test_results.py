"""The results store: everything kept, nothing twice, nothing lost by a regrade."""

import sqlite3
from decimal import Decimal

import msgspec
import pytest

from grading.players import Habits
from grading.results import RESULTS_FILE, Results, results_url
from tests.grading.desk import LEARNER, LESSON, graded, played, put


@pytest.fixture
def url(tmp_path):
    return f"sqlite:///{tmp_path / RESULTS_FILE}"


@pytest.fixture
def folder(tmp_path):
    return tmp_path / LEARNER / LESSON


def test_what_is_recorded_is_read_back(url, folder):
    put(folder, played(Habits(wrong_copies=True, skips_rating=True)))
    result = graded(folder)
    assert Results(url).record(result, "2026-11-09 01:02:03.000000 UTC")
    row = Results(url).latest(LESSON)[LEARNER]
    assert row.results == tuple(
        msgspec.structs.replace(r, points=r.points.normalize() + 0, max_points=r.max_points) for r in result.results
    )
    assert row.by_exercise == result.by_exercise
    assert (row.points, row.mark, row.maximum) == (Decimal("8.75"), Decimal("8.8"), Decimal(10))
    assert (row.digest, row.attempt, row.outcome) == (result.digest, 1, "graded")
    assert row.submitted_at == "2026-11-09 01:02:03.000000 UTC"
    assert row.graded_at.endswith("+00:00")


def test_nothing_changed_adds_nothing(url, folder):
    put(folder, played())
    store = Results(url)
    assert store.record(graded(folder))
    assert not store.record(graded(folder))
    assert len(store.history(LESSON, LEARNER)) == 1


def test_a_regrade_adds_a_row_and_keeps_the_old_one(url, folder):
    store = Results(url)
    for habits in (Habits(stops_after="activation"), Habits(), Habits(stops_after="activation")):
        put(folder, played(habits))
        assert store.record(graded(folder))
    assert [str(row.mark) for row in store.history(LESSON, LEARNER)] == ["3.0", "10.0", "3.0"]
    assert str(store.latest(LESSON)[LEARNER].mark) == "3.0"


def test_new_hand_in_of_the_same_work_is_a_row_of_its_own(url, folder):
    put(folder, played())
    store = Results(url)
    assert store.record(graded(folder), "2026-11-09")
    assert store.record(graded(folder), "2026-11-10")


def test_work_that_could_not_run_keeps_its_reason(url, folder):
    put(folder, b"noise\n")
    store = Results(url)
    store.record(graded(folder))
    row = store.latest(LESSON)[LEARNER]
    assert (row.outcome, row.reason, row.points, row.attempt) == ("could_not_run", "damaged", 0, 0)
    assert "hỏng" in row.remark
    assert {each.outcome for each in row.results} == {"could_not_run"}


def test_attempts_are_kept(url, folder, tmp_path):
    put(folder, played(attempt=1), 1)
    put(folder, b"noise\n", 2)
    Results(url).record(graded(folder))
    connection = sqlite3.connect(tmp_path / RESULTS_FILE)
    rows = connection.execute("select number, reason, points from congtap_attempt order by number").fetchall()
    connection.close()
    assert rows == [(1, "", 1000), (2, "damaged", 0)]


def test_failure_within_a_grading_leaves_nothing_of_it(url, folder, monkeypatch):
    put(folder, played())
    store = Results(url)

    def breaks(*args):
        raise RuntimeError("power cut")

    monkeypatch.setattr(Results, "_add_details", breaks)
    with pytest.raises(RuntimeError):
        store.record(graded(folder))
    monkeypatch.undo()
    assert store.history(LESSON, LEARNER) == []


def test_one_learner_alone(url, folder, tmp_path):
    store = Results(url)
    put(folder, played())
    store.record(graded(folder))
    other = tmp_path / "8A1-08" / LESSON
    put(other, played(learner="8A1-08"))
    store.record(graded(other, learner="8A1-08"))
    assert set(store.latest(LESSON)) == {LEARNER, "8A1-08"}
    assert set(store.latest(LESSON, "8A1-08")) == {"8A1-08"}
    assert store.latest("99-khac") == {}


@pytest.mark.parametrize(
    ("gradebook", "expected"),
    [
        ("sqlite:////lop/gradebook.db", "sqlite:////lop/ket-qua.db"),
        ("sqlite:///gradebook.db", "sqlite:///ket-qua.db"),
        ("sqlite:///C:\\lop\\gradebook.db", "sqlite:///C:/lop/ket-qua.db"),
        ("postgresql://gv@may-chu/lop", "postgresql://gv@may-chu/lop"),
        ("sqlite://", "sqlite://"),
    ],
)
def test_results_lie_beside_the_gradebook(gradebook, expected):
    assert results_url(gradebook) == expected
