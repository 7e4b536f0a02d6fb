"""What is recorded of a model, said field by field; and every row that was ever written of it, said as a story."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from api.pages.movement.ground import Ground
from api.pages.movement.lines import known, name_of
from api.pages.sheets.words import CHANNELS, when
from api.store.movement import Entry, Row
from api.store.movement_tables import ModelReview, ModelRow, ModelTurn
from engine.movement.entries import Model, Standing
from engine.units import UnitKey
from engine.wording.movement import STANDINGS
from engine.wording.numbers import day

LABELS: Mapping[str, str] = {
    "title": "Tên",
    "kind": "Loại",
    "field": "Lĩnh vực",
    "unit": "Đơn vị khi ghi sổ",
    "village": "Thôn, xóm, tổ dân phố",
    "body": "Tổ chức phụ trách",
    "founded_on": "Ngày thành lập",
    "decision": "Quyết định thành lập",
    "decided_on": "Ngày quyết định",
    "regulations": "Quy chế, quy ước bằng văn bản",
    "members": "Thành viên khi thành lập",
    "households": "Hộ tham gia khi thành lập",
}
_LISTS = {"kind": "kinds", "field": "fields", "body": "bodies"}
_UNKNOWN = {"regulations": "chưa rõ", "members": "chưa rõ", "households": "chưa rõ", "decided_on": "chưa rõ"}
_NONE = {"village": "của cả đơn vị", "decision": "chưa ghi"}


def facts_of(here: Ground, model: Model) -> tuple[tuple[str, str], ...]:
    """Say everything that is recorded of a model: label and text."""
    return tuple((label, said(here, name, getattr(model, name))) for name, label in LABELS.items() if name != "title")


def said(here: Ground, name: str, value: Any) -> str:  # noqa: ANN401 -- each field is of its own kind
    """Say the value of a field; what is not known says so."""
    if value is None or value == "":
        return _UNKNOWN.get(name) or _NONE.get(name, "")
    if name == "unit":
        return name_of(here, value)
    if name in _LISTS:
        return here.snapshot.title(_LISTS[name], value)
    if isinstance(value, bool):
        return "có" if value else "không"
    if isinstance(value, date):
        return day(value)
    return known(value) if isinstance(value, int) else str(value)


@dataclass(frozen=True, slots=True)
class Story:
    """One row that was written of a model: when, by whom, how, and what it changed."""

    when: str
    who: str
    through: str
    said: str
    changes: tuple[str, ...] = ()


def stories(here: Ground, entries: Sequence[Entry], units: Mapping[int, UnitKey]) -> tuple[Story, ...]:
    """Tell every row of a model, the newest first."""
    before: dict[tuple[type[Row], int], Row] = {(type(each.row), each.row.id): each.row for each in entries}
    found = []
    for each in entries:
        old = before.get((type(each.row), each.row.replaces or 0))
        text, changes = _told(here, each.row, old, units)
        through = CHANNELS.get(each.channel, each.channel)
        found.append(Story(when(each.at), each.actor, through, text, tuple(changes)))
    return tuple(reversed(found))


def _told(here: Ground, row: Row, old: Row | None, units: Mapping[int, UnitKey]) -> tuple[str, Iterator[str]]:
    nothing = iter(())
    if isinstance(row, ModelTurn):
        return f"{_verb(row, old, 'diễn biến')} {_turn(here, row, units)}", nothing
    if isinstance(row, ModelReview):
        return f"{_verb(row, old, 'xếp loại')} {_review(here, row)}", nothing
    if row.withdrawn:
        return "rút khỏi sổ", nothing
    if old is None:
        return "ghi vào sổ" + (" (số liệu mẫu)" if row.sample else ""), nothing
    if old.withdrawn:
        return "đưa lại vào sổ", nothing
    return "sửa thông tin", _changes(here, row, old, units)


def _verb(row: ModelTurn | ModelReview, old: Row | None, noun: str) -> str:
    if row.withdrawn:
        return f"bỏ {noun}"
    return f"ghi {noun}" if old is None or old.withdrawn else f"sửa {noun} thành"


def _turn(here: Ground, row: ModelTurn, units: Mapping[int, UnitKey]) -> str:
    moved = f", thuộc {name_of(here, units[row.unit_id])}" if row.unit_id is not None else ""
    paper = f", văn bản {row.decision}" if row.decision else ""
    return f"từ {day(row.since)}: {STANDINGS[Standing(row.standing)]}{moved}{paper}"


def _review(here: Ground, row: ModelReview) -> str:
    parts = [f"năm {row.year}: {here.snapshot.title('ratings', row.rating) if row.rating else 'chưa xếp loại'}"]
    for word, value in (("thành viên", row.members), ("hộ", row.households)):
        if value is not None:
            parts.append(f"{known(value)} {word}")
    if row.decision:
        parts.append(f"văn bản {row.decision}")
    return ", ".join(parts)


def _changes(here: Ground, row: ModelRow, old: Row, units: Mapping[int, UnitKey]) -> Iterator[str]:
    for name, label in LABELS.items():
        was, now = (
            units[each.unit_id] if name == "unit" else getattr(each, name)  # type: ignore[index, union-attr]  # a row of models replaces one
            for each in (old, row)
        )
        if was != now:
            yield f"{label}: {said(here, name, was) or 'để trống'} → {said(here, name, now) or 'để trống'}"
