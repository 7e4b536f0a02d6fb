"""Files of tables -> sheets: .csv, .xlsx and .parquet, by the ending of the name."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import chain, islice
from pathlib import Path
from typing import BinaryIO, TextIO

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from api.exchange.cells import is_blank, text_of
from api.exchange.faults import FaultPile, UnreadableError
from api.exchange.headings import Spellings
from api.exchange.sheets import (
    HEADING_WITHIN,
    Block,
    Keys,
    Row,
    Sheet,
    blocks,
    even,
    find_heading,
    is_heading,
    padded,
)

Source = Path | bytes
MAX_BYTES = 200_000_000
RECORDS_AT_A_TIME = 32_768


@contextmanager
def open_sheet(source: Source, wanted: Spellings, pile: FaultPile) -> Iterator[Sheet]:
    """Open the file of a pile by its ending; ``wanted`` are the columns by which its table is known.

    UnreadableError when there is no table in it; OSError when it can't be opened.
    """
    ending = Path(pile.file).suffix.casefold()
    if ending == ".parquet":
        with io.BytesIO(source) if isinstance(source, bytes) else source.open("rb") as file:
            yield parquet_sheet(file)
        return
    if ending not in (".csv", ".xlsx"):
        raise UnreadableError("WRONG_FORMAT", seen=ending or pile.file)
    keys = tuple(frozenset((column, *others)) for column, others in wanted.items())
    yield (_open_csv if ending == ".csv" else _open_workbook)(_content(source), keys, pile)


def _content(source: Source) -> bytes:
    size = len(source) if isinstance(source, bytes) else source.stat().st_size
    if size > MAX_BYTES:
        raise UnreadableError("FILE_TOO_LARGE", seen=f"{size / 1e6:.0f}", limit=f"{MAX_BYTES / 1e6:.0f}")
    return source if isinstance(source, bytes) else source.read_bytes()


# ----------------------------------------------------------------------------------------------------- csv


def _open_csv(content: bytes, keys: Keys, pile: FaultPile) -> Sheet:
    _check_encoding(content)
    delimiter = _delimiter(content, keys)
    rows = _records(_stream(content), delimiter, pile)
    heading, rest, sample = find_heading(rows, keys)
    if heading is None:
        raise UnreadableError("EMPTY_FILE")
    number, cells = heading
    headings = tuple(text_of(str(cell)) for cell in cells)

    def read(positions: Sequence[int]) -> Iterator[Block]:
        return blocks(even(chain(rest, rows), headings, pile), positions)

    return Sheet(None, headings, number, dot_is_decimal=True, sample=sample, read=read)


def _stream(content: bytes) -> TextIO:
    return io.TextIOWrapper(io.BytesIO(content), encoding="utf-8-sig", newline="")


def _check_encoding(content: bytes) -> None:
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise UnreadableError("UTF16")
    nul = content.find(b"\0")
    if nul >= 0:
        sample = content[:1000]
        raise (
            UnreadableError("UTF16")
            if sample.count(b"\0") * 3 > len(sample)
            else _at_line("NUL_CHARACTER", content, nul)
        )
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise _at_line("NOT_UTF8", content, error.start) from None


def _at_line(code: str, content: bytes, place: int) -> UnreadableError:
    return UnreadableError(code, line=str(content.count(b"\n", 0, place) + 1))


def _delimiter(content: bytes, keys: Keys) -> str:
    """Return the delimiter that makes the columns wanted appear, else the more frequent one."""
    for delimiter in ",;":
        records = csv.reader(_stream(content), delimiter=delimiter)
        with suppress(csv.Error):
            if any(is_heading(cells, keys) for cells in islice(records, HEADING_WITHIN)):
                return delimiter
    first = next((line for line in _stream(content) if line.strip()), "")
    if "\t" in first and not ("," in first or ";" in first):
        raise UnreadableError("WRONG_DELIMITER", seen="phím Tab")
    return ";" if first.count(";") > first.count(",") else ","


def _records(text: TextIO, delimiter: str, pile: FaultPile) -> Iterator[Row]:
    """Yield the records with their number, which is the row that Excel shows them in."""
    reader = csv.reader(text, delimiter=delimiter, strict=True)
    number = 0
    while True:
        number += 1
        try:
            yield number, list(next(reader))
        except StopIteration:
            return
        except csv.Error as error:
            if "field larger" in str(error):
                pile.add("LONG_CELL", {"limit": str(csv.field_size_limit())}, row=number)
            else:
                pile.add("BROKEN_ROW", {"seen": str(error)}, row=number)


# ---------------------------------------------------------------------------------------------------- xlsx


def _open_workbook(content: bytes, keys: Keys, pile: FaultPile) -> Sheet:
    found: list[Sheet] = []
    fallback: Sheet | None = None
    from api.exchange.workbooks import read_workbook  # noqa: PLC0415 -- openpyxl is loaded for workbooks alone

    for name, rows in read_workbook(content):
        heading, rest, sample = find_heading(rows, keys)
        if heading is None:
            continue
        sheet = _worksheet(name, heading, chain(rest, rows), pile, sample=sample)
        fallback = fallback or sheet
        if is_heading(heading[1], keys):
            found.append(sheet)
    if fallback is None:
        raise UnreadableError("EMPTY_FILE")
    sheet = found[0] if found else fallback
    pile.sheet = sheet.name
    for other in found[1:]:
        pile.add("MORE_SHEETS", {"seen": str(other.name), "read": str(sheet.name)})
    return sheet


def _worksheet(name: str, heading: Row, rows: Iterator[Row], pile: FaultPile, *, sample: bool) -> Sheet:
    headings = tuple("" if is_blank(cell) else text_of(str(cell)) for cell in heading[1])

    def read(positions: Sequence[int]) -> Iterator[Block]:
        return blocks(padded(rows, headings, pile), positions)

    return Sheet(name, headings, heading[0], dot_is_decimal=False, sample=sample, read=read)


# ------------------------------------------------------------------------------------------------- parquet


def all_records(file: pq.ParquetFile, names: list[str]) -> Iterator[pa.RecordBatch]:
    """Yield the records of a file, some at a time."""
    yield from file.iter_batches(RECORDS_AT_A_TIME, columns=names)


def parquet_sheet(
    handle: BinaryIO,
    records: Callable[[pq.ParquetFile, list[str]], Iterator[pa.RecordBatch]] = all_records,
    first: int = 1,
) -> Sheet:
    """Open a Parquet file, whole or the ``records`` of it that begin with the one numbered ``first``."""
    try:
        file = pq.ParquetFile(handle, buffer_size=1 << 16, pre_buffer=False)
        headings = tuple(file.schema_arrow.names)
    except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
        raise _broken_parquet(error) from None

    def read(positions: Sequence[int]) -> Iterator[Block]:
        names = [headings[at] for at in positions]
        number = first
        try:
            for batch in records(file, names):
                batch.validate(full=True)  # text that is no UTF-8 would break much later, and as something else
                columns = {at: batch.column(batch.schema.get_field_index(headings[at])) for at in positions}
                yield Block(np.arange(number, number + batch.num_rows, dtype=np.int64), columns)
                number += batch.num_rows
        except (pa.ArrowException, OSError) as error:
            raise _broken_parquet(error) from None

    return Sheet(None, headings, None, dot_is_decimal=False, sample=False, read=read)


def _broken_parquet(error: Exception) -> UnreadableError:
    return UnreadableError("BROKEN_PARQUET", seen=str(error).splitlines()[0][:120])
