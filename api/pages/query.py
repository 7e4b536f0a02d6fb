"""What the address of the overview asks for: read, judged, and written back as links."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import ClassVar

from api.pages.addressed import Addressed, address_of
from api.pages.choosing import cut, known, searched, sortable
from api.pages.days import not_a_day, read_day
from api.workflow import Board
from engine.criteria import BELOW
from engine.wording.numbers import day

KEYS = ("ky", "ngay", "tim", "huyen", "muc", "xep")
"""Period, as-of day, words to search for, district, band, order: the whole state of the overview."""
ORDERS = ("huyen", "ten", "dat", "muc", "loai-tru")
"""What the table can be sorted by, the first unless asked; a minus sign in front turns it round."""
AS_OF = "Tính đến hết ngày"
"""What the field of the day is called on every page that counts to a day."""


@dataclass(frozen=True, slots=True)
class Asked(Addressed):
    """A judged query: what could not be used is replaced by its default and said in ``faults``.

    ``given`` holds what was asked and can be used, by the keys of the address.
    """

    period: str
    as_of: date
    faults: tuple[str, ...] = ()
    given: Mapping[str, str] = field(default_factory=dict)
    orders: ClassVar[tuple[str, ...]] = ORDERS
    path: str = "/"
    """The address of the overview, which is the first page of most."""

    @property
    def band(self) -> str:
        """The id of the one band to show; empty when all."""
        return self.given.get("muc", "")

    @property
    def filtered(self) -> bool:
        """Whether some units may be left out."""
        return any(key in self.given for key in ("tim", "huyen", "muc"))

    def link(self, **changes: str) -> str:
        """Write the address of this view with some values changed; an empty one is left out."""
        return address_of(self.path, KEYS, {**self.given, **changes})


def read(query: Mapping[str, str], board: Board, districts: Mapping[str, str], today: date, path: str = "/") -> Asked:
    """Judge a query; ``districts`` are names by code in the period. Blank values count as not given."""
    raw = {key: " ".join(query.get(key, "").split()) for key in KEYS}
    faults: list[str] = []
    period = period_of(raw["ky"], board, faults)
    given = {"ky": period} if raw["ky"] == period else {}
    as_of = as_of_day(raw["ngay"], board, today, faults)
    if as_of is not None:
        given["ngay"] = as_of.isoformat()
    given |= {
        "tim": searched(raw["tim"], faults),
        "huyen": known(raw["huyen"], districts, "huyện", faults),
        "muc": known(raw["muc"], band_ids(board), "mức", faults),
        "xep": sortable(raw["xep"], ORDERS, faults),
    }
    given = {key: value for key, value in given.items() if value}
    default = min(board.criteria.period.bounds(period)[1], today)
    return Asked(period=period, as_of=as_of or default, faults=tuple(faults), given=given, path=path)


def period_of(raw: str, board: Board, faults: list[str]) -> str:
    """Return the period that is asked for, the newest when none is or when there are no figures of it."""
    periods = board.data.periods
    if raw in periods:
        return raw
    newest = board.data.newest_period
    if raw:
        faults.append(
            f"Không có số liệu kỳ «{cut(raw)}»; đang hiện kỳ {newest}. Các kỳ có số liệu: {', '.join(sorted(periods))}."
        )
    return newest


def dated(query: Mapping[str, str], board: Board, today: date) -> Mapping[str, str]:
    """Let a day in an address that names no period stand for the newest period that had ended by it."""
    on = as_of_day(query.get("ngay", "").strip(), board, today, []) if not query.get("ky", "").strip() else None
    period = board.newest_ended(on) if on else None
    return query if period is None else {**query, "ky": period}


def days_allowed(board: Board, today: date) -> tuple[date, date]:
    """Return the first and the last day to ask progress for: from the first figures to the last due day."""
    first = board.criteria.period.bounds(min(board.data.periods))[0]
    last = max([today, *(target.due for target in board.criteria.targets)])
    return first, last


def as_of_day(raw: str, board: Board, today: date, faults: list[str]) -> date | None:
    """Return the day that is asked for; None when none is, or (said among the faults) when it can't be used."""
    if not raw:
        return None
    first, last = days_allowed(board, today)
    asked = read_day(raw)
    if asked is None:
        faults.append(not_a_day(AS_OF, raw))
    elif not first <= asked <= last:
        faults.append(
            f"Ô «{AS_OF}»: ngày {day(asked)} ngoài khoảng xem được. Hãy chọn từ {day(first)} đến {day(last)}."
        )
        asked = None
    return asked


def band_ids(board: Board) -> tuple[str, ...]:
    """Return the bands that units can be asked for by."""
    ids = tuple(band.id for band in board.criteria.bands)
    return (*ids, BELOW) if ids else ()
