"""Jobs begun, confirmed, stopped, taken up again by whoever began them; what they made."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import timedelta
from secrets import token_hex
from typing import Any

from api.store import jobs as stored
from api.store.acts import canonical, moment
from api.store.imports import MOST_FILES
from api.store.job_tables import Job, JobItem
from api.store.jobs import ItemState, State
from api.workflow.jobs import documents
from api.workflow.jobs.finding import KEPT_DAYS, Giver, NoJobError, Told, found
from api.workflow.jobs.kinds import Kind
from api.workflow.jobs.queue import hand_in
from api.workflow.jobs.running import LOOK, WRITE
from api.workflow.reporting.making import TYPES
from api.workflow.reporting.making import Kind as Document
from api.workflow.sheets import ForbiddenError


def begin_imports(giver: Giver, period: str, sent: Sequence[tuple[str, bytes]]) -> str:
    """Give many files of figures to be looked at; ``period`` is the one that is imported, empty for those of the files.

    ForbiddenError when there are too many.
    """
    _must_fit(len(sent))
    key = token_hex(16)
    items = [_file(key, number, name, body) for number, (name, body) in enumerate(sent, start=1)]
    _begin(giver, key, Kind.IMPORTS, period, {"phase": LOOK}, items)
    return key


def add_files(giver: Giver, key: str, sent: Sequence[tuple[str, bytes]]) -> None:
    """Give more files to a job that has written nothing yet; it looks at them too. NoJobError, ForbiddenError."""
    held = found(giver, key)
    _must_fit(len(held.items) + len(sent) if sent else 0)
    fresh = [_file(key, 0, name, body) for name, body in sent]
    quiet = (State.WAITING, State.ASKING, State.FAILED)
    with giver.office.database.changing() as session:
        taken = held.kind is Kind.IMPORTS and (
            stored.turn(session, key, quiet, state=State.WAITING, said="", ended="", attempts=0)
            or stored.turn(session, key, (State.RUNNING,), said="")  # whoever looks at the others goes on with these
        )
        row = stored.job(session, key) if taken else None  # ours by now: nobody confirms it meanwhile
        if row is None or json.loads(row.arguments)["phase"] != LOOK:
            raise ForbiddenError("Việc này đã ghi hoặc đã thôi; gửi các tệp còn lại thành một việc mới.")
        stored.add_items(session, key, fresh)
    hand_in(giver.office, key)


def begin_reports(giver: Giver, kind: Document, period: str, ending: str, level: str | None = None) -> str:
    """Give the documents on every unit that they may take along to be made, all as of this moment.

    ForbiddenError when there is none; NoVersionError, or ValueError when it is no period.
    """
    office = giver.office
    if kind not in documents.KINDS or ending not in TYPES:
        raise ForbiddenError("Chỉ lập được phiếu đánh giá hoặc hồ sơ đề nghị, dạng docx hoặc pdf.")
    version, known = office.version_of_period(giver.set_id, period), office.known_now()
    board = office.board(version, known)
    units = documents.units_of(office, giver.who, board, period) if period in board.data.periods else []
    if not units:
        raise ForbiddenError(f"Kỳ {period} chưa có số liệu của đơn vị nào mà tài khoản được lấy văn bản.")
    key = token_hex(16)
    items = [
        JobItem(job=key, number=number, name=unit.name, about=unit.code, state=ItemState.NEW)
        for number, unit in enumerate(units, start=1)
    ]
    chosen = {"kind": kind, "ending": ending, "level": level, "digest": version.digest, "known": known}
    _begin(giver, key, Kind.REPORTS, period, chosen, items)
    return key


def confirm(giver: Giver, key: str) -> None:
    """Say that what was looked at is to be written; saying it twice changes nothing. NoJobError, ForbiddenError."""
    held = found(giver, key)
    if held.kind is Kind.IMPORTS and held.chosen["phase"] == WRITE:
        return
    chosen = canonical(held.chosen | {"phase": WRITE})
    _turn(
        giver,
        held,
        (State.ASKING,),
        "Việc này chưa xem xong, không có tệp nào ghi được hoặc đã thôi; xem lại việc rồi làm tiếp.",
        state=State.WAITING,
        arguments=chosen,
    )


def cancel(giver: Giver, key: str) -> None:
    """Stop a job: at once while it waits, else after the item under way. What was written stays. NoJobError."""
    held, ended = found(giver, key), moment(giver.office.now())
    with giver.office.database.changing() as session:
        quiet = (State.WAITING, State.ASKING)
        if not stored.turn(session, held.row.key, quiet, state=State.CANCELLED, ended=ended):
            stored.turn(session, held.row.key, (State.RUNNING,), stops=True)


def retry(giver: Giver, key: str) -> None:
    """Take a job up again: what failed is done anew, what was done stays. NoJobError, ForbiddenError.

    Files that failed are looked at once more, and nothing is written before somebody has said so again.
    """
    held = found(giver, key)
    if not held.can_retry:
        raise ForbiddenError("Việc này không có gì để làm lại.")
    chosen = held.chosen
    if held.kind is Kind.IMPORTS and held.count(ItemState.FAILED) + held.count(ItemState.NEW) > 0:
        chosen |= {"phase": LOOK}
    _turn(
        giver,
        held,
        (State.FAILED, State.CANCELLED, State.DONE, State.ASKING),
        "Việc này đang chạy; đợi xong, hoặc bấm «Thôi việc này» trước.",
        anew=True,
        state=State.WAITING,
        arguments=canonical(chosen),
    )


def file_of(giver: Giver, key: str) -> tuple[str, bytes]:
    """Return the name and the bytes of what a job made; NoJobError when it made nothing yet."""
    held = found(giver, key)
    if not held.has_file:
        raise NoJobError("Việc này chưa làm xong, hoặc không làm ra tệp nào.")
    done = [each for each in held.items if each.state is ItemState.DONE]
    with giver.office.database.reading() as session:
        return documents.zip_name(held.chosen["kind"], held.row.period), documents.zipped(session, key, done)


# ------------------------------------------------------------------------------------------------------------ parts


def _begin(  # noqa: PLR0913, PLR0917 -- the columns
    giver: Giver, key: str, kind: Kind, period: str, chosen: dict[str, Any], items: Sequence[JobItem]
) -> None:
    office, actor, only = giver.office, giver.actor, giver.who.only
    now = office.now()
    row = Job(
        key=key,
        kind=kind,
        account_id=actor.account_id,
        actor=actor.name,
        channel=actor.channel,
        request_id=actor.request_id,
        only=None if only is None else " ".join(sorted(only)),
        set_id=giver.set_id,
        period=period,
        arguments=canonical(chosen),
        state=State.WAITING,
        created=moment(now),
    )
    with office.database.changing() as session:
        stored.forget(session, moment(now - timedelta(days=KEPT_DAYS)))
        stored.add_job(session, row, items)
    hand_in(office, key)


def _turn(giver: Giver, held: Told, before: Sequence[State], why: str, *, anew: bool = False, **values: object) -> None:
    """Let a job wait again, in one transaction with its failed items where they are to be done ``anew``."""
    fresh: dict[str, object] = {"stops": False, "said": "", "ended": "", "attempts": 0, "runner": ""}
    with giver.office.database.changing() as session:
        if not stored.turn(session, held.row.key, before, **(fresh | values)):
            raise ForbiddenError(why)
        if anew:
            stored.reset(session, held.row.key, ItemState.FAILED, ItemState.NEW)
    hand_in(giver.office, held.row.key)


def _file(key: str, number: int, name: str, body: bytes) -> JobItem:
    said = name.replace("\\", "/").rpartition("/")[2][-200:] or "bảng"
    packed = stored.packed(body)
    return JobItem(job=key, number=number, name=said, about=token_hex(16), state=ItemState.NEW, body=packed)


def _must_fit(count: int) -> None:
    if not count:
        raise ForbiddenError("Chưa chọn tệp nào; chọn một hay nhiều tệp .xlsx hoặc .csv rồi gửi.")
    if count > MOST_FILES:
        raise ForbiddenError(f"Mỗi việc nhận nhiều nhất {MOST_FILES} tệp; chia các tệp thành nhiều việc.")
