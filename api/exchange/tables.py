"""Results as .csv, .parquet and .xlsx. A file appears whole or not at all."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import pyarrow as pa
import pyarrow.parquet as pq

from api.exchange.handout import written
from api.exchange.handout_files import ENDINGS, appearing
from api.exchange.result_columns import result_batch
from engine.scoring import Scores

__all__ = ["ENDINGS", "ScoredUnits", "appearing", "write_scores"]


class ScoredUnits(Protocol):
    """The scores of the units of one period, with their codes and names in the same order."""

    @property
    def codes(self) -> Sequence[str]:
        """The unit of each place."""

    @property
    def names(self) -> Sequence[str]:
        """The name of each."""

    @property
    def scores(self) -> Scores:
        """The scores."""

    @property
    def sample(self) -> bool:
        """Whether the figures are invented (SỐ LIỆU MẪU)."""


def write_scores(result: ScoredUnits, path: Path, places: Sequence[int] | None = None) -> None:
    """Write the result as the ending of the path says; of the units at some places, in that order, when given.

    ValueError for another ending than :data:`ENDINGS`, or when a worksheet can't hold so many units; OSError
    when the file can't be written. Whatever fails, a file that stood there before is left as it was.
    """
    ending = path.suffix.casefold()
    if ending not in ENDINGS:
        raise ValueError(f"“{path.name}”: chỉ ghi được {', '.join(ENDINGS)}")
    batch = result_batch(result.scores, result.codes, result.names, sample=result.sample)
    if places is not None:
        batch = batch.take(pa.array(places, pa.int64()))
    with appearing(path) as unfinished:
        if ending == ".csv":
            _write_csv(batch, unfinished)
        elif ending == ".parquet":
            pq.write_table(pa.Table.from_batches([batch]), unfinished, compression="zstd")
        else:
            from api.exchange.result_workbook import write_workbook  # noqa: PLC0415 -- XlsxWriter is loaded for workbooks alone

            write_workbook(batch, result.scores, unfinished, sample=result.sample)


def _write_csv(batch: pa.RecordBatch, path: Path) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(batch.schema.names)
        writer.writerows(
            zip(*([written(value) for value in column.to_pylist()] for column in batch.columns), strict=True)
        )
