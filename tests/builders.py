"""Criteria sets from short dicts and figures from natural values, for tests alone.

A short set names each indicator by its kind (``"count"``), by its parts (``["a", "b"]``, a derived sum) or in
full, and each criterion by its group. Natural values are what staff enter: whole numbers, decimals (as text
or float), True/False, ISO days or days, False for «không», None for missing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np

from engine.criteria import CriteriaSet
from engine.explaining import CriterionResult, Explanations, written
from engine.figures import Column, Figures
from engine.indicators import Kind
from engine.rules import Codes, Verdict
from engine.scoring import Rules, Scores, score

Natural = bool | int | float | str | Decimal | date | None
Row = Mapping[str, Natural]
Raw = dict[str, Any]
PERIOD = "2024"


def exact(raw: Any) -> Any:  # noqa: ANN401 -- any part of a file
    """Turn every float in a part of a file into the decimal that is written."""
    if isinstance(raw, float):
        return Decimal(str(raw))
    if isinstance(raw, Mapping):
        return {key: exact(value) for key, value in raw.items()}
    if isinstance(raw, list | tuple):
        return [exact(value) for value in raw]
    return raw


def raw_set(indicators: Mapping[str, Any], criteria: Sequence[Mapping[str, Any]], **more: object) -> Raw:
    """Fill a short set in: ids TC01, TC02 … and the keys that every file has."""
    named = [{"id": f"TC{number:02}", "title": "Tiêu chí", **each} for number, each in enumerate(criteria, 1)]
    whole = {
        "set": "thu",
        "title": "Bộ thử",
        "effective_from": "2022-01-01",
        "status": "draft",
        "wording": "reconstructed",
        "applies_to": ["xã"],
        "not_applicable_counts_as": "met",
        "indicators": {key: _indicator(each) for key, each in indicators.items()},
        "criteria": named,
    }
    filled: Raw = exact(whole | more)
    return filled


def criteria_set(indicators: Mapping[str, Any], criteria: Sequence[Mapping[str, Any]], **more: object) -> CriteriaSet:
    """Make a criteria set from a short one."""
    return CriteriaSet.model_validate(raw_set(indicators, criteria, **more))


def _indicator(short: Any) -> Raw:  # noqa: ANN401 -- a kind, a list of parts, or a whole entry
    full: Raw = (
        {"kind": short} if isinstance(short, str) else {"sum": short} if isinstance(short, list) else dict(short)
    )
    measured = "sum" in full or full.get("kind") in ("count", "number")
    return {"label": "Chỉ tiêu"} | ({"unit": "cái"} if measured else {}) | full


def steps(kind: Kind, value: Natural) -> float:
    """Return one natural value in whole steps, NaN when missing."""
    if value is None:
        return np.nan
    if kind is Kind.DOCUMENT:
        day = date.fromisoformat(value) if isinstance(value, str) else value
        return float(day.toordinal()) if isinstance(day, date) else 0.0
    scale = 10_000 if kind is Kind.NUMBER else 1
    whole = Decimal(str(int(value) if isinstance(value, bool) else value)) * scale
    if whole != int(whole):
        raise ValueError(f"{value} has too many places for a {kind}")
    return float(int(whole))


def columns(criteria: CriteriaSet, rows: Sequence[Row]) -> dict[str, Column]:
    """Lay rows of natural values out in columns of whole steps, one for each indicator that is entered."""
    strange = {key for row in rows for key in row} - set(criteria.indicators)
    if strange:
        raise KeyError(f"no such indicators: {sorted(strange)}")
    return {
        key: np.array([steps(each.kind, row.get(key)) for row in rows], np.float64)
        for key, each in criteria.indicators.items()
        if each.sum is None
    }


def figures_of(
    criteria: CriteriaSet,
    rows: Sequence[Row],
    before: Sequence[Row] | None = None,
    not_applicable: Sequence[Iterable[str]] | None = None,
    period: str = PERIOD,
) -> Figures:
    """Make the figures of some units, a row a unit; ``not_applicable`` names criteria for each of them."""
    exempt = [set(each) for each in not_applicable or [()] * len(rows)]
    masks = {key: np.array([key in each for each in exempt], np.bool_) for key in {i for each in exempt for i in each}}
    return Figures.of(
        criteria,
        period,
        columns(criteria, rows),
        None if before is None else columns(criteria, before),
        masks,
    )


def scores_of(
    criteria: CriteriaSet,
    rows: Sequence[Row],
    before: Sequence[Row] | None = None,
    not_applicable: Sequence[Iterable[str]] | None = None,
    recognised: Mapping[str, Codes] | None = None,
    period: str = PERIOD,
) -> Scores:
    """Score some units, a row a unit."""
    return score(Rules.of(criteria), figures_of(criteria, rows, before, not_applicable, period), recognised)


def result(
    criteria: CriteriaSet, row: Row, before: Row | None = None, *, index: int = 0, period: str = PERIOD
) -> CriterionResult:
    """Explain one criterion of one unit."""
    scores = scores_of(criteria, [row], None if before is None else [before], period=period)
    return Explanations(scores).criterion(0, index)


def verdicts_of(criteria: CriteriaSet, rows: Sequence[Row], before: Sequence[Row] | None = None) -> list[str]:
    """Return the verdict of the first criterion for each unit."""
    return [Verdict.of(int(code)).value for code in scores_of(criteria, rows, before).criteria[0]]


def lacks(criteria: CriteriaSet, row: Row, before: Row | None = None, *, index: int = 0) -> dict[str, str]:
    """Return what one criterion of one unit lacks, as JSON writes it."""
    return written(result(criteria, row, before, index=index).shortfall)


def answer_of(explanations: Explanations, unit: int) -> Raw:
    """Answer for one unit as the JSON of ``score`` does (docs/interface.md), without its code and name."""
    scores = explanations.scores
    vetoes = zip(scores.rules.criteria.vetoes, scores.vetoes[:, unit], strict=True)
    return {
        "met": int(scores.met[unit]),
        "possible": int(scores.possible[unit]),
        "of": len(scores.rules.criteria.criteria),
        "band": scores.band_id(int(scores.band[unit])),
        "possible_band": scores.band_id(int(scores.possible_band[unit])),
        "vetoes": [{"id": veto.id, "verdict": Verdict.of(int(code)).value} for veto, code in vetoes],
        "eligible": {level: Verdict.of(int(codes[unit])).value for level, codes in scores.eligible.items()},
        "criteria": [
            {
                "id": each.id,
                "verdict": each.verdict.value,
                "shortfall": written(each.shortfall),
                "conditions": [
                    {
                        "path": leaf.path,
                        "verdict": leaf.verdict.value,
                        "actual": leaf.actual,
                        "shortfall": written(leaf.shortfall),
                    }
                    for leaf in each.conditions
                ],
            }
            for each in explanations.of(unit)
        ],
    }


def answers_of(scores: Scores) -> list[Raw]:
    """Answer for every unit."""
    explanations = Explanations(scores)
    return [answer_of(explanations, unit) for unit in range(scores.figures.size)]
