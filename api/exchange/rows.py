"""Blocks of raw cells -> rows of figures, each of a unit and a period; faults get their place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from api.exchange.cells import BadCell
from api.exchange.columns import Bad, codes_of, figures_of, readable, reasons_of, years_of
from api.exchange.faults import FaultPile
from api.exchange.headings import NOTE, PERIOD, UNIT, FigureKey, Layout
from api.exchange.sheets import Block, Cells, Sheet, says_sample
from engine.criteria import CriteriaSet
from engine.figures import Column, Mask


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows that name their unit and period: row numbers, codes (Arrow text), years, columns of whole steps.

    ``reasons`` tell by criterion and place among these rows why the criterion does not apply.
    """

    numbers: NDArray[np.int64]
    codes: Any
    years: NDArray[np.int16]
    columns: Mapping[FigureKey, Column]
    reasons: Mapping[str, Mapping[int, str]]
    sample: bool

    def __len__(self) -> int:
        return len(self.numbers)

    def where(self, wanted: Mask) -> Rows:
        """Return some of the rows."""
        if wanted.all():
            return self
        new_place = np.cumsum(wanted) - 1
        return Rows(
            numbers=self.numbers[wanted],
            codes=self.codes.filter(pa.array(wanted)),
            years=self.years[wanted],
            columns={key: column[wanted] for key, column in self.columns.items()},
            reasons={
                key: {int(new_place[at]): reason for at, reason in each.items() if wanted[at]}
                for key, each in self.reasons.items()
            },
            sample=self.sample,
        )

    def waived(self, criteria: CriteriaSet) -> dict[str, Mask]:
        """Return where criteria of a set do not apply, as the engine takes it."""
        masks: dict[str, Mask] = {}
        for criterion in criteria.criteria:
            places = self.reasons.get(criterion.id)
            if places:
                masks[criterion.id] = np.zeros(len(self), np.bool_)
                masks[criterion.id][list(places)] = True
        return masks

    @staticmethod
    def joined(parts: Iterable[Rows], layout: Layout) -> Rows:
        """Put rows one after the other."""
        several = list(parts)
        starts = np.cumsum([0, *(len(part) for part in several)])
        reasons: dict[str, dict[int, str]] = {key: {} for key in layout.reasons}
        for start, part in zip(starts, several, strict=False):
            for key, each in part.reasons.items():
                reasons[key].update({int(start) + at: reason for at, reason in each.items()})
        return Rows(
            numbers=np.concatenate([np.zeros(0, np.int64), *(part.numbers for part in several)]),
            codes=pa.chunked_array([part.codes for part in several], pa.string()).combine_chunks(),
            years=np.concatenate([np.zeros(0, np.int16), *(part.years for part in several)]),
            columns={
                key: np.concatenate([np.zeros(0), *(part.columns[key] for part in several)]) for key in layout.figures
            },
            reasons=reasons,
            sample=any(part.sample for part in several),
        )


class RowReader:
    """Reads the rows of a sheet, block by block; what is faulty goes onto the pile."""

    def __init__(self, sheet: Sheet, layout: Layout, pile: FaultPile) -> None:
        self._sheet, self._layout, self._pile = sheet, layout, pile
        self._unreadable: set[int] = set()

    def __iter__(self) -> Iterator[Rows]:
        if self._layout.complete:
            for block in self._sheet.read(self._layout.positions):
                yield self._rows(block)

    def _rows(self, block: Block) -> Rows:
        keys = self._layout.keys
        codes, bad_codes = codes_of(self._cells(block, keys[UNIT]))
        years, bad_years = years_of(self._cells(block, keys[PERIOD]))
        report = _Reporter(self._pile, self._sheet.columns, block.numbers, codes, years)
        report.cells(keys[UNIT], bad_codes)
        report.cells(keys[PERIOD], bad_years)
        columns: dict[FigureKey, Column] = {}
        reasons: dict[str, dict[int, str]] = {}
        held = np.zeros(len(block.numbers), np.bool_)
        for key, at in self._layout.figures.items():
            columns[key], bad = figures_of(key[1], self._cells(block, at), dot_is_decimal=self._sheet.dot_is_decimal)
            report.cells(at, bad)
            held |= ~np.isnan(columns[key])
            held[[row for row, _ in bad]] = True
        for criterion, at in self._layout.reasons.items():
            reasons[criterion], bad = reasons_of(self._cells(block, at))
            report.cells(at, bad)
            held[[*reasons[criterion], *(row for row, _ in bad)]] = True
        named = np.asarray(codes.is_valid())
        report.nameless(keys, named, held, {row for row, _ in bad_codes}, {row for row, _ in bad_years})
        rows = Rows(block.numbers, codes, years, columns, reasons, sample=self._says_sample(block))
        return rows.where(named & (years > 0))

    def _cells(self, block: Block, at: int) -> Cells:
        """Return a column, as blanks where its type holds no cells; said once."""
        cells = block.columns[at]
        if isinstance(cells, list) or readable(cells):
            return cells
        if at not in self._unreadable:
            self._unreadable.add(at)
            self._pile.add("BAD_COLUMN_TYPE", {"seen": str(cells.type)}, column=self._sheet.columns[at])
        return pa.nulls(len(block.numbers))

    def _says_sample(self, block: Block) -> bool:
        at = self._layout.keys.get(NOTE)
        if at is None:
            return self._sheet.sample
        cells = self._cells(block, at)
        values = cells if isinstance(cells, list) else cells.unique().to_pylist()
        return self._sheet.sample or any(map(says_sample, values))


@dataclass(frozen=True, slots=True)
class _Reporter:
    """Gives the faults of one block their place."""

    pile: FaultPile
    columns: tuple[str, ...]
    numbers: NDArray[np.int64]
    codes: Any
    years: NDArray[np.int16]

    def cells(self, at: int, bad: list[Bad]) -> None:
        """Report the faulty cells of a column."""
        for row, fault in bad:
            self._add(row, fault, self.columns[at])

    def nameless(
        self, keys: Mapping[str, int], named: Mask, held: Mask, bad_codes: set[int], bad_years: set[int]
    ) -> None:
        """Report rows with something in them whose unit or period is blank."""
        dated = self.years > 0
        for row in np.flatnonzero((~named | ~dated) & (held | named | dated)).tolist():
            if not named[row] and row not in bad_codes:
                self._add(row, BadCell("NO_UNIT"), self.columns[keys[UNIT]])
            if not dated[row] and row not in bad_years:
                self._add(row, BadCell("NO_PERIOD"), self.columns[keys[PERIOD]])

    def _add(self, row: int, fault: BadCell, column: str) -> None:
        if not self.pile.room(fault.code):
            self.pile.count(fault.code, 1)
            return
        unit, period = self.codes[int(row)].as_py(), period_of(self.years[row])
        self.pile.add(fault.code, fault.values, row=int(self.numbers[row]), column=column, unit=unit, period=period)


def period_of(year: int) -> str | None:
    """Write a year as a period; None for 0."""
    return f"{year:04}" if year else None
