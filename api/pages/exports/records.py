"""The record as files: the figures of a period, the log, the accounts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from api.access.deciding import Action
from api.exchange.handout import Cell, Column, Kind, Table
from api.pages.accounts.room_pages import lines_asked
from api.pages.audit.query import Asked, read
from api.pages.audit.rows import row
from api.pages.exports.asking import Asking, local, usable
from api.pages.query import period_of
from api.pages.sheets.rows import period_asked, periods_of
from api.pages.waivers.room import wanted
from api.store import audit
from api.store.figure_rows import Taking, units_with_figures
from api.store.units import numbers
from api.workflow.exporting.figures import FigureRows, figures_table
from api.workflow.exporting.going import Going
from api.workflow.exporting.waivers import exempt, waivers_table
from api.workflow.office import Office
from engine.names import search_key
from engine.units import UnitKey, UnitVersion
from engine.wording.numbers import day

ACTS_AT_A_TIME = 500
EVERY_PERIOD = "moi"
"""What an address says in place of a period to have all of them."""
LOG = (
    Column("seq", "Số", Kind.WHOLE, 8),
    Column("at", "Lúc", Kind.MOMENT, 17),
    Column("actor", "Ai", width=22),
    Column("channel", "Qua", width=18),
    Column("deed", "Việc", width=26),
    Column("unit", "Đơn vị", width=26),
    Column("period", "Kỳ", width=6),
    Column("rows", "Số dòng dữ liệu", Kind.WHOLE, 9),
    Column("content", "Nội dung", width=60),
    Column("action", "Mã việc", width=22),
    Column("hash", "Mã băm", width=66),
)
PRINTED = 9
ACCOUNTS = (
    Column("login", "Tên đăng nhập", width=22),
    Column("title", "Chức danh", width=30),
    Column("state", "Trạng thái", width=34),
    Column("grants", "Vai trò, phạm vi", width=70),
)


def figures(asking: Asking) -> Going:
    """Take the figures of a period: of the units that are asked for by name or code and by district."""
    board, faults, office = asking.board(), list[str](), asking.office
    period = period_of(asking.get("ky"), board, faults)
    board = office.board(office.version_of_period(board.criteria.set, period), office.known_now())
    taking = Taking(board.criteria.set, office.known_now(), period)
    with office.database.reading() as session:
        held = units_with_figures(session, taking)
    seen = asking.sees(held)
    found = {unit.key: unit for key in seen if (unit := office.register.version(*key))}
    units = {key: number for key, number in held.items() if key in seen and _is_asked(asking, found.get(key))}
    usable(faults, units)
    rows = FigureRows(office.database, office.register, board.criteria, taking, units)
    title = f"Số liệu kỳ {period}"
    first, last = board.criteria.period.bounds(period)
    said = (f"Kỳ từ {day(first)} đến {day(last)}.",)
    name, chosen = f"so-lieu-{period}", asking.chosen("huyen", "don-vi")
    return asking.going("figures", name, board, title, [figures_table(rows)], facts=said, period=period, chosen=chosen)


def waivers(asking: Asking) -> Going:
    """Take the criteria that do not apply in a period: of the units, and the criterion, that are asked for."""
    board, faults, office = asking.pages.board(), list[str](), asking.office
    set_id, raw = board.criteria.set, asking.get("ky")
    period = "" if raw == EVERY_PERIOD else _period(asking, raw, faults)
    found = exempt(office, set_id, period or None, office.known_now())
    seen = asking.sees(each.unit for each in found)
    mine = wanted([each for each in found if each.unit in seen], asking.get("tim"), asking.get("tieu-chi"))
    mine = [each for each in mine if _is_asked(asking, office.register.version(*each.unit))]
    usable(faults, mine)
    what = f"kỳ {period}" if period else "mọi kỳ"
    name, title = f"khong-ap-dung-{period or 'moi-ky'}", f"Tiêu chí không áp dụng, {what}"
    chosen = asking.chosen("tieu-chi", "huyen", "don-vi")
    return asking.going("waivers", name, board, title, [waivers_table(mine)], period=period or None, chosen=chosen)


def _period(asking: Asking, raw: str, faults: list[str]) -> str:
    board, office = asking.pages.board(), asking.office
    periods = periods_of(office, board.criteria.set, board.data.periods)
    return period_asked(office, board.criteria.set, raw, periods, faults)


def _is_asked(asking: Asking, unit: UnitVersion | None) -> bool:
    code, district = asking.get("don-vi"), asking.get("huyen")
    if unit is None:
        return not (code or district or asking.get("tim"))
    words = search_key(" ".join((unit.name, *unit.alt_names, unit.code)))
    return code in ("", unit.code) and district in ("", unit.district) and search_key(asking.get("tim")) in words


@dataclass(frozen=True)
class _Acts:
    """The acts that are asked for, newest first, read as they are written."""

    office: Office
    asked: Asked

    def __iter__(self) -> Iterator[Sequence[Cell]]:
        before: int | None = None
        with self.office.database.reading() as session:
            while found := audit.acts(session, self.asked.wanted, ACTS_AT_A_TIME, before):
                yield from (self._cells(each) for each in found)
                before = found[-1].act.seq

    def _cells(self, each: audit.Entry) -> Sequence[Cell]:
        shown, act = row(self.office.register, each, ""), each.act
        said = "; ".join(f"{name}: {value}" for name, value in shown.said)
        return (
            act.seq,
            local(act.at),
            act.actor,
            shown.channel,
            shown.deed,
            shown.unit,
            shown.period,
            act.row_count,
            said,
            act.action,
            act.hash,
        )


def log(asking: Asking) -> Going:
    """Take the acts that are asked for, newest first."""
    office = asking.office
    with office.database.reading() as session:
        known: Mapping[UnitKey, int] = numbers(session)
        visible = office.access.visible(asking.who, Action.READ_AUDIT, known, office.today)
        asked = read({**asking.query, "truoc": ""}, session, office.register, known, visible)
        first = audit.acts(session, asked.wanted, 1)
    usable(asked.faults, first)
    board = asking.pages.board()
    table = Table("audit", "Nhật ký", LOG, _Acts(office, asked), frozen=2, printed=PRINTED)
    name = f"nhat-ky-{office.today.isoformat()}"
    chosen = asking.chosen("viec", "don-vi", "tu", "den")
    return asking.going("audit", name, board, "Nhật ký, mới nhất trước", [table], chosen=chosen)


def accounts(asking: Asking) -> Going:
    """Take the accounts that are asked for: who may do what where; nothing that lets anybody in."""
    lines = lines_asked(asking.office, asking.query)
    usable((), lines)
    rows = [(each.login, each.title, each.state, "; ".join(each.grants)) for each in lines]
    name = f"nguoi-dung-{asking.office.today.isoformat()}"
    table = Table("accounts", "Người dùng", ACCOUNTS, rows, frozen=1)
    return asking.going(
        "accounts", name, asking.pages.board(), "Người dùng", [table], chosen=asking.chosen("trang-thai")
    )
