"""Time and peak memory of ``dienhinh export`` for the figures of a country, against bare writing of the same rows.

    python bench/exporting.py [--loads 3321x2,3321x20] [--databases sqlite] [--endings csv,parquet]

A load is units × years of the 45 indicators of the shipped set: 300,000 and 3 million figures. The peaks of two loads,
side by side, show whether memory grows with them. Bare is ``csv.writer`` over the very rows, made and held before its
clock starts.
"""

from __future__ import annotations

import argparse
import csv
import os
import subprocess
import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

import pyarrow.parquet as pq

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # a checkout that is not installed runs too

from bench.databases import databases, say_machine
from bench.loads import fill, made_register
from bench.served import office_over
from bench.streaming import KILOBYTE, ROOT, Run

ROWS_AT_A_TIME = 20_000
MOST_GROWTH = 1.15
"""How much higher the peak of ten times as many rows may be, to be called constant."""


def main() -> None:
    """Fill a database with each load, take its figures as each kind of file, and print a line about each."""
    parser = argparse.ArgumentParser(description="Time and peak memory of exporting the figures of a country.")
    parser.add_argument("--loads", default="3321x2,3321x20", help="units x years, with commas between")
    parser.add_argument("--databases", default="sqlite")
    parser.add_argument("--endings", default="csv,parquet")
    chosen = parser.parse_args()
    say_machine()
    peaks: dict[tuple[str, str], list[float]] = {}
    for load in chosen.loads.split(","):
        units, years = map(int, load.split("x"))
        with TemporaryDirectory(prefix="dienhinh-units-") as folder:
            register = made_register(Path(folder), units)
            for kind, address in databases(chosen.databases):
                office = office_over(address, register)
                count = fill(office, years)
                office.database.close()
                print(f"\n{kind}: {units:,} units × {years} years = {count:,} figures", flush=True)
                for ending in chosen.endings.split(","):
                    run = _exported(address, register, Path(folder) / f"so-lieu.{ending}", count)
                    peaks.setdefault((kind, ending), []).append(run.peak or 0)
    for (kind, ending), found in peaks.items():
        if len(found) > 1:
            growth = found[-1] / found[0]
            state = "constant" if growth <= MOST_GROWTH else "GROWS"
            print(f"{kind}, .{ending}: peak of the last load is {growth:.2f} × that of the first: {state}")


def _exported(address: str, register: Path, out: Path, count: int) -> Run:
    """Run the command in a process of its own, check what it wrote, and print how it went."""
    environment = {**os.environ, "DIENHINH_DATABASE": address, "DIENHINH_UNITS": str(register)}
    command = [sys.executable, "-m", "api.cli", "export", "--what=figures", f"--out={out}"]
    began = perf_counter()
    with subprocess.Popen(  # noqa: S603 -- this project's own command
        command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    ) as process:
        said = process.stderr.read() if process.stderr else ""
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    run = Run(perf_counter() - began, usage.ru_maxrss * KILOBYTE / 1e6)
    written, bare = _bare(out)
    if process.returncode or written != count:
        sys.exit(f"{written:,} of {count:,} rows written, status {process.returncode}:\n{said[-2000:]}")
    beside = f", {run.seconds / bare:.1f} × bare writing ({bare:.1f} s)" if bare else ""
    print(
        f"  .{out.suffix[1:]:<8}{run.seconds:6.1f} s, {count / run.seconds:,.0f} rows/s, peak {run.peak:,.0f} MB, "
        f"{out.stat().st_size / 1e6:,.0f} MB written{beside}",
        flush=True,
    )
    return run


def _bare(out: Path) -> tuple[int, float]:
    """Return how many rows a file has, and, of a .csv, how long bare writing of them takes."""
    if out.suffix != ".csv":
        return int(pq.read_metadata(out).num_rows), 0.0
    count, seconds, copy = 0, 0.0, out.with_name("bare.csv")
    with copy.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        for rows in _blocks(out):
            count += len(rows)
            began = perf_counter()
            writer.writerows(rows)
            seconds += perf_counter() - began
    copy.unlink()
    return count, seconds


def _blocks(file: Path) -> Iterator[list[list[str]]]:
    with file.open(encoding="utf-8-sig", newline="") as source:
        rows = csv.reader(source)
        next(rows)
        while block := list(islice(rows, ROWS_AT_A_TIME)):
            yield block


if __name__ == "__main__":
    main()
