"""The columns of a table of models: what each is called by people and by programs, and what its cells hold."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TypeAlias

from api.exchange.headings import spelling
from engine.movement.book import Book
from engine.wording.movement import STANDINGS

Value: TypeAlias = str | int | bool | date | None
"""What a cell means: a text, the id of an entry, a code, a count, yes or no, a day; None or "" where it is blank."""


class Sort(StrEnum):
    """What the cells of a column are."""

    TEXT = "text"
    LISTED = "listed"
    UNIT = "unit"
    NAME = "name"
    """For who reads: never read back."""
    COUNT = "count"
    FLAG = "flag"
    DAY = "day"


@dataclass(frozen=True, slots=True)
class ModelColumn:
    """A column: its id, its heading, others that mean the same, the list that its cells are taken from."""

    id: str
    title: str
    sort: Sort
    width: float
    listed: str = ""
    also: tuple[str, ...] = ()


KEY, UNIT, UNIT_NAME, STANDING, SINCE, TURN_DECISION = "key", "unit", "name", "standing", "since", "standing_decision"
FACTS = (
    "title", "kind", "field", "body", "village", "founded_on", "decision", "decided_on", "regulations", "members",
    "households",
)  # fmt: skip
"""The columns that say what a model is, by the names that they have everywhere."""
COLUMNS = (
    ModelColumn(KEY, "Mã mô hình", Sort.TEXT, 11, also=("mã", "mã số")),
    ModelColumn("title", "Tên mô hình", Sort.TEXT, 30, also=("tên", "tên mô hình, tổ tự quản")),
    ModelColumn("kind", "Loại", Sort.LISTED, 26, "kinds", ("loại mô hình",)),
    ModelColumn("field", "Lĩnh vực", Sort.LISTED, 24, "fields"),
    ModelColumn("body", "Tổ chức phụ trách", Sort.LISTED, 24, "bodies", ("tổ chức",)),
    ModelColumn(UNIT, "Mã đơn vị", Sort.UNIT, 9),
    ModelColumn(UNIT_NAME, "Đơn vị", Sort.NAME, 20, also=("tên đơn vị",)),
    ModelColumn("village", "Thôn, xóm, tổ dân phố", Sort.TEXT, 16, also=("thôn", "xóm")),
    ModelColumn("founded_on", "Ngày thành lập", Sort.DAY, 12, also=("ngày lập",)),
    ModelColumn("decision", "Số quyết định", Sort.TEXT, 16, also=("quyết định",)),
    ModelColumn("decided_on", "Ngày quyết định", Sort.DAY, 12),
    ModelColumn("regulations", "Có quy chế", Sort.FLAG, 9, also=("quy chế",)),
    ModelColumn("members", "Số thành viên khi lập", Sort.COUNT, 11),
    ModelColumn("households", "Số hộ khi lập", Sort.COUNT, 11),
    ModelColumn(STANDING, "Trạng thái", Sort.LISTED, 15, "standings"),
    ModelColumn(SINCE, "Trạng thái từ ngày", Sort.DAY, 12, also=("từ ngày",)),
    ModelColumn(TURN_DECISION, "Văn bản về trạng thái", Sort.TEXT, 18),
)
OF_A_YEAR: Mapping[str, tuple[str, Sort, float]] = {
    "rating": ("Xếp loại năm {}", Sort.LISTED, 12),
    "members": ("Số thành viên năm {}", Sort.COUNT, 10),
    "households": ("Số hộ năm {}", Sort.COUNT, 10),
}
_YEARLY = re.compile(r"(rating|members|households)_([0-9]{4})")
_READ_YEARLY = re.compile(r"(xếp loại|số thành viên|số hộ) (?:năm )?([0-9]{4})")
_CALLED = {"xếp loại": "rating", "số thành viên": "members", "số hộ": "households"}
NEEDED = ("title", "kind", "field", "body", UNIT, "founded_on")
"""What no model can be without."""
KNOWN_BY = {"title": ("tên mô hình", "tên", "tên mô hình, tổ tự quản"), "kind": ("loại", "loại mô hình")}
"""The columns by which a table of models is known."""
FLAGS = ("có", "không")


def yearly(column: str) -> tuple[str, int] | None:
    """Return what a column says and of which year; None for one that is of no year."""
    found = _YEARLY.fullmatch(column)
    return (found[1], int(found[2])) if found else None


def of_years(years: Iterable[int]) -> tuple[ModelColumn, ...]:
    """Return the columns of what was found in some years."""
    return tuple(
        ModelColumn(f"{key}_{year:04}", title.format(f"{year:04}"), sort, width, "ratings" if key == "rating" else "")
        for year in years
        for key, (title, sort, width) in OF_A_YEAR.items()
    )


def columns_of(years: Iterable[int]) -> tuple[ModelColumn, ...]:
    """Return all columns of a table with what was found in some years."""
    return (*COLUMNS, *of_years(years))


def columns_under(headings: Sequence[str]) -> dict[str, ModelColumn]:
    """Return the column that each spelling of a heading means, for the years that these headings name."""
    years = {int(found[2]) for each in headings if (found := _READ_YEARLY.fullmatch(spelling(each)))}
    years |= {of[1] for each in headings if (of := yearly(each.strip()))}
    known: dict[str, ModelColumn] = {}
    for column in columns_of(sorted(years)):
        for name in (column.id, spelling(column.title), *column.also):
            known[name] = column
        said = yearly(column.id)
        if said is not None:
            words = next(word for word, key in _CALLED.items() if key == said[0])
            known[f"{words} {said[1]:04}"] = column
    return known


def lists_of(book: Book) -> Mapping[str, Mapping[str, str]]:
    """Return the closed lists, titles by id: those of the book and the standings."""
    found = {
        key: {each.id: each.title for each in getattr(book, key)} for key in ("kinds", "fields", "bodies", "ratings")
    }
    return found | {"standings": {str(each): text[:1].upper() + text[1:] for each, text in STANDINGS.items()}}


def written(column: ModelColumn, value: Value, lists: Mapping[str, Mapping[str, str]]) -> str | int | date | None:
    """Write a value the way a cell of a table has it."""
    if column.sort is Sort.LISTED:
        return lists[column.listed].get(str(value), str(value)) if value else ""
    if column.sort is Sort.FLAG:
        return None if value is None else FLAGS[0] if value else FLAGS[1]
    return value
