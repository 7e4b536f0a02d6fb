"""How fast a goal nears, in sentences: what is needed a quarter, what was achieved, and whether it is enough."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from engine.pace import RECENT, Pace, Stage
from engine.rules import Verdict
from engine.targets import GoalProgress
from engine.wording.numbers import day, figure_range, number

ENOUGH = {
    Verdict.MET: "đủ nhịp",
    Verdict.UNKNOWN: "chưa rõ có đủ nhịp",
    Verdict.UNMET: "chậm hơn nhịp cần",
}
ON_THE_DAY = {Verdict.MET: "kịp", Verdict.UNKNOWN: "chưa rõ", Verdict.UNMET: "chậm"}


def per_quarter(value: Fraction) -> str:
    """Write a pace with two places at most: «3,25»."""
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return number(exact.quantize(Decimal("0.01"), ROUND_HALF_UP))


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


def reached_words(stage: Stage) -> str:
    """Write what was reached by a day, as a range; empty for a day to come."""
    if stage.reached is None or stage.possible is None:
        return ""
    return figure_range(stage.reached, stage.possible)
