"""What runs on the machines of Spark: each method takes the parcels of one partition and gives others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from api.exchange.faults import MOST_WHEN_STREAMING, DataFault, FaultPile, UnreadableError
from api.exchange.headings import NAME, Layout
from api.exchange.judging import entered, report_inconsistent, report_units
from api.exchange.rows import RowReader, Rows
from api.exchange.streaming import Scorer, Standard, figures_before
from api.exchange.survey import Survey, survey_of
from api.workflow.spark.parcels import (
    Content,
    Families,
    Parcel,
    packed,
    packed_object,
    packed_rows,
    partitions,
    received,
    sent,
    unpacked,
    unpacked_object,
    unpacked_rows,
)
from api.workflow.spark.splits import Split, open_split
from engine.figures import Column, Figures

NUMBER = "number"
"""The column by which results find back into the order of the file."""


class Doubled(NamedTuple):
    """A unit and period given twice: where the unit first stands in the file, the year, and what is said of it."""

    first: int
    year: int
    fault: DataFault


class Surveyed(NamedTuple):
    """What the survey of a partition found: how many rows count in each year, and those that are given twice."""

    units: Counter[int]
    struck: NDArray[np.int64]
    doubled: list[Doubled]
    more: int
    sample: bool


@dataclass(frozen=True)
class Tasks:
    """The tasks of one job.

    ``counted`` is the year that is scored, ``struck`` are the numbers of the rows that do not count because unit and
    period are given twice: both known once the survey is done. ``marks`` has the first record of each part of the
    result, ``block`` the records that one machine writes at a time.
    """

    source: Path
    standard: Standard
    families: Families
    layout: Layout
    columns: tuple[str, ...]
    parts: int
    marks: NDArray[np.int64]
    block: int
    counted: int = 0
    struck: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, np.int64))
    sample: bool = False

    # ------------------------------------------------------------------------------------------------- survey

    def survey_splits(self, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """Read units and periods, and send each family's to one partition. Says nothing of faults."""
        keys = Layout({key: at for key, at in self.layout.keys.items() if key != NAME})
        return sent(self.of_splits(batches, lambda split: self._keys_of(split, keys)))

    def _keys_of(self, split: Split, keys: Layout) -> Iterator[Parcel]:
        silent = FaultPile(str(self.source), 0)
        with open_split(self.source, split) as sheet:
            rows = Rows.joined(RowReader(sheet, keys, silent), keys)
        yield from self.dealt(rows, Content.NOW, split.number)

    def survey_parts(self, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """Find the periods of a partition's units and what is given twice."""
        parcels = sorted(received(batches), key=lambda each: each.at)
        pile = FaultPile(str(self.source), MOST_WHEN_STREAMING)
        blocks = [unpacked_rows(each.content) for each in parcels if each.kind == Content.NOW]
        survey = survey_of(blocks, pile, lambda _rows: None)
        numbers = np.concatenate([np.zeros(0, np.int64), *(each.numbers for each in blocks)])
        places = {code: place for place, code in enumerate(survey.codes.to_pylist())} if pile.seen else {}
        doubled = [
            Doubled(int(numbers[np.argmax(survey.places == places[each.unit])]), int(each.period or 0), each)
            for each in pile.kept
        ]
        found = Surveyed(
            units=Counter(dict(zip(*(each.tolist() for each in _counts(survey.years[survey.single])), strict=True))),
            struck=numbers[~survey.single],
            doubled=doubled,
            more=pile.seen - len(doubled),
            sample=survey.sample,
        )
        parcel = Parcel(0, Content.SURVEY, 0, packed_object(found))
        yield from sent([parcel, *(each for each in parcels if each.kind == Content.BROKEN)])

    # ------------------------------------------------------------------------------------------------ scoring

    def read_splits(self, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """Read everything, say what is wrong, and send the rows that are scored with to their partitions."""
        return sent(self.of_splits(batches, self._figures_of))

    def _figures_of(self, split: Split) -> Iterator[Parcel]:
        now: list[Rows] = []
        earlier: list[Rows] = []
        wanted = figures_before(self.standard.criteria, self.layout)

        def take(rows: Rows) -> None:
            now.append(rows.where(rows.years == self.counted))
            if wanted:
                earlier.append(_only(rows.where(rows.years == self.counted - 1), wanted))

        yield from self.told(split, take)
        yield from self.dealt(Rows.joined(now, self.layout), Content.NOW, split.number)
        if wanted:
            yield from self.dealt(Rows.joined(earlier, Layout({}, wanted)), Content.BEFORE, split.number)

    def told(self, split: Split, take: Callable[[Rows], None]) -> Iterator[Parcel]:
        """Read the rows of a split that count, and give what is wrong with any; UnreadableError after that."""
        pile = FaultPile(str(self.source), MOST_WHEN_STREAMING)
        broken: UnreadableError | None = None
        try:
            with open_split(self.source, split) as sheet:
                for rows in RowReader(sheet, self.layout, pile):
                    some = rows.where(~np.isin(rows.numbers, self.struck))
                    self._report(some, pile)
                    take(some)
        except UnreadableError as error:
            broken = error
        yield Parcel(split.number % self.parts, Content.FAULTS, split.number, packed_object(pile))
        if broken is not None:
            raise broken

    def _report(self, rows: Rows, pile: FaultPile) -> None:
        """Say what is wrong with rows, in the order in which one machine says it."""
        criteria = self.standard.criteria
        labels = {key: self.columns[at] for key, at in self.layout.figures.items()}
        report_units(criteria, self.standard.register, rows, pile)
        for year in np.unique(rows.years).tolist():
            some = rows.where(rows.years == year)
            figures = Figures.of(criteria, f"{year:04}", entered(criteria, some))
            report_inconsistent(criteria, some, figures, labels, pile)

    def score_parts(self, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """Score the units of a partition, and send the results to where they stand in the file."""
        parcels = sorted(received(batches), key=lambda each: each.at)
        yield from sent(each._replace(part=0) for each in parcels if each.kind in (Content.FAULTS, Content.BROKEN))
        now, earlier = (
            Rows.joined((unpacked_rows(each.content) for each in parcels if each.kind == kind), layout)
            for kind, layout in ((Content.NOW, self.layout), (Content.BEFORE, self._layout_before))
        )
        del parcels
        silent = FaultPile(str(self.source), 0)  # read_splits has said what is wrong with these rows
        survey, past = self._known(now, earlier)
        scorer = Scorer(self.standard, self.counted, survey, past)
        for batch in scorer.batches(now, slice(0, len(now)), {}, silent):
            numbered = batch.append_column(NUMBER, pa.array(now.numbers))
            targets = np.searchsorted(self.marks, now.numbers, side="right") - 1
            for part in np.unique(targets).tolist():
                some = np.flatnonzero(targets == part)
                piece = numbered.slice(some[0], len(some))  # the numbers rise
                yield from sent([Parcel(part, Content.RESULT, int(some[0]), packed(piece))])

    @property
    def _layout_before(self) -> Layout:
        return Layout({}, figures_before(self.standard.criteria, self.layout))

    def _known(self, now: Rows, earlier: Rows) -> tuple[Survey, tuple[NDArray[np.int32], dict[str, Column]]]:
        """Return a partition as what the scorer takes: its units, and where their earlier figures stand."""
        encoded = pa.chunked_array([now.codes, earlier.codes], pa.string()).combine_chunks().dictionary_encode()
        places = encoded.indices.to_numpy()
        survey = Survey(encoded.dictionary, places[: len(now)], now.years, np.ones(len(now), np.bool_), self.sample)
        place_of = np.full(len(survey.codes), -1, np.int32)
        if not len(earlier):
            return survey, (place_of, {})
        place_of[places[len(now) :]] = np.arange(len(earlier), dtype=np.int32)
        return survey, (place_of, {key: column for (key, _), column in earlier.columns.items()})

    def gather(self, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """Put the results of a part of the file back into its order, in the blocks in which one machine writes them."""
        pieces = []
        for parcel in received(batches):
            if parcel.kind == Content.RESULT:
                pieces.append(unpacked(parcel.content))
            else:
                yield from sent([parcel])
        if not pieces:
            return
        table = pa.Table.from_batches(pieces).combine_chunks()
        del pieces
        table = table.take(pa.array(np.argsort(table.column(NUMBER).to_numpy(), kind="stable")))
        numbers = table.column(NUMBER).to_numpy()
        batch = table.drop_columns([NUMBER]).combine_chunks().to_batches()[0]
        blocks = (numbers - 1) // self.block
        for block in np.unique(blocks).tolist():
            start, stop = np.searchsorted(blocks, [block, block + 1]).tolist()
            content = packed(batch.slice(start, stop - start))
            yield from sent([Parcel(0, Content.RESULT, block, content)])

    # ------------------------------------------------------------------------------------------------- common

    def of_splits(
        self, batches: Iterable[pa.RecordBatch], parcels_of: Callable[[Split], Iterator[Parcel]]
    ) -> Iterator[Parcel]:
        """Read splits; one that can't be read to its end sends word of that instead of rows."""
        for parcel in received(batches):
            split: Split = unpacked_object(parcel.content)
            try:
                yield from parcels_of(split)
            except UnreadableError as error:
                fault = packed_object((error.code, error.values))
                yield Parcel(split.number % self.parts, Content.BROKEN, split.number, fault)

    def dealt(self, rows: Rows, kind: Content, at: int) -> Iterator[Parcel]:
        """Deal rows out to partitions by family; where there are none, one parcel tells so."""
        targets = partitions(rows.codes, self.families, self.parts)
        for part in np.unique(targets).tolist() or [at % self.parts]:
            yield Parcel(part, kind, at, packed_rows(rows.where(targets == part)))


def _counts(years: NDArray[np.int16]) -> tuple[NDArray[np.int16], NDArray[np.int64]]:
    found, counts = np.unique(years, return_counts=True)
    return found, counts.astype(np.int64)


def _only(rows: Rows, figures: Iterable[tuple[str, object]]) -> Rows:
    columns = {key: rows.columns[key] for key in rows.columns if key in set(figures)}
    return Rows(rows.numbers, rows.codes, rows.years, columns, {}, sample=rows.sample)
