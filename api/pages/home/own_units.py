"""The overview of who sees a part of the units only: no whole is shown, but every unit of theirs."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from api.pages.choosing import Choice, Heading, of_periods
from api.pages.overview import headings
from api.pages.query import Asked
from api.pages.units import Listing, UnitRow
from api.workflow import Board
from engine.wording.numbers import number


@dataclass(frozen=True, slots=True)
class OwnUnits:
    """The whole page."""

    title: str
    asked: Asked
    periods: tuple[Choice, ...]
    count: str
    rows: tuple[UnitRow, ...]
    headings: dict[str, Heading]
    districts: bool


def own_units(board: Board, listing: Listing, asked: Asked, seen: AbstractSet[str]) -> OwnUnits:
    """List the units of a period that may be seen, in the order of the table."""
    rows = tuple(row for row in listing.select(asked) if row.code in seen)
    return OwnUnits(
        title="Các xã, thị trấn của tôi",
        asked=asked,
        periods=of_periods(sorted(board.data.periods), asked.period, lambda each: asked.link(ky=each)),
        count=f"{number(len(rows))} xã, thị trấn có số liệu kỳ {asked.period} trong phạm vi của tài khoản.",
        rows=rows,
        headings=headings(asked, listing.districts),
        districts=bool(listing.districts),
    )
