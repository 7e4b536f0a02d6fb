"""The queue on PostgreSQL: procrastinate carries the keys of jobs to whichever worker is free, on any host.

Its entries are thrown away when they are done, and those of workers that died are thrown away too and handed in anew:
its own way of trying such an entry again fails when another with the same lock waits already.
"""

from __future__ import annotations

import asyncio
import logging
import threading
from contextlib import suppress

import psycopg_pool
from procrastinate import App, PsycopgConnector, SyncPsycopgConnector
from procrastinate.exceptions import AlreadyEnqueued
from procrastinate.jobs import Status
from sqlalchemy.engine import make_url

from api.access.deciding import Who
from api.store.queue_structure import SCHEMA
from api.workflow.jobs import queue, running
from api.workflow.office import Office

LOG = logging.getLogger("dienhinh.jobs")
TASK = "dienhinh.job"
SWEEP_SECONDS = 5.0
HEARTBEAT_SECONDS, DEAD_SECONDS = 5.0, 15.0
"""How often a worker says that it is alive, and after how long it counts as dead."""
AGAIN_SECONDS = 3.0
"""When the database is away, a worker comes back after so long."""
_quiet = logging.getLogger("procrastinate")


def hand_in(office: Office, key: str) -> None:
    """Put the key of a job into the queue, unless it waits there already."""
    connection, options = _address(office)
    connector = SyncPsycopgConnector()
    pool = psycopg_pool.NullConnectionPool(connection, kwargs={"options": options}, open=False)
    with pool, App(connector=connector).open(pool_or_engine=pool) as app, suppress(AlreadyEnqueued):
        app.configure_task(TASK, queueing_lock=key, allow_unknown=True).defer(key=key)


def work(office: Office, guest: Who, leaving: threading.Event) -> None:
    """Do jobs until this process is to stop; a database that is away is waited for."""
    _quiet.setLevel(logging.ERROR)
    while not leaving.is_set():
        try:
            asyncio.run(_work(office, guest, leaving))
        except Exception:
            LOG.exception("the queue of jobs failed")
        leaving.wait(AGAIN_SECONDS)


async def _work(office: Office, guest: Who, leaving: threading.Event) -> None:
    app = _app(office)

    @app.task(name=TASK)
    def job(key: str) -> None:
        running.run(office, key, guest, leaving.is_set)

    async with app.open_async():
        worker = asyncio.create_task(
            app.run_worker_async(
                install_signal_handlers=False,
                delete_jobs="always",
                update_heartbeat_interval=HEARTBEAT_SECONDS,
                stalled_worker_timeout=DEAD_SECONDS,
            )
        )
        sweep = asyncio.create_task(_sweep(app, office))
        stop = asyncio.create_task(_until(leaving))
        done, _ = await asyncio.wait((worker, sweep, stop), return_when=asyncio.FIRST_COMPLETED)
        for each in (sweep, worker):
            each.cancel()
        found = await asyncio.gather(worker, sweep, return_exceptions=True)
        if stop not in done:
            stop.cancel()
            for error in found:
                if isinstance(error, Exception):
                    raise error


async def _until(leaving: threading.Event) -> None:
    while not leaving.is_set():  # noqa: ASYNC110 -- it is set by another thread
        await asyncio.sleep(0.2)


async def _sweep(app: App, office: Office) -> None:
    """Hand in again what waits without being in the queue, and clear away the entries of workers that died."""
    while True:
        stalled = await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=DEAD_SECONDS)
        for each in stalled:
            await app.job_manager.finish_job(each, status=Status.FAILED, delete_job=True)
        for key in await asyncio.to_thread(queue.waiting, office):
            with suppress(AlreadyEnqueued):
                await app.configure_task(TASK, queueing_lock=key).defer_async(key=key)
        await asyncio.sleep(SWEEP_SECONDS)


def _app(office: Office) -> App:
    connection, options = _address(office)
    return App(connector=PsycopgConnector(conninfo=connection, kwargs={"options": options}, min_size=1, max_size=4))


def _address(office: Office) -> tuple[str, str]:
    """Return the address of the database as psycopg takes it, and the options that lead to the queue's tables."""
    url = make_url(office.settings.database)
    given = url.query.get("options", "")
    options = f"{given if isinstance(given, str) else ' '.join(given)} -c search_path={SCHEMA}"
    plain = url.set(drivername="postgresql").difference_update_query(["options"])
    return plain.render_as_string(hide_password=False), options.strip()
