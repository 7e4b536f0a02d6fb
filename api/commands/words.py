"""The command's help and complaints in Vietnamese, and the values that its options take."""

from __future__ import annotations

import errno
from collections.abc import Sequence
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Any

import click

DONE, FAULTY, WRONG_USE, ENVIRONMENT = 0, 1, 2, 3
"""The exit status: done; examined and faulty; used wrongly; the disk, a port or the person stopped it."""
MOST_PORT = 65535
MOST_WORKERS = 64
FILE = click.Path(path_type=Path)


class Day(click.ParamType[date]):
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


class Port(click.ParamType[int]):
    """A port from 1 to 65535."""

    name = "cổng"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:  # noqa: ANN401 -- click's own signature
        """Read the port; click's BadParameter when it is none."""
        if not (str(value).isdecimal() and 1 <= int(value) <= MOST_PORT):
            self.fail(f"«{value}» không phải cổng; ghi một số từ 1 đến {MOST_PORT}, ví dụ 8123", param, ctx)
        return int(value)


class Workers(click.ParamType[int]):
    """How many processes serve together, from 1 to 64."""

    name = "số"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:  # noqa: ANN401 -- click's own signature
        """Read the number; click's BadParameter when it is none."""
        if not (str(value).isdecimal() and 1 <= int(value) <= MOST_WORKERS):
            self.fail(f"«{value}» không phải số tiến trình; ghi một số từ 1 đến {MOST_WORKERS}", param, ctx)
        return int(value)


criteria_option = click.option(
    "--criteria", type=FILE, metavar="TỆP", help="Tệp bộ tiêu chí (.yaml); bắt buộc khi có --data."
)
data_option = click.option(
    "--data",
    type=FILE,
    metavar="TỆP",
    help="Bảng số liệu .csv, .xlsx hoặc .parquet: mỗi đơn vị, mỗi kỳ một dòng; không ghi là cơ sở dữ liệu.",
)
recognitions_option = click.option(
    "--recognitions", type=FILE, metavar="TỆP", help="Bảng quyết định công nhận, cùng các loại tệp đó."
)
units_option = click.option("--units", type=FILE, metavar="THƯ_MỤC", help="Danh mục đơn vị khác bản kèm theo.")
json_option = click.option("--json", "as_json", is_flag=True, help="In ra JSON, cho phần mềm khác đọc.")
port_option = click.option(
    "--port", type=Port(), metavar="CỔNG", help="Cổng; không ghi là cổng trống đầu tiên từ 8000."
)


class Command(click.Command):
    """A command whose help page is headed in Vietnamese."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the arguments; every complaint about them knows the command that they were given to."""
        try:
            return super().parse_args(ctx, args)
        except click.UsageError as error:
            error.ctx = error.ctx or ctx
            raise

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        """Write the pieces of the line of use with Vietnamese names."""
        words = {"[OPTIONS]": "[TÙY CHỌN]", "COMMAND [ARGS]...": "LỆNH …"}
        return [words.get(piece, piece) for piece in super().collect_usage_pieces(ctx)]

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the line of use."""
        formatter.write_usage(ctx.command_path, " ".join(self.collect_usage_pieces(ctx)), prefix="Cách dùng: ")

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the table of options."""
        options = [param for param in self.get_params(ctx) if isinstance(param, click.Option)]
        rows = [row for option in options if (row := option.get_help_record(ctx)) is not None]
        if rows:
            with formatter.section("Tùy chọn"):
                formatter.write_dl([(name, text.replace("[required]", "(bắt buộc)")) for name, text in rows])

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """Give ``--help`` its Vietnamese text."""
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = "Hiện trợ giúp rồi thoát."
        return option


class Later(click.Command):
    """A command in the table of commands; it and what it needs are imported when it is taken, not for another's sake.

    ``where`` is its module in ``api.commands`` and its name there.
    """

    def __init__(self, where: str, line: str) -> None:
        super().__init__(name=where, short_help=line)
        self._where = where

    def taken(self) -> click.Command:
        """Import the command."""
        module, _, name = self._where.partition(".")
        return getattr(import_module(f"api.commands.{module}"), name)  # type: ignore[no-any-return]  # by its name


class Group(Command, click.Group):
    """The group of commands, likewise."""

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command by its name, None when there is none."""
        found = super().get_command(ctx, cmd_name)
        return found.taken() if isinstance(found, Later) else found

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the table of commands."""
        rows = [(name, self.commands[name].get_short_help_str(70)) for name in self.list_commands(ctx)]
        with formatter.section("Lệnh"):
            formatter.write_dl(rows)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options, then the commands."""
        Command.format_options(self, ctx, formatter)
        self.format_commands(ctx, formatter)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """List the commands in the order in which they are written."""
        del ctx
        return list(self.commands)


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


def usage_message(error: click.ClickException) -> str:
    """Say in Vietnamese how the command was used wrongly, and how to learn the right use."""
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        return error.message
    context = getattr(error, "ctx", None)
    path = context.command_path if context else "dienhinh"
    complaint = _complaint(error).rstrip(".")
    return f"Dùng sai lệnh: {complaint}{'' if complaint.endswith('?') else '.'}\nXem cách dùng: {path} --help"


def _complaint(error: click.ClickException) -> str:  # noqa: PLR0911 -- one for each kind of complaint
    if isinstance(error, click.NoSuchOption):
        return f"không có tùy chọn {error.option_name}{_near(error.possibilities)}"
    if isinstance(error, click.MissingParameter):
        name = error.param.metavar or error.param.name if isinstance(error.param, click.Argument) else None
        shown = name or (", ".join(error.param.opts) if error.param else "tham số")
        return f"thiếu {shown}"
    if isinstance(error, click.BadOptionUsage):
        wants = "không nhận giá trị" if "does not take" in error.message else "cần một giá trị đi kèm"
        return f"tùy chọn {error.option_name} {wants}"
    if isinstance(error, click.BadParameter):
        name = ", ".join(error.param.opts) if error.param else "tham số"
        return f"{name}: {error.message}"
    if isinstance(error, click.exceptions.NoSuchCommand):
        return f"không có lệnh «{error.command_name}»{_near(error.possibilities)}"
    if type(error) is click.UsageError and "unexpected extra argument" in error.message:
        return f"thừa tham số ({error.message.partition('(')[2].rstrip(').')})"
    return error.message


def _near(possibilities: Sequence[str] | None) -> str:
    return f"; có phải {' hay '.join(possibilities)}?" if possibilities else ""
