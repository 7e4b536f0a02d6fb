"""What Spark is doing: how many tasks of how many are done, how many had to be done again, and whether it does any."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from secrets import token_hex
from threading import Event, Thread
from time import monotonic
from typing import TYPE_CHECKING

from api.workflow.spark.session import SparkError

if TYPE_CHECKING:
    from pyspark import SparkContext

EVERY = 0.25
"""Seconds between two looks."""
PATIENCE = 300.0
"""Seconds without any task under way after which a cluster is given up; Spark itself would wait for ever."""
STANDING = (
    "Không máy nào của Spark nhận việc trong {} phút — máy chủ hoặc các máy của cụm đã mất, cụm đang đầy, hoặc không "
    "máy nào đủ nhân và bộ nhớ; xem trang của máy chủ Spark, rồi chạy lại."
)
Progress = Callable[[int, int], None]


class Watch:
    """Counts the tasks of the jobs of this command."""

    def __init__(self, context: SparkContext, expected: int) -> None:
        self._context, self._expected = context, expected
        self._attempts: dict[tuple[int, int], int] = {}
        self._group = f"dienhinh-{token_hex(4)}"
        self._worked = monotonic()
        self._given_up = False

    def look(self) -> int:
        """Look at all stages once more; return how many tasks are done."""
        tracker = self._context.statusTracker()
        stages: set[int] = set()
        asked = False
        for job in tracker.getJobIdsForGroup(self._group):
            found = tracker.getJobInfo(job)
            stages |= set(found.stageIds) if found is not None else set()
            asked = asked or (found is not None and found.status == "RUNNING")
        known = [info for info in map(tracker.getStageInfo, sorted(stages)) if info is not None]
        if not asked or any(info.numActiveTasks for info in known):
            self._worked = monotonic()
        for info in known:  # of a stage that is done again only the last attempt is told
            self._attempts[info.stageId, info.currentAttemptId] = info.numFailedTasks
        return min(sum(int(info.numCompletedTasks) for info in known), self._expected)

    @property
    def again(self) -> int:
        """How many tasks, or stages whose results went with a machine, were seen to be done again."""
        return sum(self._attempts.values()) + sum(attempt > 0 for _, attempt in self._attempts)

    @contextmanager
    def telling(self, progress: Progress) -> Iterator[None]:
        """Tell of progress while something runs in this thread; SparkError when no machine works on it for long."""
        from py4j.protocol import Py4JError  # noqa: PLC0415 -- runs where Spark is
        from pyspark.errors import PySparkException  # noqa: PLC0415 -- as above

        self._context.setJobGroup(self._group, "dienhinh")
        over = Event()

        def tell() -> None:
            with suppress(Py4JError, OSError):  # Spark is gone: what runs in the other thread will say so
                while not over.wait(EVERY):
                    progress(self.look(), self._expected)
                    if monotonic() - self._worked > PATIENCE:
                        self._given_up = True
                        self._context.cancelJobGroup(self._group)
                        return

        watcher = Thread(target=tell, name="spark-progress", daemon=True)
        watcher.start()
        try:
            yield
        except (PySparkException, Py4JError) as error:
            if self._given_up:
                raise SparkError(STANDING.format(round(PATIENCE / 60))) from error
            raise
        finally:
            over.set()
            watcher.join()
        self.look()
        progress(self._expected, self._expected)
