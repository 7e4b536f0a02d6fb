"""What can be done in the background, and what a job is to whoever does it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from api.access.deciding import Action, Who
from api.store.account_tables import Account
from api.store.accounts import grants_of
from api.store.database import Actor
from api.store.job_tables import Job
from api.store.jobs import Item, ItemState
from api.workflow.office import Office
from api.workflow.presence import granted_of
from api.workflow.sheets import ForbiddenError


class Kind(StrEnum):
    """What a job does."""

    IMPORTS = "imports"
    """Many files of figures: each looked at, then, once somebody says so, written as an act of its own."""
    REPORTS = "reports"
    """A document on every unit, together in one zip."""


TITLES = {Kind.IMPORTS: "Nhập nhiều tệp", Kind.REPORTS: "Lập văn bản của mọi xã"}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of an item: its state, what there is to say of it, and what it made, packed.

    ``done_with``: what was sent need not be kept any longer.
    """

    state: ItemState
    said: dict[str, Any]
    made: bytes | None = None
    done_with: bool = False


@dataclass(frozen=True, slots=True)
class Work:
    """A job in the hands of a runner: the office, who began it with the rights of this moment, what was chosen."""

    office: Office
    job: Job
    who: Who
    actor: Actor

    @property
    def chosen(self) -> dict[str, Any]:
        """What was chosen when it was begun."""
        found: dict[str, Any] = json.loads(self.job.arguments)
        return found


Doing = Callable[[Work, Item], Outcome]


def work_of(office: Office, job: Job, guest: Who) -> Work:
    """Gather what a runner needs; ForbiddenError when the account was closed. ``guest`` is who has no account."""
    actor = Actor(job.actor, job.channel, job.account_id, job.request_id)
    if job.account_id is None:
        return Work(office, job, guest, actor)
    with office.database.reading() as session:
        account = session.get(Account, job.account_id)
        grants = grants_of(session, job.account_id)
    if account is None or account.closed:
        raise ForbiddenError("Tài khoản đã giao việc này nay đã đóng; người khác giao lại việc.")
    only = None if job.only is None else frozenset(Action(each) for each in job.only.split())
    return Work(office, job, Who(job.actor, job.account_id, granted_of(grants), only=only), actor)
