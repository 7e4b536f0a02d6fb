"""Buttons that add rules and what tries them: criteria, vetoes, indicators, conditions, examples, who comes first."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from api.pages.editor.fields import kind_of, name_of, part_at
from api.pages.editor.made import Done, Pressed, added, asked, listed, missing, must_be_new
from engine.conditions import SUBJECTS
from engine.editing import Add, Edit, Put
from engine.yaml_tree import Path, Value


def new_criterion(pressed: Pressed) -> Done:
    """Add a criterion with one condition."""
    whole, key = pressed.whole, pressed.text("ma") or next_id(pressed.whole)
    title = pressed.text("ten")
    if not title:
        raise missing("Tên tiêu chí mới", "để trống", "ghi tên rồi bấm Thêm tiêu chí")
    must_be_new(whole, ("criteria", key), key)
    condition = _condition(pressed, "tieu-chi")
    return Done((Add(("criteria",), {"id": key, "title": title, "all": [condition]}),), key)


def next_id(whole: Value, holder: str = "criteria", letters: str = "TC", width: int = 2) -> str:
    """Return the id that a new criterion or veto is offered: the one after the highest."""
    ids = [str(each.get("id", "")) for each in listed(whole, (holder,)) if isinstance(each, Mapping)]
    numbers = [int(match[1]) for each in ids if (match := re.fullmatch(rf"{letters}([0-9]{{1,4}})", each))]
    return f"{letters}{max(numbers, default=0) + 1:0{width}}"


def new_veto(pressed: Pressed) -> Done:
    """Add a veto."""
    key, title = (
        next_id(pressed.whole, "vetoes", "LT", 1),
        asked(pressed, "Nội dung điều kiện loại trừ", "loai-tru:ten"),
    )
    value: Value = {"id": key, "title": title, "when": _condition(pressed, "loai-tru")}
    return Done((added(pressed.whole, ("vetoes",), value),), key)


def new_first(pressed: Pressed) -> Done:
    """Add a rule of who comes first, asked last."""
    title = asked(pressed, "Đơn vị nào làm trước", "lam-truoc:ten")
    place = len(listed(pressed.whole, ("first",)))
    value: Value = {"title": title, "when": _condition(pressed, "lam-truoc")}
    return Done((added(pressed.whole, ("first",), value),), name_of(("first", place)))


def new_indicator(pressed: Pressed) -> Done:
    """Add an indicator."""
    key, label, kind, unit = (pressed.text(name) for name in ("ma-chi-tieu", "ten-chi-tieu", "loai", "don-vi"))
    if not label:
        raise missing("Tên chỉ tiêu mới", "để trống", "ghi tên rồi bấm Thêm chỉ tiêu")
    if kind in ("count", "number") and not unit:
        raise missing("Đơn vị tính của chỉ tiêu mới", "để trống", "số đếm và số thập phân cần đơn vị tính")
    must_be_new(pressed.whole, ("indicators", key), key)
    value: dict[str, Value] = {"label": label, "kind": kind}
    if kind in ("count", "number"):
        value["unit"] = unit
    return Done((Add(("indicators",), value, key),), key)


def new_condition(pressed: Pressed) -> Done:
    """Add a condition to a group."""
    return Done((Add(pressed.path, _condition(pressed, pressed.name)),))


def _condition(pressed: Pressed, name: str) -> Value:
    """Make a condition of the indicator and the form that were chosen; its bound is to be filled in then."""
    key, form, over = (pressed.text(name, each) for each in ("chi-tieu", "dang", "tren"))
    indicator = part_at(pressed.whole, ("indicators", key))
    if not isinstance(indicator, Mapping):
        raise missing("Điều kiện mới", "chưa chọn chỉ tiêu", "chọn chỉ tiêu rồi bấm lại")
    kind = kind_of(indicator)
    if form == "ty-le":
        if kind != "count" or not over:
            raise missing("Điều kiện mới", "tỷ lệ cần hai chỉ tiêu số đếm", "chọn cả hai chỉ tiêu rồi bấm lại")
        return {"share": [key, over], "at_least": 100}
    if form == "thay-doi":
        if kind not in ("count", "number"):
            raise missing("Điều kiện mới", "so với kỳ trước cần một chỉ tiêu là số", "chọn chỉ tiêu khác rồi bấm lại")
        return {"change": key, "at_most": 0}
    return {kind: key, "at_least": 1} if kind in ("count", "number") else {kind: key}


# ---------------------------------------------------------------------------------------------------- examples


def new_example(pressed: Pressed) -> Done:
    """Add an example like the last one; a first one has a figure of the first condition."""
    return Done(tuple(_example(pressed.whole, pressed.path)))


def _example(whole: Value, path: Path) -> Iterator[Edit]:
    examples = part_at(whole, (*path, "examples"))
    if isinstance(examples, list) and examples and isinstance(examples[-1], dict):
        yield Add((*path, "examples"), {"given": examples[-1].get("given", {}), "verdict": "unknown"})
        return
    keys = list(dict.fromkeys(read_by(part_at(whole, path))))
    given: dict[str, Value] = {key: first_figure(whole, key) for key in keys}
    yield Put((*path, "examples"), [{"given": given, "verdict": "unknown"}])


def first_figure(whole: Value, key: str) -> Value:
    """Return what a new figure of an example begins with."""
    indicator = part_at(whole, ("indicators", key))
    kind = kind_of(indicator) if isinstance(indicator, Mapping) else ""
    figures: dict[str, Value] = {"flag": True, "document": "không"}
    return figures.get(kind, 0)


def read_by(value: Value) -> Iterator[str]:
    """Yield the indicators that conditions anywhere in a part read."""
    if isinstance(value, list):
        for each in value:
            yield from read_by(each)
    elif isinstance(value, Mapping):
        for key, each in value.items():
            if key in SUBJECTS:
                yield from (str(one) for one in (each if isinstance(each, list) else [each]))
            elif key in ("all", "any", "of", "when"):
                yield from read_by(each)
