"""The whole city at once beside its baselines: Faker for written people, SimPy for the queues, itself for the size.

``python benchmarks/city.py [--dossiers N] [--large N]``. Each measurement runs in a process of its own, one after the
other, so that its memory is its own; seconds are the processor's, with the wall clock's beside them, since others may
use the machine. The queues are those of the year itself: SimPy gets the same customers, and has to begin every service
at the same second.
"""

from __future__ import annotations

import argparse
import csv
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import simpy
from faker import Faker

from simulator.city import indices, population, written, year
from simulator.city.chance import Array, Chance
from simulator.city.counts import count
from simulator.city.levers import levers, settings_of
from simulator.city.queues import serve
from simulator.city.settings import Settings
from simulator.city.tally import tally

Steps = Iterator[simpy.Event]
SEED = "benchmark"
FAKED = 10_000
ROUNDS = 5
FOUR_FIELDS = ("name", "address", "phone", "born")


def clocks() -> tuple[float, float]:
    return time.process_time(), time.perf_counter()


def since(begun: tuple[float, float]) -> dict[str, float]:
    return {"cpu": time.process_time() - begun[0], "wall": time.perf_counter() - begun[1]}


def memory() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def people(size: int) -> dict[str, Any]:
    """Citizens with households, as arrays and as text, beside Faker's: the same fields in the same kind of file.

    The rounds take turns, so that whatever else the machine does slows both.
    """
    fake = Faker("vi_VN")
    fake.seed_instance(1)
    settings, day = Settings(), date(2026, 1, 1)
    totals = population.ward_totals(settings, size)
    took = {"faker": (0.0, 0.0), "ours": (0.0, 0.0), "text": (0.0, 0.0), "all": (0.0, 0.0)}

    def timed(part: str, work: Callable[[], object]) -> None:
        begun = clocks()
        work()
        spent = since(begun)
        took[part] = (took[part][0] + spent["cpu"], took[part][1] + spent["wall"])

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "citizens.csv"

        def faked() -> None:
            with path.open("w", encoding="utf-8-sig", newline="") as file:
                rows = csv.writer(file)
                rows.writerow(FOUR_FIELDS)
                for _ in range(FAKED):
                    rows.writerow((fake.name(), fake.address(), fake.phone_number(), fake.date_of_birth()))

        def written_out(fields: Sequence[str], totals: Array = totals) -> int:
            return written.write(path, settings, Chance(SEED), totals, day, fields)

        written_out(written.FIELDS, population.ward_totals(settings, 10_000))
        for _ in range(ROUNDS):
            timed("faker", faked)
            timed("ours", lambda: population.people(settings, Chance(SEED), totals, 0, 126, day))
            timed("text", lambda: written_out(FOUR_FIELDS))
            timed("all", lambda: written_out(written.FIELDS))
    each = {part: {"cpu": cpu / ROUNDS, "wall": wall / ROUNDS} for part, (cpu, wall) in took.items()}
    return {**each, "memory": memory()}


def whole_year(size: int) -> dict[str, Any]:
    """The year of so many dossiers, counted piece by piece, and the indices made of the counts."""
    year.City("warm", 5_000).wards(0, 126)
    begun = clocks()
    city = year.City(SEED, size)
    counting, counts, seen = 0.0, 0, 0
    for piece in city.pieces():
        before = time.process_time()
        counts = counts + count(piece, 2026)
        counting += time.process_time() - before
        seen += len(piece)
    took = since(begun)
    took["cpu"] -= counting
    begun = clocks()
    found = indices.of_city(city.settings, counts)
    indices.by_ward(city.settings, counts)
    indices.by_month(city.settings, counts)
    made = since(begun)
    made["cpu"] += counting
    return {"year": took, "indices": made, "memory": memory(), "dossiers": seen, "total": found["total"]}


def simulated(office: Array, arrival: Array, service: Array, servers: Array) -> Array:
    """The same queues, event by event."""
    env = simpy.Environment()
    begins = np.empty(len(office), dtype=np.int64)
    arrivals, services = arrival.tolist(), service.tolist()

    def customer(row: int, counter: simpy.Resource) -> Steps:
        with counter.request() as turn:
            yield turn
            begins[row] = env.now
            yield env.timeout(services[row])

    def source(rows: range, counter: simpy.Resource) -> Steps:
        for row in rows:
            yield env.timeout(arrivals[row] - env.now)
            env.process(customer(row, counter))

    edges = np.searchsorted(office, np.arange(len(servers) + 1)).tolist()
    for number, capacity in enumerate(servers.tolist()):
        rows = range(edges[number], edges[number + 1])
        env.process(source(rows, simpy.Resource(env, capacity)))
    env.run()
    return begins


def queues(size: int) -> dict[str, Any]:
    """The queues of one year: counters, reception, desks."""
    asked: list[tuple[Array, ...]] = []

    def listening(*arguments: Array) -> Array:
        asked.append(tuple(np.array(each) for each in arguments))
        return serve(*arguments)

    year.serve = listening
    for _ in year.City(SEED, size).pieces():
        pass
    year.serve = serve
    begun = clocks()
    ours = [serve(*each) for each in asked]
    took = since(begun)
    begun = clocks()
    theirs = [simulated(*each) for each in asked]
    baseline = since(begun)
    waits = np.concatenate([begins - each[1] for begins, each in zip(ours, asked, strict=True)])
    return {
        "ours": took,
        "simpy": baseline,
        "visits": len(waits),
        "mean_wait_minutes": float(waits.mean() / 60),
        "same": all((mine == its).all() for mine, its in zip(ours, theirs, strict=True)),
    }


def slider(size: int) -> dict[str, Any]:
    """One move of a slider on the page of what if with each picture, and the bars of two years of ``size``."""
    from grading.app.city_page import PICTURES, RATES, CityPage  # noqa: PLC0415
    from grading.app.pictures import address  # noqa: PLC0415

    page, lever = CityPage(), next(each for each in levers().values() if (each.high - each.low) / each.step > 2 * 4)
    moves = iter(range(lever.low, lever.high + 1, lever.step))
    found: dict[str, Any] = {}
    for picture in PICTURES:
        page.vue_act({"do": "picture", "name": picture})
        begun = clocks()
        for _ in range(2):
            page.vue_act({"do": "set", "name": lever.id, "value": next(moves)})
        found[picture] = {name: each / 2 for name, each in since(begun).items()}
    begun = clocks()
    whole = [tally(year.City(SEED, size, settings_of({lever.id: value}))) for value in (lever.base, lever.high)]
    address(PICTURES["bars"][0](*whole, RATES[0]))
    return {"slider": found, "naive": since(begun)}


PARTS = {"people": people, "year": whole_year, "queues": queues, "slider": slider}


def measured(part: str, size: int) -> dict[str, Any]:
    command = [sys.executable, str(Path(__file__).resolve()), "--part", part, "--size", str(size)]
    done = subprocess.run(command, check=True, capture_output=True, encoding="utf-8")
    return json.loads(done.stdout)


def shown(took: dict[str, float]) -> str:
    return f"{took['cpu']:8.2f} s of the processor, {took['wall']:8.2f} s on the wall clock"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--citizens", type=int, default=1_000_000)
    parser.add_argument("--dossiers", type=int, default=500_000)
    parser.add_argument("--large", type=int, default=10_000_000)
    parser.add_argument("--part", choices=sorted(PARTS), help=argparse.SUPPRESS)
    parser.add_argument("--size", type=int, help=argparse.SUPPRESS)
    wanted = parser.parse_args()
    if wanted.part:
        print(json.dumps(PARTS[wanted.part](wanted.size)))
        return

    found = measured("people", wanted.citizens)
    rate, baseline = wanted.citizens / found["ours"]["cpu"], FAKED / found["faker"]["cpu"]
    four, seven = (wanted.citizens / found[part]["cpu"] for part in ("text", "all"))
    print(f"{wanted.citizens:,} citizens with households, peak memory {found['memory']} MB (goal: under 800)")
    print(f"  baseline  Faker vi_VN, name, address, phone, birth date as CSV {baseline:12,.0f} citizens a second")
    print(f"            drawn and written, the same fields as CSV           {four:12,.0f}   {shown(found['text'])}")
    print(f"            drawn and written, all seven fields                 {seven:12,.0f}   {shown(found['all'])}")
    print(f"            drawn, as arrays                                    {rate:12,.0f}   {shown(found['ours'])}")
    print(f"  written out {four / baseline:.0f} times as fast (goal: 200), arrays alone {rate / baseline:.0f} times")

    small = measured("year", wanted.dossiers)
    print(f"a year of {small['dossiers']:,} dossiers with its people, queues and deadlines (goal: under 3 s)")
    print(f"            {shown(small['year'])}, peak memory {small['memory']} MB")
    print(f"  all indices, by ward and month (goal: under 0.5 s) {small['indices']['cpu']:.3f} s of the processor")

    found = measured("queues", wanted.dossiers)
    print(
        f"the queues of that year alone: {found['visits']:,} visits, mean wait {found['mean_wait_minutes']:.1f} minutes"
    )
    print(f"  baseline  SimPy  {shown(found['simpy'])}")
    print(f"            ours   {shown(found['ours'])}")
    ratio = found["simpy"]["cpu"] / found["ours"]["cpu"]
    print(f"  {ratio:.0f} times as fast (goal: 40); every service begins at the same second: {found['same']}")

    found = measured("slider", wanted.dossiers)
    print("one move of a slider on the page of what if, the year and its picture (goal: under 0.3 s)")
    for picture, took in found["slider"].items():
        print(f"  {picture:10}{shown(took)}")
    ratio = found["naive"]["cpu"] / max(took["cpu"] for took in found["slider"].values())
    print(f"  baseline  {shown(found['naive'])}: two years of {wanted.dossiers:,}; {ratio:.1f} times as long")

    large = measured("year", wanted.large)
    each = [1e6 * took["year"]["cpu"] / took["dossiers"] for took in (small, large)]
    print(f"a year of {large['dossiers']:,} dossiers: {shown(large['year'])}, peak memory {large['memory']} MB")
    print(f"  {each[1]:.2f} µs a dossier, {each[1] / each[0]:.2f} times what one of {small['dossiers']:,} costs")
    if not found["same"]:
        sys.exit(1)


if __name__ == "__main__":
    main()
