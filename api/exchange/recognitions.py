"""REC: the decisions that recognise units, from a file; and which of them hold on a day."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from api.exchange.cells import BadCell, is_blank, masked, read_day, seen, text_of
from api.exchange.faults import DataFault, FaultPile, UnreadableError
from api.exchange.headings import SIDE_COLUMNS, find_columns, require, reserved, spelling
from api.exchange.readers import Source, open_sheet
from api.exchange.row_cells import CODE_DIGITS, MOST_REASON, read_code
from api.exchange.sheets import Cells, Sheet
from engine.criteria import CriteriaSet
from engine.rules import MET, UNMET, Codes
from engine.targets import Recognition
from engine.units import Register, UnitKey

UNIT, LEVEL, DECISION, DECIDED_ON, REVOKED_ON = "unit", "level", "decision", "decided_on", "revoked_on"
KEYS = {
    UNIT: ("mã đơn vị",),
    LEVEL: ("cấp", "cấp công nhận"),
    DECIDED_ON: ("ngày quyết định", "ngày công nhận"),
}
REST = {DECISION: ("quyết định", "số quyết định"), REVOKED_ON: ("ngày thu hồi",)}


class RecognitionsRead(NamedTuple):
    """The recognitions that count, in the order of the file, and everything that is wrong with it."""

    recognitions: tuple[Recognition, ...]
    faults: tuple[DataFault, ...]


@dataclass(frozen=True, slots=True)
class _Row:
    """One row with its place, for the readers of its cells."""

    number: int
    cells: Mapping[str, object]
    sheet: Sheet
    found: Mapping[str, int]
    pile: FaultPile

    def fault(self, column: str, code: str, values: Mapping[str, str] | None = None) -> None:
        """Report what is wrong with a cell of the row."""
        unit = read_code(self.cells.get(UNIT))
        label = self.sheet.columns[self.found[column]] if column in self.found else column
        self.pile.add(code, values, row=self.number, column=label, unit=unit if isinstance(unit, str) else None)


def read_recognitions(
    source: Source, criteria: CriteriaSet, *, name: str | None = None, also: Collection[CriteriaSet] = ()
) -> RecognitionsRead:
    """Read a file of recognitions at the levels of a criteria set (or of the sets in ``also``).

    ``source`` and ``name`` are as of ``read_data``. A row with a fault does not count unless the fault is a
    warning. OSError when the file can't be opened.
    """
    if isinstance(source, bytes) and name is None:
        raise ValueError("content needs the name of its file")
    pile = FaultPile(name or str(source))
    levels = {key: level for one in reversed((criteria, *also)) for key, level in one.levels.items()}
    rows: list[tuple[int, Recognition]] = []
    try:
        for row in _rows(source, pile):
            recognition = _recognition(row, {key: level.title for key, level in levels.items()})
            if recognition is not None:
                rows.append((row.number, recognition))
                if not levels[recognition.level].in_force(recognition.decided_on):
                    shown = {
                        "decided_on": f"{recognition.decided_on:%d/%m/%Y}",
                        "level": levels[recognition.level].title,
                    }
                    row.fault(DECIDED_ON, "LEVEL_NOT_IN_FORCE", shown)
    except UnreadableError as error:
        pile.add(error.code, error.values)
        rows = []
    return RecognitionsRead(_without_doubles(rows, pile), pile.done())


def _rows(source: Source, pile: FaultPile) -> Iterator[_Row]:
    with open_sheet(source, KEYS, pile) as sheet:
        known = reserved(SIDE_COLUMNS) | reserved(REST) | reserved(KEYS)
        found = find_columns(sheet.headings, known, sheet.columns, pile, sheet.head_row)
        require(KEYS, found, sheet.headings, pile, sheet.head_row)
        wanted = {key: at for key, at in found.items() if key not in SIDE_COLUMNS}
        if not KEYS.keys() <= wanted.keys():
            return
        for block in sheet.read(tuple(sorted(wanted.values()))):
            columns = {key: _listed(block.columns[at]) for key, at in wanted.items()}
            for place, number in enumerate(block.numbers):
                cells = {key: column[place] for key, column in columns.items()}
                if not all(map(is_blank, cells.values())):
                    yield _Row(int(number), cells, sheet, wanted, pile)


def _listed(cells: Cells) -> list[object]:
    return list(cells.to_pylist()) if isinstance(cells, pa.Array) else cells


def _recognition(row: _Row, levels: Mapping[str, str]) -> Recognition | None:
    """Read a row; None, with every reason reported, when it can't count."""
    unit = _unit(row)
    level = _level(row, levels)
    decided_on = _day(row, DECIDED_ON)
    revoked_on = _day(row, REVOKED_ON)
    if decided_on is None and is_blank(row.cells[DECIDED_ON]):
        row.fault(DECIDED_ON, "NO_DECIDED_ON")
    decision = _decision(row)
    revoked_badly = revoked_on is None and not is_blank(row.cells.get(REVOKED_ON))
    if unit is None or level is None or decided_on is None or revoked_badly:
        return None
    if revoked_on is not None and revoked_on < decided_on:
        shown = {"revoked_on": f"{revoked_on:%d/%m/%Y}", "decided_on": f"{decided_on:%d/%m/%Y}"}
        row.fault(REVOKED_ON, "REVOKED_BEFORE", shown)
        return None
    return Recognition(unit, level, decision, decided_on, revoked_on)


def _unit(row: _Row) -> str | None:
    code = read_code(row.cells[UNIT])
    if code is None:
        row.fault(UNIT, "NO_UNIT")
    elif isinstance(code, BadCell):
        row.fault(UNIT, code.code, code.values)
    elif len(code) != CODE_DIGITS or not code.isdecimal():
        row.fault(UNIT, "BAD_UNIT", {"seen": seen(code)})
    else:
        return code
    return None


def _level(row: _Row, levels: Mapping[str, str]) -> str | None:
    cell = row.cells[LEVEL]
    shown = {"levels": ", ".join(levels) or "(bộ tiêu chí không có cấp nào)"}
    if is_blank(cell):
        row.fault(LEVEL, "NO_LEVEL", shown)
        return None
    said = spelling(str(cell))
    level = next((key for key, title in levels.items() if said in (spelling(key), spelling(title))), None)
    if level is None:
        row.fault(LEVEL, "UNKNOWN_LEVEL", {"seen": seen(cell), **shown})
    return level


def _day(row: _Row, column: str) -> date | None:
    cell = row.cells.get(column)
    if is_blank(cell):
        return None
    day = read_day(cell)
    if isinstance(day, BadCell):
        row.fault(column, day.code if day.code == "ERROR_CELL" else "BAD_DAY", day.values)
        return None
    return day


def _decision(row: _Row) -> str:
    """Read the number of the decision: a reference, not a text about people."""
    cell = row.cells.get(DECISION)
    if is_blank(cell):
        row.fault(DECISION, "NO_DECISION")
        return ""
    text = " ".join(text_of(str(cell)).split())
    if masked(text) != text:
        row.fault(DECISION, "PERSONAL_NUMBER")
    return masked(text)[:MOST_REASON]


def _without_doubles(rows: Sequence[tuple[int, Recognition]], pile: FaultPile) -> tuple[Recognition, ...]:
    """Count equal rows once; of rows that differ though unit, level and day are the same, count none."""
    groups: dict[tuple[str, str, date], list[tuple[int, Recognition]]] = {}
    for number, each in rows:
        groups.setdefault((each.unit, each.level, each.decided_on), []).append((number, each))
    kept: list[tuple[int, Recognition]] = []
    for (unit, level, decided_on), found in groups.items():
        if len({each for _, each in found}) == 1:
            kept.append(found[0])
            for number, _ in found[1:]:
                pile.add("REPEATED_RECOGNITION", {"first": str(found[0][0])}, row=number, unit=unit)
        else:
            shown = " và ".join(str(number) for number, _ in found)
            values = {"unit": unit, "level": level, "decided_on": f"{decided_on:%d/%m/%Y}", "rows": shown}
            pile.add("DOUBLED_RECOGNITION", values, row=found[1][0], unit=unit)
    return tuple(each for _, each in sorted(kept, key=lambda pair: pair[0]))


def version_of(register: Register, recognition: Recognition) -> UnitKey | None:
    """Return the unit version that was recognised: what bore the code on the day; None off the map."""
    unit = register.version(recognition.unit, recognition.decided_on)
    return None if unit is None else unit.key


def in_force(  # noqa: PLR0913, PLR0917 -- six things of six kinds, none belongs to another
    recognitions: Iterable[Recognition],
    criteria: CriteriaSet,
    register: Register,
    codes: Sequence[str],
    map_day: date,
    on: date,
) -> dict[str, Codes]:
    """Return by level whether each unit is recognised there on a day: met or unmet, a place a unit.

    ``codes`` are units of the map of ``map_day``. A recognition is its unit version's alone: a code that
    another unit bears since is not recognised. Off the map on both days, a code is taken to be one unit's.
    """
    holders: dict[str, set[str]] = {level: set() for level in criteria.levels}
    for each in recognitions:
        unit = register.version(each.unit, map_day)
        if each.level in holders and each.in_force(on) and version_of(register, each) == (unit and unit.key):
            holders[each.level].add(each.unit)
    return {
        level: np.fromiter((MET if code in held else UNMET for code in codes), np.uint8, len(codes))
        for level, held in holders.items()
    }
