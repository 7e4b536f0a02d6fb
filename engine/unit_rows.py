"""CSV text of a register -> rows that report their own faults, each with file, line, column and cure."""

from __future__ import annotations

import csv
import difflib
import io
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

_DAY = re.compile(r"(19|20|21)\d\d-\d\d-\d\d", re.ASCII)
_YES_NO = ("có", "không")


@dataclass(frozen=True, slots=True)
class RegisterFault:
    """One fault of a register file: the place, what is wrong, the value seen and the cure, in Vietnamese.

    ``line`` counts from 1, the heading; ``column`` is empty where the whole line or file is meant.
    """

    file: str
    line: int
    column: str
    what: str
    seen: str
    cure: str

    def __str__(self) -> str:
        """Give the whole message on one line."""
        place = f"{self.file}:{self.line}: " + (f"cột {self.column}: " if self.column else "")
        seen = f" (đang ghi “{self.seen}”)" if self.seen else ""
        return f"{place}{self.what}{seen} — {self.cure}"


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a file, cells by column; its faults go onto the common pile.

    A torn row has more or fewer cells than the heading, so that what stands where cannot be known.
    """

    file: str
    line: int
    cells: dict[str, str]
    faults: list[RegisterFault]
    torn: bool

    def fault(self, column: str, what: str, cure: str) -> None:
        """Report what is wrong with a cell, or with the whole line where the column is empty."""
        seen = self.cells.get(column, "")
        self.faults.append(RegisterFault(self.file, self.line, column, what, seen, cure))

    def digits(self, column: str, example: str) -> str:
        """Read a code of as many digits as the example."""
        text = self.cells[column]
        if len(text) != len(example) or not (text.isascii() and text.isdigit()):
            cure = f"ghi dạng văn bản, đủ cả số 0 ở đầu, ví dụ {example}"
            self.fault(column, f"mã phải gồm đúng {len(example)} chữ số", cure)
        return text

    def one_of(self, column: str, allowed: Sequence[str]) -> str:
        """Read a word of a list."""
        text = self.cells[column]
        if text not in allowed:
            self.fault(column, "giá trị không có trong danh mục", f"chọn một trong: {', '.join(allowed)}")
        return text

    def yes(self, column: str) -> bool:
        """Read có or không."""
        return self.one_of(column, _YES_NO) == _YES_NO[0]

    def day(self, column: str) -> date | None:
        """Read an ISO day of the years 1900 to 2199; None where there is none."""
        found = _day(self.cells[column])
        if found is None:
            what = "ngày sai cách ghi hoặc không có trong lịch" if self.cells[column] else "thiếu ngày"
            self.fault(column, what, "ghi năm-tháng-ngày, ví dụ 2025-07-01")
        return found

    def short_name(self, kind: str) -> str:
        """Read the name without the kind that it must begin with."""
        name = self.cells["name"]
        if not name.lower().startswith(f"{kind} "):
            self.fault("name", f"tên phải bắt đầu bằng loại “{kind}”", "ghi tên đầy đủ, ví dụ Xã Mi Hòa")
        return name[len(kind) + 1 :]

    def validity(self) -> tuple[date, date | None] | None:
        """Read the first and the last day; None where they cannot be used."""
        first = self.day("first_day")
        last = self.day("last_day") if self.cells["last_day"] else None
        if first is None or (last is None and self.cells["last_day"]):
            return None
        if last and last < first:
            cure = "sửa một trong hai ngày, hoặc để trống ngày cuối nếu đơn vị đang tồn tại"
            self.fault("last_day", f"ngày cuối đứng trước ngày đầu {first}", cure)
            return None
        return first, last


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of one file; ``complete`` is False where columns lack or the text breaks off."""

    rows: tuple[Row, ...]
    complete: bool


def read_table(file: str, text: str, columns: Sequence[str], faults: list[RegisterFault]) -> Table:
    """Read the lines under a heading that has these columns; both , and ; separate cells."""
    body = unicodedata.normalize("NFC", text)
    head = body.partition("\n")[0]
    delimiter = ";" if head.count(";") > head.count(",") else ","
    reader = csv.reader(io.StringIO(body, newline=""), delimiter=delimiter, strict=True)
    rows: list[Row] = []
    missing: list[str] = []
    line = 1
    try:
        heading = [cell.strip() for cell in next(reader, [])]
        missing = [column for column in columns if column not in heading]
        faults.extend(_missing_column(file, column, heading, columns) for column in missing)
        line = reader.line_num + 1
        for cells in () if missing else reader:
            values = dict(zip(heading, map(str.strip, cells), strict=False))
            row = Row(file, line, values, faults, torn=len(cells) != len(heading))
            line = reader.line_num + 1
            if not any(values.values()):  # a blank line, or the empty cells that a spreadsheet leaves
                continue
            rows.append(row)
            if row.torn:
                cure = "bỏ dấu phân cách thừa hoặc thêm ô thiếu; ô có dấu phân cách phải đặt trong ngoặc kép"
                row.fault("", f"dòng có {len(cells)} ô, tiêu đề có {len(heading)} cột", cure)
    except csv.Error:
        cure = "tìm dấu ngoặc kép thừa hoặc chưa đóng, rồi lưu lại dạng CSV UTF-8"
        faults.append(RegisterFault(file, line, "", "không đọc tiếp được từ dòng này", "", cure))
        return Table(tuple(rows), complete=False)
    return Table(tuple(rows), complete=not missing)


def _missing_column(file: str, column: str, heading: Sequence[str], columns: Sequence[str]) -> RegisterFault:
    """Report a column that lacks, with the nearest heading that is not itself a known one."""
    strangers = [name for name in heading if name not in columns]
    near = next(iter(difflib.get_close_matches(column, strangers, n=1)), "")
    cure = f"đổi tên cột “{near}” thành “{column}”" if near else f"thêm cột “{column}” vào dòng tiêu đề"
    return RegisterFault(file, 1, column, "thiếu cột này", near, cure)


@lru_cache(maxsize=4096)
def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:
        return None
