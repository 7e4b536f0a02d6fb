"""One job on Spark: a file, what it is scored by, and the stages that its parcels go through."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from api.exchange.faults import FaultPile, UnreadableError
from api.exchange.headings import KEY_COLUMNS, Layout, layout_of
from api.exchange.readers import open_sheet
from api.exchange.streaming import Standard
from api.workflow.spark.parcels import COLUMNS, Content, Parcel, families_of, packed_object, unpacked_object
from api.workflow.spark.splits import Split, splits_of
from api.workflow.spark.tasks import Surveyed, Tasks

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

RECORDS_A_TASK = 262_144
"""Records read by a task at most, and scored by one on average: about 100 MB of figures."""
BLOCKS_A_PART = 8
"""Blocks of the result that come back at a time."""
SPLITS_A_CORE = 2
Task = Callable[[Iterable[pa.RecordBatch]], Iterator[pa.RecordBatch]]


@dataclass(frozen=True)
class Run:
    """A file on Spark; what is wrong with it goes onto the pile."""

    spark: SparkSession
    source: Path
    standard: Standard
    layout: Layout
    columns: tuple[str, ...]
    pile: FaultPile

    @classmethod
    def of(cls, spark: SparkSession, source: Path, standard: Standard, pile: FaultPile) -> Run:
        """Open a file far enough to know its columns; UnreadableError when it is no Parquet, OSError as ``open``."""
        with open_sheet(source, KEY_COLUMNS, pile) as sheet:
            layout = layout_of(sheet.headings, (standard.criteria,), sheet.columns, pile, sheet.head_row)
            return cls(spark, source.resolve(), standard, layout, sheet.columns, pile)

    @cached_property
    def metadata(self) -> pq.FileMetaData:
        """What the file says of itself."""
        return pq.read_metadata(self.source)

    @property
    def rows(self) -> int:
        """The records of the file."""
        return int(self.metadata.num_rows)

    @property
    def cores(self) -> int:
        """The cores that Spark has."""
        return int(self.spark.sparkContext.defaultParallelism)

    @cached_property
    def parts(self) -> int:
        """Into how many partitions the units go."""
        return max(self.cores, -(-self.rows // RECORDS_A_TASK))

    @cached_property
    def splits(self) -> list[Split]:
        """The file as it is read."""
        return splits_of(self.metadata, max(SPLITS_A_CORE * self.cores, self.parts))

    @cached_property
    def marks(self) -> NDArray[np.int64]:
        """The first record of each part of the result."""
        return np.arange(1, max(self.rows, 1) + 1, BLOCKS_A_PART * self.splits[0].block, dtype=np.int64)

    @cached_property
    def tasks(self) -> Tasks:
        """The tasks as far as they are known before the survey."""
        return Tasks(
            source=self.source,
            standard=self.standard,
            families=families_of(self.standard.register),
            layout=self.layout,
            columns=self.columns,
            parts=self.parts,
            marks=self.marks,
            block=self.splits[0].block,
        )

    def survey(self) -> Surveyed:
        """Find the periods, and what is given twice: that goes onto the pile in the order of the file."""
        surveys: list[Surveyed] = []
        broken: dict[int, bytes] = {}
        stage = self.stage(self.tasks.survey_splits, self.split_parcels(), len(self.splits))
        for parcel in parcels_of(self.stage(self.tasks.survey_parts, stage, self.parts)):
            if parcel.kind == Content.BROKEN:
                broken[parcel.at] = parcel.content
            else:
                surveys.append(unpacked_object(parcel.content))
        raise_first(broken)
        doubled = sorted((each for survey in surveys for each in survey.doubled), key=lambda each: each[:2])
        for each in doubled:
            self.pile.put(each.fault)
        self.pile.count("DOUBLED_ROW", sum(survey.more for survey in surveys))
        return Surveyed(
            units=sum((survey.units for survey in surveys), Counter[int]()),
            struck=np.sort(np.concatenate([survey.struck for survey in surveys])),
            doubled=doubled,
            more=0,
            sample=any(survey.sample for survey in surveys),
        )

    def take_faults(self, piles: Mapping[int, FaultPile], broken: Mapping[int, bytes]) -> None:
        """Put the faults of the splits onto the pile, in their order up to one that can't be read, which is raised."""
        for split in range(min(broken, default=len(self.splits) - 1) + 1):
            self.pile.take(piles[split])
        raise_first(broken)

    def split_parcels(self) -> DataFrame:
        """Make a parcel of each split, for the first stage."""
        parcels = [Parcel(each.number, Content.NOW, each.number, packed_object(each)) for each in self.splits]
        return self.spark.createDataFrame([tuple(each) for each in parcels], COLUMNS)

    def stage(self, task: Task, parcels: DataFrame, partitions: int, columns: str = COLUMNS) -> DataFrame:
        """Let a task work on parcels, each in the partition that it is for."""
        return parcels.repartitionById(partitions, "part").mapInArrow(task, columns)


def parcels_of(parcels: DataFrame) -> Iterator[Parcel]:
    """Take the parcels of the last stage, partition by partition."""
    for row in parcels.toLocalIterator(prefetchPartitions=True):
        yield Parcel(row.part, row.kind, row.at, bytes(row.content))


def raise_first(broken: Mapping[int, bytes]) -> None:
    """Raise what the first split that can't be read said."""
    if broken:
        code, values = unpacked_object(broken[min(broken)])
        raise UnreadableError(code, **values)
