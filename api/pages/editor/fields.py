"""The fields of a part of a draft: what a policy editor changes without touching the text; names say where they lead.

A field is named by its path in the file: keys and ids as they are, places in lists as «#1». What belongs to a bound
(its direction and its figure) carries a colon and a word behind the path of its condition.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from engine.editing.changing import where
from engine.wording.numbers import number
from engine.wording.rules import due
from engine.yaml_tree import Path, Value

Choices = tuple[tuple[str, str], ...]
NOT_SAID: Choices = (("", "không ghi"),)
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
    """Write a path as the name of a field; a point inside a key (``all.0``) is written «~»."""
    return ".".join(f"#{step}" if isinstance(step, int) else step.replace(".", "~") for step in path)


def path_of(name: str) -> Path:
    """Read the path that a field's name says; a place that is no number leads nowhere."""
    steps = name.partition(":")[0].split(".")
    return tuple(
        int(step[1:]) if step[:1] == "#" and step[1:].isdecimal() else step.replace("~", ".") for step in steps
    )


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

    def choice(self, key: str, label: str, choices: Choices, default: str = "") -> Field:
        """Make the field of a key that is chosen; what stands there and is none of the choices joins them.

        ``default`` is what holds where the file says nothing.
        """
        value = shown(self.said.get(key)) or default
        extra = (
            () if value in dict(choices) or (not value and "" in dict(choices)) else ((value, value or "không ghi"),)
        )
        return Field(self.name(key), label, value, "choice", (*choices, *extra))

    def many(self, key: str, label: str, choices: Choices, *, required: bool = False, hint: str = "") -> Field:
        """Make the field of a list of ids, each chosen or not; without choices the ids are typed."""
        found = self.said.get(key)
        held = [shown(each) for each in found] if isinstance(found, list) else []
        extra = tuple((each, each) for each in held if each not in dict(choices)) if choices else ()
        kind = "many" if choices else "ids"
        return Field(self.name(key), label, ", ".join(held), kind, (*choices, *extra), required=required, hint=hint)

    def name(self, *steps: str | int) -> str:
        """Return the name of a field of this part."""
        return name_of((*self.path, *steps))


def id_choices(whole: Value, holder: str, key: str = "id") -> Choices:
    """Return the parts of a list of the file by their titles."""
    found = part_at(whole, (holder,))
    listed = (each for each in found if isinstance(each, Mapping)) if isinstance(found, list) else ()
    named = ((shown(each.get(key)), shown(each.get("title"))) for each in listed)
    return tuple((name, title or name) for name, title in named if name)


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


def figure_field(figures: Part, key: str, words: str) -> Field:
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
