"""What a draft changes, as tables on a terminal."""

from __future__ import annotations

from collections.abc import Sequence

from rich.table import Table

from api import console
from api.answers.impact import Comparison
from engine.impact import CriterionImpact, GoalImpact, Review, UnitImpact
from engine.wording import impacts
from engine.wording.changes import because_words
from engine.wording.numbers import day, number

CODE, COUNT, NAME = 5, 20, 24
"""Places that a column may take before it folds."""


def show(found: Comparison) -> None:
    """Show the rules that change, then the units, goals and recognitions that do."""
    result, (old, new) = found.impact, (found.old.criteria, found.new.criteria)
    console.banners(old if old.wording == "reconstructed" else new, sample=found.new.data.sample)
    title = f"{new.title} — bản từ ngày {day(new.effective_from)} thay bản từ ngày {day(old.effective_from)}"
    console.results.print(title, style="bold")
    for each in result.changes:
        console.results.print(f"• {found.sentence(each)}")
    if not result.changes:
        console.results.print("Hai bản quy định như nhau.")
    if found.period is None:
        return
    _show_criteria(found, result.by_criterion)
    _show_units(found, "Giảm", result.falls)
    _show_units(found, "Tăng", result.rises)
    _show_shifts(found, result.shifts)
    _show_goals(found, result.goals)
    for target, pair in result.populations.items():
        said = impacts.population_words(target, pair)
        console.results.print(f"Lưu ý: {said[0].lower()}{said[1:]}")
    _show_reviews(found, result.reviews)
    for words, units in (("Không còn được chấm", result.left), ("Được chấm thêm", result.joined)):
        if units:
            console.results.print(f"{words}: {', '.join(found.names[unit] for unit in units)}.")
    console.results.print(f"Kỳ {found.period}, {impacts.summary(result)}")


def _table(title: str, *columns: tuple[str, int | None]) -> Table:
    """Make a table; with each heading goes how wide its column may be."""
    table = Table(title=title, title_justify="left", title_style="bold", header_style="bold")
    for heading, widest in columns:
        table.add_column(heading, overflow="fold", max_width=widest)
    return table


def _show_criteria(found: Comparison, criteria: Sequence[CriterionImpact]) -> None:
    if not criteria:
        return
    columns = (("Tiêu chí", None), ("Kết quả đổi", None), ("Số đơn vị", COUNT))
    table = _table(f"Theo tiêu chí — kỳ {found.period}", *columns)
    for each in criteria:
        for words, count in impacts.verdict_moves(each):
            table.add_row(each.criterion, words, number(count))
    console.results.print(table)


def _show_units(found: Comparison, way: str, units: Sequence[UnitImpact]) -> None:
    if not units:
        return
    title = f"{way}: {number(len(units))} đơn vị — kỳ {found.period}"
    table = _table(title, ("Mã", CODE), ("Đơn vị", NAME), ("Đạt", COUNT), ("Mức", NAME), ("Vì tiêu chí", None))
    for each in units:
        because = because_words(each, found.new.criteria)
        bands = impacts.bands(each, found.old.criteria, found.new.criteria)
        table.add_row(each.unit, found.names[each.unit], impacts.counts(each), bands, because)
    console.results.print(table)


def _show_shifts(found: Comparison, units: Sequence[UnitImpact]) -> None:
    if not units:
        return
    title = f"Số tiêu chí như cũ, mức hoặc điều kiện xét công nhận đổi: {number(len(units))} đơn vị"
    table = _table(title, ("Mã", CODE), ("Đơn vị", NAME), ("Đạt", COUNT), ("Mức", None), ("Đủ điều kiện xét", None))
    for each in units:
        table.add_row(
            each.unit,
            found.names[each.unit],
            impacts.count_now(each),
            impacts.bands(each, found.old.criteria, found.new.criteria),
            impacts.eligibility(each, found.new.criteria) or "như cũ",
        )
    console.results.print(table)


def _show_goals(found: Comparison, goals: Sequence[GoalImpact]) -> None:
    if not goals or found.as_of is None:
        return
    columns = (("Mục tiêu", None), ("Bậc", None), ("Nội dung", None), ("Đạt", COUNT), ("Tình trạng", None))
    table = _table(f"Mục tiêu thay đổi, tính đến ngày {day(found.as_of)}", *columns)
    for each in goals:
        move = impacts.goal_move(each, found.old.criteria, found.new.criteria)
        table.add_row(move.target, str(move.place), move.title, move.reached, move.state)
    console.results.print(table)


def _show_reviews(found: Comparison, reviews: Sequence[Review]) -> None:
    if not reviews or found.as_of is None:
        return
    columns = (("Mã", CODE), ("Đơn vị", NAME), ("Đã được công nhận", None), ("Xem xét lại", None))
    table = _table(f"Công nhận thêm vào diện xem xét lại, tính đến ngày {day(found.as_of)}", *columns)
    for each in reviews:
        levels = impacts.review_levels(each, found.new.criteria)
        table.add_row(each.unit, found.names[each.unit], levels, impacts.review_words(each))
    console.results.print(table)
