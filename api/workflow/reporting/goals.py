"""A target as text, table and chart: each goal with what it asks, what is reached, what may be, what is lacking."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from api.reports.document import Block, Bullet, Bullets, Column, Heading, Paragraph, Table
from api.workflow.board import Board
from engine.targets import GoalProgress, State, TargetProgress
from engine.wording.goals import STATES, goal_figures, goal_title, unnamed_note, void_reason, warnings
from engine.wording.numbers import day, number


def target_blocks(board: Board, found: TargetProgress, place: int) -> Iterator[Block]:
    """Write what is said of a target; ``place`` is its place among the targets."""
    target = found.target
    yield Heading(f"{place + 1}. Mục tiêu {target.id} (hạn {day(target.due)})", 2)
    ended = ", đã đến hạn" if found.as_of > target.due else ""
    basis = f" Căn cứ: {target.basis}." if target.basis else ""
    yield Paragraph(f"Tính trên {number(found.population)} đơn vị, đến hết ngày {day(found.as_of)}{ended}.{basis}")
    if target.note:
        yield Paragraph(target.note)
    for warning in warnings(found):
        yield Paragraph(warning, lead="Lưu ý:")
    disjoint = target.reading == "disjoint" and len(found.goals) > 1
    if disjoint:
        yield Paragraph(
            "Mỗi đơn vị tính một lần, ở bậc cao nhất; số cần, số chắc chắn và số có thể cộng dồn từ bậc trên."
        )
    yield _table(board, found, place, disjoint=disjoint)
    yield _chart(board, found, place)
    for each in found.goals:
        yield from _said(board, each)


def _table(board: Board, found: TargetProgress, place: int, *, disjoint: bool) -> Table:
    need = "Cần (cộng dồn)" if disjoint else "Cần"
    columns = (
        Column("Bậc", 10, "centre"),
        Column("Nội dung", 54),
        Column("Văn bản đề ra", 16, "right"),
        *((Column("Riêng bậc này", 16, "right"),) if disjoint else ()),
        Column(need, 16, "right"),
        Column("Chắc chắn", 16, "right"),
        Column("Có thể", 13, "right"),
        Column("Tình trạng", 24),
    )
    rows = tuple(
        (
            number(each.place),
            goal_title(board.criteria, each.goal),
            number(each.goal.at_least),
            *((number(each.standing),) if disjoint else ()),
            number(each.required),
            number(each.reached),
            number(each.possible),
            _state(each),
        )
        for each in found.goals
    )
    return Table(f"Bảng {place + 3}. Tiến độ mục tiêu {found.target.id}", columns, rows)


def _state(each: GoalProgress) -> str:
    said = STATES[each.state]
    lacks = f", còn thiếu {number(each.gap)}" if each.gap and each.state is not State.VOID else ""
    return said[:1].upper() + said[1:] + lacks


def _chart(board: Board, found: TargetProgress, place: int) -> Bullets:
    bars = tuple(
        Bullet(
            label=f"Bậc {each.place}. {goal_title(board.criteria, each.goal)}",
            figures=goal_figures(each),
            sure=each.reached,
            possible=each.possible,
            required=each.required,
            whole=_longest(found, each),
            void=each.state is State.VOID,
        )
        for each in found.goals
    )
    told = "; ".join(f"{bar.label}: {'không còn áp dụng' if bar.void else bar.figures}" for bar in bars)
    title = f"Hình {place + 2}. Mục tiêu {found.target.id}: chắc chắn – có thể / cần đạt"
    return Bullets(title, f"{told}.", bars)


def _longest(found: TargetProgress, of: GoalProgress) -> int:
    """Return what a whole bar stands for: one length for all goals that count the same thing."""
    per = of.goal.per is not None
    alike = [each for each in found.goals if (each.goal.per is not None) is per]
    base = 0 if per else found.target.base or 0
    return max([base, 1, *(figure for each in alike for figure in (each.reached, each.possible, each.required))])


def _said(board: Board, each: GoalProgress) -> Iterator[Paragraph]:
    """Say of a goal what its figures do not: why it is void, who its list is, what was reached when it was due."""
    said = [
        void_reason(board.criteria, each),
        unnamed_note(board.criteria, each.goal),
        f"Đếm số huyện, thành phố; có {number(each.required)}." if each.goal.per is not None else "",
        f"{each.goal.note.rstrip('.')}." if each.goal.note else "",
        f"Đến hạn đã đạt {number(each.reached_on_due)}." if each.reached_on_due is not None else "",
    ]
    told = " ".join(each for each in said if each)
    if told:
        yield Paragraph(f"Bậc {each.place}: {told}", "item")


def target_notes(found: Sequence[TargetProgress]) -> Iterator[Paragraph]:
    """Gather what does not add up and what is void, so that whoever reads only this misses nothing."""
    for each in found:
        void = [goal.place for goal in each.goals if goal.state is State.VOID]
        if void:
            places = ", ".join(number(place) for place in void)
            yield Paragraph(f"Mục tiêu {each.target.id}: bậc {places} không còn áp dụng, lý do ghi ở mục II.")
        if each.off_base:
            yield Paragraph(
                f"Mục tiêu {each.target.id}: các dòng của văn bản cộng lại là {number(each.target.asked)}, khác tổng "
                f"{number(each.target.base or 0)} mà văn bản nêu; báo cáo giữ nguyên như văn bản, đề nghị làm rõ."
            )
