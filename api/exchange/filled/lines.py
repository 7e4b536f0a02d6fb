"""What the readers of a table share: which unit and period a row is about, what a cell is called, where faults go."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from api.exchange.cells import BadCell, is_blank, text_of
from api.exchange.filled.faults import Faults
from api.exchange.filled.tables import Table
from api.exchange.filled.told import Told
from api.exchange.headings import NAME, PERIOD, UNIT
from api.exchange.row_cells import read_code, read_year
from engine.criteria import CriteriaSet

RulesOf = Callable[[str], CriteriaSet | None]
"""The set in force for a period; None when there is none."""


@dataclass(frozen=True)
class TableReader:
    """What reading a table needs; ``period`` is that of rows that name none."""

    table: Table
    sets: Sequence[CriteriaSet]
    rules_of: RulesOf
    period: str | None
    faults: Faults
    told: Told


@dataclass(frozen=True)
class Line:
    """A row that names its unit and period."""

    number: int
    unit: str
    period: str
    criteria: CriteriaSet


class Lines:
    """The rows of a table whose columns of unit and period are known."""

    def __init__(self, reader: TableReader, keys: Mapping[str, int]) -> None:
        self.reader, self.table, self.faults, self.keys = reader, reader.table, reader.faults, keys
        self._merged = reader.table.marks.covered()
        self.said: set[object] = set()
        """What is said once of a table."""

    def padded(self, cells: Sequence[object]) -> Sequence[object]:
        """Return the cells of a row, as many as there are headings or more."""
        return [*cells, *[None] * (len(self.table.headings) - len(cells))]

    def line(self, number: int, cells: Sequence[object], *, holds: bool) -> Line | None:
        """Tell what a row is about; None when that can't be told. ``holds``: there is something in it to be read."""
        keys = self.keys
        code = read_code(cells[keys[UNIT]])
        year = read_year(cells[keys[PERIOD]]) if PERIOD in keys else None
        unit = code if isinstance(code, str) else None
        if isinstance(code, BadCell) and (holds or isinstance(year, int)):
            self.bad(code, number, keys[UNIT], cells)
        elif code is None and holds:
            self.add("NO_UNIT", number, keys[UNIT])
        if isinstance(year, BadCell):
            self.bad(year, number, keys[PERIOD], cells, unit)
            return None
        period = f"{year:04}" if year else self.reader.period
        if unit is None or not period:
            if unit is not None and holds:
                self.add("NO_PERIOD", number, keys[PERIOD], unit)
            return None
        if NAME in keys and isinstance(name := cells[keys[NAME]], str):
            self.reader.told.names[unit] = text_of(name)
        criteria = self.reader.rules_of(period)
        if criteria is None:
            if ("NO_RULES", period) not in self.said:
                self.said.add(("NO_RULES", period))
                self.add("NO_RULES", number, keys.get(PERIOD, keys[UNIT]), unit, values={"seen": period})
            return None
        if number in self.table.marks.hidden_rows:
            self.add("HIDDEN_ROW", number, keys[UNIT], unit)
        return Line(number, unit, period, criteria)

    def is_no_value(self, line: Line, at: int, value: object) -> bool:
        """Tell whether a cell is blank for a reason that has nothing to do with what it is about; that is a fault."""
        place = (line.number, at + 1)
        if place in self.table.marks.unanswered:
            self.add("NO_VALUE_OF_FORMULA", line.number, at, line.unit, line.period)
            return True
        merged = self._merged.get(place)
        if merged is None or not is_blank(value):
            return False
        if merged not in self.said:
            self.said.add(merged)
            self.add("MERGED_CELL", line.number, at, line.unit, line.period, {"seen": merged})
        return True

    def place(self, number: int, at: int) -> str:
        """Name a cell with its sheet."""
        cell = self.table.cell(number, at)
        return cell if self.table.sheet is None else f"{self.table.sheet}!{cell}"

    def bad(  # noqa: PLR0913, PLR0917 -- whose what, where
        self,
        fault: BadCell,
        number: int,
        at: int,
        cells: Sequence[object],
        unit: str | None = None,
        period: str | None = None,
    ) -> None:
        """Say what is wrong with the value of a cell."""
        cell = self.table.cell(number, at)
        self.faults.add_cell(fault, cells[at], sheet=self.table.sheet, cell=cell, unit=unit, period=period)

    def add(  # noqa: PLR0913, PLR0917 -- as above
        self,
        code: str,
        number: int,
        at: int,
        unit: str | None = None,
        period: str | None = None,
        values: Mapping[str, str] | None = None,
    ) -> None:
        """Say what is wrong with a row."""
        cell, shown = self.table.cell(number, at), {"seen": "", "period": period or "", **(values or {})}
        self.faults.add(code, shown, sheet=self.table.sheet, cell=cell, unit=unit, period=period)
