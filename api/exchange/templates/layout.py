"""How a template is laid out, for who writes one and for who reads it when it comes back.

A sheet is a group of criteria, a row a unit, a column an indicator or something about a document.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from api.exchange.headings import spelling
from engine.conditions import leaves
from engine.criteria import CriteriaSet
from engine.indicators import Indicator

UNIT_HEADING, NAME_HEADING, PERIOD_HEADING = "Mã đơn vị", "Tên đơn vị", "Kỳ"
FIELDS: Mapping[str, str] = {
    "document": "Số, ký hiệu văn bản",
    "issued_on": "Ngày ban hành",
    "issuer": "Cơ quan ban hành",
    "pages": "Trang, mục",
}
"""What is asked of a document, and the end of its heading."""
WAIVER_FIELDS: Mapping[str, str] = {
    "reason": "Lý do không áp dụng",
    "decision": "Quyết định không áp dụng",
    "last_day": "Không áp dụng đến hết ngày",
}
"""What is asked of a criterion that does not apply; in a table of units the end of its heading, as of a document."""
GUIDE = "Hướng dẫn"
MEMORY = "dienhinh"
"""The hidden sheet that remembers what the template was made from."""
FAULTS = "Lỗi cần sửa"
"""The sheet that a corrected copy begins with."""
OTHERS, VETOES = "Số liệu khác", "Điều kiện loại trừ"
LONGEST_NAME = 31
"""Letters of a sheet's name, in Excel."""
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\']")
_BEFORE = re.compile(r"kỳ (?:trước )?\(?[0-9]{4}\)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Document:
    """A document as a template has it: all text but the day."""

    document: str
    issued_on: date | None
    issuer: str
    pages: str


@dataclass(frozen=True, slots=True)
class FigureColumn:
    """A column to be filled in with an indicator; beside it stands the figure of the period before."""

    key: str
    heading: str
    indicator: Indicator


@dataclass(frozen=True, slots=True)
class DocumentColumn:
    """A column to be filled in with one thing about the document that proves a criterion."""

    criterion: str
    field: str

    @property
    def heading(self) -> str:
        """What stands above it."""
        return document_heading(self.criterion, self.field)


Column = FigureColumn | DocumentColumn


@dataclass(frozen=True, slots=True)
class Block:
    """The columns that belong to one criterion."""

    id: str
    title: str
    columns: tuple[Column, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A sheet: a group of criteria."""

    name: str
    title: str
    blocks: tuple[Block, ...]


def document_heading(criterion: str, field: str) -> str:
    """Return the heading of a column about a document."""
    return f"{criterion}: {FIELDS[field]}"


def before_heading(period: str) -> str:
    """Return the heading of the figures of the period before, which are never read."""
    return f"Kỳ {int(period) - 1:04}"


def is_before(heading: str) -> bool:
    """Tell whether a heading stands above figures of the period before."""
    return _BEFORE.fullmatch(spelling(heading)) is not None


def document_headings(criteria: CriteriaSet) -> dict[str, tuple[str, str]]:
    """Return the spelling of every heading about a document, with its criterion and what it is about."""
    return {
        spelling(document_heading(each.id, field)): (each.id, field) for each in criteria.criteria for field in FIELDS
    }


def waiver_headings(criteria: CriteriaSet) -> dict[str, tuple[str, str]]:
    """Return the spelling of every heading about a criterion that does not apply, with it and what it is about."""
    return {
        spelling(f"{each.id}: {end}"): (each.id, field)
        for each in criteria.criteria
        for field, end in WAIVER_FIELDS.items()
    }


def sections_of(criteria: CriteriaSet) -> tuple[Section, ...]:
    """Lay out a criteria set; every indicator that is entered stands once, where a criterion first reads it."""
    groups: dict[str, list[Block]] = {}
    for name, block in _blocks(criteria):
        if block.columns:
            groups.setdefault(name, []).append(block)
    taken = {spelling(name) for name in (GUIDE, MEMORY, FAULTS)}
    return tuple(Section(_sheet_name(title, taken), title, tuple(blocks)) for title, blocks in groups.items())


def _blocks(criteria: CriteriaSet) -> Iterator[tuple[str, Block]]:
    left = {key: each for key, each in criteria.indicators.items() if each.sum is None}
    labels = [spelling(each.label) for each in criteria.indicators.values()]

    def columns(keys: set[str]) -> tuple[Column, ...]:
        found = [(key, left.pop(key)) for key in tuple(left) if key in keys]
        return tuple(
            FigureColumn(key, each.label if labels.count(spelling(each.label)) == 1 else key, each)
            for key, each in found
        )

    for criterion in criteria.criteria:
        keys = {key for _, leaf in leaves(criterion.condition) for key in leaf.indicators}
        needed = criterion.evidence == "required"
        documents = tuple(DocumentColumn(criterion.id, field) for field in FIELDS) if needed else ()
        block = Block(criterion.id, criterion.title, columns(_read_by(criteria, keys)) + documents)
        yield criterion.group or "Các tiêu chí", block
    for veto in criteria.vetoes:
        keys = {key for _, leaf in leaves(veto.when) for key in leaf.indicators}
        yield VETOES, Block(veto.id, veto.title, columns(_read_by(criteria, keys)))
    yield OTHERS, Block("", OTHERS, columns(set(left)))


def _read_by(criteria: CriteriaSet, keys: set[str]) -> set[str]:
    """Return the indicators with the parts of their sums, and those that none of them must exceed."""
    found: set[str] = set()
    wanted = list(keys)
    while wanted:
        key = wanted.pop()
        if key not in found:
            found.add(key)
            each = criteria.indicators[key]
            wanted += [*(each.sum or ()), *([each.at_most] if each.at_most else [])]
    return found


def _sheet_name(title: str, taken: set[str]) -> str:
    """Make a name that Excel takes, unlike those there are."""
    plain = " ".join(_NOT_IN_NAMES.sub(" ", title).split()) or "Nhóm"
    name, number = plain[:LONGEST_NAME].strip(), 1
    while spelling(name) in taken:
        number += 1
        tail = f" {number}"
        name = plain[: LONGEST_NAME - len(tail)].strip() + tail
    taken.add(spelling(name))
    return name
