"""How long the server takes for a page, the table of 139 × 16 cells first, beside a static file of the same bytes.

    python bench/pages.py [--seconds 5] [--paths /bang-diem,/]

The service is a process of its own behind uvicorn on the loopback, with the sample in SQLite; whoever asks is another
process and asks as browsers do, for packed answers. The static file is packed beforehand and sent by a bare server.
"""

from __future__ import annotations

import argparse
import gzip
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from statistics import median
from threading import Thread
from time import perf_counter

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # a checkout that is not installed runs too

from api.app import PACKING
from api.demo import fill, open_newest
from bench.asking import Asker, percentile
from bench.databases import database, say_machine
from bench.served import FRESH, office_over, served

TABLE = "/bang-diem"
MOST_MILLISECONDS = 60.0
ROUNDS, WARM = 3, 5
PACKED = {"Accept-Encoding": "gzip"}
NAMES = ("static file of the same bytes", "page", "page, not packed", "page, nothing kept", "304")
NAME, CELL = 32, 12


@dataclass(frozen=True, slots=True)
class Still:
    """Pages that never change, by path: the body as it is sent, and its kind."""

    where: str
    pages: dict[str, tuple[bytes, str]]

    def put(self, path: str, body: bytes, kind: str = "text/html; charset=utf-8") -> None:
        """Hold a page, packed once."""
        self.pages[path] = gzip.compress(body, PACKING), kind


@contextmanager
def still_pages() -> Iterator[Still]:
    """Serve what is put there, packed, while the block lasts."""
    pages: dict[str, tuple[bytes, str]] = {}

    class Answer(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True
        wbufsize = -1

        def do_GET(self) -> None:
            body, kind = pages.get(self.path, (b"", ""))
            self.send_response(200 if kind else 404)
            if kind:
                self.send_header("Content-Type", kind)
                self.send_header("Content-Encoding", "gzip")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
            self.wfile.flush()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield Still(f"127.0.0.1:{server.server_port}", pages)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def sample_served() -> Iterator[str]:
    """Serve the sample from a new process; give host and port."""
    with database("sqlite") as address:
        office = office_over(address)
        fill(office)
        open_newest(office)
        office.database.close()
        with served(address) as where:
            yield where


@dataclass(frozen=True, slots=True)
class Contender:
    """One kind of request."""

    asker: Asker
    path: str
    headers: Mapping[str, str]
    status: int = 200


def main() -> None:
    """Measure each page and print a table of each."""
    parser = argparse.ArgumentParser(description="Latency of pages.")
    parser.add_argument("--seconds", type=float, default=5.0, help="of each kind of request")
    parser.add_argument("--paths", default=f"{TABLE},{TABLE}?o=04831.TC08,/,/muc-tieu,/nhap/04831?ky=2024")
    chosen = parser.parse_args()
    say_machine()
    with sample_served() as where, still_pages() as still:
        for path in chosen.paths.split(","):
            times = _timed(_contenders(where, still, path), chosen.seconds)
            _print(path, times)


def _contenders(where: str, still: Still, path: str) -> dict[str, Contender]:
    """Return the kinds of request; the page is looked at before anything is timed."""
    asker, other = Asker(where), Asker(still.where)
    asker.ask(path)  # the first use of a criteria file is itself put on record
    plain, packed = asker.ask(path), asker.ask(path, PACKED)
    if plain.status != 200:  # noqa: PLR2004 -- HTTP
        sys.exit(f"{path} answers {plain.status}: {plain.body[:500]!r}")
    still.put(path, plain.body)
    if path == TABLE and plain.body.count(b"data-ma=") != 139:  # noqa: PLR2004 -- the units of the sample
        sys.exit(f"{path} has no 139 rows")
    print(f"\n{path}: {len(plain.body):,} bytes, packed {len(packed.body):,}")
    made = [
        Contender(other, path, PACKED),
        Contender(asker, path, PACKED),
        Contender(asker, path, {}),
        Contender(asker, path, {**PACKED, FRESH: "1"}),
    ]
    if "etag" in packed.headers:
        made.append(Contender(asker, path, {**PACKED, "If-None-Match": packed.headers["etag"]}, 304))
    return dict(zip(NAMES, made, strict=False))


def _timed(contenders: Mapping[str, Contender], seconds: float) -> dict[str, list[float]]:
    """Return the milliseconds of each kind over one connection, in turns."""
    times: dict[str, list[float]] = {name: [] for name in contenders}
    for _ in range(ROUNDS):
        for name, each in contenders.items():
            for _ in range(WARM):
                _asked(each)
            ends = perf_counter() + seconds / ROUNDS
            while perf_counter() < ends:
                times[name].append(_asked(each))
    return times


def _asked(each: Contender) -> float:
    answer = each.asker.ask(each.path, each.headers)
    if answer.status != each.status:
        sys.exit(f"{each.path} answers {answer.status} in place of {each.status}: {answer.body[:500]!r}")
    return answer.milliseconds


def _print(path: str, times: Mapping[str, list[float]]) -> None:
    bare = median(times[NAMES[0]])
    print(f"{'':<{NAME}}" + "".join(f"{each:>{CELL}}" for each in ("median, ms", "p95, ms", "x static")))
    for name, each in times.items():
        cells = (f"{median(each):.2f}", f"{percentile(each, 0.95):.2f}", f"{median(each) / bare:.1f}")
        print(f"{name:<{NAME}}" + "".join(f"{cell:>{CELL}}" for cell in cells))
    if path == TABLE:
        found = median(times["page"])
        verdict = "reached" if found <= MOST_MILLISECONDS else "NOT REACHED"
        print(f"{verdict}: {found:.1f} ms against at most {MOST_MILLISECONDS:.0f}")


if __name__ == "__main__":
    main()
