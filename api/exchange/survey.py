"""The first look at a file too long to hold: which units and periods are in it, and which twice."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from api.exchange.faults import FaultPile
from api.exchange.rows import Rows, period_of
from engine.figures import Mask


@dataclass(frozen=True, eq=False)
class Survey:
    """Rows that name their unit and period, in the order of the file: which code of ``codes``, which year.

    ``single`` marks the rows that count: those of a unit and period that are given once.
    """

    codes: pa.Array
    places: NDArray[np.int32]
    years: NDArray[np.int16]
    single: Mask
    sample: bool

    @cached_property
    def periods(self) -> tuple[int, ...]:
        """The years of the rows that count, oldest first."""
        return tuple(np.unique(self.years[self.single]).tolist())

    def year_of(self, period: str | None) -> int:
        """Return the year of a period among them, the newest when None; 0 when there is no such."""
        if period is None:
            return self.periods[-1] if self.periods else 0
        return next((year for year in self.periods if period_of(year) == period), 0)


def survey_of(blocks: Iterable[Rows], pile: FaultPile, read: Callable[[Rows], None]) -> Survey:
    """Look at all rows; ``read`` is told of each block. One fault for each unit and period given twice."""
    codes, years, numbers = [], [], []
    sample = False
    for rows in blocks:
        codes.append(rows.codes)
        years.append(rows.years)
        numbers.append(rows.numbers)
        sample = sample or rows.sample
        read(rows)
    encoded = pa.chunked_array(codes, pa.string()).combine_chunks().dictionary_encode()
    survey = Survey(
        codes=encoded.dictionary,
        places=encoded.indices.to_numpy(),
        years=np.concatenate([np.zeros(0, np.int16), *years]),
        single=np.ones(len(encoded), np.bool_),
        sample=sample,
    )
    _strike_doubles(survey, np.concatenate([np.zeros(0, np.int64), *numbers]), pile)
    return survey


def _strike_doubles(survey: Survey, numbers: NDArray[np.int64], pile: FaultPile) -> None:
    keys = survey.places.astype(np.int64) << 16 | survey.years
    order = np.argsort(keys, kind="stable")
    same = np.flatnonzero(keys[order[1:]] == keys[order[:-1]])
    survey.single[order[same]] = False
    survey.single[order[same + 1]] = False
    starts = same[~np.isin(same - 1, same)]
    for done, start in enumerate(starts):
        if not pile.room("DOUBLED_ROW"):
            pile.count("DOUBLED_ROW", len(starts) - done)
            return
        found = order[start:][keys[order[start:]] == keys[order[start]]]
        report_double(
            pile,
            survey.codes[int(survey.places[found[0]])].as_py(),
            int(survey.years[found[0]]),
            numbers[found].tolist(),
        )


def report_double(pile: FaultPile, unit: str, year: int, numbers: list[int]) -> None:
    """Report a unit and period that stands in several rows."""
    shown = ", ".join(map(str, numbers[:-1])) + f" và {numbers[-1]}"
    period = period_of(year)
    values = {"unit": unit, "period": f"{year:04}", "rows": shown}
    pile.add("DOUBLED_ROW", values, row=numbers[1], unit=unit, period=period)
