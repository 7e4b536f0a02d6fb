"""The fields of an example over several units: the units with their figures, and what must come of them together."""

from __future__ import annotations

from collections.abc import Mapping

from api.pages.editor.blocks import Addition, Block, Form, Group
from api.pages.editor.fields import (
    Choices,
    Field,
    Part,
    figure_field,
    id_choices,
    indicator_choices,
    label_of,
    name_of,
    part_at,
    shown,
)
from engine.yaml_tree import Path, Value


def together_form(whole: Value, path: Path) -> Form:
    """Return the form of an example over several units."""
    part, name = Part(whole, path), name_of(path)
    fields = (
        part.text("title", "Ví dụ nói về điều gì", required=True, kind="long"),
        part.text("basis", "Nguồn của các con số", kind="long"),
        part.text("note", "Ghi chú", kind="long"),
    )
    figure = (Field(f"moi:{name}:so-lieu", "Chỉ tiêu", "", "choice", (("", "chọn chỉ tiêu"), *_entered(whole))),)
    wanted = (Field(f"moi:{name}:ket-qua", "Kết quả nào", "", "choice", (("", "chọn"), *_subjects(whole))),)
    rows = tuple(_row(whole, (*path, "rows", at)) for at in range(_long(part.said.get("rows"))))
    gives = tuple(_result(whole, (*path, "gives", at)) for at in range(_long(part.said.get("gives"))))
    return Form(
        name,
        name,
        fields,
        groups=(
            Group("Các đơn vị và số liệu", rows, Addition(f"them-dong:{name}", "Thêm dòng như dòng cuối", ())),
            Group("Số liệu của mọi dòng", (), Addition(f"them-so-lieu:{name}", "Thêm chỉ tiêu vào mọi dòng", figure)),
            Group("Kết quả phải ra", gives, Addition(f"them-ket-qua:{name}", "Thêm kết quả", wanted)),
        ),
    )


def _long(value: Value) -> int:
    return len(value) if isinstance(value, list) else 0


def _entered(whole: Value) -> Choices:
    """Return the indicators that figures are given of: all but sums."""
    return tuple(each for each in indicator_choices(whole) if part_at(whole, ("indicators", each[0], "sum")) is None)


def _subjects(whole: Value) -> Choices:
    """Return what may be asked of several units together."""
    summed = tuple((f"sum.{key}", f"Cộng: {label}") for key, label in indicator_choices(whole))
    criteria = id_choices(whole, "criteria")
    met = tuple((f"met.{key}", f"Số đơn vị đạt {key} {title}") for key, title in criteria)
    return (*summed, *met, *((f"districts.{key}", f"Số huyện có đơn vị đạt {key}") for key, _ in criteria))


def _row(whole: Value, path: Path) -> Block:
    part = Part(whole, path)
    fields = [
        part.text("units", "Số đơn vị như dòng này", kind="whole", hint="để trống là 1"),
        part.text("district", "Thuộc huyện", hint="tên hoặc mã huyện, để đếm số huyện"),
    ]
    for name, words in (("given", ""), ("before", " (kỳ trước)")):
        figures = Part(whole, (*path, name))
        fields += [figure_field(figures, key, words) for key in figures.said]
    return Block(name_of(path), f"Dòng {int(path[-1]) + 1}", tuple(fields))


def _result(whole: Value, path: Path) -> Block:
    part = Part(whole, path)
    fields = (
        part.text("is", "Phải ra", kind="number", required=True),
        part.text("more", "Nhiều hơn kỳ trước", kind="number", hint="để trống là không kiểm"),
    )
    return Block(name_of(path), subject_words(whole, part.said), fields)


def subject_words(whole: Value, said: Mapping[str, Value]) -> str:
    """Say what a result is about."""
    shared = said.get("share")
    if isinstance(shared, list):
        return f"Tỷ lệ (%) của {' trên '.join(label_of(whole, shown(each)) for each in shared)}"
    words = {"met": "Số đơn vị đạt {}", "districts": "Số huyện có đơn vị đạt {}"}
    for key, sentence in words.items():
        if key in said:
            return sentence.format(shown(said[key]))
    return f"Cộng: {label_of(whole, shown(said.get('sum')))}"
