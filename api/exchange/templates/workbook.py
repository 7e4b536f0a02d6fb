"""A template as a workbook: what is known is in it, what is to be filled in is open, everything else is locked."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import date

import xlsxwriter
from xlsxwriter.utility import xl_rowcol_to_cell

from api.exchange.result_workbook import banners_of
from api.exchange.templates.content import Book, Formats, Template, print_on_a4
from api.exchange.templates.layout import (
    NAME_HEADING,
    PERIOD_HEADING,
    UNIT_HEADING,
    Block,
    DocumentColumn,
    FigureColumn,
    Section,
    before_heading,
    sections_of,
)
from api.exchange.templates.sides import write_guide, write_memory
from api.exchange.templates.words import (
    DAY_REFUSED,
    DOCUMENT_HELP,
    FLAGS,
    MOST_TITLE,
    REFUSED_TITLE,
    cut,
    help_of,
    measure,
    refusal_of,
)
from engine.figures import as_written, in_units
from engine.indicators import Indicator, Kind
from engine.scalars import MAX_COUNT, MAX_NUMBER
from engine.wording.numbers import day

KEYS = 3
"""Columns before the first indicator: code, name, period."""
_TITLE, _BANNER, _BLOCKS, _UNITS, _HEAD = range(5)
_WIDTHS = {"document": 17, "issued_on": 12, "issuer": 22, "pages": 9}


def write_template(template: Template) -> bytes:
    """Write a template; it is never large: a unit is a row."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": f"Mẫu nhập số liệu kỳ {template.period} — {template.criteria.title}"})
    sections, formats = sections_of(template.criteria), Formats.of(book)
    write_guide(book, template, sections, formats)
    for section in sections:
        _Sheet(book.add_worksheet(section.name), template, section, formats).write()
    write_memory(book, template)
    book.close()
    return buffer.getvalue()


class _Sheet:
    """One sheet of a group of criteria, written column by column."""

    def __init__(self, sheet: Book, template: Template, section: Section, formats: Formats) -> None:
        self._sheet, self._template, self._section, self._formats = sheet, template, section, formats
        self._first = _HEAD + 1
        self._last = _HEAD + max(1, len(template.units))

    def write(self) -> None:
        """Write it whole."""
        sheet, template, formats = self._sheet, self._template, self._formats
        title = f"Kỳ {template.period} · {self._section.title} · {template.scope}"
        sheet.write_string(_TITLE, 0, title, formats.title)
        banners = banners_of(template.criteria, sample=template.sample)
        said = " · ".join(banners) if banners else "Chỉ ghi vào các ô nền vàng nhạt; cách ghi hiện khi chọn ô."
        sheet.write_string(_BANNER, 0, said, formats.banner if banners else None)
        sheet.set_row(_BLOCKS, 30)
        sheet.set_row(_UNITS, 24)
        sheet.set_row(_HEAD, 78)
        self._write_keys()
        at = KEYS
        for block in self._section.blocks:
            at = self._write_block(block, at)
        sheet.freeze_panes(self._first, KEYS)
        if len(template.units) > 1:
            sheet.autofilter(_HEAD, 0, self._last, at - 1)
        sheet.ignore_errors({"number_stored_as_text": f"A{self._first + 1}:{xl_rowcol_to_cell(self._last, at)}"})
        sheet.protect("", {"format_columns": True, "format_rows": True, "autofilter": True})
        sheet.repeat_rows(_TITLE, _HEAD)
        sheet.repeat_columns(0, KEYS - 1)
        print_on_a4(sheet)
        sheet.set_footer("&L" + " · ".join(banners) + "&RTrang &P/&N")

    def _write_keys(self) -> None:
        sheet, formats = self._sheet, self._formats
        for at, (heading, width) in enumerate(((UNIT_HEADING, 9), (NAME_HEADING, 24), (PERIOD_HEADING, 6))):
            sheet.set_column(at, at, width)
            sheet.write_string(_HEAD, at, heading, formats.head_key)
        for row, unit in enumerate(self._template.units, start=self._first):
            for at, text in enumerate((unit.code, unit.name, self._template.period)):
                sheet.write_string(row, at, text, formats.key)

    def _write_block(self, block: Block, first: int) -> int:
        """Write the columns of a criterion; return where the next one begins."""
        at = first
        for column in block.columns:
            if isinstance(column, FigureColumn):
                self._write_figures(column, at)
                self._write_before(column, at + 1)
                at += 2
            else:
                self._write_documents(column, at)
                at += 1
        title = f"{block.id} {block.title}".strip()
        if at - first > 1:
            self._sheet.merge_range(_BLOCKS, first, _BLOCKS, at - 1, title, self._formats.block)
        else:
            self._sheet.write_string(_BLOCKS, first, title, self._formats.block)
        return at

    def _write_figures(self, column: FigureColumn, at: int) -> None:
        sheet, indicator, form = self._sheet, column.indicator, self._formats.open[column.indicator.kind]
        sheet.set_column(at, at, 15)
        sheet.write_string(_UNITS, at, measure(indicator), self._formats.unit)
        sheet.write_string(_HEAD, at, column.heading, self._formats.head)
        for row, unit in enumerate(self._template.units, start=self._first):
            _write_figure(sheet, row, at, indicator, unit.now.get(column.key), form)
        self._validate(at, _rule(indicator.kind, xl_rowcol_to_cell(self._first, at)), refusal_of(indicator.kind),
                       measure(indicator), help_of(self._template.criteria, column))  # fmt: skip

    def _write_before(self, column: FigureColumn, at: int) -> None:
        sheet, kind = self._sheet, column.indicator.kind
        sheet.set_column(at, at, 10)
        sheet.write_blank(_UNITS, at, None, self._formats.unit)
        sheet.write_string(_HEAD, at, before_heading(self._template.period), self._formats.head_before)
        for row, unit in enumerate(self._template.units, start=self._first):
            _write_figure(sheet, row, at, column.indicator, unit.before.get(column.key), self._formats.before[kind])

    def _write_documents(self, column: DocumentColumn, at: int) -> None:
        sheet, formats = self._sheet, self._formats
        sheet.set_column(at, at, _WIDTHS[column.field])
        sheet.write_string(_UNITS, at, "minh chứng", formats.unit)
        sheet.write_string(_HEAD, at, column.heading, formats.head)
        for row, unit in enumerate(self._template.units, start=self._first):
            held = unit.documents.get(column.criterion)
            value = getattr(held, column.field) if held else ""
            shown = day(value) if isinstance(value, date) else value or ""
            sheet.write_string(row, at, shown, formats.text)
        rule: dict[str, object] = {"validate": "any"}
        if column.field == "issued_on":
            cell = xl_rowcol_to_cell(self._first, at)
            rule = {"validate": "custom", "value": f"=OR(ISNUMBER({cell}),LEN({cell})=10)"}
        self._validate(at, rule, DAY_REFUSED, f"Minh chứng {column.criterion}", DOCUMENT_HELP[column.field])

    def _validate(self, at: int, rule: Mapping[str, object], refusal: str, title: str, message: str) -> None:
        said = {
            "input_title": cut(title, MOST_TITLE),
            "input_message": message,
            "error_title": REFUSED_TITLE,
            "error_message": refusal,
        }
        self._sheet.data_validation(self._first, at, self._last, at, {**rule, **said})


def _rule(kind: Kind, cell: str) -> dict[str, object]:
    """Say what a cell takes; days are text, so that no setting of Windows turns day and month round."""
    if kind is Kind.COUNT:
        return {"validate": "integer", "criteria": "between", "minimum": 0, "maximum": MAX_COUNT}
    if kind is Kind.NUMBER:
        return {"validate": "decimal", "criteria": "between", "minimum": 0, "maximum": MAX_NUMBER}
    if kind is Kind.FLAG:
        return {"validate": "list", "source": list(FLAGS)}
    return {"validate": "custom", "value": f'=OR({cell}="không",ISNUMBER({cell}),LEN({cell})=10)'}


def _write_figure(sheet: Book, row: int, at: int, indicator: Indicator, steps: int | None, form: Book) -> None:  # noqa: PLR0913, PLR0917 -- what, where and how it looks
    if steps is None:
        sheet.write_blank(row, at, None, form)
    elif indicator.kind is Kind.COUNT:
        sheet.write_number(row, at, steps, form)
    elif indicator.kind is Kind.NUMBER:
        sheet.write_number(row, at, float(in_units(indicator, steps)), form)
    else:
        text = as_written(indicator.kind, steps)
        year, month, days = text.split("-") if text[:1].isdigit() else ("", "", "")
        sheet.write_string(row, at, f"{days}/{month}/{year}" if year else text, form)
