"""What Spark is doing, for a progress bar: how many tasks of how many are done, and how many had to be done again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from secrets import token_hex
from threading import Event, Thread
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pyspark import SparkContext

EVERY = 0.25
"""Seconds between two looks."""
Progress = Callable[[int, int], None]


class Watch:
    """Counts the tasks of the jobs of this command."""

    def __init__(self, context: SparkContext, expected: int) -> None:
        self._context, self._expected = context, expected
        self._attempts: dict[tuple[int, int], int] = {}
        self._group = f"dienhinh-{token_hex(4)}"

    def look(self) -> int:
        """Look at all stages once more; return how many tasks are done."""
        tracker = self._context.statusTracker()
        stages: set[int] = set()
        for job in tracker.getJobIdsForGroup(self._group):
            found = tracker.getJobInfo(job)
            stages |= set(found.stageIds) if found is not None else set()
        known = [info for info in map(tracker.getStageInfo, sorted(stages)) if info is not None]
        for info in known:  # of a stage that is done again only the last attempt is told
            self._attempts[info.stageId, info.currentAttemptId] = info.numFailedTasks
        return min(sum(int(info.numCompletedTasks) for info in known), self._expected)

    @property
    def again(self) -> int:
        """How many tasks, or stages whose results went with a machine, were seen to be done again."""
        return sum(self._attempts.values()) + sum(attempt > 0 for _, attempt in self._attempts)

    @contextmanager
    def telling(self, progress: Progress) -> Iterator[None]:
        """Tell of progress while something runs in this thread."""
        from py4j.protocol import Py4JError  # noqa: PLC0415 -- runs where Spark is

        self._context.setJobGroup(self._group, "dienhinh")
        over = Event()

        def tell() -> None:
            with suppress(Py4JError, OSError):  # Spark is gone: what runs in the other thread will say so
                while not over.wait(EVERY):
                    progress(self.look(), self._expected)

        watcher = Thread(target=tell, name="spark-progress", daemon=True)
        watcher.start()
        try:
            yield
        finally:
            over.set()
            watcher.join()
        self.look()
        progress(self._expected, self._expected)
