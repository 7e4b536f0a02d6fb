"""A sheet of accounts to be made: a row an account; which roles and places there are is for others to say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import pyarrow as pa

from api.exchange.cells import BadCell, is_blank, read_day, text_of
from api.exchange.fault_words import WORDS
from api.exchange.faults import DataFault, FaultPile, UnreadableError
from api.exchange.headings import SIDE_COLUMNS, find_columns, require, reserved
from api.exchange.readers import Source, open_sheet
from api.exchange.sheets import Cells

LOGIN, TITLE, ROLE, PLACE, FIRST_DAY, LAST_DAY = "login", "title", "role", "place", "first_day", "last_day"
KEYS = {LOGIN: ("tên đăng nhập",), ROLE: ("vai trò",), PLACE: ("phạm vi", "địa bàn")}
REST = {
    TITLE: ("chức danh", "chức vụ"),
    FIRST_DAY: ("từ ngày", "ngày bắt đầu"),
    LAST_DAY: ("đến ngày", "ngày kết thúc"),
}
MOST_ROWS = 5_000
_WORDS = {
    "EMPTY_FILE": (
        "tệp không có dòng nào",
        f"ghi dòng tiêu đề ({', '.join((*KEYS, *REST))}) rồi đến các tài khoản",
    ),
    "UNKNOWN_COLUMN": ("không có cột nào tên “{seen}”", f"xóa cột, hoặc đổi thành một trong: {', '.join(KEYS | REST)}"),
    "MORE_SHEETS": ("trang tính “{seen}” cũng có bảng tài khoản", "gộp về một trang tính, hoặc tách thành tệp riêng"),
}
"""Where a sheet of accounts is told something else than one of figures."""


@dataclass(frozen=True, slots=True)
class AccountRow:
    """A row as it was written, days read; ``number`` is the row as the person sees it."""

    number: int
    login: str
    title: str
    role: str
    place: str
    first_day: date | None
    last_day: date | None


def read_accounts(source: Source, name: str) -> tuple[tuple[AccountRow, ...], tuple[dict[str, str], ...]]:
    """Read a sheet (.csv, .xlsx): its rows, and everything wrong with it as place, message, cure and code.

    OSError when the file can't be opened.
    """
    pile = FaultPile(name)
    faults: list[dict[str, str]] = []
    rows: list[AccountRow] = []
    try:
        for number, cells in _rows(source, pile):
            if len(rows) >= MOST_ROWS:
                faults.append(_fault("tệp", "TOO_LONG", f"có hơn {MOST_ROWS} dòng", "chia thành nhiều tệp"))
                break
            rows.append(_row(number, cells, faults))
    except UnreadableError as error:
        pile.add(error.code, error.values)
    return tuple(rows), (*map(_said, pile.done()), *faults)


def _rows(source: Source, pile: FaultPile) -> Iterator[tuple[int, Mapping[str, object]]]:
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
                    yield int(number), cells


def _listed(cells: Cells) -> Sequence[object]:
    return list(cells.to_pylist()) if isinstance(cells, pa.Array) else cells


def _row(number: int, cells: Mapping[str, object], faults: list[dict[str, str]]) -> AccountRow:
    days: dict[str, date | None] = {}
    for column in (FIRST_DAY, LAST_DAY):
        cell = cells.get(column)
        day = None if is_blank(cell) else read_day(cell)
        if isinstance(day, BadCell):
            shown = f"“{day.values.get('seen', '')}” không phải ngày có trong lịch"
            faults.append(
                _fault(f"dòng {number}, cột {column}", day.code, shown, "ghi ngày/tháng/năm, ví dụ 01/07/2025")
            )
            day = None
        days[column] = day
    login, title, role, place = (_text(cells.get(column)) for column in (LOGIN, TITLE, ROLE, PLACE))
    return AccountRow(number, login, title, role, place, days[FIRST_DAY], days[LAST_DAY])


def _text(cell: object) -> str:
    """Return a cell as text; a code of a unit that Excel took for a number has lost its zeros, not more."""
    if is_blank(cell):
        return ""
    whole = isinstance(cell, float) and cell.is_integer()
    return text_of(f"{cell:.0f}" if whole else str(cell))


def _said(fault: DataFault) -> dict[str, str]:
    message, cure = _WORDS.get(fault.code, WORDS[fault.code])
    parts = [f"dòng {fault.row}" if fault.row else "tệp", f"cột {fault.column}" if fault.column else ""]
    place = ", ".join(part for part in parts if part)
    return _fault(place, fault.code, message.format_map(fault.values), cure.format_map(fault.values))


def _fault(place: str, code: str, message: str, cure: str) -> dict[str, str]:
    return {"place": place, "message": message, "cure": cure, "code": code}
