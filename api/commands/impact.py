"""The command that says what a new criteria file changes, or what one bound of a file does from figure to figure."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from api import console
from api.answers.impact import compared, impacted
from api.answers.impact_tables import attached
from api.commands.files import (
    beside_figures,
    board_of,
    check_out,
    no_period,
    say_faults,
    usable,
    write_with,
)
from api.commands.impact_tables import show
from api.commands.sweep import Asked, Sweeping, swept_on
from api.commands.words import (
    DONE,
    FAULTY,
    FILE,
    Command,
    Day,
    data_option,
    json_option,
    recognitions_option,
    units_option,
)
from api.console import print_json
from api.exchange.data import read_data
from api.exchange.handout_files import write_handout
from api.exchange.recognitions import RecognitionsRead, read_recognitions
from api.workflow import Board


@click.command(name="impact", cls=Command)
@click.argument("old", type=FILE, metavar="BẢN_CŨ")
@click.argument("new", type=FILE, required=False, metavar="BẢN_MỚI")
@data_option
@recognitions_option
@units_option
@click.option("--period", metavar="KỲ", help="Kỳ lấy số liệu, ví dụ 2024; không ghi là kỳ mới nhất có số liệu.")
@click.option("--as-of", type=Day(), metavar="NGÀY", help="Ngày tính mục tiêu và công nhận; không ghi là ngày cuối kỳ.")
@click.option(
    "--sweep",
    type=Sweeping(),
    metavar="NGƯỠNG",
    help="Dò một ngưỡng của một bản (khi đó không ghi BẢN_MỚI): TC08:all.1.at_least=60..100/5.",
)
@click.option("--out", type=FILE, metavar="TỆP.xlsx", help="Ghi các bảng tác động ra sổ tính, kèm tờ trình.")
@json_option
def impact(  # noqa: PLR0913 -- the options of the command
    *,
    old: Path,
    new: Path | None,
    period: str | None,
    as_of: date | None,
    sweep: Asked | None,
    out: Path | None,
    as_json: bool,
    **sources: Path | None,
) -> int:
    """Xem bộ tiêu chí mới thay bản cũ thì xã nào tăng, xã nào giảm; hoặc dò một ngưỡng."""
    if sweep is not None:
        if new is not None or out is not None or as_of is not None:
            raise click.UsageError("--sweep dò ngưỡng trong một bản: bỏ BẢN_MỚI, --out và --as-of")
        return swept_on(_swept_board(old, period, **sources), sweep, period, as_json=as_json)
    if new is None:
        raise click.UsageError("thiếu BẢN_MỚI (hoặc --sweep, để dò một ngưỡng của BẢN_CŨ)")
    if out is not None:
        check_out(out, old, new, *sources.values())
    boards = boards_of(old, new, **sources)
    _check_period(boards[1], period)
    found = compared(*boards, period, as_of)
    say_faults(found.new, found.faults)
    if found.new.recognitions is None:
        console.say("Chưa có --recognitions: chưa đơn vị nào được tính là đã công nhận.")
    if found.period is None and sources["data"] is None:
        console.say("Cơ sở dữ liệu chưa có số liệu kỳ nào: nhập số liệu trước, hoặc so sánh trên một tệp bằng --data.")
    if out is not None:
        write_with(write_handout, attached(found), out)
        console.say(f"Đã ghi các bảng tác động vào {out}.")
    if as_json:
        print_json(impacted(found))
    elif out is None:
        show(found)
    return FAULTY if found.faults or found.period is None or any(board.faulty for board in boards) else DONE


def _check_period(board: Board, period: str | None) -> None:
    known = board.data.periods
    if known and period not in (None, *known):
        raise click.UsageError(no_period(period or "", ", ".join(known)))


def _swept_board(
    criteria: Path, period: str | None, data: Path | None, recognitions: Path | None, units: Path | None
) -> Board:
    board = board_of(criteria, data, recognitions, units)
    _check_period(board, period)
    return board


def boards_of(
    old: Path, new: Path, data: Path | None, recognitions: Path | None, units: Path | None
) -> tuple[Board, Board]:
    """Read both sets, and the figures and decisions that both are applied to: of files, else of the database.

    click's exceptions when they can't be used.
    """
    if data is None:
        kept, now = board_of(old, None, recognitions, units), usable(new)
        assert now.criteria is not None  # noqa: S101 -- usable() said so
        board = Board(now.criteria, now.digest, kept.data, kept.register, kept.recognitions, faulty=now.has_errors)
        return kept, board
    try:
        was, register, _, _ = beside_figures(old, None, units)
    except click.exceptions.Exit:
        usable(new)  # so that its faults are said in the same run
        raise
    now = usable(new)
    assert was.criteria is not None and now.criteria is not None  # noqa: S101, PT018 -- usable() said so
    rec = RecognitionsRead((), ())
    if recognitions is not None:
        rec = read_recognitions(recognitions, now.criteria, also=(was.criteria,))
    decisions = None if recognitions is None else rec.recognitions
    figures = read_data(data, now.criteria, register, also=(was.criteria,)).with_faults(rec.faults)
    return (
        Board(was.criteria, was.digest, figures, register, decisions, faulty=was.has_errors),
        Board(now.criteria, now.digest, figures, register, decisions, faulty=now.has_errors),
    )
