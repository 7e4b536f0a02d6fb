"""What a template is made from, and how its cells look."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from api.exchange.templates.layout import Document
from engine.criteria import CriteriaSet
from engine.indicators import Kind

Book: TypeAlias = Any
"""A workbook, sheet or format of XlsxWriter, which has no types."""
_A4 = 9


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A unit with what is on record: whole steps by indicator, now and in the period before; documents by criterion."""

    code: str
    name: str
    now: Mapping[str, int]
    before: Mapping[str, int] = field(default_factory=dict)
    documents: Mapping[str, Document] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Template:
    """What a template is made from."""

    criteria: CriteriaSet
    digest: str
    period: str
    scope: str
    """Whose it is, in words."""
    units: Sequence[UnitRow]
    sample: bool
    made_at: str


@dataclass(frozen=True, slots=True)
class Formats:
    """How cells look; only those that are filled in are open."""

    title: Book
    banner: Book
    block: Book
    unit: Book
    head: Book
    head_key: Book
    head_before: Book
    key: Book
    before: Mapping[Kind, Book]
    open: Mapping[Kind, Book]
    text: Book
    wrapped: Book

    @classmethod
    def of(cls, book: Book) -> Formats:
        """Make them for a workbook."""
        edge = {"border": 1, "border_color": "#9aa0a6"}
        to_fill = {**edge, "locked": False, "bg_color": "#fff9e0", "valign": "top"}
        grey = {**edge, "font_color": "#6b6f76", "italic": True, "bg_color": "#f4f5f6", "valign": "top"}
        head = {**edge, "bold": True, "text_wrap": True, "valign": "top", "bg_color": "#eef3f0"}
        shown = {Kind.COUNT: "#,##0", Kind.NUMBER: "General", Kind.FLAG: "@", Kind.DOCUMENT: "@"}
        return cls(
            title=book.add_format({"bold": True, "font_size": 14, "font_color": "#0b5d3b"}),
            banner=book.add_format({"bold": True, "font_color": "#b5470c"}),
            block=book.add_format({**head, "font_color": "#0b5d3b", "font_size": 10}),
            unit=book.add_format({**edge, "font_color": "#6b6f76", "font_size": 9, "text_wrap": True, "valign": "top"}),
            head=book.add_format(head),
            head_key=book.add_format({**head, "bg_color": "#d7eae0"}),
            head_before=book.add_format({**grey, "text_wrap": True}),
            key=book.add_format({**edge, "num_format": "@", "valign": "top"}),
            before={kind: book.add_format({**grey, "num_format": form}) for kind, form in shown.items()},
            open={kind: book.add_format({**to_fill, "num_format": form}) for kind, form in shown.items()},
            text=book.add_format({**to_fill, "num_format": "@", "text_wrap": True}),
            wrapped=book.add_format({"text_wrap": True, "valign": "top"}),
        )


def print_on_a4(sheet: Book) -> None:
    """Set a sheet up for paper."""
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
