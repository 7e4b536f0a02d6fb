"""Targets on Spark: each partition finds where its units stand; Spark counts how many stand where."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from api.exchange.data import Data
from api.exchange.faults import MOST_WHEN_STREAMING, DataFault, FaultPile, UnreadableError
from api.exchange.rows import Rows
from api.exchange.streaming import Progress, Standard
from api.workflow.board import Board
from api.workflow.spark.parcels import Content, Parcel, partitions, received, sent, unpacked_object, unpacked_rows
from api.workflow.spark.run import Run
from api.workflow.spark.splits import Split
from api.workflow.spark.tasks import Tasks
from api.workflow.spark.watching import Watch
from engine.criteria import Target
from engine.targets import Standing, TargetProgress, counted
from engine.units import UnitKey

if TYPE_CHECKING:
    from pyspark.sql import Row, SparkSession

_ALIKE = pa.schema(
    [
        ("kind", pa.string()), ("at", pa.int64()), ("content", pa.binary()),
        ("target", pa.int64()), ("on_due", pa.bool_()), ("district", pa.string()),
        ("sure", pa.int64()), ("could", pa.int64()), ("free", pa.int64()),
    ]
)  # fmt: skip
"""Where a unit stands in a target, now or on the due day: what is equal in all this is counted together."""
COLUMNS = (
    "kind string, at bigint, content binary, target bigint, on_due boolean, district string, "
    "sure bigint, could bigint, free bigint"
)
PLACE = "place"
"""The kind of a row that is a unit's place; the others are parcels, as in ``parcels``."""


@dataclass(frozen=True)
class OfPartition(Data):
    """The figures of the units of a partition; periods are those of the whole file."""

    of_all: tuple[str, ...] = ()

    @property
    def periods(self) -> tuple[str, ...]:
        """The periods, oldest first."""
        return self.of_all


@dataclass(frozen=True)
class TargetTasks(Tasks):
    """The tasks of measuring ``targets`` on a day; ``periods`` are those of the file."""

    targets: tuple[Target, ...] = ()
    periods: tuple[str, ...] = ()
    as_of: date = date.min

    def read_register(self, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """Read everything, say what is wrong, and send the rows of units that are on the register."""
        return sent(self.of_splits(batches, self._on_register))

    def _on_register(self, split: Split) -> Iterator[Parcel]:
        kept: list[Rows] = []
        codes = pa.array(sorted({each.code for each in self.standard.register.versions}), pa.string())
        yield from self.told(split, lambda rows: kept.append(rows.where(np.asarray(pc.is_in(rows.codes, codes)))))
        yield from self.dealt(Rows.joined(kept, self.layout), Content.NOW, split.number)

    def place_parts(self, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """Find where the units of a partition stand in each target, with figures or without."""
        from pyspark import TaskContext  # noqa: PLC0415 -- runs where Spark is

        context = TaskContext.get()
        assert context is not None  # noqa: S101 -- as above
        parcels = sorted(received(batches), key=lambda each: each.at)
        for parcel in parcels:
            if parcel.kind != Content.NOW:
                yield _rows([parcel.kind], [parcel.at], [parcel.content])
        rows = Rows.joined((unpacked_rows(each.content) for each in parcels if each.kind == Content.NOW), self.layout)
        data = OfPartition(str(self.source), rows, of_all=self.periods)
        board = _board(self.standard, data)
        for number, target in enumerate(self.targets):
            days = [(self.as_of, False), *([(target.due, True)] if self.as_of > target.due else [])]
            for day, on_due in days:
                keys = self._of_part(board.counted(target, day), context.partitionId())
                standing = Standing.of(board.criteria, target, board.known_of(keys, target, day), day)
                yield _places(number, standing, on_due=on_due)

    def _of_part(self, keys: list[UnitKey], part: int) -> list[UnitKey]:
        parts = partitions(pa.array([code for code, _ in keys], pa.string()), self.families, self.parts)
        return [key for key, its in zip(keys, parts.tolist(), strict=True) if its == part]


def _board(standard: Standard, data: Data) -> Board:
    decisions = None if standard.recognitions is None else tuple(standard.recognitions)
    return Board(standard.criteria, "", data, standard.register, decisions)


def _places(target: int, standing: Standing, *, on_due: bool) -> pa.RecordBatch:
    size = len(standing.units)
    return _rows(
        [PLACE] * size, [0] * size, [b""] * size, [target] * size, [on_due] * size, list(standing.districts),
        standing.sure, standing.could, standing.free,
    )  # fmt: skip


def _rows(*columns: object) -> pa.RecordBatch:
    """Make rows of the first columns; the others are blank."""
    found = [pa.array(cells, kind) for cells, kind in zip(columns, _ALIKE.types, strict=False)]
    found += [pa.nulls(len(found[0]), kind) for kind in _ALIKE.types[len(found) :]]
    return pa.RecordBatch.from_arrays(found, schema=_ALIKE)


# ------------------------------------------------------------------------------------------- on this machine


class Measured(NamedTuple):
    """Targets with what Spark counted, the faults of the file, and how many tasks had to be done again."""

    targets: list[TargetProgress]
    faults: tuple[DataFault, ...]
    sample: bool
    again: int


def progress_on(  # noqa: PLR0913 -- options by name
    spark: SparkSession,
    source: Path,
    standard: Standard,
    as_of: date,
    *,
    only: str | None = None,
    progress: Progress = lambda _done, _total: None,
) -> Measured:
    """Measure the targets of a set on a day, or only one, as ``Board.progress`` does, on a session of Spark.

    Spark's own exceptions when it fails; OSError when the file can't be opened here.
    """
    pile = FaultPile(str(source), MOST_WHEN_STREAMING)
    try:
        run = Run.of(spark, source, standard, pile)
        if run.layout.complete:
            targets = tuple(each for each in standard.criteria.targets if only in (None, each.id))
            watch = Watch(spark.sparkContext, 2 * (len(run.splits) + run.parts) + 1)
            with watch.telling(progress):
                measured, sample = _measured(run, targets, as_of)
            return Measured(measured, pile.done(), sample, watch.again)
    except UnreadableError as error:
        pile.add(error.code, error.values)
    return Measured(_board(standard, Data(str(source))).progress(as_of, only), pile.done(), sample=False, again=0)


def _measured(run: Run, targets: tuple[Target, ...], as_of: date) -> tuple[list[TargetProgress], bool]:
    """Measure targets from what Spark has counted, and tell whether the figures are a sample."""
    from pyspark.sql import functions  # noqa: PLC0415 -- runs where Spark is

    found = run.survey()
    if not found.units:
        run.pile.add("NO_ROWS")
    tasks = TargetTasks(
        **{each.name: getattr(run.tasks, each.name) for each in fields(Tasks) if each.name != "struck"},
        struck=found.struck,
        targets=targets,
        periods=tuple(f"{year:04}" for year in sorted(found.units)),
        as_of=as_of,
    )
    read = run.stage(tasks.read_register, run.split_parcels(), len(run.splits))
    alike = run.stage(tasks.place_parts, read, run.parts, COLUMNS).groupBy(*_ALIKE.names)
    counts: defaultdict[tuple[int, bool], list[Row]] = defaultdict(list)
    piles: dict[int, FaultPile] = {}
    broken: dict[int, bytes] = {}
    for row in alike.agg(functions.count(functions.lit(1)).alias("units")).collect():
        if row.kind == PLACE:
            counts[row.target, row.on_due].append(row)
        elif row.kind == Content.FAULTS:
            piles[row.at] = unpacked_object(bytes(row.content))
        else:
            broken[row.at] = bytes(row.content)
    run.take_faults(piles, broken)
    criteria = run.standard.criteria
    return [
        counted(
            criteria,
            target,
            _standing(counts[at, False]),
            as_of,
            _standing(counts[at, True]) if as_of > target.due else None,
        )
        for at, target in enumerate(targets)
    ], found.sample


def _standing(rows: Sequence[Row]) -> Standing:
    sure, could, free, sizes = (
        np.array([row[name] for row in rows], np.int64) for name in ("sure", "could", "free", "units")
    )
    return Standing(sure, could, free, sizes, tuple(row.district for row in rows))
