"""The queues of many offices: exact, as Erlang's formula says in the mean, and strict about their input."""

import heapq

import numpy as np
import pytest

from simulator.city.queues import BLOCK, serve
from simulator.point.helpers import Demand, erlang_c


def one_by_one(arrival, service, servers):
    """The same queue with a heap of the times at which servers are free."""
    free, begins = [-np.inf] * servers, []
    for came, takes in zip(arrival, service, strict=True):
        begins.append(max(came, heapq.heappop(free)))
        heapq.heappush(free, begins[-1] + takes)
    return np.array(begins)


def day(load, servers, customers, seed=1):
    """Poisson arrivals and exponential service of mean 1."""
    rng = np.random.default_rng(seed)
    return np.cumsum(rng.exponential(1 / (load * servers), customers)), rng.exponential(1, customers)


@pytest.mark.parametrize("servers", [1, 2, 3, 7])
@pytest.mark.parametrize("load", [0.3, 0.9, 1.5])
def test_a_queue_is_the_same_as_one_customer_after_the_other(servers, load):
    """However full the office is, and whatever is left over from one block to the next."""
    arrival, service = day(load, servers, 20 * BLOCK + 7)
    begins = serve(np.zeros(len(arrival), dtype=int), arrival, service, np.array([servers]))
    assert (begins == one_by_one(arrival, service, servers)).all()


def test_offices_do_not_touch_each_other():
    """Many offices of different size, with whole seconds, some of them without anybody."""
    rng = np.random.default_rng(2)
    office = np.sort(rng.choice([0, 1, 3, 4, 6], 5_000))
    arrival = rng.integers(0, 50_000, len(office)).astype(np.int32)
    arrival = arrival[np.lexsort((arrival, office))]
    service = rng.integers(1, 90, len(office)).astype(np.int32)
    servers = np.array([1, 2, 1, 5, 3, 1, 2])
    begins = serve(office, arrival, service, servers)
    assert begins.dtype == np.int32
    for number in np.unique(office):
        mine = office == number
        assert (begins[mine] == one_by_one(arrival[mine], service[mine], servers[number])).all()


@pytest.mark.parametrize(("servers", "load"), [(1, 0.6), (3, 0.8), (8, 0.9)])
def test_waiting_agrees_with_erlang_c(servers, load):
    """With Poisson arrivals and exponential service: how many wait, and how long, within a few percent."""
    offices = 200
    days = [day(load, servers, 5_000, seed) for seed in range(offices)]
    arrival, service = (np.concatenate(each) for each in zip(*days, strict=True))
    office = np.repeat(np.arange(offices), 5_000)
    waits = (serve(office, arrival, service, np.full(offices, servers)) - arrival).reshape(offices, -1)[:, 500:]
    # One hour of service is the unit of time.
    waiting = erlang_c(Demand(arrivals=load * servers, helpers=servers, minutes=60))
    assert (waits > 0).mean() == pytest.approx(waiting, rel=0.03)
    assert waits.mean() == pytest.approx(waiting / (servers - load * servers), rel=0.06)


def test_what_cannot_be_served_is_refused():
    """Customers out of order, an office that nobody works in; nobody at all is fine."""
    one = np.array([1])
    with pytest.raises(ValueError, match="order of office and arrival"):
        serve(np.array([0, 0]), np.array([5, 4]), np.array([1, 1]), one)
    with pytest.raises(ValueError, match="order of office and arrival"):
        serve(np.array([1, 0]), np.array([4, 5]), np.array([1, 1]), np.array([1, 1]))
    with pytest.raises(ValueError, match="office 0 has no servers"):
        serve(np.array([0]), np.array([4]), np.array([1]), np.array([0]))
    assert len(serve(np.array([], dtype=int), np.array([]), np.array([]), one)) == 0
