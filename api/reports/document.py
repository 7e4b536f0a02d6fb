"""A document before it is set: the same value is rendered as Word and as PDF, so that both say the same.

Texts are plain: whatever stands in them is shown as it is. A line feed in a cell begins another line.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date
from typing import Any, Literal, TypeAlias, TypeVar

Side = Literal["left", "right", "centre", "both"]
Kind = Literal["body", "basis", "item", "line", "blank", "note", "warning"]
"""``body`` indented · ``basis`` italic · ``item`` after a hyphen · ``line`` not indented · ``blank`` with room to
write, so not spread out · ``note`` small, italic ·
``warning`` in a frame."""
WIDTH = 165
"""Millimetres between the margins of a page."""
SHORT = 8
"""Rows of a table that is not torn apart by the end of a page."""


@dataclass(frozen=True, slots=True)
class Heading:
    """``level`` 1: «I. …» in bold capitals; 2: «1. …» in bold."""

    text: str
    level: Literal[1, 2] = 1


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph; ``lead`` stands before it in bold."""

    text: str
    kind: Kind = "body"
    lead: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its heading, its width as a share of the whole, and how cells are set."""

    heading: str
    share: int
    side: Side = "left"


@dataclass(frozen=True, slots=True)
class Table:
    """A table whose head stands on every page that it reaches; ``strong`` are the places of rows in bold."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    strong: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Bullet:
    """A goal as a bar: solid up to ``sure``, hatched up to ``possible``, a tick at ``required``; void: struck."""

    label: str
    figures: str
    sure: int
    possible: int
    required: int
    whole: int
    """What a whole bar stands for."""
    void: bool = False


@dataclass(frozen=True, slots=True)
class Bullets:
    """Goals as bars; ``words`` name solid, hatched and tick."""

    title: str
    alt: str
    bars: tuple[Bullet, ...]
    words: tuple[str, str, str] = ("chắc chắn", "có thể", "cần đạt")


@dataclass(frozen=True, slots=True)
class Stack:
    """Counts side by side in one bar."""

    label: str
    counts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Stacks:
    """Bars of one scale; ``words`` name the counts of each, from the left."""

    title: str
    alt: str
    words: tuple[str, ...]
    bars: tuple[Stack, ...]


Chart: TypeAlias = Bullets | Stacks
Block: TypeAlias = Heading | Paragraph | Table | Bullets | Stacks


@dataclass(frozen=True, slots=True)
class Letterhead:
    """What stands at the top of a document: who issues it (and their superior), number, place and day, left blank."""

    superior: str
    issuer: str
    number: str
    place: str
    """«Hòa Bình, ngày …»; empty where the document says so itself (minutes)."""


@dataclass(frozen=True, slots=True)
class Signature:
    """A place to sign: on whose authority, and as what. Nobody is named."""

    authority: str
    post: str


@dataclass(frozen=True, slots=True)
class Part:
    """A document, or an annex (``annex``: «Phụ lục I», no letterhead); it begins on a page of its own, numbered 1.

    ``attached`` says to what an annex belongs. The signatures stand below the text, ``recipients`` at their left.
    """

    kind: str
    about: str
    blocks: tuple[Block, ...]
    letterhead: Letterhead | None = None
    annex: str = ""
    attached: str = ""
    addressees: tuple[str, ...] = ()
    signatures: tuple[Signature, ...] = ()
    recipients: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """A whole file. ``banners`` stand at the top of every page; ``day`` is what its figures are counted to."""

    title: str
    subject: str
    day: date
    banners: tuple[str, ...]
    parts: tuple[Part, ...]


_Value = TypeVar("_Value")


def cleaned(value: _Value) -> _Value:
    """Return a value with every text in NFC and without signs that nobody sees or that no file may hold."""
    return _cleaned(value)  # type: ignore[no-any-return]  # the same kind as came


def _cleaned(value: Any) -> Any:  # noqa: ANN401 -- any part of a document
    if isinstance(value, str):
        plain = unicodedata.normalize("NFC", value)
        return "".join(sign for sign in plain if sign == "\n" or not unicodedata.category(sign).startswith("C"))
    if isinstance(value, tuple):
        return tuple(_cleaned(each) for each in value)
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{each.name: _cleaned(getattr(value, each.name)) for each in fields(value)})
    return value
