"""How fast a goal is nearing, quarter by quarter, against how fast it must: figures, and what is said of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from api.pages.marks import Mark
from engine.rules import Verdict
from engine.targets import GoalProgress
from engine.wording.numbers import day, number
from engine.wording.verdicts import MARKS

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


# ---------------------------------------------------------------------------------------------------------- words


def per_quarter(value: Fraction) -> str:
    """Write a pace with two places at most: «3,25»."""
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return number(exact.quantize(Decimal("0.01"), ROUND_HALF_UP))


def judged(found: Pace) -> Mark | None:
    """Compare the paces; None where there is nothing to compare or nothing left to do."""
    if not found.needed or found.achieved is None or found.achieved_most is None or found.needed_least is None:
        return None
    if found.achieved >= found.needed:
        return Mark(MARKS[Verdict.MET], "đủ nhịp", str(Verdict.MET))
    if found.achieved_most >= found.needed_least:
        return Mark(MARKS[Verdict.UNKNOWN], "chưa rõ có đủ nhịp", str(Verdict.UNKNOWN))
    return Mark(MARKS[Verdict.UNMET], "chậm hơn nhịp cần", str(Verdict.UNMET))


def sentences(found: Pace, progress: GoalProgress, due: date, thing: str) -> Iterator[str]:
    """Say the pace needed, then the pace achieved; ``thing`` is what is counted."""
    if found.needed is None:
        yield f"Đã đến hạn {day(due)}."
    elif progress.gap == 0:
        yield f"Đã đủ; còn {number(found.left)} quý đến hạn {day(due)}."
    else:
        least = found.needed_least if found.needed_least is not None else found.needed
        at_best = f" (ít nhất {per_quarter(least)})" if least else " (có thể đã đủ)"
        perhaps = at_best if least != found.needed else ""
        yield (
            f"Cần {per_quarter(found.needed)} {thing} mỗi quý{perhaps}: còn thiếu {number(progress.gap)} trong "
            f"{number(found.left)} quý đến {day(due)}."
        )
    if found.since is None or found.achieved is None or found.achieved_most is None:
        yield "Chưa qua quý nào từ khi bộ tiêu chí có hiệu lực, nên chưa có nhịp đã đạt."
        return
    most = f" (nhiều nhất {per_quarter(found.achieved_most)})" if found.achieved_most != found.achieved else ""
    recent = f"; {RECENT} quý gần nhất {per_quarter(found.recent)}" if found.recent is not None else ""
    yield (
        f"Đã đạt bình quân {per_quarter(found.achieved)} {thing} mỗi quý{most} trong {number(found.passed)} quý "
        f"từ {day(found.since)}{recent}."
    )
