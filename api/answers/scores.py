"""JSON of scores: a unit, its criteria, their conditions.

This is the plain definition; :mod:`api.answers.score_lines` writes the same for many units at once.
"""

from __future__ import annotations

from collections.abc import Sequence

from api.answers.json import Json
from api.exchange.data import DataFault
from api.workflow import Board, Scored
from engine.criteria import CriteriaSet
from engine.explaining import CriterionResult, written
from engine.rules import Verdict


def scored(result: Scored) -> Json:
    """Give the scores of every unit, in the order of DATA."""
    return frame(result) | {"units": [unit(result, place) for place in range(len(result.codes))]}


def frame(result: Scored) -> Json:
    """Give what stands around the units: the same with no unit in it."""
    period = result.scores.figures.period
    return _frame(result.criteria, result.digest, period, result.faults, sample=result.sample)


def unscored(board: Board, period: str | None, faults: Sequence[DataFault]) -> Json:
    """Give the same where nothing was scored: what kept the figures from it stands in ``faults``."""
    asked = period or board.data.newest_period or None
    return _frame(board.criteria, board.digest, asked, faults, sample=board.data.sample)


def _frame(
    criteria: CriteriaSet, digest: str, period: str | None, faults: Sequence[DataFault], *, sample: bool
) -> Json:
    answer = {
        "criteria": {
            "set": criteria.set,
            "effective_from": criteria.effective_from.isoformat(),
            "digest": digest,
            "wording": criteria.wording,
        },
        "period": period,
        "faults": [fault.as_json() for fault in faults],
        "units": [],
    }
    return answer | ({"sample": True} if sample else {})


def unit(result: Scored, place: int) -> Json:
    """Give the scores of one unit."""
    scores, criteria = result.scores, result.criteria
    return {
        "unit": result.codes[place],
        "name": result.names[place],
        "met": int(scores.met[place]),
        "possible": int(scores.possible[place]),
        "of": len(criteria.criteria),
        "band": scores.band_id(int(scores.band[place])),
        "possible_band": scores.band_id(int(scores.possible_band[place])),
        "vetoes": [
            {"id": veto.id, "verdict": str(Verdict.of(int(scores.vetoes[index, place])))}
            for index, veto in enumerate(criteria.vetoes)
        ],
        "eligible": {level: str(Verdict.of(int(codes[place]))) for level, codes in scores.eligible.items()},
        "criteria": [_criterion(each) for each in result.explanations.of(place)],
    }


def _criterion(result: CriterionResult) -> Json:
    return {
        "id": result.id,
        "verdict": str(result.verdict),
        "shortfall": written(result.shortfall),
        "conditions": [
            {
                "path": each.path,
                "verdict": str(each.verdict),
                "actual": each.actual,
                "shortfall": written(each.shortfall),
            }
            for each in result.conditions
        ],
    }
