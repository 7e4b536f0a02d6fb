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
from api.exchange.criteria_writing import CannotWriteError
from api.exchange.last_words import LastWord
from api.exchange.rulebooks import Rulebooks, Version
from api.workflow.arriving import take_in
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
    """Say why no draft can be kept in this installation; empty when it can: in the folder or on PostgreSQL."""
    if keeps_files(office) or not office.database.is_sqlite:
        return ""
    return (
        "Dịch vụ đang đọc bộ tiêu chí kèm theo chương trình, thư mục ấy không được ghi vào. Nhờ người quản trị chép "
        "thư mục criteria ra chỗ khác và đặt DIENHINH_CRITERIA trỏ tới bản chép."
    )


def keeps_files(office: Office) -> bool:
    """Tell whether the folder is the installation's own, in which its drafts are files too."""
    return office.settings.criteria is not None


def drafts(office: Office) -> tuple[Draft, ...]:
    """Return the drafts by set, the newest day first; what can't be read is left out."""
    with office.database.reading() as session:
        known, words = trails(session), take_in(session, office.folder)
    books = office.folder.books()
    names = sorted((each for each in office.folder.names(words) if ISO_DAY.fullmatch(Path(each).stem)), reverse=True)
    found = [each for name in names if (each := _read(office, name, books, known, words)) is not None]
    return tuple(sorted(found, key=lambda each: each.set_id))


def draft_of(office: Office, set_id: str, day: str) -> Draft:
    """Return a draft; LookupError when there is none."""
    with office.database.reading() as session:
        return draft_in(office, session, set_id, day)


def draft_in(office: Office, session: Session, set_id: str, day: str) -> Draft:
    """Return a draft as it stands while a session is open; LookupError when there is none."""
    if not _ID.fullmatch(set_id) or not ISO_DAY.fullmatch(day):
        raise LookupError(day)
    words = take_in(session, office.folder)
    found = _read(office, f"{set_id}/{day}.yaml", office.folder.books(), trails(session), words)
    if found is None:
        raise LookupError(day)
    return found


def digest_of(text: str) -> str:
    """Return the digest of a text, as a file that is read has it."""
    return f"sha256:{sha256(text.encode()).hexdigest()}"


def up_to_date(office: Office, session: Session) -> Mapping[str, LastWord]:
    """Take in what was done elsewhere before something is decided: also for the look of the request under way."""
    words = take_in(session, office.folder)
    if words:
        office.folder.look_at()
    return words


def _read(
    office: Office, name: str, books: Rulebooks, known: Mapping[str, Trail], words: Mapping[str, LastWord]
) -> Draft | None:
    path = office.folder.root / name
    try:
        data = office.folder.bytes_of(name, words)
        text = None if data is None else data.decode()
    except (CannotWriteError, UnicodeDecodeError):
        return None
    held = books.by_name(name)
    if text is None or not is_draft(text, held, is_known=name in known):
        return None
    previous = books.before(path.parent.name, date.fromisoformat(path.stem))
    checked = examined(text, name, previous, files.base_beside(path, text.encode(), office.folder.elsewhere))
    return Draft(name, text, digest_of(text), checked, previous, known.get(name))


def examined(text: str, name: str, previous: Version | None, base: Found | None = None) -> Checked:
    """Examine a text as the file of a name, against the version before it and, where that is looked for, its base."""
    folder, _, file = name.partition("/")
    return files.examined(text.encode(), Path(file).stem, folder, previous.text.encode() if previous else None, base)


def is_draft(text: str, held: Version | None, *, is_known: bool) -> bool:
    """Tell whether a text is a draft; one that does not say so is one only if it is known to be written as a draft.

    A published file that serves stays published whatever its faulty text says now.
    """
    status = status_of(text)
    if status == "published" or (held is not None and held.criteria.status == "published"):
        return False
    return status == "draft" or is_known


def status_of(text: str) -> object:
    """Return what a text says of its status; None when it says nothing or can't be read."""
    found = value_of(text)
    return found.get("status") if isinstance(found, Mapping) else None
