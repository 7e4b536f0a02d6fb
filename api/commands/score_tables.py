"""Scores and progress on a terminal: every unit with what it lacks, every target with its goals."""

from __future__ import annotations

from collections.abc import Sequence

from rich.table import Table

from api import console
from api.workflow import Scored
from engine.criteria import BELOW, CriteriaSet
from engine.explaining import CriterionResult
from engine.rules import Verdict
from engine.targets import State, TargetProgress
from engine.wording.goals import STATES, goal_figures, goal_title, void_reason, warnings
from engine.wording.numbers import day, figure_range, number
from engine.wording.verdicts import shortfall_words


def _table(title: str) -> Table:
    return Table(title=title, title_justify="left", title_style="bold", header_style="bold")


def show_scores(result: Scored) -> None:
    """Show every unit with its range, bands and what it lacks."""
    criteria = result.criteria
    console.banners(criteria, sample=result.sample)
    below = "dưới các mức" if criteria.bands else "không chia mức"
    bands = {band.id: band.title for band in criteria.bands} | {BELOW: below}
    table = _table(f"{criteria.title} — kỳ {result.scores.figures.period}")
    for heading, widest in (("Mã", 5), ("Đơn vị", 24), ("Đạt", 12), ("Mức", 20), ("Loại trừ", 10), ("Còn thiếu", None)):
        table.add_column(heading, justify="right" if heading == "Đạt" else "left", overflow="fold", max_width=widest)
    for place, code in enumerate(result.codes):
        scores = result.scores
        sure, could = (bands[scores.band_id(int(each[place]))] for each in (scores.band, scores.possible_band))
        table.add_row(
            code,
            result.names[place],
            figure_range(int(scores.met[place]), int(scores.possible[place]), len(criteria.criteria)),
            sure if sure == could else f"{sure} – {could}",
            _vetoes(result, place),
            lacking(criteria, result.explanations.of(place)),
        )
    console.results.print(table)
    console.results.print(f"{number(len(result.codes))} đơn vị.")


def _vetoes(result: Scored, place: int) -> str:
    words = {Verdict.MET: "", Verdict.UNKNOWN: " (chưa rõ)"}
    found = [
        (veto.id, Verdict.of(int(result.scores.vetoes[index, place])))
        for index, veto in enumerate(result.criteria.vetoes)
    ]
    return ", ".join(f"{veto}{words[verdict]}" for veto, verdict in found if verdict in words)


def lacking(criteria: CriteriaSet, explained: Sequence[CriterionResult]) -> str:
    """Say in one line what keeps a unit from the rest: each unmet criterion with its shortfall, each unknown one."""
    unmet = [
        f"{each.id} {shortfall_words(criteria, each.shortfall) or 'không bù được trong kỳ'}"
        for each in explained
        if each.verdict is Verdict.UNMET
    ]
    unknown = [each.id for each in explained if each.verdict is Verdict.UNKNOWN]
    return "; ".join([*unmet, *([f"chưa rõ: {', '.join(unknown)}"] if unknown else [])])


def show_progress(criteria: CriteriaSet, targets: Sequence[TargetProgress], *, sample: bool) -> None:
    """Show every target, a line a goal."""
    console.banners(criteria, sample=sample)
    for each in targets:
        title = f"Mục tiêu {each.target.id}, hạn {day(each.target.due)}"
        table = _table(f"{title} — tính đến {day(each.as_of)}, {number(each.population)} đơn vị")
        for heading in ("Bậc", "Nội dung", "Đứng ở bậc", "Đạt – có thể / cần", "Tình trạng"):
            table.add_column(heading, overflow="fold")
        for goal in each.goals:
            void = goal.state is State.VOID
            due = "" if goal.reached_on_due is None else f"; đến hạn đạt {number(goal.reached_on_due)}"
            table.add_row(
                str(goal.place),
                goal_title(criteria, goal.goal),
                number(goal.standing),
                goal_figures(goal),
                (void_reason(criteria, goal).rstrip(".") if void else STATES[goal.state]) + due,
            )
        console.results.print(table)
        for warning in warnings(each):
            console.results.print(f"Lưu ý: {warning}")
