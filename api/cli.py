"""The command ``dienhinh``. Exit status: 0 done, 1 examined and faulty, 2 wrong use, 3 the environment failed."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import click

from api import answers, console, serving
from api.app import create_app
from api.command_words import Command, Group, usage_message
from api.demo import demo_board
from api.exchange.criteria_files import read_for_check, read_for_use
from api.exchange.data import DataFault, read_data
from api.exchange.recognitions import read_recognitions
from api.exchange.register import load_register
from api.exchange.streaming import score_parquet
from api.exchange.tables import ENDINGS, write_scores
from api.sample import write_sample, write_sample_recognitions
from api.workflow import Board
from engine.checking import Checked
from engine.faults import Fault
from engine.schema import json_schema
from engine.targets import Recognition
from engine.units import Register
from engine.wording import faults as fault_words

DONE, FAULTY, WRONG_USE, ENVIRONMENT = 0, 1, 2, 3
FILE = click.Path(path_type=Path)


class Day(click.ParamType):
    """A day as people of either habit write it: 2025-12-31 or 31/12/2025."""

    name = "ngày"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:  # noqa: ANN401 -- click's own signature
        """Read the day; click's BadParameter when it is none."""
        try:
            if "/" in str(value):
                day, month, year = (int(part) for part in str(value).split("/"))
                return date(year, month, day)
            return date.fromisoformat(str(value))
        except ValueError:
            self.fail(f"«{value}» không phải ngày; viết 2025-12-31 hoặc 31/12/2025", param, ctx)


@click.group(cls=Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="dienhinh", message="dienhinh %(version)s", help="Hiện phiên bản rồi thoát.")
def dienhinh() -> None:
    """Chấm điểm xã, thị trấn điển hình về phong trào toàn dân bảo vệ an ninh Tổ quốc."""


@dienhinh.command(cls=Command)
@click.argument("files", nargs=-1, required=True, type=FILE, metavar="TỆP...")
@click.option("--json", "as_json", is_flag=True, help="In JSON.")
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
    errors = sum(fault.severity == "error" and fault.code != "MORE_OF_THIS" for fault in faults)
    others = len(faults) - errors
    if errors:
        return f"{file}: {errors} lỗi, {others} cảnh báo. Sửa từ trên xuống rồi kiểm tra lại."
    return f"{file}: dùng được{f', {others} cảnh báo' if others else ''}."


def unreadable(file: Path, error: OSError) -> str:
    """Say why a file can't be read, and what to do."""
    if isinstance(error, FileNotFoundError):
        return f"{file}: không có tệp này — kiểm tra lại đường dẫn và tên tệp."
    if isinstance(error, IsADirectoryError):
        return f"{file}: đây là thư mục — ghi tên một tệp trong thư mục."
    if isinstance(error, PermissionError):
        return f"{file}: không được phép mở — đóng tệp nếu đang mở trong Excel, hoặc xin quyền đọc, ghi."
    return f"{file}: không đọc, ghi được ({error.strerror or error}) — kiểm tra ổ đĩa rồi thử lại."


def _print_json(answer: object) -> None:
    click.echo(json.dumps(answer, ensure_ascii=False, indent=1))


criteria_option = click.option("--criteria", required=True, type=FILE, metavar="TỆP", help="Tệp bộ tiêu chí (.yaml).")
data_option = click.option(
    "--data", type=FILE, metavar="TỆP", help="Bảng số liệu .csv, .xlsx hoặc .parquet: mỗi đơn vị, mỗi kỳ một dòng."
)
recognitions_option = click.option("--recognitions", type=FILE, metavar="TỆP", help="Bảng quyết định công nhận.")
units_option = click.option("--units", type=FILE, metavar="THƯ_MỤC", help="Danh mục đơn vị khác bản kèm theo.")
json_option = click.option("--json", "as_json", is_flag=True, help="In JSON.")


def board_of(criteria: Path, data: Path | None, recognitions: Path | None, units: Path | None) -> Board:
    """Read everything that an answer is taken from; click's exceptions when it can't be used."""
    if data is None:
        raise click.UsageError("chưa có --data; bản này làm việc trên tệp số liệu, chưa có cơ sở dữ liệu")
    checked, register, decisions, faults = _beside_figures(criteria, recognitions, units)
    assert checked.criteria is not None  # noqa: S101 -- usable() said so
    read = read_data(data, checked.criteria, register).with_faults(faults)
    return Board(checked.criteria, checked.digest, read, register, decisions, faulty=checked.has_errors)


def _beside_figures(
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
    if out is not None and out.suffix.lower() not in ENDINGS:
        raise click.UsageError(f"--out phải có đuôi {', '.join(ENDINGS)}; đang là «{out.name}»")
    data = sources["data"]
    if data is not None and out is not None and not as_json and {data.suffix.lower(), out.suffix.lower()} == {".parquet"}:
        return _score_by_batches(out, period, strict, **sources)  # type: ignore[arg-type]  # the options carry the names of its arguments
    board = board_of(**sources)  # type: ignore[arg-type]  # as above
    if period is not None and period not in board.data.periods:
        known = ", ".join(board.data.periods) or "không có kỳ nào"
        raise click.UsageError(f"số liệu không có kỳ «{period}»; các kỳ có: {known}")
    if not board.data.periods:
        say_faults(board, board.data.faults)
        return FAULTY
    result = board.scored(period)
    say_faults(board, result.faults)
    if strict and result.faults:
        console.say(NOT_SCORED)
        return FAULTY
    if as_json:
        _print_json(answers.scored(result))
    if out is not None:
        write_scores(result, out)
        console.say(f"Đã ghi {len(result.codes)} đơn vị vào {out}.")
    elif not as_json:
        console.show_scores(result)
    return FAULTY if result.faults or board.faulty else DONE


NOT_SCORED = "Chưa chấm vì có lỗi (--strict): sửa các lỗi trên rồi chạy lại."


def _score_by_batches(  # noqa: PLR0913 -- the options of the command
    out: Path,
    period: str | None,
    strict: bool,  # noqa: FBT001 -- handed on as it came
    criteria: Path,
    data: Path,
    recognitions: Path | None,
    units: Path | None,
) -> int:
    """Score a Parquet file of any length to another; with ``strict`` the result appears only when nothing is faulty."""
    checked, register, decisions, faults = _beside_figures(criteria, recognitions, units)
    target = out.with_name(f".{out.name}.unfinished") if strict else out
    with console.progress_bar("Chấm điểm") as bar:
        done = score_parquet(data, target, checked.criteria, register, period=period, recognitions=decisions, progress=bar)  # type: ignore[arg-type]  # usable() made sure of the set
    faults = (*faults, *done.faults)
    if done.sample:
        console.say(console.SAMPLE)
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
        raise click.UsageError(f"không có mục tiêu «{target}»; chọn một trong: {', '.join(known) or 'bộ tiêu chí không có mục tiêu'}")
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
        console.say(console.SAMPLE)
    for fault in faults:
        console.say(str(fault))


@dienhinh.command(cls=Command)
def schema() -> int:
    """In JSON Schema của tệp bộ tiêu chí, cho trình soạn thảo."""
    _print_json(json_schema())
    return DONE


port_option = click.option("--port", type=click.IntRange(1, 65535), metavar="CỔNG", help="Cổng; không ghi là cổng trống đầu tiên từ 8000.")


@dienhinh.command(cls=Command)
@port_option
@click.option("--figures", type=FILE, metavar="TỆP", help="Chỉ ghi số liệu mẫu ra tệp .csv hoặc .xlsx rồi thoát.")
@click.option("--recognitions", type=FILE, metavar="TỆP", help="Chỉ ghi quyết định công nhận mẫu ra tệp rồi thoát.")
def demo(port: int | None, figures: Path | None, recognitions: Path | None) -> int:
    """Mở trang thử với số liệu mẫu trên máy này (127.0.0.1)."""
    if figures or recognitions:
        for path, write in ((figures, write_sample), (recognitions, write_sample_recognitions)):
            if path is not None:
                write(path)
                console.say(f"Đã ghi {path}. {console.SAMPLE}")
        return DONE
    return _serve(demo_board(), "127.0.0.1", port)


@dienhinh.command(cls=Command)
@criteria_option
@data_option
@recognitions_option
@units_option
@click.option("--host", default="127.0.0.1", metavar="ĐỊA_CHỈ", help="Địa chỉ lắng nghe; 0.0.0.0 là mọi máy trong mạng.")
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
    console.say("Dừng: nhấn Ctrl+C.")
    serving.answer(create_app(board, today=date.today), taken)
    return DONE


def main(arguments: Sequence[str]) -> int:
    """Run the command and return its exit status; every end is said in Vietnamese."""
    console.speak_utf8()
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
    except serving.PortTakenError as error:
        console.say(f"{error}.")
        return ENVIRONMENT
    except OSError as error:
        console.say(unreadable(Path(str(error.filename or "")), error))
        return WRONG_USE if isinstance(error, FileNotFoundError | IsADirectoryError) else ENVIRONMENT


def run() -> None:
    """Run the command for the shell."""
    sys.exit(main(sys.argv[1:]))


if __name__ == "__main__":
    run()
