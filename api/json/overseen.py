"""Measures of what is kept, for alerts: readiness, the last backup, the last walk over the chain, the queue of jobs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from prometheus_client import Metric
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector
from sqlalchemy.exc import SQLAlchemyError

from api.store.opening import revisions
from api.store.overseeing import jobs_by_state, last_done, waits_since
from api.workflow.keeping import BACKED_UP, CHECKED
from api.workflow.office import Office


class Overseen(Collector):
    """Asked anew at each scrape; the same from every worker and host."""

    def __init__(self, office: Office) -> None:
        self._office = office

    def collect(self) -> Iterator[Metric]:
        """Give the measures; of a database that does not answer only that it is not ready."""
        try:
            found = list(self._of_database())
        except SQLAlchemyError:
            found = [self._ready(works=False)]
        yield from found

    def _of_database(self) -> Iterator[Metric]:
        office = self._office
        with office.database.reading() as session:
            current, newest = revisions(session.connection())
            yield self._ready(works=current == newest and bool(office.folder.books().versions))
            yield _moment("dienhinh_last_backup", "The last backup was made at.", last_done(session, BACKED_UP))
            yield _moment("dienhinh_last_chain_check", "The whole chain held at.", last_done(session, CHECKED))
            jobs = GaugeMetricFamily("dienhinh_jobs", "Jobs of the background by state.", labels=["state"])
            for state, count in jobs_by_state(session).items():
                jobs.add_metric([state], count)
            yield jobs
            since = waits_since(session)
        waited = (office.now() - datetime.fromisoformat(since)).total_seconds() if since else 0.0
        said = "Seconds that the job that waits longest has waited; 0 when none waits."
        yield GaugeMetricFamily("dienhinh_jobs_waiting_seconds", said, max(0.0, waited))

    @staticmethod
    def _ready(*, works: bool) -> Metric:
        return GaugeMetricFamily("dienhinh_ready", "1 while /readyz would say that the database can be used.", works)


def _moment(name: str, said: str, at: str | None) -> Metric:
    """Give a moment in seconds since 1970; 0, which every alert takes for long ago, when it never came."""
    seconds = datetime.fromisoformat(at).timestamp() if at else 0.0
    return GaugeMetricFamily(f"{name}_timestamp_seconds", f"{said[:-1]}, in seconds since 1970; 0: never.", seconds)
