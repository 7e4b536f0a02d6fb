"""A mixed day: hundreds of people at one service of several workers, which lose a worker and the database under way.

    python bench/day.py [--users 300] [--minutes 5] [--think 30] [--workers 4] [--no-faults]

Everybody does one thing after the other (``people.SHARES``: look at a page, save a figure, hand in a file, print) and
thinks in between, half to one and a half times ``--think`` seconds. First one person alone does the same mix without
thinking; nobody should wait more than four times as long among all the others. After a third of the time a worker is
killed, after two thirds PostgreSQL is restarted; whoever sees an error tries again, as people do, and that is counted.
In the end every acknowledged figure and file is looked for in the database, and the chain is walked.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from random import Random
from threading import Thread
from time import perf_counter, sleep

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # a checkout that is not installed runs too

from sqlmodel import col, select

from api.store.acts import Head, verify
from api.store.tables import Act, Figure
from api.store.units import numbers
from api.workflow.office import Office
from bench.asking import percentile, together
from bench.databases import databases, say_machine
from bench.installed import Service, installed, open_for, people_of, restart_postgresql
from bench.people import Asked, Day, Person, Seen

PROCESSES = 2
TIMES_ALONE = 4.0
AFTERMATH = 15.0
"""Seconds after a fault that are counted by themselves: who asks then waits for the service, not for the others."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that happened to the service, and when."""

    at: float
    what: str


def main() -> None:
    """Measure; exit status 1 when anything was lost or answered with an error."""
    parser = argparse.ArgumentParser(description="A mixed day of many people.")
    parser.add_argument("--users", type=int, default=300)
    parser.add_argument("--minutes", type=float, default=5.0)
    parser.add_argument("--alone", type=int, default=200, help="things that one person does alone first")
    parser.add_argument("--think", type=float, default=30.0, help="seconds on average between two things")
    parser.add_argument("--workers", type=int, default=4)
    parser.add_argument("--no-faults", action="store_true")
    chosen = parser.parse_args()
    say_machine()
    sound = False
    for _, address in databases("postgresql"):
        office = open_for(address)
        people = people_of(office, chosen.users + 1)
        with installed(address, chosen.workers) as service:
            alone = _alone(service.where, people[0], chosen.alone)
            print(f"one person alone: {_line(alone.asked)}")
            faults: list[Fault] = []
            seconds = 60 * chosen.minutes
            if not chosen.no_faults:
                Thread(target=_disturb, args=(service, address, seconds, faults), daemon=True).start()
            crowd = _crowd(service.where, people[1:], seconds, chosen.think)
        print(f"{chosen.users} people for {seconds:.0f} s, {chosen.workers} workers, {chosen.think:g} s of thought:")
        calm = _print(crowd, faults, seconds)
        _judge(alone.asked, calm)
        crowd.take(alone)
        sound = _check(office, crowd)
        office.database.close()
    sys.exit(0 if sound else 1)


def _alone(where: str, person: Person, many: int) -> Seen:
    seen = Seen()
    day = Day(where, person, seen, Random(1))  # noqa: S311 -- nothing secret
    for _ in range(20):
        day.something()
    seen.asked.clear()  # the first ones load what is loaded once
    for _ in range(many):
        day.something()
    return seen


def _crowd(where: str, people: Sequence[Person], seconds: float, think: float) -> Seen:
    """Let all of them work, from a few processes, and gather what they saw."""
    seen = Seen()
    with ProcessPoolExecutor(PROCESSES, mp_context=get_context("spawn")) as pool:
        parts = [people[number::PROCESSES] for number in range(PROCESSES)]
        for part in [pool.submit(_some, where, each, seconds, think) for each in parts]:
            seen.take(part.result())
    return seen


def _some(where: str, people: Sequence[Person], seconds: float, think: float) -> Seen:
    each = [Seen() for _ in people]

    def work(number: int) -> None:
        chance = Random(people[number].number)  # noqa: S311 -- nothing secret
        day = Day(where, people[number], each[number], chance)
        ends = perf_counter() + seconds
        sleep(chance.random() * min(think, seconds))  # people do not begin at one stroke
        while perf_counter() < ends:
            day.something()
            sleep(max(0.0, min(think * (0.5 + chance.random()), ends - perf_counter())))

    together(len(people), work)
    seen = Seen()
    for one in each:
        seen.take(one)
    return seen


def _disturb(service: Service, address: str, seconds: float, faults: list[Fault]) -> None:
    """Kill a worker after a third of the time, and restart PostgreSQL after two thirds."""
    deeds: tuple[Callable[[], str], ...] = (service.kill_a_worker, lambda: restart_postgresql(address))
    for deed in deeds:
        sleep(seconds / 3)
        at = perf_counter()
        faults.append(Fault(at, deed()))


def _print(seen: Seen, faults: Sequence[Fault], seconds: float) -> list[Asked]:
    """Print what they saw; return the requests outside the aftermath of a fault."""
    after = {fault.what: [each for each in seen.asked if 0 <= each.ended - fault.at < AFTERMATH] for fault in faults}
    apart = {id(each) for found in after.values() for each in found}
    calm = [each for each in seen.asked if id(each) not in apart]
    print(f"  {len(seen.asked) / seconds:.1f} requests a second; calm: {_line(calm)}")
    for kind in sorted({each.kind for each in calm}):
        print(f"    {kind:<8} {_line([each for each in calm if each.kind == kind])}")
    for what, found in after.items():
        longest = max((each.waited for each in found), default=0.0) / 1000
        again = Counter(each.tries - 1 for each in found if each.tries > 1)
        said = (
            ", ".join(f"{count} tried again {_times(tries)}" for tries, count in sorted(again.items()))
            or "nobody tried again"
        )
        print(f"  {what}: of {len(found)} requests in {AFTERMATH:.0f} s {said}; the longest wait was {longest:.1f} s")
    others = sum(each.tries > 1 for each in calm)
    print(f"  tried again at other times: {others}; seen: {dict(seen.failures) or 'no error'}")
    return calm


def _times(tries: int) -> str:
    return "once" if tries == 1 else f"{tries} times"


def _line(asked: Sequence[Asked]) -> str:
    times = [each.milliseconds for each in asked]
    if not times:
        return "nothing"
    p50, p95, p99 = (percentile(times, part) for part in (0.5, 0.95, 0.99))
    return f"{len(times):,} requests, ms: median {p50:.0f}, p95 {p95:.0f}, p99 {p99:.0f}, longest {max(times):.0f}"


def _judge(alone: Sequence[Asked], crowd: Sequence[Asked]) -> None:
    before, now = (percentile([each.milliseconds for each in found], 0.99) for found in (alone, crowd))
    state = "reached" if now <= TIMES_ALONE * before else "NOT REACHED"
    print(f"  p99 {now:.0f} ms is {now / before:.1f} times that of one alone, {state}: at most {TIMES_ALONE:.0f} times")


def _check(office: Office, seen: Seen) -> bool:
    """Look for everything that was acknowledged, and walk the chain; say what is wrong."""
    wrong = [*seen.strange]
    with office.database.reading() as session:
        codes = {number: key[0] for key, number in numbers(session).items()}
        rows = session.exec(select(Figure).where(col(Figure.id) >= min(seen.figures, default=0)))
        there = {row.id: (codes[row.unit_id], row.indicator, row.steps) for row in rows}
        acts = set(session.exec(select(Act.seq).where(Act.action == "figures.import")))
    lost = [number for number, said in seen.figures.items() if there.get(number) != said]
    wrong += [f"{len(lost)} acknowledged figures are not there"] if lost else []
    wrong += [f"{len(seen.acts - acts)} acknowledged files are not there"] if seen.acts - acts else []
    with office.database.engine.connect() as connection:
        wrong += [f"the chain is broken: {each}" for each in verify(connection) if not isinstance(each, Head)][:5]
    sound = f"all {len(seen.figures):,} acknowledged figures and {len(seen.acts)} files are there, and the chain holds"
    print(f"  {'NOT SOUND: ' + '; '.join(wrong) if wrong else sound}")
    return not wrong


if __name__ == "__main__":
    main()
