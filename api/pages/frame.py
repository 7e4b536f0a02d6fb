"""What stands on every page: the banners, which set is shown, which version of it, and which style sheet."""

from __future__ import annotations

from dataclasses import dataclass

from api.workflow import Board
from engine.wording.numbers import day

SAMPLE = "SỐ LIỆU MẪU — không phải số liệu thật"
RECONSTRUCTED = "Bộ tiêu chí dựng lại từ nguồn công khai, chưa phải văn bản chính thức"
DIGEST_SHOWN = 12
"""Hexadecimal digits of the digest that are shown: enough to tell two versions apart by eye."""


@dataclass(frozen=True, slots=True)
class Frame:
    """The frame around a page."""

    banners: tuple[str, ...]
    set_title: str
    set_id: str
    in_force: str
    digest: str
    stylesheet: str
    icon: str


def frame(board: Board, stylesheet: str, icon: str) -> Frame:
    """Make the frame of a board; it is the same for every page."""
    criteria = board.criteria
    method, _, digits = board.digest.rpartition(":")
    until = f" đến {day(criteria.effective_to)}" if criteria.effective_to else ""
    return Frame(
        banners=tuple(
            line
            for line, holds in (
                (SAMPLE, board.data.sample),
                (RECONSTRUCTED, criteria.wording == "reconstructed"),
            )
            if holds
        ),
        set_title=criteria.title,
        set_id=criteria.set,
        in_force=f"có hiệu lực từ {day(criteria.effective_from)}{until}",
        digest=f"{method}:{digits[:DIGEST_SHOWN]}".lstrip(":"),
        stylesheet=stylesheet,
        icon=icon,
    )
