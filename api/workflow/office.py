"""The office: what the service works with, made once in ``create_app`` or by a command."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone

from api.access.deciding import Access
from api.exchange.appraisers import Appraisers, load_appraisers
from api.exchange.criteria_folder import CriteriaFolder
from api.exchange.movement_book import MovementBooks
from api.exchange.register import load_register
from api.exchange.rulebooks import Version
from api.settings import Settings
from api.store.chains import standing
from api.store.database import Actor, Database, open_database
from api.store.tables import CriteriaText
from api.workflow.arriving import Arrivals
from api.workflow.board import Board
from api.workflow.movement.kept import Movements
from api.workflow.programme import ASKED
from api.workflow.record import Record
from engine.checking import check
from engine.faults import Fault
from engine.units import Register

VIETNAM = timezone(timedelta(hours=7))
"""Days are Vietnam's. Fixed: Windows has no table of time zones, and Vietnam changes its clocks no more."""
BOARDS_KEPT = 8
SERVICE = Actor("dịch vụ", "service")


class NoVersionError(LookupError):
    """No criteria file is in force for what was asked; the message says so in Vietnamese."""


@dataclass(frozen=True)
class Office:
    """Settings, database, criteria folder, register and clock."""

    settings: Settings
    database: Database
    folder: CriteriaFolder
    register: Register
    appraisers: Appraisers
    now: Callable[[], datetime]
    movements: Movements
    """The register of groups and models, as known after any act."""
    _boards: dict[tuple[object, ...], Board] = field(default_factory=dict)
    _remembered: set[str] = field(default_factory=set)
    _turn: threading.Lock = field(default_factory=threading.Lock)

    @property
    def today(self) -> date:
        """The day in Vietnam."""
        return self.now().astimezone(VIETNAM).date()

    @property
    def main_set(self) -> str:
        """The set that is worked with: the one that the request under way names, else that of the settings."""
        return ASKED.get() or self.settings.main_set

    @property
    def access(self) -> Access:
        """Who may do what."""
        return Access(self.register, self.appraised_by)

    def appraised_by(self, day: date) -> str | None:
        """Return the level that appraises communes on a day."""
        found = self.appraisers.on(day)
        return found.by if found else None

    def version_of_period(self, set_id: str, period: str) -> Version:
        """Return the file in force on a period's last day; NoVersionError, or ValueError when it is no period."""
        return self._remember(
            self.folder.books().of_period(set_id, period),
            f"Không có bộ tiêu chí «{set_id}» có hiệu lực vào ngày cuối kỳ {period}",
        )

    def version_on(self, set_id: str, day: date) -> Version:
        """Return the file in force on a day; NoVersionError when there is none."""
        return self._remember(
            self.folder.books().in_force(set_id, day),
            f"Không có bộ tiêu chí «{set_id}» có hiệu lực ngày {day:%d/%m/%Y}",
        )

    def version_by_digest(self, digest: str) -> Version:
        """Return a file that was ever in use by its digest, from the folder or from memory."""
        held = self.folder.books().by_digest(digest)
        if held is not None:
            return self._remember(held, "")
        with self.database.reading() as session:
            kept = standing(session, CriteriaText, CriteriaText.digest == digest)
        if not kept:
            raise NoVersionError(f"Chưa từng dùng tệp bộ tiêu chí có mã «{digest}»")
        checked = check(kept[0].text)
        if checked.criteria is None:  # it was sound when it was kept: this program has become stricter since
            raise NoVersionError(f"Bản này của chương trình không đọc được tệp bộ tiêu chí có mã «{digest}»")
        return Version(f"{kept[0].set_id}/{kept[0].effective_from}.yaml", kept[0].text, digest, checked.criteria)

    def _remember(self, version: Version | None, otherwise: str) -> Version:
        """Keep the text of every file that is used, once."""
        if version is None:
            raise NoVersionError(f"{otherwise}; xem các bộ hiện có ở /api/v1/criteria")
        if version.digest not in self._remembered:
            said = {"file": version.name, "digest": version.digest}
            with self.database.writing(
                SERVICE, "criteria.first_used", set_id=version.criteria.set, content=said
            ) as write:
                if not standing(write.session, CriteriaText, CriteriaText.digest == version.digest):
                    day = version.criteria.effective_from
                    write.add(
                        CriteriaText(
                            digest=version.digest, set_id=version.criteria.set, effective_from=day, text=version.text
                        )
                    )
            self._remembered.add(version.digest)
        return version

    def faulty_files(self) -> dict[str, tuple[Fault, ...]]:
        """Return the faults of the files of the criteria folder by name: of sets, and of books of the register."""
        return {**self.folder.books().faults, **self.movements.books.faults()}

    def known_now(self) -> int:
        """Return the last act that moved data: what is known now."""
        with self.database.reading() as session:
            return self.database.stamp(session)

    def board(self, version: Version, upto: int, codes: tuple[str, ...] | None = None, *, keep: bool = True) -> Board:
        """Return the board of a file over what was known after an act; only of some codes when they are given.

        What was known never changes, so boards of all units are kept and shared.
        """
        key = (version.digest, upto)
        if codes is None and keep:
            with self._turn:
                if key in self._boards:
                    return self._boards[key]
        record = Record(self.database, self.register, version.criteria.set, upto, codes, self.movements)
        given = record.recognitions()
        board = Board(version.criteria, version.digest, record, self.register, given, ready=version.rules)
        if codes is None and keep:
            with self._turn:
                while len(self._boards) >= BOARDS_KEPT:
                    self._boards.pop(next(iter(self._boards)))
                self._boards[key] = board
        return board


def board_of_period(office: Office, set_id: str, period: str | None = None) -> Board:
    """Return the board of all that is known, by the file in force for a period (the newest with figures when None).

    Where nothing is known yet, by the file in force today. NoVersionError when there is none.
    """
    upto = office.known_now()
    if period is None:
        board = office.board(office.version_on(set_id, office.today), upto)
        period = board.data.newest_period
        if not period:
            return board
    return office.board(office.version_of_period(set_id, period), upto)


def open_office(settings: Settings, now: Callable[[], datetime]) -> Office:
    """Open the database of the settings and read the folders; errors as of :func:`open_database`."""
    register, faults = load_register(settings.units, settings.beside)
    if faults:
        raise ValueError("\n".join(map(str, faults)))
    database = open_database(settings.database, now)
    folder = CriteriaFolder(settings.criteria, lambda: now().timestamp())
    Arrivals(database, folder).look()
    return Office(
        settings=settings,
        database=database,
        folder=folder,
        register=register,
        appraisers=load_appraisers(),
        now=now,
        movements=Movements(database, MovementBooks(settings.criteria), register),
    )
