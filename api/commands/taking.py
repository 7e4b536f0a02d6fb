"""What the command takes straight from the record: figures, scores, the bundle of a period; with progress bars."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cached_property
from pathlib import Path

import click

from api import console
from api.answers.score_lines import score_bytes
from api.commands.files import no_period
from api.exchange.handout import Handout
from api.exchange.handout_files import write_handout
from api.exchange.result_workbook import banners_of
from api.exchange.tables import write_scores
from api.store.acts import moment
from api.store.figure_rows import Taking, units_with_figures
from api.workflow.board import Board
from api.workflow.exporting.dataset import Dataset
from api.workflow.exporting.figures import FigureRows, figures_table
from api.workflow.exporting.going import Going, NotExportedError
from api.workflow.office import VIETNAM, Office
from engine.units import UnitKey
from engine.wording.numbers import day, number

NOTHING = "Không có gì khớp với --unit, --district, --period; chưa xuất gì. Kiểm tra lại mã và kỳ."


@dataclass(frozen=True)
class Takings:
    """What the options of the command ask for; ``shown`` holds the progress bar until the end."""

    office: Office
    period: str | None
    unit: str | None
    district: str | None
    as_known_on: date | None
    shown: ExitStack

    def figures(self) -> Going:
        """Take figures: of a period, or of all."""
        office, board = self.office, self._board
        taking = Taking(board.criteria.set, self._known, self.period)
        with office.database.reading() as session:
            held = units_with_figures(session, taking)
        units = {key: number for key, number in held.items() if self._is_asked(key)}
        if not units:
            raise NotExportedError("not_found", NOTHING)
        told = self._bar("Xuất số liệu")
        rows = FigureRows(
            office.database, office.register, board.criteria, taking, units, lambda done: told(done, len(units))
        )
        what = f"kỳ {self.period}" if self.period else "mọi kỳ"
        handout = Handout(
            title=f"Số liệu {what}",
            banners=tuple(banners_of(board.criteria, sample=board.data.sample)),
            facts=(f"Đã biết đến lần ghi số {number(self._known)}{self._then}.",),
            tables=(figures_table(rows),),
        )
        now = office.now().astimezone(VIETNAM).replace(tzinfo=None)
        return self._going("figures", "so-lieu", lambda path, which: write_handout(handout, path, which, now))

    def scores(self) -> Going:
        """Take the scores of a period."""
        result = self._board.scored(self._period)
        on = result.scores.figures.last_day
        units = self.office.register.on(on)
        places = [place for place, code in enumerate(result.codes) if code in units and self._is_asked(units[code].key)]
        if not places:
            raise NotExportedError("not_found", NOTHING)

        def write(path: Path, _which: str) -> None:
            write_scores(result, path, places)

        return self._going("scores", "bang-diem", write)

    def dataset(self) -> Going:
        """Take all that is known of a period."""
        found = Dataset(self.office, self._board, self._period, self._known, score_bytes)
        return found.going(self._bar("Xuất bộ số liệu"))

    def _going(self, table: str, name: str, write: Callable[[Path, str], None]) -> Going:
        given = {"unit": self.unit, "district": self.district}
        return Going(
            table=table,
            name=name,
            write=write,
            known=self._known,
            set_id=self._board.criteria.set,
            period=self.period,
            criteria=self._board.digest,
            chosen={key: value for key, value in given.items() if value},
        )

    def _bar(self, title: str) -> Callable[[int, int], None]:
        return self.shown.enter_context(console.progress_bar(title))

    def _is_asked(self, key: UnitKey) -> bool:
        unit = self.office.register.version(*key)
        if self.unit not in (None, key[0]):
            return False
        return self.district is None or (unit is not None and unit.district == self.district)

    @cached_property
    def _known(self) -> int:
        """The last act that counts."""
        if self.as_known_on is None:
            return self.office.known_now()
        end = datetime.combine(self.as_known_on, time.max, VIETNAM)
        with self.office.database.reading() as session:
            return self.office.database.act_on(session, moment(end))

    @property
    def _then(self) -> str:
        return f", hết ngày {day(self.as_known_on)}" if self.as_known_on else ""

    @cached_property
    def _board(self) -> Board:
        """The board of the period that is asked for, of the newest unless said, as it was known then."""
        office, set_id = self.office, self.office.settings.main_set
        first = office.board(office.version_on(set_id, office.today), self._known)
        periods = first.data.periods
        if not periods:
            raise NotExportedError("not_found", f"Chưa có số liệu kỳ nào{self._then}, nên chưa có gì để xuất.")
        if self.period not in (None, *periods):
            raise click.UsageError(no_period(str(self.period), ", ".join(periods)))
        return office.board(office.version_of_period(set_id, self.period or periods[-1]), self._known)

    @property
    def _period(self) -> str:
        return self.period or self._board.data.newest_period
