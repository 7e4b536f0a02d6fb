"""Fifty people saving figures at the same time: how long each waits, and whether all that was acknowledged is there.

    python bench/saving.py [--seconds 60] [--users 50] [--pause 0] [--databases sqlite,postgresql]

Everybody saves the next figure as soon as the last one is acknowledged, or after a pause of half to one and a half
times ``--pause`` seconds, as people do; each with a key of their own for a commune of their own. Ten of them, in pairs,
share a commune and correct the same figure over and over: whoever was overtaken is told so (412) and goes on from the
newer figure, as a person would.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from datetime import date
from multiprocessing import get_context
from pathlib import Path
from random import Random
from statistics import median
from time import perf_counter, sleep

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # a checkout that is not installed runs too

from sqlmodel import col, select

from api.access.deciding import Action, Role
from api.access.secrets import new_token
from api.demo import fill
from api.store.account_tables import Account, Grant, Token
from api.store.acts import Head, moment, verify
from api.store.database import Actor
from api.store.tables import Figure, PeriodPlan
from api.store.units import numbers
from api.workflow.office import Office
from bench.asking import Asker, percentile, together
from bench.databases import databases, say_machine
from bench.served import BARE, office_over, served
from engine.indicators import Kind

PERIOD = "2024"
FIGHTERS = 10
"""Users, the last ones, who share a commune and a figure with another."""
PROCESSES = 2
GOAL_P99 = 250.0
OK, STALE = 200, 412
BY = Actor("đo tốc độ", "command")


@dataclass(frozen=True, slots=True)
class User:
    """Somebody with a key: the commune and the indicators that they save."""

    token: str
    unit: str
    indicators: tuple[str, ...]
    first_value: int


@dataclass(slots=True)
class Saved:
    """What the service said to some users: milliseconds, answers by status, and every acknowledged figure by its id."""

    milliseconds: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    acknowledged: dict[int, tuple[str, str, int]] = field(default_factory=dict)
    strange: list[str] = field(default_factory=list)


def main() -> None:
    """Measure on each database; exit status 1 when anything was lost or answered with an error."""
    parser = argparse.ArgumentParser(description="Many users saving figures at the same time.")
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--users", type=int, default=50)
    parser.add_argument("--pause", type=float, default=0.0, help="seconds on average before the next figure")
    parser.add_argument("--databases", default="sqlite,postgresql")
    chosen = parser.parse_args()
    say_machine()
    sound = True
    for kind, address in databases(chosen.databases):
        office = office_over(address)
        fill(office)
        users = _users(office, chosen.users)
        with served(address) as where:
            bare = median(_bare(where) for _ in range(200))
            saved = _all(where, users, chosen.seconds, chosen.pause)
        _print(kind, saved, chosen.seconds, bare)
        sound = _check(office, saved) and sound
        office.database.close()
    sys.exit(0 if sound else 1)


def _bare(where: str) -> float:
    return Asker(where).ask(BARE).milliseconds


def _users(office: Office, many: int) -> list[User]:
    """Open the period, and make an account with a key for every user, each for one commune of the map."""
    criteria = office.version_of_period(office.settings.main_set, PERIOD).criteria
    day = criteria.period.bounds(PERIOD)[1]
    communes = office.register.covered(criteria, day)
    counts = tuple(key for key, each in criteria.indicators.items() if each.kind is Kind.COUNT and each.sum is None)
    days = {name: date(2024, 12, 31) for name in ("closes", "self_assessed_by", "submitted_by", "appraised_by")}
    with office.database.writing(BY, "period.plan", set_id=criteria.set, period=PERIOD) as write:
        opens = date(2024, 1, 1)
        write.add(PeriodPlan(set_id=criteria.set, period=PERIOD, opens=opens, review_6=opens, review_9=opens, **days))
    users = []
    for number in range(many):
        fighting = many - FIGHTERS <= number
        unit = communes[number - number % 2 if fighting else number]
        token = _account(office, number, f"unit:{unit.code}:{unit.first_day}")
        users.append(User(token, unit.code, counts[:1] if fighting else counts, 1000 * number))
    return users


def _account(office: Office, number: int, place: str) -> str:
    """Make an account with a key that may record figures in one place; return the key."""
    drawn, now = new_token(), office.now()
    with office.database.changing() as session:
        account = Account(login=f"xa{number:02}", password="-", created=moment(now))  # noqa: S106 -- opens nothing
        session.add(account)
        session.flush()
        of = account.id or 0
        session.add(Grant(account_id=of, role=Role.COMMUNE, place=place, first_day=date(2024, 1, 1)))
        session.add(
            Token(
                account_id=of,
                prefix=drawn.prefix,
                hash=drawn.digest,
                name="đo tốc độ",
                actions=f"{Action.READ} {Action.RECORD}",
                created=moment(now),
                expires_on=date(2025, 12, 31),
            )
        )
    return drawn.text


def _all(where: str, users: Sequence[User], seconds: float, pause: float) -> Saved:
    """Let all users save, from a few processes, and gather what they were told."""
    parts = [users[number::PROCESSES] for number in range(PROCESSES)]
    found = Saved()
    with ProcessPoolExecutor(PROCESSES, mp_context=get_context("spawn")) as pool:
        for part in [pool.submit(_some, where, part, seconds, pause) for part in parts]:
            saved = part.result()
            found.milliseconds += saved.milliseconds
            found.statuses += saved.statuses
            found.strange += saved.strange
            twice = found.acknowledged.keys() & saved.acknowledged.keys()
            found.strange += [f"row {row} was acknowledged twice" for row in twice]
            found.acknowledged |= saved.acknowledged
    return found


def _some(where: str, users: Sequence[User], seconds: float, pause: float) -> Saved:
    each = [Saved() for _ in users]
    together(len(users), lambda number: _save(where, users[number], seconds, pause, each[number]))
    found = Saved()
    for saved in each:
        found.milliseconds += saved.milliseconds
        found.statuses += saved.statuses
        found.acknowledged |= saved.acknowledged
        found.strange += saved.strange
    return found


def _save(where: str, user: User, seconds: float, pause: float, saved: Saved) -> None:
    """Save one figure after the other until the time is over, over what was seen of each."""
    chance = Random(user.first_value)  # noqa: S311 -- nothing secret
    sleep(chance.random() * max(pause, 1.0))  # people do not begin at one stroke
    asker, key = Asker(where), {"Authorization": f"Bearer {user.token}"}
    seen = dict.fromkeys(user.indicators, 0)
    for each in asker.ask(f"/api/v1/figures?unit={user.unit}&period={PERIOD}", key).json["items"]:
        if each["indicator"] in seen:
            seen[each["indicator"]] = each["id"]
    ends, value = perf_counter() + seconds, user.first_value
    while perf_counter() < ends:
        value += 1
        name = user.indicators[value % len(user.indicators)]
        path = f"/api/v1/figures/{user.unit}/{PERIOD}/{name}"
        answer = asker.ask(path, {**key, "If-Match": f'"{seen[name]}"'}, method="PUT", body={"value": str(value)})
        saved.milliseconds.append(answer.milliseconds)
        saved.statuses[answer.status] += 1
        if answer.status == OK:
            seen[name] = answer.json["id"]
            saved.acknowledged[seen[name]] = user.unit, name, value
        elif answer.status == STALE:
            seen[name] = answer.json["newer"][0]["id"]
        elif len(saved.strange) < 3:  # noqa: PLR2004 -- enough to see what it is
            saved.strange.append(f"{answer.status}: {answer.body[:300]!r}")
        sleep(pause * (0.5 + chance.random()))


def _check(office: Office, saved: Saved) -> bool:
    """Look for every acknowledged figure in the database, and walk the chain; say what is wrong."""
    wrong = [*saved.strange]
    with office.database.reading() as session:
        codes = {number: key[0] for key, number in numbers(session).items()}
        rows = session.exec(select(Figure).where(col(Figure.id) >= min(saved.acknowledged, default=0)))
        there = {row.id: (codes[row.unit_id], row.indicator, row.steps) for row in rows}
    lost = [number for number, said in saved.acknowledged.items() if there.get(number) != said]
    unsaid = there.keys() - saved.acknowledged.keys()
    wrong += [f"{len(lost)} acknowledged figures are not there"] if lost else []
    wrong += [f"{len(unsaid)} figures are there that nobody was told of"] if unsaid else []
    with office.database.engine.connect() as connection:
        wrong += [f"the chain is broken: {each}" for each in verify(connection) if not isinstance(each, Head)][:5]
    sound = f"all {len(saved.acknowledged):,} acknowledged figures are there, nothing else is, and the chain holds"
    print(f"  {'NOT SOUND: ' + '; '.join(wrong) if wrong else sound}")
    return not wrong


def _print(kind: str, saved: Saved, seconds: float, bare: float) -> None:
    times = saved.milliseconds
    p50, p95, p99 = (percentile(times, part) for part in (0.5, 0.95, 0.99))
    said = ", ".join(f"{count:,} × {status}" for status, count in sorted(saved.statuses.items()))
    state = "reached" if p99 <= GOAL_P99 else "NOT REACHED"
    print(f"\n{kind}: {said}; {len(times) / seconds:,.0f} a second")
    print(f"  ms: median {p50:.0f} ({p50 / bare:,.0f} × a bare route alone), p95 {p95:.0f}, longest {max(times):.0f}")
    print(f"  p99 {p99:.0f} ms, {state}: at most {GOAL_P99:.0f}")


if __name__ == "__main__":
    main()
