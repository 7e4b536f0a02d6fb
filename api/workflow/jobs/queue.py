"""How a job that waits comes to be run: procrastinate on PostgreSQL, a look every second on SQLite.

The rows of jobs are what holds; the queue only carries their keys. A key that got lost on the way, because a process
was killed between the two, is found by the sweep and handed in again.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from api.access.deciding import NOBODY, Who
from api.store import jobs as stored
from api.store.acts import moment
from api.workflow.jobs import running
from api.workflow.office import Office

LOG = logging.getLogger("dienhinh.jobs")
LOOK_SECONDS = 1.0
"""How often SQLite is asked whether something waits."""
STOP_SECONDS = 30.0
"""How long a process that stops waits for the item under way."""


def waiting(office: Office) -> tuple[str, ...]:
    """Return the jobs that wait, or were lost."""
    with office.database.reading() as session:
        return stored.runnable(session, moment(office.now() - running.LOST))


def hand_in(office: Office, key: str) -> None:
    """Tell whoever works that a job waits; where that fails it is found by the sweep."""
    if office.database.is_sqlite:
        return
    from api.workflow.jobs import carrying  # noqa: PLC0415 -- its library comes with PostgreSQL's

    try:
        carrying.hand_in(office, key)
    except Exception:
        LOG.exception("job %s was not handed in at once", key)


@contextmanager
def working(office: Office, guest: Who = NOBODY) -> Iterator[None]:
    """Do jobs in a thread of this process while the block lasts."""
    leaving = threading.Event()
    thread = threading.Thread(target=work, args=(office, guest, leaving), name="jobs", daemon=True)
    thread.start()
    try:
        yield
    finally:
        leaving.set()
        thread.join(STOP_SECONDS)


def work(office: Office, guest: Who, leaving: threading.Event) -> None:
    """Do jobs until this process is to stop."""
    if office.database.is_sqlite:
        _look_and_do(office, guest, leaving)
        return
    from api.workflow.jobs import carrying  # noqa: PLC0415 -- as above

    carrying.work(office, guest, leaving)


def _look_and_do(office: Office, guest: Who, leaving: threading.Event) -> None:
    pause = LOOK_SECONDS
    while not leaving.wait(pause):
        try:
            for key in waiting(office):
                running.run(office, key, guest, leaving.is_set)
                if leaving.is_set():
                    return
            pause = LOOK_SECONDS
        except Exception:  # locked, full, away: of the moment; whatever it is, the next look comes
            LOG.exception("the jobs could not be looked at")
            pause = min(60.0, pause * 2)
