"""How fast a goal nears, quarter by quarter, against how fast it must: exact figures, the unknown as a band.

Quarters are those of the calendar. A day has one figure only: on a due day the goal of that day holds, from the day
after it the next one does.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from math import ceil

from engine.criteria import Goal, Target
from engine.rules import Verdict

RECENT = 4
"""Quarters that «gần đây» looks back."""


@dataclass(frozen=True, slots=True)
class Point:
    """What a goal had reached at the end of a day, for sure and possibly."""

    on: date
    reached: int
    possible: int


@dataclass(frozen=True, slots=True)
class Pace:
    """Units a quarter: what is needed, and what was achieved, each for sure and at best; None where nothing says.

    Needed is what still lacks, over the quarters left: that of the as-of day when it has not ended, and those up to
    the due day. Achieved is the growth between ends of quarters: at best it is counted up to what is possible.
    """

    left: int
    needed: Fraction | None
    needed_least: Fraction | None
    passed: int
    since: date | None
    achieved: Fraction | None
    achieved_most: Fraction | None
    recent: Fraction | None

    @property
    def verdict(self) -> Verdict | None:
        """Whether the pace achieved is enough; None where there is nothing to compare or nothing left to do."""
        if not self.needed or self.achieved is None or self.achieved_most is None or self.needed_least is None:
            return None
        if self.achieved >= self.needed:
            return Verdict.MET
        return Verdict.UNKNOWN if self.achieved_most >= self.needed_least else Verdict.UNMET


@dataclass(frozen=True, slots=True)
class Milestone:
    """So many units by the end of a day."""

    due: date
    required: int


@dataclass(frozen=True, slots=True)
class Stage:
    """A day on the way of a goal: what should be reached by its end, and what was; None for days to come."""

    on: date
    required: int
    reached: int | None = None
    possible: int | None = None

    @property
    def verdict(self) -> Verdict | None:
        """Whether it was enough, for sure or perhaps; None for a day to come."""
        if self.reached is None or self.possible is None:
            return None
        if self.reached >= self.required:
            return Verdict.MET
        return Verdict.UNKNOWN if self.possible >= self.required else Verdict.UNMET


# ------------------------------------------------------------------------------------------------------ quarters


def quarter_of(on: date) -> int:
    """Number the quarters of the calendar."""
    return on.year * 4 + (on.month - 1) // 3


def end_of(quarter: int) -> date:
    """Return the last day of a quarter."""
    year, at = divmod(quarter + 1, 4)
    return date(year, at * 3 + 1, 1) - timedelta(days=1)


def quarters_left(as_of: date, due: date) -> int:
    """Count the quarters that the days after ``as_of`` up to the due day lie in."""
    return quarter_of(due) - quarter_of(as_of + timedelta(days=1)) + 1 if as_of < due else 0


def days_measured(start: date, as_of: date, due: date) -> tuple[date, ...]:
    """Return the ends of quarters from the start up to the as-of day (at most the due day), and that day itself."""
    last = min(as_of, due)
    ends = [end_of(each) for each in range(quarter_of(start), quarter_of(last) + 1)]
    days = [each for each in ends if each <= last]
    return tuple(days if days and days[-1] == last else [*days, last])


# ---------------------------------------------------------------------------------------------------- what is needed


def target_on(targets: Sequence[Target], on: date) -> Target:
    """Return the one target that a day works toward: the first that is due on it or later, the last when none is.

    ValueError when there is no target.
    """
    if not targets:
        raise ValueError("a set without targets works toward none")
    return min((each for each in targets if each.due >= on), key=lambda each: each.due, default=targets[-1])


def milestones(targets: Sequence[Target], goal: Goal, required: Milestone) -> tuple[Milestone, ...]:
    """Return the days by which more and more of a goal is asked: its own, and what earlier targets ask of the same.

    The same is the same level or band, in the same list, counted the same way. Earlier figures above a later one do
    not stand: what is asked never falls.
    """
    same = (goal.level, goal.band, goal.among, None)
    found = {required.due: required.required}
    for target in targets if goal.per is None else ():
        for each in target.goals:
            if target.due < required.due and (each.level, each.band, each.among, each.per) == same:
                found[target.due] = max(found.get(target.due, 0), min(each.at_least, required.required))
    stairs: list[Milestone] = []
    for due in sorted(found):
        stairs.append(Milestone(due, max(found[due], stairs[-1].required if stairs else 0)))
    return tuple(stairs)


def required_on(start: date, stairs: Sequence[Milestone], on: date) -> Fraction:
    """Return what should be reached by the end of a day, on straight lines from milestone to milestone.

    The first line begins with nothing on the day before ``start``; from the last day on it is all of the last one.
    ``stairs`` are in the order of their days, each day once. ValueError when there is none.
    """
    if not stairs:
        raise ValueError("nothing is asked by any day")
    place = bisect_left([each.due for each in stairs], on)
    if place == len(stairs):
        return Fraction(stairs[-1].required)
    begun = start - timedelta(days=1)
    before = stairs[place - 1] if place else Milestone(min(begun, stairs[0].due - timedelta(days=1)), 0)
    after = stairs[place]
    passed, whole = max(0, (on - before.due).days), (after.due - before.due).days
    return before.required + Fraction((after.required - before.required) * passed, whole)


def stages(start: date, stairs: Sequence[Milestone], points: Sequence[Point]) -> tuple[Stage, ...]:
    """Return the way of a goal, one figure a day: ends of quarters and milestones up to the last, and days measured.

    What should be reached is rounded up to whole units.
    """
    last = stairs[-1].due
    ends = (end_of(each) for each in range(quarter_of(start), quarter_of(last) + 1))
    known = {each.on: each for each in points}
    days = {min(each, last) for each in ends} | known.keys() | {each.due for each in stairs if each.due >= start}
    return tuple(
        Stage(
            on=on,
            required=ceil(required_on(start, stairs, on)),
            reached=known[on].reached if on in known else None,
            possible=known[on].possible if on in known else None,
        )
        for on in sorted(days)
    )


# ------------------------------------------------------------------------------------------------------- the pace


def pace(points: Sequence[Point], required: int, due: date) -> Pace:
    """Work out the pace from points in the order of their days, the last of which is the as-of day."""
    now = points[-1]
    left = quarters_left(now.on, due)
    ends = [each for each in points if each.on == end_of(quarter_of(each.on))]
    passed = quarter_of(ends[-1].on) - quarter_of(ends[0].on) if ends else 0
    back = [each for each in ends if quarter_of(each.on) == quarter_of(ends[-1].on) - RECENT]
    lacking, least = max(0, required - now.reached), max(0, required - now.possible)
    return Pace(
        left=left,
        needed=Fraction(lacking, left) if left else None,
        needed_least=Fraction(least, left) if left else None,
        passed=passed,
        since=ends[0].on if passed else None,
        achieved=Fraction(ends[-1].reached - ends[0].reached, passed) if passed else None,
        achieved_most=Fraction(ends[-1].possible - ends[0].reached, passed) if passed else None,
        recent=Fraction(ends[-1].reached - back[0].reached, RECENT) if back else None,
    )
