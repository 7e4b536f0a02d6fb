"""The result as a workbook for the office: Vietnamese headings, real numbers, ready to filter and print."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeAlias

import pyarrow as pa
import xlsxwriter
from xlsxwriter.exceptions import XlsxWriterException

from api.exchange.result_columns import Part, ResultColumn, result_columns
from api.exchange.workbooks import letters
from engine.criteria import BELOW, CriteriaSet
from engine.rules import Verdict
from engine.scoring import Scores
from engine.wording.banners import RECONSTRUCTED_BANNER, SAMPLE_BANNER
from engine.wording.verdicts import WORDS

MAX_UNITS = 1_000_000
_COLOURS = {
    Verdict.MET: "#0b6e4f",
    Verdict.UNMET: "#b5470c",
    Verdict.UNKNOWN: "#6b6f76",
    Verdict.NOT_APPLICABLE: "#9aa0a6",
}
_WIDTHS = {Part.UNIT: 11, Part.COUNT: 9, Part.BAND: 20, Part.NOTE: 16}
_PLAIN_WIDTH, _NAME_WIDTH = 14, 26
_HEAD_HEIGHT = 96
_A4 = 9
Book: TypeAlias = Any
"""A workbook, sheet or format of XlsxWriter, which has no types."""


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
    with path.open("wb") as file, TemporaryDirectory(ignore_cleanup_errors=True) as rows_on_disk:
        options = {
            "constant_memory": True,
            "tmpdir": rows_on_disk,
            "strings_to_formulas": False,
            "strings_to_urls": False,
        }
        book = xlsxwriter.Workbook(file, options)
        book.set_properties({"title": title})
        _write_results(book, batch, columns, [title, *banners], criteria)
        _explain(book, columns, banners)
        try:
            book.close()
        except XlsxWriterException as error:
            raise OSError(f"không ghi được sổ tính: {error}") from error


def banners_of(criteria: CriteriaSet, *, sample: bool) -> list[str]:
    """Return what must be said wherever the scores are shown."""
    reconstructed = criteria.wording == "reconstructed"
    return [*([SAMPLE_BANNER] if sample else []), *([RECONSTRUCTED_BANNER] if reconstructed else [])]


def _write_results(
    book: Book,
    batch: pa.RecordBatch,
    columns: Sequence[ResultColumn],
    above: Sequence[str],
    criteria: CriteriaSet,
) -> None:
    sheet = book.add_worksheet("Kết quả")
    head, last = len(above), len(above) + batch.num_rows
    for at, column in enumerate(columns):
        sheet.set_column(at, at, _NAME_WIDTH if column.id == "name" else _WIDTHS.get(column.part, _PLAIN_WIDTH))
    for row, line in enumerate(above):
        sheet.write_string(
            row, 0, line, book.add_format({"bold": True, "font_color": "#0b5d3b" if row == 0 else "#b5470c"})
        )
    heading = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1, "bg_color": "#eef3f0"})
    sheet.set_row(head, _HEAD_HEIGHT)
    for at, column in enumerate(columns):
        sheet.write_string(head, at, column.heading, heading)
    _write_units(sheet, batch, columns, head + 1, _Formats.of(book, criteria))
    printed = max(at for at, column in enumerate(columns) if column.part not in (Part.SHORTFALL, Part.NOTE))
    sheet.autofilter(head, 0, last, len(columns) - 1)
    sheet.freeze_panes(head + 1, 2)
    sheet.ignore_errors({"number_stored_as_text": f"A{head + 2}:C{max(last, head + 1) + 1}"})
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.repeat_rows(head)
    sheet.print_area(0, 0, last, printed)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&L" + " · ".join(above[1:]) + "&RTrang &P/&N")


@dataclass(frozen=True, slots=True)
class _Formats:
    """How values are shown: bands and verdicts by id as words, shortfalls with their sign."""

    bands: Mapping[str, str]
    verdicts: Mapping[str, tuple[str, Book]]
    signed: Book

    @classmethod
    def of(cls, book: Book, criteria: CriteriaSet) -> _Formats:
        below = "dưới các mức" if criteria.bands else "không chia mức"
        return cls(
            bands={band.id: band.title for band in criteria.bands} | {BELOW: below},
            verdicts={str(key): (WORDS[key], book.add_format({"font_color": _COLOURS[key]})) for key in WORDS},
            signed=book.add_format({"num_format": "+General;-General;0"}),
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
                sheet.write_number(first + row, at, value)
            elif column.part is Part.BAND:
                sheet.write_string(first + row, at, formats.bands[value])
            elif value in formats.verdicts and column.part not in (Part.UNIT, Part.NOTE):
                sheet.write_string(first + row, at, *formats.verdicts[value])
            else:
                sheet.write_string(first + row, at, value)


def _explain(book: Book, columns: Sequence[ResultColumn], banners: Sequence[str]) -> None:
    sheet = book.add_worksheet("Giải thích các cột")
    bold, wrapped = (
        book.add_format({"bold": True, "bottom": 1}),
        book.add_format({"text_wrap": True, "valign": "top"}),
    )
    for at, width in enumerate((6, 44, 30, 70, 32)):
        sheet.set_column(at, at, width)
    for row, line in enumerate(banners):
        sheet.write_string(row, 0, line, book.add_format({"bold": True, "font_color": "#b5470c"}))
    head = len(banners)
    for at, text in enumerate(("Cột", "Tiêu đề", "Mã trong .csv, .parquet", "Ý nghĩa", "Căn cứ")):
        sheet.write_string(head, at, text, bold)
    for row, column in enumerate(columns):
        heading = column.heading.replace("\n", ": ")
        for at, text in enumerate((letters(row), heading, column.id, column.meaning, column.basis)):
            sheet.write_string(head + 1 + row, at, text, wrapped)
    sheet.freeze_panes(head + 1, 0)
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(head)
