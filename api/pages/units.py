"""The units of a period as rows of a table: count, band, vetoes, what is lacking, and their order."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from api.pages.lacking import Lacking, lacking
from api.pages.marks import BandMark, Mark, bands, of_veto
from api.pages.query import Asked
from api.workflow import Board, Scored
from engine.names import search_key, sort_key
from engine.rules import UNMET, Verdict
from engine.units import UnitVersion
from engine.wording.numbers import figure_range


@dataclass(frozen=True, slots=True)
class VetoMark:
    """A veto that bites or is not known to be clear."""

    id: str
    mark: Mark


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A unit of the table; ``possible_band`` is None where it is ``band``; ``key`` sorts by name."""

    code: str
    name: str
    district_code: str
    district: str
    met: int
    possible: int
    figures: str
    band: BandMark | None
    possible_band: BandMark | None
    vetoes: tuple[VetoMark, ...]
    lacks: Lacking
    key: tuple[str, str, str, str]
    words: str
    """What a search looks through."""


@dataclass(frozen=True, slots=True)
class Listing:
    """All units of a period, by district and name; districts are names by code in official order."""

    result: Scored
    rows: tuple[UnitRow, ...]
    districts: Mapping[str, str]

    @property
    def period(self) -> str:
        """The period."""
        return self.result.scores.figures.period

    def select(self, asked: Asked) -> list[UnitRow]:
        """Return the rows that the query asks for, in its order; equal ones by name."""
        words = search_key(asked.search)
        chosen = [
            row
            for row in self.rows
            if words in row.words
            and asked.district in ("", row.district_code)
            and (not asked.band or (row.band is not None and row.band.id == asked.band))
        ]
        chosen.sort(key=lambda row: row.key)
        return sorted(chosen, key=_KEYS[asked.order], reverse=asked.falling)


_KEYS: Mapping[str, Callable[[UnitRow], tuple[int | str, ...]]] = {
    "ten": lambda row: row.key,
    "huyen": lambda row: (row.district_code == "", row.district_code),  # units outside any district last
    "dat": lambda row: (row.met, row.possible),
    "muc": lambda row: tuple(each.step for each in (row.band, row.possible_band or row.band) if each),
    "loai-tru": lambda row: (
        sum(veto.mark.kind == Verdict.UNMET for veto in row.vetoes),
        len(row.vetoes),
    ),
}


def listing(board: Board, period: str) -> Listing:
    """List the units that have figures in a period."""
    result = board.scored(period)
    on = result.scores.figures.last_day
    units, on_map = board.register.on(on), board.register.districts_on(on)
    codes = sorted({units[code].district or "" for code in result.codes if code in units})
    districts = {code: on_map[code].name for code in codes if code in on_map}
    shown = bands(board.criteria)
    found = [_row(result, place, units.get(code), districts, shown) for place, code in enumerate(result.codes)]
    found.sort(key=lambda row: (_KEYS["huyen"](row), row.key))
    return Listing(result, tuple(found), districts)


def _row(
    result: Scored,
    place: int,
    unit: UnitVersion | None,
    districts: Mapping[str, str],
    shown: tuple[BandMark, ...],
) -> UnitRow:
    scores, name = result.scores, result.names[place]
    met, possible = int(scores.met[place]), int(scores.possible[place])
    band, possible_band = int(scores.band[place]), int(scores.possible_band[place])
    district = (unit.district if unit else None) or ""
    others = unit.alt_names if unit else ()
    return UnitRow(
        code=result.codes[place],
        name=name,
        district_code=district,
        district=districts.get(district, ""),
        met=met,
        possible=possible,
        figures=figure_range(met, possible, len(result.criteria.criteria)),
        band=shown[band] if shown else None,
        possible_band=shown[possible_band] if shown and possible_band != band else None,
        vetoes=tuple(
            VetoMark(veto.id, of_veto(Verdict.of(int(code))))
            for veto, code in zip(result.criteria.vetoes, scores.vetoes[:, place], strict=True)
            if code != UNMET
        ),
        lacks=lacking(result, place),
        key=sort_key(unit.short_name if unit else name),
        words=search_key(" | ".join((name, *others, result.codes[place]))),
    )
