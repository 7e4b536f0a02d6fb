"""The choice behind a plan as a small integer programme, solved by HiGHS: who is lifted to which place.

A column stands for lifting one unit to one place, at a whole cost. Rows say: a unit is lifted once at most; each goal
gets the units it lacks (or falls short by as few as can be); nobody spends more than allowed. Without limits of effort
and goals by district the matrix is that of a network, so the relaxed programme ends in whole numbers; otherwise HiGHS
branches.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import gcd

import highspy
import numpy as np

WHOLE = 1e-6
"""How far from a whole number HiGHS may leave a choice that it calls whole (its own tolerance)."""
LARGEST = 2**40
"""Whole costs beyond it are no longer told apart for sure by float64 arithmetic: no proof is claimed then."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Lifting a unit from the place where it stands (``home``) to a higher one, which has a lower number."""

    unit: int
    place: int
    home: int
    cost: int
    district: str | None = None

    def serves(self, goal: int) -> bool:
        """Tell whether the unit would newly count for a goal."""
        return self.place <= goal < self.home


@dataclass(frozen=True, slots=True)
class Asked:
    """What a goal still lacks: units, or districts of which ``districts`` says how many units each lacks.

    With ``unit`` it is no goal that asks, but that one unit be lifted, to whichever place.
    """

    goal: int
    lacking: int
    districts: Mapping[str, int] | None = None
    unit: int | None = None

    def served_by(self, choice: Choice) -> bool:
        """Tell whether a choice counts for what is asked."""
        return choice.serves(self.goal) if self.unit is None else choice.unit == self.unit


@dataclass(frozen=True, slots=True)
class Chosen:
    """The choices made, how far each goal then falls short, and whether it is proven that none cost less."""

    choices: tuple[Choice, ...]
    short: tuple[int, ...]
    proven: bool


def choose(
    choices: Sequence[Choice], asked: Sequence[Asked], in_all: int | None = None, by_district: int | None = None
) -> Chosen:
    """Choose at the least cost what the goals ask; where they can't all be reached, fall short by the least in all."""
    common = gcd(*(each.cost for each in choices)) or 1
    programme = _Programme.of(choices, asked, common, in_all, by_district)
    found = programme.solve(short=0)
    if found is None:
        fewest = programme.solve(short=None)
        if fewest is None:  # falling short of everything is always allowed
            raise ArithmeticError("HiGHS found no plan at all")
        found = programme.solve(short=round(sum(fewest.values[programme.slacks]))) or fewest
    made = tuple(each for each, value in zip(choices, found.values, strict=False) if value > 1 - WHOLE)
    cost = sum(each.cost for each in made) // common
    short = tuple(round(value) for value in found.values[programme.slacks])
    return Chosen(made, short, proven=found.proven and cost < LARGEST and cost - found.bound < 1 - WHOLE)


@dataclass(frozen=True, slots=True)
class _Found:
    values: np.ndarray
    bound: float
    proven: bool


@dataclass
class _Programme:
    """Columns: choices, then how far each goal falls short, then districts that reach a goal asked of each."""

    costs: list[int]
    slacks: slice
    tops: list[int]
    rows: list[tuple[Mapping[int, int], float, float]] = field(default_factory=list)

    @classmethod
    def of(
        cls,
        choices: Sequence[Choice],
        asked: Sequence[Asked],
        common: int,
        in_all: int | None,
        by_district: int | None,
    ) -> _Programme:
        """Write the rows; costs are divided by what they have in common."""
        count = len(choices)
        made = cls(
            costs=[each.cost // common for each in choices],
            slacks=slice(count, count + len(asked)),
            tops=[*(1 for _ in choices), *(each.lacking for each in asked)],
        )
        by_unit: dict[int, dict[int, int]] = defaultdict(dict)
        spent: dict[str | None, dict[int, int]] = defaultdict(dict)
        for column, each in enumerate(choices):
            by_unit[each.unit][column] = 1
            spent[each.district][column] = made.costs[column]
        for columns in by_unit.values():
            made.rows.append((columns, 0, 1))
        for slack, goal in enumerate(asked, start=count):
            made.add_goal(goal, slack, choices)
        if by_district is not None:
            made.rows += [(columns, 0, by_district // common) for name, columns in spent.items() if name is not None]
        if in_all is not None:
            made.rows.append((dict(enumerate(made.costs)), 0, in_all // common))
        return made

    def add_goal(self, asked: Asked, slack: int, choices: Sequence[Choice]) -> None:
        """Write what a goal asks: units, or districts in each of which there are enough."""
        serving = [(column, each) for column, each in enumerate(choices) if asked.served_by(each)]
        if asked.districts is None:
            reached = {column: 1 for column, _ in serving}
        else:
            reached = {}
            for district, lacking in asked.districts.items():
                column = len(self.tops)
                self.tops.append(1)
                reached[column] = 1
                there = {at: 1 for at, each in serving if each.district == district}
                self.rows.append((there | {column: -lacking}, 0, highspy.kHighsInf))
        self.rows.append((reached | {slack: 1}, asked.lacking, highspy.kHighsInf))

    def solve(self, short: int | None) -> _Found | None:
        """Minimise the cost with so much falling short in all, or (None) what falls short; None where none can be."""
        size, count = len(self.tops), len(self.costs)
        slack = np.zeros(size)
        slack[self.slacks] = 1
        costs = slack if short is None else np.array([*self.costs, *([0] * (size - count))], np.float64)
        rows = self.rows
        if short is not None:
            rows = [*rows, (dict.fromkeys(range(size)[self.slacks], 1), 0, short)]
        return _run(costs, np.array(self.tops, np.float64), rows)


def _run(costs: np.ndarray, tops: np.ndarray, rows: Sequence[tuple[Mapping[int, int], float, float]]) -> _Found | None:
    """Solve the relaxed programme, and branch only where it does not end in whole numbers."""
    solver = highspy.Highs()  # type: ignore[no-untyped-call]  # its stubs leave the constructor out
    solver.silent()
    # The gap that HiGHS allows itself by default, 0.01 %, is not the optimum; costs are whole.
    for option, value in (("mip_rel_gap", 0.0), ("mip_abs_gap", 0.5), ("threads", 1)):
        solver.setOptionValue(option, value)
    programme = _matrix(rows)
    programme.num_col_, programme.num_row_ = len(costs), len(rows)
    programme.col_cost_, programme.col_lower_, programme.col_upper_ = costs, np.zeros(len(costs)), tops
    solver.passModel(programme)
    solver.run()
    found = _read(solver)
    if found is not None and np.abs(found.values - np.rint(found.values)).max(initial=0) > WHOLE:
        kinds = np.full(len(costs), highspy.HighsVarType.kInteger)
        solver.changeColsIntegrality(len(costs), np.arange(len(costs), dtype=np.int32), kinds)
        solver.run()
        found = _read(solver, solver.getInfo().mip_dual_bound)
    return found


def _matrix(rows: Sequence[tuple[Mapping[int, int], float, float]]) -> highspy.HighsLp:
    programme = highspy.HighsLp()
    ends = np.cumsum([0, *(len(columns) for columns, _, _ in rows)])
    programme.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    programme.a_matrix_.start_ = ends
    programme.a_matrix_.index_ = np.array([column for columns, _, _ in rows for column in columns], np.int32)
    programme.a_matrix_.value_ = np.array([each for columns, _, _ in rows for each in columns.values()], np.float64)
    programme.row_lower_ = np.array([low for _, low, _ in rows], np.float64)
    programme.row_upper_ = np.array([high for _, _, high in rows], np.float64)
    return programme


def _read(solver: highspy.Highs, bound: float | None = None) -> _Found | None:
    if solver.getModelStatus() not in (highspy.HighsModelStatus.kOptimal, highspy.HighsModelStatus.kModelEmpty):
        return None
    value = solver.getInfo().objective_function_value
    return _Found(np.array(solver.getSolution().col_value), value if bound is None else bound, proven=True)
