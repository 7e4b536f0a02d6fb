"""Commands that examine files: check, score, progress, schema."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import click

from api import console
from api.answers.checks import checked
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
    print_bytes,
    print_json,
    say_faults,
    score_by_batches,
    unreadable,
    write_with,
)
from api.commands.on_spark import OnSpark, check_master, master_option, measured_on, on_option, scorer
from api.commands.words import (
    DONE,
    ENVIRONMENT,
    FAULTY,
    FILE,
    WRONG_USE,
    Command,
    Day,
    criteria_option,
    data_option,
    json_option,
    recognitions_option,
    units_option,
)
from api.exchange.criteria_files import read_for_check
from api.exchange.register import register_before
from api.exchange.reorganisations import read_reorganisation
from api.exchange.tables import write_scores
from engine.faults import Fault, Severity
from engine.movement.book import is_book, read_book
from engine.reorganising import is_reorganisation
from engine.schema import json_schema
from engine.wording import faults as fault_words
from engine.wording.standing_on import standing_words


@click.command(cls=Command, short_help="Kiểm tra bộ tiêu chí, sổ mô hình, tệp sắp xếp đơn vị: mọi lỗi một lần.")
@click.argument("files", nargs=-1, required=True, type=FILE, metavar="TỆP...")
@json_option
def check(files: tuple[Path, ...], as_json: bool) -> int:  # noqa: FBT001 -- click hands over flags by name
    """Kiểm tra bộ tiêu chí, sổ mô hình hoặc tệp sắp xếp đơn vị: mọi lỗi trong một lần, mỗi lỗi một dòng."""
    status, found = DONE, []
    for file in files:
        try:
            faults, said = _examined(file)
        except OSError as error:
            console.say(unreadable(file, error))
            status = max(status, WRONG_USE if isinstance(error, FileNotFoundError | IsADirectoryError) else ENVIRONMENT)
            continue
        found += checked(str(file), faults)
        if not as_json:
            for fault in faults:
                click.echo(fault_words.line(fault, str(file)))
            console.say(summary(file, faults, said))
        if any(fault.severity == "error" for fault in faults):
            status = max(status, FAULTY)
    if as_json:
        print_json(found)
    return status


def _examined(file: Path) -> tuple[Sequence[Fault], str]:
    """Examine a criteria file, a book of the register, or a file of a reorganisation: what that does is said too."""
    checked = read_for_check(file)
    if checked.criteria is not None:
        lines = standing_words(checked.criteria, checked.standing) if checked.standing is not None else ()
        return checked.faults, ".\n    ".join(lines)
    data = file.read_bytes()
    if is_book(data):
        return read_book(data, stem=file.resolve().stem)[1], ""
    if not is_reorganisation(data):
        return checked.faults, ""
    register, faults = register_before(file)
    if faults:
        raise click.ClickException("\n".join(map(str, faults)))
    found, said = read_reorganisation(file, data, register)
    return found.faults, said


def summary(file: Path, faults: Sequence[Fault], said: str = "") -> str:
    """Say how a file came out of the check, and what it does."""
    found = dict.fromkeys(Severity, 0)
    for fault in faults:
        found[fault.severity] += int(fault.values["more"]) if fault.code == "MORE_OF_THIS" else 1
    errors, others = found[Severity.ERROR], found[Severity.WARNING]
    if errors:
        return f"{file}: {errors} lỗi, {others} cảnh báo. Sửa từ trên xuống rồi kiểm tra lại."
    return f"{file}: dùng được{f', {others} cảnh báo' if others else ''}{f'; {said}' if said else ''}."


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
    say_faults(board, faults)
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
        console.show_scores(result)
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
        console.show_progress(board.criteria, found, sample=board.data.sample)
    return FAULTY if faults or board.faulty else DONE


def _progress_on_spark(measured: OnSpark, as_of: date, *, as_json: bool) -> int:
    if as_json:
        print_json(progressed(as_of.isoformat(), measured.found.targets))
    else:
        console.show_progress(measured.criteria, measured.found.targets, sample=measured.found.sample)
    return measured.status


@click.command(cls=Command)
def schema() -> int:
    """In JSON Schema của tệp bộ tiêu chí, cho trình soạn thảo."""
    print_json(json_schema())
    return DONE
