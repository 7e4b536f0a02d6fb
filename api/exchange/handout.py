"""What leaves as a file: tables of typed cells below what must be said with them, and how a cell reads as text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from typing import TypeAlias

from engine.scalars import plain

Cell: TypeAlias = str | int | Decimal | date | datetime | None
"""None and the empty text are a blank cell; a moment has no time zone: it is Vietnam's."""


class Kind(StrEnum):
    """What the cells of a column are."""

    TEXT = "text"
    WHOLE = "whole"
    NUMBER = "number"
    """Exact, of up to four decimals."""
    SIGNED = "signed"
    """A number whose sign is always shown: what is to be added or taken away."""
    DAY = "day"
    MOMENT = "moment"
    MIXED = "mixed"
    """Each cell by what it is: a figure may be a number, a day or a word."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its id for programs, its heading for people, its width in signs."""

    id: str
    title: str
    kind: Kind = Kind.TEXT
    width: float = 14


@dataclass(frozen=True, slots=True)
class Table:
    """A table; its rows may come one by one and are gone through once.

    ``frozen`` columns stay when one scrolls; ``printed`` are as many as paper has room for (0: all of them).
    """

    id: str
    title: str
    columns: tuple[Column, ...]
    rows: Iterable[Sequence[Cell]]
    frozen: int = 0
    printed: int = 0


@dataclass(frozen=True, slots=True)
class Handout:
    """Tables that leave together: the title, the banners that must stand with them, facts (of what, as of when)."""

    title: str
    banners: tuple[str, ...]
    facts: tuple[str, ...]
    tables: tuple[Table, ...]

    def table(self, which: str = "") -> Table:
        """Return a table by its id, the first unless said; KeyError when there is none."""
        if not which:
            return self.tables[0]
        return next((each for each in self.tables if each.id == which), None) or _no_table(which)


def _no_table(which: str) -> Table:
    raise KeyError(which)


FORMULA_SIGNS = "=+-@\t\r\n＝＋－＠"  # noqa: RUF001 -- the wide signs are meant: spreadsheets set to an Asian language take them too
_LIKE_A_FORMULA = re.compile(f"'*[ \u00a0]*[{re.escape(FORMULA_SIGNS)}]")


def like_a_formula(text: str) -> bool:
    """Tell whether a spreadsheet may take a text for a formula, or for one that was guarded already."""
    return _LIKE_A_FORMULA.match(text) is not None


def guarded(text: str) -> str:
    """Put an apostrophe before text that a spreadsheet would take for a formula; :func:`unguarded` takes it away."""
    return f"'{text}" if like_a_formula(text) else text


def unguarded(text: str) -> str:
    """Return what :func:`guarded` was given; a text that was never guarded and looks so loses an apostrophe."""
    return text[1:] if text.startswith("'") and like_a_formula(text[1:]) else text


_NO_TEXT = re.compile("[\ud800-\udfff\ufffe\uffff]")


def sound(text: str) -> str:
    """Return text that can be written anywhere: halves of a pair and what is no letter become «\ufffd»."""
    return text if text.isprintable() else _NO_TEXT.sub("\ufffd", text)


@lru_cache(maxsize=8192)
def _text(text: str) -> str:
    return guarded(sound(text))


def written(cell: Cell) -> str | int:
    """Write a cell for a program: days as ISO has them, a point before decimals, text that is never a formula."""
    if not cell:
        return 0 if cell == 0 else ""  # None is not 0
    if isinstance(cell, str):
        return _text(cell)  # kept: names and labels stand in thousands of rows
    if isinstance(cell, int):
        return cell
    if isinstance(cell, Decimal):
        return plain(cell)
    return cell.isoformat(" ", "minutes") if isinstance(cell, datetime) else cell.isoformat()
