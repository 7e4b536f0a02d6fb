"""Scores -> which units come first, by the ``first:`` rules of the set: an ordering that is data, not code.

A rule is judged as a veto is, by the one combinator. Units for which it is met come first, those of which it is
unknown between, the rest after them; where one rule leaves units level the next decides, and then their given order.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.rules import Codes, combine, rows_of, tests_of, verdicts
from engine.scoring import Scores


def first_of(scores: Scores) -> Codes:
    """Return verdict codes, a row a rule of ``first`` and a column a unit; no row where the set has no rule."""
    criteria, figures = scores.rules.criteria, scores.figures
    judged = np.empty((len(criteria.first), figures.size), np.uint8)
    for into, rule in zip(judged, criteria.first, strict=True):
        tests = tests_of(criteria, rule.when)
        codes = np.empty((len(tests), figures.size), np.uint8)
        verdicts(tests, figures, codes)
        into[:] = combine(rows_of(rule.when, 0), codes)
    return judged


def ordered(judged: Codes) -> NDArray[np.intp]:
    """Return the places of units in the order that the rules ask, by their verdicts (a row a rule)."""
    falling = [-row.astype(np.int8) for row in judged[::-1]]  # lexsort asks its last key first
    return np.lexsort(falling) if falling else np.arange(judged.shape[1], dtype=np.intp)
