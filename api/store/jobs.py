"""Jobs and their items: kept, claimed by one runner, moved on step by step, forgotten after some days.

Every step names the state that it leaves, so that of two runners that both believe to hold a job one is told.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Update, case, delete, func, or_, select, update
from sqlmodel import Session, col

from api.store.job_tables import Job, JobItem


class State(StrEnum):
    """How a job stands."""

    WAITING = "waiting"
    RUNNING = "running"
    ASKING = "asking"
    """Everything was looked at: somebody has to say whether it is to be written."""
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


ENDED = (State.DONE, State.FAILED, State.CANCELLED)


class ItemState(StrEnum):
    """How one thing of a job stands."""

    NEW = "new"
    READY = "ready"
    """Looked at, with something in it to be written."""
    EMPTY = "empty"
    """Looked at, with nothing in it that could be written."""
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Item:
    """One thing of a job, without its body; ``said`` is JSON."""

    number: int
    name: str
    about: str
    state: ItemState
    said: str


def add_job(session: Session, row: Job, items: Iterable[JobItem]) -> None:
    """Keep a new job and its items."""
    session.add(row)
    session.flush()
    session.add_all(items)


def add_items(session: Session, key: str, items: Sequence[JobItem]) -> None:
    """Keep more items of a job, numbered after those it has."""
    last = session.execute(select(func.max(col(JobItem.number))).where(col(JobItem.job) == key)).scalar() or 0
    for number, each in enumerate(items, start=last + 1):
        each.number = number
        session.add(each)


def job(session: Session, key: str) -> Job | None:
    """Return a job by its key."""
    found = session.get(Job, key)
    if found is not None:
        session.expunge(found)
    return found


def jobs_of(session: Session, account_id: int | None, actor: str, most: int) -> Sequence[Job]:
    """Return somebody's jobs, newest first."""
    mine = select(Job).where(col(Job.account_id) == account_id, col(Job.actor) == actor)
    rows = session.execute(mine.order_by(col(Job.created).desc(), col(Job.key)).limit(most)).scalars().all()
    for row in rows:
        session.expunge(row)
    return rows


def items_of(session: Session, key: str) -> tuple[Item, ...]:
    """Return the items of a job in their order, without their bodies."""
    of = (col(JobItem.number), col(JobItem.name), col(JobItem.about), col(JobItem.state), col(JobItem.said))
    rows = session.execute(select(*of).where(col(JobItem.job) == key).order_by(of[0]))
    return tuple(Item(number, name, about, ItemState(state), said) for number, name, about, state, said in rows)


def counts_of(session: Session, keys: Sequence[str]) -> Mapping[str, Mapping[ItemState, int]]:
    """Return how many items of some jobs are in each state."""
    of = (col(JobItem.job), col(JobItem.state))
    rows = session.execute(select(*of, func.count()).where(of[0].in_(keys)).group_by(*of))
    found: dict[str, dict[ItemState, int]] = {key: {} for key in keys}
    for key, state, count in rows:
        found[key][ItemState(state)] = count
    return found


def packed(body: bytes) -> bytes:
    """Pack a body as it is kept."""
    return zlib.compress(body, 1)


def body_of(session: Session, key: str, number: int) -> bytes | None:
    """Return the body of an item; None when it has none."""
    wanted = select(col(JobItem.body)).where(col(JobItem.job) == key, col(JobItem.number) == number)
    held = session.execute(wanted).scalar()
    return None if held is None else zlib.decompress(held)


# ---------------------------------------------------------------------------------------------------------- running


def runnable(session: Session, seen_before: str) -> tuple[str, ...]:
    """Return the keys of the jobs that wait, or whose runner has not been seen since a moment, oldest first."""
    lost = (col(Job.state) == State.RUNNING) & (col(Job.seen) < seen_before)
    wanted = select(col(Job.key)).where(or_(col(Job.state) == State.WAITING, lost)).order_by(col(Job.created))
    return tuple(session.execute(wanted).scalars())


def claim(session: Session, key: str, runner: str, now: str, seen_before: str) -> bool:
    """Take a job that waits, or whose runner is lost; False when somebody else has it, or it has ended."""
    free = or_(col(Job.state) == State.WAITING, (col(Job.state) == State.RUNNING) & (col(Job.seen) < seen_before))
    taking = (
        update(Job)
        .where(col(Job.key) == key, free)
        .values(
            attempts=case((col(Job.state) == State.RUNNING, col(Job.attempts) + 1), else_=col(Job.attempts)),
            state=State.RUNNING,
            runner=runner,
            seen=now,
        )
    )
    return _moved(session, taking)


def alive(session: Session, key: str, runner: str, now: str) -> bool | None:
    """Note that the runner is alive; return whether the job is to stop, None when it is no longer the runner's."""
    mine = (col(Job.key) == key, col(Job.runner) == runner, col(Job.state) == State.RUNNING)
    if not _moved(session, update(Job).where(*mine).values(seen=now)):
        return None
    return bool(session.execute(select(col(Job.stops)).where(col(Job.key) == key)).scalar())


def move(session: Session, key: str, runner: str, state: State, **values: object) -> bool:
    """Let a runner hand its job on in another state; False when it is no longer the runner's."""
    mine = (col(Job.key) == key, col(Job.runner) == runner, col(Job.state) == State.RUNNING)
    return _moved(session, update(Job).where(*mine).values(state=state, **values))


def turn(session: Session, key: str, before: Iterable[State], **values: object) -> bool:
    """Change a job that is in one of some states; False when it is in another."""
    return _moved(session, update(Job).where(col(Job.key) == key, col(Job.state).in_(list(before))).values(**values))


def settle(session: Session, key: str, number: int, before: ItemState, **values: object) -> bool:
    """Write down what came of an item that was in a state; False when it no longer is."""
    this = (col(JobItem.job) == key, col(JobItem.number) == number, col(JobItem.state) == before)
    return _moved(session, update(JobItem).where(*this).values(**values))


def reset(session: Session, key: str, before: ItemState, after: ItemState) -> None:
    """Set back the items of a job that are in a state."""
    session.execute(
        update(JobItem).where(col(JobItem.job) == key, col(JobItem.state) == before).values(state=after, said="")
    )


def forget(session: Session, before: str) -> None:
    """Forget the jobs that were begun before a moment; what they wrote stays on record."""
    old = select(col(Job.key)).where(col(Job.created) < before)
    session.execute(delete(JobItem).where(col(JobItem.job).in_(old)))
    session.execute(delete(Job).where(col(Job.created) < before))


def _moved(session: Session, change: Update) -> bool:
    return bool(session.execute(change).rowcount)  # type: ignore[attr-defined]  # of an UPDATE there is one
