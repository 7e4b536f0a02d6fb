"""The command that finds the cheapest actions that reach a target."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import groupby
from pathlib import Path
from re import fullmatch
from typing import Any

import click
from rich.table import Table

from api import console
from api.answers.plan import plan_of, planned
from api.commands.files import board_of, no_period, print_json, say_faults
from api.commands.words import (
    DONE,
    FAULTY,
    Command,
    Day,
    criteria_option,
    data_option,
    json_option,
    recognitions_option,
    units_option,
)
from api.workflow import Board
from engine.criteria import Target
from engine.planning import Limits, Plan
from engine.scalars import CODE_PATTERN
from engine.units import UnitKey
from engine.wording.goals import goal_title
from engine.wording.goals import warnings as target_warnings
from engine.wording.numbers import day, number
from engine.wording.plans import (
    counts,
    goal_outcome,
    gone_sentence,
    needed_words,
    outcome,
    step_words,
    void_notes,
    waiting_sentence,
)


class Codes(click.ParamType[frozenset[str]]):
    """Codes of units with commas between."""

    name = "mã"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> frozenset[str]:  # noqa: ANN401 -- click's own signature
        """Read the codes; click's BadParameter when one is none."""
        if isinstance(value, frozenset):
            return value
        codes = [each.strip() for each in str(value).split(",")]
        for code in codes:
            if not fullmatch(CODE_PATTERN, code):
                self.fail(f"«{code}» không phải mã đơn vị; ghi mã năm chữ số, cách nhau dấu phẩy", param, ctx)
        return frozenset(codes)


class Effort(click.ParamType[Decimal]):
    """An effort, zero or more: 12 or 12,5."""

    name = "số"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Decimal:  # noqa: ANN401 -- click's own signature
        """Read the number; click's BadParameter when it is none."""
        text = str(value).replace(",", ".")
        if not fullmatch(r"[0-9]{1,12}(\.[0-9]{1,4})?", text):
            self.fail(f"«{value}» không phải công sức; ghi một số từ 0 trở lên, ví dụ 12 hoặc 12,5", param, ctx)
        return Decimal(text)


@click.command(name="plan", cls=Command)
@criteria_option
@data_option
@click.option("--target", required=True, metavar="MÃ", help="Mục tiêu cần đạt, ví dụ 2025.")
@recognitions_option
@units_option
@click.option("--as-of", type=Day(), metavar="NGÀY", help="Ngày tính đến; không ghi là ngày cuối kỳ mới nhất.")
@click.option("--period", metavar="KỲ", help="Tính đến ngày cuối kỳ này, thay cho --as-of.")
@click.option("--leave-out", type=Codes(), metavar="MÃ,…", help="Không giao việc cho các đơn vị này.")
@click.option("--only", type=Codes(), metavar="MÃ,…", help="Chỉ giao việc cho các đơn vị này.")
@click.option("--most-per-unit", type=Effort(), metavar="SỐ", help="Công sức nhiều nhất ở mỗi đơn vị.")
@json_option
def plan(  # noqa: PLR0913 -- the options of the command
    *,
    target: str,
    as_of: date | None,
    period: str | None,
    leave_out: frozenset[str] | None,
    only: frozenset[str] | None,
    most_per_unit: Decimal | None,
    as_json: bool,
    **sources: Path | None,
) -> int:
    """Tìm những việc ít công sức nhất để đạt một mục tiêu."""
    if as_of is not None and period is not None:
        raise click.UsageError("chỉ ghi một trong hai: --as-of hoặc --period")
    board = board_of(**sources, period=period, on=as_of)
    chosen = _target(board, target)
    on = as_of or _last_day(board, chosen, period)
    _check_codes(board, chosen, on, {"--leave-out": leave_out or frozenset(), "--only": only or frozenset()})
    limits = Limits(leave_out=leave_out or frozenset(), only=only, per_unit=most_per_unit)
    found = plan_of(board, chosen, on, limits)
    say_faults(board, board.data.faults)
    if board.recognitions is None:
        console.say("Chưa có --recognitions: chưa đơn vị nào được tính là đã công nhận.")
    if as_json:
        print_json(planned(found, sample=board.data.sample))
    else:
        show(board, found, on)
    return FAULTY if board.data.faults or board.faulty else DONE


def _target(board: Board, wanted: str) -> Target:
    targets = {each.id: each for each in board.criteria.targets}
    if wanted not in targets:
        choice = f"chọn một trong: {', '.join(targets)}" if targets else "bộ tiêu chí này không có mục tiêu"
        raise click.UsageError(f"không có mục tiêu «{wanted}»; {choice}")
    return targets[wanted]


def _last_day(board: Board, target: Target, period: str | None) -> date:
    """Return the last day of the period (the newest); the due day where there are no figures at all."""
    known = board.data.periods
    if period is not None and period not in known:
        raise click.UsageError(no_period(period, ", ".join(known)) if known else f"số liệu không có kỳ «{period}»")
    return board.criteria.period.bounds(period or known[-1])[1] if known else target.due


def _check_codes(board: Board, target: Target, on: date, asked: dict[str, frozenset[str]]) -> None:
    counted = {code for code, _ in board.population(target, on).keys}
    for option, codes in asked.items():
        strange = sorted(codes - counted)
        if strange:
            raise click.UsageError(f"{option}: mục tiêu {target.id} không đếm đơn vị có mã {', '.join(strange)}")


# ------------------------------------------------------------------------------------------------- tables


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
