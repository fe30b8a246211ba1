"""Every persona can be served without a fault, and a shift by the reference is a good one."""

from __future__ import annotations

import pytest

from simulator import actions
from simulator.point import conduct, queue
from simulator.point.personas import personas
from tests.simulator.point import volunteer


@pytest.mark.parametrize("name", personas())
def test_the_reference_visit_breaks_no_rule(name: str) -> None:
    """Served as the data says, a person costs nothing and goes content."""
    portal, visit = volunteer.alone(name)
    volunteer.serve(portal, visit)
    assert visit.how == personas()[name].ends[0]
    assert conduct.broken(visit) == []
    assert conduct.score(visit) == 100
    assert visit.mood >= 7


@pytest.mark.parametrize("scenario", ["ca-truc-1", "ca-truc-2", "ca-truc-3"])
def test_a_shift_by_the_reference_costs_nothing(scenario: str) -> None:
    """Whoever is served is served rightly; the shift ends."""
    portal = volunteer.portal(scenario)
    shift = volunteer.work(portal)
    assert shift.over >= 0
    assert conduct.shift_lines(shift) == []
    assert [conduct.score(visit) for visit in shift.visits if visit.called >= 0] == [100] * sum(
        visit.called >= 0 for visit in shift.visits
    )


def test_a_long_visit_costs_the_shift_only_while_others_wait() -> None:
    """Ten minutes and somebody in the queue: exactly the listed points; alone at the point, nothing."""
    for others in (True, False):
        portal, visit = volunteer.alone("me_be_so_sinh")
        shift = volunteer.shift(portal)
        if others:
            queue.EVENTS["visitor"](portal, "2:cu_ba_khong_dien_thoai")
            portal.state.events = []
        volunteer.make(portal, visit, "greet")
        volunteer.must(portal, actions.PassTime(after=conduct.LONG))
        volunteer.make(portal, visit, "ask_need", "end:counter")
        expected = [conduct.Line("held_up", conduct.HELD_UP, visit.id)] if others else []
        assert conduct.shift_lines(shift) == expected
