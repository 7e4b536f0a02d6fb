"""A plan on a terminal: what is to be done, unit by unit, and what the goals come to."""

from __future__ import annotations

from datetime import date
from itertools import groupby

from rich.table import Table

from api import console
from api.workflow import Board
from engine.planning import Plan
from engine.units import UnitKey
from engine.wording.goals import goal_title
from engine.wording.goals import warnings as target_warnings
from engine.wording.numbers import day, number
from engine.wording.plans import (
    counts,
    goal_outcome,
    gone_sentence,
    needed_words,
    not_lifted_sentence,
    obstacle_words,
    outcome,
    step_words,
    void_notes,
    waiting_sentence,
)


def show(board: Board, found: Plan, on: date) -> None:
    """Show what is to be done, unit by unit, and what the goals come to."""
    criteria = board.criteria
    console.banners(criteria, sample=board.data.sample)
    title = f"Kế hoạch đạt mục tiêu {found.target.id}, hạn {day(found.target.due)} — tính đến {day(on)}"
    console.results.print(title, style="bold")
    for line in (*outcome(criteria, found), *void_notes(criteria, found)):
        _print(line)
    if found.lifts:
        _show_lifts(board, found)
    _show_goals(board, found)
    for level, units in groupby(found.to_recognise, key=lambda each: each[1]):
        _print(waiting_sentence(criteria, level, [name_of(board, unit) for unit, _ in units]))
    for obstacle in found.obstacles:
        _print(f"Bậc {obstacle.place}: {obstacle_words(obstacle)}.")
    if found.not_lifted:
        _print(not_lifted_sentence([name_of(board, unit) for unit in found.not_lifted]))
    if found.needs_data:
        _show_needed(board, found)
    gone = [name_of(board, unit) for unit in found.lifts if not _exists(board, unit, on)]
    for warning in (*([gone_sentence(gone, on)] if gone else []), *target_warnings(found.after)):
        _print(f"Lưu ý: {warning}")


def _show_lifts(board: Board, found: Plan) -> None:
    table = _table("Việc cần làm", "Mã", "Đơn vị", "Việc", "Công sức", "Tiêu chí đạt")
    for unit, lift in found.lifts.items():
        steps = "\n".join(step_words(board.criteria, step) for step in lift.steps)
        table.add_row(unit[0], name_of(board, unit), steps, number(lift.effort), counts(lift))
    console.results.print(table)


def _show_goals(board: Board, found: Plan) -> None:
    need = "Cần, cộng dồn" if found.target.reading == "disjoint" else "Cần"
    table = _table("Các bậc của mục tiêu", "Bậc", "Nội dung", need, "Hiện có", "Theo kế hoạch", "Kết quả")
    for before, after in zip(found.before.goals, found.after.goals, strict=True):
        table.add_row(
            str(after.place),
            goal_title(board.criteria, after.goal),
            number(after.required),
            number(before.reached),
            number(after.reached),
            goal_outcome(after),
        )
    console.results.print(table)
    if any(goal.goal.level is not None for goal in found.after.goals):
        _print(AS_STANDING)


AS_STANDING = "Ở bậc công nhận, đơn vị đủ điểm và không bị loại trừ được tính vào, kể cả khi chưa có quyết định."


def _show_needed(board: Board, found: Plan) -> None:
    table = _table("Còn thiếu số liệu: biết thêm thì có thể bớt việc", "Mã", "Đơn vị", "Chưa rõ")
    for unit, needed in groupby(found.needs_data, key=lambda each: each.unit):
        table.add_row(unit[0], name_of(board, unit), needed_words(board.criteria, list(needed)))
    console.results.print(table)


def _exists(board: Board, unit: UnitKey, on: date) -> bool:
    known = board.register.version(*unit)
    return known is None or known.last_day is None or on <= known.last_day


def name_of(board: Board, unit: UnitKey) -> str:
    """Return the name of a unit version."""
    known = board.register.version(*unit)
    return known.name if known is not None else f"Đơn vị {unit[0]}"


def _print(sentence: str) -> None:
    """Print a sentence on one line, however long: what shows it folds it."""
    console.results.print(sentence, soft_wrap=True)


def _table(title: str, *headings: str) -> Table:
    table = Table(title=title, title_justify="left", title_style="bold", header_style="bold")
    for heading in headings:
        figure = heading.startswith(("Công sức", "Cần", "Hiện có", "Theo kế hoạch", "Tiêu chí đạt"))
        table.add_column(heading, justify="right" if figure else "left", overflow="fold", min_width=5)
    return table
