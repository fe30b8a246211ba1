"""Whatever the data offers can be written into a journal and read back."""

from __future__ import annotations

import pytest

from simulator import actions
from simulator.actions import AnyAction
from simulator.case import Case
from simulator.journal import Journal, parse
from simulator.point.personas import abouts, incidents, moves, personas

CASE = Case.for_learner("ca-truc-1", "TNV1-01")


def read_back(action: AnyAction) -> AnyAction:
    """An action as its line in a journal is read."""
    journal, _ = Journal.begin(CASE).add(action, "0" * 16)
    return parse(journal.encoded()).lines[0].action


@pytest.mark.parametrize("persona", personas())
def test_every_move_about_everything_is_read_back(persona: str) -> None:
    """Names of facts, fields, options, papers and endings fit an action."""
    for move in moves():
        for about in abouts(personas()[persona], move) or ("2.000635",):
            action = actions.Serve(visitor="k1", move=move, about=about)
            assert read_back(action) == action


def test_every_way_of_meeting_an_incident_is_read_back() -> None:
    """Names of ways fit an action."""
    for kind in incidents().values():
        for way in kind.ways:
            action = actions.MeetIncident(incident="i1", way=way)
            assert read_back(action) == action
