"""DATA: the figures of units over periods, from one file; what a criteria set is applied to."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
import pyarrow as pa

from api.exchange.before import Sources, carried
from api.exchange.faults import MOST_WHEN_HELD, DataFault, FaultPile, UnreadableError
from api.exchange.headings import KEY_COLUMNS, FigureKey, layout_of
from api.exchange.judging import entered, inside, report_inconsistent, report_units
from api.exchange.readers import Source, open_sheet
from api.exchange.rows import RowReader, Rows
from api.exchange.survey import report_double
from engine.criteria import CriteriaSet
from engine.figures import Figures
from engine.merging import Shares, Way
from engine.units import Register

__all__ = ["Data", "DataFault", "read_data"]

NO_ROWS = Rows(np.zeros(0, np.int64), pa.array([], pa.string()), np.zeros(0, np.int16), {}, {}, sample=False)


@dataclass(frozen=True, eq=False)
class Data:
    """The rows of a file that count: a unit and period each, none of them twice.

    ``faults`` is everything that was found when the file was read for its criteria set. ``labels`` name the
    column of each indicator as people see it.
    """

    file: str
    rows: Rows = NO_ROWS
    faults: tuple[DataFault, ...] = ()
    labels: Mapping[FigureKey, str] = field(default_factory=dict)
    sheet: str | None = None
    of_file: tuple[DataFault, ...] = ()
    """The faults that no criteria set has a part in."""
    shares: Shares = field(default_factory=dict)
    """What went where of units that were split; a file names none."""

    @property
    def sample(self) -> bool:
        """Whether the file says that its figures are invented (SỐ LIỆU MẪU)."""
        return self.rows.sample

    @cached_property
    def codes(self) -> tuple[str, ...]:
        """The unit of each row."""
        return tuple(self.rows.codes.to_pylist())

    @cached_property
    def units(self) -> tuple[str, ...]:
        """The codes, each once, in the order of the file."""
        return tuple(dict.fromkeys(self.codes))

    @cached_property
    def periods(self) -> tuple[str, ...]:
        """The periods, oldest first."""
        return tuple(f"{year:04}" for year in np.unique(self.rows.years))

    @property
    def newest_period(self) -> str:
        """The newest period; empty when no row counts."""
        return self.periods[-1] if self.periods else ""

    def with_faults(self, more: Iterable[DataFault]) -> Data:
        """Return it with the faults of a file that is used beside it."""
        added = tuple(more)
        return replace(self, faults=self.faults + added, of_file=self.of_file + added)

    def figures(
        self, criteria: CriteriaSet, register: Register, period: str | None = None
    ) -> tuple[tuple[str, ...], Figures]:
        """Return the units of a period (the newest when None), in the order of the file, and their figures.

        ValueError when the period is not a year, or no row counts.
        """
        period = self.newest_period if period is None else period
        if not period:
            raise ValueError("no row counts, so there is no newest period")
        last = criteria.period.bounds(period)[1]
        day_before = criteria.period.bounds(f"{int(period) - 1:04}")[1]
        now, earlier = (self.rows.where(self.rows.years == int(period) - back) for back in (0, 1))
        now = now.where(inside(criteria, register, last, now.codes))
        codes = tuple(now.codes.to_pylist())
        way = Way(register, day_before, self.shares)
        rows = {code: place for place, code in enumerate(earlier.codes.to_pylist())}
        past = Figures.of(criteria, period, entered(criteria, earlier))
        before = carried(criteria, past, Sources.of(way, codes, last, rows))
        figures = Figures.of(criteria, period, entered(criteria, now), before, now.waived(criteria))
        return codes, figures

    def reasons(self, period: str) -> dict[str, dict[str, str]]:
        """Return why criteria do not apply in a period: by unit, by criterion."""
        found: dict[str, dict[str, str]] = {}
        for criterion, reasons in self.rows.reasons.items():
            for row, reason in reasons.items():
                if self.rows.years[row] == int(period):
                    found.setdefault(self.codes[row], {})[criterion] = reason
        return found

    def faults_of(self, criteria: CriteriaSet, register: Register, period: str | None = None) -> tuple[DataFault, ...]:
        """Return the faults of the file and those that another set or register finds in its rows.

        With a period: of the rows that scoring it reads, its own and those of the period before.
        """
        pile = FaultPile(self.file, MOST_WHEN_HELD)
        pile.sheet = self.sheet
        rows = self.rows
        if period is not None:
            rows = rows.where((rows.years == int(period)) | (rows.years == int(period) - 1))
        _judge(criteria, register, rows, self.labels, pile)
        return in_order((*self.of_file, *pile.done()))


def in_order(faults: Iterable[DataFault]) -> tuple[DataFault, ...]:
    """Sort faults by row, file by file as they come; those of a whole file first."""
    files: dict[str, int] = {}
    return tuple(sorted(faults, key=lambda each: (files.setdefault(each.file, len(files)), each.row or 0)))


def _judge(
    criteria: CriteriaSet, register: Register, rows: Rows, labels: Mapping[FigureKey, str], pile: FaultPile
) -> None:
    if len(rows):
        report_units(criteria, register, rows, pile)
        figures = Figures.of(criteria, f"{rows.years[0]:04}", entered(criteria, rows))
        report_inconsistent(criteria, rows, figures, labels, pile)


def read_data(
    source: Source,
    criteria: CriteriaSet,
    register: Register,
    *,
    name: str | None = None,
    also: Collection[CriteriaSet] = (),
) -> Data:
    """Read a file of figures for a criteria set: .csv, .xlsx or .parquet by the ending of its name.

    ``source`` is a path, or the content of a file with its ``name``. Columns of the sets in ``also`` are read
    too and are no fault. Nothing wrong inside the file raises; OSError when it can't be opened.
    """
    if isinstance(source, bytes) and name is None:
        raise ValueError("content needs the name of its file")
    pile = FaultPile(name or str(source), MOST_WHEN_HELD)
    try:
        rows, labels = _rows(source, (criteria, *also), pile)
    except UnreadableError as error:
        pile.add(error.code, error.values)
        rows, labels = NO_ROWS, {}
    of_file = pile.done()
    _judge(criteria, register, rows, labels, pile)
    return Data(pile.file, rows, in_order(pile.done()), labels, pile.sheet, of_file)


def _rows(source: Source, sets: Sequence[CriteriaSet], pile: FaultPile) -> tuple[Rows, dict[FigureKey, str]]:
    with open_sheet(source, KEY_COLUMNS, pile) as sheet:
        layout = layout_of(sheet.headings, sets, sheet.columns, pile, sheet.head_row)
        rows = _without_doubles(Rows.joined(RowReader(sheet, layout, pile), layout), pile)
    if layout.complete and not len(rows):
        pile.add("NO_ROWS")
    return rows, {key: sheet.columns[at] for key, at in layout.figures.items()}


def _without_doubles(rows: Rows, pile: FaultPile) -> Rows:
    """Leave out the rows of a unit and period that are given twice; one fault names them all."""
    places: dict[tuple[str, int], list[int]] = {}
    for place, key in enumerate(zip(rows.codes.to_pylist(), rows.years.tolist(), strict=True)):
        places.setdefault(key, []).append(place)
    single = np.ones(len(rows), np.bool_)
    for (unit, year), found in places.items():
        if len(found) > 1:
            single[found] = False
            report_double(pile, unit, year, rows.numbers[found].tolist())
    return rows.where(single)
