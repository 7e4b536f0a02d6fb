"""The heading row of a table -> what each column means; what can't be understood is a fault.

A heading is the id of an indicator or criterion, or an indicator's label as people read it. Only columns with
a meaning are ever read: the content of a column that hints at personal data of residents is never looked at.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from api.exchange.cells import seen, text_of
from api.exchange.faults import FaultPile
from engine.criteria import CriteriaSet
from engine.indicators import Indicator, Kind
from engine.names import search_key
from engine.privacy import personal_word

UNIT, PERIOD, NAME, NOTE = "unit", "period", "name", "note"
Spellings = Mapping[str, tuple[str, ...]]
KEY_COLUMNS: Spellings = {UNIT: ("mã đơn vị",), PERIOD: ("kỳ", "kỳ đánh giá")}
SIDE_COLUMNS: Spellings = {NAME: ("tên đơn vị",), NOTE: ("ghi chú",)}
"""Columns of the format that hold no figures; each may carry its Vietnamese heading."""
_PERSONAL = (
    "ho ten", "ho va ten", "ho dem", "chu ho", "cccd", "cmnd", "can cuoc", "chung minh", "dinh danh",
    "ho chieu", "ngay sinh", "nam sinh", "noi sinh", "que quan", "ton giao", "dan toc", "dong ho",
    "dien thoai", "sdt", "email", "dia chi", "gioi tinh", "bhxh", "ma so thue", "full name", "first name",
    "last name", "surname", "birthday", "dob", "gender", "address",
)  # fmt: skip
"""Beside the words of ``engine.privacy``: headings as software writes them, without diacritics."""

FigureKey = tuple[str, Kind]
"""An indicator and how its cells are read."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the columns of a table of figures stand, by position from 0."""

    keys: Mapping[str, int] = field(default_factory=dict)
    figures: Mapping[FigureKey, int] = field(default_factory=dict)
    reasons: Mapping[str, int] = field(default_factory=dict)

    @property
    def complete(self) -> bool:
        """Whether rows can be told apart: unit and period are there."""
        return UNIT in self.keys and PERIOD in self.keys

    @property
    def positions(self) -> tuple[int, ...]:
        """The columns to read, from the left; names of units are not among them."""
        wanted = {*self.keys.values(), *self.figures.values(), *self.reasons.values()}
        return tuple(sorted(wanted - {self.keys.get(NAME, -1)}))


def spelling(heading: str) -> str:
    """Return what never tells two headings apart: Unicode form, case, spaces."""
    return " ".join(text_of(heading).casefold().split())


def find_columns(
    headings: Sequence[str],
    known: Mapping[str, str],
    columns: Sequence[str],
    pile: FaultPile,
    row: int | None,
) -> dict[str, int]:
    """Find the columns by what they mean; report the doubled and the unknown ones.

    ``known`` tells what a heading means (exactly as written, or by its spelling); "" is a column to pass over
    silently. ``columns`` names each position for people.
    """
    places: dict[str, list[int]] = {}
    for position, heading in enumerate(headings):
        text = text_of(heading)
        meaning = known.get(text, known.get(spelling(text)))
        if meaning:
            places.setdefault(meaning, []).append(position)
        elif meaning is None and text:
            _unknown(text, known, columns[position], pile, row)
    for meaning, found in places.items():
        if len(found) > 1:
            where = ", ".join(columns[position] for position in found)
            pile.add("DOUBLED_COLUMN", {"seen": meaning, "places": where}, row=row, column=columns[found[1]])
    return {meaning: found[0] for meaning, found in places.items() if len(found) == 1}


def _unknown(heading: str, known: Mapping[str, str], column: str, pile: FaultPile, row: int | None) -> None:
    shown = seen(heading)
    words = search_key(heading.replace("_", " "))
    if personal_word(heading) or any(f" {each} " in f" {words} " for each in _PERSONAL):
        pile.add("PERSONAL_COLUMN", {"seen": shown}, row=row, column=column)
        return
    spelled = {spelling(each): meaning for each, meaning in known.items() if meaning}
    near = difflib.get_close_matches(spelling(heading), spelled, 1)
    hint = (
        f"đổi tiêu đề thành “{spelled[near[0]]}”, hoặc xóa cột" if near else "xóa cột, hoặc ghi mã chỉ tiêu làm tiêu đề"
    )
    pile.add("UNKNOWN_COLUMN", {"seen": shown, "hint": hint}, row=row, column=column)


def require(
    wanted: Iterable[str], found: Mapping[str, int], headings: Sequence[str], pile: FaultPile, row: int | None
) -> None:
    """Report the columns that are missing, with what is there."""
    there = ", ".join(seen(each) for each in headings if text_of(each)) or "không có"
    for column in wanted:
        if column not in found:
            pile.add("MISSING_COLUMN", {"seen": column, "headings": there}, row=row)


def reserved(columns: Spellings) -> dict[str, str]:
    """Return the headings of columns of the format, each with its meaning."""
    return {each: column for column, others in columns.items() for each in (column, *others)}


def layout_of(
    headings: Sequence[str],
    sets: Sequence[CriteriaSet],
    columns: Sequence[str],
    pile: FaultPile,
    row: int | None,
) -> Layout:
    """Lay out a table of figures for one or more criteria sets; a column that any of them knows is read."""
    entered = {key: each for one in reversed(sets) for key, each in one.indicators.items() if each.sum is None}
    derived = {
        key: each for one in sets for key, each in one.indicators.items() if each.sum is not None and key not in entered
    }
    criteria = {each.id for one in sets for each in one.criteria} - {*entered, *derived}
    ids = (*criteria, *derived, *entered)
    sides = {key: others for key, others in SIDE_COLUMNS.items() if key not in ids}
    known = reserved(sides) | _by_label({**derived, **entered}) | {spelling(each): each for each in ids}
    known |= {each: each for each in ids} | reserved(KEY_COLUMNS)
    found = find_columns(headings, known, columns, pile, row)
    for key, indicator in derived.items():
        if key in found:
            parts = ", ".join(indicator.sum or ())
            pile.add("DERIVED_COLUMN", {"seen": key, "parts": parts}, row=row, column=columns[found[key]])
    require(KEY_COLUMNS, found, headings, pile, row)
    kinds = {(key, one.indicators[key].kind) for one in sets for key in entered if key in one.indicators}
    return Layout(
        keys={key: found[key] for key in (*KEY_COLUMNS, *sides) if key in found},
        figures={
            (key, kind): at for at, key, kind in sorted((found[key], key, kind) for key, kind in kinds if key in found)
        },
        reasons={key: at for at, key in sorted((found[key], key) for key in criteria if key in found)},
    )


def _by_label(indicators: Mapping[str, Indicator]) -> dict[str, str]:
    """Return labels with the indicator that each means; a label of two indicators means neither."""
    owners: dict[str, set[str]] = {}
    for key, each in indicators.items():
        owners.setdefault(spelling(each.label), set()).add(key)
    return {label: next(iter(keys)) for label, keys in owners.items() if len(keys) == 1}
