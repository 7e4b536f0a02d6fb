"""The register of groups and models at the size of a merged province: lists, filters, searches, sums through the API.

    python bench/movement.py [--models 40000] [--seconds 3] [--databases sqlite,postgresql]

The models are invented, in the units of the shipped register. «Asked anew» is a question that no kept answer has; the
first question after a write is asked as somebody would who has just recorded a rating.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import count
from pathlib import Path
from statistics import median
from time import perf_counter

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # a checkout that is not installed runs too

from api.store.database import Actor
from api.workflow.movement.adding import add_models
from api.workflow.movement.judging import Given, GivenReview, GivenTurn
from api.workflow.movement.writer import Writer
from api.workflow.office import Office
from bench.asking import Asker, percentile
from bench.databases import databases, megabytes, say_machine
from bench.served import BARE, office_over, served

MOST_MILLISECONDS = 100.0
AFTER_WRITES = 15
WARM = 3
NAMES = ("An ninh", "Bình yên", "Tự quản", "Kết nối", "Mắt thần", "Tiếng kẻng", "Cổng làng", "Liên gia")
TOLD = Writer(Actor("đo tốc độ", "command"))
NAME, CELL = 34, 13
_FRESH = count()


def main() -> None:
    """Fill each database, ask, and print."""
    parser = argparse.ArgumentParser(description="The register of models through the API.")
    parser.add_argument("--models", type=int, default=40_000)
    parser.add_argument("--seconds", type=float, default=3.0, help="of each kind of question")
    parser.add_argument("--databases", default="sqlite,postgresql")
    chosen = parser.parse_args()
    say_machine()
    for kind, address in databases(chosen.databases):
        office = office_over(address)
        given = list(made(office, chosen.models))
        began = perf_counter()
        add_models(office, TOLD, given)
        filled = perf_counter() - began
        office.database.close()
        print(f"\n{kind}: {chosen.models:,} models as one act in {filled:.1f} s, {megabytes(address):,.0f} MB on disk")
        with served(address) as where:
            _ask(where, chosen.seconds)


def made(office: Office, models: int) -> Iterator[Given]:
    """Draw models of every kind, field and body over the units of the map; most of them rated, some of them ended."""
    book = office.movements.books.in_force(office.today)
    kinds, fields, bodies, ratings = (
        [each.id for each in listed] for listed in (book.kinds, book.fields, book.bodies, book.ratings)
    )
    units = sorted(office.register.on(office.today))
    drawn = np.random.default_rng(11).integers(0, 1_000_000, (models, 8)).tolist()
    for number, row in enumerate(drawn, 1):
        year = 2012 + row[4] % 12
        yield Given(
            kind=_one(kinds, row[0]),
            field=_one(fields, row[1]),
            title=f"{_one(NAMES, row[2])} số {number}",
            body=_one(bodies, row[3]),
            unit=_one(units, row[5]),
            village=f"Xóm {row[6] % 20 + 1}",
            founded_on=date(year, 1 + row[6] % 12, 1 + row[7] % 28),
            members=row[7] % 90,
            households=row[6] % 60,
            sample=True,
            turns=(GivenTurn(date(2024, 5, 1), "ended"),) if row[7] % 20 == 0 else (),
            reviews=tuple(GivenReview(each, _one(ratings, row[each % 8])) for each in range(max(year, 2022), 2024)),
        )


def _one(among: Sequence[str], drawn: int) -> str:
    return among[drawn % len(among)]


def _ask(where: str, seconds: float) -> None:
    asker = Asker(where)
    began = perf_counter()
    first = asker.ask("/api/v1/models?limit=50")
    taken = 1000 * (perf_counter() - began)
    if first.status != 200 or first.json["total"] == 0:  # noqa: PLR2004 -- HTTP
        sys.exit(f"the service answers {first.status}: {first.body[:500]!r}")
    print(f"{first.json['total']:,} at work or paused; the first question of a new process {taken:.0f} ms")
    _line("", "median, ms", "p95", "x bare")
    bare = median(asker.ask(BARE).milliseconds for _ in range(300))
    _line("bare route", f"{bare:.2f}", "", "1")
    unit, kind = first.json["items"][0]["unit"], first.json["items"][0]["kind"]
    found = []
    for name, query in (
        ("list of 50", "limit=50"),
        ("list of 50, in order of title", "limit=50&sort=title"),
        ("list of 200, three filters", f"unit={unit}&kind={kind}&rating=good&rating=fair"),
        ("search in all, 50 shown", "limit=50&search=mat%20than%20xom"),
        ("search with filters", f"limit=50&search=binh%20yen%20xom%2012&kind={kind}&sort=founded"),
    ):
        found.append((name, _timed(asker, f"/api/v1/models?{query}", seconds)))
    found += [
        ("sums by unit", _timed(asker, "/api/v1/models/totals?by=unit", seconds)),
        ("overlaps, first 200", _timed(asker, "/api/v1/models/overlaps?", seconds)),
        ("list, first after a write", _after_writes(asker, "limit=50")),
        ("search, first after a write", _after_writes(asker, "limit=50&search=mat%20than%20xom")),
    ]
    for name, times in found:
        _line(name, f"{median(times):.1f}", f"{percentile(times, 0.95):.1f}", f"{median(times) / bare:.0f}")
    worst = max(median(times) for _, times in found[:5])
    reached = "reached" if worst <= MOST_MILLISECONDS else "NOT REACHED"
    print(f"lists, filters, searches: {reached}: {worst:.1f} ms against at most {MOST_MILLISECONDS:.0f}")


def _timed(asker: Asker, path: str, seconds: float) -> list[float]:
    """Ask again and again, each time with an address that no kept answer has."""
    for _ in range(WARM):
        asker.ask(_fresh(path))
    times: list[float] = []
    ends = perf_counter() + seconds
    while perf_counter() < ends:
        answer = asker.ask(_fresh(path))
        if answer.status != 200:  # noqa: PLR2004 -- HTTP
            sys.exit(f"{path} answers {answer.status}: {answer.body[:500]!r}")
        times.append(answer.milliseconds)
    return times


def _fresh(path: str) -> str:
    return f"{path}&x={next(_FRESH)}"


def _after_writes(asker: Asker, query: str) -> list[float]:
    """Rate a model, then ask: the register is to be brought up to date before it can answer."""
    times = []
    for number in range(AFTER_WRITES):
        path = f"/api/v1/models/MH{number + 1:06}/reviews/2024"
        seen = asker.ask(f"/api/v1/models/MH{number + 1:06}").json["history"]
        rows = [each["id"] for each in seen if each["of"] == "review" and each["year"] == 2024 and each["stands"]]  # noqa: PLR2004 -- the year
        body = {"rating": "good" if not rows else "fair", "members": next(_FRESH)}
        done = asker.ask(path, {"If-Match": f'"{rows[0] if rows else 0}"'}, method="PUT", body=body)
        if done.status != 200:  # noqa: PLR2004 -- HTTP
            sys.exit(f"{path} answers {done.status}: {done.body[:500]!r}")
        times.append(asker.ask(_fresh(f"/api/v1/models?{query}")).milliseconds)
    return times


def _line(name: str, *cells: str) -> None:
    print(f"{name:<{NAME}}" + "".join(f"{each:>{CELL}}" for each in cells))


if __name__ == "__main__":
    main()
