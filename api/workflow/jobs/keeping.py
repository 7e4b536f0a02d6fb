"""Jobs begun, found again by whoever began them, confirmed, stopped, taken up again."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from secrets import token_hex
from typing import Any

from api.access.deciding import Who
from api.store import jobs as stored
from api.store.acts import canonical, moment
from api.store.database import Actor
from api.store.imports import MOST_FILES
from api.store.job_tables import Job, JobItem
from api.store.jobs import Item, ItemState, State
from api.workflow.jobs import documents
from api.workflow.jobs.kinds import Kind
from api.workflow.jobs.queue import hand_in
from api.workflow.jobs.running import LOOK, WRITE
from api.workflow.office import Office
from api.workflow.reporting.making import TYPES
from api.workflow.reporting.making import Kind as Document
from api.workflow.sheets import ForbiddenError

KEPT_DAYS = 14
"""How long a job and what it made are kept."""
SHOWN = 30
"""Jobs of one person that are listed."""


class NoJobError(LookupError):
    """There is no such job, or it is somebody else's; the message is Vietnamese and holds the cure."""


@dataclass(frozen=True, slots=True)
class Giver:
    """Who gives work to the background, into which set."""

    office: Office
    actor: Actor
    who: Who
    set_id: str


@dataclass(frozen=True, slots=True)
class Told:
    """A job and its items as they stand."""

    row: Job
    items: tuple[Item, ...]

    @property
    def state(self) -> State:
        """How it stands."""
        return State(self.row.state)

    @property
    def kind(self) -> Kind:
        """What it does."""
        return Kind(self.row.kind)

    @property
    def chosen(self) -> dict[str, Any]:
        """What was chosen when it was begun."""
        found: dict[str, Any] = json.loads(self.row.arguments)
        return found

    @property
    def done(self) -> tuple[int, int]:
        """How many items this stretch of it has behind itself, and how many it has in all."""
        states = [each.state for each in self.items]
        if self.chosen.get("phase") == WRITE:
            of = [each for each in states if each is not ItemState.EMPTY]
            return sum(each is not ItemState.READY for each in of), len(of)
        return sum(each is not ItemState.NEW for each in states), len(states)

    def count(self, state: ItemState) -> int:
        """How many items are in a state."""
        return sum(each.state is state for each in self.items)

    @property
    def can_retry(self) -> bool:
        """Whether there is something to be done again."""
        if self.state in (State.FAILED, State.CANCELLED):
            return True
        return self.state in (State.DONE, State.ASKING) and self.count(ItemState.FAILED) > 0

    @property
    def can_cancel(self) -> bool:
        """Whether there is something to be stopped."""
        return self.state not in stored.ENDED and not self.row.stops

    @property
    def can_confirm(self) -> bool:
        """Whether it waits for somebody to say that it is to be written."""
        return self.state is State.ASKING and self.count(ItemState.READY) > 0

    @property
    def has_file(self) -> bool:
        """Whether it made something to be taken along."""
        return self.kind is Kind.REPORTS and self.state is State.DONE


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
    _must_fit(len(held.items) + len(sent))
    fresh = [_file(key, 0, name, body) for name, body in sent]
    looking = held.kind is Kind.IMPORTS and held.chosen["phase"] == LOOK
    quiet = (State.WAITING, State.ASKING, State.FAILED)
    with giver.office.database.changing() as session:
        if not looking or not (
            stored.turn(session, key, quiet, state=State.WAITING, said="", ended="", attempts=0)
            or stored.turn(session, key, (State.RUNNING,), said="")  # whoever looks at the others goes on with these
        ):
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


def found(giver: Giver, key: str) -> Told:
    """Find a job again; NoJobError."""
    with giver.office.database.reading() as session:
        row = stored.job(session, key)
        items = stored.items_of(session, key) if row is not None else ()
    if row is None or (row.account_id, row.actor) != (giver.actor.account_id, giver.actor.name):
        raise NoJobError(
            f"Không có việc này: địa chỉ sai, của tài khoản khác, hoặc đã quá {KEPT_DAYS} ngày; xem danh sách việc."
        )
    return Told(row, items)


def mine(giver: Giver) -> tuple[Told, ...]:
    """Return somebody's latest jobs, newest first."""
    with giver.office.database.reading() as session:
        rows = stored.jobs_of(session, giver.actor.account_id, giver.actor.name, SHOWN)
        return tuple(Told(row, stored.items_of(session, row.key)) for row in rows)


def confirm(giver: Giver, key: str) -> None:
    """Say that what was looked at is to be written; saying it twice changes nothing. NoJobError, ForbiddenError."""
    held = found(giver, key)
    if held.kind is Kind.IMPORTS and held.chosen["phase"] == WRITE:
        return
    chosen = canonical(held.chosen | {"phase": WRITE})
    _turn(giver, held, (State.ASKING,), "Việc này chưa xem xong hoặc đã thôi.", state=State.WAITING, arguments=chosen)


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
    with giver.office.database.changing() as session:
        stored.reset(session, key, ItemState.FAILED, ItemState.NEW)
    _turn(
        giver,
        held,
        (State.FAILED, State.CANCELLED, State.DONE, State.ASKING),
        "Việc này đang chạy.",
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


def _turn(giver: Giver, held: Told, before: Sequence[State], why: str, **values: object) -> None:
    fresh: dict[str, object] = {"stops": False, "said": "", "ended": "", "attempts": 0, "runner": ""}
    with giver.office.database.changing() as session:
        if not stored.turn(session, held.row.key, before, **(fresh | values)):
            raise ForbiddenError(why)
    hand_in(giver.office, held.row.key)


def _file(key: str, number: int, name: str, body: bytes) -> JobItem:
    said = name.replace("\\", "/").rpartition("/")[2][-200:] or "bảng"
    packed = stored.packed(body)
    return JobItem(job=key, number=number, name=said, about=token_hex(16), state=ItemState.NEW, body=packed)


def _must_fit(count: int) -> None:
    if not 1 <= count <= MOST_FILES:
        raise ForbiddenError(f"Mỗi việc nhận từ 1 đến {MOST_FILES} tệp; chia các tệp thành nhiều việc.")
