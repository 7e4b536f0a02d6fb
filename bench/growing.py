"""What must be added when: days of up to 20,000 people in 34 provinces, played from what each thing was measured to be.

    python bench/growing.py [--think 30] [--chains 1] [--cores 16]

A discrete-event simulation, seeded. Everybody thinks, does one thing of the mix of ``people.SHARES``, waits for it,
thinks. A thing takes its measured processor time at one worker, which does one thing at a time and is chosen at random
as the kernel does, then its measured time at a core of PostgreSQL. A save also waits for the writers' lock, and holds
it while PostgreSQL works and for ``HELD`` of its time in the service. A page is fresh at a worker when anything was
written since that worker last made it. The inputs are in costs.json, which costing.py writes.
"""

from __future__ import annotations

import argparse
import heapq
import json
import math
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # a checkout that is not installed runs too

from bench.asking import percentile
from bench.people import SHARES

STEPS = ((1, 139, 300), (1, 151, 600), (3, 450, 1_500), (10, 1_000, 5_000), (34, 3_321, 10_000), (34, 3_321, 20_000))
"""Provinces, communes and people at work at the same time, as an installation grows."""
SECONDS, WARM = 90.0, 30.0
HELD = 0.5
"""The part of a save's time in the service that falls between taking the writers' lock and the end: an assumption."""
TIMES_ALONE = 4.0
BUSIEST = 0.7
"""What a core may be used at most: the rest is for the hours that are not like the others."""
WRITES = ("enter", "import")
FIGURES_A_YEAR, CORRECTED, YEARS = 45, 1.3, 20


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds of a thing at a worker and at the database."""

    service: float
    database: float


@dataclass(frozen=True, slots=True)
class Plant:
    """What serves: workers, cores of PostgreSQL, databases with a chain of their own."""

    workers: int
    cores: int
    chains: int = 1


@dataclass(frozen=True, slots=True)
class Played:
    """What came of it: things a second, 99 of 100 in milliseconds, and how busy everything was."""

    rate: float
    p99: float
    worker: float
    database: float
    lock: float


class Line:
    """A queue before some equal servers, first come first served; only when they are free again is kept."""

    def __init__(self, servers: int) -> None:
        self._free = [0.0] * servers
        self.busy = 0.0

    def serve(self, now: float, seconds: float) -> float:
        """Serve somebody who comes now; return when they are done."""
        done = max(now, heapq.heappop(self._free)) + seconds
        heapq.heappush(self._free, done)
        self.busy += seconds
        return done


def costs() -> dict[str, Cost]:
    """Return what everything costs, as measured."""
    each = _said()["costs"]
    return {kind: Cost(one["service_ms"] / 1000, one["database_ms"] / 1000) for kind, one in each.items()}


def play(plant: Plant, people: int, think: float, found: dict[str, Cost], seed: int = 1) -> Played:
    """Play a day."""
    chance = Random(seed)  # noqa: S311 -- nothing secret
    workers = [Line(1) for _ in range(plant.workers)]
    database, locks = Line(plant.cores), [Line(1) for _ in range(plant.chains)]
    made: dict[tuple[int, int, str], int] = {}
    written = [0] * plant.chains
    kinds, weights = tuple(SHARES), tuple(SHARES.values())
    order = iter(range(1 << 62))
    moments: list[tuple[float, int, int, Callable[[float, int], None], tuple[Any, ...]]] = []
    waited: list[float] = []

    def at(moment: float, person: int, step: Callable[..., None], *more: object) -> None:
        heapq.heappush(moments, (moment, next(order), person, step, more))

    def begin(now: float, person: int) -> None:
        kind = chance.choices(kinds, weights)[0]
        worker, chain = chance.randrange(plant.workers), person % plant.chains
        cost = found[kind]
        if f"{kind} fresh" in found:
            fresh = made.get((worker, chain, kind)) != written[chain]
            made[worker, chain, kind] = written[chain]
            cost = found[f"{kind} fresh"] if fresh else cost
        done = workers[worker].serve(now, cost.service)
        at(done, person, lock if kind in WRITES else ask, now, cost)

    def lock(now: float, person: int, began: float, cost: Cost) -> None:
        chain = person % plant.chains
        written[chain] += 1
        done = locks[chain].serve(now, HELD * cost.service + cost.database)
        database.serve(done - cost.database, cost.database)
        at(done, person, end, began)

    def ask(now: float, person: int, began: float, cost: Cost) -> None:
        at(database.serve(now, cost.database), person, end, began)

    def end(now: float, person: int, began: float) -> None:
        if began > WARM:
            waited.append(now - began)
        at(now + think * (0.5 + chance.random()), person, begin)

    for person in range(people):
        at(chance.random() * max(think, 0.001), person, begin)
    now = 0.0
    while moments and now < SECONDS:
        now, _, person, step, more = heapq.heappop(moments)
        step(now, person, *more)
    return Played(
        len(waited) / (SECONDS - WARM),
        1000 * percentile(waited, 0.99) if waited else math.inf,
        sum(each.busy for each in workers) / plant.workers / SECONDS,
        database.busy / plant.cores / SECONDS,
        max(each.busy for each in locks) / SECONDS,
    )


def enough(people: int, think: float, chains: int, found: dict[str, Cost], most: float) -> tuple[Plant, Played]:
    """Return the smallest plant with which nobody waits too long, as far as workers and cores can bring that about."""
    share = sum(SHARES.values())
    mean = [
        sum(part * getattr(found.get(f"{kind} fresh", found[kind]), place) for kind, part in SHARES.items()) / share
        for place in ("service", "database")
    ]
    rate = people / think
    cores = max(1, math.ceil(rate * mean[1] / BUSIEST))
    workers = max(2, math.ceil(rate * mean[0] / BUSIEST))
    for _ in range(12):
        played = play(Plant(workers, cores, chains), people, think, found)
        if played.p99 <= most or played.lock > BUSIEST:
            break
        workers += max(1, workers // 8)
    return Plant(workers, cores, chains), played


def main() -> None:
    """Print what each step needs."""
    parser = argparse.ArgumentParser(description="What must be added when, from measured costs.")
    parser.add_argument("--think", type=float, default=30.0, help="seconds on average between two things of a person")
    parser.add_argument("--chains", type=int, default=1, help="databases, each with an audit chain of its own")
    parser.add_argument("--cores", type=int, default=16, help="cores of a host that serves")
    chosen = parser.parse_args()
    found = costs()
    alone = play(Plant(4, 2), 1, 0.0, found).p99
    print(f"one person alone: 99 of 100 within {alone:.0f} ms; {chosen.think:g} s of thought; {chosen.chains} chain(s)")
    heads = (
        "provinces",
        "communes",
        "people",
        "a second",
        "workers",
        "hosts",
        "GB",
        "PG cores",
        "PG GB",
        "p99 ms",
        "busy %",
        "lock %",
        "",
    )
    _row(heads)
    for provinces, communes, people in STEPS:
        plant, played = enough(people, chosen.think, min(chosen.chains, provinces), found, TIMES_ALONE * alone)
        hosts = math.ceil(plant.workers / chosen.cores)
        full = played.lock > BUSIEST
        said = "the writers' line is full" if full else "" if played.p99 <= TIMES_ALONE * alone else "too slow"
        _row(
            (
                provinces, f"{communes:,}", f"{people:,}", "–" if full else f"{played.rate:.0f}", plant.workers, hosts,
                f"{memory(plant.workers):.0f}", plant.cores, f"{gigabytes(communes):.1f}",
                "grows" if full else f"{played.p99:,.0f}",
                f"{100 * played.worker:.0f}", f"{100 * played.lock:.0f}", said,
            )
        )  # fmt: skip
    most = 1 / locked(found)
    print(f"one chain takes {most:.0f} things a second, {most * chosen.think:,.0f} people, and no machine adds to that")


def locked(found: dict[str, Cost]) -> float:
    """Return for how many seconds a thing of the mix holds the writers' lock, on average."""
    held = {kind: HELD * found[kind].service + found[kind].database for kind in WRITES}
    return sum(SHARES[kind] * each for kind, each in held.items()) / sum(SHARES.values())


def memory(workers: int) -> float:
    """Return the memory of all workers, in GB."""
    return workers * float(_said()["worker_megabytes"]) / 1e3


def gigabytes(communes: int) -> float:
    """Return how large the database is after twenty years, every figure saved by itself and every third once more."""
    return communes * FIGURES_A_YEAR * CORRECTED * YEARS * float(_said()["bytes_a_figure"]) / 1e9


def _said() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(Path(__file__).with_name("costs.json").read_text("utf-8"))
    return found


def _row(cells: Sequence[object]) -> None:
    print("".join(f"{each:>10}" for each in cells[:-1]) + f"  {cells[-1]}")


if __name__ == "__main__":
    main()
