"""The command ``dienhinh``. Exit status: 0 done, 1 examined and faulty, 2 wrong use, 3 the environment failed."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import click

from api import console
from api.commands.words import DONE, ENVIRONMENT, WRONG_USE, Group, Later, unreadable, usage_message
from api.listening import NoAddressError

COMMANDS = {
    "check": Later("checking.check", "Kiểm tra bộ tiêu chí, sổ mô hình, tệp sắp xếp đơn vị: mọi lỗi một lần."),
    "score": Later("scoring.score", "Chấm điểm mọi đơn vị trong bảng số liệu."),
    "progress": Later("scoring.progress", "Đo tiến độ các mục tiêu đến một ngày."),
    "impact": Later("impact.impact", "Xem bản mới thay bản cũ thì xã nào tăng, xã nào giảm."),
    "plan": Later("plan.plan", "Tìm những việc ít công sức nhất để đạt một mục tiêu."),
    "import": Later("importing.import_files", "Nhập số liệu từ mẫu đã điền hoặc bảng: xem trước rồi ghi."),
    "export": Later("exporting.export", "Xuất một bảng, hoặc bộ số liệu của một kỳ, ra tệp."),
    "period": Later("period.period", "Xem, mở, đóng, mở lại kỳ đánh giá; đặt các hạn."),
    "report": Later("reporting.report", "Lập báo cáo, phiếu, hồ sơ ra Word hoặc PDF; số, ngày, chữ ký để trống."),
    "schema": Later("checking.schema", "In JSON Schema của tệp bộ tiêu chí, cho trình soạn thảo."),
    "demo": Later("service.demo", "Mở trang thử với số liệu mẫu trên máy này (127.0.0.1)."),
    "serve": Later("service.serve", "Mở trang kết quả của một bảng số liệu."),
    "backup": Later("keeping.backup", "Sao lưu cơ sở dữ liệu ra một tệp mới, không cần dừng dịch vụ."),
    "restore": Later("keeping.restore", "Khôi phục một bản sao lưu vào cơ sở dữ liệu còn trống."),
    "audit": Later("keeping.audit", "Xem và kiểm tra nhật ký: ai đã làm gì, lúc nào."),
    "user": Later("user.user", "Tài khoản: tạo, cấp vai trò, đóng, cấp mã đăng nhập một lần."),
}
"""What there is, in the order of the table of commands."""


def _say_version(context: click.Context, _param: click.Parameter, wanted: bool) -> None:  # noqa: FBT001 -- click's own signature
    if wanted:
        try:
            shown = version("dienhinh")
        except PackageNotFoundError:
            shown = "(chưa cài đặt, chạy từ thư mục mã nguồn)"
        click.echo(f"dienhinh {shown}")
        context.exit()


@click.group(cls=Group, commands=COMMANDS, context_settings={"help_option_names": ["-h", "--help"]})
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
    if isinstance(error, NoAddressError):
        console.say(f"{error}.")
        return ENVIRONMENT
    console.say(unreadable(Path(str(error.filename2 or error.filename or "kết quả in ra")), error))
    return WRONG_USE if isinstance(error, FileNotFoundError | IsADirectoryError) else ENVIRONMENT


def run() -> None:
    """Run the command for the shell."""
    sys.exit(main(sys.argv[1:]))


if __name__ == "__main__":
    run()
