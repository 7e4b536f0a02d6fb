"""A table of a unit a row -> what each cell says of which indicator or criterion; a faulty cell says nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from math import isnan

from api.exchange.cells import BadCell, is_blank, read_cell, text_of
from api.exchange.faults import FaultPile
from api.exchange.filled.lines import Line, Lines, TableReader
from api.exchange.filled.told import (
    Cells,
    ToldDocument,
    ToldFigure,
    ToldWaiver,
    read_document,
    read_waiver,
)
from api.exchange.headings import NAME, NOTE, PERIOD, UNIT, Layout, layout_of, spelling
from api.exchange.sheets import says_sample
from api.exchange.templates.layout import document_headings, is_before, waiver_headings
from engine.indicators import Indicator, Kind

_THOUSAND = re.compile(r"[1-9][0-9]{0,2}\.[0-9]{3}")
"""What a Vietnamese hand writes for thousands, and others for three places behind the point."""
_About = dict[int, tuple[str, str]]
"""By column: the criterion, and what of its document or of its not applying stands there."""


def read_rows(reader: TableReader) -> None:
    """Read a table of a unit a row."""
    table, headings = reader.table, reader.table.headings
    documents, waivers = (
        {at: known[spelling(each)] for at, each in enumerate(headings) if spelling(each) in known}
        for known in (
            {name: each for one in reader.sets for name, each in about(one).items()}
            for about in (document_headings, waiver_headings)
        )
    )
    passed = {at for at, each in enumerate(headings) if is_before(each) or at in documents or at in waivers}
    read = ["" if at in passed else each for at, each in enumerate(headings)]
    pile = FaultPile(reader.faults.file)
    pile.sheet = table.sheet
    layout = layout_of(read, reader.sets, table.columns(), pile, table.head_row)
    for fault in pile.done():
        if not (fault.code == "MISSING_COLUMN" and fault.values.get("seen") == PERIOD and reader.period):
            reader.faults.take(fault)
    if UNIT in layout.keys and (PERIOD in layout.keys or reader.period):
        waivers |= {at: (criterion, "reason") for criterion, at in layout.reasons.items()}
        _Rows(reader, layout, documents, waivers, passed).read()


class _Rows(Lines):
    """The rows of a table that is laid out."""

    def __init__(
        self, reader: TableReader, layout: Layout, documents: _About, waivers: _About, passed: set[int]
    ) -> None:
        super().__init__(reader, layout.keys)
        self._documents, self._waivers = documents, waivers
        self._figures = {at: key for (key, _), at in layout.figures.items()}
        self._passed = passed | set(layout.positions) | {layout.keys.get(NAME, -1)}

    def read(self) -> None:
        """Read them; those of a unit and period that stand twice are left out."""
        found: dict[tuple[str, str], list[int]] = {}
        figures: list[tuple[int, ToldFigure]] = []
        documents: list[tuple[int, ToldDocument]] = []
        waivers: list[tuple[int, ToldWaiver]] = []
        for number, cells in self.table.rows:
            padded = self.padded(cells)
            self._report_headless(number, padded)
            holds = any(not is_blank(padded[at]) for at in (*self._figures, *self._documents, *self._waivers))
            line = self.line(number, padded, holds=holds)
            if line is None:
                continue
            found.setdefault((line.unit, line.period), []).append(number)
            figures += [(number, each) for each in self._figures_of(line, padded)]
            documents += [(number, each) for each in self._documents_of(line, padded)]
            waivers += [(number, each) for each in self._waivers_of(line, padded)]
        doubled = self._doubled(found)
        told = self.reader.told
        told.figures += [each for number, each in figures if number not in doubled]
        told.documents += [each for number, each in documents if number not in doubled]
        told.waivers += [each for number, each in waivers if number not in doubled]
        for key, numbers in found.items():
            told.rows.setdefault(key, self.place(numbers[0], self.keys[UNIT]))

    def _figures_of(self, line: Line, cells: Sequence[object]) -> Iterator[ToldFigure]:
        sample = NOTE in self.keys and says_sample(cells[self.keys[NOTE]])
        for at, key in self._figures.items():
            indicator = line.criteria.indicators.get(key)
            if indicator is None or indicator.sum is not None:
                continue
            value = cells[at]
            if self.is_no_value(line, at, value):
                continue
            steps = _read(indicator, value, dot_is_decimal=self.table.dot_is_decimal)
            if isinstance(steps, BadCell):
                self.bad(steps, line.number, at, cells, line.unit, line.period)
                continue
            whole = None if isnan(steps) else int(steps)
            yield ToldFigure(line.unit, line.period, key, whole, self.place(line.number, at), sample)

    def _documents_of(self, line: Line, cells: Sequence[object]) -> Iterator[ToldDocument]:
        for at, given, fields in self._of_several(self._documents, line, cells):
            found = read_document(given, self.place(line.number, at))
            if isinstance(found, ToldDocument):
                yield found
            else:
                self._tell(found, fields, at, line, cells)

    def _waivers_of(self, line: Line, cells: Sequence[object]) -> Iterator[ToldWaiver]:
        for at, given, fields in self._of_several(self._waivers, line, cells):
            found = read_waiver(given, self.place(line.number, at))
            if isinstance(found, ToldWaiver):
                yield found
            else:
                self._tell(found, fields, at, line, cells)

    def _of_several(
        self, columns: _About, line: Line, cells: Sequence[object]
    ) -> Iterator[tuple[int, Cells, dict[str, int]]]:
        """Yield what several cells together say of a criterion of the period's set, the first column before it."""
        groups: dict[str, dict[str, int]] = {}
        known = {each.id for each in line.criteria.criteria}
        for at, (criterion, name) in columns.items():
            if criterion in known and not self.is_no_value(line, at, cells[at]):
                groups.setdefault(criterion, {})[name] = at
        for criterion, fields in groups.items():
            values = {name: cells[at] for name, at in fields.items()}
            yield min(fields.values()), Cells(line.unit, line.period, criterion, values), fields

    def _tell(
        self,
        faults: list[tuple[str, BadCell]] | None,
        fields: Mapping[str, int],
        first: int,
        line: Line,
        cells: Sequence[object],
    ) -> None:
        for name, fault in faults or ():
            self.bad(fault, line.number, fields.get(name, first), cells, line.unit, line.period)

    def _doubled(self, found: Mapping[tuple[str, str], list[int]]) -> set[int]:
        doubled: set[int] = set()
        for (unit, period), numbers in found.items():
            if len(numbers) > 1:
                doubled.update(numbers)
                shown = ", ".join(map(str, numbers[:-1])) + f" và {numbers[-1]}"
                values = {"unit": unit, "rows": shown, "seen": unit}
                self.add("DOUBLED_ROW", numbers[1], self.keys[UNIT], unit, period, values)
        return doubled

    def _report_headless(self, number: int, cells: Sequence[object]) -> None:
        headings = self.table.headings
        for at, value in enumerate(cells):
            headless = at >= len(headings) or not headings[at]
            if headless and at not in self._passed and at not in self.said and not is_blank(value):
                self.said.add(at)
                self.add("NO_HEADING", number, min(at, len(headings) - 1) if self.table.sheet is None else at)


def _read(indicator: Indicator, value: object, *, dot_is_decimal: bool) -> float | BadCell:
    """Read a cell as everywhere; a «1.213» that somebody typed as text for a number is asked about, too."""
    found = read_cell(indicator.kind, value, dot_is_decimal=dot_is_decimal)
    if indicator.kind is Kind.NUMBER and not dot_is_decimal and isinstance(value, str):
        text = text_of(value)
        if _THOUSAND.fullmatch(text):
            decimal = text.replace(".", ",").rstrip("0").rstrip(",")
            return BadCell("TWO_READINGS", {"seen": text, "thousands": text.replace(".", ""), "decimal": decimal})
    return found
