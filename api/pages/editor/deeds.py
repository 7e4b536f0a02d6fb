"""What the buttons of a draft's form do besides saving: parts are added, moved and retired, results taken over."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from api.pages.editor.fields import kind_of, part_at, path_of
from api.pages.posting import Sent
from api.workflow.sheets import Fault, FaultyError
from engine.checking import check, example_result
from engine.conditions import SUBJECTS
from engine.editing import Add, Drop, Edit, Move, Put, value_of
from engine.editing.changing import where
from engine.scalars import ID_PATTERN
from engine.yaml_tree import Path, Value


@dataclass(frozen=True, slots=True)
class Done:
    """The changes that a button means, and the part that the page opens then (empty: the one that was open)."""

    edits: tuple[Edit, ...] = ()
    opens: str = ""


def deed_of(sent: Sent, text: str) -> Done:
    """Return what the button that was pressed means for a text; FaultyError names what is missing."""
    deed, _, rest = sent.one("viec").partition(":")
    whole, path = value_of(text), path_of(rest)
    deeds: Mapping[str, Callable[[], Done]] = {
        "them-tieu-chi": lambda: _new_criterion(sent, whole),
        "them-chi-tieu": lambda: _new_indicator(sent, whole),
        "them-dieu-kien": lambda: Done((Add(path, _new_condition(sent, whole, f"moi:{rest}")),)),
        "them-vi-du": lambda: Done(tuple(_new_example(whole, path))),
        "len": lambda: Done(tuple(_moved(whole, path, -1))),
        "xuong": lambda: Done(tuple(_moved(whole, path, 1))),
        "bo": lambda: _retired(whole, path),
        "nhan": lambda: Done(tuple(_taken_over(text, path))),
    }
    return deeds.get(deed, Done)()


def _missing(place: str, message: str, cure: str) -> FaultyError:
    return FaultyError([Fault(place, message, cure)])


# --------------------------------------------------------------------------------------------------- new parts


def _new_criterion(sent: Sent, whole: Value) -> Done:
    key, title = sent.text("moi:ma") or next_id(whole), sent.text("moi:ten")
    if not title:
        raise _missing("Tên tiêu chí mới", "để trống", "ghi tên rồi bấm Thêm tiêu chí")
    _must_be_new(whole, ("criteria", key), key)
    condition = _new_condition(sent, whole, "moi:tieu-chi")
    return Done((Add(("criteria",), {"id": key, "title": title, "all": [condition]}),), key)


def next_id(whole: Value) -> str:
    """Return the id that a new criterion is offered: the one after the highest."""
    criteria = part_at(whole, ("criteria",))
    ids = (
        [str(each.get("id", "")) for each in criteria if isinstance(each, Mapping)]
        if isinstance(criteria, list)
        else []
    )
    numbers = [int(match[1]) for each in ids if (match := re.fullmatch(r"TC([0-9]{1,4})", each))]
    return f"TC{max(numbers, default=0) + 1:02}"


def _new_indicator(sent: Sent, whole: Value) -> Done:
    key, label, kind, unit = (sent.text(f"moi:{name}") for name in ("ma-chi-tieu", "ten-chi-tieu", "loai", "don-vi"))
    if not label:
        raise _missing("Tên chỉ tiêu mới", "để trống", "ghi tên rồi bấm Thêm chỉ tiêu")
    if kind in ("count", "number") and not unit:
        raise _missing("Đơn vị tính của chỉ tiêu mới", "để trống", "số đếm và số thập phân cần đơn vị tính")
    _must_be_new(whole, ("indicators", key), key)
    value: dict[str, Value] = {"label": label, "kind": kind}
    if kind in ("count", "number"):
        value["unit"] = unit
    return Done((Add(("indicators",), value, key),), key)


def _must_be_new(whole: Value, path: Path, key: str) -> None:
    if not re.fullmatch(ID_PATTERN, key):
        raise _missing("Mã mới", f"«{key[:40]}» không dùng được", "chỉ chữ không dấu, chữ số, _ và -, ví dụ TC17")
    if part_at(whole, path) is not None:
        raise _missing("Mã mới", f"«{key}» đã có", "đặt mã khác")


def _new_condition(sent: Sent, whole: Value, name: str) -> Value:
    """Make a condition of the indicator and the form that were chosen; its bound is to be filled in then."""
    key, form, over = (sent.text(f"{name}:{each}") for each in ("chi-tieu", "dang", "tren"))
    indicator = part_at(whole, ("indicators", key))
    if not isinstance(indicator, Mapping):
        raise _missing("Điều kiện mới", "chưa chọn chỉ tiêu", "chọn chỉ tiêu rồi bấm lại")
    kind = kind_of(indicator)
    if form == "ty-le":
        if kind != "count" or not over:
            raise _missing("Điều kiện mới", "tỷ lệ cần hai chỉ tiêu số đếm", "chọn cả hai chỉ tiêu rồi bấm lại")
        return {"share": [key, over], "at_least": 100}
    if form == "thay-doi":
        if kind not in ("count", "number"):
            raise _missing("Điều kiện mới", "so với kỳ trước cần một chỉ tiêu là số", "chọn chỉ tiêu khác rồi bấm lại")
        return {"change": key, "at_most": 0}
    return {kind: key, "at_least": 1} if kind in ("count", "number") else {kind: key}


def _new_example(whole: Value, path: Path) -> Iterator[Edit]:
    """Add an example like the last one; a first one has a figure of the first condition."""
    examples = part_at(whole, (*path, "examples"))
    if isinstance(examples, list) and examples and isinstance(examples[-1], dict):
        yield Add((*path, "examples"), {"given": examples[-1].get("given", {}), "verdict": "unknown"})
        return
    keys = list(dict.fromkeys(_read_by(part_at(whole, path))))
    given: dict[str, Value] = {key: _first_figure(whole, key) for key in keys}
    yield Put((*path, "examples"), [{"given": given, "verdict": "unknown"}])


def _first_figure(whole: Value, key: str) -> Value:
    indicator = part_at(whole, ("indicators", key))
    kind = kind_of(indicator) if isinstance(indicator, Mapping) else ""
    figures: dict[str, Value] = {"flag": True, "document": "không"}
    return figures.get(kind, 0)


def _read_by(value: Value) -> Iterator[str]:
    """Yield the indicators that conditions anywhere in a part read."""
    if isinstance(value, list):
        for each in value:
            yield from _read_by(each)
    elif isinstance(value, Mapping):
        for key, each in value.items():
            if key in SUBJECTS:
                yield from (str(one) for one in (each if isinstance(each, list) else [each]))
            elif key in ("all", "any", "of", "when"):
                yield from _read_by(each)


# ------------------------------------------------------------------------------------------ moved, retired, taken


def _moved(whole: Value, path: Path, by: int) -> Iterator[Edit]:
    holder, found = part_at(whole, path[:-1]), where(whole, path)
    if isinstance(holder, list | dict) and part_at(whole, path) is not None:
        at = found[-1] if isinstance(holder, list) else list(holder).index(str(found[-1]))
        if isinstance(at, int) and 0 <= at + by < len(holder):
            yield Move(path, at + by)


def _retired(whole: Value, path: Path) -> Done:
    if path[:1] == ("indicators",) and (users := used_by(whole, str(path[-1]))):
        raise _missing(
            f"Chỉ tiêu {path[-1]}", f"đang được dùng ở {', '.join(users)}", "bỏ ở những chỗ đó trước, rồi bỏ chỉ tiêu"
        )
    holder = part_at(whole, path[:-1])
    if path[-2:-1] == ("examples",) and isinstance(holder, list) and len(holder) == 1:
        return Done((Drop(path[:-1]),))
    return Done((Drop(path),))


def used_by(whole: Value, key: str) -> list[str]:
    """Return the ids of the parts that use an indicator."""
    found: list[str] = []
    for holder in ("criteria", "vetoes"):
        listed = part_at(whole, (holder,))
        parts = (each for each in listed if isinstance(each, Mapping)) if isinstance(listed, list) else ()
        found += [str(each.get("id", "")) for each in parts if key in _read_by(each)]
    indicators = part_at(whole, ("indicators",))
    for name, said in indicators.items() if isinstance(indicators, Mapping) else ():
        if isinstance(said, Mapping) and (key == said.get("at_most") or key in (said.get("sum") or ())):  # type: ignore[operator]
            found.append(name)
    return found


def _taken_over(text: str, path: Path) -> Iterator[Edit]:
    """Write the result that the program computes into an example of a criterion."""
    criteria = check(text).criteria
    found = where(value_of(text), path)
    if criteria is None or len(found) != 4:  # noqa: PLR2004 -- criteria, place, examples, place
        raise _missing("Ví dụ", "bản nháp còn lỗi khác nên chưa tính được", "sửa các lỗi ấy trước")
    criterion = next((each for each in criteria.criteria if each.id == str(path[1])), None)
    if criterion is None or not isinstance(found[3], int) or found[3] >= len(criterion.examples):
        raise _missing("Ví dụ", "không còn trong văn bản", "tải lại trang")
    verdict, lacking = example_result(criteria, criterion, criterion.examples[found[3]])
    yield Put((*path, "verdict"), str(verdict))
    said = part_at(value_of(text), path)
    if lacking:
        yield Put((*path, "shortfall"), dict(lacking))
    elif isinstance(said, Mapping) and "shortfall" in said:
        yield Drop((*path, "shortfall"))
