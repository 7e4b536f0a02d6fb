"""The command that drafts documents as Word or PDF: report progress, report sheet, report dossier."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from re import fullmatch
from typing import Any

import click

from api import console
from api.answers.plan import plan_of
from api.commands.files import board_of, no_period, say_faults, writing
from api.commands.offices import OPERATOR, opened_office
from api.commands.words import (
    DONE,
    FAULTY,
    Command,
    Day,
    Group,
    criteria_option,
    data_option,
    recognitions_option,
    units_option,
)
from api.exchange.tables import appearing
from api.reports.document import Report
from api.workflow.board import Board
from api.workflow.office import Office, board_of_period
from api.workflow.reporting.case import Case, NoCaseError
from api.workflow.reporting.making import (
    TYPES,
    Drafted,
    Kind,
    case_for,
    draft_on_unit,
    draft_progress,
    hand_out,
    issuing_for,
)
from engine.planning import NO_LIMITS, Plan
from engine.scalars import CODE_PATTERN


class Code(click.ParamType[str]):
    """The code of a unit."""

    name = "mã"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:  # noqa: ANN401 -- click's own signature
        """Read the code; click's BadParameter when it is none."""
        if not fullmatch(CODE_PATTERN, str(value)):
            self.fail(f"«{value}» không phải mã đơn vị; ghi mã năm chữ số, ví dụ 04831", param, ctx)
        return str(value)


class OutFile(click.ParamType[Path]):
    """Where the document goes: .docx or .pdf, in a folder that is there."""

    name = "tệp"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path:  # noqa: ANN401 -- click's own signature
        """Read the path; click's BadParameter when nothing can be written there."""
        out = Path(str(value))
        if out.suffix.lower().lstrip(".") not in TYPES:
            self.fail(f"phải có đuôi .docx hoặc .pdf; đang là «{out.name}»", param, ctx)
        if not out.parent.is_dir():
            self.fail(f"không có thư mục «{out.parent}»; tạo thư mục trước, hoặc ghi vào thư mục khác", param, ctx)
        return out


out_option = click.option("--out", required=True, type=OutFile(), metavar="TỆP", help="Tệp .docx hoặc .pdf để ghi ra.")
unit_option = click.option("--unit", required=True, type=Code(), metavar="MÃ", help="Mã của xã, thị trấn.")
period_option = click.option("--period", metavar="KỲ", help="Kỳ, ví dụ 2024; không ghi là kỳ mới nhất có số liệu.")


@click.group(cls=Group)
def report() -> None:
    """Lập báo cáo, phiếu, hồ sơ ra Word hoặc PDF; số, ngày, chữ ký để trống."""


@report.command(cls=Command)
@criteria_option
@data_option
@recognitions_option
@units_option
@click.option("--as-of", type=Day(), metavar="NGÀY", help="Ngày tính đến; không ghi là ngày cuối kỳ mới nhất.")
@click.option("--period", metavar="KỲ", help="Tính đến ngày cuối kỳ này, thay cho --as-of.")
@click.option("--plan", "target", metavar="MÃ", help="Kèm kế hoạch đạt mục tiêu này, ví dụ 2025.")
@out_option
def progress(as_of: date | None, period: str | None, target: str | None, out: Path, **sources: Path | None) -> int:
    """Báo cáo tiến độ các mục tiêu của tỉnh."""
    if as_of is not None and period is not None:
        raise click.UsageError("chỉ ghi một trong hai: --as-of hoặc --period")
    if out.resolve() in {each.resolve() for each in sources.values() if each is not None}:
        raise click.UsageError(f"--out: «{out}» là tệp đầu vào, ghi vào đó sẽ mất; đặt tên khác")
    office = None if sources["data"] is not None else click.get_current_context().with_resource(opened_office())
    board = board_of(**sources, period=period, on=as_of)
    on = as_of or _last_day(board, period)
    plan = _plan(board, target, on)
    issuing = issuing_for(board, on, office.database if office else None)
    chosen = {"as_of": on.isoformat(), **({"plan": target} if target else {})}
    _write(office, draft_progress(board, on, issuing, plan), out, chosen)
    say_faults(board, board.data.faults)
    if board.recognitions is None:
        console.say("Chưa có --recognitions: chưa đơn vị nào được tính là đã công nhận.")
    return FAULTY if board.data.faults or board.faulty else DONE


@report.command(cls=Command)
@criteria_option
@data_option
@recognitions_option
@units_option
@unit_option
@period_option
@out_option
def sheet(unit: str, period: str | None, out: Path, **sources: Path | None) -> int:
    """Phiếu đánh giá của một xã, thị trấn: từng tiêu chí với số liệu, kết quả, còn thiếu, minh chứng."""
    office = None if sources["data"] is not None else click.get_current_context().with_resource(opened_office())
    board = board_of(**sources, period=period)  # type: ignore[arg-type]  # as above
    _write_on_unit(office, board, Kind.SHEET, unit, period, None, out)
    return FAULTY if board.faulty else DONE


@report.command(cls=Command)
@unit_option
@period_option
@click.option("--level", metavar="CẤP", help="Cấp đề nghị công nhận, ví dụ commune; không ghi là cấp thấp nhất.")
@out_option
def dossier(unit: str, period: str | None, level: str | None, out: Path) -> int:
    """Hồ sơ đề nghị công nhận: tờ trình, danh sách, biên bản thẩm định, thuyết minh từng tiêu chí."""
    office = click.get_current_context().with_resource(opened_office())
    try:
        board = board_of_period(office, office.settings.main_set, period)
    except ValueError as error:
        raise click.UsageError(f"«{period}» không phải kỳ; viết năm bốn chữ số, ví dụ 2024") from error
    _write_on_unit(office, board, Kind.DOSSIER, unit, period, level, out)
    return DONE


def _write_on_unit(  # noqa: PLR0913, PLR0917 -- what is written about whom, to where
    office: Office | None, board: Board, kind: Kind, unit: str, period: str | None, level: str | None, out: Path
) -> None:
    try:
        case: Case = case_for(board, unit, period or board.data.newest_period, office, texts=True)
        last = case.result.scores.figures.last_day
        issuing = issuing_for(board, last, office.database if office else None)
        drafted = draft_on_unit(kind, case, issuing, level)
    except NoCaseError as error:
        raise click.UsageError(str(error)) from error
    if case.result.sample:
        say_faults(board, ())
    _write(office, drafted, out, {"level": level} if level else {})


def _write(office: Office | None, drafted: Drafted, out: Path, chosen: dict[str, str]) -> None:
    """Write a document; of the database it is put on record that it was."""
    ending = out.suffix.lower().lstrip(".")
    body = drafted.body(ending) if office is None else hand_out(office.database, OPERATOR, drafted, ending, chosen)
    with writing(out), appearing(out) as unfinished:
        unfinished.write_bytes(body)
    console.say(f"Đã ghi {_title(drafted.report)} vào {out}.")


def _title(report_: Report) -> str:
    return report_.title[:1].lower() + report_.title[1:]


def _last_day(board: Board, period: str | None) -> date:
    known = board.data.periods
    if period is not None and period not in known:
        raise click.UsageError(no_period(period, ", ".join(known)) if known else f"số liệu không có kỳ «{period}»")
    if not known:
        raise click.UsageError("chưa có số liệu kỳ nào; ghi --as-of, hoặc nhập số liệu trước")
    return board.criteria.period.bounds(period or board.data.newest_period)[1]


def _plan(board: Board, wanted: str | None, on: date) -> Plan | None:
    if wanted is None:
        return None
    targets = {each.id: each for each in board.criteria.targets}
    if wanted not in targets:
        choice = f"chọn một trong: {', '.join(targets)}" if targets else "bộ tiêu chí này không có mục tiêu"
        raise click.UsageError(f"không có mục tiêu «{wanted}»; {choice}")
    return plan_of(board, targets[wanted], on, NO_LIMITS)
