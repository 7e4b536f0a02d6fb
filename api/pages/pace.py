"""The way of a goal day by day as the page shows it: what should be reached, what was, and whether it was enough."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from api.pages.marks import Mark
from engine.pace import Pace, Stage
from engine.wording.numbers import day, number
from engine.wording.paces import ENOUGH, ON_THE_DAY, reached_words
from engine.wording.verdicts import MARKS


@dataclass(frozen=True, slots=True)
class StageRow:
    """A day of the table; a day to come has no figure and no mark."""

    on: str
    required: str
    reached: str
    mark: Mark | None


def judged(found: Pace) -> Mark | None:
    """Show whether a pace is enough; None where there is nothing to compare or nothing left to do."""
    verdict = found.verdict
    return None if verdict is None else Mark(MARKS[verdict], ENOUGH[verdict], str(verdict))


def stage_rows(found: Sequence[Stage]) -> tuple[StageRow, ...]:
    """Show the way of a goal."""
    return tuple(
        StageRow(
            on=day(each.on),
            required=number(each.required),
            reached=reached_words(each),
            mark=None
            if each.verdict is None
            else Mark(MARKS[each.verdict], ON_THE_DAY[each.verdict], str(each.verdict)),
        )
        for each in found
    )
