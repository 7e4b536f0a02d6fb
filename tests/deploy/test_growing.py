"""The simulation behind docs/capacity.md: where queueing theory has an answer, it gives the same."""

from __future__ import annotations

import importlib
import math
from types import ModuleType

import pytest


@pytest.fixture
def growing() -> ModuleType:
    """Return bench/growing.py: a script, whose types nobody checks."""
    return importlib.import_module("bench.growing")


def test_a_closed_loop_of_one(growing: ModuleType) -> None:
    """One person who thinks for no time and reads for 20 ms asks fifty times a second, and waits 20 ms."""
    costs = dict.fromkeys(growing.SHARES, growing.Cost(0.015, 0.005))
    played = growing.play(
        growing.Plant(1, 1), 1, 0.0, costs | dict.fromkeys(growing.WRITES, growing.Cost(0.015, 0.005))
    )

    assert played.p99 == pytest.approx(27.5, abs=0.1)  # a save: half of its time at the worker is under the lock again
    assert 43 < played.rate < 50


def test_what_is_busy_is_what_was_asked_for(growing: ModuleType) -> None:
    """Utilisation is rate times cost: 300 people, a thing every 30 s, 30 ms each, on two workers is 15 % of each."""
    costs = dict.fromkeys(growing.SHARES, growing.Cost(0.030, 0.0))
    played = growing.play(growing.Plant(2, 1), 300, 30.0, costs)

    assert played.rate == pytest.approx(10, rel=0.1)
    assert played.worker == pytest.approx(0.15, rel=0.15)
    assert played.lock == pytest.approx(played.rate * 0.35 * 0.5 * 0.030, rel=0.1)
    assert played.database == 0


def test_the_line_of_writers(growing: ModuleType) -> None:
    """What a thing holds the lock for is the share of saves and files times their time under it."""
    costs = dict.fromkeys(growing.SHARES, growing.Cost(0.010, 0.005))
    share = sum(growing.SHARES[kind] for kind in growing.WRITES) / sum(growing.SHARES.values())

    assert growing.locked(costs) == pytest.approx(share * (growing.HELD * 0.010 + 0.005))
    costs |= dict.fromkeys(growing.WRITES, growing.Cost(0.010, 0.025))
    assert growing.play(growing.Plant(20, 20), 5_000, 30.0, costs).lock > 1


def test_the_measured_costs_are_whole(growing: ModuleType) -> None:
    """Every kind of the mix has a measured cost above nothing, and pages have one for when something was written."""
    found = growing.costs()

    assert set(growing.SHARES) <= set(found)
    assert {f"{kind} fresh" for kind in ("home", "table", "commune", "entry", "print")} <= set(found)
    assert all(0 < each.service < 2 and 0 < each.database < 2 for each in found.values())
    assert math.isclose(growing.gigabytes(1_000) * 2, growing.gigabytes(2_000))
