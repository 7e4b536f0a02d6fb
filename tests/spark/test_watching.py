"""A cluster on which nobody works is given up; one that works, or is asked for nothing, is not."""

from __future__ import annotations

from threading import Event
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from api.workflow.spark import watching
from api.workflow.spark.session import SparkError

if TYPE_CHECKING:
    from pyspark.sql import SparkSession


class Context:
    """A cluster with one job of one stage, as far as it is watched."""

    def __init__(self, status: str = "RUNNING", active: int = 0) -> None:
        self.job = SimpleNamespace(stageIds=[0], status=status)
        self.stage = SimpleNamespace(
            stageId=0, currentAttemptId=0, numActiveTasks=active, numCompletedTasks=0, numFailedTasks=0
        )
        self.cancelled, self.looked = Event(), Event()

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 -- answers like Spark's own
        answers = {"getJobIdsForGroup": [0], "getJobInfo": self.job, "getStageInfo": self.stage, "statusTracker": self}
        return lambda *_asked: answers.get(name)

    def cancelJobGroup(self, _group: str) -> None:  # noqa: N802 -- Spark's name
        """Note that it was given up."""
        self.cancelled.set()


def looked_at(context: Context, monkeypatch: pytest.MonkeyPatch) -> Context:
    """Watch a cluster for three looks, each ten minutes after the last one, or until it is given up."""
    from py4j.protocol import Py4JError  # noqa: PLC0415 -- only where Spark is

    clock, looks = [0.0], [0]
    monkeypatch.setattr(watching, "EVERY", 0.001)
    monkeypatch.setattr(watching, "monotonic", lambda: clock[0])

    def look(_done: int, _total: int) -> None:
        looks[0] += 1
        if looks[0] >= 3:
            context.looked.set()

    watch = watching.Watch(context, 1)
    told = watch.look

    def later() -> int:
        clock[0] += 600
        return told()

    monkeypatch.setattr(watch, "look", later)
    with watch.telling(look):
        while not (context.cancelled.is_set() or context.looked.is_set()):
            context.looked.wait(0.01)
        if context.cancelled.is_set():
            raise Py4JError("cancelled")
    return context


@pytest.mark.usefixtures("spark")
def test_nobody_works(monkeypatch: pytest.MonkeyPatch) -> None:
    """A job that is asked for and on which no task is under way for minutes is cancelled, and the cure is said."""
    with pytest.raises(SparkError, match="Không máy nào của Spark nhận việc trong 5 phút"):
        looked_at(Context(), monkeypatch)


@pytest.mark.usefixtures("spark")
@pytest.mark.parametrize(("status", "active"), [("RUNNING", 1), ("SUCCEEDED", 0)])
def test_somebody_works(status: str, active: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """A task under way, however long, and a pause between jobs are not given up."""
    assert not looked_at(Context(status, active), monkeypatch).cancelled.is_set()


@pytest.mark.usefixtures("spark")
def test_what_fails_otherwise_is_not_renamed(spark: SparkSession) -> None:
    """An error that is not a giving up goes on as it was."""
    from py4j.protocol import Py4JError  # noqa: PLC0415 -- as above

    watch = watching.Watch(spark.sparkContext, 1)
    with pytest.raises(Py4JError, match="as it was"), watch.telling(lambda _done, _total: None):
        raise Py4JError("as it was")
