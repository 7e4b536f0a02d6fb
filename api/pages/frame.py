"""What stands on every page: the banners, which set is shown, which version of it, and which style sheet."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

from api.pages.home.tour import Tour
from api.pages.rulebooks.list import link_of
from api.workflow import Board
from engine.criteria import CriteriaSet
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
class Around:
    """What of the frame depends on who asks for which page."""

    visitor: Visitor | None = None
    groups: tuple[tuple[str, tuple[Link, ...]], ...] = ()
    """Links to the rooms, group by group with its name."""
    help: str = ""
    """Where the guide speaks of the page."""
    tour: Tour | None = None
    programmes: tuple[Link, ...] = ()
    """The ways to the criteria sets, where there are several."""


@dataclass(frozen=True, slots=True)
class Frame:
    """The frame around a page."""

    banners: tuple[str, ...]
    set_title: str
    set_id: str
    rulebook: str
    """Where the set is read aloud."""
    in_force: str
    digest: str
    icon: str
    around: Around

    @property
    def links(self) -> tuple[Link, ...]:
        """The links to the rooms, one after the other."""
        return tuple(link for _, links in self.around.groups for link in links)


def frame(board: Board, icon: str, around: Around) -> Frame:
    """Make the frame of a board; it is the same for every page but for what is around it."""
    criteria = board.criteria
    method, _, digits = board.digest.rpartition(":")
    until = f" đến {day(criteria.effective_to)}" if criteria.effective_to else ""
    marks = {"sample": board.data.sample, "reconstructed": criteria.wording == "reconstructed"}
    holding = [mark for mark, holds in marks.items() if holds]
    return Frame(
        banners=_banners(holding),
        set_title=criteria.title,
        set_id=criteria.set,
        rulebook=link_of(criteria),
        in_force=f"có hiệu lực từ {day(criteria.effective_from)}{until}",
        digest=f"{method}:{digits[:DIGEST_SHOWN]}".lstrip(":"),
        icon=icon,
        around=around,
    )


def worded(around: Frame, criteria: CriteriaSet) -> Frame:
    """Return the frame for a page that speaks of another set: whether that one is reconstructed is what it says."""
    marks = {"sample": SAMPLE_BANNER in around.banners, "reconstructed": criteria.wording == "reconstructed"}
    return replace(around, banners=_banners([mark for mark, holds in marks.items() if holds]))


def _banners(holding: Collection[str]) -> tuple[str, ...]:
    return tuple(BANNERS[mark] for mark in holding)
