"""Parts taken out of a draft: what others still name stays, a list goes with its last part where it may."""

from __future__ import annotations

from collections.abc import Mapping

from api.pages.editor.fields import part_at
from api.pages.editor.made import listed, missing
from api.pages.editor.new_rules import read_by
from engine.editing import Drop, Edit, Put
from engine.yaml_tree import Path, Value

OPTIONAL = ("examples", "bands", "recognition", "targets", "vetoes", "first", "legal_basis", "lists", "stands_on.as")
"""Lists and mappings that go with their last part; any other keeps one."""


def retired(whole: Value, path: Path) -> Edit:
    """Return the change that takes a part out; FaultyError names what still needs it."""
    users = users_of(whole, path)
    if users:
        raise missing(
            f"{_WORDS.get(str(path[0]), 'Mục')} {_named(whole, path)}",
            f"đang được dùng ở {', '.join(users)}",
            "bỏ ở những chỗ đó trước, rồi bỏ mục này",
        )
    holder = part_at(whole, path[:-1])
    if isinstance(holder, list | dict) and len(holder) == 1:
        if path[-2:-1] == ("goals",):
            raise missing("Bậc này", "là bậc duy nhất của mục tiêu", "thêm bậc khác trước, hoặc bỏ cả mục tiêu")
        if path[:1] == ("lists",) and isinstance(holder, list):
            return Put(path[:-1], [])
        if ".".join(map(str, path[:-1])) in OPTIONAL or path[-2:-1] == ("examples",):
            return Drop(path[:-1])
    return Drop(path)


_WORDS = {"indicators": "Chỉ tiêu", "bands": "Mức", "recognition": "Cấp", "lists": "Danh sách"}


def _named(whole: Value, path: Path) -> str:
    found = part_at(whole, path)
    title = found.get("title") if isinstance(found, Mapping) and path[0] in ("bands", "recognition") else None
    return f"«{title}»" if title else str(path[-1])


def users_of(whole: Value, path: Path) -> list[str]:
    """Name the parts that would miss a part: they name its id."""
    if len(path) != 2:  # noqa: PLR2004 -- only whole parts are named by others
        return []
    found = part_at(whole, path)
    said = found if isinstance(found, Mapping) else {}
    if path[0] == "indicators":
        return used_by(whole, str(path[1]))
    if path[0] == "bands":
        return [*_goals_with(whole, "band", said.get("id")), *_levels_with(whole, "band", said.get("id"))]
    if path[0] == "recognition":
        key = said.get("level")
        blocked = [
            f"điều kiện loại trừ {each.get('id')}"
            for each in listed(whole, ("vetoes",))
            if isinstance(each, Mapping) and key in (each.get("blocks") or ())  # type: ignore[operator]
        ]
        return [*_goals_with(whole, "level", key), *_levels_with(whole, "recognised", key), *blocked]
    return _goals_with(whole, "among", path[1]) if path[0] == "lists" else []


def _goals_with(whole: Value, key: str, wanted: object) -> list[str]:
    return [
        f"mục tiêu {each.get('id')}"
        for each in listed(whole, ("targets",))
        if isinstance(each, Mapping) and isinstance(goals := each.get("goals"), list)
        if any(isinstance(goal, Mapping) and goal.get(key) == wanted for goal in goals)
    ]


def _levels_with(whole: Value, key: str, wanted: object) -> list[str]:
    return [
        f"cấp «{each.get('title')}»"
        for each in listed(whole, ("recognition",))
        if isinstance(each, Mapping) and isinstance(asked := each.get("requires"), Mapping) and asked.get(key) == wanted
    ]


def used_by(whole: Value, key: str) -> list[str]:
    """Return the ids of the parts that use an indicator."""
    found: list[str] = []
    for holder in ("criteria", "vetoes"):
        parts = (each for each in listed(whole, (holder,)) if isinstance(each, Mapping))
        found += [str(each.get("id", "")) for each in parts if key in read_by(each)]
    found += [f"làm trước {place}" for place, each in enumerate(listed(whole, ("first",)), 1) if key in read_by(each)]
    indicators = part_at(whole, ("indicators",))
    for name, said in indicators.items() if isinstance(indicators, Mapping) else ():
        if isinstance(said, Mapping) and (key == said.get("at_most") or key in (said.get("sum") or ())):  # type: ignore[operator]
            found.append(name)
    return found
