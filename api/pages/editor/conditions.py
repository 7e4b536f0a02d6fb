"""A condition or a group of conditions of a draft as fields: its indicators, its bounds, how many must be met."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from api.pages.editor.fields import YES_NO, Choices, Field, Part, indicator_choices, name_of, part_at, shown
from engine.conditions import BOUNDS, SUBJECTS
from engine.yaml_tree import Path, Value

BOUND_WORDS: Choices = (
    ("at_least", "từ … trở lên (≥)"),
    ("more_than", "trên (>)"),
    ("at_most", "không quá (≤)"),
    ("less_than", "dưới (<)"),
    ("equals", "đúng bằng"),
)
GROUP_WORDS: Choices = (
    ("all", "mọi điều kiện"),
    ("any", "ít nhất một điều kiện"),
    ("of", "ít nhất số điều kiện ghi bên"),
)


@dataclass(frozen=True, slots=True)
class ConditionFields:
    """A condition or group as fields; ``group`` is the name of the list that further conditions are added to."""

    name: str
    fields: tuple[Field, ...]
    parts: tuple[ConditionFields, ...] = ()
    group: str = ""


def condition_fields(whole: Value, path: Path) -> ConditionFields | None:
    """Return the fields of the condition at a path; None where none can be read."""
    part = Part(whole, path)
    key = next((each for each in ("all", "any", "of") if isinstance(part.said.get(each), list)), None)
    if key is not None:
        inner = part.said[key]
        parts = (
            condition_fields(whole, (*path, key, place))
            for place in range(len(inner) if isinstance(inner, list) else 0)
        )
        fields = (
            Field(f"{name_of(path)}:nhom", "Đạt khi", key, "choice", GROUP_WORDS),
            Field(f"{name_of(path)}:n", "Số ấy (nếu chọn «ít nhất số…»)", shown(part.said.get("at_least")), "number"),
        )
        return ConditionFields(name_of(path), fields, tuple(filter(None, parts)), part.name(key))
    subject = next((each for each in SUBJECTS if each in part.said), None)
    return ConditionFields(name_of(path), tuple(_leaf(part, subject))) if subject else None


def _leaf(part: Part, subject: str) -> Iterator[Field]:
    if subject == "share":
        for place, label in enumerate(("Tỷ lệ của", "trên")):
            yield _chosen(part, (subject, place), label, "count")
    else:
        labels = {"document": "Văn bản", "flag": "Câu trả lời", "change": "Thay đổi so với kỳ trước của"}
        kinds = ("count", "number") if subject == "change" else (subject,)
        yield _chosen(part, (subject,), labels.get(subject, "Chỉ tiêu"), *kinds)
    if subject == "flag":
        value = shown(part.said.get("is")) or "true"
        yield Field(part.name("is"), "phải là", value, "choice", YES_NO)
    elif subject == "document":
        yield part.text("issued_by", "Chậm nhất ngày", kind="month_day", hint="ví dụ 31/3; để trống là trong cả kỳ")
        value = shown(part.said.get("any_time")) or "false"
        yield Field(
            part.name("any_time"),
            "Văn bản của các năm trước",
            value,
            "choice",
            (("false", "không tính"), ("true", "cũng tính")),
        )
    else:
        yield from bound_fields(part, "%" if subject in ("share", "change") else "")


def _chosen(part: Part, steps: tuple[str | int, ...], label: str, *kinds: str) -> Field:
    value = shown(part_at(part.said, steps))  # type: ignore[arg-type]  # a mapping of the file
    choices = indicator_choices(part.whole, *kinds)
    extra = () if value in dict(choices) else ((value, value),)
    return Field(part.name(*steps), label, value, "choice", (*choices, *extra))


def bounds_of(said: Mapping[str, Value]) -> list[tuple[str, Value]]:
    """Return the bounds of a condition in the order of the file."""
    return [(key, value) for key, value in said.items() if key in BOUNDS]


def bound_fields(part: Part, unit: str) -> Iterator[Field]:
    """Yield the fields of up to two bounds."""
    bounds = [*bounds_of(part.said), ("", None), ("", None)][:2]
    for place, (key, value) in enumerate(bounds, 1):
        words, which = ("Phải", "Ngưỡng") if place == 1 else ("và phải", "Ngưỡng thứ hai")
        choices = BOUND_WORDS if place == 1 else (("", "không có ngưỡng thứ hai"), *BOUND_WORDS)
        yield Field(f"{name_of(part.path)}:dau{place}", words, key, "choice", choices)
        yield Field(f"{name_of(part.path)}:so{place}", f"{which}{f' ({unit})' if unit else ''}", shown(value), "number")
