"""What can be chosen on a page: lists, rows of links and headings that sort, in the same way in every room."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

LONGEST_SEARCH = 100
MOST_SHOWN = 40
"""Characters of a value that are shown back: enough to recognise it by."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One choice of a list or of a row of links; ``link`` is empty in a form."""

    value: str
    text: str
    chosen: bool
    link: str = ""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading that sorts: ``sorted`` is ascending, descending or empty, as ``aria-sort`` has it."""

    id: str
    text: str
    whole: str
    """The text where there is room for all of it."""
    link: str
    sorted: str


class Order(Protocol):
    """An address that says what its rows are sorted by."""

    @property
    def order(self) -> str:
        """What to sort by."""

    @property
    def falling(self) -> bool:
        """Whether the largest comes first."""

    def link(self, **changes: str) -> str:
        """Write the address with some values changed."""


def heading(  # noqa: PLR0913 -- which column of what, and how it sorts
    asked: Order, key: str, text: str, whole: str = "", *, usual: str, falls_first: Collection[str]
) -> Heading:
    """Make the heading of a column; ``usual`` is the order that no address names, ``falls_first`` want the largest."""
    chosen = asked.order == key
    falling = not asked.falling if chosen else key in falls_first
    order = f"-{key}" if falling else key
    state = ("descending" if asked.falling else "ascending") if chosen else ""
    return Heading(key, text, whole or text, asked.link(xep="" if order == usual else order), state)


def of_list(texts: Mapping[str, str] | Iterable[tuple[str, str]], chosen: str) -> tuple[Choice, ...]:
    """Make the choices of a list from values and their texts."""
    pairs = texts.items() if isinstance(texts, Mapping) else texts
    return tuple(Choice(value, text, value == chosen) for value, text in pairs)


def of_periods(periods: Iterable[str], chosen: str, link: Callable[[str], str]) -> tuple[Choice, ...]:
    """Make the links to the same page of other periods."""
    return tuple(Choice(each, each, each == chosen, link(each)) for each in periods)


def searched(raw: str, faults: list[str]) -> str:
    """Return the words to search for; those that are too long are left out and said."""
    if len(raw) <= LONGEST_SEARCH:
        return raw
    faults.append(f"Chữ cần tìm dài quá {LONGEST_SEARCH} ký tự. Hãy ghi một phần tên, ví dụ: da bac.")
    return ""


def known(raw: str, values: Collection[str], word: str, faults: list[str]) -> str:
    """Return a value of a list; one that is not in it is left out and said, ``word`` being what it is one of."""
    if not raw or raw in values:
        return raw
    faults.append(f"Không có {word} «{cut(raw)}»; đang hiện mọi {word}. Hãy chọn trong danh sách rồi bấm Lọc.")
    return ""


def sortable(raw: str, values: Collection[str], faults: list[str]) -> str:
    """Return an order that rows can be brought into, a minus sign in front of what falls; any other is said."""
    if not raw or raw.removeprefix("-") in values:
        return raw
    faults.append(f"Không sắp xếp được theo «{cut(raw)}». Hãy bấm vào tên cột để chọn cách xếp.")
    return ""


def cut(text: str) -> str:
    """Shorten a value that is shown back."""
    return text if len(text) <= MOST_SHOWN else f"{text[:MOST_SHOWN]}…"
