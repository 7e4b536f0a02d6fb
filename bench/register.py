"""The register at national scale: 14,000 unit versions and 10,600 lines of lineage read, and asked for a map on a day.

The peer is what anybody would use instead: the same text through ``csv`` into SQLite in memory, with the indices that
its question wants. It checks nothing; ours reads, judges every row and every end, and answers from memory.

    python -m bench.register
"""

from __future__ import annotations

import csv
import io
import sqlite3
from collections.abc import Callable
from datetime import date
from time import process_time

from engine.unit_source import read_register
from engine.units import Register

OLD, NEW, SPLIT = 10_600, 3_400, 78
"""Units before and after; of the old ones so many are split over two."""
DAYS = (date(2024, 6, 30), date(2026, 6, 30))
ROUNDS = 5
MOST_LOADING, MOST_ASKING = 1.0, 0.020
"""Seconds that issue 7 allows."""
_HEAD = "code,name,kind,district,province,province_name,first_day,first_day_exact,last_day,alt_names"


def texts() -> tuple[str, str, str]:
    """Make the three files of a country that was merged on one day."""
    districts = ["code,name,kind,province,first_day,first_day_exact,last_day"]
    districts += [f"{code},Huyện {code},huyện,17,2020-01-01,không,2025-06-30" for code in range(100, 800)]
    units, lineage = [_HEAD], ["old_code,new_code,extent,effective,legal_basis"]
    for at in range(OLD):
        place = f"{100 + at % 700},17,Tỉnh Hòa Bình,2020-01-01,không,2025-06-30,"
        units.append(f"{at:05},Xã Cũ {at},xã,{place}")
        heirs = (at % NEW, (at + 1) % NEW) if at >= OLD - SPLIT else (at % NEW,)
        extent = "part" if len(heirs) > 1 else "whole"
        lineage += [f"{at:05},{heir:05},{extent},2025-07-01,1676/NQ-UBTVQH15" for heir in heirs]
    units += [f"{at:05},Xã Mới {at},xã,,25,Tỉnh Phú Thọ,2025-07-01,có,," for at in range(NEW)]
    return "\n".join(units), "\n".join(lineage), "\n".join(districts)


def ours(files: tuple[str, str, str]) -> Register:
    """Read the register; every row is judged."""
    register, faults = read_register(*files)
    if faults:
        raise ValueError("\n".join(map(str, faults)))
    return register


def peer(files: tuple[str, str, str]) -> sqlite3.Connection:
    """Read the same into SQLite."""
    database = sqlite3.connect(":memory:")
    for name, text in zip(("unit", "lineage", "district"), files, strict=True):
        head, *rows = csv.reader(io.StringIO(text))
        database.execute(f"CREATE TABLE {name} ({', '.join(head)})")
        marks = ",".join("?" * len(head))
        database.executemany(f"INSERT INTO {name} VALUES ({marks})", rows)  # noqa: S608 -- our own names
    database.execute("CREATE INDEX of_days ON unit (first_day, last_day)")
    database.execute("CREATE INDEX of_new ON lineage (new_code, effective)")
    database.execute("CREATE INDEX of_old ON lineage (old_code, effective)")
    return database


def asked(database: sqlite3.Connection, day: date) -> dict[str, tuple[str, ...]]:
    """Ask SQLite for the map on a day, whole rows by code."""
    on = day.isoformat()
    rows = database.execute("SELECT * FROM unit WHERE first_day <= ? AND (last_day = '' OR last_day >= ?)", (on, on))
    return {row[0]: row for row in rows}


def best(deed: Callable[[], object]) -> float:
    """Return the shortest of some rounds, seconds of the processor: nothing here waits for anything else."""
    found = []
    for _ in range(ROUNDS):
        start = process_time()
        deed()
        found.append(process_time() - start)
    return min(found)


def main() -> int:
    """Measure both in one run; 1 where ours takes longer than is allowed."""
    files = texts()
    register, database = ours(files), peer(files)
    print(f"{len(register.versions):,} versions, {len(register.lineage):,} lines of lineage")
    loading, loading_peer = best(lambda: ours(files)), best(lambda: peer(files))
    print(f"load: {loading:.3f} s; SQLite, unchecked: {loading_peer:.3f} s; ratio {loading / loading_peer:.2f}")
    within = loading <= MOST_LOADING
    for day in DAYS:
        if set(register.on(day)) != set(asked(database, day)):
            raise AssertionError(day)
        asking, asking_peer = best(lambda day=day: register.on(day)), best(lambda day=day: asked(database, day))  # type: ignore[misc]
        ratio = asking / asking_peer
        print(f"map on {day}: {1000 * asking:.2f} ms; SQLite: {1000 * asking_peer:.2f} ms; ratio {ratio:.2f}")
        within = within and asking <= MOST_ASKING
    return 0 if within else 1


if __name__ == "__main__":
    raise SystemExit(main())
