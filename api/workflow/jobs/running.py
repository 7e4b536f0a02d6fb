"""A job done: one run of it, from wherever it stands to its end, the same whichever queue hands it over.

What is kept after every item lets another process go on where this one was killed. A run holds its job only while it
says that it is alive; one that was given up for dead notices at its next step and leaves off.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from secrets import token_hex

from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, SQLAlchemyError

from api.access.deciding import NOBODY, Who
from api.exchange.one_look import one_look
from api.store import jobs as stored
from api.store.acts import canonical, moment
from api.store.job_tables import Job
from api.store.jobs import Item, ItemState, State
from api.workflow.arriving import Arrivals
from api.workflow.jobs import documents, files
from api.workflow.jobs.kinds import Doing, Kind, Outcome, Work, work_of
from api.workflow.office import NoVersionError, Office
from api.workflow.sheets import ForbiddenError

LOG = logging.getLogger("dienhinh.jobs")
BEAT_SECONDS = 3.0
"""How often a run says that it is alive."""
LOST = timedelta(seconds=15)
"""After how long without a word it is given up for dead."""
MOST_ATTEMPTS = 5
"""Starts without an end after which a job is left alone: it may be what kills the process."""
BROKEN = "Đã thử {} lần mà lần nào cũng bị ngắt; báo người quản trị xem nhật ký của máy chủ, rồi bấm «Làm lại»."
STOPPED = "Lỗi ngoài dự kiến; báo người quản trị xem nhật ký của máy chủ, rồi bấm «Làm lại»."
NOTHING = "Không tệp nào có gì để ghi; xem lỗi từng tệp, sửa rồi gửi lại."
LOOK, WRITE = "look", "write"


class _LostError(Exception):
    """The job is somebody else's by now."""


def run(office: Office, key: str, guest: Who = NOBODY, leaving: Callable[[], bool] = lambda: False) -> bool:
    """Do a job as far as it goes; False when it was not there to be done. ``leaving``: this process is to stop.

    A failure of the database ends the run and is raised; the job is taken up again.
    """
    runner, now = token_hex(8), office.now()
    with office.database.changing() as session:
        if not stored.claim(session, key, runner, moment(now), moment(now - LOST)):
            return False
        job = stored.job(session, key)
    if job is None:
        return False
    try:
        Arrivals(office.database, office.folder).look()
        with _alive(office, key, runner) as pulse:
            _run(office, job, runner, guest, lambda: leaving() or pulse.stops())
            if leaving():
                _hand_on(office, key, runner, State.WAITING)
    except _LostError:
        LOG.warning("job %s went on elsewhere", key)
    except DBAPIError:
        _hand_on(office, key, runner, State.WAITING, attempts=job.attempts + 1)
        raise
    except ForbiddenError as error:
        _end(office, key, runner, State.FAILED, str(error))
    except Exception:
        LOG.exception("job %s failed", key)
        _end(office, key, runner, State.FAILED, STOPPED)
    return True


def _run(office: Office, job: Job, runner: str, guest: Who, stops: Callable[[], bool]) -> None:
    if job.stops:
        _end(office, job.key, runner, State.CANCELLED)
        return
    if job.attempts >= MOST_ATTEMPTS:
        _end(office, job.key, runner, State.FAILED, BROKEN.format(job.attempts))
        return
    work = work_of(office, job, guest)
    kind = Kind(job.kind)
    writing = kind is Kind.IMPORTS and work.chosen["phase"] == WRITE
    before = ItemState.READY if writing else ItemState.NEW
    do: Doing = documents.make if kind is Kind.REPORTS else files.write if writing else files.look
    with office.database.reading() as session:
        items = [each for each in stored.items_of(session, job.key) if each.state is before]
    for item in items:
        if stops() or _settle(office, job.key, runner, item, _outcome(do, work, item)):
            break
    else:
        _finished(work, runner, kind, writing=writing)
        return
    with office.database.changing() as session:
        asked = stored.alive(session, job.key, runner, moment(office.now()))
    if asked:
        _end(office, job.key, runner, State.CANCELLED)


def _outcome(do: Doing, work: Work, item: Item) -> Outcome:
    """Do one item; what goes wrong with it is said of it and stops no other, unless it is the database."""
    try:
        with one_look():
            return do(work, item)
    except (ForbiddenError, NoVersionError) as error:
        return Outcome(ItemState.FAILED, {"fault": f"{str(error).rstrip('.')}."})
    except Exception as error:
        if isinstance(error, DBAPIError) and not isinstance(error, DataError | IntegrityError):
            raise  # it is away, full or locked, which has nothing to do with this item
        LOG.exception("item %d of job %s failed", item.number, work.job.key)
        return Outcome(ItemState.FAILED, {"fault": STOPPED})


def _settle(office: Office, key: str, runner: str, item: Item, outcome: Outcome) -> bool:
    """Write down what came of an item; tell whether somebody has asked the job to stop."""
    values: dict[str, object] = {"state": outcome.state, "said": canonical(outcome.said)}
    if outcome.made is not None or outcome.done_with:
        values["body"] = outcome.made
    with office.database.changing() as session:
        asked = stored.alive(session, key, runner, moment(office.now()))
        if asked is None or not stored.settle(session, key, item.number, item.state, **values):
            raise _LostError
    return asked


def _finished(work: Work, runner: str, kind: Kind, *, writing: bool) -> None:
    office, key, ended = work.office, work.job.key, moment(work.office.now())
    if kind is Kind.REPORTS and _counts(office, key).get(ItemState.DONE):
        try:
            documents.finish(work, runner, ended)
        except LookupError as error:
            raise _LostError from error
        return
    with office.database.changing() as session:
        asked = stored.alive(session, key, runner, moment(office.now()))
        if asked is None:
            raise _LostError
        counts = stored.counts_of(session, [key])[key]  # after the row is ours: files may be added until then
        state, said = _end_of(counts, looking=kind is Kind.IMPORTS and not writing)
        if asked and state not in stored.ENDED:  # asked to stop after the last item was done
            state, said = State.CANCELLED, ""
        stored.move(session, key, runner, state, said=said, attempts=0, ended=ended if state in stored.ENDED else "")


def _end_of(counts: Mapping[ItemState, int], *, looking: bool) -> tuple[State, str]:
    """Say how a job stands whose items were all gone through, and why."""
    if looking and counts.get(ItemState.NEW):
        return State.WAITING, ""
    if looking and counts.get(ItemState.READY):
        return State.ASKING, ""
    if counts.get(ItemState.DONE):
        return State.DONE, ""
    return State.FAILED, NOTHING if looking else ""


def _counts(office: Office, key: str) -> Mapping[ItemState, int]:
    with office.database.reading() as session:
        return stored.counts_of(session, [key])[key]


def _hand_on(office: Office, key: str, runner: str, state: State, **values: object) -> None:
    """Leave the job in another state; where the database is away, whoever finds it lost goes on."""
    try:
        with office.database.changing() as session:
            stored.move(session, key, runner, state, **({"attempts": 0} | values))
    except SQLAlchemyError:
        LOG.exception("job %s could not be handed on", key)


def _end(office: Office, key: str, runner: str, state: State, said: str = "") -> None:
    _hand_on(office, key, runner, state, said=said, ended=moment(office.now()))


# ------------------------------------------------------------------------------------------------------------ alive


class _Pulse:
    """Says from a thread of its own that a run is alive, and hears whether it is to stop."""

    def __init__(self, office: Office, key: str, runner: str) -> None:
        self._office, self._key, self._runner = office, key, runner
        self._over = threading.Event()
        self._stops = False
        self._thread = threading.Thread(target=self._beat, name="job pulse", daemon=True)

    def stops(self) -> bool:
        """Tell whether the run is to stop: somebody cancelled it, or it is no longer this one's."""
        return self._stops

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End, and wait until it has ended."""
        self._over.set()
        self._thread.join()

    def _beat(self) -> None:
        while not self._over.wait(BEAT_SECONDS):
            try:
                with self._office.database.changing() as session:
                    asked = stored.alive(session, self._key, self._runner, moment(self._office.now()))
            except SQLAlchemyError:
                continue  # of the moment; the run itself will say so
            self._stops = asked is None or asked


@contextmanager
def _alive(office: Office, key: str, runner: str) -> Iterator[_Pulse]:
    pulse = _Pulse(office, key, runner)
    pulse.start()
    try:
        yield pulse
    finally:
        pulse.stop()
