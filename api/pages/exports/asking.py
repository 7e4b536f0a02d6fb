"""What the makers of files are handed: who asks for a table, with the query of the page that shows it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

from api.access.deciding import Action, Who
from api.exchange.handout import Column, Handout, Table
from api.exchange.handout_files import write_handout
from api.exchange.result_workbook import banners_of
from api.pages.routes import Pages
from api.workflow import Board
from api.workflow.exporting.going import Going, NotExportedError
from api.workflow.office import VIETNAM, Office
from api.workflow.record import Record
from engine.units import UnitKey
from engine.wording.numbers import day, number

UNIT = (
    Column("unit", "Mã", width=8),
    Column("name", "Đơn vị", width=24),
    Column("district", "Huyện", width=20),
)
"""The first columns of every list of units."""
NOTHING = "Không có dòng nào khớp với điều kiện lọc, nên không có gì để xuất. Hãy bỏ bớt điều kiện lọc."
NO_FIGURES = "Chưa có số liệu kỳ nào, nên chưa có gì để xuất. Hãy nhập số liệu trước."


@dataclass(frozen=True)
class Asking:
    """Somebody asks for a table."""

    pages: Pages
    office: Office
    who: Who
    query: Mapping[str, str]

    def get(self, key: str) -> str:
        """Return a value of the query, its blanks made single; empty when it is not given."""
        return " ".join(self.query.get(key, "").split())

    def sees(self, units: Iterable[UnitKey], action: Action = Action.READ) -> frozenset[UnitKey]:
        """Return those of the units that they may both read and take along."""
        access, today, keys = self.office.access, self.office.today, frozenset(units)
        return access.visible(self.who, action, access.visible(self.who, Action.EXPORT, keys, today), today)

    def board(self) -> Board:
        """Return the board that pages show; NotExportedError where it has no figures."""
        board = self.pages.board()
        if not board.data.periods:
            raise NotExportedError("not_found", NO_FIGURES)
        return board

    @property
    def now(self) -> datetime:
        """The moment in Vietnam, as a worksheet has it."""
        return self.office.now().astimezone(VIETNAM).replace(tzinfo=None)

    def chosen(self, *keys: str) -> dict[str, str]:
        """Return the filters that the log may name."""
        return {key: self.get(key) for key in keys if self.get(key)}

    def going(  # noqa: PLR0913 -- what leaves, with what is said of it
        self,
        table: str,
        name: str,
        board: Board,
        title: str,
        tables: Sequence[Table],
        *,
        facts: Collection[str] = (),
        period: str | None = None,
        chosen: Mapping[str, str] | None = None,
    ) -> Going:
        """Make what leaves of some tables."""
        known = known_of(self.office, board)
        handout = Handout(
            title=title,
            banners=tuple(banners_of(board.criteria, sample=board.data.sample)),
            facts=(*facts, _version(board), f"Đã biết đến lần ghi số {number(known)}; xuất lúc {moment(self.now)}."),
            tables=tuple(tables),
        )
        return Going(
            table=table,
            name=name,
            write=partial(self._write, handout),
            known=known,
            set_id=board.criteria.set,
            period=period,
            criteria=board.digest,
            chosen=chosen or {},
        )

    def _write(self, handout: Handout, path: Path, which: str) -> None:
        write_handout(handout, path, which, self.now)


def usable(faults: Collection[str], rows: Collection[object]) -> None:
    """Refuse what the address does not ask for rightly, and what would be empty."""
    if faults:
        raise NotExportedError("bad_request", *faults)
    if not rows:
        raise NotExportedError("not_found", NOTHING)


def known_of(office: Office, board: Board) -> int:
    """Return the last act that a board takes in."""
    return board.data.upto if isinstance(board.data, Record) else office.known_now()


def moment(at: datetime) -> str:
    """Write a moment as it is read in Vietnam."""
    return f"{day(at.date())} {at:%H:%M}"


def local(at: str) -> datetime | None:
    """Return a moment of the store as a worksheet has it; None when there is none."""
    return datetime.fromisoformat(at).astimezone(VIETNAM).replace(tzinfo=None) if at else None


def sent_as(name: str) -> dict[str, str]:
    """Return the headers of a file that is to be kept under a name, and by nobody on the way."""
    return {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}


def _version(board: Board) -> str:
    criteria = board.criteria
    return (
        f"Bộ tiêu chí {criteria.set}, bản có hiệu lực từ {day(criteria.effective_from)}, "
        f"mã kiểm tra tệp {board.digest}."
    )
