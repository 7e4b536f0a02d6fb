"""The service in a process of its own, as ``dienhinh serve`` runs it, with bare routes beside it to compare with.

    python -m bench.served ADDRESS_OF_A_DATABASE [--units FOLDER]

Who may ask how often is lifted; all else is as it is served. The clock begins in November 2024, in an open period.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryFile
from time import monotonic

from fastapi import FastAPI, Response
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from api import listening, serving
from api.app import create_app
from api.demo import OFFICER
from api.json.answering import Shelf
from api.settings import Settings
from api.workflow.office import Office, open_office

ROOT = Path(__file__).resolve().parents[1]
FRESH = "x-bench-fresh"
"""A request with this header finds neither a board nor an answer that was kept."""
BARE, BARE_BYTES = "/bare", "/bare-bytes"
"""A constant JSON object, and a constant answer of as many bytes as the scores have."""
SCORES_BYTES = 660_000
BEGINS = datetime(2024, 11, 10, 2, tzinfo=UTC)
UNLIMITED = 10**9


def clock() -> Callable[[], datetime]:
    """Return a clock that begins in November 2024 and goes on from there."""
    started = monotonic()
    return lambda: BEGINS + timedelta(seconds=monotonic() - started)


def office_over(address: str, units: Path | None = None) -> Office:
    """Open an office that nobody asks too often."""
    return open_office(Settings(database=address, units=units, requests_per_minute=UNLIMITED), clock())


class Beside:
    """Outermost of the application: answers the bare routes, and lets go of what is kept where a request says so."""

    def __init__(self, app: ASGIApp, office: Office, shelf: Shelf) -> None:
        self.app, self.office, self.shelf, self.bare = app, office, shelf, _bare()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        if scope["type"] == "http" and FRESH in Headers(scope=scope):
            self.office._boards.clear()  # noqa: SLF001 -- no route empties it
            self.shelf.__init__()  # type: ignore[misc]  # empty again, its count of bytes too
        to = self.bare if scope.get("path") in (BARE, BARE_BYTES) else self.app
        await to(scope, receive, send)


def application(office: Office) -> FastAPI:
    """Make the application of an office with the bare routes beside it."""
    app = create_app(office, guest=OFFICER)
    app.add_middleware(Beside, office=office, shelf=app.state.shelf)
    return app


def _bare() -> FastAPI:
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    body = b"x" * SCORES_BYTES
    app.add_api_route(BARE, lambda: {"status": "ok", "units": 139})
    app.add_api_route(BARE_BYTES, lambda: Response(body, media_type="application/json"))
    return app


@contextmanager
def served(address: str, units: Path | None = None) -> Iterator[str]:
    """Serve a database from a new process while the block lasts, its log in a file; give host and port."""
    command = [sys.executable, "-m", "bench.served", address, *(["--units", str(units)] if units else [])]
    with (
        TemporaryFile("w+") as log,
        subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=log, text=True) as process,  # noqa: S603 -- this file
    ):
        try:
            where = process.stdout.readline().strip() if process.stdout else ""
            if not where:
                log.seek(0)
                sys.exit(f"the service did not start:\n{log.read()[-2000:]}")
            yield where
        finally:
            process.terminate()


def main() -> None:
    """Serve until ended."""
    parser = argparse.ArgumentParser(description="Serve a database to be measured.")
    parser.add_argument("address")
    parser.add_argument("--units", type=Path)
    chosen = parser.parse_args()
    taken = listening.listen("127.0.0.1", 0)
    app = application(office_over(chosen.address, chosen.units))
    print(listening.address(taken).removeprefix("http://").rstrip("/"), flush=True)
    serving.answer(app, taken)


if __name__ == "__main__":
    main()
