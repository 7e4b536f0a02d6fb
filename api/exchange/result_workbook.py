"""The result as a workbook for the office: Vietnamese headings, real numbers, ready to filter and print."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from api.exchange.cells import letters
from api.exchange.result_columns import Part, ResultColumn, result_columns
from api.exchange.table_workbook import MOST_ROWS, Book, Formats, set_up_page, write_above, write_book
from engine.criteria import BELOW, CriteriaSet
from engine.rules import Verdict
from engine.scoring import Scores
from engine.wording.banners import RECONSTRUCTED_BANNER, SAMPLE_BANNER
from engine.wording.verdicts import WORDS

MAX_UNITS = MOST_ROWS
_COLOURS = {
    Verdict.MET: "#0b6e4f",
    Verdict.UNMET: "#b5470c",
    Verdict.UNKNOWN: "#6b6f76",
    Verdict.NOT_APPLICABLE: "#9aa0a6",
}
_WIDTHS = {Part.UNIT: 8, Part.COUNT: 8, Part.BAND: 17, Part.SHORTFALL: 14, Part.NOTE: 16}
_PLAIN_WIDTH, _NAME_WIDTH = 11, 24
_HELD = 2
"""Columns that stay in view, and stand on every page: two pages side by side take the width of a whole result."""
_HEAD_HEIGHT = 120


def write_workbook(batch: pa.RecordBatch, scores: Scores, path: Path, *, sample: bool) -> None:
    """Write a batch of ``result_batch`` and a sheet that explains its columns.

    ValueError when a worksheet can't hold so many units, OSError when the file can't be written.
    """
    if batch.num_rows > MAX_UNITS:
        raise ValueError(f"trang tính không chứa hết {batch.num_rows} đơn vị; ghi ra .csv hoặc .parquet")
    criteria = scores.rules.criteria
    columns = result_columns(criteria, scores.figures.last_day)
    title = f"Kết quả chấm điểm kỳ {scores.figures.period} — {criteria.title}"
    banners = banners_of(criteria, sample=sample)

    def fill(book: Book) -> None:
        formats = Formats(book)
        _write_results(book, formats, batch, columns, title, banners, criteria)
        _explain(book, formats, columns, banners)

    write_book(path, title, fill)


def banners_of(criteria: CriteriaSet, *, sample: bool) -> list[str]:
    """Return what must be said wherever the scores are shown."""
    reconstructed = criteria.wording == "reconstructed"
    return [*([SAMPLE_BANNER] if sample else []), *([RECONSTRUCTED_BANNER] if reconstructed else [])]


def _write_results(  # noqa: PLR0913, PLR0917 -- what is written where, and below what
    book: Book,
    formats: Formats,
    batch: pa.RecordBatch,
    columns: Sequence[ResultColumn],
    title: str,
    banners: Sequence[str],
    criteria: CriteriaSet,
) -> None:
    sheet = book.add_worksheet("Kết quả")
    for at, column in enumerate(columns):
        sheet.set_column(at, at, _NAME_WIDTH if column.id == "name" else _WIDTHS.get(column.part, _PLAIN_WIDTH))
    head = write_above(sheet, formats, title, banners)
    sheet.set_row(head, _HEAD_HEIGHT)
    for at, column in enumerate(columns):
        sheet.write_string(head, at, column.heading, formats.heading())
    _write_units(sheet, batch, columns, head + 1, _Formats.of(book, criteria))
    last = head + batch.num_rows
    set_up_page(sheet, head, (last, len(columns) - 1), _HELD, banners)
    printed = max(at for at, column in enumerate(columns) if column.part not in (Part.SHORTFALL, Part.NOTE))
    sheet.print_area(0, 0, last, printed)
    sheet.repeat_columns(0, _HELD - 1)
    sheet.fit_to_pages(2, 0)


@dataclass(frozen=True, slots=True)
class _Formats:
    """How values are shown: bands and verdicts by id as words, shortfalls with their sign."""

    bands: Mapping[str, str]
    verdicts: Mapping[str, tuple[str, Book]]
    signed: Book
    count: Book

    @classmethod
    def of(cls, book: Book, criteria: CriteriaSet) -> _Formats:
        below = "dưới các mức" if criteria.bands else "không chia mức"
        return cls(
            bands={band.id: band.title for band in criteria.bands} | {BELOW: below},
            verdicts={str(key): (WORDS[key], book.add_format({"font_color": _COLOURS[key]})) for key in WORDS},
            signed=book.add_format({"num_format": "+General;-General;0"}),
            count=book.add_format({"align": "right", "indent": 1}),
        )


def _write_units(
    sheet: Book, batch: pa.RecordBatch, columns: Sequence[ResultColumn], first: int, formats: _Formats
) -> None:
    values = [column.to_pylist() for column in batch.columns]
    for row in range(batch.num_rows):
        for at, column in enumerate(columns):
            value = values[at][row]
            if value is None:
                continue
            if column.part is Part.SHORTFALL:
                sheet.write_number(first + row, at, float(value), formats.signed)
            elif column.part is Part.COUNT:
                sheet.write_number(first + row, at, value, formats.count)
            elif column.part is Part.BAND:
                sheet.write_string(first + row, at, formats.bands[value])
            elif value in formats.verdicts and column.part not in (Part.UNIT, Part.NOTE):
                sheet.write_string(first + row, at, *formats.verdicts[value])
            else:
                sheet.write_string(first + row, at, value)


def _explain(book: Book, formats: Formats, columns: Sequence[ResultColumn], banners: Sequence[str]) -> None:
    sheet = book.add_worksheet("Giải thích các cột")
    for at, width in enumerate((6, 44, 30, 70, 32)):
        sheet.set_column(at, at, width)
    head = write_above(sheet, formats, "", banners)
    for at, text in enumerate(("Cột", "Tiêu đề", "Mã trong .csv, .parquet", "Ý nghĩa", "Căn cứ")):
        sheet.write_string(head, at, text, formats.heading())
    for row, column in enumerate(columns):
        heading = column.heading.replace("\n", ": ")
        for at, text in enumerate((letters(row), heading, column.id, column.meaning, column.basis)):
            sheet.write_string(head + 1 + row, at, text, formats.of(text_wrap=True, valign="top"))
    set_up_page(sheet, head, (head + len(columns), 4), 0, banners)
