"""Targets and plans as files: every goal with its figures, who stands where, what is to be done."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain

from api.access.deciding import Action
from api.answers.supposing import words
from api.exchange.handout import Cell, Column, Kind, Table
from api.pages.exports.asking import UNIT, Asking, usable
from api.pages.places import Stander, places
from api.pages.plan.page import district_of, name_of, needed_by
from api.pages.plan.room import plan_asked, sees_all
from api.pages.targets import Asked, board_for, versions_of
from api.workflow import Board
from api.workflow.exporting.going import Going, NotExportedError
from engine.planning import Plan
from engine.targets import State, TargetProgress
from engine.wording.goals import STATES, goal_title, void_reason
from engine.wording.numbers import day
from engine.wording.plans import goal_outcome, outcome, step_words, void_notes

NOT_ALL = "Mục tiêu và kế hoạch tính trên mọi đơn vị; tài khoản chỉ thấy một phần. Nhờ người thấy đủ các đơn vị."
GOALS = (
    Column("target", "Mục tiêu", width=9),
    Column("due", "Hạn", Kind.DAY, 12),
    Column("place", "Bậc", Kind.WHOLE, 6),
    Column("goal", "Nội dung", width=52),
    Column("required", "Cần", Kind.WHOLE, 8),
    Column("reached", "Đã đạt chắc chắn", Kind.WHOLE, 10),
    Column("possible", "Có thể đạt", Kind.WHOLE, 9),
    Column("gap", "Còn thiếu", Kind.WHOLE, 9),
    Column("standing", "Riêng bậc này", Kind.WHOLE, 9),
    Column("state", "Trạng thái", width=14),
    Column("reached_on_due", "Đến hạn đã đạt", Kind.WHOLE, 10),
    Column("basis", "Căn cứ", width=26),
    Column("remark", "Lý do không còn áp dụng", width=36),
)
PLACES = (
    Column("target", "Mục tiêu", width=9),
    Column("place", "Bậc", Kind.WHOLE, 6),
    Column("certainty", "Mức chắc chắn", width=14),
    *UNIT,
    Column("met", "Số tiêu chí đạt", Kind.WHOLE, 9),
    Column("possible", "Số tiêu chí có thể đạt", Kind.WHOLE, 10),
    Column("unknown", "Tiêu chí chưa rõ", width=40),
)
STEPS = (
    *UNIT,
    Column("criterion", "Tiêu chí", width=10),
    Column("work", "Việc", width=70),
    Column("add", "Thêm, bớt", Kind.SIGNED, 12),
    Column("effort", "Công sức", Kind.NUMBER, 11),
)
PLAN_GOALS = (
    Column("place", "Bậc", Kind.WHOLE, 6),
    Column("goal", "Nội dung", width=60),
    Column("required", "Cần", Kind.WHOLE, 9),
    Column("before", "Hiện có", Kind.WHOLE, 10),
    Column("after", "Theo kế hoạch", Kind.WHOLE, 15),
    Column("result", "Kết quả", width=26),
)
NEEDED = (*UNIT, Column("needed", "Chưa rõ", width=80))


def targets(asking: Asking) -> Going:
    """Take every target on a day: its goals, and who stands in the place of each."""
    main, office = asking.board(), asking.office
    versions = versions_of(office, main)
    asked = Asked.of(asking.query, main, [each.criteria.effective_from.isoformat() for each in versions], office.today)
    board = board_for(office, main, asked, versions)
    keys = {key for target in board.criteria.targets for key in board.counted(target, asked.as_of)}
    if asking.sees(keys, Action.PROGRESS) != keys:
        raise NotExportedError("not_your_place", NOT_ALL)
    found = board.progress(asked.as_of)
    usable(asked.faults, found)
    tables = [
        Table("goals", "Các bậc", GOALS, list(chain(*(_goals(board, each) for each in found))), frozen=3),
        Table("places", "Đơn vị ở từng bậc", PLACES, list(chain(*(_places(board, each) for each in found))), frozen=5),
    ]
    title = f"Mục tiêu, tính đến hết ngày {day(asked.as_of)}"
    name = f"muc-tieu-{asked.as_of.isoformat()}"
    return asking.going("targets", name, board, title, tables, chosen=asking.chosen("ngay", "ban"))


def _goals(board: Board, found: TargetProgress) -> Iterator[Sequence[Cell]]:
    for goal in found.goals:
        yield (
            found.target.id,
            found.target.due,
            goal.place,
            goal_title(board.criteria, goal.goal),
            goal.required,
            goal.reached,
            goal.possible,
            None if goal.state is State.VOID else goal.gap,
            goal.standing,
            STATES[goal.state],
            goal.reached_on_due,
            goal.goal.basis or found.target.basis,
            void_reason(board.criteria, goal),
        )


def _places(board: Board, found: TargetProgress) -> Iterator[Sequence[Cell]]:
    standing, below = places(board, found)
    for goal, place in zip(found.goals, standing, strict=True):
        for certainty, units in (("chắc chắn", place.sure), ("có thể", place.possible)):
            yield from (_stander(board, found, goal.place, certainty, each) for each in units)
    yield from (_stander(board, found, None, "chưa ở bậc nào", each) for each in below)


def _stander(board: Board, found: TargetProgress, place: int | None, certainty: str, each: Stander) -> Sequence[Cell]:
    met, possible = each.counts or (None, None)
    unit = (each.key[0], name_of(board, each.key), district_of(board, each.key))
    return (found.target.id, place, certainty, *unit, met, possible, ", ".join(each.waits_for))


def plan(asking: Asking) -> Going:
    """Take the plan that is asked for: what is to be done, what the goals come to, what should be known."""
    asking.board()
    found = plan_asked(asking.pages, asking.office, asking.query)
    if isinstance(found, tuple):
        raise NotExportedError("not_found", *found[0].sentences)
    if not sees_all(asking.office, asking.who, found):
        raise NotExportedError("not_your_place", NOT_ALL)
    board, asked = found.board, found.asked
    usable(asked.faults, [asked])
    made = found.plan(asking.pages)
    names = {key[0]: name_of(board, key) for key in found.counted}
    supposed = tuple(f"Giả sử {said}." for said, _ in words(board, asked.supposed, names))
    facts = (*supposed, *outcome(board.criteria, made), *void_notes(board.criteria, made))
    return asking.going(
        "plan",
        f"ke-hoach-{asked.target.id}-{asked.as_of.isoformat()}",
        board,
        f"Kế hoạch đạt mục tiêu {made.target.id}, hạn {day(made.target.due)}, tính đến {day(asked.as_of)}",
        tuple(_plan_tables(board, made)),
        facts=facts,
        chosen=asked.given,
    )


def _plan_tables(board: Board, made: Plan) -> Iterator[Table]:
    steps = [
        (
            key[0],
            name_of(board, key),
            district_of(board, key),
            step.criterion,
            step_words(board.criteria, step).removeprefix(f"{step.criterion}: "),
            step.add,
            step.effort,
        )
        for key, lift in made.lifts.items()
        for step in lift.steps
    ]
    goals = [
        (
            after.place,
            goal_title(board.criteria, after.goal),
            after.required,
            before.reached,
            after.reached,
            goal_outcome(after),
        )
        for before, after in zip(made.before.goals, made.after.goals, strict=True)
    ]
    needed = [(key[0], name_of(board, key), district_of(board, key), words) for key, words in needed_by(board, made)]
    yield Table("steps", "Việc cần làm", STEPS, steps, frozen=2)
    yield Table("goals", "Các bậc", PLAN_GOALS, goals, frozen=2)
    if needed:
        yield Table("needed", "Còn thiếu số liệu", NEEDED, needed, frozen=2)
