"""The command that finds the cheapest actions that reach a target."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from re import fullmatch
from typing import Any

import click

from api import console
from api.answers.plan import periods_by_code, plan_of, planned
from api.answers.supposing import Supposed, judged, supposing, words
from api.commands.files import board_of, faults_on, no_period, say_faults
from api.commands.plan_tables import show
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
from api.console import print_json
from api.workflow import Board
from engine.criteria import Target
from engine.planning import Limits
from engine.scalars import CODE_PATTERN


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
@click.option("--include", type=Codes(), metavar="MÃ,…", help="Bắt buộc đưa các đơn vị này lên bậc cao hơn.")
@click.option("--most-per-unit", type=Effort(), metavar="SỐ", help="Công sức nhiều nhất ở mỗi đơn vị.")
@click.option("--most-per-district", type=Effort(), metavar="SỐ", help="Công sức nhiều nhất ở mỗi huyện.")
@click.option("--most-in-all", type=Effort(), metavar="SỐ", help="Công sức nhiều nhất trong tất cả.")
@click.option(
    "--suppose", multiple=True, metavar="MÃ:CHỈ_TIÊU=GIÁ_TRỊ", help="Giả sử một số liệu khác đi; ghi được nhiều lần."
)
@click.option("--effort", multiple=True, metavar="TIÊU_CHÍ=SỐ", help="Giả sử công sức một bước khác đi; nhiều lần.")
@json_option
def plan(  # noqa: PLR0913 -- the options of the command
    *,
    target: str,
    as_of: date | None,
    period: str | None,
    leave_out: frozenset[str] | None,
    only: frozenset[str] | None,
    include: frozenset[str] | None,
    most_per_unit: Decimal | None,
    most_per_district: Decimal | None,
    most_in_all: Decimal | None,
    suppose: tuple[str, ...],
    effort: tuple[str, ...],
    as_json: bool,
    **sources: Path | None,
) -> int:
    """Tìm những việc ít công sức nhất để đạt một mục tiêu."""
    if as_of is not None and period is not None:
        raise click.UsageError("chỉ ghi một trong hai: --as-of hoặc --period")
    board = board_of(**sources, period=period, on=as_of)
    chosen = _target(board, target)
    on = as_of or _last_day(board, chosen, period)
    options = {"--leave-out": leave_out, "--only": only, "--include": include}
    _check_codes(board, chosen, on, {option: codes or frozenset() for option, codes in options.items()})
    limits = Limits(
        leave_out=leave_out or frozenset(),
        only=only,
        include=include or frozenset(),
        per_unit=most_per_unit,
        per_district=most_per_district,
        in_all=most_in_all,
    )
    supposed = _supposed(board, chosen, on, suppose, effort)
    found = plan_of(supposing(board, supposed), chosen, on, limits)
    faults = faults_on(board, on)
    say_faults(board, faults)
    if board.recognitions is None:
        console.say("Chưa có --recognitions: chưa đơn vị nào được tính là đã công nhận.")
    if as_json:
        print_json(planned(found, sample=board.data.sample))
    else:
        _say_supposed(board, supposed)
        show(board, found, on)
    return FAULTY if faults or board.faulty else DONE


def _supposed(board: Board, target: Target, on: date, figures: tuple[str, ...], efforts: tuple[str, ...]) -> Supposed:
    faults: list[str] = []
    found = (
        judged(board, periods_by_code(board, target, on), figures, efforts, faults)
        if figures or efforts
        else Supposed()
    )
    if faults:
        raise click.UsageError(" ".join(faults))
    return found


def _say_supposed(board: Board, supposed: Supposed) -> None:
    names = {code: name for each in supposed.figures for code, name in _names(board, each.period).items()}
    for said, _ in words(board, supposed, names):
        console.results.print(f"Giả sử: {said}.", soft_wrap=True)


def _names(board: Board, period: str) -> dict[str, str]:
    result = board.scored(period)
    return dict(zip(result.codes, result.names, strict=True))


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
