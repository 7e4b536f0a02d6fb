"""What the first page holds for somebody who works with sums and sees no unit: how far each target is, in counts."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import Request

from api.access.deciding import Action
from api.pages.frame import Link
from api.pages.gate import Gate
from api.pages.goals import TargetView, targets
from api.workflow.board import Board
from engine.wording.numbers import day, number


@dataclass(frozen=True, slots=True)
class SumsDesk:
    """How many units gave figures, how far the targets are, and the ways on; ``empty`` says why nothing is told."""

    said: str
    empty: str
    targets: tuple[TargetView, ...]
    ways: tuple[Link, ...]


def sums_desk(gate: Gate, request: Request, board: Board) -> SumsDesk:
    """Count what there is of a programme; the targets only where everything that they count lies in one's place."""
    criteria, today = board.criteria, gate.office.today
    ways = (Link("Tổng hợp số liệu", "/tong-hop", here=False), Link("Mục tiêu, từng bậc", "/muc-tieu", here=False))
    period = board.data.newest_period
    if not period:
        empty = f"Bộ «{criteria.title}» chưa có số liệu kỳ nào. Xem bộ khác thì bấm «Bộ khác» ở đầu trang."
        return SumsDesk("", empty, (), ())
    access, who = gate.office.access, gate.who(request)
    as_of = min(criteria.period.bounds(period)[1], today)
    counted = {key for each in criteria.targets for key in board.counted(each, as_of)}
    sees = access.visible(who, Action.COUNTS, counted, today) >= counted
    found = targets(board, as_of) if sees else ()
    result = board.scored(period)
    held = board.register.covered(criteria, result.scores.figures.last_day)
    inside = access.visible(who, Action.SUMS, [each.key for each in held], today)
    here = {each.code for each in held if each.key in inside}
    told = number(len(here & set(result.codes)))
    said = f"Kỳ {period}: {told} trong {number(len(here))} đơn vị thuộc diện chấm đã có số liệu. Tính đến {day(as_of)}."
    empty = "" if found else _nothing(sees=sees)
    return SumsDesk(said, empty, found, ways if sees and found else ways[:1])


def _nothing(*, sees: bool) -> str:
    if sees:
        return "Bộ tiêu chí này không đặt mục tiêu."
    return "Mục tiêu tính trên nhiều đơn vị hơn phạm vi của tài khoản, nên ở đây chỉ có số tổng hợp."
