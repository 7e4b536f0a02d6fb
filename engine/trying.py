"""Examples run: the figures of an example, and what comes of them, for one unit or for several together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import numpy as np

from engine.criteria import CriteriaSet, Criterion
from engine.examples import Cells, Example, Result, WholeExample
from engine.explaining import Explanations, share
from engine.figures import Column, Figures, entered, in_units
from engine.indicators import Kind
from engine.rules import MET
from engine.scalars import plain
from engine.scoring import Rules, Scores, score


def figures_given(criteria: CriteriaSet, given: Sequence[Cells], before: Sequence[Cells]) -> Figures:
    """Make the figures of examples, a place each: in the period of the latest document, else of the file's first day.

    So a file that is copied for a new day keeps its examples, whatever year their documents are of.
    """
    now = _columns(criteria, given)
    issued = [now[key][now[key] > 0] for key in now if criteria.indicators[key].kind is Kind.DOCUMENT]
    latest = max((int(each.max()) for each in issued if each.size), default=0)
    day = date.fromordinal(latest) if latest else criteria.effective_from
    then = _columns(criteria, before) if any(before) else None
    return Figures.of(criteria, criteria.period.containing(day), now, then)


def _columns(criteria: CriteriaSet, rows: Sequence[Cells]) -> dict[str, Column]:
    """Lay examples out in columns of whole steps, one for each indicator that is entered."""
    columns = {key: np.full(len(rows), np.nan) for key, each in criteria.indicators.items() if each.sum is None}
    for place, row in enumerate(rows):
        for key, raw in row.items():
            steps = entered(criteria.indicators[key], raw)
            columns[key][place] = np.nan if steps is None else steps
    return columns


# ----------------------------------------------------------------------------------------- an example of a criterion


def derived_of(criteria: CriteriaSet, example: Example) -> dict[str, str]:
    """Return what the sums that an example names come to, «chưa rõ» while a part is missing."""
    figures = figures_given(criteria, [example.given], [example.before])
    found = {key: figures.column(key)[0] for key in example.derived}
    return {key: UNKNOWN if np.isnan(each) else str(int(each)) for key, each in found.items()}


def actuals_of(criteria: CriteriaSet, criterion: Criterion, example: Example) -> dict[str, str]:
    """Return, by its way, the figure that each condition of a criterion compares, as the JSON of a score has it."""
    figures = figures_given(criteria, [example.given], [example.before])
    part = Rules.of(criteria.model_copy(update={"criteria": [criterion], "vetoes": [], "recognition": [], "bands": []}))
    conditions = Explanations(score(part, figures)).criterion(0, 0).conditions
    return {each.path: UNKNOWN if each.actual is None else each.actual for each in conditions}


def figures_hold(criteria: CriteriaSet, criterion: Criterion, example: Example) -> bool:
    """Tell whether the sums and the compared figures that an example names come out as it says."""
    sums = derived_of(criteria, example)
    compared = actuals_of(criteria, criterion, example) if example.actual else {}
    return all(sums[key] == plain(said) for key, said in example.derived.items()) and all(
        compared.get(way) == said for way, said in example.actual.items()
    )


UNKNOWN = "chưa rõ"
"""What is said for a figure that is missing."""


# -------------------------------------------------------------------------------------------- several units together


@dataclass(frozen=True, slots=True)
class Together:
    """The units of an example over several, scored: a place a row, and how many units and which district it is."""

    criteria: CriteriaSet
    scores: Scores
    before: Scores
    units: tuple[int, ...]
    districts: tuple[str | None, ...]

    @classmethod
    def of(cls, criteria: CriteriaSet, example: WholeExample) -> Together:
        """Score the units of an example, in its period and in the one before."""
        rules, earlier = Rules.of(criteria), [row.before for row in example.rows]
        figures = figures_given(criteria, [row.given for row in example.rows], earlier)
        period = f"{int(figures.period) - 1:04}"
        then = Figures.of(criteria, period, _columns(criteria, earlier))
        return cls(
            criteria,
            score(rules, figures),
            score(rules, then),
            tuple(row.units for row in example.rows),
            tuple(row.district for row in example.rows),
        )

    def gives(self, asked: Result) -> tuple[Decimal | None, Decimal | None]:
        """Return the figure that is asked for, and by how much it is more than before; None where it is unknown."""
        now, before = (self._figure(asked, scores) for scores in (self.scores, self.before))
        return now, None if now is None or before is None else now - before

    def _figure(self, asked: Result, scores: Scores) -> Decimal | None:
        if asked.sum is not None:
            return self._sum(asked.sum, scores.figures)
        if asked.share is not None:
            part, whole = (self._sum(key, scores.figures) for key in asked.share)
            said = None if part is None or whole is None else share(float(part), float(whole))
            return None if said is None else Decimal(said)
        index = [each.id for each in self.criteria.criteria].index(asked.met or asked.districts or "")
        met = np.flatnonzero(scores.criteria[index] == MET).tolist()
        if asked.met is not None:
            return Decimal(sum(self.units[place] for place in met))
        return Decimal(len({self.districts[place] for place in met} - {None}))

    def _sum(self, key: str, figures: Figures) -> Decimal | None:
        """Add up what is known, a row as often as it stands for units; of a flag or document how many say there is.

        None where no unit has told its figure: a sum of nothing is not zero.
        """
        indicator, column = self.criteria.indicators[key], figures.column(key)
        counted = indicator.kind in (Kind.FLAG, Kind.DOCUMENT)
        known = [(int(each), units) for each, units in zip(column, self.units, strict=True) if not np.isnan(each)]
        steps = sum((int(each > 0) if counted else each) * units for each, units in known)
        return in_units(indicator, steps) if known else None


def asked_for(result: Result) -> str:
    """Name what a result asks, as the file does: «sum groups», «met TC03»."""
    subjects = (("sum", result.sum), ("met", result.met), ("districts", result.districts))
    named = next((f"{key} {value}" for key, value in subjects if value is not None), "")
    return named or f"share [{', '.join(result.share or ())}]"


def written(figure: Decimal | None) -> str:
    """Write a figure exactly, or that it is unknown."""
    return UNKNOWN if figure is None else plain(figure)
