"""A person at a browser and what they do in a day: look, save, hand in a file, print; what fails is tried again.

A page is asked for with the cookie of a session, the rest with a key, as programs do. Each thing done opens a
connection of its own: between two of them the service has closed the last one.
"""

from __future__ import annotations

import gzip
import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from random import Random
from time import perf_counter, sleep
from typing import Any

PERIOD = "2024"
OK, STALE, AWAY = 200, 412, (502, 503, 504)
MOST_TRIES = 30
SECONDS_BETWEEN_TRIES = 1.0
"""Somebody who sees an error looks at it for a second and presses the button again, or when it says that they may."""
SHARES: Mapping[str, int] = {"home": 10, "table": 20, "commune": 15, "entry": 15, "enter": 33, "import": 2, "print": 5}
"""Of a hundred things done, how many are of each kind: a mixed day, an assumption."""
IMPORTED = 20
"""Communes in a file that is handed in: a district."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody signed in: their commune, the indicators that only they save there, the file that they hand in."""

    number: int
    cookie: str
    token: str
    unit: str
    indicators: tuple[str, ...]
    known: tuple[int, ...]
    """The number of the figure that stands at each of them, 0 for none."""
    imported: tuple[str, ...]
    """The communes of the file, whose last indicator is theirs to hand in; empty of who hands in none."""
    by_file: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A request that was answered: what kind of thing it belongs to, when it ended, what it took, in how many tries."""

    kind: str
    ended: float
    milliseconds: float
    """Of the try that was answered."""
    waited: float
    """Milliseconds from the first try to the answer."""
    tries: int
    size: int


@dataclass(slots=True)
class Seen:
    """What some people saw: every request, what was acknowledged, and what nobody expects."""

    asked: list[Asked] = field(default_factory=list)
    figures: dict[int, tuple[str, str, int]] = field(default_factory=dict)
    """Figures that were acknowledged, by their number."""
    acts: set[int] = field(default_factory=set)
    """Acts of files that were acknowledged."""
    failures: Counter[str] = field(default_factory=Counter)
    """Tries that failed, by what was seen."""
    strange: list[str] = field(default_factory=list)

    def take(self, other: Seen) -> None:
        """Add what others saw."""
        self.asked += other.asked
        self.figures |= other.figures
        self.acts |= other.acts
        self.failures += other.failures
        self.strange += other.strange


class Day:
    """A person's day; ``where`` is host and port."""

    def __init__(self, where: str, person: Person, seen: Seen, chance: Random) -> None:
        self._where, self._person, self._seen, self._chance = where, person, seen, chance
        self._value = 1000 * person.number
        self._known = dict(zip(person.indicators, person.known, strict=True))

    def something(self) -> None:
        """Do one of the things of a day."""
        kinds = [each for each in SHARES if each != "import" or self._person.imported]
        self.do(self._chance.choices(kinds, [SHARES[each] for each in kinds])[0])

    def do(self, kind: str) -> None:
        """Do one thing."""
        pages = {
            "home": "/",
            "table": f"/bang-diem?ky={PERIOD}",
            "commune": f"/xa/{self._person.unit}?ky={PERIOD}",
            "entry": f"/nhap/{self._person.unit}?ky={PERIOD}",
        }
        if kind in pages:
            self._ask(kind, "GET", pages[kind], {"Cookie": f"dienhinh={self._person.cookie}"})
        elif kind == "print":
            self._ask(kind, "GET", f"/api/v1/reports/sheet.pdf?unit={self._person.unit}&period={PERIOD}", self._key)
        elif kind == "enter":
            self._enter()
        else:
            self._hand_in()

    @property
    def _key(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self._person.token}"}

    def _enter(self) -> None:
        self._value += 1
        name = self._chance.choice(self._person.indicators)
        path = f"/api/v1/figures/{self._person.unit}/{PERIOD}/{name}"
        headers = {**self._key, "If-Match": f'"{self._known[name]}"', "Content-Type": "application/json"}
        body = json.dumps({"value": str(self._value)}).encode()
        status, said = self._ask("enter", "PUT", path, headers, body)
        row = _object(said) if status == OK else _object(said)["newer"][0] if status == STALE else {}
        if status == OK or row.get("value") == str(self._value):  # the answer to the try before got lost on its way
            self._seen.figures[row["id"]] = self._person.unit, name, self._value
        if row:
            self._known[name] = row["id"]

    def _hand_in(self) -> None:
        self._value += 1
        rows = "".join(f"{unit},{PERIOD},{self._value}\n" for unit in self._person.imported)
        body, kind = _form(f"unit,period,{self._person.by_file}\n{rows}".encode())
        _, said = self._ask(
            "import", "POST", f"/api/v1/imports?period={PERIOD}", {**self._key, "Content-Type": kind}, body
        )
        if not (found := _object(said)).get("id"):
            return
        headers = {**self._key, "If-Match": "*", "Content-Type": "application/json"}
        status, said = self._ask("confirm", "POST", f"/api/v1/imports/{found['id']}/confirm", headers, b"{}")
        if status == OK and (act := _object(said).get("act")):
            self._seen.acts.add(int(act))

    def _ask(
        self, kind: str, method: str, path: str, headers: dict[str, str], body: bytes | None = None
    ) -> tuple[int, bytes]:
        """Send a request until it is answered, and note what it took."""
        first = perf_counter()
        for tries in range(1, MOST_TRIES + 1):
            began = perf_counter()
            status, said, later = once(self._where, method, path, headers, body)
            now = perf_counter()
            if status and status not in AWAY:
                self._seen.asked.append(Asked(kind, now, 1000 * (now - began), 1000 * (now - first), tries, len(said)))
                if status not in (OK, STALE) and len(self._seen.strange) < 3:  # noqa: PLR2004 -- enough to see
                    self._seen.strange.append(f"{kind} {path}: {status}: {said[:200]!r}")
                return status, said
            self._seen.failures[f"{status}" if status else said.decode()] += 1
            sleep(later + SECONDS_BETWEEN_TRIES * (0.5 + self._chance.random()))
        self._seen.strange.append(f"{kind}: {MOST_TRIES} tries")
        return 0, b""


def once(
    where: str, method: str, path: str, headers: dict[str, str], body: bytes | None = None
) -> tuple[int, bytes, float]:
    """Send a request over a connection of its own; return status, body, and after how many seconds to come back.

    The status is 0 when it broke, the body then the kind of error.
    """
    connection = HTTPConnection(where, timeout=60)
    try:
        connection.request(method, path, body, {"Accept-Encoding": "gzip", "Connection": "close", **headers})
        answer = connection.getresponse()
        return answer.status, answer.read(), float(answer.headers.get("Retry-After", 0))
    except (OSError, HTTPException) as error:
        return 0, type(error).__name__.encode(), 0.0
    finally:
        connection.close()


def _form(content: bytes) -> tuple[bytes, str]:
    """Pack a file as browsers do; return the body and its type."""
    edge = b"dienhinh-bench-edge"
    head = (
        b'--%b\r\nContent-Disposition: form-data; name="file"; filename="so-lieu.csv"\r\nContent-Type: text/csv\r\n\r\n'
    )
    return head % edge + content + b"\r\n--%b--\r\n" % edge, f"multipart/form-data; boundary={edge.decode()}"


def _object(said: bytes) -> dict[str, Any]:
    """Read a JSON object, packed or not; an empty one when it is none."""
    try:
        found = json.loads(gzip.decompress(said) if said[:2] == b"\x1f\x8b" else said)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
