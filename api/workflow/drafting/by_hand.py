"""Files of the folder that were changed by hand: seen, and put into the log with what they change in words."""

from __future__ import annotations

from collections.abc import Iterator

from sqlmodel import Session

from api.exchange.criteria_folder import Seen
from api.store.chains import standing
from api.store.database import Actor
from api.store.tables import CriteriaText
from api.workflow.drafting.trail import BY_HAND, known_files
from api.workflow.drafting.words import said_difference
from api.workflow.office import Office

FOLDER = Actor("thư mục bộ tiêu chí", "file")
FIRST = "thấy tệp này lần đầu"


class _KnownError(Exception):
    """The log has this already: the change was made by the service itself."""


def notice(office: Office) -> int:
    """Put into the log every file that is not as the log has it last; return how many.

    Nothing of the shipped folder, which only a new edition of the program changes.
    """
    if office.settings.criteria is None:
        return 0
    news, count = office.folder.news(), 0
    for each in (*news, *_gone(office)):
        count += _noted(office, each)
    office.folder.told(news)
    return count


def _gone(office: Office) -> Iterator[Seen]:
    """Yield files that the log knows and that went while nobody looked."""
    with office.database.reading() as session:
        known = known_files(session)
    books = office.folder.books()
    for name, digest in known.items():
        if digest and books.by_name(name) is None and not (office.folder.root / name).exists():
            yield Seen(name, "", None, None)


def _noted(office: Office, seen: Seen) -> bool:
    said: dict[str, object] = {"file": seen.name, "digest": seen.digest}
    try:
        with office.database.writing(
            FOLDER, BY_HAND, set_id=seen.name.partition("/")[0], content=said, bare=True
        ) as write:
            said["changes"] = _words(write.session, seen)
    except _KnownError:
        return False
    return True


def _words(session: Session, seen: Seen) -> list[str]:
    """Say what a file changes against what the log has of it last; _KnownError when that is nothing."""
    known = known_files(session).get(seen.name)
    if known == seen.digest or (known is None and not seen.digest):
        raise _KnownError
    if not seen.digest:
        return ["tệp không còn trong thư mục"]
    if known is None:
        return [FIRST]
    if seen.now is None:
        return ["văn bản có lỗi nên chưa dùng; bản tốt gần nhất vẫn được dùng"]
    if seen.was is not None:
        return said_difference(seen.was.text, seen.now.text)
    kept = standing(session, CriteriaText, CriteriaText.digest == known)
    return said_difference(kept[0].text, seen.now.text) if kept else ["nội dung khác lần ghi trước"]
