"""The queue of a point: the simulation agrees with Erlang's formula, and answers as one expects."""

from __future__ import annotations

from itertools import pairwise
from statistics import mean

import msgspec
import pytest

from simulator import datasets
from simulator.point.helpers import LONG, Demand, erlang_c, needed, presets, simulate


@pytest.mark.parametrize(
    ("load", "helpers", "known"),
    [(0.5, 1, 0.5), (1.0, 2, 1 / 3), (2.0, 3, 4 / 9), (8.0, 10, 0.40918)],
)
def test_the_formula_is_erlangs(load: float, helpers: int, known: float) -> None:
    """With one helper the share who wait is the load; the others are the textbook's."""
    demand = Demand(arrivals=load * 6, helpers=helpers, minutes=10)
    assert demand.load == pytest.approx(load)
    assert erlang_c(demand) == pytest.approx(known, abs=1e-4)


@pytest.mark.parametrize(("arrivals", "helpers", "minutes"), [(4, 1, 9), (10, 2, 8), (20, 4, 9)])
def test_the_simulation_agrees_with_the_formula(arrivals: float, helpers: int, minutes: float) -> None:
    """A point that is open for very long, with exponential times: shares who wait, mean wait, busy share."""
    long = int(15_000 * 60 / arrivals)
    demand = Demand(arrivals, helpers, minutes, open_minutes=long, spread="exponential")
    runs = [simulate(demand, seed, openings=1) for seed in "abcdef"]
    for over in (0, 5, LONG):
        assert mean(run.over(over) for run in runs) == pytest.approx(erlang_c(demand, over), abs=0.02), over
    wait = erlang_c(demand) * minutes / (helpers - demand.load)
    assert mean(run.mean for run in runs) == pytest.approx(wait, rel=0.1)
    assert mean(run.busy for run in runs) == pytest.approx(demand.load / helpers, abs=0.01)


def test_more_helpers_make_shorter_waits_and_idler_helpers() -> None:
    """The same people, one helper more."""
    found = [simulate(Demand(arrivals=16, helpers=count, minutes=12)) for count in (2, 3, 4, 6)]
    assert [len(each.waits) for each in found] == [len(found[0].waits)] * 4
    for less, more in pairwise(found):
        assert more.mean < less.mean
        assert more.long <= less.long
        assert more.busy < less.busy


def test_who_must_come_back_fills_the_line() -> None:
    """A share that is sent away comes again: waits grow although no more people have a matter."""
    once = Demand(arrivals=10, helpers=2, minutes=10)
    again = msgspec.structs.replace(once, returned=25)
    assert again.visits == pytest.approx(10 / 0.75)
    assert simulate(again).mean > simulate(once).mean


def test_nobody_is_served_after_closing_and_all_are_counted() -> None:
    """A point that is far too small: most wait in vain, nobody longer than it is open."""
    found = simulate(Demand(arrivals=60, helpers=1, minutes=30, open_minutes=60))
    assert found.not_served > 0.8
    assert max(found.waits) <= 60
    assert found.busy <= 1
    assert found.long > 0.5


def test_the_same_seed_gives_the_same_people() -> None:
    """Nothing is left to chance."""
    demand = Demand(arrivals=8, helpers=2, minutes=12)
    assert simulate(demand) == simulate(demand)
    assert simulate(demand, "2") != simulate(demand)


def test_the_fewest_helpers_that_are_enough() -> None:
    """One fewer would not do; a crowd beyond twenty helpers has no answer."""
    demand = Demand(arrivals=16, helpers=1, minutes=12)
    count = needed(demand)
    assert count is not None
    assert simulate(msgspec.structs.replace(demand, helpers=count)).long <= 0.1
    assert simulate(msgspec.structs.replace(demand, helpers=count - 1)).long > 0.1
    assert needed(Demand(arrivals=120, helpers=1, minutes=120)) is None


@pytest.mark.parametrize("name", presets())
def test_a_preset_says_what_is_known_and_what_was_set(name: str) -> None:
    """Its figures are in the list of the articles' figures; every other number is marked as set."""
    preset = presets()[name]
    rows = {row["id"]: row for row in datasets.table("figures/article_figures.csv")}
    assert all(figure in rows for figure in preset.figures)
    assert set(preset.assumed) < set(msgspec.structs.asdict(preset.demand))
    values = {float(rows[f]["value"]) for f in preset.figures}
    for field in ("helpers", "open_minutes"):
        if field not in preset.assumed:
            number = getattr(preset.demand, field)
            hours = {60 * (b - a) for a in values for b in values}
            assert number in (values if field == "helpers" else hours), field
    assert {"arrivals", "minutes", "returned"} <= set(preset.assumed)
