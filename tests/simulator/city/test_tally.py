"""A year as a tally: the same counts as the year's own, the ways of its dossiers, the minutes at its counters."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from simulator.city import channels
from simulator.city.counts import add_up
from simulator.city.dossiers import EVENTS
from simulator.city.hours import NEVER
from simulator.city.table import history
from simulator.city.tally import STATUSES, moves, tally
from simulator.city.year import City
from simulator.state import NEW, SUPPLEMENT

SIZE = 6_000


def test_a_tally_counts_what_the_year_counts() -> None:
    """In one piece or in several, worked through here or given."""
    whole, cut = City("tally", SIZE), City("tally", SIZE, piece=900)
    seen, again = tally(whole), tally(cut, cut.pieces())
    assert (seen.counts == add_up(whole.pieces(), 2026)).all()
    assert seen.dossiers == SIZE
    for one, other in ((seen.counts, again.counts), (seen.moved, again.moved), (seen.waited, again.waited)):
        assert np.allclose(one, other)


def test_ways_are_those_of_every_dossiers_history() -> None:
    """Counted one dossier after the other; each ends where its status says."""
    city = City("ways", 3_000)
    found = city.wards(0, 126)
    slow = np.zeros((STATUSES, STATUSES), dtype=int)
    for row in range(len(found)):
        # A supplement's answer is a new filing, of the same status name.
        statuses = [0, *(status for status, _ in history(found, row))]
        for start, end in pairwise(statuses):
            slow[start, end] += 1
    assert (moves(found) == slow).all()
    seen = tally(city)
    assert (seen.at_end[1:] == np.bincount(found.status, minlength=STATUSES)[1:]).all()
    assert seen.moved[SUPPLEMENT, NEW] == sum(
        int((getattr(found, name) < NEVER).sum()) for name, _ in EVENTS if name.startswith("resubmitted")
    )


def test_waits_are_shared_out_among_those_who_came() -> None:
    """Every visitor of a counter is in one minute, and the bands add up to all of them."""
    city = City("waits", SIZE)
    seen, found = tally(city), city.wards(0, 126)
    waited = found.waited[found.way == channels.COUNTER] // 60
    assert seen.waited.sum() == len(waited)
    assert seen.waiting(0, 10) + seen.waiting(10, None) == 1
    assert seen.waiting(1, None) == (waited >= 1).mean()
