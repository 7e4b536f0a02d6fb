"""Time of a plan beside the same problem written down naively for the same solver, and beside a greedy hand.

    python bench/planning.py [--sizes 139,3321]

The shipped criteria over invented communes: rows of the sample, with what stands alone in a row drawn anew. The naive
programme has a yes or no for every criterion of every commune; its cost must equal ours, or the run ends.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version
from pathlib import Path
from statistics import median
from time import perf_counter

import highspy
import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # a checkout that is not installed runs too

from api.demo import demo_board
from engine.conditions import ShareCondition
from engine.criteria import CriteriaSet, Target
from engine.figures import Figures
from engine.planning import Known, Plan, plan
from engine.planning.acting import COST_STEPS
from engine.planning.lifting import Ways, ways_of
from engine.rules import MET
from engine.scoring import Rules, Scores, score
from engine.targets import Population

SIZES = (139, 3_321)
GOALS = {139: 1.0, 3_321: 10.0}
"""Seconds, by communes."""
ROUNDS = 3
PERIOD, AS_OF = "2024", date(2024, 12, 31)
ASKED = {"commune": 6 / 139, "b13": 52 / 139, "b10": 62 / 139, "b09": 10 / 139}
"""Parts of all communes that the goals ask for, highest place first; each commune counts once."""
NAIVE_LIMIT = 120.0
"""Seconds after which the naive programme is stopped."""


@dataclass(frozen=True, slots=True)
class Problem:
    """A target over invented communes, scored."""

    criteria: CriteriaSet
    target: Target
    scores: Scores
    population: Population

    @classmethod
    def of(cls, size: int) -> Problem:
        """Make the problem for so many communes; the same every time."""
        board, chance = demo_board(), np.random.default_rng(11)
        criteria = board.criteria
        figures = board.scored(PERIOD).scores.figures
        rows = chance.integers(0, figures.size, size)
        tied = _tied(criteria)
        now = {
            key: column[rows if key in tied else chance.integers(0, figures.size, size)]
            for key, column in (figures.entered or figures.now).items()
        }
        before = {key: column[rows] for key, column in figures.before.items()}
        scores = score(Rules.of(criteria), Figures.of(criteria, PERIOD, now, before))
        keys = [(f"{code:05}", date(2020, 1, 1)) for code in range(size)]
        population = Population.unknown(criteria, keys, [f"{code % 700:03}" for code in range(size)])
        return cls(criteria, _target(size), scores, population.with_scores(scores, [(row, row) for row in range(size)]))

    def plan(self) -> Plan:
        """Plan as the project does."""
        known = Known(self.scores, tuple((row, row) for row in range(len(self.population.keys))))
        return plan(self.criteria, self.target, self.population, [known], AS_OF)


def _tied(criteria: CriteriaSet) -> set[str]:
    """Return the indicators that are bound to others by a sum, a rule, a share or the year before."""
    tied = {key for key, each in criteria.indicators.items() if each.at_most or each.lower_is_better or each.sum}
    tied |= {str(each.at_most) for each in criteria.indicators.values() if each.at_most}
    tied |= {part for each in criteria.indicators.values() for part in each.sum or ()}
    tests = Rules.of(criteria).tests
    return tied | {key for each in tests if isinstance(each.leaf, ShareCondition) for key in each.leaf.share}


def _target(size: int) -> Target:
    goals = [
        {"level" if place == "commune" else "band": place, "at_least": round(part * size)}
        for place, part in ASKED.items()
    ]
    return Target.model_validate({"id": "bench", "due": "2025-12-31", "reading": "disjoint", "goals": goals})


# ---------------------------------------------------------------------------------------------------------- peers


@dataclass(frozen=True, slots=True)
class Naive:
    """What the peers start from: criteria met, costs of actions, and which communes a veto keeps from recognition."""

    met: list[int]
    costs: list[list[int]]
    barred: list[bool]
    asked: list[int]
    counts: list[int]

    @classmethod
    def of(cls, problem: Problem) -> Naive:
        """Read it from the scores: which actions help; nothing disturbs anything else here."""
        size = len(problem.population.keys)
        ways = ways_of(problem.scores, range(size))
        if any(len(group) > 1 for each in ways.values() for group in each.groups):
            sys.exit("criteria disturb each other here, which the peers know nothing of")
        vetoes = [index for index, each in enumerate(problem.criteria.vetoes) if not each.blocks]
        bands = {each.id: each.criteria_met for each in problem.criteria.bands}
        return cls(
            met=problem.scores.met.tolist(),
            costs=[
                sorted(trial.lift.cost for group in ways.get(row, Ways()).groups for trial in group if trial.gained > 0)
                for row in range(size)
            ],
            barred=(problem.scores.vetoes[vetoes] == MET).any(axis=0).tolist(),
            asked=np.cumsum([goal.at_least for goal in problem.target.goals]).tolist(),
            counts=[bands[goal.band or "full"] for goal in problem.target.goals],
        )


def naive_programme(problem: Problem) -> float:
    """Solve it with a yes or no for every action and every place of every commune; return the effort."""
    peer, solver = Naive.of(problem), highspy.Highs()
    solver.silent()
    solver.setOptionValue("mip_rel_gap", 0.0)
    solver.setOptionValue("time_limit", NAIVE_LIMIT)
    standing: list[list[highspy.highs_var]] = [[] for _ in peer.asked]
    effort = []
    for met, costs, barred in zip(peer.met, peer.costs, peer.barred, strict=True):
        acts = [solver.addBinary() for _ in costs]
        effort += [each * cost for each, cost in zip(acts, costs, strict=True)]
        for place, count in enumerate(peer.counts):
            if not (place == 0 and barred):
                stands = solver.addBinary()
                solver.addConstr(solver.qsum(acts) + met >= count * stands)
                standing[place].append(stands)
    for place, asked in enumerate(peer.asked):
        solver.addConstr(solver.qsum(standing[place]) >= asked)
    solver.minimize(solver.qsum(effort))
    if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        sys.exit(f"the naive programme found no optimum within {NAIVE_LIMIT:.0f} s")
    return round(solver.getInfo().objective_function_value) / COST_STEPS


def greedy_hand(problem: Problem) -> float:
    """Fill the places from the highest down, the cheapest commune first, as a careful hand would; return the effort."""
    peer = Naive.of(problem)
    spent = [0] * len(peer.met)
    placed: set[int] = set()
    for place, (asked, count) in enumerate(zip(peer.asked, peer.counts, strict=True)):
        offers = sorted(
            (sum(peer.costs[row][: max(0, count - met)]), row)
            for row, met in enumerate(peer.met)
            if row not in placed and count - met <= len(peer.costs[row]) and not (place == 0 and peer.barred[row])
        )
        for cost, row in offers[: max(0, asked - len(placed))]:
            spent[row] = cost
            placed.add(row)
        placed |= {row for cost, row in offers if cost == 0}
    return sum(spent) / COST_STEPS


# -------------------------------------------------------------------------------------------------------- printing


def main() -> None:
    """Measure every size asked for."""
    parser = argparse.ArgumentParser(description="Time of a plan beside its peers.")
    parser.add_argument("--sizes", default=",".join(map(str, SIZES)), help="communes, with commas between")
    load = f"; load {os.getloadavg()[0]:.1f} at the start" if hasattr(os, "getloadavg") else ""
    print(
        f"Python {platform.python_version()}, numpy {version('numpy')}, highspy {version('highspy')}; "
        f"{os.cpu_count()} cores; medians over {ROUNDS} turns{load}"
    )
    for size in sorted({int(each) for each in parser.parse_args().sizes.split(",")}):
        _measure(size)


def _measure(size: int) -> None:
    problem = Problem.of(size)
    ours = problem.plan()
    times, efforts = {}, {"dienhinh": float(ours.effort)}
    times["dienhinh"] = _seconds(problem.plan)
    for name, peer in {"naive programme": naive_programme, "greedy hand": greedy_hand}.items():
        efforts[name] = peer(problem)
        times[name] = _seconds(lambda peer=peer: peer(problem))  # type: ignore[misc]  # the loop's own peer
    if efforts["naive programme"] != efforts["dienhinh"]:
        sys.exit(f"the naive programme costs {efforts['naive programme']}, ours {ours.effort}")
    actions = sum(len(lift.steps) for lift in ours.lifts.values())
    print(f"\n{size:,} communes: {actions:,} steps in {len(ours.lifts):,} communes, optimal: {ours.optimal}")
    for name, seconds in times.items():
        ratio = f"{seconds / times['dienhinh']:8.2f} × our time"
        print(f"  {name:<18}{seconds:10.3f} s{ratio}   effort {efforts[name]:,.1f}")
    goal = GOALS.get(size)
    if goal is not None:
        state = "reached" if times["dienhinh"] <= goal else "NOT REACHED"
        print(f"  goal {state}: {times['dienhinh']:.3f} s against at most {goal:.0f} s")


def _seconds(run: Callable[[], object]) -> float:
    """Return the median time of some runs; of one that takes long, of one."""
    times = []
    for _ in range(ROUNDS):
        began = perf_counter()
        run()
        times.append(perf_counter() - began)
        if times[-1] > NAIVE_LIMIT / 10:
            break
    return median(times)


if __name__ == "__main__":
    main()
