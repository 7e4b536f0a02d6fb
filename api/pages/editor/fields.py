"""The fields of a part of a draft: what a policy editor changes without touching the text; names say where they lead.

A field is named by its path in the file: keys and ids as they are, places in lists as «#1». What belongs to a bound
(its direction and its figure) carries a colon and a word behind the path of its condition.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from engine.conditions import BOUNDS, SUBJECTS
from engine.editing.changing import where
from engine.wording.numbers import number
from engine.wording.rules import due
from engine.yaml_tree import Path, Value

Choices = tuple[tuple[str, str], ...]
NOT_SAID: Choices = (("", "không ghi"),)
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
WORDINGS: Choices = (("official", "đúng văn bản"), ("reconstructed", "dựng lại"))
VERDICTS: Choices = (("met", "đạt"), ("unmet", "chưa đạt"), ("unknown", "chưa rõ"))
KINDS: Choices = (
    ("count", "số đếm"),
    ("number", "số thập phân"),
    ("flag", "có/không"),
    ("document", "ngày ban hành văn bản"),
)
MERGERS: Choices = (
    *NOT_SAID,
    ("sum", "cộng lại"),
    ("any", "một nơi có là có"),
    ("all", "mọi nơi có mới là có"),
    ("reissue", "phải ban hành lại"),
    ("unknown", "coi là chưa rõ"),
)
YES_NO: Choices = (("true", "có"), ("false", "không"))


@dataclass(frozen=True, slots=True)
class Field:
    """One field: its name, its label, what stands in it, and how it is read (``text`` · ``number`` · ``day`` …)."""

    name: str
    label: str
    value: str
    kind: str = "text"
    choices: Choices = ()
    required: bool = False
    hint: str = ""


def name_of(path: Path) -> str:
    """Write a path as the name of a field."""
    return ".".join(f"#{step}" if isinstance(step, int) else step for step in path)


def path_of(name: str) -> Path:
    """Read the path that a field's name says; a place that is no number leads nowhere."""
    steps = name.partition(":")[0].split(".")
    return tuple(int(step[1:]) if step[:1] == "#" and step[1:].isdecimal() else step for step in steps)


def part_at(value: Value, path: Path) -> Value:
    """Return what a path leads to, ids taken for places; None when it leads nowhere."""
    for step in where(value, path):
        try:
            value = value[step]  # type: ignore[index]  # what fits is told by trying
        except (KeyError, IndexError, TypeError):
            return None
    return value


def shown(value: Value) -> str:
    """Write a value of the file as people read and type it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | Decimal):
        return number(value).replace(".", "")
    return str(value) if isinstance(value, str) else ""


def shown_day(value: Value) -> str:
    """Write a day of the file as people write it; what is no day as it stands."""
    try:
        return f"{date.fromisoformat(value):%d/%m/%Y}" if isinstance(value, str) else shown(value)
    except ValueError:
        return shown(value)


def _month_day(value: Value) -> str:
    parts = str(value or "").split("-")
    return due(str(value)) if len(parts) == 2 and all(map(str.isdecimal, parts)) else str(value or "")  # noqa: PLR2004 -- month and day


class Part:
    """A mapping of the file, and its keys as fields."""

    def __init__(self, whole: Value, path: Path) -> None:
        found = part_at(whole, path)
        self.whole, self.path = whole, path
        self.said: Mapping[str, Value] = found if isinstance(found, Mapping) else {}

    def text(self, key: str, label: str, *, required: bool = False, kind: str = "text", hint: str = "") -> Field:
        """Make the field of a key that is written, not chosen."""
        value = self.said.get(key)
        write = {"day": shown_day, "month_day": _month_day}.get(kind, shown)
        return Field(self.name(key), label, write(value), kind, required=required, hint=hint)

    def choice(self, key: str, label: str, choices: Choices) -> Field:
        """Make the field of a key that is chosen; what stands there and is none of the choices joins them."""
        value = shown(self.said.get(key))
        extra = (
            () if value in dict(choices) or (not value and "" in dict(choices)) else ((value, value or "không ghi"),)
        )
        return Field(self.name(key), label, value, "choice", (*choices, *extra))

    def name(self, *steps: str | int) -> str:
        """Return the name of a field of this part."""
        return name_of((*self.path, *steps))


def indicator_choices(whole: Value, *kinds: str) -> Choices:
    """Return the indicators of some kinds (all when none is named) by their labels."""
    found = part_at(whole, ("indicators",))
    each_of = found.items() if isinstance(found, Mapping) else ()
    return tuple(
        (key, f"{said.get('label', key)} ({key})")
        for key, said in each_of
        if isinstance(said, Mapping) and (not kinds or kind_of(said) in kinds)
    )


def kind_of(indicator: Mapping[str, Value]) -> str:
    """Return the kind of an indicator; a sum is a count."""
    return str(indicator.get("kind", "count" if "sum" in indicator else ""))


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
