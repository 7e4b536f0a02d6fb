"""Files of the folder that were changed by hand: seen, and put into the log with what they change in words.

On PostgreSQL other hosts have folders too. A file that is older than what the log says last of it is one that was
passed over there, and no change; nor is a file that this host never had one that was taken away.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlmodel import Session

from api.exchange.criteria_folder import Seen
from api.store.chains import standing
from api.store.database import Actor, Write
from api.store.tables import CriteriaText
from api.workflow.drafting.files import is_draft, up_to_date
from api.workflow.drafting.laying import keep
from api.workflow.drafting.trail import BY_HAND, Known, known_files, trails
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
    """Yield files that the log knows and that went while nobody looked; with several hosts none can be told."""
    if not office.database.is_sqlite:
        return
    with office.database.reading() as session:
        known = known_files(session)
    books = office.folder.books()
    for name, last in known.items():
        if last.digest and books.by_name(name) is None and not (office.folder.root / name).exists():
            yield Seen(name, "", None, None)


def _noted(office: Office, seen: Seen) -> bool:
    said: dict[str, object] = {"file": seen.name, "digest": seen.digest}
    try:
        with office.database.writing(
            FOLDER, BY_HAND, set_id=seen.name.partition("/")[0], content=said, bare=True
        ) as write:
            last = known_files(write.session).get(seen.name)
            _must_be_news(seen, last, is_only_host=office.database.is_sqlite)
            said["changes"] = _words(write.session, seen, last)
            _keep(office, write, seen)
    except _KnownError:
        return False
    return True


def _must_be_news(seen: Seen, last: Known | None, *, is_only_host: bool) -> None:
    """Let nothing pass but a file that was changed by hand after what the log says last of it."""
    if last is None or last.digest == seen.digest:
        is_news = last is None and bool(seen.digest)
    else:
        is_later = seen.changed >= last.since if seen.digest else seen.had == last.digest
        is_news = is_only_host or is_later
    if not is_news:
        raise _KnownError


def _keep(office: Office, write: Write, seen: Seen) -> None:
    """Let other hosts have a draft as it was changed by hand; each has its published files to itself."""
    if seen.text is None or office.database.is_sqlite:
        return
    word = up_to_date(office, write.session).get(seen.name)
    held = office.folder.books().by_name(seen.name)
    is_known = seen.name in trails(write.session)
    if (word is None or not word.is_published) and is_draft(seen.text, held, is_known=is_known):
        keep(office, write, seen.text)


def _words(session: Session, seen: Seen, last: Known | None) -> list[str]:
    """Say what a file changes against what the log has of it last."""
    if not seen.digest:
        return ["tệp không còn trong thư mục"]
    if last is None:
        return [FIRST]
    if seen.now is None:
        return ["văn bản có lỗi nên chưa dùng; bản tốt gần nhất vẫn được dùng"]
    if seen.was is not None:
        return said_difference(seen.was.text, seen.now.text)
    kept = standing(session, CriteriaText, CriteriaText.digest == last.digest)
    return said_difference(kept[0].text, seen.now.text) if kept else ["nội dung khác lần ghi trước"]
