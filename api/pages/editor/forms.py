"""Which fields each part of a draft has: its head, a criterion, a veto, an indicator, an example."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from api.pages.editor.fields import (
    KINDS,
    MERGERS,
    NOT_SAID,
    VERDICTS,
    WORDINGS,
    YES_NO,
    ConditionFields,
    Field,
    Part,
    condition_fields,
    indicator_choices,
    kind_of,
    name_of,
    part_at,
    shown,
    shown_day,
)
from engine.yaml_tree import Path, Value

HEAD = "dau-tep"
"""The name of the part that is the head of the file."""
COUNTED: tuple[tuple[str, str], ...] = (("met", "đạt"), ("unmet", "chưa đạt"))


@dataclass(frozen=True, slots=True)
class ExampleFields:
    """An example as fields: figures given, the verdict that must come, what must be lacking."""

    name: str
    number: int
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Form:
    """The fields of one part; ``key`` is its id as the address has it, ``path`` the way to it in the file."""

    key: str
    path: str
    fields: tuple[Field, ...]
    condition: ConditionFields | None = None
    examples: tuple[ExampleFields, ...] = ()
    last: tuple[Field, ...] = ()

    def all_fields(self) -> Iterator[Field]:
        """Yield every field, in the order of the page."""
        yield from self.fields
        if self.condition is not None:
            yield from _of_condition(self.condition)
        yield from self.last
        for each in self.examples:
            yield from each.fields


def _of_condition(condition: ConditionFields) -> Iterator[Field]:
    yield from condition.fields
    for each in condition.parts:
        yield from _of_condition(each)


def form_of(whole: Value, key: str) -> Form | None:
    """Return the form of a part by its id; None when the draft has no such part."""
    if key == HEAD:
        return _head(whole)
    for holder, make in (("criteria", _criterion), ("vetoes", _veto), ("indicators", _indicator)):
        if key and isinstance(part_at(whole, (holder, key)), Mapping):
            return make(whole, key, (holder, key))
    return None


def _head(whole: Value) -> Form:
    part = Part(whole, ())
    fields = [
        part.text("title", "Tên bộ tiêu chí", required=True),
        part.text(
            "effective_from", "Ngày đầu có hiệu lực", kind="day", required=True, hint="đổi ngày thì tệp đổi tên theo"
        ),
        part.text("effective_to", "Ngày cuối có hiệu lực", kind="day", hint="để trống là đến bản kế tiếp"),
        part.choice("wording", "Lời văn", WORDINGS),
        part.choice("not_applicable_counts_as", "Tiêu chí không áp dụng tính là", COUNTED),
    ]
    bands = part_at(whole, ("bands",))
    for place in range(len(bands) if isinstance(bands, list) else 0):
        band = Part(whole, ("bands", place))
        fields.append(band.text("title", f"Mức {place + 1}: tên", required=True))
        fields.append(
            band.text("criteria_met", f"Mức {place + 1}: số tiêu chí đạt ít nhất", kind="number", required=True)
        )
    return Form(HEAD, "", tuple(fields))


def _criterion(whole: Value, key: str, path: Path) -> Form:
    part = Part(whole, path)
    action = Part(whole, (*path, "action"))
    fields = (
        part.text("title", "Tên tiêu chí", required=True, kind="long"),
        part.text("group", "Nhóm"),
        part.text("basis", "Căn cứ", hint="văn bản, điều, khoản"),
        part.text("note", "Ghi chú", kind="long"),
        part.choice("evidence", "Minh chứng", (("", "không bắt buộc"), ("required", "bắt buộc"))),
    )
    last = (
        action.text("title", "Việc xã có thể làm", hint="để trống: không lập kế hoạch được"),
        action.text("effort", "Công sức mỗi bước", kind="number"),
    )
    examples = part.said.get("examples")
    found = (_example(whole, path, place) for place in range(len(examples) if isinstance(examples, list) else 0))
    return Form(key, name_of(path), fields, condition_fields(whole, path), tuple(found), last)


def _example(whole: Value, path: Path, place: int) -> ExampleFields:
    at: Path = (*path, "examples", place)
    fields: list[Field] = []
    for name, words in (("given", ""), ("before", " (kỳ trước)")):
        figures = Part(whole, (*at, name))
        fields += [_figure(figures, key, words) for key in figures.said]
    example = Part(whole, at)
    fields.append(example.choice("verdict", "Kết quả phải ra", VERDICTS))
    lacking = Part(whole, (*at, "shortfall"))
    for key in lacking.said:
        fields.append(lacking.text(key, f"Còn thiếu: {label_of(whole, key)}", kind="number", required=True))
    return ExampleFields(name_of(at), place + 1, tuple(fields))


def _figure(figures: Part, key: str, words: str) -> Field:
    """Make the field of a figure of an example, read by the kind of its indicator; empty is not entered."""
    indicator = part_at(figures.whole, ("indicators", key))
    kind = kind_of(indicator) if isinstance(indicator, Mapping) else ""
    label, value = f"{label_of(figures.whole, key)}{words}", figures.said[key]
    if kind == "flag" and isinstance(value, bool):
        return Field(figures.name(key), label, shown(value), "choice", (*YES_NO, *NOT_SAID))
    if kind == "document":
        return Field(
            figures.name(key), label, shown_day(value), "document", hint="ngày, ví dụ 31/03/2024, hoặc «không»"
        )
    return Field(figures.name(key), label, shown(value), "number" if not isinstance(value, str) else "text")


def label_of(whole: Value, key: str) -> str:
    """Return the label of an indicator, or its id where the draft has none."""
    return shown(part_at(whole, ("indicators", key, "label"))) or key


def _veto(whole: Value, key: str, path: Path) -> Form:
    part = Part(whole, path)
    fields = (
        part.text("title", "Nội dung", required=True, kind="long"),
        part.text("basis", "Căn cứ"),
        part.text("note", "Ghi chú", kind="long"),
    )
    return Form(key, name_of(path), fields, condition_fields(whole, (*path, "when")))


def _indicator(whole: Value, key: str, path: Path) -> Form:
    part = Part(whole, path)
    kind = kind_of(part.said)
    fields = [part.text("label", "Tên chỉ tiêu", required=True, kind="long")]
    if "sum" not in part.said:
        fields.append(part.choice("kind", "Loại", KINDS))
    if kind in ("count", "number"):
        others = tuple(each for each in indicator_choices(whole, kind) if each[0] != key)
        fields += [
            part.text("unit", "Đơn vị tính", required=True),
            part.choice("at_most", "Không được lớn hơn", (*NOT_SAID, *others)),
            part.choice("lower_is_better", "Càng thấp càng tốt", (("", "không"), ("true", "có"))),
        ]
    fields.append(part.choice("on_merger", "Khi sáp nhập, số kỳ trước", MERGERS))
    return Form(key, name_of(path), tuple(fields))
