"""How long an answer of the service takes, and how many it gives in a second, beside a bare route of the same server.

    python bench/service.py [--seconds 5] [--databases sqlite,postgresql]

The service is a process of its own behind uvicorn on the loopback; whoever asks is another process.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import perf_counter

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # a checkout that is not installed runs too

from api.demo import fill
from bench.asking import Asker, percentile, together
from bench.databases import databases, say_machine
from bench.served import BARE, BARE_BYTES, FRESH, office_over, served

SCORES = "/api/v1/scores?period=2024"
UNITS = 139
ROUNDS = 3
WARM = 5
AT_ONCE = 4
"""Connections where requests a second are counted."""
MOST_MILLISECONDS = 30.0
TIMES_UNCACHED = 10.0
NAMES = ("bare route", "bare route, as many bytes", "139 scores, nothing kept", "139 scores, kept bytes", "304")
NAME, CELL = 28, 14


@dataclass(frozen=True, slots=True)
class Contender:
    """One kind of request."""

    path: str
    headers: Mapping[str, str]
    status: int = 200


def main() -> None:
    """Measure on each database and print a table of each."""
    parser = argparse.ArgumentParser(description="Latency and requests a second of the service.")
    parser.add_argument("--seconds", type=float, default=5.0, help="of each kind of request, alone and together")
    parser.add_argument("--databases", default="sqlite,postgresql")
    chosen = parser.parse_args()
    say_machine()
    for kind, address in databases(chosen.databases):
        office = office_over(address)
        fill(office)
        office.database.close()
        with served(address) as where:
            contenders = _contenders(where)
            alone = _alone(where, contenders, chosen.seconds)
            counted = _counted(where, contenders, chosen.seconds)
        _print(kind, alone, counted)


def _contenders(where: str) -> dict[str, Contender]:
    """Return the kinds of request; the answer is looked at before anything is timed."""
    asker = Asker(where)
    asker.ask(SCORES)  # the first use of a criteria file is itself put on record
    answer = asker.ask(SCORES)
    if answer.status != 200 or len(answer.json["units"]) != UNITS:  # noqa: PLR2004 -- HTTP
        sys.exit(f"the service answers {answer.status}: {answer.body[:500]!r}")
    print(f"{UNITS} scores: {len(answer.body):,} bytes")
    made = (
        Contender(BARE, {}),
        Contender(BARE_BYTES, {}),
        Contender(SCORES, {FRESH: "1"}),
        Contender(SCORES, {}),
        Contender(SCORES, {"If-None-Match": answer.headers["etag"]}, 304),
    )
    return dict(zip(NAMES, made, strict=True))


def _alone(where: str, contenders: Mapping[str, Contender], seconds: float) -> dict[str, list[float]]:
    """Return the milliseconds of each kind over one connection, in turns."""
    asker = Asker(where)
    times: dict[str, list[float]] = {name: [] for name in contenders}
    for _ in range(ROUNDS):
        for name, each in contenders.items():
            for _ in range(WARM):
                asker.ask(each.path, each.headers)
            ends = perf_counter() + seconds / ROUNDS
            while perf_counter() < ends:
                times[name].append(_asked(asker, each))
    return times


def _counted(where: str, contenders: Mapping[str, Contender], seconds: float) -> dict[str, float]:
    """Return how many requests of each kind a second are answered over several connections, the median of the turns."""
    rates: dict[str, list[float]] = {name: [] for name in contenders}
    for _ in range(ROUNDS):
        for name, each in contenders.items():
            rates[name].append(_rate(where, each, seconds / ROUNDS))
    return {name: median(each) for name, each in rates.items()}


def _rate(where: str, each: Contender, seconds: float) -> float:
    done = [0] * AT_ONCE
    began = perf_counter()

    def work(number: int) -> None:
        asker = Asker(where)
        while perf_counter() < began + seconds:
            _asked(asker, each)
            done[number] += 1

    together(AT_ONCE, work)
    return sum(done) / (perf_counter() - began)


def _asked(asker: Asker, each: Contender) -> float:
    answer = asker.ask(each.path, each.headers)
    if answer.status != each.status:
        sys.exit(f"{each.path} answers {answer.status} in place of {each.status}: {answer.body[:500]!r}")
    return answer.milliseconds


def _print(kind: str, alone: Mapping[str, list[float]], counted: Mapping[str, float]) -> None:
    medians = {name: median(each) for name, each in alone.items()}
    _print_line(kind, "median, ms", "p95, ms", "x bare", "a second", "of bare")
    for name in NAMES:
        _print_line(
            name,
            f"{medians[name]:.2f}",
            f"{percentile(alone[name], 0.95):.2f}",
            f"{medians[name] / medians[NAMES[0]]:.1f}",
            f"{counted[name]:,.0f}",
            f"{counted[name] / counted[NAMES[0]]:.3f}",
        )
    _, _, fresh, kept, unchanged = NAMES
    found = f"{medians[fresh]:.1f} ms against at most {MOST_MILLISECONDS:.0f}"
    _print_goal(fresh, found, reached=medians[fresh] <= MOST_MILLISECONDS)
    for name in (kept, unchanged):
        times = counted[name] / counted[fresh]
        found = f"{times:.1f} times the requests a second against at least {TIMES_UNCACHED:.0f}"
        _print_goal(name, found, reached=times >= TIMES_UNCACHED)


def _print_line(name: str, *cells: str) -> None:
    print(f"{name:<{NAME}}" + "".join(f"{each:>{CELL}}" for each in cells))


def _print_goal(what: str, seen: str, *, reached: bool) -> None:
    print(f"{what:<{NAME}}{'reached' if reached else 'NOT REACHED'}: {seen}")


if __name__ == "__main__":
    main()
