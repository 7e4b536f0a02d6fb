"""The same job as a decision graph of zen-engine: an expression node over one unit's figures.

zen knows no third truth value, so a verdict is a number as in the engine (0 unmet, 1 unknown, 2 met), each
condition asks for missing figures itself, and Kleene's logic is a minimum, a maximum or a count. Its numbers
are exact decimals.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import zen

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
from engine.scalars import STEPS

SIGNS = {"at_least": ">=", "more_than": ">", "at_most": "<=", "less_than": "<", "equals": "=="}
PER_CENT = 100 * STEPS
KEY = "job"


def ready(job: Job) -> Callable[[], list[dict[str, Any]]]:
    """Hand zen one mapping a unit, as it takes them, and return the run over all of them.

    A static loader (which compiles the graph once) and the batch call were its fastest way when tried; one
    unit alone is faster without the batch.
    """
    graph = _graph(_expressions(job.criteria))
    engine = zen.ZenEngine({"loader": {"type": "static", "content": {KEY: graph}}})
    units = _units(job)
    requests: list[zen.EvaluateBatchRequest] = [{"key": KEY, "context": unit} for unit in units]

    def run() -> list[dict[str, Any]]:
        if len(units) == 1:
            return [engine.evaluate(KEY, units[0])["result"]]
        return [each["data"]["result"] for each in engine.evaluate_batch(requests)]

    return run


def _units(job: Job) -> list[dict[str, int | None]]:
    columns = {
        **{key: _values(column) for key, column in job.now.items()},
        **{f"{key}_before": _values(column) for key, column in job.before.items()},
        **{f"recognised_{level}": codes.tolist() for level, codes in job.recognised.items()},
    }
    return [dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)]


def _values(column: Column) -> list[int | None]:
    return [None if missing else int(value) for value, missing in zip(column, np.isnan(column), strict=True)]


def _graph(expressions: dict[str, str]) -> dict[str, Any]:
    """Return the graph in zen's own format: input, one node of expressions, output."""
    content = {"expressions": [{"id": key, "key": key, "value": value} for key, value in expressions.items()]}
    kinds: dict[str, dict[str, Any]] = {"input": {}, "expression": content, "output": {}}
    return {
        "contentType": "application/vnd.gorules.decision",
        "nodes": [
            {"id": kind, "name": kind, "type": f"{kind}Node", "position": {"x": 0, "y": 0}, "content": inside}
            for kind, inside in kinds.items()
        ],
        "edges": [
            {"id": f"{start}-{end}", "type": "edge", "sourceId": start, "targetId": end}
            for start, end in (("input", "expression"), ("expression", "output"))
        ],
    }


def _expressions(criteria: CriteriaSet) -> dict[str, str]:
    """Return zen expressions by name; each may read those before it, as ``$.name``."""
    conditions: dict[str, str] = {}
    groups: dict[str, str] = {}
    for key, rule in rules_of(criteria).items():
        named = {name: _leaf(leaf, criteria) for name, leaf in conditions_of(key, rule).items()}
        groups[key] = _group(rule, iter(named))
        conditions |= named
    judged = f"[{', '.join(f'$.{each.id}' for each in criteria.criteria)}]"
    return {
        **conditions,
        **groups,
        "met": f"count({judged}, # == 2)",
        "possible": f"count({judged}, # != 0)",
        "band": _band(criteria, "$.met"),
        "possible_band": _band(criteria, "$.possible"),
        **{f"eligible_{each.level}": _eligible(criteria, each) for each in criteria.recognition},
    }


def _leaf(leaf: Leaf, criteria: CriteriaSet) -> str:
    x = leaf.indicators[0]
    missing = f"{x} == null"
    if isinstance(leaf, FlagCondition):
        met = f"{x} == {int(leaf.wanted)}"
    elif isinstance(leaf, DocumentCondition):
        first, last = day_limits(criteria, leaf)
        met = f"{x} >= {first} and {x} <= {last}"
    elif isinstance(leaf, ShareCondition):
        y = leaf.share[1]
        missing += f" or {y} == null or {y} == 0"
        met = _bounded(leaf, f"{PER_CENT} * {x}", STEPS, f" * {y}")
    elif isinstance(leaf, ChangeCondition):
        y = f"{leaf.change}_before"
        missing += f" or {y} == null"
        met = f"({x} == 0 and {y} == 0) ? ({_bounded(leaf, '0', 1)}) : ({_change(leaf, x, y)})"
    else:
        met = _bounded(leaf, x, STEPS if isinstance(leaf, NumberCondition) else 1)
    return f"({missing}) ? 1 : (({met}) ? 2 : 0)"


def _change(leaf: ChangeCondition, now: str, before: str) -> str:
    """From 0 to more comes out above every bound by itself."""
    return _bounded(leaf, f"{PER_CENT} * ({now} - {before})", STEPS, f" * {before}")


def _bounded(leaf: Bounded, x: str, scale: int, times: str = "") -> str:
    return " and ".join(f"{x} {SIGNS[key]} {bound * scale}{times}" for key, bound in leaf.bounds.items())


def _group(condition: Condition, names: Iterator[str]) -> str:
    """Combine the named conditions under a group in Kleene's logic."""
    if not isinstance(condition, AllOf | AnyOf | SomeOf):
        return f"$.{next(names)}"
    parts = f"[{', '.join(_group(part, names) for part in condition.parts)}]"
    if isinstance(condition, AllOf):
        return f"min({parts})"
    if isinstance(condition, AnyOf):
        return f"max({parts})"
    return _range(f"count({parts}, # == 2)", f"count({parts}, # != 0)", condition.needed)


def _range(sure: str, possible: str, needed: int) -> str:
    return f"({sure} >= {needed}) ? 2 : (({possible} >= {needed}) ? 1 : 0)"


def _band(criteria: CriteriaSet, count: str) -> str:
    return f"count([{', '.join(str(band.criteria_met) for band in criteria.bands)}], # > {count})"


def _eligible(criteria: CriteriaSet, level: Level) -> str:
    asked = [f"2 - $.{veto.id}" for veto in criteria.vetoes]
    if level.requires.band is not None:
        need = next(band.criteria_met for band in criteria.bands if band.id == level.requires.band)
        asked.append(f"({_range('$.met', '$.possible', need)})")
    if level.requires.recognised is not None:
        asked.append(f"recognised_{level.requires.recognised}")
    return f"min([{', '.join(asked)}])"


def answers(units: list[dict[str, Any]]) -> Answers:
    """Turn zen's answers, one mapping a unit, into columns."""
    return Answers.by_name(lambda name: np.array([unit[name] for unit in units]))


CONTENDER = Contender("zen-engine, a graph", ready, answers, largest=10_600)
