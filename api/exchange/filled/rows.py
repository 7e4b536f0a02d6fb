"""The rows of a table -> what each cell says of which unit, period and indicator; a faulty cell says nothing."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import isnan

from api.exchange.cells import BadCell, is_blank, read_cell, read_code, read_year, text_of
from api.exchange.faults import FaultPile
from api.exchange.filled.faults import Faults
from api.exchange.filled.tables import Table
from api.exchange.filled.told import Cells, Told, ToldDocument, ToldFigure, read_document
from api.exchange.headings import NAME, PERIOD, UNIT, Layout, layout_of, spelling
from api.exchange.templates.layout import document_headings, is_before
from engine.criteria import CriteriaSet
from engine.indicators import Indicator, Kind

RulesOf = Callable[[str], CriteriaSet | None]
"""The set in force for a period; None when there is none."""
_THOUSAND = re.compile(r"[1-9][0-9]{0,2}\.[0-9]{3}")
"""What a Vietnamese hand writes for thousands, and others for three places behind the point."""
_FaultOf = tuple[str, str]


@dataclass(frozen=True)
class TableReader:
    """Reads one table; ``period`` is that of rows that name none."""

    table: Table
    sets: Sequence[CriteriaSet]
    rules_of: RulesOf
    period: str | None
    faults: Faults
    told: Told

    def read(self) -> None:
        """Read it whole."""
        table = self.table
        documents = self._document_columns()
        passed = {at for at, each in enumerate(table.headings) if is_before(each) or at in documents}
        headings = ["" if at in passed else each for at, each in enumerate(table.headings)]
        pile = FaultPile(self.faults.file)
        pile.sheet = table.sheet
        layout = layout_of(headings, self.sets, table.columns(), pile, table.head_row)
        for fault in pile.done():
            if not (fault.code == "MISSING_COLUMN" and fault.values.get("seen") == PERIOD and self.period):
                self.faults.take(fault)
        if UNIT in layout.keys and (PERIOD in layout.keys or self.period):
            _Rows(self, layout, documents, passed).read()

    def _document_columns(self) -> dict[int, tuple[str, str]]:
        known = {name: each for one in self.sets for name, each in document_headings(one).items()}
        return {at: known[spelling(each)] for at, each in enumerate(self.table.headings) if spelling(each) in known}


@dataclass(frozen=True)
class _Line:
    """A row that names its unit and period."""

    number: int
    unit: str
    period: str
    criteria: CriteriaSet


class _Rows:
    """The rows of a table that is laid out."""

    def __init__(
        self, reader: TableReader, layout: Layout, documents: Mapping[int, tuple[str, str]], passed: set[int]
    ) -> None:
        self._table, self._faults, self._reader = reader.table, reader.faults, reader
        self._layout, self._documents = layout, documents
        self._figures = {at: key for (key, _), at in layout.figures.items()}
        self._merged = reader.table.marks.covered()
        self._said: set[object] = set()
        self._passed = passed | set(layout.positions) | {layout.keys.get(NAME, -1)}

    def read(self) -> None:
        """Read them; those of a unit and period that stand twice are left out."""
        found: dict[tuple[str, str], list[int]] = {}
        figures: list[tuple[int, ToldFigure]] = []
        documents: list[tuple[int, ToldDocument]] = []
        for number, cells in self._table.rows:
            padded = [*cells, *[None] * (len(self._table.headings) - len(cells))]
            self._report_headless(number, padded)
            line = self._line(number, padded)
            if line is None:
                continue
            found.setdefault((line.unit, line.period), []).append(number)
            figures += [(number, each) for each in self._figures_of(line, padded)]
            documents += [(number, each) for each in self._documents_of(line, padded)]
            self._report_reasons(line, padded)
        doubled = self._doubled(found)
        told = self._reader.told
        told.figures += [each for number, each in figures if number not in doubled]
        told.documents += [each for number, each in documents if number not in doubled]
        for key, numbers in found.items():
            told.rows.setdefault(key, self._place(numbers[0], self._layout.keys[UNIT]))

    def _line(self, number: int, cells: Sequence[object]) -> _Line | None:
        keys = self._layout.keys
        code = read_code(cells[keys[UNIT]])
        year = read_year(cells[keys[PERIOD]]) if PERIOD in keys else None
        holds = any(not is_blank(cells[at]) for at in (*self._figures, *self._documents))
        unit = code if isinstance(code, str) else None
        if isinstance(code, BadCell) and (holds or isinstance(year, int)):
            self._bad(code, number, keys[UNIT], cells)
        elif code is None and holds:
            self._add("NO_UNIT", number, keys[UNIT])
        if isinstance(year, BadCell):
            self._bad(year, number, keys[PERIOD], cells, unit)
            return None
        period = f"{year:04}" if year else self._reader.period
        if unit is None or not period:
            if unit is not None and holds:
                self._add("NO_PERIOD", number, keys[PERIOD], unit)
            return None
        if NAME in keys and isinstance(name := cells[keys[NAME]], str):
            self._reader.told.names[unit] = text_of(name)
        criteria = self._reader.rules_of(period)
        if criteria is None:
            self._add("NO_RULES", number, keys.get(PERIOD, keys[UNIT]), unit, seen=period)
            return None
        if number in self._table.marks.hidden_rows:
            self._add("HIDDEN_ROW", number, keys[UNIT], unit)
        return _Line(number, unit, period, criteria)

    def _figures_of(self, line: _Line, cells: Sequence[object]) -> Iterator[ToldFigure]:
        for at, key in self._figures.items():
            indicator = line.criteria.indicators.get(key)
            if indicator is None or indicator.sum is not None:
                continue
            value = cells[at]
            if self._is_no_value(line, at, value):
                continue
            steps = _read(indicator, value, dot_is_decimal=self._table.dot_is_decimal)
            if isinstance(steps, BadCell):
                self._faults.add_cell(
                    steps,
                    value,
                    sheet=self._table.sheet,
                    cell=self._table.cell(line.number, at),
                    unit=line.unit,
                    period=line.period,
                )
                continue
            whole = None if isnan(steps) else int(steps)
            yield ToldFigure(line.unit, line.period, key, whole, self._place(line.number, at))

    def _documents_of(self, line: _Line, cells: Sequence[object]) -> Iterator[ToldDocument]:
        groups: dict[str, dict[str, tuple[int, object]]] = {}
        for at, (criterion, name) in self._documents.items():
            if not self._is_no_value(line, at, cells[at]):
                groups.setdefault(criterion, {})[name] = (at, cells[at])
        for criterion, fields in groups.items():
            given = Cells(line.unit, line.period, criterion, {name: value for name, (_, value) in fields.items()})
            first = min(at for at, _ in fields.values())
            found = read_document(given, self._place(line.number, first))
            if isinstance(found, ToldDocument):
                yield found
            elif found is not None:
                for name, fault in found:
                    at = fields.get(name, (first, None))[0]
                    self._bad(fault, line.number, at, cells, line.unit, line.period)

    def _is_no_value(self, line: _Line, at: int, value: object) -> bool:
        """Tell whether a cell is blank for a reason that has nothing to do with what it is about; that is a fault."""
        place = (line.number, at + 1)
        if place in self._table.marks.unanswered:
            self._add("NO_VALUE_OF_FORMULA", line.number, at, line.unit, line.period)
            return True
        merged = self._merged.get(place)
        if merged is None or not is_blank(value):
            return False
        if merged not in self._said:
            self._said.add(merged)
            self._add("MERGED_CELL", line.number, at, line.unit, line.period, seen=merged)
        return True

    def _doubled(self, found: Mapping[tuple[str, str], list[int]]) -> set[int]:
        doubled: set[int] = set()
        for (unit, period), numbers in found.items():
            if len(numbers) > 1:
                doubled.update(numbers)
                shown = ", ".join(map(str, numbers[:-1])) + f" và {numbers[-1]}"
                values = {"unit": unit, "period": period, "rows": shown, "seen": unit}
                cell = self._table.cell(numbers[1], self._layout.keys[UNIT])
                sheet = self._table.sheet
                self._faults.add("DOUBLED_ROW", values, sheet=sheet, cell=cell, unit=unit, period=period)
        return doubled

    def _report_reasons(self, line: _Line, cells: Sequence[object]) -> None:
        for criterion, at in self._layout.reasons.items():
            if not is_blank(cells[at]) and at not in self._said:
                self._said.add(at)
                self._add("REASON_NOT_IMPORTED", line.number, at, line.unit, line.period, seen=criterion)

    def _report_headless(self, number: int, cells: Sequence[object]) -> None:
        headings = self._table.headings
        for at, value in enumerate(cells):
            headless = at >= len(headings) or not headings[at]
            if headless and at not in self._passed and at not in self._said and not is_blank(value):
                self._said.add(at)
                self._add("NO_HEADING", number, min(at, len(headings) - 1) if self._table.sheet is None else at)

    def _place(self, number: int, at: int) -> str:
        cell = self._table.cell(number, at)
        return cell if self._table.sheet is None else f"{self._table.sheet}!{cell}"

    def _bad(  # noqa: PLR0913, PLR0917 -- whose what, where
        self,
        fault: BadCell,
        number: int,
        at: int,
        cells: Sequence[object],
        unit: str | None = None,
        period: str | None = None,
    ) -> None:
        cell = self._table.cell(number, at)
        self._faults.add_cell(fault, cells[at], sheet=self._table.sheet, cell=cell, unit=unit, period=period)

    def _add(  # noqa: PLR0913, PLR0917 -- as above
        self, code: str, number: int, at: int, unit: str | None = None, period: str | None = None, seen: str = ""
    ) -> None:
        cell = self._table.cell(number, at)
        self._faults.add(code, {"seen": seen}, sheet=self._table.sheet, cell=cell, unit=unit, period=period)


def _read(indicator: Indicator, value: object, *, dot_is_decimal: bool) -> float | BadCell:
    """Read a cell as everywhere; a «1.213» that somebody typed as text for a number is asked about, too."""
    found = read_cell(indicator.kind, value, dot_is_decimal=dot_is_decimal)
    if indicator.kind is Kind.NUMBER and not dot_is_decimal and isinstance(value, str):
        text = text_of(value)
        if _THOUSAND.fullmatch(text):
            decimal = text.replace(".", ",").rstrip("0").rstrip(",")
            return BadCell("TWO_READINGS", {"seen": text, "thousands": text.replace(".", ""), "decimal": decimal})
    return found
