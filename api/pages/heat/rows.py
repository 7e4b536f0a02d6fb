"""The rows of the heat table: what is kept of a period for every unit, and which of them are asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property

from api.pages.heat.query import ORDERS, HeatAsked
from api.pages.units import Listing, UnitRow
from api.store import assessments as stored
from api.store.assessments import State
from api.store.units import numbers
from api.workflow import Board, Scored
from api.workflow.record import Record
from engine.names import search_key
from engine.rules import VERDICTS
from engine.units import UnitKey

LONGEST_TITLE = 42
"""Characters of a title that a column has room for."""
STATE_ORDER = tuple(State)


@dataclass(frozen=True, slots=True)
class HeatRow:
    """A unit of the table: its place in the scores, its line of the listing, a code a criterion, its sheet's state."""

    place: int
    unit: UnitRow
    key: UnitKey
    codes: tuple[int, ...]
    state: State


@dataclass(frozen=True)
class Heat:
    """All units of a period as the table needs them, by district and name; made once per board."""

    board: Board
    listing: Listing
    rows: tuple[HeatRow, ...]

    @property
    def result(self) -> Scored:
        """The scores of the period."""
        return self.listing.result

    @cached_property
    def columns(self) -> tuple[tuple[str, str, str], ...]:
        """Id, short title and whole title of every criterion."""
        return tuple((each.id, short(each.title), each.title) for each in self.board.criteria.criteria)

    @cached_property
    def ids(self) -> tuple[str, ...]:
        """The criteria in the order of the columns."""
        return tuple(each.id for each in self.board.criteria.criteria)

    def select(self, asked: HeatAsked, seen: frozenset[UnitKey]) -> list[HeatRow]:
        """Return the rows that the query asks for of the units that may be seen, in its order; equal ones by name."""
        keep = [row for row in self.rows if row.key in seen and self._is_wanted(row, asked)]
        if asked.order != ORDERS[0]:
            keep.sort(key=lambda row: row.unit.key)
            keep.sort(key=self._key(asked.order), reverse=asked.falling)
        elif asked.falling:
            keep.sort(key=lambda row: row.unit.district_code, reverse=True)
        return keep

    def _is_wanted(self, row: HeatRow, asked: HeatAsked) -> bool:
        unit, verdict, criterion = row.unit, asked.get("ket-qua"), asked.get("tieu-chi")
        codes = (row.codes[self.ids.index(criterion)],) if criterion else row.codes
        return (
            search_key(asked.get("tim")) in unit.words
            and asked.get("huyen") in ("", unit.district_code)
            and asked.get("muc") in ("", unit.band.id if unit.band else "")
            and asked.get("trang-thai") in ("", row.state)
            and (not verdict or any(VERDICTS[code] == verdict for code in codes))
        )

    def _key(self, order: str) -> Callable[[HeatRow], tuple[object, ...]]:
        fixed: Mapping[str, Callable[[HeatRow], tuple[object, ...]]] = {
            "ten": lambda row: row.unit.key,
            "dat": lambda row: (row.unit.met, row.unit.possible),
            "muc": lambda row: tuple(
                each.step for each in (row.unit.band, row.unit.possible_band or row.unit.band) if each
            ),
            "phieu": lambda row: (STATE_ORDER.index(row.state),),
        }
        if order in fixed:
            return fixed[order]
        at = self.ids.index(order)
        return lambda row: (row.codes[at],)


def heat(board: Board, listing: Listing) -> Heat:
    """Gather the rows of a period; a unit that is not on its map has no place whose people might see it."""
    result, on = listing.result, listing.result.scores.figures.last_day
    units, states = board.register.on(on), _states(board, listing.period)
    places = {code: place for place, code in enumerate(result.codes)}
    codes = result.scores.criteria.T.tolist()
    return Heat(
        board,
        listing,
        tuple(
            HeatRow(
                places[row.code],
                row,
                units[row.code].key,
                tuple(codes[places[row.code]]),
                states.get(units[row.code].key, State.NOT_STARTED),
            )
            for row in listing.rows
            if row.code in units
        ),
    )


def _states(board: Board, period: str) -> dict[UnitKey, State]:
    """Return how far the assessments of a period are, as known to the board; of files nothing is known."""
    record = board.data
    if not isinstance(record, Record):
        return {}
    with record.database.reading() as session:
        taken = stored.courses(session, board.criteria.set, period, record.upto)
        known = numbers(session)
    return {key: taken[number].state for key, number in known.items() if number in taken}


def short(title: str) -> str:
    """Cut a title at a word, and before a name in quotes that does not fit, to stand upright beside others."""
    if len(title) <= LONGEST_TITLE:
        return title
    cut = title[: LONGEST_TITLE + 1].rpartition(" ")[0]
    if cut.count("“") > cut.count("”"):
        cut = cut[: cut.rindex("“")]
    return cut.rstrip(" ,;:-–(") + "…"


def districts(found: Heat, seen: frozenset[UnitKey]) -> dict[str, str]:
    """Return the names of the districts with a unit that may be seen, by code in official order."""
    held = {row.unit.district_code for row in found.rows if row.key in seen}
    return {code: name for code, name in found.listing.districts.items() if code in held}
