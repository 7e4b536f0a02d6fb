"""The command ``dienhinh``. Exit status: 0 done, 1 examined and faulty, 2 wrong use, 3 the environment failed."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import click

from api import console, serving
from api.commands.exporting import export
from api.commands.files import unreadable
from api.commands.impact import impact
from api.commands.importing import import_files
from api.commands.keeping import audit, backup, restore
from api.commands.plan import plan
from api.commands.reporting import report
from api.commands.scoring import check, progress, schema, score
from api.commands.service import demo, serve
from api.commands.user import user
from api.commands.words import DONE, ENVIRONMENT, WRONG_USE, Group, usage_message


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


for _command in (
    check, score, progress, impact, plan, import_files, export, report, schema, demo, serve, backup, restore, audit,
    user,
):  # fmt: skip
    dienhinh.add_command(_command)


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
