"""A table of a figure a row, or of a criterion that does not apply, as ``export`` hands it out -> what it says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import isnan

from api.exchange.cells import BadCell, is_blank, read_cell, read_day
from api.exchange.faults import FaultPile
from api.exchange.filled.lines import Line, Lines, TableReader
from api.exchange.filled.told import (
    MOST_REMARK,
    Cells,
    Cited,
    ToldDocument,
    ToldFigure,
    ToldWaiver,
    read_document,
    read_waiver,
    text_on_a_line,
    unfit,
)
from api.exchange.handout import unguarded
from api.exchange.headings import NOTE, PERIOD, UNIT
from api.exchange.long_tables import LongLayout, lay_out
from api.exchange.sheets import says_sample
from api.exchange.templates.layout import FIELDS, WAIVER_FIELDS
from engine.conditions import leaves
from engine.criteria import CriteriaSet

_SAMPLE = "sample"
_YES = "có"


def read_long(reader: TableReader) -> bool:
    """Read such a table; False when it is none."""
    pile = FaultPile(reader.faults.file)
    pile.sheet = reader.table.sheet
    layout = lay_out(reader.table.headings, reader.table.columns(), pile, reader.table.head_row)
    if layout is None:
        return False
    for fault in pile.done():
        if not (fault.code == "MISSING_COLUMN" and fault.values.get("seen") == PERIOD and reader.period):
            reader.faults.take(fault)
    about = "indicator" if layout.of_figures else "criterion"
    if UNIT in layout.at and (PERIOD in layout.at or reader.period) and about in layout.at:
        _LongRows(reader, layout).read()
    return True


class _LongRows(Lines):
    """Its rows; the texts of a .csv lose the guard that keeps a spreadsheet from computing them."""

    def __init__(self, reader: TableReader, layout: LongLayout) -> None:
        super().__init__(reader, {key: layout.at[key] for key in (UNIT, PERIOD, NOTE) if key in layout.at})
        self._of_figures, self._at = layout.of_figures, layout.at

    def read(self) -> None:
        """Read them."""
        told = self.reader.told
        about = self._at["indicator" if self._of_figures else "criterion"]
        for number, raw in self.table.rows:
            cells = self.padded([self._plain(each) for each in raw])
            line = self.line(number, cells, holds=not is_blank(cells[about]))
            if line is None:
                continue
            if self._of_figures:
                figure = self._figure(line, cells)
                told.figures += [figure] if figure else []
            else:
                waiver = self._waiver(line, cells)
                told.waivers += [waiver] if waiver else []
            told.rows.setdefault((line.unit, line.period), self.place(number, self.keys[UNIT]))

    def _plain(self, cell: object) -> object:
        return unguarded(cell) if isinstance(cell, str) and self.table.guarded else cell

    def _cell(self, name: str, line: Line, cells: Sequence[object]) -> object:
        """Return a cell by its column; None where there is no such column, or its formula has no result."""
        at = self._at.get(name)
        return None if at is None or self.is_no_value(line, at, cells[at]) else cells[at]

    def _figure(self, line: Line, cells: Sequence[object]) -> ToldFigure | None:
        key, at = text_on_a_line(self._cell("indicator", line, cells)), self._at["indicator"]
        indicator = line.criteria.indicators.get(key)
        value = self._cell("value", line, cells) if "value" in self._at else None
        if indicator is None or indicator.sum is not None:
            if not (is_blank(key) and is_blank(value)):
                self.add("NO_SUCH_INDICATOR", line.number, at, line.unit, line.period, {"seen": key or "(trống)"})
            return None
        steps = read_cell(indicator.kind, value, dot_is_decimal=self.table.of_programs)
        if isinstance(steps, BadCell):
            self.bad(steps, line.number, self._at["value"], cells, line.unit, line.period)
            return None
        if isnan(steps):
            return None
        sample = NOTE in self.keys and says_sample(cells[self.keys[NOTE]])
        if _SAMPLE in self._at:
            sample = text_on_a_line(cells[self._at[_SAMPLE]]).casefold() == _YES
        place = self.place(line.number, self._at["value"])
        note = self._remark(line, cells) if "remark" in self._at else None
        return ToldFigure(line.unit, line.period, key, int(steps), place, sample, note, self._cited(key, line, cells))

    def _remark(self, line: Line, cells: Sequence[object]) -> str | None:
        text = text_on_a_line(self._cell("remark", line, cells))
        bad = unfit(text, MOST_REMARK, "REMARK_TOO_LONG", "PERSONAL_REMARK")
        if bad is not None:
            self.bad(bad, line.number, self._at["remark"], cells, line.unit, line.period)
        return None if bad is not None or not text else text

    def _cited(self, indicator: str, line: Line, cells: Sequence[object]) -> Cited | None:
        """Read the document that a figure cites; what is wrong with it keeps the document out, not the figure."""
        values = {name: self._cell(name, line, cells) for name in FIELDS if name in self._at}
        if all(map(is_blank, values.values())):
            return None
        criterion = text_on_a_line(self._cell("proves", line, cells)) or only_reader_of(line.criteria, indicator)
        if criterion not in {each.id for each in line.criteria.criteria}:
            shown = {"seen": text_on_a_line(values.get("document"))}
            self.add("CITED_WITHOUT_CRITERION", line.number, self._first(values), line.unit, line.period, shown)
            return None
        until = self._cell("expires_on", line, cells)
        ends = None if is_blank(until) else read_day(until)
        found = read_document(Cells(line.unit, line.period, criterion, values), "")
        faults = list(found) if isinstance(found, list) else []
        faults += [("expires_on", ends)] if isinstance(ends, BadCell) else []
        for name, fault in faults:
            self.bad(fault, line.number, self._at.get(name, self._first(values)), cells, line.unit, line.period)
        if not isinstance(found, ToldDocument) or isinstance(ends, BadCell):
            return None
        last = ends.isoformat() if ends else ""
        return Cited(criterion, found.document, found.issued_on, found.issuer, found.pages, last)

    def _first(self, values: Mapping[str, object]) -> int:
        return min(self._at[name] for name in values)

    def _waiver(self, line: Line, cells: Sequence[object]) -> ToldWaiver | None:
        criterion, at = text_on_a_line(self._cell("criterion", line, cells)), self._at["criterion"]
        values = {name: self._cell(name, line, cells) for name in WAIVER_FIELDS if name in self._at}
        if criterion not in {each.id for each in line.criteria.criteria}:
            if criterion or not all(map(is_blank, values.values())):
                shown = {"seen": criterion or "(trống)", "criterion": line.criteria.criteria[0].id}
                self.add("NO_SUCH_CRITERION", line.number, at, line.unit, line.period, shown)
            return None
        place = self.place(line.number, self._at.get("reason", at))
        found = read_waiver(Cells(line.unit, line.period, criterion, values), place)
        if isinstance(found, ToldWaiver):
            return found
        for name, fault in found or ():
            self.bad(fault, line.number, self._at.get(name, at), cells, line.unit, line.period)
        return None


def only_reader_of(criteria: CriteriaSet, indicator: str) -> str:
    """Return the criterion that alone reads an indicator, itself or in a sum; empty when none or several do."""
    found = [
        each.id
        for each in criteria.criteria
        if any(indicator in criteria.parts[key] for _, leaf in leaves(each.condition) for key in leaf.indicators)
    ]
    return found[0] if len(found) == 1 else ""
