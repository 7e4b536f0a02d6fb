"""The heat table: units by criteria, what is counted under each column, and the choices around it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from markupsafe import Markup, escape

from api.pages.heat_query import ORDERS, HeatAsked
from api.pages.marks import Mark, bands, of_verdict
from api.pages.overview import Choice
from api.pages.units import Listing, UnitRow
from api.pages.why import Why
from api.store import assessments as stored
from api.store.assessments import State
from api.store.units import numbers
from api.workflow import Board, Scored
from api.workflow.locks import STATE_WORDS
from api.workflow.record import Record
from engine.names import search_key
from engine.rules import MET, NOT_APPLICABLE, UNKNOWN, UNMET, VERDICTS, Codes
from engine.units import UnitKey
from engine.wording.numbers import day, figure_range, number

LONGEST_TITLE = 42
"""Characters of a title that a column has room for."""
STATE_ORDER = tuple(State)
FALL_FIRST = ("dat", "muc", "phieu")
"""Columns that people want the largest of first; of a criterion they want first what is not met."""


# ------------------------------------------------------------------------------------- what is kept of a period


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
    """Cut a title at a word, so that it fits beside others when it stands upright."""
    if len(title) <= LONGEST_TITLE:
        return title
    return title[: LONGEST_TITLE + 1].rpartition(" ")[0].rstrip(" ,;:-–(“") + "…"


# ----------------------------------------------------------------------------------------------------- the page


@dataclass(frozen=True, slots=True)
class Column:
    """A heading that sorts; ``sorted`` is ascending, descending or empty, as ``aria-sort`` has it."""

    id: str
    text: str
    whole: str
    link: str
    sorted: str


@dataclass(frozen=True, slots=True)
class HeatPage:
    """The whole page."""

    title: str
    lead: str
    asked: HeatAsked
    periods: tuple[Choice, ...]
    filters: tuple[tuple[str, str, str, tuple[Choice, ...]], ...]
    """Key, label, what stands for no choice, choices."""
    columns: Mapping[str, Column]
    criteria: tuple[Column, ...]
    body: Markup
    foot: tuple[str, ...]
    shown: int
    total: int
    count: str
    marks: tuple[Mark, ...]
    exports: tuple[tuple[str, str], ...]
    why: Why | None
    styles: tuple[str, ...] = ("heat.css",)
    scripts: tuple[str, ...] = ("heat.js",)


def heat_page(  # noqa: PLR0913, PLR0917 -- what is shown of what, to whom
    found: Heat,
    asked: HeatAsked,
    seen: frozenset[UnitKey],
    rows: Sequence[HeatRow],
    why: Why | None,
    exports: bool,  # noqa: FBT001 -- may or may not
) -> HeatPage:
    """Lay out the table of the rows that were selected."""
    figures, total = found.result.scores.figures, sum(row.key in seen for row in found.rows)
    return HeatPage(
        title=f"Bảng điểm kỳ {asked.period}",
        lead=(
            f"Kỳ từ {day(figures.first_day)} đến {day(figures.last_day)} · "
            f"{number(total)} đơn vị × {len(found.ids)} tiêu chí · bấm vào một ô để xem vì sao"
        ),
        asked=asked,
        periods=tuple(
            Choice(each, each, each == asked.period, asked.link(ky=each, o=""))
            for each in sorted(found.board.data.periods)
        ),
        filters=_filters(found, asked, seen),
        columns={key: _column(asked, key, text) for key, text in _HEADINGS.items()},
        criteria=tuple(_column(asked, *each) for each in found.columns),
        body=_body(found, asked, rows),
        foot=_foot(found, rows),
        shown=len(rows),
        total=total,
        count=f"Đang xem {number(len(rows))} trong {number(total)} đơn vị{_by(found, asked)}.",
        marks=tuple(map(of_verdict, VERDICTS[::-1])),
        exports=tuple(
            (text, f"/bang-diem/xuat.{ending}?{asked.query(o='')}") for ending, text in _EXPORTS if exports and rows
        ),
        why=why,
    )


_HEADINGS = {"huyen": "Huyện", "ten": "Đơn vị", "dat": "Đạt", "muc": "Mức", "phieu": "Phiếu chấm"}
_EXPORTS = (("xlsx", "Xuất Excel"), ("csv", "Xuất CSV"))


def _column(asked: HeatAsked, key: str, text: str, whole: str = "") -> Column:
    chosen = asked.order == key
    falling = not asked.falling if chosen else key in FALL_FIRST
    order = f"-{key}" if falling else key
    state = ("descending" if asked.falling else "ascending") if chosen else ""
    return Column(key, text, whole or text, asked.link(xep="" if order == ORDERS[0] else order), state)


def districts(found: Heat, seen: frozenset[UnitKey]) -> dict[str, str]:
    """Return the names of the districts with a unit that may be seen, by code in official order."""
    held = {row.unit.district_code for row in found.rows if row.key in seen}
    return {code: name for code, name in found.listing.districts.items() if code in held}


def _choices(found: Heat, seen: frozenset[UnitKey]) -> dict[str, tuple[str, str, dict[str, str]]]:
    """Return label, what stands for no choice, and choices of every list of the form."""
    every = "Tất cả"
    return {
        "huyen": ("Huyện, thành phố", every, districts(found, seen)),
        "muc": ("Mức đang có", every, {each.id: each.title for each in bands(found.board.criteria)}),
        "tieu-chi": ("Tiêu chí", "Bất kỳ tiêu chí nào", {id_: f"{id_} {text}" for id_, text, _ in found.columns}),
        "ket-qua": ("Kết quả của tiêu chí", every, {each: of_verdict(each).word for each in VERDICTS}),
        "trang-thai": ("Phiếu chấm", every, {each: STATE_WORDS[each] for each in State}),
    }


def _filters(
    found: Heat, asked: HeatAsked, seen: frozenset[UnitKey]
) -> tuple[tuple[str, str, str, tuple[Choice, ...]], ...]:
    return tuple(
        (key, label, none, tuple(Choice(str(value), text, value == asked.get(key)) for value, text in choices.items()))
        for key, (label, none, choices) in _choices(found, seen).items()
        if choices
    )


def _by(found: Heat, asked: HeatAsked) -> str:
    """Say by which filters the rows were found: paper has no form to read it from."""
    chosen = {key: choices.get(asked.get(key), "") for key, (_, _, choices) in _choices(found, frozenset()).items()}
    verdict = chosen["ket-qua"] and f"{asked.get('tieu-chi') or 'có tiêu chí'} {chosen['ket-qua']}"
    said = [
        f"tên có “{asked.get('tim')}”" if asked.get("tim") else "",
        found.listing.districts.get(asked.get("huyen"), ""),
        f"mức “{chosen['muc']}”" if chosen["muc"] else "",
        verdict,
        f"phiếu {chosen['trang-thai']}" if chosen["trang-thai"] else "",
    ]
    filters = ", ".join(filter(None, said))
    return f": {filters}" if filters else ""


# ------------------------------------------------------------------------------------- rows, put together as text


def _foot(found: Heat, rows: Sequence[HeatRow]) -> tuple[str, ...]:
    """Count the rows that meet each criterion, from sure to possible, as the count of a unit counts its criteria."""
    judged: Codes = np.array([row.codes for row in rows], np.uint8).reshape(len(rows), len(found.ids))
    if found.board.criteria.not_applicable_counts_as == "unmet":
        judged = np.where(judged == NOT_APPLICABLE, np.uint8(UNMET), judged)
    pairs = zip((judged >= MET).sum(axis=0).tolist(), (judged >= UNKNOWN).sum(axis=0).tolist(), strict=True)
    return tuple(figure_range(sure, possible) for sure, possible in pairs)


def _body(found: Heat, asked: HeatAsked, rows: Sequence[HeatRow]) -> Markup:
    """Write the rows, by district unless they are sorted otherwise: two thousand cells are too many for a template."""
    if asked.order != ORDERS[0] or not found.listing.districts:
        return Markup(f"<tbody>{_rows(found, asked, rows, grouped=False)}</tbody>")  # noqa: S704 -- escaped below
    groups: dict[str, list[HeatRow]] = {}
    for row in rows:
        groups.setdefault(row.unit.district_code, []).append(row)
    return Markup("").join(_group(found, asked, code, of) for code, of in groups.items())


def _group(found: Heat, asked: HeatAsked, code: str, rows: Sequence[HeatRow]) -> Markup:
    name = found.listing.districts.get(code, "Không thuộc huyện nào")
    head = Markup(
        '<tr class="group"><th scope="rowgroup" colspan="{}"><span>{} <small>{} đơn vị</small></span></th></tr>'
    )
    width = len(found.ids) + 4
    return Markup("<tbody>{}{}</tbody>").format(
        head.format(width, name, number(len(rows))), _rows(found, asked, rows, grouped=True)
    )


def _rows(found: Heat, asked: HeatAsked, rows: Iterable[HeatRow], *, grouped: bool) -> Markup:
    of, open_cell = len(found.ids), asked.cell
    query = escape(asked.query(o=""))
    start = f"?{query}&amp;o=" if query else "?o="
    looks = [_look(code) for code in range(len(VERDICTS))]
    lines: list[str] = []
    for row in rows:
        cells = [
            f'<td class="{looks[code][0]}"><a href="{start}{row.unit.code}.{id_}#o"{looks[code][1]}'
            for id_, code in zip(found.ids, row.codes, strict=True)
        ]
        if row.unit.code == open_cell[0]:
            at = found.ids.index(open_cell[1])
            cells[at] = cells[at].replace('#o"', '#o" id="o" aria-current="true"')
        lines.append(
            f"{_first(row, asked.period, grouped=grouped)}{_summary(row.unit, of)}{''.join(cells)}{_last(row)}"
        )
    return Markup("".join(lines))  # noqa: S704 -- every part is escaped where it is made


def _look(code: int) -> tuple[str, str]:
    mark = of_verdict(VERDICTS[code])
    return mark.kind, f' aria-label="{mark.word}">{mark.sign}</a></td>'


def _first(row: HeatRow, period: str, *, grouped: bool) -> str:
    unit = row.unit
    where = "" if grouped or not unit.district else f" <small>{escape(unit.district)}</small>"
    return (
        f'<tr data-ma="{escape(unit.code)}" data-huyen="{escape(unit.district)}"><th scope="row">'
        f'<a href="/xa/{escape(unit.code)}?ky={escape(period)}">{escape(unit.name)}</a>{where}</th>'
    )


def _summary(unit: UnitRow, of: int) -> str:
    """Write the count and the band; a veto that bites stands with the band that it makes worthless."""
    figures = figure_range(unit.met, unit.possible)
    cells = (
        f'<td class="dat" data-dat="{unit.met}" data-co="{unit.possible}"><b>{figures}</b> / {of}</td><td class="muc">'
    )
    if unit.band is not None:
        cells += f'<span class="band b{unit.band.step}">{escape(unit.band.title)}</span>'
    if unit.possible_band is not None:
        cells += f'<span class="could">có thể: {escape(unit.possible_band.title)}</span>'
    vetoes = "".join(f'<span class="could">{each.mark.word} {escape(each.id)}</span>' for each in unit.vetoes)
    return f"{cells}{vetoes}</td>"


def _last(row: HeatRow) -> str:
    return f'<td class="phieu">{STATE_WORDS[row.state]}</td></tr>'
