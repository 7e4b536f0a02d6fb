"""The same job as polars expressions: true, false and null are met, unmet and unknown, as polars has them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from operator import eq, ge, gt, le, lt
from typing import Any

import polars as pl
from numpy.typing import NDArray

from bench.job import Answers, Contender, Job, conditions_of, day_limits, rules_of
from engine.conditions import (
    AllOf,
    AnyOf,
    Bounded,
    ChangeCondition,
    Condition,
    DocumentCondition,
    FlagCondition,
    Leaf,
    NumberCondition,
    ShareCondition,
    SomeOf,
)
from engine.criteria import CriteriaSet, Level
from engine.figures import Column
from engine.rules import MET, UNKNOWN, UNMET
from engine.scalars import STEPS

COMPARE = {"at_least": ge, "more_than": gt, "at_most": le, "less_than": lt, "equals": eq}
PER_CENT = 100 * STEPS
LARGE = 100_000
"""From here on the streaming engine of polars is the faster one; below, the one in memory."""


def ready(job: Job) -> Callable[[], pl.DataFrame]:
    """Hand polars its own columns and return the run: a lazy query, collected in its fastest way when tried.

    Its optimiser finds nothing in this query and costs half a millisecond, so it is left out.
    """
    frame = pl.DataFrame(
        {
            **{key: _series(key, column) for key, column in job.now.items()},
            **{f"{key}_before": _series(key, column) for key, column in job.before.items()},
            **{f"recognised_{level}": pl.Series(codes == MET) for level, codes in job.recognised.items()},
        }
    )
    stages = _stages(job.criteria)
    names = [name for stage in stages for name in stage]

    def run() -> pl.DataFrame:
        query = frame.lazy()
        for stage in stages:
            query = query.with_columns(**stage)
        return query.select(names).collect(
            optimizations=pl.QueryOptFlags.none(), engine="streaming" if job.size >= LARGE else "in-memory"
        )

    return run


def _series(key: str, column: Column) -> pl.Series:
    """Keep whole numbers in float64, as the engine does: exact, and no slower than integers."""
    series = pl.Series(key, column, nan_to_null=True)
    return series.cast(pl.Boolean) if key.startswith("f") else series


def _stages(criteria: CriteriaSet) -> list[dict[str, pl.Expr]]:
    """Return the expressions by name, in stages that each read what those before have named."""
    conditions: dict[str, pl.Expr] = {}
    groups: dict[str, pl.Expr] = {}
    for key, rule in rules_of(criteria).items():
        named = {name: _leaf(leaf, criteria) for name, leaf in conditions_of(key, rule).items()}
        groups[key] = _group(rule, iter(named))
        conditions |= named
    judged = [pl.col(each.id) for each in criteria.criteria]
    counts = {
        "met": pl.sum_horizontal(judged),
        "possible": len(judged) - pl.sum_horizontal(~each for each in judged),
    }
    rest = {
        "band": _band(criteria, pl.col("met")),
        "possible_band": _band(criteria, pl.col("possible")),
        **{f"eligible_{each.level}": _eligible(criteria, each) for each in criteria.recognition},
    }
    return [conditions, groups, counts, rest]


def _leaf(leaf: Leaf, criteria: CriteriaSet) -> pl.Expr:
    x = pl.col(leaf.indicators[0])
    if isinstance(leaf, FlagCondition):
        return x if leaf.wanted else ~x
    if isinstance(leaf, DocumentCondition):
        return x.is_between(*day_limits(criteria, leaf))
    if isinstance(leaf, ShareCondition):
        y = pl.col(leaf.share[1])
        return pl.when(y != 0).then(_share(leaf, PER_CENT * x, y))
    if isinstance(leaf, ChangeCondition):
        return _change(leaf, x, pl.col(f"{leaf.change}_before"))
    scale = STEPS if isinstance(leaf, NumberCondition) else 1
    return pl.all_horizontal(COMPARE[key](x, float(bound * scale)) for key, bound in leaf.bounds.items())


def _share(leaf: Bounded, x: pl.Expr, y: pl.Expr) -> pl.Expr:
    """Compare a part, multiplied out, with each bound times its whole."""
    return pl.all_horizontal(COMPARE[key](x, float(bound * STEPS) * y) for key, bound in leaf.bounds.items())


def _change(leaf: ChangeCondition, now: pl.Expr, before: pl.Expr) -> pl.Expr:
    """From 0 to 0 is no change; from 0 to more comes out above every bound by itself."""
    still = (now == 0) & (before == 0)
    compared = _share(leaf, PER_CENT * (now - before), before)
    none_will_do = all(COMPARE[key](0, bound) for key, bound in leaf.bounds.items())
    return compared | still if none_will_do else compared & ~still


def _group(condition: Condition, names: Iterator[str]) -> pl.Expr:
    """Combine the named conditions under a group in Kleene's logic."""
    if not isinstance(condition, AllOf | AnyOf | SomeOf):
        return pl.col(next(names))
    parts = [_group(part, names) for part in condition.parts]
    if isinstance(condition, AllOf):
        return pl.all_horizontal(parts)
    if isinstance(condition, AnyOf):
        return pl.any_horizontal(parts)
    unmet = pl.sum_horizontal(~part for part in parts)
    return _range(pl.sum_horizontal(parts) >= condition.needed, unmet <= len(parts) - condition.needed)


def _range(sure: pl.Expr, possible: pl.Expr) -> pl.Expr:
    """Met when sure, unmet when not even possible, else null."""
    return pl.when(sure).then(pl.lit(value=True)).when(~possible).then(pl.lit(value=False))


def _band(criteria: CriteriaSet, count: pl.Expr) -> pl.Expr:
    return pl.sum_horizontal(count < band.criteria_met for band in criteria.bands)


def _eligible(criteria: CriteriaSet, level: Level) -> pl.Expr:
    asked = [~pl.col(veto.id) for veto in criteria.vetoes]
    if level.requires.band is not None:
        need = next(band.criteria_met for band in criteria.bands if band.id == level.requires.band)
        asked.append(_range(pl.col("met") >= need, pl.col("possible") >= need))
    if level.requires.recognised is not None:
        asked.append(pl.col(f"recognised_{level.requires.recognised}"))
    return pl.all_horizontal(asked)


def answers(frame: pl.DataFrame) -> Answers:
    """Read verdict codes and counts out of polars' columns."""
    return Answers.by_name(lambda name: _codes(frame[name]))


def _codes(column: pl.Series) -> NDArray[Any]:
    """Turn true, false and null into verdict codes; counts stay as they are."""
    if column.dtype != pl.Boolean:
        return column.to_numpy()
    codes = pl.when(column).then(MET).when(~column).then(UNMET).otherwise(UNKNOWN)
    return pl.select(codes.cast(pl.UInt8)).to_series().to_numpy()


CONTENDER = Contender("polars expressions", ready, answers)
