"""One change of a criteria file: what it is, made in the text, and proven by reading the text again."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from engine.editing import splices
from engine.editing.nodes import EditError, Node, read_nodes
from engine.editing.order import place_of
from engine.yaml_tree import Path, Value, read_tree

_Part = TypeVar("_Part")


@dataclass(frozen=True, slots=True)
class Put:
    """Write a value; a key that is not there yet is added where the format has it."""

    path: Path
    value: Value


@dataclass(frozen=True, slots=True)
class Drop:
    """Take out a key with its value, or an item of a list."""

    path: Path


@dataclass(frozen=True, slots=True)
class Add:
    """Write a new item into a list (``key`` None) or a new key into a mapping, in a place (None: the last)."""

    path: Path
    value: Value
    key: str | None = None
    place: int | None = None


@dataclass(frozen=True, slots=True)
class Move:
    """Bring the part that a path leads to into another place among its neighbours."""

    path: Path
    place: int


@dataclass(frozen=True, slots=True)
class Rename:
    """Give the key that a path ends in another name."""

    path: Path
    key: str


Edit = Put | Drop | Add | Move | Rename
MARK = "\ufeff"
"""What Notepad puts before a text; YAML does not count it."""


def changed(text: str, *edits: Edit) -> str:
    """Make changes one after the other. Items of lists may be named by their id in a path. EditError: none is made."""
    mark, text = (MARK, text[1:]) if text.startswith(MARK) else ("", text)
    said = value_of(text)
    for edit in edits:
        try:
            text, said = _changed(text, said, edit)
        except EditError as error:
            error.path = edit.path
            raise
    return mark + text


def value_of(text: str) -> Value:
    """Return what a text says, as plain values; None when it can't be read."""
    return read_tree(text).value


def where(value: Value, path: Iterable[str | int]) -> Path:
    """Turn a path with ids into one with places; what leads nowhere is left for the change to refuse."""
    found: list[str | int] = []
    for step in path:
        place = _named(value, step) if isinstance(value, list) and isinstance(step, str) else None
        found.append(step if place is None else place)
        try:
            value = value[found[-1]]  # type: ignore[index]  # what fits is told by trying
        except (KeyError, IndexError, TypeError):
            value = None
    return tuple(found)


def _named(items: Sequence[Value], name: str) -> int | None:
    for place, each in enumerate(items):
        if isinstance(each, Mapping) and str(each.get("id", each.get("level"))) == name:
            return place
    return None


def _changed(text: str, old: Value, edit: Edit) -> tuple[str, Value]:
    if old is None:  # what could be read to its end is safe to be read again
        raise EditError("NOT_YAML")
    nodes = read_nodes(text)
    path = where(old, edit.path)
    new, wanted = _made(text, nodes, edit, path), _after(old, edit, path)
    said = value_of(new)
    if said != wanted or _order(said) != _order(wanted):
        raise EditError("NOT_PROVEN", ".".join(map(str, edit.path)))
    return new, said


def _made(text: str, nodes: Node, edit: Edit, path: Path) -> str:
    if isinstance(edit, Add):
        holder = nodes.at(path)
        place = len(holder.parts) if edit.place is None else edit.place
        if (holder.kind == "map") != (edit.key is not None) or not 0 <= place <= len(holder.parts):
            raise EditError("NO_SUCH_PART", str(edit.key or edit.place))
        if edit.key is not None and edit.key in {each.name for each in holder.keys}:
            raise EditError("DOUBLED", edit.key)
        return splices.insert(text, holder, place, edit.value, edit.key)
    if not path:
        raise EditError("NO_SUCH_PART")
    holder, step = nodes.at(path[:-1]), path[-1]
    if isinstance(edit, Put):
        if holder.kind == "map" and step not in {each.name for each in holder.keys}:
            place = place_of(path, [each.name for each in holder.keys])
            return splices.insert(text, holder, place, edit.value, str(step))
        return splices.put(text, holder.parts[holder.index(step)], edit.value)
    at = holder.index(step)
    if isinstance(edit, Drop):
        return splices.drop(text, holder, at)
    if isinstance(edit, Rename):
        if holder.kind != "map" or edit.key in {each.name for each in holder.keys}:
            raise EditError("DOUBLED", edit.key)
        return splices.rename(text, holder, at, edit.key)
    return _moved(text, nodes, path[:-1], at, edit.place)


def _moved(text: str, nodes: Node, holder_path: Path, old: int, new: int) -> str:
    holder = nodes.at(holder_path)
    if not 0 <= new < len(holder.parts):
        raise EditError("NO_SUCH_PART", str(new))
    if old == new:
        return text
    if holder.flow:
        return splices.move_in_line(text, holder, old, new)
    taken = splices.cut(text, holder, old)
    rest = splices.drop(text, holder, old)
    return splices.paste(rest, read_nodes(rest).at(holder_path), new, taken)


# ----------------------------------------------------------------------------------- what the text is to say then


def _after(value: Value, edit: Edit, path: Path) -> Value:
    """Return what the text must say once the change is made."""
    if isinstance(edit, Add):
        return _with(value, path, lambda holder: _added(holder, edit))
    return _with(value, path[:-1], lambda holder: _replaced(holder, edit, path[-1]))


def _with(value: Value, path: Path, change: object) -> Value:
    if not path:
        return change(value)  # type: ignore[operator, no-any-return]  # one of the two below
    copy = value.copy() if isinstance(value, dict | list) else value
    copy[path[0]] = _with(copy[path[0]], path[1:], change)  # type: ignore[index]  # the nodes have it
    return copy


def _added(holder: Value, edit: Add) -> Value:
    value = _plain(edit.value)
    if isinstance(holder, dict):
        return dict(_inserted(list(holder.items()), edit.place, (str(edit.key), value)))
    return _inserted(list(holder), edit.place, value)  # type: ignore[arg-type]  # a list is left


def _inserted(items: list[_Part], place: int | None, item: _Part) -> list[_Part]:
    items.insert(len(items) if place is None else place, item)
    return items


def _replaced(holder: Value, edit: Put | Drop | Move | Rename, step: str | int) -> Value:
    if isinstance(holder, list):
        items = list(holder)
        at = int(step)
        if isinstance(edit, Put):
            items[at] = _plain(edit.value)
        elif isinstance(edit, Move):
            items.insert(edit.place, items.pop(at))
        else:
            items.pop(at)
        return items
    pairs = list(holder.items()) if isinstance(holder, dict) else []
    keys = [key for key, _ in pairs]
    if isinstance(edit, Put):
        value = _plain(edit.value)
        if step in keys:
            pairs[keys.index(str(step))] = (str(step), value)
        else:
            pairs.insert(place_of((step,), keys), (str(step), value))
    elif isinstance(edit, Rename):
        pairs[keys.index(str(step))] = (edit.key, pairs[keys.index(str(step))][1])
    else:
        pair = pairs.pop(keys.index(str(step)))
        if isinstance(edit, Move):
            pairs.insert(edit.place, pair)
    return dict(pairs)


def _plain(value: Value) -> Value:
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, list):
        return [_plain(each) for each in value]
    return {key: _plain(each) for key, each in value.items()} if isinstance(value, dict) else value


def _order(value: Value) -> object:
    """Return the keys in their order all the way down: equal mappings may differ in it."""
    if isinstance(value, dict):
        return [(key, _order(each)) for key, each in value.items()]
    return [_order(each) for each in value] if isinstance(value, list) else None
