"""Tables written as .csv, .xlsx or .parquet, as the ending of the file says. A file appears whole or not at all."""

from __future__ import annotations

import csv
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from itertools import chain, islice
from pathlib import Path
from secrets import token_hex

import pyarrow as pa
import pyarrow.parquet as pq

from api.exchange.handout import Cell, Column, Handout, Kind, Table, sound, written
from engine.scalars import PLACES

ENDINGS = (".csv", ".xlsx", ".parquet")
ROWS_AT_A_TIME = 20_000
"""Rows of a group of a Parquet file; at most two groups are held at once."""
NOTE = Column("note", "Ghi chú")
"""The column of a .csv or .parquet that says what the banners of a workbook say, as the note of a score does."""
Told = Callable[[int], None]
"""Told how many rows are written."""
_ARROW = {
    Kind.WHOLE: pa.int64(),
    Kind.NUMBER: pa.decimal128(19, PLACES),
    Kind.SIGNED: pa.decimal128(19, PLACES),
    Kind.DAY: pa.date32(),
    Kind.MOMENT: pa.timestamp("s"),
}


def write_handout(
    handout: Handout, path: Path, which: str = "", made: datetime | None = None, told: Told = lambda _rows: None
) -> None:
    """Write a handout: all its tables as .xlsx, else the one of that id (the first unless said).

    ValueError for another ending than :data:`ENDINGS` or when a worksheet can't hold the rows; KeyError when there is
    no such table; OSError when the file can't be written. A file that stood there before is left as it was then.
    """
    ending = path.suffix.casefold()
    if ending not in ENDINGS:
        raise ValueError(f"“{path.name}”: chỉ ghi được {', '.join(ENDINGS)}")
    with appearing(path) as unfinished:
        if ending == ".xlsx":
            from api.exchange.table_workbook import write_workbook  # noqa: PLC0415 -- XlsxWriter is loaded for workbooks alone

            write_workbook(handout, unfinished, made, told)
        elif ending == ".csv":
            _write_csv(handout, handout.table(which), unfinished, told)
        else:
            _write_parquet(handout, handout.table(which), unfinished, told)


@contextmanager
def appearing(path: Path) -> Iterator[Path]:
    """Give a path to write to beside the wanted one; it takes that name when all went well, else it goes."""
    unfinished = path.with_name(f".{path.stem}.{token_hex(4)}{path.suffix}")
    try:
        yield unfinished
        os.replace(unfinished, path)  # noqa: PTH105 -- Path.replace is the same call under a name of strings
    finally:
        unfinished.unlink(missing_ok=True)


def _noted(handout: Handout, table: Table) -> tuple[tuple[Column, ...], tuple[str, ...]]:
    """Return the columns with the note behind them, where there is something to be said, and its cell."""
    said = " · ".join(handout.banners)
    return ((*table.columns, NOTE), (said,)) if said else (table.columns, ())


def _write_csv(handout: Handout, table: Table, path: Path, told: Told) -> None:
    columns, note = _noted(handout, table)
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([each.id for each in columns])
        for count, rows in _in_groups(table.rows):
            writer.writerows([*map(written, row), *note] for row in rows)
            told(count)


def _write_parquet(handout: Handout, table: Table, path: Path, told: Told) -> None:
    columns, note = _noted(handout, table)
    schema = pa.schema([pa.field(each.id, _ARROW.get(each.kind, pa.string())) for each in columns])
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        for count, rows in _in_groups(table.rows):
            cells = list(zip(*((*row, *note) for row in rows), strict=True))
            writer.write_batch(
                pa.record_batch(
                    [_array(*each) for each in zip(columns, schema.types, cells, strict=True)], schema=schema
                )
            )
            told(count)


def _array(column: Column, kind: pa.DataType, cells: Sequence[Cell]) -> pa.Array:
    if column.kind is Kind.MIXED:  # as it is written, but for the guard: no spreadsheet opens such a file
        return pa.array([each if each is None or isinstance(each, str) else str(written(each)) for each in cells], kind)
    try:
        return pa.array(cells, kind)
    except UnicodeEncodeError:  # half a pair of surrogates
        return pa.array([sound(each) if isinstance(each, str) else each for each in cells], kind)


def _in_groups(rows: Iterable[Sequence[Cell]]) -> Iterator[tuple[int, list[Sequence[Cell]]]]:
    """Give rows in groups, each with how many there are up to its end."""
    count, left = 0, iter(rows)
    for first in left:
        group = list(chain([first], islice(left, ROWS_AT_A_TIME - 1)))
        count += len(group)
        yield count, group
