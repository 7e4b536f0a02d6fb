"""What a new set changes for units and goals, in words: counts, bands, verdicts, eligibility, goals, reviews."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from engine.criteria import BELOW, CriteriaSet
from engine.explaining import CriterionResult
from engine.impact import CriterionImpact, GoalImpact, Impact, Review, Shift, UnitImpact
from engine.rules import Verdict
from engine.wording.changes import recounted_words, shift_words
from engine.wording.goals import STATES, goal_title
from engine.wording.numbers import figure_range, number
from engine.wording.verdicts import WORDS, shortfall_words

ELIGIBLE = {Verdict.MET: "đủ", Verdict.UNMET: "chưa đủ", Verdict.UNKNOWN: "chưa rõ"}
NEITHER = "không có"
"""What is said where one of the sets does not have a thing."""


def counts(each: UnitImpact) -> str:
    """Write the count before and after: «11 – 13 → 10 – 13»."""
    was, now = (figure_range(each.met[side], each.possible[side]) for side in (0, 1))
    return f"{was} → {now}"


def count_now(each: UnitImpact) -> str:
    """Write the count under the new set."""
    return figure_range(each.met[1], each.possible[1])


def bands(each: UnitImpact, old: CriteriaSet, new: CriteriaSet) -> str:
    """Write the bands of before and after, from the sure to the possible one; once where they stay."""
    said = []
    for side, criteria in enumerate((old, new)):
        titles = {band.id: band.title for band in criteria.bands} | {BELOW: "dưới các mức"}
        sure, possible = titles[each.band[side]], titles[each.possible_band[side]]
        said.append(sure if sure == possible else f"{sure} – {possible}")
    return " → ".join(dict.fromkeys(said))


def eligibility(each: UnitImpact, new: CriteriaSet) -> str:
    """Write how the eligibility changes, level by level."""
    return "; ".join(
        f"{new.levels[level].title}: {ELIGIBLE[was]} → {ELIGIBLE[now]}" for level, (was, now) in each.eligible.items()
    )


def because(
    each: UnitImpact, new: CriteriaSet, results: Mapping[str, CriterionResult] | None = None
) -> tuple[str, ...]:
    """Say how the verdicts of a unit change, one by one, with what the new ones lack where ``results`` are given."""
    found = tuple(_shift(shift, new, (results or {}).get(shift.criterion)) for shift in each.because)
    return (*found, *recounted_words(each, new))


def _shift(shift: Shift, new: CriteriaSet, result: CriterionResult | None) -> str:
    said = shift_words(shift)
    if result is None or shift.new is not Verdict.UNMET:
        return said
    lacking = shortfall_words(new, result.shortfall)
    return f"{said}, cần {lacking}" if lacking else f"{said}, không bù được trong kỳ"


def verdict_moves(each: CriterionImpact) -> Iterator[tuple[str, int]]:
    """Say each change of a criterion's verdict, with how many units have it."""
    for (was, now), count in each.moves.items():
        if was is None:
            yield f"tiêu chí mới, {_verdict(now)}", count
        elif now is None:
            yield f"tiêu chí bị bỏ, đang {_verdict(was)}", count
        else:
            yield f"{WORDS[was]} → {WORDS[now]}", count


def _verdict(verdict: Verdict | None) -> str:
    return NEITHER if verdict is None else WORDS[verdict]


@dataclass(frozen=True, slots=True)
class GoalMove:
    """A goal that moves, in words."""

    target: str
    place: int
    title: str
    reached: str
    state: str


def goal_move(each: GoalImpact, old: CriteriaSet, new: CriteriaSet) -> GoalMove:
    """Say how a goal moves; as the new set words it, unless only the old one has it."""
    sides = (each.old, each.new)
    criteria, progress = (old, each.old) if each.new is None else (new, each.new)
    assert progress is not None  # noqa: S101 -- one of the sets has it
    reached = dict.fromkeys(NEITHER if side is None else number(side.reached) for side in sides)
    states = dict.fromkeys(NEITHER if side is None else STATES[side.state] for side in sides)
    title = goal_title(criteria, progress.goal)
    return GoalMove(each.target, each.place, title, " → ".join(reached), " → ".join(states))


def review_words(each: Review) -> str:
    """Say how surely a recognition comes up for review."""
    return "có" if each.new is Verdict.MET else "có thể, còn thiếu số liệu"


def review_levels(each: Review, new: CriteriaSet) -> str:
    """Name the levels at which a unit up for review is recognised."""
    return ", ".join(new.levels[level].title for level in each.levels)


def population_words(target: str, pair: tuple[int, int]) -> str:
    """Say that a target counts another number of units."""
    counted = " → ".join(map(number, pair))
    return f"Mục tiêu {target} đếm trên {counted} đơn vị, vì bản đồ đơn vị được đếm khác đi."


def summary(result: Impact) -> str:
    """Say in one line how many units move, with how many there are."""
    other = (("không còn được chấm", len(result.left)), ("được chấm thêm", len(result.joined)))
    found = (
        ("tăng", len(result.rises)),
        ("giảm", len(result.falls)),
        ("giữ nguyên số tiêu chí", result.unchanged),
        *((words, count) for words, count in other if count),
    )
    told = ", ".join(f"{number(count)} {words}" for words, count in found)
    return f"{number(sum(count for _, count in found))} đơn vị: {told}."
