"""What each thing of a day costs: processor time of the service and of PostgreSQL, and bytes; written to costs.json.

    python bench/costing.py [--times 30]

One worker, one person. «fresh» is a page for which something was written since it was last asked for. Processor time
hardly depends on how busy the machine is, the time on the clock does; it is counted in ticks of 10 ms, so a thing is
done often enough in one go.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # a checkout that is not installed runs too

from bench.databases import databases, megabytes, say_machine
from bench.installed import Service, installed, open_for, people_of, postmaster, processor_seconds
from bench.people import SHARES, Day, Seen

COSTS = Path(__file__).with_name("costs.json")
PAGES = ("home", "table", "commune", "entry")


def main() -> None:
    """Measure every kind and write what was found."""
    parser = argparse.ArgumentParser(description="What each thing of a day costs.")
    parser.add_argument("--times", type=int, default=30)
    chosen = parser.parse_args()
    say_machine()
    for _, address in databases("postgresql"):
        office = open_for(address)
        before = megabytes(address)
        people = people_of(office, 2)
        with installed(address, 1) as service:
            seen = Seen()
            day = Day(service.where, people[0], seen, Random(1))  # noqa: S311 -- nothing secret
            for kind in SHARES:
                day.do(kind)
            spent = _clock(service, address)
            found = {kind: _cost(spent, day, kind, chosen.times, fresh=False) for kind in SHARES}
            enter = found["enter"]
            for kind in (*PAGES, "print"):
                both = _cost(spent, day, kind, chosen.times, fresh=True)
                for what in ("service_ms", "database_ms"):
                    both[what] = round(max(both[what] - enter[what], found[kind][what]), 2)
                found[f"{kind} fresh"] = both
            grown = _bytes_a_figure(address, day, chosen.times)
            held = _megabytes_held(service.process)
        office.database.close()
        if seen.strange:
            sys.exit("\n".join(seen.strange))
        kernel = platform.release().partition("-")[0]
        said = {
            "measured": f"{datetime.now(UTC):%Y-%m-%d}",
            "machine": f"{os.cpu_count()} cores, Linux {kernel}, Python {platform.python_version()}",
            "load": round(os.getloadavg()[0], 1),
            "communes": 139,
            "sample_megabytes": round(megabytes(address) - before, 1),
            "bytes_a_figure": grown,
            "worker_megabytes": held,
            "costs": found,
        }
        COSTS.write_text(json.dumps(said, indent=2) + "\n", "utf-8")
        _print(found)


def _clock(service: Service, address: str) -> Callable[[], tuple[float, float]]:
    first = postmaster(address)
    return lambda: (processor_seconds([service.process]), processor_seconds([first]))


def _megabytes_held(process: int) -> int:
    said = Path(f"/proc/{process}/status").read_text()
    return int(said.partition("VmRSS:")[2].split()[0]) // 1000


def _cost(spent: Callable[[], tuple[float, float]], day: Day, kind: str, many: int, *, fresh: bool) -> dict[str, float]:
    """Do a thing many times; return milliseconds of processor of service and database, and bytes of the answer."""
    seen: Seen = day._seen  # noqa: SLF001 -- of this bench
    done = len(seen.asked)
    began = spent()
    for _ in range(many):
        if fresh:
            day.do("enter")
        day.do(kind)
    ended = spent()
    asked = [each for each in seen.asked[done:] if each.kind == kind]
    took = [1000 * (after - before) / many for before, after in zip(began, ended, strict=True)]
    size = sum(each.size for each in asked) // len(asked)
    return {"service_ms": round(took[0], 2), "database_ms": round(took[1], 2), "bytes": size}


def _bytes_a_figure(address: str, day: Day, times: int) -> int:
    """Return how much the database grows with a figure that is saved one by one, its act and indices included."""
    before, many = megabytes(address), 20 * times
    for _ in range(many):
        day.do("enter")
    return round(1e6 * (megabytes(address) - before) / many)


def _print(found: dict[str, dict[str, float]]) -> None:
    print(f"{'':<16}{'service, ms':>14}{'database, ms':>14}{'bytes':>10}")
    for kind, each in found.items():
        print(f"{kind:<16}{each['service_ms']:>14.1f}{each['database_ms']:>14.1f}{each['bytes']:>10,}")


if __name__ == "__main__":
    main()
