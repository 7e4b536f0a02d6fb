"""Lists as files: recognitions, units of the map, what is to be watched."""

from __future__ import annotations

from collections.abc import Sequence

from api.exchange.handout import Cell, Column, Kind, Table
from api.pages.days import not_a_day, read_day
from api.pages.exports.asking import UNIT, Asking, usable
from api.pages.map_of_units import units_asked
from api.pages.nearest import Near, nearest
from api.pages.query import period_of
from api.pages.recognitions.rows import is_wanted, key_text, level_title
from api.pages.watch_list import Section, watch
from api.store import recognitions as stored
from api.workflow import Board
from api.workflow.exporting.going import Going, NotExportedError
from api.workflow.recognising import Standing, standings
from engine.rules import Verdict
from engine.wording.numbers import day

YES_NO = {Verdict.MET: "có", Verdict.UNMET: "không", Verdict.UNKNOWN: "chưa rõ"}
RECOGNITIONS = (
    *UNIT,
    Column("level_title", "Cấp", width=24),
    Column("decision", "Quyết định", width=20),
    Column("decided_on", "Ngày quyết định", Kind.DAY, 13),
    Column("revocation", "Quyết định thu hồi", width=20),
    Column("revoked_on", "Thu hồi từ ngày", Kind.DAY, 13),
    Column("in_force", "Đang có hiệu lực", width=11),
    Column("eligible", "Đủ điều kiện xét theo điểm của kỳ", width=16),
    Column("review", "Cần xem xét lại", width=12),
    Column("level", "Mã cấp", width=11),
)
MAP = (
    Column("code", "Mã", width=8),
    Column("name", "Đơn vị", width=28),
    Column("kind", "Loại", width=11),
    Column("district", "Mã huyện", width=9),
    Column("district_name", "Huyện", width=24),
    Column("province", "Mã tỉnh", width=8),
    Column("province_name", "Tỉnh", width=18),
    Column("first_day", "Từ ngày", Kind.DAY, 12),
    Column("first_day_exact", "Ngày bắt đầu chính xác", width=12),
    Column("last_day", "Đến hết ngày", Kind.DAY, 12),
    Column("alt_names", "Tên viết khác", width=28),
)
WATCHED = (
    Column("list", "Danh sách", width=26),
    Column("unit", "Mã", width=8),
    Column("name", "Đơn vị", width=28),
    Column("said", "Việc cần theo dõi", width=90),
)
NEAREST = (
    *UNIT,
    Column("met", "Số tiêu chí đạt", Kind.WHOLE, 9),
    Column("band", "Mức tiếp theo", width=24),
    Column("lacking", "Còn thiếu tiêu chí", Kind.WHOLE, 9),
    Column("steps", "Các việc ít công sức nhất", width=80),
    Column("effort", "Công sức", Kind.NUMBER, 10),
)


def recognitions(asking: Asking) -> Going:
    """Take the recognitions that are asked for, newest first."""
    board, faults, office = asking.pages.board(), list[str](), asking.office
    period = period_of(asking.get("ky"), board, faults) if board.data.periods else ""
    raw = asking.get("ngay")
    on = read_day(raw) if raw else office.today
    if on is None:
        raise NotExportedError("bad_request", not_a_day("Hiệu lực tính vào ngày", raw))
    with office.database.reading() as session:
        held = stored.decisions(session, office.main_set)
    seen = asking.sees({(each.code, each.first_day) for each in held})
    mine = tuple(each for each in held if (each.code, each.first_day) in seen)
    wanted = (asking.get("tim")[:100], asking.get("cap"), asking.get("xem"))
    found = [each for each in standings(board, mine, period or None, on) if is_wanted(board, each, *wanted)]
    if asking.get("don-vi"):
        found = [e for e in found if key_text((e.decision.code, e.decision.first_day)) == asking.get("don-vi")]
    usable(faults, found)
    found.sort(key=lambda each: (each.decision.decided_on, each.decision.id), reverse=True)
    return asking.going(
        "recognitions",
        f"cong-nhan-{on.isoformat()}",
        board,
        f"Công nhận, tính đến {day(on)}",
        [Table("recognitions", "Công nhận", RECOGNITIONS, [_recognition(board, each) for each in found], 2)],
        facts=(f"Điều kiện xét và xem xét lại theo điểm kỳ {period}.",) if period else (),
        period=period or None,
        chosen=asking.chosen("cap", "xem", "don-vi"),
    )


def _recognition(board: Board, each: Standing) -> Sequence[Cell]:
    held = each.decision
    unit = board.register.version(held.code, held.first_day)
    return (
        held.code,
        unit.name if unit else f"Đơn vị {held.code}",
        (unit.district_name if unit else None) or "",
        level_title(board, held.level),
        held.decision,
        held.decided_on,
        held.revocation,
        held.revoked_on,
        "có" if each.in_force else "không",
        YES_NO.get(each.eligible, "") if each.eligible is not None else "",
        YES_NO.get(each.review, "") if each.review is not None else "",
        held.level,
    )


def units(asking: Asking) -> Going:
    """Take the units of the map of a day that are asked for."""
    board = asking.pages.board()
    asked = units_asked(
        asking.office.register,
        asking.query,
        asking.office.today,
        lambda units: asking.office.access.neighbours(asking.who, units, asking.office.today),
    )
    usable(asked.problems, asked.units)
    rows = [
        (
            each.code,
            each.name,
            each.kind,
            each.district,
            each.district_name,
            each.province,
            each.province_name,
            each.first_day,
            "có" if each.first_day_exact else "không",
            each.last_day,
            ", ".join(each.alt_names),
        )
        for each in asked.units
    ]
    return asking.going(
        "units",
        f"don-vi-{asked.on.isoformat()}",
        board,
        f"Đơn vị hành chính ngày {day(asked.on)}",
        [Table("units", "Đơn vị", MAP, rows, frozen=2)],
        chosen=asking.chosen("ngay", "loai", "huyen"),
    )


def watched(asking: Asking) -> Going:
    """Take all that is to be watched in a period, and the units nearest to their next band."""
    board, faults = asking.board(), list[str]()
    pages, office = asking.pages, asking.office
    period = period_of(asking.get("ky"), board, faults)
    listing = pages.listing(board, period)
    on = listing.result.scores.figures.last_day
    keys = {unit.key: unit.code for code in listing.result.codes if (unit := board.register.version(code, on))}
    question = ("watch", period, office.today)
    sections: tuple[Section, ...] = pages.kept.of(
        board, question, lambda: watch(office, board, listing.result, office.today)
    )
    seen = asking.sees({each.key for section in sections for each in section.items} | set(keys))
    found: tuple[Near, ...] = pages.kept.of(board, ("nearest, all", period), lambda: nearest(listing, pages.kept))
    codes = {keys[key] for key in seen if key in keys}
    lines: list[Sequence[Cell]] = [
        (section.title, each.key[0], each.name, each.said)
        for section in sections
        for each in section.seen_by(seen).items
    ]
    near = [_near(each) for each in found if each.row.code in codes]
    usable(faults, [*lines, *near])
    tables = [
        Table("watched", "Việc cần theo dõi", WATCHED, lines, frozen=3),
        Table("nearest", "Gần mức tiếp theo", NEAREST, near, frozen=2),
    ]
    title = f"Việc cần theo dõi, kỳ {period}"
    said = (f"Tính đến ngày {day(office.today)}.",)
    return asking.going("watched", f"theo-doi-{period}", board, title, tables, facts=said, period=period)


def _near(each: Near) -> Sequence[Cell]:
    row = each.row
    return (row.code, row.name, row.district, row.met, each.band, each.lacking, "; ".join(each.steps), each.work)
