"""What stands above the criteria as cards of the editor: bands, levels, targets, lists, who comes first, examples."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from api.pages.editor.blocks import Addition
from api.pages.editor.fields import Choices, Field, id_choices, indicator_choices, name_of, part_at, shown, shown_day
from api.pages.editor.ladder_forms import (
    BANDS,
    REVIEW,
    WHOLE_SET,
    goal_fields,
    list_name,
    place_of_goal,
    places_of,
    units_field,
)
from api.pages.editor.together_form import subject_words
from api.pages.editor.units import Units
from api.pages.editor.views import PartView, Section, fault_views
from api.pages.reading import read_aloud
from engine.criteria import CriteriaSet
from engine.faults import Fault
from engine.yaml_tree import Path, Tree, Value

HOLDERS = ("bands", "recognition", "revocation", "targets", "lists", "first", "examples")
"""The keys of the file that have cards here."""
MOST_MEMBERS = 12
"""Members of a list that its card names."""
NEW_VETO = Addition(
    "them-loai-tru", "Thêm điều kiện loại trừ", (Field("moi:loai-tru:ten", "Nội dung", "", "long"),), "moi:loai-tru"
)


class Cards:
    """Makes the cards of a draft."""

    def __init__(self, tree: Tree, criteria: CriteriaSet | None, faults: tuple[Fault, ...], opened: str) -> None:
        """Take the tree of the text, the set where it is sound, its faults and the part that is open."""
        self._tree, self._criteria, self._faults, self._opened = tree, criteria, faults, opened
        self._whole: Value = tree.value

    def sections(self, units: Units) -> tuple[Section, ...]:
        """Return every section, in the order of the file."""
        return (
            Section("muc", "Các mức", (self._bands(),)),
            Section("cong-nhan", "Cấp công nhận", (*self._levels(), self._review()), _NEW_LEVEL),
            Section("muc-tieu", "Mục tiêu", tuple(self._targets()), _new_target(self._whole), "Chưa có mục tiêu nào."),
            Section("danh-sach", "Danh sách đơn vị", tuple(self._lists(units)), _NEW_LIST, "Chưa có danh sách nào."),
            Section("lam-truoc", "Đơn vị nào làm trước", tuple(self._first()), _NEW_FIRST, "Chưa có quy tắc nào."),
            Section(
                "vi-du-chung",
                "Ví dụ trên nhiều đơn vị",
                tuple(self._examples()),
                _new_together(self._whole),
                "Chưa có ví dụ nào.",
            ),
        )

    def _card(self, path: Path, key: str, label: str, title: str, said: Iterator[str], **may: bool) -> PartView:
        own = tuple(each for each in self._faults if each.path[: len(path)] == path)
        place = self._tree.keys.get(path) or self._tree.place(path)
        rule = None
        if self._criteria is not None and path[0] == "first" and isinstance(path[1], int):
            rule = read_aloud(self._criteria, self._criteria.first[path[1]].when)
        return PartView(
            key, key, title or "(chưa có tên)", rule, tuple(said), place.line, fault_views(own), key == self._opened,
            label, **may,
        )  # fmt: skip

    def _parts(self, holder: str, key: str = "id") -> Iterator[tuple[Path, Mapping[str, Value]]]:
        """Yield the parts of a list with the way to each: by its id where it has one."""
        found = part_at(self._whole, (holder,))
        for place, each in enumerate(found if isinstance(found, list) else ()):
            said: Mapping[str, Value] = each if isinstance(each, Mapping) else {}
            yield (holder, place), {**said, "": shown(said.get(key)) or f"#{place}"}

    # ----------------------------------------------------------------------------------------------- the cards

    def _bands(self) -> PartView:
        said = (
            f"{shown(e.get('title'))}: từ {shown(e.get('criteria_met'))} tiêu chí." for _, e in self._parts("bands")
        )
        return self._card(
            ("bands",), BANDS, "các mức", "Các mức theo số tiêu chí đạt", said, can_move=False, can_drop=False
        )

    def _levels(self) -> Iterator[PartView]:
        for path, each in self._parts("recognition", "level"):
            key, title = f"recognition.{each['']}", shown(each.get("title"))
            yield self._card(path, key, f"cấp «{title}»", title, _of_level(self._whole, each))

    def _review(self) -> PartView:
        found = part_at(self._whole, ("revocation",))
        said = found if isinstance(found, Mapping) else {}
        return self._card(
            ("revocation",), REVIEW, "việc xem xét lại", "Khi nào xem xét lại một đơn vị đã công nhận",
            _of_review(said), can_move=False, can_drop=False,
        )  # fmt: skip

    def _targets(self) -> Iterator[PartView]:
        for path, each in self._parts("targets"):
            label = f"mục tiêu {each['']}"
            title = f"Mục tiêu {each['']}, hạn {shown_day(each.get('due')) or '(chưa có)'}"
            yield self._card(path, f"targets.{each['']}", label, title, _of_target(self._whole, each))

    def _lists(self, units: Units) -> Iterator[PartView]:
        found = part_at(self._whole, ("lists",))
        for key, members in found.items() if isinstance(found, Mapping) else ():
            label = f"danh sách {list_name(key)}"
            said = _of_list(members, units.name)
            yield self._card(("lists", key), name_of(("lists", key)), label, label.capitalize(), said, can_move=False)

    def _first(self) -> Iterator[PartView]:
        for place, (path, each) in enumerate(self._parts("first"), 1):
            yield self._card(path, name_of(path), f"quy tắc {place}", shown(each.get("title")), _basis(each))

    def _examples(self) -> Iterator[PartView]:
        for place, (path, each) in enumerate(self._parts("examples"), 1):
            said = _of_example(self._whole, each)
            yield self._card(path, name_of(path), f"ví dụ chung {place}", shown(each.get("title")), said)


def _of_level(whole: Value, each: Mapping[str, Value]) -> Iterator[str]:
    found = each.get("requires")
    asked: Mapping[str, Value] = found if isinstance(found, Mapping) else {}
    bands, levels = dict(id_choices(whole, "bands")), dict(id_choices(whole, "recognition", "level"))
    said = [f"ở mức «{bands.get(key, key)}»"] if (key := shown(asked.get("band"))) else []
    said += [f"đã được công nhận «{levels.get(key, key)}»"] if (key := shown(asked.get("recognised"))) else []
    yield f"Được xét khi {' và '.join(said)}." if said else "Được xét không kèm điều kiện về điểm."
    first, last = shown_day(each.get("effective_from")), shown_day(each.get("effective_to"))
    if first or last:
        days = f"{f'từ {first} ' if first else ''}{f'đến hết {last}' if last else ''}"
        yield f"Cấp này có {days.strip()}."


def _of_review(said: Mapping[str, Value]) -> Iterator[str]:
    share, unmet = shown(said.get("unmet_share_at_least")), said.get("or_unmet")
    asked = [f"từ {share} % tiêu chí chưa đạt"] if share else []
    asked += [f"chưa đạt {shown(each)}" for each in unmet] if isinstance(unmet, list) else []
    yield f"Khi {' hoặc '.join(asked)}." if asked else "Không quy định."


def _of_target(whole: Value, each: Mapping[str, Value]) -> Iterator[str]:
    goals, places = each.get("goals"), dict(places_of(whole))
    for place, goal in enumerate(goals if isinstance(goals, list) else (), 1):
        if isinstance(goal, Mapping):
            about = place_of_goal(goal)
            title = places.get(about, about.partition(".")[2] or "(chưa chọn)")
            words = "còn lại" if goal.get("rest") is True else "ít nhất"
            where = f" {dict(WHOLE_SET)['district']}" if goal.get("per") == "district" else ""
            among = f" trong danh sách {list_name(shown(goal.get('among')))}" if goal.get("among") else ""
            yield f"Bậc {place}: {title}: {words} {shown(goal.get('at_least'))} đơn vị{where}{among}."
    if base := shown(each.get("base")):
        yield f"Văn bản tính trên {base} đơn vị."


def _of_list(members: Value, name: Callable[[str], str]) -> Iterator[str]:
    if isinstance(members, Mapping):
        yield f"{shown(members.get('size'))} đơn vị, chưa biết tên."
    elif isinstance(members, list):
        named = "; ".join(name(shown(each)) for each in members[:MOST_MEMBERS])
        more = f"; và {len(members) - MOST_MEMBERS} đơn vị nữa" if len(members) > MOST_MEMBERS else ""
        yield f"{len(members)} đơn vị{f': {named}{more}' if members else ''}."


def _basis(each: Mapping[str, Value]) -> Iterator[str]:
    yield f"Căn cứ: {shown(each.get('basis')) or 'chưa ghi'}."


def _of_example(whole: Value, each: Mapping[str, Value]) -> Iterator[str]:
    gives = each.get("gives")
    for one in gives if isinstance(gives, list) else ():
        if isinstance(one, Mapping):
            more = f", nhiều hơn kỳ trước {shown(one.get('more'))}" if one.get("more") is not None else ""
            yield f"{subject_words(whole, one)}: phải ra {shown(one.get('is'))}{more}."


# ------------------------------------------------------------------------------------------------- what is added

_NEW_LEVEL = Addition(
    "them-cap",
    "Thêm cấp công nhận",
    (
        Field("moi:cap:ma", "Mã cấp", "", hint="chữ không dấu, ví dụ region"),
        Field("moi:cap:ten", "Tên cấp", ""),
    ),
)
_NEW_LIST = Addition(
    "them-danh-sach",
    "Thêm danh sách",
    (
        Field("moi:danh-sach:ma", "Mã danh sách", "", hint="chữ không dấu, ví dụ pilot"),
        Field("moi:danh-sach:so", "Số đơn vị, khi chưa biết tên", "", "whole"),
        units_field("moi:danh-sach:don-vi", "tên hoặc mã, mỗi dòng một đơn vị"),
    ),
)
_NEW_FIRST = Addition(
    "them-lam-truoc",
    "Thêm quy tắc làm trước",
    (Field("moi:lam-truoc:ten", "Đơn vị nào làm trước", "", "long"),),
    "moi:lam-truoc",
)


def _new_target(whole: Value) -> Addition:
    fields = (
        Field("moi:muc-tieu:ma", "Mã mục tiêu", "", hint="thường là năm, ví dụ 2028"),
        Field("moi:muc-tieu:han", "Hạn, tính cả ngày ấy", "", "day"),
        *goal_fields(whole, "muc-tieu"),
    )
    return Addition("them-muc-tieu", "Thêm mục tiêu", fields)


def _new_together(whole: Value) -> Addition:
    entered: Choices = tuple(
        each for each in indicator_choices(whole) if part_at(whole, ("indicators", each[0], "sum")) is None
    )
    fields = (
        Field("moi:vi-du-chung:ten", "Ví dụ nói về điều gì", "", "long"),
        Field("moi:vi-du-chung:chi-tieu", "Chỉ tiêu đầu tiên", "", "choice", (("", "chọn chỉ tiêu"), *entered)),
    )
    return Addition("them-vi-du-chung", "Thêm ví dụ trên nhiều đơn vị", fields)
