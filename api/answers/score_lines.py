"""The scores of many units as bytes: what :mod:`api.answers.scores` defines, put together column by column.

A unit's line is joined from texts, and the texts of all units that stand in the same place are a column: they are
picked out of the few that occur there. Nothing is judged here: verdicts, figures and shortfalls come from the columns
that the plain form is taken from.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from api.answers.json import as_bytes, compact, in_lines
from api.answers.scores import frame, unit
from api.workflow import Scored
from engine.explaining import written
from engine.rules import NOT_APPLICABLE, VERDICTS, Codes
from engine.scoring import Counts

Texts = list[str]
"""A text a unit, or one for each thing that can be said in a place."""
Units = NDArray[np.intp]
"""Places of the units that are written, in their order."""


def score_bytes(result: Scored, places: Sequence[int] | None = None) -> bytes:
    """Write the scores of the units at those places (of all when None), a unit a line."""
    units = np.arange(len(result.codes)) if places is None else np.array(places, np.intp)
    lines = map("".join, zip(*_columns(result, units), strict=True))
    return in_lines(frame(result), map(as_bytes, lines))


def unit_bytes(result: Scored, place: int) -> bytes:
    """Write the scores of one unit: to the byte its line among the others."""
    return as_bytes(compact(unit(result, place)))


def _columns(result: Scored, units: Units) -> Iterator[Texts]:
    """Give the columns that the lines are joined from."""
    yield from _unit(result, units)
    for index in range(len(result.criteria.criteria)):
        yield from _criterion(result, index, units)
        yield from _conditions(result, index, units)
    yield ["]}]}"] * len(units)


def _unit(result: Scored, units: Units) -> Iterator[Texts]:
    """Give what is said of a unit before its criteria."""
    scores, criteria = result.scores, result.criteria
    counts = range(len(criteria.criteria) + 1)
    bands = [compact(scores.band_id(index)) for index in range(len(criteria.bands) + 1)]
    yield [f'{{"unit":{compact(result.codes[place])},"name":{compact(result.names[place])}' for place in units]
    yield _picked([f',"met":{count}' for count in counts], scores.met[units])
    yield _picked([f',"possible":{count},"of":{counts[-1]}' for count in counts], scores.possible[units])
    yield _picked([f',"band":{band}' for band in bands], scores.band[units])
    yield _picked([f',"possible_band":{band},"vetoes":[' for band in bands], scores.possible_band[units])
    for index, veto in enumerate(criteria.vetoes):
        start = f'{"," if index else ""}{{"id":{compact(veto.id)},"verdict":'
        yield _picked([f'{start}"{verdict}"}}' for verdict in VERDICTS], scores.vetoes[index, units])
    yield ['],"eligible":{'] * len(units)
    for index, (level, codes) in enumerate(scores.eligible.items()):
        start = f"{',' if index else ''}{compact(level)}:"
        yield _picked([f'{start}"{verdict}"' for verdict in VERDICTS], codes[units])
    yield ['},"criteria":['] * len(units)


def _criterion(result: Scored, index: int, units: Units) -> Iterator[Texts]:
    """Give what is said of a criterion before its conditions; it closes the criterion before."""
    start = f'{"]}," if index else ""}{{"id":{compact(result.criteria.criteria[index].id)},"verdict":'
    lacks = result.explanations.shortfalls(index)
    yield _picked([f'{start}"{verdict}","shortfall":' for verdict in VERDICTS], result.scores.criteria[index, units])
    yield _picked([f'{compact(written(each))},"conditions":[' for each in lacks.distinct], lacks.which[units])


def _conditions(result: Scored, index: int, units: Units) -> Iterator[Texts]:
    """Give what is said of the conditions of a criterion: nothing where it does not apply."""
    scores, explanations = result.scores, result.explanations
    first, tests = scores.rules.first_rows[index], scores.rules.tests_of(index)
    exempt = np.flatnonzero(scores.criteria[index, units] == NOT_APPLICABLE).tolist()
    for row, test in enumerate(tests, start=first):
        start = f'{"," if row > first else ""}{{"path":{compact(test.path)},"verdict":'
        lacks = explanations.leaf_shortfalls(row)
        columns = (  # a figure as it is written (a number, a day, có, không) has nothing that JSON escapes
            _picked([f'{start}"{verdict}","actual":' for verdict in VERDICTS], scores.leaves[row, units]),
            ["null" if each is None else f'"{each}"' for each in explanations.actuals(row, units)],
            _picked([f',"shortfall":{compact(written(each))}}}' for each in lacks.distinct], lacks.which[units]),
        )
        for column in columns:
            for place in exempt:
                column[place] = ""
        yield from columns


def _picked(texts: Texts, which: Codes | Counts | Units) -> Texts:
    """Pick a text for each unit."""
    return [texts[each] for each in which.tolist()]
