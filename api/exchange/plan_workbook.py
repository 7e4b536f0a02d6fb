"""A plan as a workbook: what is to be done, row by row, and what the goals come to."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, TypeAlias

import xlsxwriter

Book: TypeAlias = Any
"""A workbook, sheet or format of XlsxWriter, which has no types."""
_A4 = 9
_GREEN, _BROWN = "#0b5d3b", "#b5470c"


@dataclass(frozen=True, slots=True)
class StepLine:
    """One step: ``add`` is signed, in the unit of measure of the indicator."""

    code: str
    name: str
    district: str
    criterion: str
    work: str
    add: Decimal
    effort: Decimal


@dataclass(frozen=True, slots=True)
class GoalLine:
    """A goal before the plan and after it."""

    place: int
    title: str
    required: int
    before: int
    after: int
    result: str


@dataclass(frozen=True, slots=True)
class PlanSheet:
    """What a workbook says: the title, what must stand above it, sentences, and the rows of its sheets."""

    title: str
    banners: tuple[str, ...]
    sentences: tuple[str, ...]
    steps: tuple[StepLine, ...]
    goals: tuple[GoalLine, ...]
    needed: tuple[tuple[str, str, str], ...]
    """Code, unit, what is not known."""


def workbook_of(plan: PlanSheet, made: datetime) -> bytes:
    """Write a plan as .xlsx; texts are never formulas or links."""
    file = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(file, options) as book:
        book.set_properties({"title": plan.title, "created": made.replace(tzinfo=None)})
        _sheet(
            book,
            plan,
            "Việc cần làm",
            (
                ("Mã", 8),
                ("Đơn vị", 24),
                ("Huyện", 22),
                ("Tiêu chí", 10),
                ("Việc", 70),
                ("Thêm, bớt", 12),
                ("Công sức", 11),
            ),
            [(e.code, e.name, e.district, e.criterion, e.work, e.add, e.effort) for e in plan.steps],
        )
        _sheet(
            book,
            plan,
            "Các bậc",
            (("Bậc", 6), ("Nội dung", 60), ("Cần", 9), ("Hiện có", 10), ("Theo kế hoạch", 15), ("Kết quả", 26)),
            [(e.place, e.title, e.required, e.before, e.after, e.result) for e in plan.goals],
        )
        if plan.needed:
            _sheet(book, plan, "Còn thiếu số liệu", (("Mã", 8), ("Đơn vị", 24), ("Chưa rõ", 80)), plan.needed)
    return file.getvalue()


def _sheet(
    book: Book, plan: PlanSheet, name: str, columns: Sequence[tuple[str, int]], rows: Sequence[Sequence[object]]
) -> None:
    """Write one table below what must stand above it."""
    sheet = book.add_worksheet(name)
    above = [(plan.title, _GREEN), *((each, _BROWN) for each in plan.banners)]
    for line, (text, colour) in enumerate(above):
        sheet.write_string(line, 0, text, book.add_format({"bold": True, "font_color": colour}))
    for line, text in enumerate(plan.sentences, len(above)):
        sheet.write_string(line, 0, text)
    head = len(above) + len(plan.sentences)
    heading = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1, "bg_color": "#eef3f0"})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    for at, (title, width) in enumerate(columns):
        sheet.set_column(at, at, width)
        sheet.write_string(head, at, title, heading)
    for row, cells in enumerate(rows, head + 1):
        for at, cell in enumerate(cells):
            if isinstance(cell, str):
                sheet.write_string(row, at, cell, wrapped)
            else:
                sheet.write_number(row, at, cell, wrapped)
    if rows:
        sheet.autofilter(head, 0, head + len(rows), len(columns) - 1)
        sheet.ignore_errors({"number_stored_as_text": f"A{head + 2}:A{head + 1 + len(rows)}"})
    sheet.freeze_panes(head + 1, 0)
    sheet.repeat_rows(head)
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&L" + " · ".join(plan.banners) + "&RTrang &P/&N")
