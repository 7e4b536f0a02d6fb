"""How often somebody asked all processes and hosts over one PostgreSQL, without asking the database at each request.

Each process counts for itself. About a second after a request it hands its counts to the database, in one batch for
all who asked, and reads what the other processes counted of the same. So what is asked of process A is known to process
B two seconds later at the most: somebody who asks many processes at once gets, over the limit, what they can ask within
those two seconds, and never more than the limit from each. The others' requests are counted by slices of five seconds
and weigh until their whole slice is a minute old. Clocks of hosts that differ shift that by as much.

A database that is away takes nobody's turn: until it is back each process goes by its own count.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections import defaultdict
from collections.abc import Callable
from hashlib import blake2b
from itertools import islice
from secrets import token_hex

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from api.store.request_counts import exchange, forget_before

WINDOW = 60
"""Seconds that are looked back on."""
SLICE = 5
"""Seconds of a slice."""
SECONDS_BETWEEN = 1.0
"""Between a request and the handing over of what was counted until then."""
SECONDS_KEPT = 300
"""Rows of the database that are older than that are taken away, by whoever comes by, once a minute."""
MOST_HANDED = 5_000
"""Rows of a batch; what is more goes with the next one."""


class SharedCounts:
    """Counts of this process, and what was last read of those of the others; may be used from many threads."""

    def __init__(self, engine: Engine, now: Callable[[], float] = time.time) -> None:
        self._engine, self._now = engine, now
        self._process = token_hex(8)
        self._turn = threading.Lock()
        self._exchanging = threading.Lock()
        self._own: defaultdict[tuple[str, int], int] = defaultdict(int)
        self._unhanded: dict[tuple[str, int], None] = {}
        self._asked: dict[str, None] = {}
        self._others: dict[str, dict[int, int]] = {}
        self._swept = now()
        self._planned_in: asyncio.AbstractEventLoop | None = None

    def count(self, who: str) -> None:
        """Count a request that was let through."""
        key = (_digest(who), self._slice(self._now()))
        with self._turn:
            self._own[key] += 1
            self._unhanded[key] = None
            self._asked[key[0]] = None

    def others(self, who: str) -> tuple[tuple[float, int], ...]:
        """Return what all other processes let through: the moment from which it weighs no more, and how many; sorted.

        Whoever is asked after is read anew with the next batch.
        """
        key, now = _digest(who), self._now()
        with self._turn:
            self._asked[key] = None
            found = tuple(self._others.get(key, {}).items())
        ends = ((SLICE * (number + 1) + WINDOW, count) for number, count in found)
        return tuple(sorted((end, count) for end, count in ends if end > now))

    def plan(self) -> None:
        """Let what was counted be handed over soon, in a thread of the event loop that runs."""
        loop = asyncio.get_running_loop()
        if self._planned_in is not loop:
            self._planned_in = loop
            loop.call_later(SECONDS_BETWEEN, self._start, loop)

    def _start(self, loop: asyncio.AbstractEventLoop) -> None:
        self._planned_in = None
        if self._exchanging.locked():  # the database is slow
            self.plan()
        else:
            loop.run_in_executor(None, self.exchange)

    def exchange(self) -> None:
        """Hand over what was counted since the last time, and read what the others counted."""
        if not self._exchanging.acquire(blocking=False):
            return
        try:
            self._exchange()
        finally:
            self._exchanging.release()

    def _exchange(self) -> None:
        now = self._now()
        oldest = self._slice(now - WINDOW)
        with self._turn:
            counted = {key: self._own[key] for key in islice(self._unhanded, MOST_HANDED)}
            asked = list(islice(self._asked, MOST_HANDED))
            for key in counted:
                del self._unhanded[key]
            for who in asked:
                del self._asked[who]
        try:
            found = exchange(self._engine, self._process, counted, asked, oldest)
            if not 0 <= now - self._swept < WINDOW:
                forget_before(self._engine, self._slice(now - SECONDS_KEPT))
                self._swept = now
        except SQLAlchemyError:
            with self._turn:
                self._unhanded |= dict.fromkeys(counted)
                self._others = {}
                self._drop_own(oldest)
            return
        with self._turn:
            for who in asked:
                self._others.pop(who, None)
            for who, number, count in found:
                self._others.setdefault(who, {})[number] = count
            self._others = {who: held for who, held in self._others.items() if max(held) >= oldest}
            self._drop_own(self._slice(now))

    def _drop_own(self, before: int) -> None:
        """Forget what is handed over and complete, of slices before one; what waits to be handed over, when too old."""
        oldest = self._slice(self._now() - WINDOW)
        self._unhanded = {key: None for key in self._unhanded if key[1] >= oldest}
        gone = [key for key in self._own if key[1] < before and (key not in self._unhanded)]
        for key in gone:
            del self._own[key]

    @staticmethod
    def _slice(at: float) -> int:
        return int(at // SLICE)


def _digest(who: str) -> str:
    return blake2b(who.encode(), digest_size=16).hexdigest()
