"""A draft becomes a published version: by somebody who did not write in it, without a fault, never for the past."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from api.exchange.rulebooks import Rulebooks, Version
from api.store.chains import standing
from api.store.database import Actor
from api.store.tables import CriteriaText
from api.workflow.drafting.drafts import must_write, unchanged
from api.workflow.drafting.files import Draft, digest_of
from api.workflow.drafting.laying import lay, laying, seen_again
from api.workflow.drafting.trail import PUBLISH
from api.workflow.drafting.words import MOST_SAID, said_changes
from api.workflow.office import Office
from api.workflow.sheets import ForbiddenError
from engine.editing import as_published
from engine.wording.numbers import day, number


def obstacles(office: Office, draft: Draft, actor: Actor) -> tuple[str, ...]:
    """Say everything that keeps somebody from publishing a draft today, each with its cure; nothing: they may."""
    return tuple(_obstacles(office, draft, actor))


def _obstacles(office: Office, draft: Draft, actor: Actor) -> Iterator[str]:
    errors = sum(fault.severity == "error" for fault in draft.checked.faults)
    if draft.checked.criteria is None or errors:
        yield f"Bản nháp còn {number(errors)} lỗi, kể cả ví dụ ra kết quả khác; sửa hết lỗi rồi ban hành."
    if not draft.is_as_saved:
        yield (
            "Văn bản trong tệp được sửa ngoài trang soạn, chưa rõ ai sửa. Người soạn mở bản nháp, xem lại rồi bấm Lưu "
            "để nhận; sau đó người khác ban hành."
        )
    if draft.trail is not None and any(each.is_(actor) for each in draft.trail.authors):
        yield "Người đã soạn hoặc sửa bản nháp thì không tự ban hành; nhờ một người khác có quyền ban hành xem và bấm."
    if moved := _moved_period(office, draft):
        first = moved[1] + timedelta(days=1)
        yield (
            f"Ngày {day(draft.day)} làm đổi cách chấm của kỳ {moved[0]} đã kết thúc ngày {day(moved[1])}; kết quả các "
            f"kỳ đã qua phải giữ nguyên. Chọn ngày có hiệu lực từ {day(first)} trở đi."
        )


def _moved_period(office: Office, draft: Draft) -> tuple[str, date] | None:
    """Return the latest period that has ended and that would be judged by another version with the draft in force.

    A period has ended by the version that judges it today, whatever the draft says of where periods begin.
    """
    if draft.checked.criteria is None:
        return None
    books, set_id = office.folder.books(), draft.set_id
    others = [each for each in books.versions.get(set_id, ()) if each.name != draft.name]
    published = draft.checked.criteria.model_copy(update={"status": "published"})
    new = Version(draft.name, draft.text, draft.digest, published)
    after = Rulebooks({set_id: tuple(sorted([*others, new], key=lambda each: each.criteria.effective_from))}, {})
    for year in range(office.today.year, draft.day.year - 2, -1):
        held = books.of_period(set_id, f"{year:04}")
        if held is None:
            continue
        last, then = held.criteria.period.bounds(f"{year:04}")[1], after.of_period(set_id, f"{year:04}")
        if last < office.today and (then is None or then.name != held.name):
            return f"{year:04}", last
    return None


def stale_base(office: Office, draft: Draft) -> str:
    """Say that what a draft was copied from has changed since; empty when it has not, or was never known."""
    trail = draft.trail
    if trail is None or not trail.base:
        return ""
    base = office.folder.books().by_name(trail.base)
    if base is None:
        return (
            f"Bản gốc {trail.base} mà bản nháp này chép từ đó không còn trong thư mục; so lại với bản đang có hiệu lực."
        )
    if base.digest != trail.base_digest:
        return f"Bản gốc {trail.base} đã được sửa từ khi bản nháp này chép từ đó; so lại rồi đưa chỗ khác nhau vào."
    newer = draft.previous
    if newer is not None and newer.criteria.effective_from > base.criteria.effective_from:
        return (
            f"Bản nháp này chép từ {trail.base}, nhưng trước ngày của nó nay có bản {newer.name}; những gì bản ấy đổi "
            "chưa có ở đây. Xem mục Thay đổi, đưa vào hoặc tạo bản nháp mới từ bản ấy."
        )
    return ""


def changes_of(draft: Draft) -> tuple[str, ...]:
    """Say what a draft changes against the published version before its day."""
    new = draft.checked.criteria
    if new is None or draft.previous is None:
        return ()
    return said_changes(draft.previous.criteria, new)


def publish(office: Office, actor: Actor, seen: Draft, digest: str) -> Version:
    """Publish a draft that is still the one with that digest. StaleDraftError, ForbiddenError, LookupError."""
    must_write(office)
    said: dict[str, object] = {"file": seen.name}
    with (
        laying(office, seen.name),
        office.database.writing(actor, PUBLISH, set_id=seen.set_id, content=said, bare=True) as write,
    ):
        draft = unchanged(office, write.session, seen, digest)
        if why := obstacles(office, draft, actor):
            raise ForbiddenError(" ".join(why))
        text = as_published(draft.text)
        told = list(changes_of(draft))
        said |= {
            "digest": digest_of(text),
            "draft": digest,
            "effective_from": draft.day.isoformat(),
            "authors": [each.name for each in draft.trail.authors] if draft.trail else [],
            "changes": [
                *told[:MOST_SAID],
                *([f"Và {len(told) - MOST_SAID} thay đổi nữa."] if told[MOST_SAID:] else []),
            ],
        }
        if not standing(write.session, CriteriaText, CriteriaText.digest == said["digest"]):
            write.add(CriteriaText(digest=digest_of(text), set_id=draft.set_id, effective_from=draft.day, text=text))
        lay(office, write, seen.name, text)
    found = seen_again(office, seen.name).by_name(seen.name)
    if found is None:  # taken away by hand in this very moment
        raise LookupError(seen.name)
    return found
