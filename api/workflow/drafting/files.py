"""Drafts as they stand in the folder of criteria files: files that say ``status: draft``, sound or not."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path

from sqlmodel import Session

from api.exchange import criteria_files as files
from api.exchange.criteria_folder import Rulebooks, Version
from api.exchange.criteria_writing import CannotWriteError, read_bytes
from api.exchange.movement_book import FOLDER as MOVEMENT
from api.workflow.drafting.trail import Trail, trails
from api.workflow.office import Office
from engine.checking import Checked
from engine.editing import value_of
from engine.scalars import ID_PATTERN, ISO_DAY
from engine.standing_on import Found

_ID = re.compile(ID_PATTERN)


@dataclass(frozen=True)
class Draft:
    """A draft as it stands in the folder, examined; ``previous`` is the published version before its day."""

    name: str
    text: str
    digest: str
    checked: Checked
    previous: Version | None
    trail: Trail | None

    @property
    def set_id(self) -> str:
        """The set that it is of."""
        return self.name.partition("/")[0]

    @property
    def day(self) -> date:
        """The day that its file is named after."""
        return date.fromisoformat(Path(self.name).stem)

    @property
    def is_as_saved(self) -> bool:
        """Whether the text is the one that somebody saved through the service, and not one written by hand."""
        return self.trail is not None and self.trail.digest == self.digest


def may_write(office: Office) -> str:
    """Say why no draft can be kept in this installation; empty when it can."""
    if office.settings.criteria is not None:
        return ""
    return (
        "Dịch vụ đang đọc bộ tiêu chí kèm theo chương trình, thư mục ấy không được ghi vào. Nhờ người quản trị chép "
        "thư mục criteria ra chỗ khác và đặt DIENHINH_CRITERIA trỏ tới bản chép."
    )


def drafts(office: Office) -> tuple[Draft, ...]:
    """Return the drafts of the folder by set, the newest day first; what can't be read is left out."""
    with office.database.reading() as session:
        known = trails(session)
    books = office.folder.books()
    names = sorted(
        (
            f"{path.parent.name}/{path.name}"
            for path in office.folder.root.glob("*/[0-9]*.yaml")
            if ISO_DAY.fullmatch(path.stem) and path.parent.name != MOVEMENT
        ),
        reverse=True,
    )
    found = [each for name in names if (each := _read(office, name, books, known)) is not None]
    return tuple(sorted(found, key=lambda each: each.set_id))


def draft_of(office: Office, set_id: str, day: str) -> Draft:
    """Return a draft; LookupError when there is none."""
    with office.database.reading() as session:
        return draft_in(office, session, set_id, day)


def draft_in(office: Office, session: Session, set_id: str, day: str) -> Draft:
    """Return a draft as it stands while a session is open; LookupError when there is none."""
    if not _ID.fullmatch(set_id) or not ISO_DAY.fullmatch(day):
        raise LookupError(day)
    found = _read(office, f"{set_id}/{day}.yaml", office.folder.books(), trails(session))
    if found is None:
        raise LookupError(day)
    return found


def digest_of(text: str) -> str:
    """Return the digest of a text, as a file that is read has it."""
    return f"sha256:{sha256(text.encode()).hexdigest()}"


def _read(office: Office, name: str, books: Rulebooks, known: Mapping[str, Trail]) -> Draft | None:
    path = office.folder.root / name
    try:
        data = read_bytes(path)
        text = None if data is None else data.decode()
    except (CannotWriteError, UnicodeDecodeError):
        return None
    held = books.by_name(name)
    if text is None or not _is_draft(text, name, held, known):
        return None
    previous = books.before(path.parent.name, date.fromisoformat(path.stem))
    checked = examined(text, name, previous, files.base_beside(path, text.encode()))
    return Draft(name, text, digest_of(text), checked, previous, known.get(name))


def examined(text: str, name: str, previous: Version | None, base: Found | None = None) -> Checked:
    """Examine a text as the file of a name, against the version before it and, where that is looked for, its base."""
    folder, _, file = name.partition("/")
    return files.examined(text.encode(), Path(file).stem, folder, previous.text.encode() if previous else None, base)


def _is_draft(text: str, name: str, held: Version | None, known: Mapping[str, Trail]) -> bool:
    """Tell whether a text is a draft; one that does not say so is one only if it was written here as a draft.

    A published file that serves stays published whatever its faulty text says now.
    """
    status = status_of(text)
    if status == "published" or (held is not None and held.criteria.status == "published"):
        return False
    return status == "draft" or name in known


def status_of(text: str) -> object:
    """Return what a text says of its status; None when it says nothing or can't be read."""
    found = value_of(text)
    return found.get("status") if isinstance(found, Mapping) else None
