"""A Parquet file of figures -> its rows, after a look at what its pages claim to become: no more is ever unpacked."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from api.exchange.columns import readable
from api.exchange.faults import FaultPile, UnreadableError
from api.exchange.filled.guard import MOST_BYTES, MOST_UNPACKED, too_large
from api.exchange.filled.parquet_pages import Page, pages_of
from api.exchange.sheets import Row

MOST_COLUMNS = 2_000
_ROWS_AT_A_TIME = 5_000
_GROWING = 7
"""The encoding (DELTA_BYTE_ARRAY) in which a text repeats the one before: no page says how large it becomes."""
_BROKEN = (pa.ArrowException, OSError, ValueError, IndexError)


def read_parquet(
    content: bytes, most_rows: int, most_cells: int, pile: FaultPile
) -> tuple[tuple[str, ...], Iterator[Row]]:
    """Return headings, and rows by their numbers from 1; a column that holds no cells is a fault, and blank.

    UnreadableError for what is broken, or larger than an import is.
    """
    if len(content) > MOST_BYTES:
        raise too_large(len(content))
    try:
        about = pq.read_metadata(io.BytesIO(content))
        schema = about.schema.to_arrow_schema()
        if about.num_rows > most_rows:
            raise UnreadableError("TOO_LARGE_TO_IMPORT", seen=f"{about.num_rows} dòng", limit=f"{most_rows} dòng")
        if len(schema) > MOST_COLUMNS or about.num_rows * len(schema) > most_cells:
            raise UnreadableError("TABLE_TOO_LARGE", limit=str(most_cells))
        _refuse_what_swells(pages_of(content, about))
        texts = [each.name for each in schema if pa.types.is_string(each.type) or pa.types.is_large_string(each.type)]
        file = pq.ParquetFile(io.BytesIO(content), read_dictionary=texts, pre_buffer=False)  # each text held once
    except _BROKEN as error:
        raise _broken(error) from None
    wanted = [at for at, each in enumerate(schema) if readable(pa.nulls(0, each.type))]
    for each in schema:
        if not readable(pa.nulls(0, each.type)):
            pile.add("BAD_COLUMN_TYPE", {"seen": str(each.type)}, column=each.name)
    return tuple(schema.names), _rows(file, wanted, len(schema))


def _refuse_what_swells(pages: Iterator[Page]) -> None:
    unpacked = 0
    for page in pages:
        unpacked += page.unpacked
        if unpacked > MOST_UNPACKED:
            raise too_large(unpacked, MOST_UNPACKED)
        if page.encoding == _GROWING:
            raise UnreadableError("BROKEN_PARQUET", seen="chữ ghi theo kiểu DELTA_BYTE_ARRAY, không được nhận")


def _rows(file: pq.ParquetFile, wanted: list[int], width: int) -> Iterator[Row]:
    number = 0
    try:
        names = [file.schema_arrow.names[at] for at in wanted]
        for batch in file.iter_batches(_ROWS_AT_A_TIME, columns=names):
            batch.validate(full=True)
            columns = dict(zip(wanted, map(_cells, batch.columns), strict=True))
            for at in range(batch.num_rows):
                number += 1
                yield number, [columns[place][at] if place in columns else None for place in range(width)]
    except _BROKEN as error:
        raise _broken(error) from None


def _cells(column: pa.Array) -> list[Any]:
    """Return the cells of a column; those that say the same are one object."""
    if not pa.types.is_dictionary(column.type):
        return list(column.to_pylist())
    values = [*column.dictionary.to_pylist(), None]
    return [values[at] for at in column.indices.fill_null(len(values) - 1).to_pylist()]


def _broken(error: Exception) -> UnreadableError:
    if isinstance(error, UnreadableError):
        return error
    said = str(error).splitlines()
    return UnreadableError("BROKEN_PARQUET", seen=said[0][:120] if said else type(error).__name__)
