"""The page “Một cửa”: where it is, what it shows of a dossier, and what it does not give away."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from grading.solutions import lesson_07 as officer
from simulator.office import counter
from simulator.practice import Practice
from simulator.screens.desk import Desk


def desk_of(tmp_path: Path, lesson: str = officer.LESSON) -> Desk:
    return Desk(Practice(tmp_path, lesson, "8A1-07", key=b"k" * 32))


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """The officer's desk as the hour begins."""
    return desk_of(tmp_path)


def test_the_page_is_there_only_for_who_is_on_duty(desk: Desk, tmp_path: Path) -> None:
    """It stands in front at the counter; elsewhere there is no way to it."""
    assert desk.computer.view["page"] == "counter"
    assert desk.computer.view["counter"]
    assert len(desk.computer.page.view["queue"]) == 6
    other = desk_of(tmp_path / "other", "1.001193")
    assert not other.computer.view["counter"]
    other.go({"page": "counter"})
    assert other.computer.view["page"] == "procedures"


def test_the_queue_says_who_is_urgent(desk: Desk) -> None:
    """How long each has waited, and how long is left; exactly one has little time."""
    queue = desk.computer.page.view["queue"]
    assert [row["urgent"] for row in queue].count(True) == 1
    assert all("Đã chờ" in row["waited"] and "Còn" in row["left"] for row in queue)


def test_a_dossier_shows_what_is_seen_and_not_what_is_wrong(desk: Desk) -> None:
    """No view names the kind, what is planted or where it belongs before it is answered."""
    for found in desk.practice.portal.state.incoming:
        desk.go({"incoming": found.id})
        view = desk.computer.page.view
        assert [line["id"] for line in view["open"]["lines"]] == list(counter.lines(found))
        assert not any(line["mark"] for line in view["open"]["lines"])
        said = json.dumps(view, ensure_ascii=False)
        assert found.key not in said
        assert '"planted"' not in said
        assert '"right"' not in said
        differs = counter.shortcomings(found).get(counter.FORM) == "differs"
        assert (view["open"]["form"] != view["open"]["register"]) == differs


def test_marks_stay_and_the_letter_is_shown(desk: Desk) -> None:
    """Every answer is followed by the letter that went out; wrong ones are told in the colour of warnings."""
    found = officer.of(desk.practice, "late")
    desk.go({"incoming": found.id})
    for line in counter.lines(found):
        desk.act({"do": "mark_paper", "incoming": found.id, "line": line, "mark": "ok"})
    assert desk.computer.view["notice"] is None
    view = desk.computer.page.view["open"]
    assert {line["mark"] for line in view["lines"]} == {"ok"}
    today, tomorrow = (day["code"] for day in view["days"][:2])
    desk.act({"do": "answer_incoming", "incoming": found.id, "decision": "receive", "due": today})
    assert desk.computer.view["notice"]["ok"] is False
    view = desk.computer.page.view["open"]
    assert "(Mẫu số 01)" in view["letters"][0]["title"]
    assert view["step"] == "Quay lại"
    assert tomorrow != today


def test_who_complained_is_followed_by_what_would_have_been_right(desk: Desk) -> None:
    """Only then, and with the reasons or the day of the right letter."""
    wanted = {"stranger": "(Mẫu số 02)", "elsewhere": "(Mẫu số 03)", "complete": "(Mẫu số 01)"}
    for kind, form in wanted.items():
        found = officer.of(desk.practice, kind)
        desk.go({"incoming": found.id})
        for _ in range(2):
            assert desk.computer.page.view["open"]["should"] is None
            officer.receive(desk.practice, kind, days=1)
            desk.go({"incoming": found.id})
        should = desk.computer.page.view["open"]["should"]
        assert form in should["title"]
        assert bool(should["list"]) == (kind != "complete")
        assert (should["rows"][-1][0] == "Hẹn trả kết quả") == (kind == "complete")


def test_the_whole_hour_can_be_shown(desk: Desk) -> None:
    """After each answer every dossier and the task card have their picture."""
    officer.desk(desk.practice)
    for found in desk.practice.portal.state.incoming:
        desk.go({"incoming": found.id})
        assert desk.computer.page.view["open"]["over"]
        json.dumps([desk.computer.page.view, desk.task.view])
    assert desk.task.view["stages"][0]["done"]
    assert desk.task.view["groups"][0]["title"] == "Nhắc nhanh ở quầy"
    assert desk.computer.page.view["done"] == 6
