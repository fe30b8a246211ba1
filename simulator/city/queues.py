"""Queues in many offices at once: first come, first served, several servers each.

The state of a queue is when each server will be free, in order (Kiefer and Wolfowitz): the next customer begins when
both are there, the customer and the first free server. That is a chain, one customer after the other. Here the chain is
cut into blocks that are worked through side by side, as if each began with everybody free; then those blocks are done
again into which the one before had left work, until nothing changes. The result is exact, not an approximation.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from simulator.city.chance import Array

BLOCK = 64
"""Customers in a block: long enough to forget how it began, short enough that many go side by side."""


class _Blocks(NamedTuple):
    """Customers laid out by block: a row for each place in the block, a column for each block."""

    arrival: Array
    service: Array
    free: Array
    follows: Array
    places: Array


def serve(office: Array, arrival: Array, service: Array, servers: Array) -> Array:
    """When the service of each customer begins.

    ``office`` numbers the offices from 0; customers stand in the order of office and, within it, of ``arrival`` (ties
    in the order given). ``servers`` is how many each office has, at least one. Times have one unit, whole or not.
    Raises ``ValueError`` for customers out of order and for an office without servers.
    """
    if not len(office):
        return arrival.copy()
    together = office[1:] == office[:-1]
    if (office[1:] < office[:-1]).any() or (arrival[1:] < arrival[:-1])[together].any():
        raise ValueError("customers must stand in the order of office and arrival")
    if servers.min() < 1:
        raise ValueError(f"office {int(servers.argmin())} has no servers; every office needs one at least")
    blocks = _cut(office, arrival, service, servers)
    begins = np.empty_like(blocks.arrival)
    starts, ends = blocks.free.copy(), np.empty_like(blocks.free)
    active = np.arange(blocks.free.shape[1])
    while len(active):
        everything = len(active) == blocks.free.shape[1]
        state = starts[:, active]
        picked = slice(None) if everything else active
        begins[:, picked] = _work(blocks.arrival[:, picked], blocks.service[:, picked], state)
        ends[:, active] = state
        after = active[active + 1 < len(blocks.follows)] + 1
        after = after[blocks.follows[after]]
        first = blocks.arrival[0, after]
        # What a server did before the block's first customer came makes no difference.
        changed = (np.maximum(ends[:, after - 1], first) != np.maximum(starts[:, after], first)).any(axis=0)
        active = after[changed]
        starts[:, active] = ends[:, active - 1]
    return np.asarray(begins.T.reshape(-1)[blocks.places])


def _cut(office: Array, arrival: Array, service: Array, servers: Array) -> _Blocks:
    """Lay the customers out. Places left over hold nobody: they come before all time and take none."""
    whole = np.issubdtype(arrival.dtype, np.integer)
    never, always = (np.iinfo(arrival.dtype).max, np.iinfo(arrival.dtype).min) if whole else (np.inf, -np.inf)
    counts = np.bincount(office, minlength=len(servers))
    blocks = -(-counts // BLOCK)
    first_block = np.cumsum(blocks) - blocks
    shift = first_block * BLOCK - (np.cumsum(counts) - counts)
    places = np.arange(len(office)) + shift[office]
    total = int(blocks.sum())
    arrivals = np.full(total * BLOCK, always, dtype=arrival.dtype)
    services = np.zeros(total * BLOCK, dtype=arrival.dtype)
    arrivals[places], services[places] = arrival, service
    owner = np.repeat(np.arange(len(servers)), blocks)
    most = int(servers[np.flatnonzero(counts)].max())
    free = np.where(np.arange(most)[:, None] < servers[owner], np.asarray(always, arrival.dtype), never)
    follows = np.concatenate(([False], owner[1:] == owner[:-1]))
    arrivals, services = (np.ascontiguousarray(each.reshape(total, BLOCK).T) for each in (arrivals, services))
    return _Blocks(arrivals, services, free.astype(arrival.dtype), follows, places)


def _work(arrival: Array, service: Array, free: Array) -> Array:
    """Serve one customer of every block after the other; ``free`` (earliest first) becomes the state after the last."""
    begins = np.empty_like(arrival)
    busy = np.empty_like(free[0])
    for place in range(len(arrival)):
        begin = np.maximum(arrival[place], free[0], out=begins[place])
        np.add(begin, service[place], out=busy)
        for server in range(len(free) - 1):
            np.minimum(busy, free[server + 1], out=free[server])
            np.maximum(busy, free[server + 1], out=busy)
        free[-1] = busy
    return begins
