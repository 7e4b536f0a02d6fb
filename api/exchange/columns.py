"""One column of a block -> figures in whole steps, with every faulty cell by its place in the block.

Lists of cells are read one by one, each distinct cell once. Arrow columns are read whole: texts by their
distinct values, numbers and days by arithmetic; only what arithmetic refuses is read again as a cell, so a
fault has one wording.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, TypeVar

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from api.exchange.cells import SLACK, BadCell, read_cell
from api.exchange.row_cells import read_code, read_reason, read_year
from api.exchange.sheets import Cells
from engine.figures import Column, Mask
from engine.indicators import Kind
from engine.scalars import FIRST_YEAR, LAST_YEAR, MAX_COUNT, MAX_NUMBER, STEPS

Bad = tuple[int, BadCell]
_EPOCH = date(1970, 1, 1).toordinal()
_FIRST_DAY, _LAST_DAY = date(FIRST_YEAR, 1, 1).toordinal(), date(LAST_YEAR, 12, 31).toordinal()
_A_DAY = 86_400_000_000
"""Microseconds."""
_SCALES = {Kind.COUNT: (1, MAX_COUNT), Kind.NUMBER: (STEPS, MAX_NUMBER)}
_SOUND_CODE = r"^[0-9]{5,20}$"
_READABLE = (
    pa.types.is_integer,
    pa.types.is_floating,
    pa.types.is_decimal,
    pa.types.is_boolean,
    pa.types.is_date,
    pa.types.is_timestamp,
    pa.types.is_null,
)
_Read = TypeVar("_Read")


def readable(cells: pa.Array) -> bool:
    """Tell whether an Arrow column is of a type that holds cells: no lists, structures or bytes."""
    kind = cells.type.value_type if pa.types.is_dictionary(cells.type) else cells.type
    return _is_text(kind) or any(test(kind) for test in _READABLE)


def figures_of(kind: Kind, cells: Cells, *, dot_is_decimal: bool) -> tuple[Column, list[Bad]]:
    """Read a column of that kind: whole steps, NaN where missing or faulty, and the faulty cells."""

    def one(cell: object) -> float | BadCell:
        return read_cell(kind, cell, dot_is_decimal=dot_is_decimal)

    if isinstance(cells, list):
        found, bad = _each(cells, one)
        return np.array([np.nan if isinstance(each, BadCell) else each for each in found], np.float64), bad
    if _by_value(cells):
        return _of_texts(cells, one)
    steps, doubtful = _of_numbers(kind, cells)
    bad = []
    for place in np.flatnonzero(doubtful):
        answer = one(cells[int(place)].as_py())
        steps[place] = np.nan if isinstance(answer, BadCell) else answer
        if isinstance(answer, BadCell):
            bad.append((int(place), answer))
    return steps, bad


def _each(cells: Sequence[object], one: Callable[[object], _Read]) -> tuple[list[_Read], list[Bad]]:
    """Read cells one by one, each distinct one once (1, 1.0 and True are three)."""
    known: dict[tuple[type, object], _Read] = {}
    found = []
    for cell in cells:
        key = (type(cell), cell)
        if key not in known:
            known[key] = one(cell)
        found.append(known[key])
    return found, [(place, each) for place, each in enumerate(found) if isinstance(each, BadCell)]


def _is_text(kind: Any) -> bool:  # noqa: ANN401 -- pyarrow has no types
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind))


def _by_value(cells: pa.Array) -> bool:
    return bool(pa.types.is_dictionary(cells.type) or _is_text(cells.type))


def _distinct(cells: pa.Array) -> tuple[list[object], Any]:
    """Return the distinct values of a column, the last one None, and for each row the place of its value."""
    if not pa.types.is_dictionary(cells.type):
        cells = cells.dictionary_encode()
    values = [*cells.dictionary.to_pylist(), None]
    return values, pc.fill_null(cells.indices.cast(pa.int32()), len(values) - 1).to_numpy(zero_copy_only=False)


def _of_texts(cells: pa.Array, one: Callable[[object], float | BadCell]) -> tuple[Column, list[Bad]]:
    values, places = _distinct(cells)
    answers = [one(value) for value in values]
    steps = np.array([np.nan if isinstance(each, BadCell) else each for each in answers], np.float64)
    faulty = np.array([isinstance(each, BadCell) for each in answers])
    bad: list[Bad] = []
    if faulty.any():
        for row in np.flatnonzero(faulty[places]):
            answer = answers[places[row]]
            if isinstance(answer, BadCell):
                bad.append((int(row), answer))
    return steps[places], bad


def _of_numbers(kind: Kind, cells: pa.Array) -> tuple[Column, Mask]:
    """Read a column of numbers, truth values or days by arithmetic; what it can't vouch for is doubtful."""
    if pa.types.is_null(cells.type):
        return np.full(len(cells), np.nan), np.zeros(len(cells), np.bool_)
    there = pc.is_valid(cells).to_numpy(zero_copy_only=False)
    nothing = np.full(len(cells), np.nan)
    if pa.types.is_boolean(cells.type):
        values = _floats(cells)
        return (values, np.zeros(len(cells), np.bool_)) if kind is Kind.FLAG else (nothing, there)
    if pa.types.is_date(cells.type) or pa.types.is_timestamp(cells.type):
        return _of_days(cells, there) if kind is Kind.DOCUMENT else (nothing, there)
    if kind is Kind.DOCUMENT:
        return nothing, there
    values = _floats(cells)
    there &= ~np.isnan(values)
    if kind is Kind.FLAG:
        return values, there & (values != 0) & (values != 1)
    scale, most = _SCALES[kind]
    with np.errstate(invalid="ignore"):
        steps = np.rint(values * scale)
        sound = (values >= 0) & (values <= most) & (np.abs(steps / scale - values) <= SLACK * np.abs(values))
    return steps, there & ~sound


def _floats(cells: pa.Array) -> Column:
    """Return numbers as float64, null as NaN; beyond 2⁵³ they are too large for any figure anyway."""
    values = np.array(pc.fill_null(cells.cast(pa.float64(), safe=False), np.nan).to_numpy(zero_copy_only=False))
    return values.astype(np.float64, copy=False)


def _of_days(cells: pa.Array, there: Mask) -> tuple[Column, Mask]:
    if pa.types.is_timestamp(cells.type) and cells.type.tz is not None:
        cells = pc.local_timestamp(cells)
    moments = pc.fill_null(cells.cast(pa.timestamp("us"), safe=False).cast(pa.int64()), 0).to_numpy(
        zero_copy_only=False
    )
    days, rest = np.divmod(moments, _A_DAY)
    steps = np.where(there, days + float(_EPOCH), np.nan)
    return steps, there & ((rest != 0) | (steps < _FIRST_DAY) | (steps > _LAST_DAY))


# ---------------------------------------------------------------------------------------- units and periods


def codes_of(cells: Cells) -> tuple[pa.Array, list[Bad]]:
    """Read a column of units' codes: text, null where blank or faulty, and the faulty cells."""
    if not isinstance(cells, list):
        if pa.types.is_dictionary(cells.type):
            cells = cells.dictionary_decode()
        if _is_text(cells.type) and pc.all(pc.match_substring_regex(cells, _SOUND_CODE), min_count=0).as_py():
            return cells.cast(pa.string()), []
        if pa.types.is_integer(cells.type) and pc.all(pc.greater_equal(cells, 0), min_count=0).as_py():
            return pc.utf8_lpad(cells.cast(pa.string()), 5, "0"), []
        cells = cells.to_pylist()
    found, bad = _each(cells, read_code)
    return pa.array([None if isinstance(each, BadCell) else each for each in found], pa.string()), bad


def years_of(cells: Cells) -> tuple[Any, list[Bad]]:
    """Read a column of periods: years (int16), 0 where blank or faulty, and the faulty cells."""
    if isinstance(cells, list):
        found, bad = _each(cells, read_year)
        return np.array([each if isinstance(each, int) else 0 for each in found], np.int16), bad
    values, places = _distinct(cells)
    answers = [read_year(value) for value in values]
    years = np.array([each if isinstance(each, int) else 0 for each in answers], np.int16)[places]
    faulty = np.array([isinstance(each, BadCell) for each in answers])[places]
    return years, [
        (int(row), each) for row in np.flatnonzero(faulty) if isinstance(each := answers[places[row]], BadCell)
    ]


def reasons_of(cells: Cells) -> tuple[dict[int, str], list[Bad]]:
    """Read a column of reasons why a criterion does not apply, by row, and the cells with something amiss."""
    if not isinstance(cells, list):
        if cells.null_count == len(cells):
            return {}, []
        cells = cells.to_pylist()
    kept, bad = {}, []
    for row, cell in enumerate(cells):
        reason, fault = read_reason(cell)
        if reason is not None:
            kept[row] = reason
        if fault is not None:
            bad.append((row, fault))
    return kept, bad
