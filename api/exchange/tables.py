"""Results as .csv, .parquet and .xlsx. A file appears whole or not at all."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from secrets import token_hex
from typing import Protocol

import pyarrow as pa
import pyarrow.parquet as pq

from api.exchange.result_columns import result_batch
from api.exchange.result_workbook import write_workbook
from engine.scalars import plain
from engine.scoring import Scores

ENDINGS = (".csv", ".xlsx", ".parquet")
_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")


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
            write_workbook(batch, result.scores, unfinished, sample=result.sample)


@contextmanager
def appearing(path: Path) -> Iterator[Path]:
    """Give a path to write to beside the wanted one; it takes that name when all went well, else it goes."""
    unfinished = path.with_name(f".{path.stem}.{token_hex(4)}{path.suffix}")
    try:
        yield unfinished
        os.replace(unfinished, path)  # noqa: PTH105 -- Path.replace is the same call under a name of strings
    finally:
        unfinished.unlink(missing_ok=True)


def _write_csv(batch: pa.RecordBatch, path: Path) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(map(guarded, batch.schema.names))
        writer.writerows(
            zip(*([_cell(value) for value in column.to_pylist()] for column in batch.columns), strict=True)
        )


def _cell(value: object) -> str | int:
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, str):
        return guarded(value)
    return value if isinstance(value, int) else ""


def guarded(text: str) -> str:
    """Put an apostrophe before text that a spreadsheet would take for a formula."""
    return f"'{text}" if text.startswith(_FORMULA_SIGNS) else text
