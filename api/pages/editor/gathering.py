"""Changes of single fields put together: a part that isn't there yet is written whole, an emptied one taken out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from api.pages.editor.fields import part_at
from engine.editing import Add, Drop, Edit, Put, Rename
from engine.editing.order import place_of
from engine.yaml_tree import Path, Value

NEVER_LEFT_OUT = ("given",)
"""Parts that must be there, be it without a key."""
LENGTH_OF_AN_ID = 3
"""Steps of the way to the id of a part: where it is held, which, ``id``."""


def gathered(whole: Value, edits: Sequence[Edit]) -> list[Edit]:
    """Return changes in an order in which none takes the ground from another."""
    gone = {each.path for each in edits if isinstance(each, Drop)}
    standing = [each for each in edits if not any(each.path[:length] in gone for length in range(len(each.path)))]
    members = [each for each in standing if isinstance(each, Add) or isinstance(each.path[-1], int)]
    kept = [each for each in standing if each not in members]
    emptied = _emptied(whole, kept)
    alone = [each for each in kept if each.path[:-1] not in emptied and not _lacks_its_part(whole, each)]
    cleared: list[Edit] = [
        Put(path, {}) if path[-1] in NEVER_LEFT_OUT else Drop(path) for path in sorted(emptied, key=str)
    ]
    return [*members, *sorted([*alone, *_new_parts(whole, kept), *cleared], key=_turn)]


def _turn(edit: Edit) -> tuple[int, int]:
    """Order changes: groups get new names late, the inner ones first; a part its new id last."""
    if isinstance(edit, Put) and edit.path[-1] == "id" and len(edit.path) == LENGTH_OF_AN_ID:
        return 3, 0
    if isinstance(edit, Rename) and edit.key in ("all", "any", "of"):
        return 2, -len(edit.path)
    return int(isinstance(edit, Drop)), 0


def _emptied(whole: Value, edits: Sequence[Edit]) -> set[Path]:
    """Return the mappings that would lose every key and get none."""
    dropped: dict[Path, set[str]] = {}
    for each in edits:
        if isinstance(each, Drop) and len(each.path) > 1:
            dropped.setdefault(each.path[:-1], set()).add(str(each.path[-1]))
    filled = {each.path[:-1] for each in edits if isinstance(each, Put | Rename)}
    return {
        path
        for path, keys in dropped.items()
        if path not in filled and isinstance(held := part_at(whole, path), Mapping) and set(held) == keys
    }


def _lacks_its_part(whole: Value, edit: Edit) -> bool:
    return isinstance(edit, Put) and len(edit.path) > 1 and part_at(whole, edit.path[:-1]) is None


def _new_parts(whole: Value, edits: Sequence[Edit]) -> Iterator[Edit]:
    """Yield the parts that are missing, each with all that was typed for it, in the order of the format."""
    found: dict[Path, list[tuple[str, Value]]] = {}
    for each in edits:
        if isinstance(each, Put) and _lacks_its_part(whole, each):
            pairs, key = found.setdefault(each.path[:-1], []), str(each.path[-1])
            pairs.insert(place_of((key,), [name for name, _ in pairs]), (key, each.value))
    for path, pairs in found.items():
        yield Put(path, dict(pairs))


def other_members(whole: Value, path: Path, wanted: Sequence[str], order: Sequence[str]) -> Iterator[Edit]:
    """Yield the changes that make a list of ids hold what is wanted; what stays keeps its characters.

    ``order`` says where a new one stands among the others; one that it does not name comes last.
    """
    found = part_at(whole, path)
    held = [str(each) for each in found] if isinstance(found, list) else []
    left = [each for each in held if each in wanted]
    if not wanted or not left:
        if held or wanted:
            yield Put(path, list(wanted)) if wanted else Drop(path)
        return
    yield from (Drop((*path, place)) for place in reversed(range(len(held))) if held[place] not in wanted)
    rank = {key: place for place, key in enumerate(order)}
    for each in wanted:
        if each not in left:
            mine = rank.get(each, len(order))
            place = sum(rank.get(one, len(order)) <= mine for one in left)
            yield Add(path, each, place=place)
            left.insert(place, each)
