"""What stands on every page: the banners, which set is shown, which version of it, and which style sheet."""

from __future__ import annotations

from dataclasses import dataclass

from api.workflow import Board
from engine.wording.banners import RECONSTRUCTED_BANNER, SAMPLE_BANNER
from engine.wording.numbers import day

BANNERS = {
    "sample": SAMPLE_BANNER,
    "reconstructed": RECONSTRUCTED_BANNER,
}
DIGEST_SHOWN = 12
"""Hexadecimal digits of the digest that are shown: enough to tell two versions apart by eye."""


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who is there; without a token it is the guest of the demonstration, who can't sign out."""

    name: str
    title: str = ""
    token: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """A way to a room of pages; ``here`` when the page shown is one of them."""

    text: str
    path: str
    here: bool = False


@dataclass(frozen=True, slots=True)
class Frame:
    """The frame around a page."""

    banners: tuple[str, ...]
    paper: str
    """The kind of sheet that the style sheet prints the banners on; empty when there are none."""
    set_title: str
    set_id: str
    in_force: str
    digest: str
    stylesheet: str
    icon: str
    visitor: Visitor | None
    links: tuple[Link, ...]


def frame(
    board: Board, stylesheet: str, icon: str, visitor: Visitor | None = None, links: tuple[Link, ...] = ()
) -> Frame:
    """Make the frame of a board; it is the same for every page but for who is there and where they may go."""
    criteria = board.criteria
    method, _, digits = board.digest.rpartition(":")
    until = f" đến {day(criteria.effective_to)}" if criteria.effective_to else ""
    marks = {"sample": board.data.sample, "reconstructed": criteria.wording == "reconstructed"}
    holding = [mark for mark, holds in marks.items() if holds]
    return Frame(
        banners=tuple(BANNERS[mark] for mark in holding),
        paper="-".join(holding),
        set_title=criteria.title,
        set_id=criteria.set,
        in_force=f"có hiệu lực từ {day(criteria.effective_from)}{until}",
        digest=f"{method}:{digits[:DIGEST_SHOWN]}".lstrip(":"),
        stylesheet=stylesheet,
        icon=icon,
        visitor=visitor,
        links=links,
    )
