"""Bands, levels and targets judged: what they ask for must exist, fall, and add up or be warned of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from engine.criteria import Target
from engine.faults import Fault, Severity
from engine.parts import Parts, sound, unknown
from engine.source import value_at
from engine.yaml_tree import Path


def judge_ladder(parts: Parts) -> Iterator[Fault]:
    """Yield the faults of bands, recognition, revocation, targets and lists."""
    yield from _bands(parts)
    yield from _recognition(parts)
    yield from _targets(parts)


def _bands(parts: Parts) -> Iterator[Fault]:
    listed = value_at(parts.tree, ("criteria",))
    if not isinstance(listed, list):
        return
    criteria = len(listed)
    above: int | None = None
    for path, band in parts.items("bands"):
        count = band.get("criteria_met")
        if not isinstance(count, int) or isinstance(count, bool):
            continue
        place = (*path, "criteria_met")
        if count > criteria:
            values = {"seen": str(count), "criteria": str(criteria)}
            yield Fault("BAND_TOO_HIGH", parts.tree.place(place), values=values, path=place)
        if above is not None and count >= above:
            yield Fault(
                "BAND_NOT_FALLING",
                parts.tree.place(place),
                values={"seen": str(count), "above": str(above)},
                path=place,
            )
        above = count


def _recognition(parts: Parts) -> Iterator[Fault]:
    bands, levels = (
        [each for _, each in parts.ids("bands")],
        [each for _, each in parts.ids("recognition", "level")],
    )
    criteria = [each for _, each in parts.ids("criteria")]
    for index, (path, level) in enumerate(parts.items("recognition")):
        requires = level.get("requires")
        asked = requires if isinstance(requires, Mapping) else {}
        if "band" in asked and str(asked["band"]) not in bands:
            yield unknown(parts, "UNKNOWN_BAND", (*path, "requires", "band"), bands)
        lower = str(asked.get("recognised", ""))
        place = (*path, "requires", "recognised")
        if "recognised" in asked and lower not in levels:
            yield unknown(parts, "UNKNOWN_LEVEL", place, levels)
        elif "recognised" in asked and lower not in levels[:index]:
            yield Fault("LEVEL_ORDER", parts.tree.place(place), values={"seen": lower}, path=place)
    for path, veto in parts.items("vetoes"):
        blocks = veto.get("blocks")
        for index, each in enumerate(blocks if isinstance(blocks, list) else []):
            if str(each) not in levels:
                yield unknown(parts, "UNKNOWN_LEVEL", (*path, "blocks", index), levels)
    unmet = value_at(parts.tree, ("revocation", "or_unmet"))
    for index, each in enumerate(unmet if isinstance(unmet, list) else []):
        if str(each) not in criteria:
            yield unknown(parts, "UNKNOWN_CRITERION", ("revocation", "or_unmet", index), criteria)


def _targets(parts: Parts) -> Iterator[Fault]:
    bands, levels = (
        [each for _, each in parts.ids("bands")],
        [each for _, each in parts.ids("recognition", "level")],
    )
    lists = value_at(parts.tree, ("lists",))
    names = list(lists) if isinstance(lists, Mapping) else []
    known = {
        "band": ("UNKNOWN_BAND", bands),
        "level": ("UNKNOWN_LEVEL", levels),
        "among": ("UNKNOWN_LIST", names),
    }
    for path, target in parts.items("targets"):
        goals = target.get("goals")
        for index, goal in enumerate(goals if isinstance(goals, list) else []):
            for key, (code, words) in known.items():
                if isinstance(goal, Mapping) and key in goal and str(goal[key]) not in words:
                    yield unknown(parts, code, (*path, "goals", index, key), words)
        yield from _against_base(parts, path, target)
    for name, members in lists.items() if isinstance(lists, Mapping) else ():
        taken: set[str] = set()
        for index, code in enumerate(members if isinstance(members, list) else []):
            if str(code) in taken:
                place = ("lists", name, index)
                yield Fault("DOUBLED_UNIT", parts.tree.place(place), values={"seen": str(code)}, path=place)
            taken.add(str(code))


def _against_base(parts: Parts, path: Path, raw: Mapping[str, Any]) -> Iterator[Fault]:
    target = sound(Target, raw)
    if target and target.base is not None and any(goal.rest for goal in target.goals) and target.asked != target.base:
        values = {"id": target.id, "asked": str(target.asked), "base": str(target.base)}
        yield Fault("GOALS_AGAINST_BASE", parts.tree.place((*path, "base")), Severity.WARNING, values, path)
