"""A Parquet file of any length, scored to Parquet batch by batch in bounded memory.

The first pass reads units and periods: it finds the newest period and the rows given twice. Where a
``change`` asks for it, a second one reads the figures of the period before. The last reads everything, scores
a batch at a time and writes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from api.exchange.before import Sources, carried, wanted_before
from api.exchange.faults import MOST_WHEN_STREAMING, DataFault, FaultPile, UnreadableError
from api.exchange.headings import KEY_COLUMNS, NAME, FigureKey, Layout, layout_of
from api.exchange.judging import entered, inside, report_inconsistent, report_units
from api.exchange.readers import open_sheet
from api.exchange.recognitions import in_force
from api.exchange.result_columns import result_batch, result_schema
from api.exchange.rows import RowReader, Rows
from api.exchange.survey import Survey, survey_of
from api.exchange.tables import appearing
from engine.criteria import CriteriaSet
from engine.figures import Column, Figures
from engine.merging import Way
from engine.scoring import Rules, score
from engine.targets import Recognition
from engine.units import Register

Progress = Callable[[int, int], None]
"""Told how many rows are done, of how many; every row counts twice, once for each of the two long passes."""


@dataclass(frozen=True, slots=True)
class Streamed:
    """What came of it: how many units were scored in which period; the faults, the first 100 of each code."""

    period: str
    units: int
    faults: tuple[DataFault, ...]
    sample: bool


def score_parquet(  # noqa: PLR0913 -- options by name
    source: Path,
    out: Path,
    criteria: CriteriaSet,
    register: Register,
    *,
    period: str | None = None,
    recognitions: Sequence[Recognition] | None = None,
    progress: Progress = lambda _done, _total: None,
) -> Streamed:
    """Score a period (the newest when None) of a Parquet file and write the result to another.

    The result has the columns of ``result_columns``. Nothing is written when no row counts or the file can't
    be read to its end. OSError when a file can't be opened or written; nothing wrong inside the file raises.
    """
    pile = FaultPile(str(source), MOST_WHEN_STREAMING)
    job = _Job(source, Standard(criteria, register, recognitions), progress)
    try:
        return job.run(out, period, pile)
    except UnreadableError as error:
        pile.add(error.code, error.values)
        return Streamed(period or "", 0, pile.done(), sample=False)


@dataclass(frozen=True, slots=True)
class Standard:
    """What figures are scored by."""

    criteria: CriteriaSet
    register: Register
    recognitions: Sequence[Recognition] | None


@dataclass(frozen=True)
class _Job:
    source: Path
    standard: Standard
    progress: Progress

    def run(self, out: Path, period: str | None, pile: FaultPile) -> Streamed:
        with open_sheet(self.source, KEY_COLUMNS, pile) as sheet:
            layout = layout_of(sheet.headings, (self.standard.criteria,), sheet.columns, pile, sheet.head_row)
            total = int(pq.read_metadata(self.source).num_rows)
            keys = Layout({key: at for key, at in layout.keys.items() if key != NAME})
            survey = survey_of(self._again(keys), pile, lambda rows: self._tell(rows, 0, total))
            year = survey.year_of(period)
            units = int((survey.single & (survey.years == year)).sum())
            if not units:
                if layout.complete:
                    there = ", ".join(map(str, survey.periods))
                    pile.add("NO_SUCH_PERIOD" if there else "NO_ROWS", {"seen": str(period), "periods": there})
                return Streamed(period or "", 0, pile.done(), survey.sample)
            scorer = Scorer(self.standard, year, survey, self._earlier(layout, survey, year - 1))
            labels = {key: sheet.columns[at] for key, at in layout.figures.items()}
            with (
                appearing(out) as unfinished,
                pq.ParquetWriter(unfinished, scorer.schema, compression="zstd") as writer,
            ):
                start = 0
                for rows in RowReader(sheet, layout, pile):
                    for batch in scorer.batches(rows, slice(start, start + len(rows)), labels, pile):
                        writer.write_batch(batch)
                    start += len(rows)
                    self._tell(rows, total, total)
        self.progress(2 * total, 2 * total)
        return Streamed(f"{year:04}", units, pile.done(), survey.sample)

    def _tell(self, rows: Rows, before: int, total: int) -> None:
        if len(rows):
            self.progress(before + int(rows.numbers[-1]), 2 * total)

    def _again(self, layout: Layout) -> Iterator[Rows]:
        """Read some columns without a word about faults; the last pass says them."""
        silent = FaultPile(str(self.source), 0)
        with open_sheet(self.source, KEY_COLUMNS, silent) as sheet:
            yield from RowReader(sheet, layout, silent)

    def _earlier(self, layout: Layout, survey: Survey, year: int) -> tuple[NDArray[np.int32], dict[str, Column]]:
        """Return the figures that changes are measured from: for each code the place (-1 none), columns."""
        figures = figures_before(self.standard.criteria, layout)
        here = survey.single & (survey.years == year)
        place_of = np.full(len(survey.codes), -1, np.int32)
        if not figures or not here.any():
            return place_of, {}
        columns: dict[str, list[Column]] = {key: [] for key, _ in figures}
        start = 0
        keys = {key: layout.keys[key] for key in KEY_COLUMNS}
        for rows in self._again(Layout(keys, figures)):
            some = here[start : start + len(rows)]
            start += len(rows)
            for key in figures:
                columns[key[0]].append(rows.columns[key][some])
        place_of[survey.places[here]] = np.arange(int(here.sum()), dtype=np.int32)
        return place_of, {key: np.concatenate(parts) for key, parts in columns.items()}


def figures_before(criteria: CriteriaSet, layout: Layout) -> dict[FigureKey, int]:
    """Return the columns of a file that changes are measured from."""
    wanted = {(key, criteria.indicators[key].kind) for key in wanted_before(criteria)}
    return {key: at for key, at in layout.figures.items() if key in wanted}


class Scorer:
    """Scores the rows of one year, a block at a time.

    ``earlier`` are the figures of the year before: for each code of the survey its place (-1 none), and columns.
    """

    def __init__(
        self, standard: Standard, year: int, survey: Survey, earlier: tuple[NDArray[np.int32], dict[str, Column]]
    ) -> None:
        self._criteria, self._register, self._survey = standard.criteria, standard.register, survey
        self._recognitions = standard.recognitions
        self._year = year
        self._last, day_before = (self._criteria.period.bounds(f"{year - back:04}")[1] for back in (0, 1))
        self._way = Way(self._register, day_before)
        self._rules = Rules.of(self._criteria)
        self._place_of, columns = earlier
        self._past = Figures.of(self._criteria, f"{year:04}", columns)
        self._on_register = pa.array(sorted({each.code for each in self._register.versions}), pa.string())
        places = pc.index_in(self._on_register, survey.codes).to_pylist()
        self._rows_of = {
            code: int(self._place_of[place])
            for code, place in zip(self._on_register.to_pylist(), places, strict=True)
            if place is not None and self._place_of[place] >= 0
        }
        units = self._register.on(self._last)
        self._units = pa.array(list(units), pa.string())
        self._names = pa.array([unit.name for unit in units.values()], pa.string())

    @cached_property
    def schema(self) -> pa.Schema:
        """The columns of the result."""
        return result_schema(self._criteria, self._last)

    def batches(
        self, rows: Rows, place: slice, labels: Mapping[FigureKey, str], pile: FaultPile
    ) -> Iterator[pa.RecordBatch]:
        """Score the rows of the year; report what is wrong with any. ``place`` is where they stand in the survey."""
        single = self._survey.single[place]
        counted, places = rows.where(single), self._survey.places[place][single]
        report_units(self._criteria, self._register, counted, pile)
        for year in np.unique(counted.years).tolist():
            here = counted.years == year
            if year == self._year:
                here &= inside(self._criteria, self._register, self._last, counted.codes)
            some = counted.where(here)
            figures = self._figures(some, places[here], year)
            report_inconsistent(self._criteria, some, figures, labels, pile)
            if year == self._year:
                yield self._scored(some.codes, figures)

    def _figures(self, rows: Rows, places: NDArray[np.int32], year: int) -> Figures:
        now = entered(self._criteria, rows)
        before = None
        if year == self._year and self._past.size:
            before = carried(self._criteria, self._past, self._sources(rows, places))
        return Figures.of(self._criteria, f"{year:04}", now, before, rows.waived(self._criteria))

    def _scored(self, codes: pa.Array, figures: Figures) -> pa.RecordBatch:
        recognised = None
        if self._recognitions is not None:
            units = codes.to_pylist()
            recognised = in_force(self._recognitions, self._criteria, self._register, units, self._last, self._last)
        scores = score(self._rules, figures, recognised)
        return result_batch(scores, codes, self._named(codes), sample=self._survey.sample)

    def _sources(self, rows: Rows, places: NDArray[np.int32]) -> Sources:
        """Find the earlier figures: of a code off the register its own, else by unit version."""
        own = self._place_of[places].astype(np.int64)
        known = np.flatnonzero(np.asarray(pc.is_in(rows.codes, self._on_register)))
        codes = rows.codes.take(pa.array(known)).to_pylist()
        found = Sources.of(self._way, codes, self._last, self._rows_of)
        own[known] = found.own
        return Sources(self._way, own, {int(known[place]): unit for place, unit in found.merged.items()}, found.rows)

    def _named(self, codes: pa.Array) -> pa.Array:
        names = self._names.take(pc.index_in(codes, self._units))
        return pc.coalesce(names, pc.binary_join_element_wise(pa.scalar("Đơn vị"), codes, " "))
