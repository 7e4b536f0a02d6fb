"""The tables of scores as files: the heat table with all that a score says, and the list of the overview."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from api.access.deciding import Action
from api.exchange.handout import Cell, Column, Kind, Table
from api.exchange.tables import write_scores
from api.pages.exports.asking import UNIT, Asking, known_of, usable
from api.pages.heat.query import FILTERS
from api.pages.heat.query import read as read_heat
from api.pages.heat.rows import Heat, districts, heat
from api.pages.query import period_of, read
from api.pages.units import UnitRow
from api.workflow.exporting.going import Going
from engine.wording.numbers import day

ON_RECORD = tuple(key for key in FILTERS if key != "tim")
"""The filters that the audit log names; words that were typed are nobody's business."""
OVERVIEW = (
    *UNIT,
    Column("met", "Số tiêu chí đạt", Kind.WHOLE, 9),
    Column("possible", "Số tiêu chí có thể đạt", Kind.WHOLE, 10),
    Column("of", "Tổng số tiêu chí", Kind.WHOLE, 9),
    Column("band", "Mức", width=18),
    Column("possible_band", "Mức có thể đạt", width=18),
    Column("vetoes", "Loại trừ", width=16),
    Column("lacks", "Chưa đạt, còn thiếu", width=60),
    Column("unknown", "Chưa rõ", width=20),
)


def scores(asking: Asking) -> Going:
    """Take the rows of the heat table that are asked for, in their order, with all that their scores say."""
    board = asking.board()
    period = period_of(asking.get("ky"), board, [])
    found: Heat = asking.pages.kept.of(
        board, ("heat, whole", period), lambda: heat(board, asking.pages.listing(board, period))
    )
    seen = asking.sees(row.key for row in found.rows)
    codes = {row.unit.code for row in found.rows if row.key in seen}
    asked = read_heat({**asking.query, "o": ""}, board, districts(found, seen), codes)
    rows = found.select(asked, seen)
    usable(asked.faults, rows)
    places = [row.place for row in rows]

    def write(path: Path, _which: str) -> None:
        write_scores(found.result, path, places)

    return Going(
        table="scores",
        name=f"bang-diem-{asked.period}",
        write=write,
        known=known_of(asking.office, board),
        set_id=board.criteria.set,
        period=asked.period,
        criteria=board.digest,
        chosen={key: asked.get(key) for key in ON_RECORD if asked.get(key)},
        more={"units": len(rows)},
        action="scores.export",
    )


def overview(asking: Asking) -> Going:
    """Take the units of the overview that are asked for, in their order."""
    board = asking.board()
    found = asking.pages.listing(board, period_of(asking.get("ky"), board, []))
    asked = read(asking.query, board, found.districts, asking.office.today)
    on = found.result.scores.figures.last_day
    units = {row.code: unit.key for row in found.rows if (unit := board.register.version(row.code, on))}
    seen = asking.sees(units.values(), Action.READ)
    rows = [row for row in found.select(asked) if units.get(row.code) in seen]
    usable(asked.faults, rows)
    of = len(board.criteria.criteria)
    return asking.going(
        "overview",
        f"tong-quan-{asked.period}",
        board,
        f"Các xã, thị trấn kỳ {asked.period}",
        [Table("overview", "Các đơn vị", OVERVIEW, [_row(row, of) for row in rows], frozen=2)],
        facts=(f"Số liệu kỳ {asked.period}, kỳ kết thúc ngày {day(on)}.",),
        period=asked.period,
        chosen=asking.chosen("huyen", "muc"),
    )


def _row(row: UnitRow, of: int) -> Sequence[Cell]:
    vetoes = [f"{each.id}: {each.mark.word}" for each in row.vetoes]
    lacks = [f"{each.id}: {each.words}" if each.words else each.id for each in row.lacks.unmet]
    could = row.possible_band or row.band
    return (
        row.code,
        row.name,
        row.district,
        row.met,
        row.possible,
        of,
        row.band.title if row.band else "",
        could.title if could else "",
        "; ".join(vetoes),
        "; ".join(lacks),
        ", ".join(row.lacks.unknown),
    )
