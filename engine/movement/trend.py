"""How the register grew: counts on several days, each place on one map so that years can be compared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from engine.movement.register import Movement
from engine.movement.rollups import By, Total, by_group, whole
from engine.movement.wanted import EVERYTHING, Wanted


@dataclass(frozen=True, slots=True)
class Line:
    """One group over the days, in their order; None where it had nothing and could have nothing."""

    key: str
    title: str
    totals: tuple[Total | None, ...]


def ends_of_years(first: int, last: int, today: date) -> tuple[date, ...]:
    """Return the last days of years; of the year that is running, today."""
    return tuple(min(date(year, 12, 31), today) for year in range(first, last + 1) if date(year, 1, 1) <= today)


def trend(movement: Movement, days: Sequence[date], by: By | None = None, wanted: Wanted = EVERYTHING) -> list[Line]:
    """Add up on each of the days, by group or (None) as a whole, standings and ratings as they were on each.

    Places are those of the last of the days on every one of them, also in the question: what lay in units that have
    merged since is counted for their heir, since a code or a name may have been another unit's before.
    """
    states = [movement.state(day, max(days)) for day in days]
    if by is None:
        return [Line("", "", tuple(whole(each, wanted) for each in states))] if states else []
    found = [{total.key: total for total in by_group(each, by, wanted)} for each in states]
    newest_first = {key: total.title for each in reversed(found) for key, total in each.items()}
    return [Line(key, title, tuple(each.get(key) for each in found)) for key, title in newest_first.items()]
