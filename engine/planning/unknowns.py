"""What is not known and would matter: the figures that keep a criterion or a band open."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from engine.conditions import ChangeCondition, DocumentCondition
from engine.criteria import CriteriaSet
from engine.figures import MAX_STEPS, NO_DOCUMENT, Column, Figures
from engine.indicators import Kind
from engine.rules import UNKNOWN, Codes, Rows, Span, Test, combine
from engine.scoring import Scores, score


def lacking(scores: Scores, row: int, index: int) -> tuple[str, ...]:
    """Return the entered indicators whose absence keeps a criterion (or, counted on, a veto) of a unit unknown.

    What could not change the verdict any more is left out. A total of zero, which nothing is missing of, is named
    itself; so is an indicator of which only the figure of the period before is missing.
    """
    rules = scores.rules
    found: dict[str, None] = {}
    for leaf in _open(rules.groups[index], scores.leaves[:, row : row + 1]):
        found |= dict.fromkeys(_missing(rules.criteria, rules.tests[leaf], scores.figures, row))
    return tuple(found)


def _open(rows: int | Rows, codes: Codes) -> Iterator[int]:
    """Yield the rows of the unknown leaves that an unknown group hangs on."""
    if isinstance(rows, int):
        if codes[rows, 0] == UNKNOWN:
            yield rows
    elif combine(rows, codes)[0] == UNKNOWN:
        for part in rows.parts:
            yield from _open(part, codes)


def _missing(criteria: CriteriaSet, test: Test, figures: Figures, row: int) -> list[str]:
    found = []
    for key in test.leaf.indicators:
        if np.isnan(figures.column(key)[row]):
            entered = [part for part in criteria.parts[key] if criteria.indicators[part].sum is None]
            found += [part for part in entered if np.isnan(figures.column(part)[row])] or [key]
    if isinstance(test.leaf, ChangeCondition) and np.isnan(figures.column_before(test.leaf.change)[row]):
        found.append(test.leaf.change)
    return found or [test.leaf.indicators[-1]]


def settling_figures(scores: Scores, unit: int) -> tuple[str, ...]:
    """Return the missing indicators each of which, once known, settles the unit's band, whatever its figure then is.

    Every figure that obeys the consistency rules is thought through (a figure that breaks its rule would be corrected).
    Figures of the period before are not asked for. Empty when the band is settled, and when no single figure does it.
    """
    criteria, figures = scores.rules.criteria, scores.figures
    if scores.band[unit] == scores.possible_band[unit]:
        return ()
    missing = [
        key for key, each in criteria.indicators.items() if each.sum is None and np.isnan(figures.column(key)[unit])
    ]
    return tuple(key for key in missing if _settles(scores, unit, key))


def _settles(scores: Scores, unit: int, key: str) -> bool:
    outcomes = np.array(_outcomes(scores, unit, key), np.float64)
    again = _with_figure(scores, unit, key, outcomes)
    broken_before = {each for each, mask in scores.figures.inconsistent.items() if mask[unit]} - {key}
    sensible = np.ones(len(outcomes), np.bool_)
    for each, mask in again.inconsistent.items():
        if each not in broken_before:
            sensible &= ~mask
    then = score(scores.rules, again)
    return bool(sensible.any()) and bool((then.band == then.possible_band)[sensible].all())


def _with_figure(scores: Scores, unit: int, key: str, values: np.ndarray) -> Figures:
    """Return the figures of one unit over and over, with another value of one indicator each time."""
    figures, criteria, size = scores.figures, scores.rules.criteria, len(values)
    now = {each: np.full(size, column[unit]) for each, column in (figures.entered or figures.now).items()}
    before = {each: np.full(size, column[unit]) for each, column in figures.before.items()}
    waived = {each: np.full(size, mask[unit]) for each, mask in figures.not_applicable.items()}
    return Figures.of(criteria, figures.period, now | {key: values}, before, waived)


def _outcomes(scores: Scores, unit: int, key: str) -> list[int]:
    """Return values of a missing figure: one at least for every way in which the conditions can turn out."""
    kind = scores.rules.criteria.indicators[key].kind
    if kind is Kind.FLAG:
        return [0, 1]
    if kind is Kind.DOCUMENT:
        limits = [
            limit
            for test in scores.rules.tests
            if isinstance(test, Span) and isinstance(test.leaf, DocumentCondition) and test.leaf.document == key
            for limit in test.limits(scores.figures)
        ]
        return sorted({int(NO_DOCUMENT), *(day + by for day in limits if day for by in (-1, 0, 1) if day + by > 0)})
    found = {0, MAX_STEPS[kind]}
    for at_zero, at_one in _compared(scores, _with_figure(scores, unit, key, np.array([0.0, 1.0]))):
        if at_zero != at_one:
            turn = at_zero // (at_zero - at_one)  # where the sides meet, or the whole step below
            found.update((turn - 1, turn, turn + 1, turn + 2))
    return sorted(each for each in found if 0 <= each <= MAX_STEPS[kind])


def _compared(scores: Scores, figures: Figures) -> Iterator[tuple[int, int]]:
    """Yield all that tests and consistency rules compare with zero, for two figures one step apart.

    It is linear in the figure, so that no verdict turns but next to where such a difference is zero.
    """
    columns, criteria = figures.entered or figures.now, scores.rules.criteria
    for test in scores.rules.tests:
        x, *more = (columns.get(key, figures.missing) for key in test.leaf.indicators)
        if isinstance(test, Span):
            limits = [each for each in (test.low, test.high) if each is not None and _known(x)]
            yield from (_pair(x, 1, None, 0, each) for each in limits)
            continue
        y = figures.column_before(test.leaf.change) if isinstance(test.leaf, ChangeCondition) else more[0]
        if _known(x, y):
            yield from (_pair(each, 1, None, 0, 0) for each in (x, y))
            yield from (_pair(x, side.p, y, side.q, side.sign * side.strict) for side in test.sides)
    for key, indicator in criteria.indicators.items():
        limit = indicator.at_most
        if limit is not None and limit in columns and key in columns and _known(columns[key], columns[limit]):
            yield _pair(columns[key], criteria.indicators[limit].scale, columns[limit], indicator.scale, 0)


def _known(*columns: Column) -> bool:
    return not any(np.isnan(each).any() for each in columns)


def _pair(x: Column, p: int, y: Column | None, q: int, constant: int) -> tuple[int, int]:
    """Return ``p·x - q·y - constant`` for both figures, in Python's whole numbers."""
    first, second = (p * int(x[at]) - (0 if y is None else q * int(y[at])) - constant for at in (0, 1))
    return first, second
