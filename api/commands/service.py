"""Commands that serve pages: demo, serve."""

from __future__ import annotations

import signal
import sys
from datetime import date
from pathlib import Path
from socket import socket

import click
from fastapi import FastAPI

from api import console, listening, serving
from api.app import create_app, pages_of
from api.commands.files import board_of, say_faults, write_with
from api.commands.offices import now, opened_office
from api.commands.words import (
    DONE,
    FILE,
    Command,
    Workers,
    criteria_option,
    data_option,
    port_option,
    recognitions_option,
    units_option,
)
from api.demo import VISITOR, demo_office
from api.sample import write_sample, write_sample_recognitions
from api.sample_merged import write_whole_sample
from engine.criteria import CriteriaSet
from engine.wording.banners import SAMPLE_BANNER

ONE_PROCESS = (
    "cơ sở dữ liệu SQLite chỉ phục vụ bằng một tiến trình: {} tiến trình ghi chung một tệp thì phải tranh lượt nhau, "
    "có người chờ mãi không tới lượt — bỏ --workers, hoặc đặt DIENHINH_DATABASE là PostgreSQL"
)


@click.command(cls=Command)
@port_option
@click.option("--figures", type=FILE, metavar="TỆP", help="Chỉ ghi số liệu mẫu ra tệp .csv hoặc .xlsx rồi thoát.")
@click.option(
    "--recognitions",
    type=FILE,
    metavar="TỆP",
    help="Chỉ ghi quyết định công nhận mẫu ra tệp .csv hoặc .xlsx rồi thoát.",
)
@click.option(
    "--after-merger", is_flag=True, help="Thêm số liệu mẫu kỳ 2025 của 46 xã, phường sau sáp nhập (bản đồ 01/7/2025)."
)
def demo(port: int | None, figures: Path | None, recognitions: Path | None, after_merger: bool) -> int:  # noqa: FBT001 -- click hands over flags by name
    """Mở trang thử với số liệu mẫu trên máy này (127.0.0.1)."""
    if figures or recognitions:
        write_figures = write_whole_sample if after_merger else write_sample
        for path, write in ((figures, write_figures), (recognitions, write_sample_recognitions)):
            if path is not None:
                write_with(write, path)
                console.say(f"Đã ghi {path}. {SAMPLE_BANNER}")
        return DONE
    taken = listening.listen("127.0.0.1", port)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(DONE))  # so that the folder of the demonstration goes
    with demo_office(now, after_merger=after_merger) as office:
        criteria = office.version_on(office.settings.main_set, office.today).criteria
        app = create_app(office, guest=VISITOR)
        return _serve(app, criteria, taken, sample=True, note=f"Đang dùng thử với tư cách {VISITOR.name}.")


@click.command(cls=Command)
@criteria_option
@data_option
@recognitions_option
@units_option
@click.option(
    "--host", default="127.0.0.1", metavar="ĐỊA_CHỈ", help="Địa chỉ lắng nghe; 0.0.0.0 là mọi máy trong mạng."
)
@port_option
@click.option(
    "--workers",
    type=Workers(),
    metavar="SỐ",
    help="Số tiến trình cùng phục vụ (cần PostgreSQL); khoảng số nhân của máy. Không ghi là một.",
)
def serve(host: str, port: int | None, workers: int | None, **sources: Path | None) -> int:
    """Mở trang kết quả của một bảng số liệu."""
    if sources["data"] is None:
        if any(sources.values()):
            raise click.UsageError("thiếu --data; không có --data thì phục vụ cơ sở dữ liệu, không nêu tệp nào khác")
        return _serve_office(host, port, workers)
    if workers is not None:
        raise click.UsageError("--workers dùng khi phục vụ cơ sở dữ liệu; có --data thì một tiến trình là đủ")
    board = board_of(**sources)  # type: ignore[arg-type]  # as above
    say_faults(board, board.data.faults)
    app = pages_of(board, today=date.today)
    return _serve(app, board.criteria, listening.listen(host, port), sample=board.data.sample)


def _serve_office(host: str, port: int | None, workers: int | None) -> int:
    taken = listening.listen(host, port, at_once=workers is None)
    with opened_office(new=True) as office:
        criteria = office.version_on(office.settings.main_set, office.today).criteria
        settings, alone = office.settings, office.database.is_sqlite
        if workers is None or (alone and workers == 1):
            return _serve(create_app(office), criteria, taken, sample=False)
        if alone:
            raise click.UsageError(ONE_PROCESS.format(workers))
    from api.supervising import supervise  # noqa: PLC0415 -- only here; it loads the whole service once more

    supervise(settings, taken, workers, lambda: _say_where(criteria, taken, sample=False))
    return DONE


def _serve(app: FastAPI, criteria: CriteriaSet, taken: socket, *, sample: bool, note: str = "") -> int:
    _say_where(criteria, taken, sample=sample, note=note)
    serving.answer(app, taken)
    return DONE


def _say_where(criteria: CriteriaSet, taken: socket, *, sample: bool, note: str = "") -> None:
    console.banners(criteria, sample=sample)
    click.echo(f"Mở trình duyệt tại {listening.address(taken)}")
    if note:
        console.say(note)
    others = listening.address_for_others(taken)
    if others is not None:
        console.say(f"Từ máy khác trong mạng: {others} (hoặc địa chỉ IP của máy này).")
    console.say("Dừng: nhấn Ctrl+C.")
