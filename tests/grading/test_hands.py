"""The seat that clicks knows how to do whatever the reference solutions do."""

from __future__ import annotations

import pytest

from grading.coding.tasks import TASKS
from grading.lessons import LESSONS
from grading.players import Player, Recording
from grading.solutions.catalogue import SOLUTIONS
from simulator import Case
from tests.browser.hands import CLICKS


@pytest.mark.parametrize("lesson", [each for each in LESSONS if each not in TASKS])
def test_every_action_of_a_reference_is_within_reach_of_hands(lesson: str) -> None:
    """Without a browser: no kind of action is left out of the table of clicks."""
    seat = Recording(Case.for_learner(lesson, "8A2-03"))
    SOLUTIONS[lesson].play(seat) if lesson in SOLUTIONS else Player(seat).play()
    assert {type(line.action) for line in seat.journal.lines} - CLICKS.keys() == set()
