"""The command ``dienhinh``. Exit status: 0 done, 1 examined and faulty, 2 wrong use, 3 the environment failed."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from datetime import date
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import click

from api import answers, console, serving
from api.app import create_app
from api.command_files import NOT_SCORED, board_of, check_out, no_period, score_by_batches, unreadable, writing
from api.command_words import (
    DONE,
    ENVIRONMENT,
    FAULTY,
    FILE,
    WRONG_USE,
    Command,
    Day,
    Group,
    criteria_option,
    data_option,
    json_option,
    port_option,
    recognitions_option,
    units_option,
    usage_message,
)
from api.demo import demo_board
from api.exchange.criteria_files import read_for_check
from api.exchange.tables import write_scores
from api.sample import write_sample, write_sample_recognitions
from api.workflow import Board
from engine.faults import Fault, Severity
from engine.schema import json_schema
from engine.wording import faults as fault_words
from engine.wording.banners import SAMPLE_BANNER


def _say_version(context: click.Context, _param: click.Parameter, wanted: bool) -> None:  # noqa: FBT001 -- click's own signature
    if wanted:
        try:
            shown = version("dienhinh")
        except PackageNotFoundError:
            shown = "(chưa cài đặt, chạy từ thư mục mã nguồn)"
        click.echo(f"dienhinh {shown}")
        context.exit()


@click.group(cls=Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_say_version,
    help="Hiện phiên bản rồi thoát.",
)
def dienhinh() -> None:
    """Chấm điểm xã, thị trấn điển hình về phong trào toàn dân bảo vệ an ninh Tổ quốc."""


@dienhinh.command(cls=Command)
@click.argument("files", nargs=-1, required=True, type=FILE, metavar="TỆP...")
@json_option
def check(files: tuple[Path, ...], as_json: bool) -> int:  # noqa: FBT001 -- click hands over flags by name
    """Kiểm tra tệp bộ tiêu chí: mọi lỗi trong một lần, mỗi lỗi một dòng."""
    status, found = DONE, []
    for file in files:
        try:
            faults: Sequence[Fault] = read_for_check(file).faults
        except OSError as error:
            console.say(unreadable(file, error))
            status = max(status, WRONG_USE if isinstance(error, FileNotFoundError | IsADirectoryError) else ENVIRONMENT)
            continue
        found += answers.checked(str(file), faults)
        if not as_json:
            for fault in faults:
                click.echo(fault_words.line(fault, str(file)))
            console.say(summary(file, faults))
        if any(fault.severity == "error" for fault in faults):
            status = max(status, FAULTY)
    if as_json:
        _print_json(found)
    return status


def summary(file: Path, faults: Sequence[Fault]) -> str:
    """Say how a file came out of the check."""
    found = dict.fromkeys(Severity, 0)
    for fault in faults:
        found[fault.severity] += int(fault.values["more"]) if fault.code == "MORE_OF_THIS" else 1
    errors, others = found[Severity.ERROR], found[Severity.WARNING]
    if errors:
        return f"{file}: {errors} lỗi, {others} cảnh báo. Sửa từ trên xuống rồi kiểm tra lại."
    return f"{file}: dùng được{f', {others} cảnh báo' if others else ''}."


def _print_json(answer: object) -> None:
    click.echo(json.dumps(answer, ensure_ascii=False, indent=1))


@dienhinh.command(cls=Command)
@criteria_option
@data_option
@recognitions_option
@units_option
@click.option("--period", metavar="KỲ", help="Kỳ cần chấm, ví dụ 2024; không ghi là kỳ mới nhất có số liệu.")
@click.option("--strict", is_flag=True, help="Có lỗi trong số liệu thì không chấm.")
@click.option("--out", type=FILE, metavar="TỆP", help="Ghi kết quả ra .csv, .xlsx hoặc .parquet.")
@json_option
def score(period: str | None, strict: bool, out: Path | None, as_json: bool, **sources: Path | None) -> int:  # noqa: FBT001 -- click hands over flags by name
    """Chấm điểm mọi đơn vị trong bảng số liệu."""
    data = sources["data"]
    if out is not None:
        check_out(out, *sources.values())
        if not as_json and data is not None and {data.suffix.lower(), out.suffix.lower()} == {".parquet"}:
            return score_by_batches(out, period, strict, **sources)  # type: ignore[arg-type]  # the options carry the names of its arguments
    board = board_of(**sources)  # type: ignore[arg-type]  # as above
    known = board.data.periods
    if known and period not in (None, *known):
        raise click.UsageError(no_period(period or "", ", ".join(known)))
    result = board.scored(period) if known else None
    faults = board.data.faults if result is None else result.faults
    say_faults(board, faults)
    if result is None or (strict and faults):
        if result is not None:
            console.say(NOT_SCORED)
        if as_json:
            _print_json(answers.unscored(board, period, faults))
        return FAULTY
    if as_json:
        _print_json(answers.scored(result))
    if out is not None:
        _write(write_scores, result, out)
        console.say(f"Đã ghi {len(result.codes)} đơn vị vào {out}.")
    elif not as_json:
        console.show_scores(result)
    return FAULTY if faults or board.faulty else DONE


def _write(write: Callable[..., None], *what: Any) -> None:  # noqa: ANN401 -- what the writer takes, the path last
    try:
        with writing(what[-1]):
            write(*what)
    except ValueError as error:  # a writer says so what it can't put into such a file
        raise click.UsageError(str(error)) from error


@dienhinh.command(cls=Command)
@criteria_option
@data_option
@recognitions_option
@units_option
@click.option("--as-of", "as_of", required=True, type=Day(), metavar="NGÀY", help="Ngày tính đến, ví dụ 2025-12-31.")
@click.option("--target", metavar="MÃ", help="Chỉ một mục tiêu, ví dụ 2025.")
@json_option
def progress(as_of: date, target: str | None, as_json: bool, **sources: Path | None) -> int:  # noqa: FBT001 -- as above
    """Đo tiến độ các mục tiêu đến một ngày."""
    board = board_of(**sources)  # type: ignore[arg-type]  # as above
    known = [each.id for each in board.criteria.targets]
    if target is not None and target not in known:
        choice = f"chọn một trong: {', '.join(known)}" if known else "bộ tiêu chí này không có mục tiêu"
        raise click.UsageError(f"không có mục tiêu «{target}»; {choice}")
    found = board.progress(as_of, target)
    faults = board.data.faults
    say_faults(board, faults)
    if board.recognitions is None:
        console.say("Chưa có --recognitions: chưa đơn vị nào được tính là đã công nhận.")
    if as_json:
        _print_json(answers.progressed(as_of.isoformat(), found))
    else:
        console.show_progress(board.criteria, found, sample=board.data.sample)
    return FAULTY if faults or board.faulty else DONE


def say_faults(board: Board, faults: Sequence[Any]) -> None:
    """Say every fault of the figures, a line each."""
    if board.data.sample:
        console.say(SAMPLE_BANNER)
    for fault in faults:
        console.say(str(fault))


@dienhinh.command(cls=Command)
def schema() -> int:
    """In JSON Schema của tệp bộ tiêu chí, cho trình soạn thảo."""
    _print_json(json_schema())
    return DONE


@dienhinh.command(cls=Command)
@port_option
@click.option("--figures", type=FILE, metavar="TỆP", help="Chỉ ghi số liệu mẫu ra tệp .csv hoặc .xlsx rồi thoát.")
@click.option(
    "--recognitions",
    type=FILE,
    metavar="TỆP",
    help="Chỉ ghi quyết định công nhận mẫu ra tệp .csv hoặc .xlsx rồi thoát.",
)
def demo(port: int | None, figures: Path | None, recognitions: Path | None) -> int:
    """Mở trang thử với số liệu mẫu trên máy này (127.0.0.1)."""
    if figures or recognitions:
        for path, write in ((figures, write_sample), (recognitions, write_sample_recognitions)):
            if path is not None:
                _write(write, path)
                console.say(f"Đã ghi {path}. {SAMPLE_BANNER}")
        return DONE
    return _serve(demo_board(), "127.0.0.1", port)


@dienhinh.command(cls=Command)
@criteria_option
@data_option
@recognitions_option
@units_option
@click.option(
    "--host", default="127.0.0.1", metavar="ĐỊA_CHỈ", help="Địa chỉ lắng nghe; 0.0.0.0 là mọi máy trong mạng."
)
@port_option
def serve(host: str, port: int | None, **sources: Path | None) -> int:
    """Mở trang kết quả của một bảng số liệu."""
    board = board_of(**sources)  # type: ignore[arg-type]  # as above
    say_faults(board, board.data.faults)
    return _serve(board, host, port)


def _serve(board: Board, host: str, port: int | None) -> int:
    taken = serving.listen(host, port)
    console.banners(board.criteria, sample=board.data.sample)
    click.echo(f"Mở trình duyệt tại {serving.address(taken)}")
    others = serving.address_for_others(taken)
    if others is not None:
        console.say(f"Từ máy khác trong mạng: {others} (hoặc địa chỉ IP của máy này).")
    console.say("Dừng: nhấn Ctrl+C.")
    serving.answer(create_app(board, today=date.today), taken)
    return DONE


def main(arguments: Sequence[str]) -> int:
    """Run the command and return its exit status; every end is said in Vietnamese."""
    console.open_streams()
    try:
        return int(dienhinh.main(list(arguments), prog_name="dienhinh", standalone_mode=False) or DONE)
    except click.exceptions.Exit as end:
        return end.exit_code
    except click.ClickException as error:
        console.say(usage_message(error))
        return WRONG_USE
    except (KeyboardInterrupt, click.Abort):
        console.say("Đã dừng theo yêu cầu.")
        return ENVIRONMENT
    except OSError as error:
        return _failed(error)


def _failed(error: OSError) -> int:
    if isinstance(error, serving.NoAddressError):
        console.say(f"{error}.")
        return ENVIRONMENT
    console.say(unreadable(Path(str(error.filename2 or error.filename or "kết quả in ra")), error))
    return WRONG_USE if isinstance(error, FileNotFoundError | IsADirectoryError) else ENVIRONMENT


def run() -> None:
    """Run the command for the shell."""
    sys.exit(main(sys.argv[1:]))


if __name__ == "__main__":
    run()
