"""What those who run the service keep an eye on: when something was last done, and what waits for its turn."""

from __future__ import annotations

from collections.abc import Mapping

from sqlmodel import Session, col, func, select

from api.store.job_tables import Job
from api.store.jobs import State
from api.store.tables import Act


def last_done(session: Session, action: str) -> str | None:
    """Return the moment of the last act of a kind; None when there is none."""
    return session.exec(select(func.max(col(Act.at))).where(col(Act.action) == action)).one()


def jobs_by_state(session: Session) -> Mapping[State, int]:
    """Return how many jobs are in each state, of those that are kept."""
    rows = session.exec(select(col(Job.state), func.count()).group_by(col(Job.state)))
    return dict.fromkeys(State, 0) | {State(state): count for state, count in rows}


def waits_since(session: Session) -> str | None:
    """Return since when the job that waits longest was last begun or worked on; None when none waits."""
    waiting = select(col(Job.created), col(Job.seen)).where(col(Job.state) == State.WAITING)
    return min((max(created, seen) for created, seen in session.exec(waiting)), default=None)
