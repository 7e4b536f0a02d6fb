"""Jobs found again by whoever began them, and what can be done to each as it stands."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from api.access.deciding import Who
from api.store import jobs as stored
from api.store.database import Actor
from api.store.job_tables import Job
from api.store.jobs import Item, ItemState, State
from api.workflow.jobs.kinds import Kind
from api.workflow.jobs.running import WRITE
from api.workflow.office import Office

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
