"""What a form of the editor is made of: fields, the parts inside a part, and what can be added to them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from api.pages.editor.conditions import ConditionFields
from api.pages.editor.fields import Field


@dataclass(frozen=True, slots=True)
class ExampleFields:
    """An example as fields: figures given, the verdict that must come, what must be lacking."""

    name: str
    number: int
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """A part inside the open part: a goal of a target, a band, a member of a list; ``name`` leads to it."""

    name: str
    legend: str
    fields: tuple[Field, ...] = ()
    can_move: bool = False


@dataclass(frozen=True, slots=True)
class Addition:
    """Fields of something new and the button that adds it; ``deed`` is what the button sends."""

    deed: str
    button: str
    fields: tuple[Field, ...]
    condition: str = ""
    """Where the new part has a condition: before the names of its fields."""


@dataclass(frozen=True, slots=True)
class Group:
    """Parts of one kind inside the open part, and how another is added."""

    legend: str
    blocks: tuple[Block, ...]
    addition: Addition | None = None


@dataclass(frozen=True, slots=True)
class Form:
    """The fields of one part; ``key`` is its name as the address has it, ``path`` the way to it in the file."""

    key: str
    path: str
    fields: tuple[Field, ...]
    condition: ConditionFields | None = None
    examples: tuple[ExampleFields, ...] = ()
    last: tuple[Field, ...] = ()
    groups: tuple[Group, ...] = ()

    def all_fields(self) -> Iterator[Field]:
        """Yield every field, in the order of the page."""
        yield from self.fields
        if self.condition is not None:
            yield from _of_condition(self.condition)
        yield from self.last
        for group in self.groups:
            for block in group.blocks:
                yield from block.fields
        for each in self.examples:
            yield from each.fields


def _of_condition(condition: ConditionFields) -> Iterator[Field]:
    yield from condition.fields
    for each in condition.parts:
        yield from _of_condition(each)
