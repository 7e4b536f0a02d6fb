"""What the page of an impact shows: the files, what changes in sentences, and the tables to be attached."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from api.answers.impact import Comparison
from api.answers.impact_tables import attached
from api.exchange.handout import Cell, Column, Kind, Table
from api.exchange.rulebooks import Version
from api.pages.choosing import Choice, of_list
from api.pages.impact.query import Asked, choices
from api.workflow import Board
from engine.faults import Fault, Severity
from engine.wording import faults as fault_words
from engine.wording.numbers import number

PATH, SHEET, SWEEP = "/anh-huong", "/anh-huong.xlsx", "/do-nguong"
NOT_KEPT = "Bản dán vào hoặc tải lên chỉ để xem thử, không được lưu: địa chỉ của trang này không mở lại được kết quả."
NO_OTHER = (
    "Thư mục bộ tiêu chí chưa có bản nào khác để so. Hãy dán nội dung một dự thảo vào ô ở trên, hoặc chọn tệp "
    "dự thảo (.yaml) rồi bấm Xem tác động."
)


@dataclass(frozen=True, slots=True)
class CellView:
    """A cell: its lines, where it leads, whether it is a figure."""

    lines: tuple[str, ...]
    link: str = ""
    figure: bool = False


@dataclass(frozen=True, slots=True)
class TableView:
    """A table with how many rows it has."""

    id: str
    title: str
    count: str
    columns: tuple[tuple[str, bool], ...]
    """Heading, and whether the column holds figures."""
    rows: tuple[tuple[CellView, ...], ...]


@dataclass(frozen=True, slots=True)
class Draft:
    """A text that was pasted or uploaded: what is wrong with it, line by line."""

    text: str
    name: str = ""
    faults: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ImpactPage:
    """The whole page; without a comparison ``rules`` and ``tables`` are empty and ``empty`` says how to get one."""

    title: str
    token: str
    problems: tuple[str, ...]
    old: str
    """The name of the old file."""
    olds: tuple[Choice, ...]
    news: tuple[Choice, ...]
    periods: tuple[Choice, ...]
    districts: tuple[Choice, ...]
    draft: Draft | None
    heading: str
    facts: tuple[str, ...]
    rules: tuple[str, ...]
    tables: tuple[TableView, ...]
    empty: str
    sheet: str
    """The address of the workbook; empty for a pasted text, which a button sends again."""
    may_take: bool
    sweep: str = SWEEP
    not_kept: str = ""
    styles: tuple[str, ...] = ("impact.css",)


def impact_page(  # noqa: PLR0913 -- what the page is made of
    board: Board,
    asked: Asked,
    versions: Sequence[Version],
    districts: Mapping[str, str],
    found: Comparison | None,
    *,
    draft: Draft | None = None,
    token: str = "",
    may_take: bool = False,
) -> ImpactPage:
    """Lay out a comparison, or what is needed for one."""
    handout = attached(found) if found else None
    tables = handout.tables if handout else ()
    rules = next((each for each in tables if each.id == "rules"), None)
    return ImpactPage(
        title="Tác động của dự thảo",
        token=token,
        problems=asked.faults,
        old=asked.old.name,
        olds=choices(versions, asked.old),
        news=choices(versions, None if draft else asked.new),
        periods=of_list({each: f"Kỳ {each}" for each in reversed(board.data.periods)}, asked.period),
        districts=of_list(districts, asked.district),
        draft=draft,
        heading=handout.title if handout else "",
        facts=handout.facts if handout else (),
        rules=tuple(str(row[0]) for row in rules.rows) if rules else (),
        tables=tuple(_view(each, asked.period) for each in tables if each is not rules),
        empty="" if found or (draft and draft.faults) else NO_OTHER,
        sheet=asked.link(SHEET) if found and not draft else "",
        may_take=may_take and found is not None,
        not_kept=NOT_KEPT if found and draft else "",
    )


def _view(table: Table, period: str) -> TableView:
    rows = tuple(tuple(_cell(column, cell, row, period) for column, cell in zip(table.columns, row, strict=True))
                 for row in table.rows)  # fmt: skip
    columns = tuple((each.title, each.kind is Kind.WHOLE) for each in table.columns)
    return TableView(table.id, table.title, number(len(rows)), columns, rows)


def _cell(column: Column, cell: Cell, row: object, period: str) -> CellView:
    if isinstance(cell, int):
        return CellView((number(cell),), figure=True)
    link = f"/xa/{row[0]}?ky={period}" if column.id == "name" and isinstance(row, tuple) else ""
    return CellView(tuple(str(cell or "").split("\n")), link)


def fault_lines(faults: Sequence[Fault]) -> tuple[str, ...]:
    """Say what is wrong with a text, errors first, a line each."""
    ordered = sorted(faults, key=lambda each: each.severity is not Severity.ERROR)
    return tuple(
        f"Dòng {each.mark.line}, {fault_words.SEVERITIES[each.severity]}: {fault_words.message(each)}. "
        f"Cách sửa: {fault_words.cure(each)}."
        for each in ordered
    )
