"""What was sent from the fields of a part -> the changes of the text that it means, or what is wrong with it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from api.pages.days import read_day
from api.pages.editor.blocks import Form
from api.pages.editor.conditions import bounds_of
from api.pages.editor.fields import Field, part_at, path_of
from api.pages.editor.gathering import gathered, other_members
from api.pages.editor.ladder_forms import place_of_goal
from api.pages.posting import Sent
from engine.editing import Drop, Edit, Put, Rename
from engine.yaml_tree import Path, Value

TYPED, SHOWN = "o.", "cu."
"""Before the name of a field: what was typed, and what the page had shown there."""
_NUMBER = re.compile(r"-?[0-9]{1,15}([.,][0-9]{1,4})?")
_GROUPED = re.compile(r"-?[0-9]{1,3}([. ][0-9]{3})+")
_MONTH_DAY = re.compile(r"([0-9]{1,2})/([0-9]{1,2})")


class _FieldError(Exception):
    """What was typed can't be read; the message holds the cure."""


@dataclass(slots=True)
class Read:
    """The changes that were meant, what was typed, and what is wrong by field."""

    edits: list[Edit] = field(default_factory=list)
    typed: dict[str, str] = field(default_factory=dict)
    faults: dict[str, str] = field(default_factory=dict)


def read_fields(sent: Sent, whole: Value, form: Form | None) -> Read:
    """Read the fields that differ from what the page had shown; the others change nothing."""
    found = Read()
    changed = {
        name.removeprefix(TYPED)
        for name in sent.fields
        if name.startswith(TYPED) and _typed(sent, name) != _typed(sent, SHOWN + name.removeprefix(TYPED))
    }
    if not changed:
        return found
    if form is None:
        found.faults[""] = "Mục đang sửa không còn trong văn bản; những gì gõ ở mục ấy chưa được ghi."
        return found
    known = {each.name: each for each in form.all_fields()}
    found.typed = {name: _typed(sent, TYPED + name) for name in known if TYPED + name in sent.fields}
    whole_conditions = {name.partition(":")[0] for name in changed if ":" in name}
    for name in sorted(changed):
        if name not in known:
            found.faults[name] = "chỗ này không còn trong văn bản; tải lại trang rồi sửa"
        elif known[name].kind in ("many", "ids"):
            _taken(found, known[name], lambda each=known[name]: _members(whole, each, found.typed[each.name]))
        elif ":" not in name:
            _taken(found, known[name], lambda each=known[name]: _edit(whole, each, found.typed[each.name]))
    for condition in sorted(whole_conditions):
        names = [name for name in known if name.startswith(f"{condition}:")]
        if names:
            make = _HOW.get(next((key for key in _HOW if f"{condition}{key}" in known), ""), _bounds)
            _taken(found, known[names[0]], lambda at=condition, how=make: how(whole, at, found.typed))
    found.edits = gathered(whole, found.edits)
    return found


def _typed(sent: Sent, name: str) -> str:
    """Return what was sent of a field; of one with several values all of them, as they are shown."""
    return ", ".join(filter(None, map(_plain, sent.all(name))))


def _taken(found: Read, each: Field, make: object) -> None:
    try:
        found.edits += make()  # type: ignore[operator]  # made just above
    except _FieldError as error:
        found.faults[each.name] = str(error)


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())


def _members(whole: Value, each: Field, typed: str) -> Iterator[Edit]:
    """Yield the changes of a list of ids; its order is that of its choices."""
    wanted = re.split(r"[,; ]+" if each.kind == "ids" else ", ", typed) if typed else []
    if each.required and not wanted:
        raise _FieldError("chọn ít nhất một" if each.choices else "ghi ít nhất một mã")
    yield from other_members(whole, path_of(each.name), list(dict.fromkeys(wanted)), [key for key, _ in each.choices])


def _edit(whole: Value, each: Field, typed: str) -> Iterator[Edit]:
    path = path_of(each.name)
    if not typed:
        if each.required:
            raise _FieldError("không để trống được; ghi nội dung")
        if path[-2:] in (("action", "title"), ("stands_on", "set")):
            path = path[:-1]
        if part_at(whole, path) is not None:
            yield Drop(path)
        return
    value = _value(each.kind, typed)
    if each.kind == "choice" and typed in ("true", "false"):
        value = typed == "true"
    if path[-2:-1] == ("action",) and part_at(whole, path[:-1]) is None:
        if path[-1] != "title":
            raise _FieldError("ghi việc xã có thể làm trước, rồi mới ghi công sức")
        yield Put(path[:-1], {"title": value, "effort": 1})
        return
    yield Put(path, value)


def _value(kind: str, typed: str) -> Value:
    if kind in ("number", "whole"):
        return read_number(typed) if kind == "number" else read_whole(typed)
    if kind == "digits" and not typed.isdecimal():
        raise _FieldError(f"«{typed[:30]}» không phải mã; chỉ ghi chữ số, ví dụ 17")
    if kind == "month_day":
        return _read_month_day(typed)
    if kind == "day" or (kind == "document" and typed.casefold() != "không"):
        day = read_day(typed)
        if day is None:
            raise _FieldError(f"«{typed[:30]}» không phải ngày; ghi ngày/tháng/năm, ví dụ 01/07/2025")
        return day.isoformat()
    return "không" if kind == "document" else typed


def read_number(typed: str) -> Value:
    """Read a number as it is written in an office: a comma before decimals; thousands are not set apart."""
    if _GROUPED.fullmatch(typed):
        joined = typed.replace(".", "").replace(" ", "")
        raise _FieldError(
            f"«{typed}» đọc được hai cách; số nguyên thì ghi liền {joined}, số thập phân thì dùng dấu phẩy"
        )
    if not _NUMBER.fullmatch(typed):
        raise _FieldError(f"«{typed[:30]}» không phải số; chỉ ghi chữ số, ví dụ 85 hoặc 84,5")
    number = Decimal(typed.replace(",", "."))
    return int(number) if number == number.to_integral_value() else number


def read_whole(typed: str) -> int:
    """Read a count of something."""
    found = read_number(typed)
    if not isinstance(found, int) or found < 0:
        raise _FieldError(f"«{typed}» không đếm được; ghi số nguyên, ví dụ 25")
    return found


def whole_number(typed: str) -> int | None:
    """Return a count of something; None when what was typed is none."""
    try:
        return read_whole(typed)
    except _FieldError:
        return None


def _read_month_day(typed: str) -> str:
    if match := _MONTH_DAY.fullmatch(typed):
        return f"{int(match[2]):02}-{int(match[1]):02}"
    raise _FieldError(f"«{typed[:30]}» không phải ngày trong năm; ghi ngày/tháng, ví dụ 31/3")


def _bounds(whole: Value, name: str, typed: Mapping[str, str]) -> Iterator[Edit]:
    """Yield the changes of the bounds of a condition: a figure, a direction, a second bound more or less."""
    path = path_of(name)
    said = part_at(whole, path)
    old = bounds_of(said) if isinstance(said, Mapping) else []
    new: list[tuple[str, Value]] = []
    for place in ("1", "2"):
        figure, key = typed.get(f"{name}:so{place}", ""), typed.get(f"{name}:dau{place}", "")
        if figure and not key:
            raise _FieldError("ngưỡng thứ hai chưa chọn chiều; chọn «từ … trở lên», «không quá»… hoặc xóa số")
        if figure:
            new.append((key, read_number(figure)))
        elif place == "1" or key:
            raise _FieldError("ngưỡng chưa có số; ghi số, hoặc chọn «không có» cho ngưỡng thứ hai")
    if len(new) == 2 and new[0][0] == new[1][0]:  # noqa: PLR2004 -- both bounds
        raise _FieldError("hai ngưỡng cùng một chiều; giữ một")
    kept = {key for key, _ in new}
    yield from (Drop((*path, key)) for key, _ in old[len(new) :] if key not in kept)
    yield from _changed(path, old, new)


def _changed(path: Path, old: list[tuple[str, Value]], new: list[tuple[str, Value]]) -> Iterator[Edit]:
    keys = {key for key, _ in old}
    for place, (key, figure) in enumerate(new):
        if key not in keys and place < len(old) and old[place][0] not in {each for each, _ in new}:
            yield Rename((*path, old[place][0]), key)
            if figure != old[place][1]:
                yield Put((*path, key), figure)
        elif dict(old).get(key) != figure:
            yield Put((*path, key), figure)
    gone = {key for key, _ in old[: len(new)]} - {key for key, _ in new}
    renamed = {old[place][0] for place, (key, _) in enumerate(new) if place < len(old) and key not in keys}
    yield from (Drop((*path, key)) for key in gone - renamed)


def _group(whole: Value, name: str, typed: Mapping[str, str]) -> Iterator[Edit]:
    """Yield the changes of a group: how many of its conditions must be met."""
    path = path_of(name) if name else ()
    said = part_at(whole, path)
    old = next((key for key in ("all", "any", "of") if isinstance(said, Mapping) and key in said), "all")
    new, needed = typed.get(f"{name}:nhom", old), typed.get(f"{name}:n", "")
    if new == "of":
        if not needed:
            raise _FieldError("chưa ghi số điều kiện phải đạt; ghi số, ví dụ 2")
        yield Put((*path, "at_least"), read_number(needed))
    elif old == "of":
        yield Drop((*path, "at_least"))
    if new != old:
        yield Rename((*path, old), new)


def _goal(whole: Value, name: str, typed: Mapping[str, str]) -> Iterator[Edit]:
    """Yield the changes of what a goal is about: a level or a band."""
    path = path_of(name)
    said = part_at(whole, path)
    old = place_of_goal(said) if isinstance(said, Mapping) else ""
    new = typed.get(f"{name}:bac", old)
    (old_key, _, _), (key, _, value) = old.partition("."), new.partition(".")
    if not value:
        raise _FieldError("chưa chọn cấp hoặc mức")
    if old_key and old_key != key:
        yield Rename((*path, old_key), key)
    yield Put((*path, key), value)


_HOW = {":nhom": _group, ":bac": _goal}
"""How fields that belong together are read, by the word behind the first colon; bounds where there is none of them."""
