"""The heat table: units by criteria, what is counted under each column, and the choices around it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from markupsafe import Markup, escape

from api.pages.choosing import Choice, Heading, heading, of_list, of_periods
from api.pages.heat.query import ORDERS, HeatAsked
from api.pages.heat.rows import Heat, HeatRow, districts
from api.pages.heat.why import Why
from api.pages.marks import Mark, bands, of_verdict
from api.pages.units import UnitRow
from api.store.assessments import State
from api.workflow.locks import STATE_WORDS
from engine.rules import MET, NOT_APPLICABLE, UNKNOWN, UNMET, VERDICTS, Codes, Verdict
from engine.units import UnitKey
from engine.wording.numbers import day, figure_range, number

SHOWN_AS = (Verdict.MET, Verdict.UNMET, Verdict.UNKNOWN, Verdict.NOT_APPLICABLE)
FALL_FIRST = ("dat", "muc", "phieu")
"""Columns that people want the largest of first; of a criterion they want first what is not met."""


@dataclass(frozen=True, slots=True)
class Filter:
    """A list of the form: its key in the address, what stands for no choice, its choices."""

    key: str
    label: str
    every: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class HeatPage:
    """The whole page."""

    title: str
    lead: str
    asked: HeatAsked
    periods: tuple[Choice, ...]
    filters: tuple[Filter, ...]
    columns: Mapping[str, Heading]
    criteria: tuple[Heading, ...]
    body: Markup
    foot: tuple[str, ...]
    shown: int
    total: int
    count: str
    marks: tuple[Mark, ...]
    exports: tuple[tuple[str, str], ...]
    why: Why | None
    styles: tuple[str, ...] = ("heat.css",)
    scripts: tuple[str, ...] = ("heat.js", "heat_copy.js")


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
        periods=of_periods(sorted(found.board.data.periods), asked.period, lambda each: asked.link(ky=each, o="")),
        filters=_filters(found, asked, seen),
        columns={key: _column(asked, key, text) for key, text in _HEADINGS.items()},
        criteria=tuple(_column(asked, *each) for each in found.columns),
        body=_body(found, asked, rows),
        foot=_foot(found, rows),
        shown=len(rows),
        total=total,
        count=f"Đang xem {number(len(rows))} trong {number(total)} đơn vị{_by(found, asked)}.",
        marks=tuple(map(of_verdict, SHOWN_AS)),
        exports=tuple(
            (text, f"/bang-diem/xuat.{ending}?{asked.query(o='')}") for ending, text in _EXPORTS if exports and rows
        ),
        why=why,
    )


_HEADINGS = {"huyen": "Huyện", "ten": "Đơn vị", "dat": "Đạt", "muc": "Mức", "phieu": "Phiếu chấm"}
_EXPORTS = (("xlsx", "Xuất Excel"), ("csv", "Xuất CSV"))


def _column(asked: HeatAsked, key: str, text: str, whole: str = "") -> Heading:
    return heading(asked, key, text, whole, usual=ORDERS[0], falls_first=FALL_FIRST)


def _choices(found: Heat, seen: frozenset[UnitKey]) -> dict[str, tuple[str, str, dict[str, str]]]:
    """Return label, what stands for no choice, and choices of every list of the form."""
    every = "Tất cả"
    return {
        "huyen": ("Huyện, thành phố", every, districts(found, seen)),
        "muc": ("Mức đang có", every, {each.id: each.title for each in bands(found.board.criteria)}),
        "tieu-chi": ("Tiêu chí", "Bất kỳ", {id_: f"{id_} {text}" for id_, text, _ in found.columns}),
        "ket-qua": ("Kết quả của tiêu chí", every, {each: of_verdict(each).word for each in SHOWN_AS}),
        "trang-thai": ("Phiếu chấm", every, {each: STATE_WORDS[each] for each in State}),
    }


def _filters(found: Heat, asked: HeatAsked, seen: frozenset[UnitKey]) -> tuple[Filter, ...]:
    return tuple(
        Filter(key, label, every, of_list(choices, asked.get(key)))
        for key, (label, every, choices) in _choices(found, seen).items()
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
        lines.append(f"{_first(row, asked, grouped=grouped)}{_count(row.unit, of)}{''.join(cells)}{_last(row)}")
    return Markup("".join(lines))  # noqa: S704 -- every part is escaped where it is made


def _look(code: int) -> tuple[str, str]:
    mark = of_verdict(VERDICTS[code])
    return mark.kind, f' aria-label="{mark.word}">{mark.sign}</a></td>'


def _first(row: HeatRow, asked: HeatAsked, *, grouped: bool) -> str:
    unit, is_said = row.unit, grouped or asked.get("huyen") or not row.unit.district
    where = "" if is_said else f" <small>{escape(unit.district)}</small>"
    return (
        f'<tr data-ma="{escape(unit.code)}" data-huyen="{escape(unit.district)}"><th scope="row">'
        f'<a href="/xa/{escape(unit.code)}?ky={escape(asked.period)}">{escape(unit.name)}</a>{where}</th>'
    )


def _count(unit: UnitRow, of: int) -> str:
    figures = figure_range(unit.met, unit.possible)
    return f'<td class="dat" data-dat="{unit.met}" data-co="{unit.possible}"><b>{figures}</b> / {of}</td>'


def _last(row: HeatRow) -> str:
    """Write the band and the state of the sheet; vetoes that bite or may bite stand with the band they threaten."""
    unit, words = row.unit, dict.fromkeys(each.mark.word for each in row.unit.vetoes)
    vetoes = [f"{word} {', '.join(each.id for each in unit.vetoes if each.mark.word == word)}" for word in words]
    band = f'<span class="band b{unit.band.step}">{escape(unit.band.title)}</span>' if unit.band else ""
    could = [f"có thể: {unit.possible_band.title}"] if unit.possible_band else []
    said = "".join(f'<span class="could">{escape(each)}</span>' for each in (*could, *vetoes))
    return f'<td class="muc">{band}{said}</td><td class="phieu">{STATE_WORDS[row.state]}</td></tr>'
