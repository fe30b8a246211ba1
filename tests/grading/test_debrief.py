"""Looking back at a free practice: time, slips, what was met, and the shorter way."""

from __future__ import annotations

from pathlib import Path

import pytest

from grading.app.lesson import Lesson
from grading.app.workspace import Workspace
from grading.debrief import debrief, shortest
from grading.filer import PACE, Filer
from grading.lessons import LESSONS
from simulator import Portal, actions, datasets
from simulator.scenario import scenarios

FREE = [name for name, scenario in scenarios().items() if name not in LESSONS and scenario.point is None]


@pytest.mark.parametrize("name", FREE)
def test_who_goes_straight_takes_the_shortest_way(name: str) -> None:
    """Every free practice ends; the filer's own steps are the shortest there are."""
    filer = Filer(name)
    for person in range(len(filer.case.task.everyone)):
        filer.person = person
        filer.begin(another=bool(person)).owner().form().attach().deliver().send().follow()
    filer.finish()
    found = debrief(filer.portal)
    assert found.finished
    assert found.steps == found.shortest == shortest(filer.case)
    assert found.caught == 0


def test_slips_are_counted_and_told_with_what_to_do() -> None:
    """The commonest first; looking and waiting are no steps."""
    filer = Filer("1.001193").begin()
    for _ in range(3):
        filer.do(actions.FillOwner(dossier="d1", phone="12", email=""))
    filer.do(actions.SubmitDossier(dossier="d1", accept_terms=True))
    filer.do(actions.PassTime(after=100))
    found = debrief(filer.portal)
    assert not found.finished
    assert [(slip.code, slip.times) for slip in found.slips] == [("phone_shape", 3), ("step_missing", 1)]
    assert all(slip.text and slip.advice for slip in found.slips)
    assert found.steps == 3 + 4
    assert found.seconds == 3 * PACE + 100


def test_what_was_met_and_given_is_named() -> None:
    """By the registry's titles."""
    filer = Filer("2.000635").prepared().send()
    assert debrief(filer.portal).met == (datasets.known_faults()["bank_out_of_order"].title,)
    assert debrief(Portal(filer.case)).met == ()


def test_the_page_shows_it(tmp_path: Path) -> None:
    """Nothing before the first step; then two bars and the slips."""
    notebook = Workspace(tmp_path).practise("8A1-07", "1.001193")
    lesson = Lesson(notebook.parent)
    panel = lesson.look_back()
    panel.vue_act({"do": "look"})
    assert "chưa làm bước nào" in panel.view["text"]
    assert lesson.practice is not None
    lesson.practice.do(actions.OpenProcedure(procedure="x"))
    panel.vue_act({"do": "look"})
    assert panel.view["bars"][0]["said"] == "1"
    assert panel.view["slips"][0]["times"] == "1 lần:"
