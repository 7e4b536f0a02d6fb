"""Units in the order that the ``first:`` rules of a set ask."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from api.answers.json import Json
from api.workflow import Scored
from engine.ordering import first_of, ordered
from engine.rules import Verdict


def in_order(result: Scored, places: Sequence[int]) -> Json:
    """Give the units at those places, first ones first, each with how every rule stands for it."""
    judged = first_of(result.scores)[:, np.asarray(places, dtype=np.intp)]
    rows = [places[each] for each in ordered(judged)]
    at = {place: column for column, place in enumerate(places)}
    return {
        "set": result.criteria.set,
        "period": result.scores.figures.period,
        "rules": [{"title": each.title, "basis": each.basis} for each in result.criteria.first],
        "items": [
            {
                "unit": result.codes[place],
                "name": result.names[place],
                "rules": [str(Verdict.of(int(code))) for code in judged[:, at[place]]],
            }
            for place in rows
        ],
    } | ({"sample": True} if result.sample else {})
