"""A target across a change of the map: the same goals over the document's units and over those of the due day."""

from __future__ import annotations

from dataclasses import dataclass

from api.pages.marks import Mark, of_state
from api.workflow import Board
from api.workflow.crossing import across, former_districts
from engine.targets import GoalProgress, TargetProgress
from engine.wording.crossing import across_words, former_words
from engine.wording.goals import goal_figures, goal_title
from engine.wording.numbers import day, number


@dataclass(frozen=True, slots=True)
class BothFigures:
    """One goal with what it comes to over either population."""

    title: str
    document: str
    due: str
    state: Mark


@dataclass(frozen=True, slots=True)
class AcrossView:
    """Why there are two figures, and both of them goal by goal."""

    title: str
    said: tuple[str, ...]
    document: str
    due: str
    rows: tuple[BothFigures, ...]


def across_view(board: Board, found: TargetProgress) -> AcrossView | None:
    """Show a target on both maps; None where they are the same, or the later is not there yet."""
    both = across(board, found.target, found.as_of)
    if both is None:
        return None
    return AcrossView(
        title=f"Hai bản đồ: {number(both.counted)} đơn vị của văn bản, {number(both.on_due.population)} đơn vị đến hạn",
        said=tuple(across_words(found.target, both.counted, both.on_due.population, both.crossing)),
        document=f"Trên {number(found.population)} đơn vị đang đếm",
        due=f"Trên {number(both.on_due.population)} đơn vị có ngày {day(found.target.due)}",
        rows=tuple(_both(board, document, due) for document, due in zip(found.goals, both.on_due.goals, strict=True)),
    )


def _both(board: Board, document: GoalProgress, due: GoalProgress) -> BothFigures:
    title = f"Bậc {document.place}. {goal_title(board.criteria, document.goal)}"
    if due.goal.per is not None:  # there are no districts on the later map to count
        return BothFigures(title, goal_figures(document), "–", of_state(due.state))
    return BothFigures(title, goal_figures(document), goal_figures(due), of_state(due.state))


def former_note(board: Board, goal: GoalProgress, found: TargetProgress) -> str:
    """Read a void goal of every district by former district; empty for every other goal."""
    former = former_districts(board, found.target, goal.goal, found.as_of)
    if former is None:
        return ""
    of = len(former.reached) + len(former.others)
    said = former_words(len(former.reached), of, day(former.last_day), goal.goal.at_least)
    return f"{said} Đã có: {', '.join(former.reached)}." if former.reached else said
