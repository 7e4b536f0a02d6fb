"""Drafts of criteria files: made as a copy, saved, dropped. They are texts that say ``status: draft``.

A draft is no one's but the office's: everybody who may draft may write in it, over the text that they have seen. What
is published is never written over. Each write is one act of the log, with what it changes in words.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path

from sqlmodel import Session

from api.store.database import Actor
from api.workflow.drafting.files import Draft, digest_of, draft_in, draft_of, may_write, status_of, up_to_date
from api.workflow.drafting.laying import is_kept, keep, lay, laying, lift, seen_again
from api.workflow.drafting.trail import CREATE, DROP, SAVE, known_files
from api.workflow.drafting.words import edit_fault, said_difference
from api.workflow.office import Office
from api.workflow.sheets import Fault, FaultyError, ForbiddenError
from engine.editing import Edit, EditError, changed, new_version, value_of
from engine.scalars import FIRST_YEAR, ISO_DAY, LAST_YEAR
from engine.yaml_tree import MAX_BYTES


class _NothingNewError(Exception):
    """What is to be saved is what was saved last: no act is needed."""


class StaleDraftError(Exception):
    """The draft is no longer what was seen; ``newer`` is what it is now."""

    def __init__(self, newer: Draft) -> None:
        super().__init__(newer.name)
        self.newer = newer


def next_day(office: Office, set_id: str) -> date:
    """Return the day that is offered for a new version: the first after today and after every file of the set."""
    days = [each.criteria.effective_from for each in office.folder.books().versions.get(set_id, ())]
    return max([office.today, *days]) + timedelta(days=1)


def create(office: Office, actor: Actor, set_id: str, base: str, day: date | None = None) -> Draft:
    """Copy the version of the day ``base`` as a draft for another day. LookupError, ForbiddenError, FaultyError."""
    must_write(office)
    source = office.folder.books().by_name(f"{set_id}/{base}.yaml")
    if source is None:
        raise LookupError(base)
    if source.criteria.status == "draft":  # who wrote in it would not be known of the copy
        raise ForbiddenError("Chỉ chép từ bản đã ban hành; bản nháp thì mở ra sửa tiếp, hoặc đổi ngày của nó.")
    first = day or next_day(office, set_id)
    if not FIRST_YEAR <= first.year <= LAST_YEAR:
        raise FaultyError([Fault("ngày", f"năm {first.year} quá xa", "chọn ngày từ 1900 đến 2199")])
    name = f"{set_id}/{first}.yaml"
    try:
        text = new_version(source.text, first)
    except EditError as error:
        raise FaultyError([edit_fault(error, source.name)]) from error
    said = {"file": name, "digest": digest_of(text), "base": source.name, "base_digest": source.digest}
    with (
        laying(office, name),
        office.database.writing(actor, CREATE, set_id=set_id, content=said, bare=True) as write,
    ):
        _must_be_free(office, write.session, name)
        keep(office, write, text)
        lay(office, write, name, text)
    seen_again(office, name)
    return draft_of(office, set_id, first.isoformat())


def save(office: Office, actor: Actor, seen: Draft, text: str, digest: str) -> Draft:
    """Put a text in a draft's place, if the draft is still the one with that digest; the same again writes nothing.

    A text that names another day is the file of that day. StaleDraftError, ForbiddenError, FaultyError, LookupError.
    """
    must_write(office)
    first = _judged(seen, text)
    name = f"{seen.set_id}/{first}.yaml"
    said: dict[str, object] = {"file": name, "digest": digest_of(text)}
    with (
        suppress(_NothingNewError),
        laying(office, name, seen.name),
        office.database.writing(actor, SAVE, set_id=seen.set_id, content=said, bare=True) as write,
    ):
        now = unchanged(office, write.session, seen, digest)
        if now.is_as_saved and now.digest == said["digest"] and is_kept(office, write, text):
            raise _NothingNewError
        said["changes"] = said_difference(now.text, text)
        if name != now.name:
            _must_be_free(office, write.session, name)
            said["was"] = now.name
        keep(office, write, text)
        lay(office, write, name, text)
        if name != now.name:
            lift(office, now.name)
    seen_again(office, *dict.fromkeys((name, seen.name)))
    return draft_of(office, seen.set_id, first.isoformat())


def edit(office: Office, actor: Actor, seen: Draft, edits: Iterable[Edit], digest: str) -> Draft:
    """Change parts of a draft and nothing else of its text; errors as of :func:`save`."""
    return save(office, actor, seen, edited(seen.text, edits), digest)


def edited(text: str, edits: Iterable[Edit]) -> str:
    """Make changes in a text; FaultyError names the first that can't be made."""
    try:
        return changed(text, *edits)
    except EditError as error:
        raise FaultyError([edit_fault(error, ".".join(map(str, error.path)) or "tệp")]) from error


def drop(office: Office, actor: Actor, seen: Draft, digest: str) -> None:
    """Take a draft out of the folder, if it is still the one with that digest. Errors as of :func:`save`."""
    must_write(office)
    said = {"file": seen.name, "digest": digest}
    with (
        laying(office, seen.name),
        office.database.writing(actor, DROP, set_id=seen.set_id, content=said, bare=True) as write,
    ):
        unchanged(office, write.session, seen, digest)
        lift(office, seen.name)
    seen_again(office, seen.name)


# ------------------------------------------------------------------------------------------------------- parts


def must_write(office: Office) -> None:
    """Refuse where no draft can be kept."""
    if why := may_write(office):
        raise ForbiddenError(why)


def unchanged(office: Office, session: Session, seen: Draft, digest: str) -> Draft:
    """Return a draft as it stands under the writers' lock; StaleDraftError when it is no longer the one seen."""
    up_to_date(office, session)
    now = draft_in(office, session, seen.set_id, Path(seen.name).stem)
    if now.digest != digest:
        raise StaleDraftError(now)
    return now


def _must_be_free(office: Office, session: Session, name: str) -> None:
    """Refuse a name that a file has, here or by the log; what gave way to its being dropped elsewhere is no file."""
    words, path = up_to_date(office, session), office.folder.root / name
    known = known_files(session).get(name) if words else None
    is_there = path.is_symlink() or path.is_dir() or office.folder.bytes_of(name, words) is not None
    if is_there or (known is not None and known.digest):
        raise ForbiddenError(
            f"Bộ này đã có một tệp của ngày {date.fromisoformat(path.stem):%d/%m/%Y}; chọn ngày khác, hoặc mở bản nháp "
            "của ngày ấy ra sửa."
        )


def _judged(seen: Draft, text: str) -> date:
    """Return the day of a text that is to be saved; refused where it could never be a draft."""
    try:
        size = len(text.encode())
    except UnicodeEncodeError as error:
        raise FaultyError([Fault("văn bản", "có ký tự không viết được ra tệp", "xóa ký tự đó")]) from error
    if size > MAX_BYTES:
        cure = "bớt phần thừa; một bộ tiêu chí thường dưới 100.000 byte"
        raise FaultyError([Fault("văn bản", f"dài {size} byte, quá mức {MAX_BYTES} byte", cure)])
    if status_of(text) == "published":
        cure = "ghi lại status: draft; người khác ban hành bằng nút Ban hành"
        raise FaultyError([Fault("status", "bản nháp không tự ghi là đã ban hành", cure)])
    found = value_of(text)
    said = found.get("effective_from") if isinstance(found, dict) else None
    if isinstance(said, str) and ISO_DAY.fullmatch(said):
        with suppress(ValueError):
            day = date.fromisoformat(said)
            if FIRST_YEAR <= day.year <= LAST_YEAR:
                return day
    return seen.day
