"""Sheets as files: those that are asked for, and what waits to be appraised."""

from __future__ import annotations

from collections.abc import Sequence

from api.access.deciding import Action
from api.exchange.handout import Cell, Column, Kind, Table
from api.pages.exports.asking import UNIT, Asking, local, usable
from api.pages.sheets.inbox import KEYS as SHEET_KEYS
from api.pages.sheets.inbox import chosen_sheets
from api.pages.sheets.rows import SheetRow, oldest_first, period_asked, periods_of, sheet_rows
from api.store.assessments import State
from api.workflow.exporting.going import Going, NotExportedError

SHEETS = (
    *UNIT,
    Column("state", "Trạng thái", width=20),
    Column("last", "Lần cuối", width=30),
    Column("submitted_at", "Nộp lúc", Kind.MOMENT, 16),
    Column("judged", "Mục đã thẩm định", Kind.WHOLE, 10),
    Column("of", "Tổng số mục", Kind.WHOLE, 9),
    Column("differing", "Mục xã chấm khác máy", Kind.WHOLE, 10),
    Column("due", "Hạn", width=28),
    Column("late", "Chậm", width=16),
)


def sheets(asking: Asking) -> Going:
    """Take the sheets of a period that are asked for."""
    period, rows, faults = _sheets(asking, Action.READ)
    asked, chosen = chosen_sheets({key: asking.get(key) for key in SHEET_KEYS}, rows, faults)
    usable(faults, chosen)
    table = Table("sheets", "Phiếu chấm", SHEETS, [_sheet(row) for row in chosen], frozen=2)
    title = f"Phiếu chấm kỳ {period}"
    filters = {key: value for key, value in asked.items() if key != "tim"}
    board = asking.pages.board()
    return asking.going("sheets", f"phieu-cham-{period}", board, title, [table], period=period, chosen=filters)


def appraisals(asking: Asking) -> Going:
    """Take what waits to be appraised, the oldest first, and what was given back."""
    today = asking.office.today
    if asking.office.access.decide(asking.who, Action.APPRAISE, None, today) is not None:
        raise NotExportedError("not_the_appraiser", "Hôm nay cấp khác thẩm định; chuyển việc cho cấp đó.")
    period, rows, faults = _sheets(asking, Action.APPRAISE)
    returned = [row for row in rows if row.state in (State.RETURNED, State.REOPENED)]
    waiting = oldest_first(rows)
    usable(faults, [*waiting, *returned])
    return asking.going(
        "appraisals",
        f"tham-dinh-{period}",
        asking.pages.board(),
        f"Thẩm định kỳ {period}",
        [
            Table("waiting", "Chờ thẩm định", SHEETS, [_sheet(row) for row in waiting], frozen=2),
            Table("returned", "Chờ xã giải trình", SHEETS, [_sheet(row) for row in returned], frozen=2),
        ],
        period=period,
    )


def _sheets(asking: Asking, action: Action) -> tuple[str, tuple[SheetRow, ...], list[str]]:
    office, faults, board = asking.office, list[str](), asking.pages.board()
    set_id = office.main_set
    if board.data.periods:
        board.scored()  # so that it is known whether figures are invented
    periods = periods_of(office, set_id, board.data.periods)
    if not periods:
        raise NotExportedError("not_found", "Chưa có kỳ đánh giá nào, nên chưa có gì để xuất.")
    period = period_asked(office, set_id, asking.get("ky"), periods, faults)
    rows = sheet_rows(office, office.version_of_period(set_id, period), period)
    seen = asking.sees((row.unit for row in rows), action)
    return period, tuple(row for row in rows if row.unit in seen), faults


def _sheet(row: SheetRow) -> Sequence[Cell]:
    return (
        row.unit[0],
        row.name,
        row.district,
        row.state_title,
        row.last,
        local(row.submitted_at),
        row.judged,
        row.of,
        row.differing,
        row.due,
        row.late,
    )
