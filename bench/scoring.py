"""Time and memory of scoring beside polars, zen-engine and the bare sum of the columns, on the same figures.

    python bench/scoring.py [--sizes 1,139,10600,1000000]

Every peer's answers are compared with ours, verdict by verdict, before anything is timed.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # a checkout that is not installed runs too

from bench import ours
from bench.job import MISSING, Contender, Job, conditions_of, rules_of
from bench.measuring import ROUNDS, medians, peak_over_input

SIZES = (1, 139, 10_600, 1_000_000)
GOALS = {1: 0.3, 139: 0.5, 10_600: 1.5, 1_000_000: 130.0}
"""Milliseconds, by units; one column of the table each."""
PEAK_GOALS = {1_000_000: 100.0}
"""MB over the input, by units."""
PEERS = {"polars": "bench.polars_peer", "zen-engine": "bench.zen_peer"}
OURS = ours.CONTENDER.name
SUM = "sum of every input column"
TEXT = "dienhinh, explaining all as text"
GOAL = "  goal, at most"
LABEL, CELL = 42, 12
Row = dict[int, float]
"""A line of a table: figures by units; a size that was not measured is left out."""


@dataclass(frozen=True, slots=True)
class Measured:
    """What was measured at one size: milliseconds and MB, by name."""

    size: int
    times: dict[str, float]
    peaks: dict[str, float | None]


def main() -> None:
    """Measure every size asked for and print the tables."""
    parser = argparse.ArgumentParser(description="Time and memory of scoring beside its peers.")
    parser.add_argument("--sizes", default=",".join(map(str, SIZES)), help="units, with commas between")
    sizes = sorted({int(size) for size in parser.parse_args().sizes.split(",")})
    peers = _peers()
    _print_job([f"{package} {version(package)}" for package in ("numpy", *peers)])
    contenders = [ours.CONTENDER, *peers.values()]
    measured = [_measure(size, [each for each in contenders if size <= each.largest]) for size in sizes]
    _print_tables(measured, [each.name for each in peers.values()])
    _print_goals(measured)


def _peers() -> dict[str, Contender]:
    """Return the peers that are installed, by package; a missing one is said."""
    found: dict[str, Contender] = {}
    for package, module in PEERS.items():
        try:
            found[package] = import_module(module).CONTENDER
        except ModuleNotFoundError as missing:
            print(f"{package} is skipped: no module {missing.name} (pip install -e .[bench])")
    return found


def _print_job(packages: list[str]) -> None:
    job = Job.of(1)
    conditions = {key: len(conditions_of(key, rule)) for key, rule in rules_of(job.criteria).items()}
    vetoes = sum(conditions[each.id] for each in job.criteria.vetoes)
    print(
        f"{len(job.criteria.criteria)} criteria of {sum(conditions.values()) - vetoes} conditions, "
        f"{len(job.criteria.vetoes)} vetoes of {vetoes}; {len(job.columns())} columns, "
        f"{MISSING:.0%} missing\n"
        f"Python {platform.python_version()}, {', '.join(packages)}; {os.cpu_count()} cores; "
        f"medians over {ROUNDS} turns{_load()}"
    )


def _load() -> str:
    """Say how busy the machine was before: what others run on it slows two threads most."""
    return f"; load {os.getloadavg()[0]:.1f} at the start" if hasattr(os, "getloadavg") else ""


def _measure(size: int, contenders: list[Contender]) -> Measured:
    """Check the peers against ours, then time all in turn, then take each one's peak in its own process."""
    print(f"size {size:,}: ", end="", flush=True)
    job = Job.of(size)
    runs = {each.name: each.ready(job) for each in contenders}
    _check(runs, contenders, size)
    columns = job.columns()
    runs[SUM] = lambda: [column.sum() for column in columns]
    if size <= ours.TEXT_LARGEST:
        runs[TEXT] = ours.ready_to_explain(job)
    times = {name: 1000 * seconds for name, seconds in medians(runs).items()}
    peaks = {each.name: peak_over_input(each, size) for each in contenders}
    print("timed, memory taken", flush=True)
    return Measured(size, times, peaks)


def _check(runs: dict[str, Callable[[], Any]], contenders: list[Contender], size: int) -> None:
    """Stop when a peer answers otherwise than we do: then it does another job, and its time means nothing."""
    right = ours.answers(runs[OURS]())
    for each in contenders[1:]:
        differing = right.differing(each.answers(runs[each.name]()))
        if differing:
            sys.exit(f"{each.name} answers otherwise at {size:,} units: {', '.join(differing)}")
        print(f"{each.name} answers the same; ", end="", flush=True)


def _print_tables(measured: list[Measured], peers: list[str]) -> None:
    sizes = [each.size for each in measured]
    times = {
        name: {each.size: each.times[name] for each in measured if name in each.times}
        for name in (OURS, *peers, SUM, TEXT)
    }
    _print_table("Milliseconds a run", sizes, {OURS: times[OURS]} | {GOAL: GOALS} | times)
    ratios = {name: _ratio(times[name], times[OURS]) for name in (*peers, SUM)}
    _print_table("Times our time (above 1: ours is faster)", sizes, ratios)
    peaks = {
        name: {each.size: peak for each in measured if (peak := each.peaks.get(name)) is not None}
        for name in (OURS, *peers)
    }
    goal = {GOAL: PEAK_GOALS}
    _print_table("Peak memory over the input, MB", sizes, {OURS: peaks[OURS]} | goal | peaks)


def _ratio(times: Row, base: Row) -> Row:
    return {size: time / base[size] for size, time in times.items()}


def _print_table(title: str, sizes: list[int], rows: dict[str, Row]) -> None:
    print(f"\n{title:<{LABEL}}" + "".join(f"{size:>{CELL},}" for size in sizes))
    for name, row in rows.items():
        print(f"{name:<{LABEL}}" + "".join(f"{_figure(row.get(size)):>{CELL}}" for size in sizes))


def _figure(value: float | None) -> str:
    """Write a figure with about three digits; a dash for what was not measured."""
    if value is None:
        return "–"
    places = 3 if value < 1 else max(0, 3 - len(str(int(value))))
    return f"{value:,.{places}f}"


def _print_goals(measured: list[Measured]) -> None:
    print()
    for each in measured:
        _print_goal(f"{each.size:,}: time", "ms", each.times[OURS], GOALS.get(each.size))
        _print_goal(f"{each.size:,}: memory", "MB", each.peaks[OURS], PEAK_GOALS.get(each.size))


def _print_goal(what: str, unit: str, seen: float | None, goal: float | None) -> None:
    if seen is not None and goal is not None:
        state = "reached" if seen <= goal else "NOT REACHED"
        print(f"{what:<20}{state}: {_figure(seen)} {unit} against at most {_figure(goal)} {unit}")


if __name__ == "__main__":
    main()
