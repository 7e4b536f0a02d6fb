"""Asking the service in a closed loop: each connection sends its next request when it has the answer to the last."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from http.client import HTTPConnection
from threading import Thread
from time import perf_counter
from typing import Any

PLAIN = {"Accept-Encoding": "identity"}


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, and after how many milliseconds, the whole body read."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    milliseconds: float

    @property
    def json(self) -> Any:  # noqa: ANN401 -- JSON
        """The body."""
        return json.loads(self.body)


class Asker:
    """One connection that stays open."""

    def __init__(self, where: str) -> None:
        self._connection = HTTPConnection(where, timeout=60)

    def ask(
        self, path: str, headers: Mapping[str, str] | None = None, *, method: str = "GET", body: object = None
    ) -> Answer:
        """Send a request and wait for all of its answer."""
        sent = None if body is None else json.dumps(body).encode()
        kind = {} if body is None else {"Content-Type": "application/json"}
        began = perf_counter()
        self._connection.request(method, path, sent, {**PLAIN, **kind, **(headers or {})})
        answer = self._connection.getresponse()
        read = answer.read()
        taken = 1000 * (perf_counter() - began)
        return Answer(answer.status, {key.lower(): each for key, each in answer.getheaders()}, read, taken)

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()


def together(many: int, work: Callable[[int], None]) -> None:
    """Do something in many threads at once, each with its number."""
    threads = [Thread(target=work, args=(number,)) for number in range(many)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()


def percentile(values: Sequence[float], part: float) -> float:
    """Return the value that a part of them do not exceed."""
    return sorted(values)[min(len(values) - 1, int(part * len(values)))]
