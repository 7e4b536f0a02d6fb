"""The annexes of a progress report: the units at each place of each target, and the steps of a plan."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from api.reports.document import Block, Column, Heading, Paragraph, Part, Table
from api.workflow.board import Board
from api.workflow.reporting.issuing import Issuing
from api.workflow.reporting.plan import name_of, steps_table
from api.workflow.reporting.words import ROMAN, attached_to, by_name
from engine.planning import Plan
from engine.targets import TargetProgress
from engine.units import UnitKey
from engine.wording.goals import goal_title
from engine.wording.numbers import day, figure_range, number

COLUMNS = (
    Column("TT", 12, "centre"),
    Column("Mã", 17, "centre"),
    Column("Xã, thị trấn", 56),
    Column("Huyện, thành phố", 50),
    Column("Số tiêu chí đạt", 30, "centre"),
)


def annexes(board: Board, found: Sequence[TargetProgress], plan: Plan | None, issuing: Issuing) -> Iterator[Part]:
    """Make the annexes; only one is not numbered."""
    inside: list[tuple[str, tuple[Block, ...]]] = [
        (f"Đơn vị ở từng bậc của mục tiêu {each.target.id}\n(tính đến hết ngày {day(each.as_of)})", _lists(board, each))
        for each in found
    ]
    if plan is not None and plan.lifts:
        inside.append((f"Việc cần làm để đạt mục tiêu {plan.target.id}", (steps_table(board, plan),)))
    for mark, (about, blocks) in zip(ROMAN, inside, strict=False):
        annex = f"Phụ lục {mark}" if len(inside) > 1 else "Phụ lục"
        yield Part("Danh sách", about, blocks, annex=annex, attached=attached_to("Báo cáo", issuing))


def _lists(board: Board, found: TargetProgress) -> tuple[Block, ...]:
    population = board.population(found.target, found.as_of)
    of = len(board.criteria.criteria)
    pairs = zip(population.met.tolist(), population.possible.tolist(), strict=True)
    figures = {key: figure_range(*each, of) for key, each in zip(population.keys, pairs, strict=True)}
    blocks: list[Block] = []
    for goal in found.goals:
        title = f"Bậc {goal.place}. {goal_title(board.criteria, goal.goal)}"
        blocks += [Heading(f"{title} – có {number(goal.standing)}", 2), *_listed(board, goal.units, figures)]
    if any(goal.goal.band is not None for goal in found.goals):
        title = f"Chưa ở bậc nào – có {number(len(found.below))} đơn vị"
        blocks += [Heading(title, 2), *_listed(board, found.below, figures)]
    else:
        blocks.append(Paragraph(f"Các đơn vị còn lại, chưa ở bậc nào: {number(len(found.below))}."))
    return tuple(blocks)


def _listed(board: Board, keys: Sequence[UnitKey], figures: dict[UnitKey, str]) -> Iterator[Block]:
    if not keys:
        yield Paragraph("Chưa có đơn vị nào chắc chắn ở bậc này.")
        return
    ordered = by_name([(key, board.register.version(*key)) for key in keys])
    rows = tuple(
        (
            number(at),
            key[0],
            name_of(board, key),
            (unit.district_name if unit else "") or "",
            figures[key],
        )
        for at, (key, unit) in enumerate(ordered, start=1)
    )
    yield Table("", COLUMNS, rows)
