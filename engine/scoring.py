"""A set and figures -> scores: verdicts, counts, bands, vetoes, eligibility; all ranges from sure to possible."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from engine.criteria import BELOW, CriteriaSet
from engine.figures import Figures
from engine.rules import (
    MET,
    NOT_APPLICABLE,
    UNKNOWN,
    UNMET,
    Codes,
    Rows,
    Test,
    at_least,
    combine,
    how_many,
    rows_of,
    tests_of,
    verdicts,
)

Counts = NDArray[np.uint16]
BLOCK = 65_536
"""Units worked on at a time: a row of a block stays in the processor's cache."""
WORKERS = 2
"""Threads over the blocks of a large job; NumPy lets go of the interpreter while it computes."""


@dataclass(frozen=True, slots=True)
class Rules:
    """A criteria set made ready to be applied: its tests in rows, its groups over the rows. Make it once per file."""

    criteria: CriteriaSet
    tests: tuple[Test, ...]
    groups: tuple[Rows, ...]
    first_rows: tuple[int, ...]
    """Where the leaves of each criterion, then of each veto, begin."""

    @classmethod
    def of(cls, criteria: CriteriaSet) -> Rules:
        """Make the rules of a criteria set."""
        tests: list[Test] = []
        groups: list[Rows] = []
        first_rows: list[int] = []
        conditions = [
            *(each.condition for each in criteria.criteria),
            *(each.when for each in criteria.vetoes),
        ]
        for condition in conditions:
            first_rows.append(len(tests))
            groups.append(rows_of(condition, len(tests)))
            tests.extend(tests_of(criteria, condition))
        return cls(criteria, tuple(tests), tuple(groups), tuple(first_rows))

    def tests_of(self, index: int) -> tuple[Test, ...]:
        """Return the tests of the criterion (or, after the last criterion, the veto) of that index."""
        last = self.first_rows[index + 1] if index + 1 < len(self.first_rows) else len(self.tests)
        return self.tests[self.first_rows[index] : last]


@dataclass(frozen=True, slots=True)
class Scores:
    """What a set says of units: arrays of verdict codes and counts, a column a unit.

    ``leaves`` has a row a test, ``criteria`` and ``vetoes`` a row each; ``met`` (sure) and ``possible`` are counts of
    criteria; ``band`` and ``possible_band`` index ``rules.criteria.bands`` (their number: below the last).
    """

    rules: Rules
    figures: Figures
    leaves: Codes
    criteria: Codes
    vetoes: Codes
    met: Counts
    possible: Counts
    band: Counts
    possible_band: Counts
    eligible: Mapping[str, Codes] = field(default_factory=dict)

    def band_id(self, index: int) -> str:
        """Return the id of a band by its index in ``band`` or ``possible_band``."""
        bands = self.rules.criteria.bands
        return bands[index].id if index < len(bands) else BELOW


def score(rules: Rules, figures: Figures, recognised: Mapping[str, Codes] | None = None) -> Scores:
    """Score every unit of ``figures``.

    ``recognised`` gives, by level, a verdict code a unit: whether it is recognised there on the period's last day;
    without it a level that requires a recognition is unknown.
    """
    criteria, size = rules.criteria, figures.size
    tests, judged = len(rules.tests), len(rules.tests) + len(criteria.criteria)
    codes = np.empty((tests + len(rules.groups), size), np.uint8)
    scores = Scores(
        rules=rules,
        figures=figures,
        leaves=codes[:tests],
        criteria=codes[tests:judged],
        vetoes=codes[judged:],
        met=np.empty(size, np.uint16),
        possible=np.empty(size, np.uint16),
        band=np.empty(size, np.uint16),
        possible_band=np.empty(size, np.uint16),
        eligible={
            each.level: np.empty(size, np.uint8) for each in criteria.recognition if each.in_force(figures.last_day)
        },
    )
    blocks = [slice(start, min(start + BLOCK, size)) for start in range(0, size, BLOCK)]
    if len(blocks) > 1:
        with ThreadPoolExecutor(max_workers=WORKERS) as workers:
            list(workers.map(lambda part: _score_block(scores, part, recognised), blocks))
    elif blocks:
        _score_block(scores, blocks[0], recognised)
    return scores


def _score_block(scores: Scores, part: slice, recognised: Mapping[str, Codes] | None) -> None:
    """Fill in the scores of some units; every array of ``scores`` is a view that belongs to this block alone."""
    rules = scores.rules
    criteria = rules.criteria
    whole = scores.figures
    figures = whole if part == slice(0, whole.size) else whole.part(part.start, part.stop)
    leaves, judged, vetoes = scores.leaves[:, part], scores.criteria[:, part], scores.vetoes[:, part]
    verdicts(rules.tests, figures, leaves)
    for index, rows in enumerate(rules.groups):
        into = judged[index] if index < len(judged) else vetoes[index - len(judged)]
        into[:] = combine(rows, leaves)
    for index, criterion in enumerate(criteria.criteria):
        mask = figures.not_applicable.get(criterion.id)
        if mask is not None:
            judged[index][mask] = NOT_APPLICABLE
    met, possible = scores.met[part], scores.possible[part]
    _count(criteria, judged, met, possible)
    _band(criteria, met, scores.band[part])
    _band(criteria, possible, scores.possible_band[part])
    for level, into in scores.eligible.items():
        known = None if recognised is None else {key: codes[part] for key, codes in recognised.items()}
        into[part] = _eligible(criteria, level, (met, possible, vetoes), known)


def _count(criteria: CriteriaSet, judged: Codes, met: Counts, possible: Counts) -> None:
    """Count from sure to possible; the codes are in order, not applicable above met."""
    if criteria.not_applicable_counts_as == "unmet":
        judged = np.where(judged == NOT_APPLICABLE, np.uint8(UNMET), judged)
    met[:] = how_many(judged >= MET)
    possible[:] = how_many(judged >= UNKNOWN)


def _band(criteria: CriteriaSet, counts: Counts, into: Counts) -> None:
    """Write for each count the index of the highest band that it reaches: how many bands ask for more."""
    into[:] = 0
    for band in criteria.bands:
        into += counts < band.criteria_met


def _eligible(
    criteria: CriteriaSet,
    level_id: str,
    judged: tuple[Counts, Counts, Codes],
    recognised: Mapping[str, Codes] | None,
) -> Codes:
    """Judge one level: what it requires, and no veto that blocks it."""
    level, (met, possible, vetoes) = criteria.levels[level_id], judged
    asked = [np.full(len(met), MET, np.uint8)]
    if level.requires.band is not None:
        asked.append(reaches(criteria, level.requires.band, met, possible))
    if level.requires.recognised is not None:
        unknown = np.full(len(met), UNKNOWN, np.uint8)
        asked.append(unknown if recognised is None else recognised[level.requires.recognised])
    for index, veto in enumerate(criteria.vetoes):
        if veto.blocks is None or level_id in veto.blocks:
            asked.append(MET - vetoes[index])
    return at_least(np.array(asked), len(asked))


def reaches(criteria: CriteriaSet, band: str, met: Counts, possible: Counts) -> Codes:
    """Return per unit whether it reaches a band: met when sure, unmet when out of reach, else unknown."""
    need = next(each.criteria_met for each in criteria.bands if each.id == band)
    return (met >= need).view(np.uint8) + (possible >= need).view(np.uint8)


assert (UNMET, MET) == (0, 2)  # noqa: S101 -- a veto is turned round, and ranges added up, by these codes
