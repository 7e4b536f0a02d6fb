"""The files that the command works on: what is read before anything is computed, and where results go."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from api import console
from api.exchange.criteria_files import read_for_use
from api.exchange.data import DataFault, read_data
from api.exchange.recognitions import read_recognitions
from api.exchange.register import load_register
from api.exchange.tables import ENDINGS
from api.workflow import Board
from engine.checking import Checked
from engine.targets import Recognition
from engine.units import Register
from engine.wording import faults as fault_words

FAULTY = 1
"""Exit status: what was asked for was examined and has faults."""


def board_of(criteria: Path, data: Path | None, recognitions: Path | None, units: Path | None) -> Board:
    """Read everything that an answer is taken from; click's exceptions when it can't be used."""
    if data is None:
        raise click.UsageError("chưa có --data; bản này làm việc trên tệp số liệu, chưa có cơ sở dữ liệu")
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


def unreadable(file: Path, error: OSError) -> str:
    """Say why a file can't be read or written, and what to do."""
    if isinstance(error, FileNotFoundError) and not file.parent.is_dir():
        return f"{file}: không có thư mục {file.parent} — kiểm tra lại đường dẫn, hoặc tạo thư mục trước."
    if isinstance(error, FileNotFoundError):
        return f"{file}: không có tệp này — kiểm tra lại đường dẫn và tên tệp."
    if isinstance(error, IsADirectoryError):
        return f"{file}: đây là thư mục — ghi tên một tệp trong thư mục."
    if isinstance(error, PermissionError):
        return f"{file}: không được phép mở — đóng tệp nếu đang mở trong Excel, hoặc xin quyền đọc, ghi."
    if error.errno == errno.ENOSPC:
        return f"{file}: ổ đĩa đã đầy — xóa bớt tệp, hoặc ghi sang ổ khác."
    return f"{file}: không đọc, ghi được ({error.strerror or error}) — kiểm tra ổ đĩa rồi thử lại."
