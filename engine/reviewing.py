"""Scores -> whether the recognition of a unit comes up for review, by the ``revocation:`` of the set.

A review is not a revocation: that is a decision. The rule looks at the score alone, so it is answered for every unit;
who reads it asks which of them hold a recognition.
"""

from __future__ import annotations

from fractions import Fraction
from math import ceil

import numpy as np

from engine.criteria import CriteriaSet, Revocation
from engine.rules import MET, NOT_APPLICABLE, UNKNOWN, UNMET, Codes, at_least, how_many
from engine.scoring import Scores


def under_review(scores: Scores) -> Codes | None:
    """Return per unit whether a recognition would be up for review; None when the set has no rule of it.

    Codes of verdicts, a place a unit: met for sure, unknown while missing figures could bring it about, unmet not.
    A criterion that does not apply counts as the set's ``not_applicable_counts_as`` says.
    """
    criteria = scores.rules.criteria
    if criteria.revocation is None:
        return None
    failing = _failing(scores)
    asked = [_share(criteria.revocation, failing)]
    asked += [failing[index] for index in _listed(criteria, criteria.revocation)]
    return at_least(np.array(asked), 1)


def _failing(scores: Scores) -> Codes:
    """Turn the verdicts of criteria round: met where the criterion is unmet."""
    counted_unmet = scores.rules.criteria.not_applicable_counts_as == "unmet"
    judged = scores.criteria
    counted = np.where(judged == NOT_APPLICABLE, np.uint8(UNMET if counted_unmet else MET), judged)
    failing: Codes = (MET - counted).astype(np.uint8)
    return failing


def _share(rule: Revocation, failing: Codes) -> Codes:
    """Judge the share of unmet criteria of all criteria; never met where the rule asks no share."""
    if rule.unmet_share_at_least is None:
        return np.full(failing.shape[1], UNMET, np.uint8)
    # So many unmet criteria are needed, in whole numbers; within what a count of criteria holds.
    need = min(max(ceil(Fraction(rule.unmet_share_at_least) * len(failing) / 100), 0), len(failing) + 1)
    sure, possible = how_many(failing == MET) >= need, how_many(failing >= UNKNOWN) >= need
    return sure.view(np.uint8) + possible.view(np.uint8)


def _listed(criteria: CriteriaSet, rule: Revocation) -> list[int]:
    return [index for index, each in enumerate(criteria.criteria) if each.id in rule.or_unmet]
