"""A Parquet file scored on Spark to another: the same bytes, faults and order as on one machine."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from api.exchange.faults import MOST_WHEN_STREAMING, FaultPile, UnreadableError
from api.exchange.result_columns import result_schema
from api.exchange.streaming import Progress, Standard, Streamed
from api.exchange.survey import Survey
from api.exchange.tables import appearing
from api.workflow.spark.parcels import Content, unpacked, unpacked_object
from api.workflow.spark.run import Run, parcels_of
from api.workflow.spark.tasks import Surveyed, Tasks
from api.workflow.spark.watching import Watch
from engine.criteria import CriteriaSet
from engine.targets import Recognition
from engine.units import Register

if TYPE_CHECKING:
    from pyspark.sql import SparkSession


@dataclass(frozen=True, slots=True)
class Done:
    """What came of it, and how many tasks Spark had to do again."""

    streamed: Streamed
    again: int = 0


def score_parquet_on(  # noqa: PLR0913 -- as score_parquet
    spark: SparkSession,
    source: Path,
    out: Path,
    criteria: CriteriaSet,
    register: Register,
    *,
    period: str | None = None,
    recognitions: Sequence[Recognition] | None = None,
    progress: Progress = lambda _done, _total: None,
) -> Done:
    """Score a period (the newest when None) of a Parquet file as ``score_parquet`` does, on a session of Spark.

    The machines of the cluster read ``source`` under the same path. The result is written here. Spark's own
    exceptions when it fails; OSError when a file can't be opened or written here.
    """
    pile = FaultPile(str(source), MOST_WHEN_STREAMING)
    nothing = Streamed(period or "", 0, (), sample=False)
    try:
        run = Run.of(spark, source, Standard(criteria, register, recognitions), pile)
        if not run.layout.complete:
            return Done(replace(nothing, faults=pile.done()))
        watch = Watch(spark.sparkContext, 2 * (len(run.splits) + run.parts) + len(run.marks))
        with watch.telling(progress):
            streamed = _scored(run, out, period)
        return Done(streamed, watch.again)
    except UnreadableError as error:
        pile.add(error.code, error.values)
        return Done(replace(nothing, faults=pile.done()))


def _scored(run: Run, out: Path, period: str | None) -> Streamed:
    found = run.survey()
    survey = _overview(found)
    year = survey.year_of(period)
    if not year:
        there = ", ".join(map(str, survey.periods))
        run.pile.add("NO_SUCH_PERIOD" if there else "NO_ROWS", {"seen": str(period), "periods": there})
        return Streamed(period or "", 0, run.pile.done(), found.sample)
    _write(run, replace(run.tasks, counted=year, struck=found.struck, sample=found.sample), out)
    return Streamed(f"{year:04}", found.units[year], run.pile.done(), found.sample)


def _overview(found: Surveyed) -> Survey:
    """Return the survey as far as periods go: a row a year."""
    years = np.array(sorted(found.units), np.int16)
    places, single = np.zeros(len(years), np.int32), np.ones(len(years), np.bool_)
    return Survey(pa.array([], pa.string()), places, years, single, found.sample)


def _write(run: Run, tasks: Tasks, out: Path) -> None:
    """Write the blocks as they come, in their order; faults go onto the pile split by split."""
    read = run.stage(tasks.read_splits, run.split_parcels(), len(run.splits))
    results = run.stage(tasks.gather, run.stage(tasks.score_parts, read, run.parts), len(run.marks))
    criteria = run.standard.criteria
    schema = result_schema(criteria, criteria.period.bounds(f"{tasks.counted:04}")[1])
    piles: dict[int, FaultPile] = {}
    broken: dict[int, bytes] = {}
    with appearing(out) as unfinished, pq.ParquetWriter(unfinished, schema, compression="zstd") as writer:
        for parcel in parcels_of(results):
            if parcel.kind == Content.RESULT:
                writer.write_batch(unpacked(parcel.content))
            elif parcel.kind == Content.FAULTS:
                piles[parcel.at] = unpacked_object(parcel.content)
            else:
                broken[parcel.at] = parcel.content
        run.take_faults(piles, broken)
