"""The fields of what stands above the criteria: bands, levels of recognition, targets, lists of units."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from api.pages.editor.blocks import Addition, Block, Form, Group
from api.pages.editor.fields import (
    NOT_SAID,
    WORDINGS,
    Choices,
    Field,
    Part,
    id_choices,
    name_of,
    part_at,
    shown,
)
from engine.wording.goals import LISTS
from engine.yaml_tree import Path, Value

BANDS, REVIEW = "cac-muc", "xem-xet-lai"
"""The names of the parts that are all bands, and when a recognition comes up for review."""
POPULATIONS: Choices = (
    ("units_of_document", "bản đồ ngày văn bản có hiệu lực"),
    ("units_of_period", "bản đồ của kỳ đánh giá"),
)
READINGS: Choices = (
    ("disjoint", "mỗi đơn vị tính một lần, ở bậc cao nhất"),
    ("nested", "bậc cao tính cả vào bậc thấp"),
)
WHOLE_SET: Choices = (("", "trên tất cả"), ("district", "ở mỗi huyện"))
REST: Choices = (("", "ít nhất …"), ("true", "còn lại …"))


def bands_form(whole: Value) -> Form:
    """Return the form of all bands together."""
    listed = part_at(whole, ("bands",))
    blocks = []
    for place in range(len(listed) if isinstance(listed, list) else 0):
        part = Part(whole, ("bands", place))
        fields = (
            part.text("title", "Tên mức", required=True),
            part.text("criteria_met", "Số tiêu chí đạt ít nhất", kind="whole", required=True),
            *_about(part),
        )
        blocks.append(Block(name_of(part.path), f"Mức {place + 1}: {shown(part.said.get('title'))}", fields))
    new = (
        Field("moi:muc:ten", "Tên mức", ""),
        Field("moi:muc:so", "Số tiêu chí đạt ít nhất", "", "whole"),
    )
    return Form(BANDS, BANDS, (), groups=(Group("Các mức", tuple(blocks), Addition("them-muc", "Thêm mức", new)),))


def _about(part: Part) -> tuple[Field, ...]:
    """Return the three fields that may stand on any part."""
    return (
        part.text("basis", "Căn cứ"),
        part.choice("wording", "Lời văn", (*NOT_SAID, *WORDINGS)),
        part.text("note", "Ghi chú", kind="long"),
    )


def level_form(whole: Value, path: Path) -> Form:
    """Return the form of a level of recognition: what it asks, and when it exists."""
    part, asked = Part(whole, path), Part(whole, (*path, "requires"))
    levels = id_choices(whole, "recognition", "level")
    lower = levels[: next((place for place, each in enumerate(levels) if each[0] == str(path[1])), 0)]
    fields = (
        part.text("title", "Tên cấp", required=True),
        asked.choice("band", "Được xét khi ở mức", (("", "không đòi mức nào"), *id_choices(whole, "bands"))),
        asked.choice("recognised", "và đã được công nhận", (("", "không đòi"), *lower)),
        part.text("effective_from", "Cấp này có từ ngày", kind="day", hint="để trống: từ đầu"),
        part.text("effective_to", "đến hết ngày", kind="day", hint="để trống: chưa hết"),
        *_about(part),
    )
    return Form(name_of(path), name_of(path), fields)


def review_form(whole: Value) -> Form:
    """Return the form of the rule when a recognition comes up for review."""
    part = Part(whole, ("revocation",))
    criteria = tuple((key, f"{key} {title}") for key, title in id_choices(whole, "criteria"))
    fields = (
        part.text("unmet_share_at_least", "Khi tỷ lệ tiêu chí chưa đạt từ (%)", kind="number"),
        part.many("or_unmet", "hoặc một trong các tiêu chí này chưa đạt", criteria),
    )
    return Form(REVIEW, REVIEW, fields)


def places_of(whole: Value) -> Choices:
    """Return what a goal may be about, the highest first: levels of recognition, then bands."""
    levels = tuple((f"level.{key}", title) for key, title in reversed(id_choices(whole, "recognition", "level")))
    return (*levels, *((f"band.{key}", title) for key, title in id_choices(whole, "bands")))


def place_of_goal(goal: Mapping[str, Value]) -> str:
    """Return what a goal is about, as :func:`places_of` names it."""
    return next((f"{key}.{shown(goal[key])}" for key in ("level", "band") if key in goal), "")


def target_form(whole: Value, path: Path) -> Form:
    """Return the form of a target with its goals."""
    part = Part(whole, path)
    fields = (
        part.text("id", "Mã mục tiêu", required=True, hint="thường là năm"),
        part.text("due", "Hạn, tính cả ngày ấy", kind="day", required=True),
        part.text("base", "Văn bản tính trên (số đơn vị)", kind="whole"),
        part.choice("population", "Đếm trên", POPULATIONS, "units_of_period"),
        part.choice("reading", "Cách tính các bậc", READINGS, "nested"),
        *_about(part),
    )
    goals = part.said.get("goals")
    blocks = tuple(_goal(whole, (*path, "goals", at)) for at in range(len(goals) if isinstance(goals, list) else 0))
    name = name_of(path)
    addition = Addition(f"them-bac:{name}", "Thêm bậc", goal_fields(whole, name))
    return Form(name, name, fields, groups=(Group("Các bậc, cao trước", blocks, addition),))


def goal_fields(whole: Value, name: str) -> tuple[Field, ...]:
    """Return the fields of a new goal; ``name`` is the way to its target, or says that it is a new one's."""
    return (
        Field(f"moi:{name}:bac", "Cấp hoặc mức", "", "choice", (("", "chọn cấp hoặc mức"), *places_of(whole))),
        Field(f"moi:{name}:so", "Số đơn vị cần có", "", "whole"),
    )


def _goal(whole: Value, path: Path) -> Block:
    part = Part(whole, path)
    place, places = place_of_goal(part.said), places_of(whole)
    extra = () if place in dict(places) else ((place, place.partition(".")[2] or "chưa chọn"),)
    lists = part_at(whole, ("lists",))
    named = tuple((key, list_name(key)) for key in lists) if isinstance(lists, Mapping) else ()
    fields = (
        Field(f"{name_of(path)}:bac", "Cấp hoặc mức", place, "choice", (*places, *extra)),
        part.text("at_least", "Số đơn vị cần có", kind="whole", required=True),
        part.choice("per", "Đếm", WHOLE_SET),
        part.choice("among", "Trong danh sách", (("", "mọi đơn vị"), *named)),
        part.choice("rest", "Văn bản viết", REST),
        part.text("basis", "Căn cứ"),
        part.text("note", "Ghi chú", kind="long"),
    )
    legend = f"Bậc {int(path[-1]) + 1}: {dict((*places, *extra))[place]}"
    return Block(name_of(path), legend, fields, can_move=True)


def list_name(key: str) -> str:
    """Name a list: the word for it where there is one, else its id."""
    return f"{LISTS[key]} ({key})" if key in LISTS else key


def list_form(whole: Value, path: Path, name_unit: Callable[[str], str]) -> Form:
    """Return the form of a list of units: its size, or its members by name."""
    found, name = part_at(whole, path), name_of(path)
    fields: tuple[Field, ...] = ()
    blocks: tuple[Block, ...] = ()
    if isinstance(found, list):
        blocks = tuple(Block(name_of((*path, at)), name_unit(shown(each))) for at, each in enumerate(found))
    else:
        fields = (Part(whole, path).text("size", "Số đơn vị, khi chưa biết tên", kind="whole", required=True),)
    hint = "tên hoặc mã, mỗi dòng một đơn vị" + ("; thay cho số lượng ở trên" if fields else "")
    addition = Addition(f"them-don-vi:{name}", "Thêm đơn vị", (units_field(f"moi:{name}:don-vi", hint),))
    return Form(name, name, fields, groups=(Group("Các đơn vị", blocks, addition),))


def units_field(name: str, hint: str) -> Field:
    """Return the field in which units are named."""
    return Field(name, "Đơn vị", "", "lines", hint=hint)
