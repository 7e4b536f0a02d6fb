"""``import --what models``: the register of groups and models from a table, looked at and written as one act."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import click
from rich.table import Table

from api import console
from api.answers.movement_imports import plan_json
from api.commands.exporting import EVERYTHING
from api.commands.files import writing
from api.commands.offices import OPERATOR, opened_office
from api.commands.words import DONE, ENVIRONMENT, FAULTY, WRONG_USE, unreadable
from api.console import print_json
from api.exchange.filled.guard import MOST_BYTES
from api.pages.exports.asking import Asking
from api.pages.exports.movement import template
from api.pages.movement.from_excel import counts_of, notes_of
from api.pages.routes import Pages
from api.workflow.exporting.going import NotExportedError
from api.workflow.movement.changing import undo_models
from api.workflow.movement.edits import read_edits
from api.workflow.movement.from_workbook import plan_of, write_plan
from api.workflow.movement.plans import Plan, State
from api.workflow.movement.writer import MovementError, Writer
from api.workflow.office import Office, board_of_period
from engine.wording.numbers import number

MODELS = "models"
MOST_TOLD = 40
"""Rows that are listed on a terminal."""


def of_models(  # noqa: PLR0913 -- the options of the command
    files: Sequence[Path],
    making: tuple[Path | None, str, str],
    undo: int | None,
    *,
    write: bool,
    yes: bool,
    as_json: bool,
) -> int:
    """Make an empty table (its file, of which unit, of which district), undo an import, or import a file."""
    out, unit, district = making
    if out is not None:
        return empty_table(out, unit, district)
    if undo is not None:
        return undo_import(undo, as_json=as_json)
    return import_models(files, write=write, yes=yes, as_json=as_json)


def import_models(files: Sequence[Path], *, write: bool, yes: bool, as_json: bool) -> int:
    """Look at a table of the register, and put what it changes on record."""
    if len(files) != 1:
        raise click.UsageError("sổ mô hình nhập từng tệp một")
    file = files[0]
    try:
        if file.stat().st_size > MOST_BYTES:
            raise click.UsageError(f"«{file}» lớn quá {MOST_BYTES / 1e6:.0f} MB; chia theo huyện rồi nhập từng tệp")
        content = file.read_bytes()
    except OSError as error:
        console.say(unreadable(file, error))
        return WRONG_USE if isinstance(error, FileNotFoundError | IsADirectoryError) else ENVIRONMENT
    with opened_office() as office:
        writer = Writer(OPERATOR)
        plan = plan_of(office, writer, lambda _unit: True, read_edits(office, content, file.name))
        if not as_json:
            _show(plan)
        for fault in plan.faults:
            console.say(str(fault))
        act = (
            _write(office, writer, plan, as_json=as_json) if write and _wanted(plan, yes=yes, as_json=as_json) else None
        )
        if as_json:
            print_json(plan_json(plan, act))
    doubtful = plan.count(State.CONFLICT) or any(each.is_error for each in plan.faults)
    return FAULTY if doubtful or (act == 0) else DONE


def _show(plan: Plan) -> None:
    counts = ", ".join(f"{count} {word}" for word, count in counts_of(plan))
    click.echo(f"{plan.edits.file}: {number(plan.edits.rows)} dòng; {counts}.")
    for note in notes_of(plan):
        click.echo(note)
    lines = [line for line in plan.lines if line.state is not State.SAME]
    if not lines:
        return
    table = Table(title="Thay đổi: trong sổ → trong tệp", title_justify="left")
    for heading in ("Dòng", "Mã", "Mô hình", "Đơn vị", "Thay đổi"):
        table.add_column(heading, overflow="fold")
    for line in lines[:MOST_TOLD]:
        said = [
            f"{name}: {old or 'trống'} → {new or 'trống'}" if line.key else f"{name}: {new}"
            for name, old, new in line.changes
        ]
        word = "xung đột, không ghi" if line.state is State.CONFLICT else line.key or "mới"
        table.add_row(str(line.number), word, line.title, line.unit, "\n".join(said))
    console.results.print(table)
    if len(lines) > MOST_TOLD:
        click.echo(f"… và {number(len(lines) - MOST_TOLD)} dòng nữa; xem hết bằng --json.")


def _wanted(plan: Plan, *, yes: bool, as_json: bool) -> bool:
    """Ask whether to write, where there is anything; where nobody can answer, the option says it."""
    if not plan.given or yes:
        return bool(plan.given)
    if as_json or not sys.stdin.isatty():
        raise click.UsageError("chưa ghi gì: thêm --yes để ghi, hoặc --dry-run để chỉ xem trước")
    question = f"Ghi {number(len(plan.given))} mô hình trên vào sổ? (c = có, k = không)"
    return str(click.prompt(question, default="k", err=True)).strip().casefold() in ("c", "có", "co")


def _write(office: Office, writer: Writer, plan: Plan, *, as_json: bool) -> int:
    """Write a plan; return the act, 0 where it was refused."""
    try:
        act = write_plan(office, writer, plan).act or 0
    except MovementError as error:
        console.say(f"Chưa ghi gì: {error.said}")
        return 0
    if not as_json:
        back = f"dienhinh import --what {MODELS} --undo {act}"
        console.say(f"Đã ghi {number(len(plan.given))} mô hình, lần ghi số {act}. Hoàn tác: {back}")
    return act


def undo_import(act: int, *, as_json: bool) -> int:
    """Take back what an import wrote to the register."""
    with opened_office() as office:
        try:
            done = undo_models(office, Writer(OPERATOR), act)
        except MovementError as error:
            console.say(f"Chưa hoàn tác lần ghi số {act}: {error.said}")
            return FAULTY
    if as_json:
        print_json({"undone": act, "act": done})
    else:
        click.echo(f"Đã hoàn tác lần ghi số {act}, bằng lần ghi số {done}.")
    return DONE


def empty_table(out: Path, unit: str, district: str) -> int:
    """Write an empty table to be filled in."""
    if out.suffix.casefold() != ".xlsx":
        raise click.UsageError(f"--template phải có đuôi .xlsx; đang là «{out.name}»")
    if out.exists():  # it may be filled in already
        raise click.UsageError(f"--template: đã có tệp «{out}»; đặt tên khác, hoặc xóa tệp ấy trước")
    with opened_office() as office:
        pages = Pages(lambda: board_of_period(office, office.settings.main_set), lambda: office.today)
        try:
            with writing(out):
                template(Asking(pages, office, EVERYTHING, {"xa": unit, "huyen": district}), out)
        except NotExportedError as error:
            raise click.UsageError(" ".join(error.faults)) from error
    console.say(f"Đã ghi mẫu trống của sổ mô hình vào {out}.")
    return DONE
