"""What the commands say of files of figures in which a split unit's figures would have to be divided."""

from __future__ import annotations

from api import console
from api.exchange.data import Data
from api.exchange.undivided import undivided
from api.workflow import Board
from engine.wording.numbers import number


def say_undivided(board: Board, period: str | None) -> None:
    """Say, of a file, which figures of the period before stay unknown because no file holds shares."""
    if not isinstance(board.data, Data):
        return
    each = undivided(board.criteria, board.register, board.data, period or board.data.newest_period)
    if each is not None:
        split = ", ".join(f"{unit.name} ({unit.code})" for unit in each.split)
        console.say(
            f"Tệp số liệu không ghi được phần chia của đơn vị bị tách: {split}. Số kỳ {each.before} của "
            f"{number(len(each.heirs))} đơn vị nhận phần nên để chưa rõ khi so với kỳ {each.period} — nhập phần chia "
            "trong hệ thống (trang Đơn vị bị chia), nhập số liệu, rồi chạy lại lệnh không có --data."
        )
