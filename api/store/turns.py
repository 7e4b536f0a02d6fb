"""One at a time, in the order of arrival."""

from __future__ import annotations

import threading
from collections import deque


class Turns:
    """A lock that goes to whoever has waited longest.

    ``threading.Lock`` goes to whoever happens to run when it is free: with fifty people saving at once some were
    passed over again and again and waited three times as long as the others.
    """

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._taken = False
        self._waiting: deque[threading.Lock] = deque()

    def acquire(self, *, timeout: float) -> bool:
        """Wait for one's turn; False when it has not come within so many seconds."""
        with self._guard:
            if not self._taken:
                self._taken = True
                return True
            ticket = threading.Lock()
            ticket.acquire()
            self._waiting.append(ticket)
        if ticket.acquire(timeout=timeout):
            return True
        with self._guard:
            if ticket not in self._waiting:  # the turn came just when the time was up
                return True
            self._waiting.remove(ticket)
            return False

    def release(self) -> None:
        """Hand the turn on."""
        with self._guard:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._taken = False
