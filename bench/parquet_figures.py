"""Draw a Parquet file of invented figures for the shipped criteria of Resolution 12.

    python -m bench.parquet_figures FILE UNITS

Each unit has a row of 2023 and, in the second half of the file, one of 2024. 5 % of the cells are empty; no
figure breaks its consistency rule. The codes are counted up from 0000000, so they are on no map.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from api.exchange.criteria_files import read_shipped
from engine.criteria import CriteriaSet
from engine.indicators import Indicator, Kind
from engine.scalars import STEPS

YEARS = (2023, 2024)
MISSING = 0.05
YES = 0.8
"""The share of flags that are «có»."""
NEAR_FULL = 0.3
"""The power that lifts a part near the whole that it must not exceed."""
UNITS_AT_A_TIME = 50_000
EPOCH = date(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class Batch:
    """Some rows of one year; ``drawn`` holds natural values by indicator, derived sums too."""

    criteria: CriteriaSet
    codes: range
    year: int
    chance: np.random.Generator
    drawn: dict[str, NDArray[Any]] = field(default_factory=dict)

    def columns(self) -> dict[str, Any]:
        """Return the columns of the file."""
        size = len(self.codes)
        columns = {
            "unit": pa.array([f"{code:07}" for code in self.codes]),
            "period": pa.array([str(self.year)] * size),
        }
        for key, indicator in self.criteria.indicators.items():
            values = self.of(key)
            if indicator.sum is None:
                columns[key] = pa.array(values, mask=self.chance.random(size) < MISSING)
        return columns

    def of(self, key: str) -> NDArray[Any]:
        """Return the values of an indicator, drawn after those that it is the sum of or must not exceed."""
        if key not in self.drawn:
            self.drawn[key] = self._draw(self.criteria.indicators[key], len(self.codes))
        return self.drawn[key]

    def _draw(self, indicator: Indicator, size: int) -> NDArray[Any]:
        drawn: NDArray[Any]
        if indicator.sum is not None:
            drawn = np.array([self.of(part) for part in indicator.sum]).sum(axis=0)
        elif indicator.at_most is not None:
            share = self.chance.random(size) ** NEAR_FULL
            drawn = np.floor(share * (self.of(indicator.at_most) + 1)).astype(np.int64)
        elif indicator.kind is Kind.FLAG:
            drawn = self.chance.random(size) < YES
        elif indicator.kind is Kind.DOCUMENT:
            days = (date(self.year, 1, 1) - EPOCH).days + self.chance.integers(0, 365, size)
            drawn = days.astype("datetime64[D]")
        elif indicator.kind is Kind.NUMBER:
            drawn = self.chance.integers(0, 100 * STEPS, size) / STEPS
        else:
            drawn = self.chance.integers(0, 41, size)
        return drawn


def draw(file: Path, units: int) -> None:
    """Write the rows of both years, a batch at a time; the same figures every time."""
    criteria, chance = read_shipped().criteria, np.random.default_rng(12)
    if criteria is None:
        sys.exit("the shipped criteria have faults: see dienhinh check")
    writer: Any = None
    for year in YEARS:
        for first in range(0, units, UNITS_AT_A_TIME):
            codes = range(first, min(first + UNITS_AT_A_TIME, units))
            batch = pa.RecordBatch.from_pydict(Batch(criteria, codes, year, chance).columns())
            writer = writer or pq.ParquetWriter(file, batch.schema)
            writer.write_batch(batch)
    writer.close()


if __name__ == "__main__":
    draw(Path(sys.argv[1]), int(sys.argv[2]))
