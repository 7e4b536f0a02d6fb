"""The files that the command works on: what is read before anything is computed, and where results go."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import click

from api import console
from api.commands.undivided import say_undivided
from api.commands.words import DONE, FAULTY
from api.exchange.criteria_files import read_for_use
from api.exchange.data import DataFault, read_data
from api.exchange.recognitions import read_recognitions
from api.exchange.register import load_register
from api.exchange.streaming import Streamed
from api.exchange.tables import ENDINGS
from api.workflow import Board
from engine.checking import Checked
from engine.criteria import CriteriaSet
from engine.targets import Recognition
from engine.units import Register
from engine.wording import faults as fault_words
from engine.wording.banners import SAMPLE_BANNER


def board_of(  # noqa: PLR0913 -- the options of the commands
    criteria: Path | None,
    data: Path | None,
    recognitions: Path | None,
    units: Path | None,
    *,
    period: str | None = None,
    on: date | None = None,
) -> Board:
    """Read everything that an answer is taken from: files when data is named, else the database.

    Without a criteria file the database is read by the one in force on a day, or for a period. click's exceptions
    when it can't be used.
    """
    if data is None:
        if recognitions is not None or units is not None:
            raise click.UsageError(
                "--recognitions và --units chỉ dùng cùng --data; không có --data thì đọc cơ sở dữ liệu"
            )
        from api.commands.on_record import board_on_record  # noqa: PLC0415 -- files are read without a database's libraries

        return board_on_record(usable(criteria) if criteria is not None else None, period, on)
    if criteria is None:
        raise click.UsageError(NO_CRITERIA)
    checked, register, decisions, faults = beside_figures(criteria, recognitions, units)
    assert checked.criteria is not None  # noqa: S101 -- usable() said so
    read = read_data(data, checked.criteria, register).with_faults(faults)
    return Board(checked.criteria, checked.digest, read, register, decisions, faulty=checked.has_errors)


def beside_figures(
    criteria: Path, recognitions: Path | None, units: Path | None
) -> tuple[Checked, Register, tuple[Recognition, ...] | None, tuple[DataFault, ...]]:
    """Read what figures are scored with: rules, register and decisions; the faults are those of the decisions."""
    checked = usable(criteria)
    register, register_faults = load_register(units)
    for register_fault in register_faults:
        console.say(str(register_fault))
    if register_faults:
        raise click.exceptions.Exit(FAULTY)
    if recognitions is None:
        return checked, register, None, ()
    read = read_recognitions(recognitions, checked.criteria)  # type: ignore[arg-type]  # usable() made sure of it
    return checked, register, read.recognitions, read.faults


def usable(file: Path) -> Checked:
    """Read a criteria file to be used as given; its faults are said, and end the call when it can't be used."""
    checked = read_for_use(file)
    for fault in checked.faults:
        if fault.severity == "error" or checked.criteria is None:
            console.say(fault_words.line(fault, str(file)))
    if checked.criteria is None:
        console.say(f"{file}: chưa dùng được — sửa các lỗi trên, rồi chạy: dienhinh check {file}")
        raise click.exceptions.Exit(FAULTY)
    return checked


def check_out(out: Path, *sources: Path | None) -> None:
    """Make sure, before anything is read, that the result can be written there and takes nothing's place."""
    if out.suffix.lower() not in ENDINGS:
        raise click.UsageError(f"--out phải có đuôi {', '.join(ENDINGS)}; đang là «{out.name}»")
    if not out.parent.is_dir():
        raise click.UsageError(f"--out: không có thư mục «{out.parent}»; tạo thư mục trước, hoặc ghi vào thư mục khác")
    if out.resolve() in {each.resolve() for each in sources if each is not None}:
        raise click.UsageError(f"--out: «{out}» là tệp đầu vào, ghi kết quả vào đó sẽ mất; đặt tên khác")


@contextmanager
def writing(out: Path) -> Iterator[None]:
    """Let a failure to write name the file that was asked for: the unfinished one beside it says nothing to anyone."""
    try:
        yield
    except OSError as error:
        if error.filename is not None and Path(str(error.filename)).parent.resolve() != out.parent.resolve():
            raise
        raise OSError(error.errno, error.strerror or str(error), str(out)) from error


def check_target(criteria: CriteriaSet, target: str | None) -> None:
    """Make sure that a set has the target that is asked for."""
    known = [each.id for each in criteria.targets]
    if target is not None and target not in known:
        choice = f"chọn một trong: {', '.join(known)}" if known else "bộ tiêu chí này không có mục tiêu"
        raise click.UsageError(f"không có mục tiêu «{target}»; {choice}")


def no_period(period: str, known: str) -> str:
    """Say that the figures have no such period, and which they have."""
    return f"số liệu không có kỳ «{period}»; các kỳ có: {known}"


NO_CRITERIA = "thiếu --criteria: có --data thì phải nêu tệp bộ tiêu chí"
NO_RECOGNITIONS = "Chưa có --recognitions: chưa đơn vị nào được tính là đã công nhận."
NO_FIGURES = "Cơ sở dữ liệu chưa có số liệu kỳ nào: nhập số liệu trước, hoặc chấm một tệp bằng --data."
NOT_SCORED = "Chưa chấm vì có lỗi (--strict): sửa các lỗi trên rồi chạy lại."


def score_by_batches(  # noqa: PLR0913, PLR0917 -- the options of the command
    out: Path,
    period: str | None,
    strict: bool,  # noqa: FBT001 -- handed on as it came
    criteria: Path | None,
    data: Path,
    recognitions: Path | None,
    units: Path | None,
    scored: Callable[..., Streamed],
) -> int:
    """Score a Parquet file of any length to another; with ``strict`` the result appears only when nothing is faulty.

    ``scored`` does it, as ``score_parquet`` does.
    """
    if criteria is None:
        raise click.UsageError(NO_CRITERIA)
    checked, register, decisions, faults = beside_figures(criteria, recognitions, units)
    data.open("rb").close()  # a source that can't be opened is told from a result that can't be written
    target = out.with_name(f".{out.name}.unfinished") if strict else out
    with writing(out), console.progress_bar("Chấm điểm") as bar:
        done = scored(
            data,
            target,
            checked.criteria,
            register,
            period=period,
            recognitions=decisions,
            progress=bar,
        )
    for fault in done.faults:
        if fault.code == "NO_SUCH_PERIOD":
            raise click.UsageError(no_period(period or "", fault.values["periods"]))
    faults = (*faults, *done.faults)
    if done.sample:
        console.say(SAMPLE_BANNER)
    for fault in faults:
        console.say(str(fault))
    if strict and faults:
        target.unlink(missing_ok=True)
        console.say(NOT_SCORED)
        return FAULTY
    if done.units:
        if strict:
            target.replace(out)
        console.say(f"Đã ghi {done.units} đơn vị vào {out}.")
    return FAULTY if faults or checked.has_errors else DONE


def write_with(write: Callable[..., None], *what: Any) -> None:  # noqa: ANN401 -- what the writer takes, the path last
    """Let a writer write, and say in Vietnamese why it could not."""
    try:
        with writing(what[-1]):
            write(*what)
    except ValueError as error:  # a writer says so what it can't put into such a file
        raise click.UsageError(str(error)) from error


def faults_on(board: Board, on: date) -> Sequence[DataFault]:
    """Return the faults of the figures: of a whole file, or in a database of the period that counts on a day."""
    period = board.newest_ended(on)
    return board.data.faults or (board.scored(period).faults if period else ())


def say_faults(board: Board, faults: Sequence[Any], period: str | None = None) -> None:
    """Say every fault of the figures, a line each; and what the file can't say of a period, the newest unless said."""
    if board.data.sample:
        console.say(SAMPLE_BANNER)
    say_undivided(board, period)
    for fault in faults:
        console.say(str(fault))
