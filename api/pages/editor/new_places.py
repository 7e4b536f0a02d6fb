"""Buttons that add what stands above the criteria: targets, goals, bands, levels, lists, documents in the head."""

from __future__ import annotations

import re
from collections.abc import Mapping

from api.pages.days import read_day
from api.pages.editor.fields import id_choices, name_of, part_at, shown
from api.pages.editor.ladder_forms import BANDS, place_of_goal, places_of
from api.pages.editor.made import Done, Pressed, added, asked, listed, missing, must_be_new
from api.pages.editor.reading import whole_number
from api.pages.editor.units import Units
from engine.editing import Add, Edit, Put
from engine.scalars import ID_PATTERN
from engine.yaml_tree import Value


def new_target(pressed: Pressed) -> Done:
    """Add a target with its first goal, among the others by its day."""
    key = asked(pressed, "Mã mục tiêu mới", "muc-tieu", "ma")
    must_be_new(pressed.whole, ("targets", key), key)
    due = _day(pressed, "Hạn của mục tiêu mới", "muc-tieu", "han")
    if not due:
        raise missing("Hạn của mục tiêu mới", "để trống", "ghi ngày/tháng/năm, ví dụ 31/12/2030")
    goal = _goal(pressed, "muc-tieu")
    dues = [
        str(each.get("due", "")) if isinstance(each, Mapping) else "" for each in listed(pressed.whole, ("targets",))
    ]
    place = next((at for at, each in enumerate(dues) if each > due), len(dues))
    value: Value = {"id": key, "due": due, "goals": [goal]}
    return Done((added(pressed.whole, ("targets",), value, place),), name_of(("targets", key)))


def new_goal(pressed: Pressed) -> Done:
    """Add a goal to a target, above the first that is lower."""
    goal = _goal(pressed, pressed.name)
    rank = {key: place for place, (key, _) in enumerate(places_of(pressed.whole))}
    path, mine = (*pressed.path, "goals"), rank.get(place_of_goal(goal), len(rank))
    others = [place_of_goal(each) if isinstance(each, Mapping) else "" for each in listed(pressed.whole, path)]
    place = next((at for at, each in enumerate(others) if rank.get(each, -1) > mine), len(others))
    return Done((added(pressed.whole, path, dict(goal), place),))


def _goal(pressed: Pressed, name: str) -> dict[str, Value]:
    key, _, value = asked(pressed, "Cấp hoặc mức của bậc mới", name, "bac").partition(".")
    if f"{key}.{value}" not in dict(places_of(pressed.whole)):
        raise missing("Cấp hoặc mức của bậc mới", "không có trong bộ này", "chọn trong danh sách")
    return {key: value, "at_least": _count(pressed, "Số đơn vị của bậc mới", name, "so")}


def new_band(pressed: Pressed) -> Done:
    """Add a band, above the first that asks for less."""
    title, least = asked(pressed, "Tên mức mới", "muc", "ten"), _count(pressed, "Số tiêu chí của mức mới", "muc", "so")
    held = [
        each.get("criteria_met") if isinstance(each, Mapping) else None for each in listed(pressed.whole, ("bands",))
    ]
    if least in held:
        raise missing("Số tiêu chí của mức mới", f"đã có mức từ {least} tiêu chí", "ghi số khác, hoặc sửa mức ấy")
    place = next((at for at, each in enumerate(held) if isinstance(each, int) and each < least), len(held))
    key = _free(f"b{least:02}", [each for each, _ in id_choices(pressed.whole, "bands")])
    value: Value = {"id": key, "title": title, "criteria_met": least}
    return Done((added(pressed.whole, ("bands",), value, place),), BANDS)


def _free(key: str, taken: list[str]) -> str:
    """Return an id that nothing has yet."""
    more = (f"{key}-{number}" for number in range(2, len(taken) + 3))
    return next(each for each in (key, *more) if each not in taken)


def new_level(pressed: Pressed) -> Done:
    """Add a level of recognition above the others."""
    key, title = asked(pressed, "Mã cấp mới", "cap", "ma"), asked(pressed, "Tên cấp mới", "cap", "ten")
    must_be_new(pressed.whole, ("recognition", key), key)
    return Done(
        (added(pressed.whole, ("recognition",), {"level": key, "title": title}),), name_of(("recognition", key))
    )


# ------------------------------------------------------------------------------------------------------ lists


def new_list(pressed: Pressed, units: Units) -> Done:
    """Add a list of units: by its members, or by its size where they are not known."""
    key, size = asked(pressed, "Mã danh sách mới", "danh-sach", "ma"), pressed.text("danh-sach", "so")
    must_be_new(pressed.whole, ("lists", key), key)
    codes: list[Value] = [*units.codes(pressed.sent.one("moi:danh-sach:don-vi"))]
    if not codes and not size:
        raise missing("Danh sách mới", "chưa có đơn vị nào", "ghi tên các đơn vị, hoặc số lượng khi chưa biết tên")
    value: Value = codes or {"size": _count(pressed, "Số đơn vị của danh sách mới", "danh-sach", "so")}
    held = isinstance(part_at(pressed.whole, ("lists",)), Mapping)
    edit: Edit = Add(("lists",), value, key) if held else Put(("lists",), {key: value})
    return Done((edit,), name_of(("lists", key)))


def new_members(pressed: Pressed, units: Units) -> Done:
    """Add units to a list; where it said only how many they are, they take the place of that."""
    codes = units.codes(pressed.sent.one(f"moi:{pressed.name}:don-vi"))
    if not codes:
        raise missing("Đơn vị thêm vào danh sách", "để trống", "ghi tên hoặc mã, mỗi dòng một đơn vị")
    held = part_at(pressed.whole, pressed.path)
    if not isinstance(held, list) or not held:
        return Done((Put(pressed.path, [*dict.fromkeys(codes)]),))
    known = {shown(each) for each in held}
    return Done(tuple(Add(pressed.path, each) for each in dict.fromkeys(codes) if each not in known))


# -------------------------------------------------------------------------------------------------- the head


def new_document(pressed: Pressed) -> Done:
    """Add a document that the set stands on."""
    value: dict[str, Value] = {"document": asked(pressed, "Số, ký hiệu văn bản", "can-cu", "so")}
    if issued := _day(pressed, "Ngày ban hành", "can-cu", "ngay"):
        value["issued_on"] = issued
    if issuer := pressed.text("can-cu", "noi"):
        value["issuer"] = issuer
    return Done((added(pressed.whole, ("legal_basis",), value),))


def new_carried(pressed: Pressed) -> Done:
    """Say under which ids a criterion of the base is carried on here."""
    key = asked(pressed, "Mã tiêu chí của bộ nền", "mang", "nen")
    must_be_new(pressed.whole, ("stands_on", "as", key), key)
    here = re.findall(r"[^,;\s]+", asked(pressed, "Mã ở bộ này", "mang", "day"))
    if faulty := [each for each in here if not re.fullmatch(ID_PATTERN, each)]:
        raise missing("Mã ở bộ này", f"«{faulty[0][:40]}» không phải mã", "ghi mã tiêu chí, ví dụ TC05")
    value: list[Value] = [*here]
    held = isinstance(part_at(pressed.whole, ("stands_on", "as")), Mapping)
    return Done((Put(("stands_on", "as", key), value) if held else Put(("stands_on", "as"), {key: value}),))


def _day(pressed: Pressed, place: str, *names: str) -> str:
    typed = pressed.text(*names)
    found = read_day(typed) if typed else None
    if typed and found is None:
        raise missing(place, f"«{typed[:30]}» không phải ngày", "ghi ngày/tháng/năm, ví dụ 31/12/2030")
    return found.isoformat() if found else ""


def _count(pressed: Pressed, place: str, *names: str) -> int:
    found = whole_number(asked(pressed, place, *names))
    if found is None:
        raise missing(place, f"«{pressed.text(*names)[:30]}» không phải số nguyên", "ghi liền chữ số, ví dụ 25")
    return found
