"""A plan in a report: what it comes to, each goal before and after, and the work of each unit."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import groupby

from api.reports.document import Block, Column, Paragraph, Table
from api.workflow.board import Board
from engine.planning import Plan
from engine.units import UnitKey
from engine.wording.goals import goal_title
from engine.wording.numbers import day, number
from engine.wording.plans import counts, goal_outcome, gone_sentence, outcome, step_words, void_notes, waiting_sentence

AS_STANDING = "Ở bậc công nhận, đơn vị đủ điểm và không bị loại trừ được tính vào, kể cả khi chưa có quyết định."


def plan_blocks(board: Board, plan: Plan, as_of: date) -> Iterator[Block]:
    """Write what a plan comes to; its steps stand in an annex."""
    criteria = board.criteria
    yield Paragraph(f"Kế hoạch ít công sức nhất đạt mục tiêu {plan.target.id}, hạn {day(plan.target.due)}:")
    for each in (*outcome(criteria, plan), *void_notes(criteria, plan)):
        yield Paragraph(each, "item")
    need = "Cần (cộng dồn)" if plan.target.reading == "disjoint" else "Cần"
    columns = (
        Column("Bậc", 10, "centre"),
        Column("Nội dung", 65),
        *(Column(each, 18, "right") for each in (need, "Hiện có", "Theo kế hoạch")),
        Column("Kết quả", 36),
    )
    rows = tuple(
        (
            number(after.place),
            goal_title(criteria, after.goal),
            number(after.required),
            number(before.reached),
            number(after.reached),
            goal_outcome(after),
        )
        for before, after in zip(plan.before.goals, plan.after.goals, strict=True)
    )
    yield Table("Các bậc của mục tiêu, trước và sau khi làm xong các việc", columns, rows)
    if any(goal.goal.level is not None for goal in plan.after.goals):
        yield Paragraph(AS_STANDING)
    for level, units in groupby(plan.to_recognise, key=lambda each: each[1]):
        yield Paragraph(waiting_sentence(criteria, level, [name_of(board, unit) for unit, _ in units]))
    gone = [name_of(board, key) for key in plan.lifts if not _exists(board, key, as_of)]
    if gone:
        yield Paragraph(gone_sentence(gone, as_of), lead="Lưu ý:")


def steps_table(board: Board, plan: Plan) -> Table:
    """List the work of each unit."""
    columns = (
        Column("TT", 10, "centre"),
        Column("Đơn vị", 40),
        Column("Việc cần làm", 79),
        Column("Công sức", 17, "right"),
        Column("Tiêu chí đạt", 19, "centre"),
    )
    rows = tuple(
        (
            number(at),
            where(board, key),
            "\n".join(f"{step_words(board.criteria, step)}." for step in lift.steps),
            number(lift.effort),
            counts(lift),
        )
        for at, (key, lift) in enumerate(plan.lifts.items(), start=1)
    )
    return Table("", columns, rows)


def name_of(board: Board, key: UnitKey) -> str:
    """Return the name of a unit version."""
    unit = board.register.version(*key)
    return unit.name if unit else f"Đơn vị {key[0]}"


def where(board: Board, key: UnitKey) -> str:
    """Name a unit with its district and code: names repeat within a province."""
    unit = board.register.version(*key)
    district = f"{unit.district_name}, " if unit and unit.district_name else ""
    return f"{name_of(board, key)}\n({district}mã {key[0]})"


def _exists(board: Board, key: UnitKey, on: date) -> bool:
    unit = board.register.version(*key)
    return unit is None or unit.last_day is None or on <= unit.last_day
