"""Targets across a change of the map: the document's units, the units of the due day, former districts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from api.exchange.recognitions import version_of
from api.workflow.board import Board
from engine.criteria import Goal, Target
from engine.crossing import Crossing, crossing
from engine.targets import TargetProgress, progress


@dataclass(frozen=True, slots=True)
class FormerDistricts:
    """A goal of every district, read where its level has ended: former districts that had enough units by then.

    It is no goal of any document, and it can't grow any more; ``last_day`` is the level's.
    """

    goal: Goal
    last_day: date
    reached: tuple[str, ...]
    others: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Across:
    """A target whose document counted another map than there is on its due day."""

    counted: int
    """Units of the document's map."""
    on_due: TargetProgress
    """The same goals over the units that there are on the due day."""
    crossing: Crossing


def across(board: Board, target: Target, as_of: date) -> Across | None:
    """Measure a target on the units of its due day too; None while those are the units of the document, or not yet."""
    criteria, register = board.criteria, board.register
    document = {unit.key for unit in register.covered(criteria, criteria.effective_from)}
    later = register.covered(criteria, target.due)
    keys = sorted(unit.key for unit in later)
    if not keys or set(keys) == document or max(key[1] for key in keys) > as_of:
        return None
    population = board.known_of(keys, target.model_copy(update={"population": "units_of_period"}), as_of)
    return Across(
        counted=len(document),
        on_due=progress(criteria, target, population, as_of),
        crossing=crossing(register, document, criteria.effective_from, target.due),
    )


def former_districts(board: Board, target: Target, goal: Goal, as_of: date) -> FormerDistricts | None:
    """Read a goal of every district by former district; None where its level is there, or it is no such goal."""
    level = board.criteria.levels.get(goal.level or "")
    if goal.per is None or level is None or level.in_force(target.due) or level.effective_to is None:
        return None
    last = min(level.effective_to, as_of)
    districts = board.register.districts_on(last)
    if not districts:
        return None
    found = dict.fromkeys(districts, 0)
    for each in board.recognitions or ():
        key = version_of(board.register, each)
        unit = board.register.version(*key) if key else None
        counts = each.level == level.level and each.in_force(last) and each.in_force(as_of)
        if counts and unit is not None and board.register.covers(board.criteria, unit) and unit.district in found:
            found[unit.district] += 1
    reached = [code for code, number in found.items() if number >= goal.at_least]
    return FormerDistricts(
        goal,
        last,
        tuple(districts[code].name for code in reached),
        tuple(each.name for code, each in districts.items() if code not in reached),
    )
