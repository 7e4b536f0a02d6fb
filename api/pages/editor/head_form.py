"""The fields of the head of a file: its title and days, whom it is for, the documents that it stands on."""

from __future__ import annotations

from collections.abc import Mapping

from api.pages.editor.blocks import Addition, Block, Form, Group
from api.pages.editor.fields import WORDINGS, Choices, Field, Part, name_of, part_at, shown
from engine.yaml_tree import Value

HEAD = "dau-tep"
"""The name of the part that is the head of the file."""
COUNTED: Choices = (("met", "đạt"), ("unmet", "chưa đạt"))
UNIT_KINDS: Choices = tuple((each, each) for each in ("xã", "phường", "thị trấn", "đặc khu"))


def head_form(whole: Value) -> Form:
    """Return the form of the head."""
    part, period, base = Part(whole, ()), Part(whole, ("period",)), Part(whole, ("stands_on",))
    begins = period.text("starts_on", "Kỳ bắt đầu ngày", kind="month_day", hint="để trống: từ 1/1 đến 31/12")
    fields = (
        part.text("title", "Tên bộ tiêu chí", required=True, kind="long"),
        part.text(
            "effective_from", "Ngày đầu có hiệu lực", kind="day", required=True, hint="đổi ngày thì tệp đổi tên theo"
        ),
        part.text("effective_to", "Ngày cuối có hiệu lực", kind="day", hint="để trống là đến bản kế tiếp"),
        part.choice("wording", "Lời văn", WORDINGS),
        part.many("applies_to", "Áp dụng cho", UNIT_KINDS, required=True),
        part.text("province", "Mã tỉnh", kind="digits", hint="hai chữ số; để trống là mọi tỉnh"),
        begins,
        part.choice("not_applicable_counts_as", "Tiêu chí không áp dụng tính là", COUNTED),
        part.text("note", "Ghi chú về cả bộ", kind="long"),
        base.text("set", "Cụ thể hóa bộ toàn quốc", hint="mã bộ làm nền, ví dụ tt124-xa; để trống là không"),
        base.text("effective_from", "Bản làm nền có hiệu lực từ", kind="day"),
    )
    return Form(HEAD, "", fields, groups=(_documents(whole), *_carried(whole)))


def _documents(whole: Value) -> Group:
    listed = part_at(whole, ("legal_basis",))
    blocks = []
    for place in range(len(listed) if isinstance(listed, list) else 0):
        part = Part(whole, ("legal_basis", place))
        fields = (
            part.text("document", "Số, ký hiệu văn bản", required=True),
            part.text("issued_on", "Ngày ban hành", kind="day"),
            part.text("issuer", "Cơ quan ban hành"),
            part.text("note", "Ghi chú", kind="long"),
        )
        legend = f"Căn cứ {place + 1}: {shown(part.said.get('document'))}"
        blocks.append(Block(name_of(part.path), legend, fields, can_move=True))
    new = (
        Field("moi:can-cu:so", "Số, ký hiệu văn bản", ""),
        Field("moi:can-cu:ngay", "Ngày ban hành", "", "day"),
        Field("moi:can-cu:noi", "Cơ quan ban hành", ""),
    )
    addition = Addition("them-can-cu", "Thêm căn cứ pháp lý", new)
    return Group("Căn cứ pháp lý", tuple(blocks), addition)


def _carried(whole: Value) -> tuple[Group, ...]:
    """Return under which ids the criteria of the base are carried on, where the file stands on another."""
    if not isinstance(part_at(whole, ("stands_on",)), Mapping):
        return ()
    part = Part(whole, ("stands_on", "as"))
    blocks = tuple(
        Block(part.name(key), f"{key} của bộ nền", (part.many(key, "ở bộ này là", (), required=True),))
        for key in part.said
    )
    new = (
        Field("moi:mang:nen", "Mã tiêu chí của bộ nền", ""),
        Field("moi:mang:day", "Mã ở bộ này", "", hint="nhiều mã thì cách nhau bằng dấu phẩy"),
    )
    addition = Addition("them-mang", "Thêm dòng", new)
    return (Group("Tiêu chí của bộ nền mang mã khác ở đây", blocks, addition),)
