"""Commands that apply a set to figures: score, progress."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from api import console
from api.answers.json import in_lines
from api.answers.score_lines import score_bytes
from api.answers.scores import unscored
from api.answers.targets import progressed
from api.commands.files import (
    NO_FIGURES,
    NO_RECOGNITIONS,
    NOT_SCORED,
    board_of,
    check_out,
    check_target,
    faults_on,
    no_period,
    say_faults,
    score_by_batches,
    write_with,
)
from api.commands.on_spark import OnSpark, check_master, master_option, measured_on, on_option, scorer
from api.commands.score_tables import show_progress, show_scores
from api.commands.words import (
    DONE,
    FAULTY,
    FILE,
    Command,
    Day,
    criteria_option,
    data_option,
    json_option,
    recognitions_option,
    units_option,
)
from api.console import print_bytes, print_json
from api.exchange.tables import write_scores


@click.command(cls=Command)
@criteria_option
@data_option
@recognitions_option
@units_option
@click.option("--period", metavar="KỲ", help="Kỳ cần chấm, ví dụ 2024; không ghi là kỳ mới nhất có số liệu.")
@click.option("--strict", is_flag=True, help="Có lỗi trong số liệu thì không chấm.")
@click.option("--out", type=FILE, metavar="TỆP", help="Ghi kết quả ra .csv, .xlsx hoặc .parquet.")
@on_option
@master_option
@json_option
def score(  # noqa: PLR0913, PLR0917 -- click hands over options by name
    period: str | None,
    strict: bool,  # noqa: FBT001 -- as above
    out: Path | None,
    engine: str | None,
    master: str | None,
    as_json: bool,  # noqa: FBT001 -- as above
    **sources: Path | None,
) -> int:
    """Chấm điểm mọi đơn vị trong bảng số liệu."""
    data = sources["data"]
    scored = scorer(engine, master, data, out, as_json=as_json)
    if out is not None:
        check_out(out, *sources.values())
        if not as_json and data is not None and {data.suffix.lower(), out.suffix.lower()} == {".parquet"}:
            return score_by_batches(out, period, strict, **sources, scored=scored)  # type: ignore[arg-type]  # the options carry the names of its arguments
    board = board_of(**sources, period=period)  # type: ignore[arg-type]  # as above
    known = board.data.periods
    if known and period not in (None, *known):
        raise click.UsageError(no_period(period or "", ", ".join(known)))
    result = board.scored(period) if known else None
    faults = board.data.faults if result is None else result.faults
    say_faults(board, faults, period)
    if result is None or (strict and faults):
        if result is not None or data is None:
            console.say(NO_FIGURES if result is None else NOT_SCORED)
        if as_json:
            print_bytes(in_lines(unscored(board, period, faults), ()))
        return FAULTY
    if as_json:
        print_bytes(score_bytes(result))
    if out is not None:
        write_with(write_scores, result, out)
        console.say(f"Đã ghi {len(result.codes)} đơn vị vào {out}.")
    elif not as_json:
        show_scores(result)
    return FAULTY if faults or board.faulty else DONE


@click.command(cls=Command)
@criteria_option
@data_option
@recognitions_option
@units_option
@click.option("--as-of", "as_of", required=True, type=Day(), metavar="NGÀY", help="Ngày tính đến, ví dụ 2025-12-31.")
@click.option("--target", metavar="MÃ", help="Chỉ một mục tiêu, ví dụ 2025.")
@on_option
@master_option
@json_option
def progress(
    as_of: date,
    target: str | None,
    engine: str | None,
    master: str | None,
    as_json: bool,  # noqa: FBT001 -- as above
    **sources: Path | None,
) -> int:
    """Đo tiến độ các mục tiêu đến một ngày."""
    check_master(engine, master)
    if engine is not None:
        return _progress_on_spark(measured_on(master, as_of, target, **sources), as_of, as_json=as_json)
    board = board_of(**sources, on=as_of)  # type: ignore[arg-type]  # as above
    check_target(board.criteria, target)
    found = board.progress(as_of, target)
    faults = faults_on(board, as_of)
    say_faults(board, faults)
    if board.recognitions is None:
        console.say(NO_RECOGNITIONS)
    if as_json:
        print_json(progressed(as_of.isoformat(), found))
    else:
        show_progress(board.criteria, found, sample=board.data.sample)
    return FAULTY if faults or board.faulty else DONE


def _progress_on_spark(measured: OnSpark, as_of: date, *, as_json: bool) -> int:
    if as_json:
        print_json(progressed(as_of.isoformat(), measured.found.targets))
    else:
        show_progress(measured.criteria, measured.found.targets, sample=measured.found.sample)
    return measured.status
