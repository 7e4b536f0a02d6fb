"""A Parquet file cut into splits, each read by one task in the same blocks as on one machine."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from api.exchange import readers
from api.exchange.readers import parquet_sheet
from api.exchange.sheets import Sheet


@dataclass(frozen=True, slots=True)
class Split:
    """Some blocks of a file: ``size`` records from the one numbered ``first``, in these row groups after ``skip``.

    ``block`` is how many records a reader of the whole file takes at a time.
    """

    number: int
    first: int
    size: int
    groups: tuple[int, ...]
    skip: int
    block: int

    def records(self, file: pq.ParquetFile, names: list[str]) -> Iterator[pa.RecordBatch]:
        """Yield the records, cut where a reader of the whole file would cut them."""
        left, skip = self.size, self.skip
        waiting: list[pa.RecordBatch] = []
        for batch in file.iter_batches(self.block, row_groups=list(self.groups), columns=names):
            some = batch.slice(skip, left)
            skip -= min(skip, batch.num_rows)
            left -= some.num_rows
            waiting.append(some)
            if sum(each.num_rows for each in waiting) >= self.block:
                table = pa.Table.from_batches(waiting)
                yield _one(table.slice(0, self.block))
                waiting = table.slice(self.block).to_batches()
        if rest := [each for each in waiting if each.num_rows]:
            yield _one(pa.Table.from_batches(rest))


def _one(table: pa.Table) -> pa.RecordBatch:
    return table.combine_chunks().to_batches()[0]


def splits_of(file: pq.FileMetaData, most: int) -> list[Split]:
    """Cut a file into splits of whole blocks, as even as can be; a file without records is one split."""
    starts = [0]
    for group in range(file.num_row_groups):
        starts.append(starts[-1] + file.row_group(group).num_rows)
    block = readers.RECORDS_AT_A_TIME
    blocks = max(1, -(-starts[-1] // block))
    count = max(1, min(most, blocks))
    marks = [min(number * blocks // count * block, starts[-1]) for number in range(count + 1)]
    splits = []
    for number, (first, stop) in enumerate(pairwise(marks)):
        groups = tuple(g for g in range(file.num_row_groups) if starts[g] < stop and first < starts[g + 1])
        skip = first - starts[groups[0]] if groups else 0
        splits.append(Split(number, first + 1, stop - first, groups, skip, block))
    return splits


@contextmanager
def open_split(source: Path, split: Split) -> Iterator[Sheet]:
    """Open the part of a file that a split is; errors are those of ``open_sheet``."""
    with source.open("rb") as file:
        yield parquet_sheet(file, split.records, split.first)
