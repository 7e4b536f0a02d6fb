"""Files of figures handed in: read for whoever hands them in, kept, found again, until they are confirmed or forgotten.

What the command, the API and the pages do with a file is here and in the modules beside it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import timedelta
from secrets import token_hex

from api.access.deciding import Action, Role, Who
from api.exchange.filled.faults import Faults
from api.exchange.filled.files import Filled, read_filled
from api.exchange.filled.keeping import as_kept, from_kept
from api.store import imports as stored
from api.store.acts import moment
from api.store.database import Actor
from api.store.import_tables import ImportPreview
from api.workflow.importing.theirs import Theirs
from api.workflow.office import NoVersionError, Office
from engine.criteria import CriteriaSet
from engine.units import UnitKey, UnitVersion

KEPT_DAYS = 14
"""How long an import waits to be confirmed."""
SHOWN = 20
"""Imports of one person that are listed."""


class NoImportError(LookupError):
    """There is no such import, or it is somebody else's; the message is Vietnamese and holds the cure."""


@dataclass(frozen=True)
class Importer:
    """Who imports into what; ``who`` is None for the person at the server, who may import for every unit."""

    office: Office
    actor: Actor
    set_id: str
    who: Who | None = None
    wanted: str = ""
    """The one period that is imported; empty: those of the files."""

    def may(self, units: Collection[UnitKey]) -> frozenset[UnitKey]:
        """Return those of the units whose figures they may record."""
        if self.who is None:
            return frozenset(units)
        return self.office.access.visible(self.who, Action.RECORD, units, self.office.today)

    def may_waive(self, units: Collection[UnitKey]) -> frozenset[UnitKey]:
        """Return those of the units to which they may say that a criterion does not apply."""
        if self.who is None:
            return frozenset(units)
        return self.office.access.visible(self.who, Action.WAIVE, units, self.office.today)

    def by_province(self, unit: UnitKey) -> bool:
        """Tell whether they write for the province, which the course of a sheet does not stop."""
        office = self.office
        return self.who is None or office.access.holds(self.who, Role.PROVINCE, unit, office.today)

    def near(self, units: Iterable[UnitVersion]) -> list[UnitVersion]:
        """Return those of the units that may be named to them: all of the provinces they work in."""
        if self.who is None:
            return list(units)
        return self.office.access.neighbours(self.who, units, self.office.today)

    def rules(self, period: str) -> CriteriaSet | None:
        """Return the set in force for a period, None when there is none."""
        try:
            return self.office.version_of_period(self.set_id, period).criteria
        except (NoVersionError, ValueError):
            return None

    def unit(self, code: str, period: str) -> UnitVersion | None:
        """Return the unit that bears a code in a period, if it is scored there."""
        criteria = self.rules(period)
        if criteria is None:
            return None
        found = self.office.register.version(code, criteria.period.bounds(period)[1])
        return found if found is not None and self.office.register.covers(criteria, found) else None


def read_file(importer: Importer, content: bytes, name: str) -> Filled:
    """Read a file for whoever hands it in: rows of other periods, units and people are faults, and left out."""
    versions = importer.office.folder.books().versions.get(importer.set_id, ())
    sets = [each.criteria for each in reversed(versions) if each.criteria.status == "published"]
    known: dict[str, CriteriaSet | None] = {}

    def rules_of(period: str) -> CriteriaSet | None:
        if period not in known:
            known[period] = importer.rules(period)
        return known[period]

    filled = read_filled(content, name, sets, rules_of, importer.wanted or None)
    faults = Faults(name)
    kept = Theirs(importer, filled, faults).kept()
    origin = filled.origin
    if origin is not None and importer.office.version_of_period(importer.set_id, origin.period).digest != origin.digest:
        faults.add("OTHER_RULES")
    return replace(kept, faults=(*filled.faults, *faults.done()))


# ------------------------------------------------------------------------------------------------------ kept ones


@dataclass(frozen=True)
class Waiting:
    """An import as it is kept: whose files they are, what they say."""

    row: ImportPreview
    files: tuple[Filled, ...]
    undone_by: int | None = None
    """The act that undid what was written."""

    @property
    def key(self) -> str:
        """Its key."""
        return self.row.key


def begin(importer: Importer) -> str:
    """Begin an import and return its key; those left for long are forgotten."""
    office = importer.office
    now = office.now()
    row = ImportPreview(
        key=token_hex(16),
        account_id=importer.actor.account_id,
        actor=importer.actor.name,
        set_id=importer.set_id,
        period=importer.wanted,
        created=moment(now),
    )
    key = row.key
    with office.database.changing() as session:
        stored.forget(session, moment(now - timedelta(days=KEPT_DAYS)))
        stored.add_preview(session, row)
    return key


def add_file(importer: Importer, key: str, content: bytes, name: str) -> Filled:
    """Read a file into an import that waits; NoImportError, or LookupError when it holds as many as it can."""
    row = _found(importer, key)
    if row.act is not None:
        raise NoImportError("Lần nhập này đã ghi xong; bắt đầu lần nhập mới để gửi thêm tệp.")
    filled = read_file(replace(importer, wanted=row.period, set_id=row.set_id), content, name)
    with importer.office.database.changing() as session:
        stored.add_file(session, key, name, filled.sha256, content, as_kept(filled))
    return filled


def waiting(importer: Importer, key: str) -> Waiting:
    """Find an import again; NoImportError."""
    row = _found(importer, key)
    with importer.office.database.reading() as session:
        files = tuple(from_kept(each.name, each.said) for each in stored.files_of(session, key))
        undone = stored.undone_by(session, row.act) if row.act is not None else None
    return Waiting(row, files, undone)


def content_of(importer: Importer, key: str, number: int) -> bytes:
    """Return a file as it was sent, by its number from 1; NoImportError."""
    _found(importer, key)
    with importer.office.database.reading() as session:
        content = stored.content_of(session, key, number)
    if content is None:
        raise NoImportError("Lần nhập này không có tệp đó; xem danh sách tệp.")
    return content


def mine(importer: Importer) -> tuple[ImportPreview, ...]:
    """Return somebody's latest imports, newest first."""
    actor = importer.actor
    with importer.office.database.reading() as session:
        return tuple(stored.previews_of(session, actor.account_id, actor.name, SHOWN))


def drop(importer: Importer, key: str) -> None:
    """Forget an import; what it wrote stays. NoImportError."""
    _found(importer, key)
    with importer.office.database.changing() as session:
        stored.drop(session, key)


def _found(importer: Importer, key: str) -> ImportPreview:
    with importer.office.database.reading() as session:
        row = stored.preview(session, key)
    theirs = row is not None and (row.account_id, row.actor) == (importer.actor.account_id, importer.actor.name)
    if row is None or not theirs or row.set_id == stored.OF_MODELS:
        raise NoImportError(
            f"Không có lần nhập này: địa chỉ sai, của tài khoản khác, hoặc đã quá {KEPT_DAYS} ngày; gửi lại tệp."
        )
    return row
