"""Seconds of ``dienhinh score --on spark`` beside ``dienhinh score``, as they are typed, by cores and units.

    pip install -e .[spark]                 # and Java 17 or newer
    python -m bench.spark [--units 10000,100000] [--cores 1,2]

Each line is of one drawn file, scored in turn here and on Spark; the results must be equal to the byte. Times are of
whole processes, with the start of Python, of Java and of Spark; the lines on top say what opening alone takes. «cpu» is
the time on a processor of all processes of the command (Linux only): it moves less with what else the machine does.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile
from time import perf_counter, sleep

from bench.streaming import CRITERIA, ENDED_WELL, ROOT

CELL = 15
EVERY = 0.1
"""Seconds between two looks at what processes have used."""
OPEN = """
import sys
from api.workflow.spark.session import spark_session
with spark_session(sys.argv[1]) as spark:
    spark.range(1).count()
"""


def main() -> None:
    """Draw a file of each length, score it here and there, and print a line about it."""
    parser = argparse.ArgumentParser(description="dienhinh score on Spark beside dienhinh score.")
    parser.add_argument("--units", default="10000,100000,1000000,3000000", help="units, with commas between")
    parser.add_argument("--cores", default="1,2", help="cores of this machine that Spark may use, likewise")
    asked = parser.parse_args()
    cores = [int(each) for each in asked.cores.split(",")]
    print(f"load at the start: {os.getloadavg()[0]:.1f}")
    for each in cores:
        opened = _run([0], "-c", OPEN, f"local[{each}]")
        print(f"open and close Spark on {each}: {opened.seconds:.1f} s, cpu {opened.processor:.1f} s")
    heads = ["here", *(f"Spark on {each}" for each in cores)]
    _print_line("units", *(cell for head in heads for cell in (f"{head}, s", "cpu, s", "units/s")))
    with TemporaryDirectory() as folder:
        for units in (int(each) for each in asked.units.split(",")):
            data = Path(folder, f"{units}.parquet")
            _run([0], "-m", "bench.parquet_figures", str(data), str(units))
            here, there = Path(folder, "here.parquet"), Path(folder, "there.parquet")
            taken = [_scored(data, here)]
            for each in cores:
                taken.append(_scored(data, there, "--on=spark", f"--master=local[{each}]"))
                if there.read_bytes() != here.read_bytes():
                    sys.exit(f"{units:,} units on {each} cores: the results differ")
            cells = ((f"{t.seconds:.1f}", f"{t.processor:.1f}", f"{units / t.seconds:,.0f}") for t in taken)
            _print_line(f"{units:,}", *(cell for some in cells for cell in some))
            data.unlink()


@dataclass(frozen=True, slots=True)
class Taken:
    """What a command took: seconds on the clock, and on processors."""

    seconds: float
    processor: float


def _scored(data: Path, out: Path, *more: str) -> Taken:
    out.unlink(missing_ok=True)
    done = _run(ENDED_WELL, "-m", "api.cli", "score", f"--criteria={CRITERIA}", f"--data={data}", f"--out={out}", *more)
    if not out.exists():
        sys.exit(f"{data.name} {more}: nothing was written")
    return done


def _run(good: Sequence[int], *arguments: str) -> Taken:
    """Run Python with these arguments to its end, which must be a good one."""
    began = perf_counter()
    used: dict[int, float] = {}
    with (
        TemporaryFile() as said,
        subprocess.Popen(  # noqa: S603 -- this project's own modules
            [sys.executable, *arguments],
            cwd=ROOT,
            stdout=subprocess.DEVNULL,
            stderr=said,
            start_new_session=True,
        ) as process,
    ):
        while process.poll() is None:
            used |= _used_by(process.pid)
            sleep(EVERY)
        if process.returncode not in good:
            said.seek(0)
            sys.exit(
                f"{arguments[:3]} ended with {process.returncode}:\n{said.read()[-2000:].decode(errors='replace')}"
            )
    return Taken(perf_counter() - began, sum(used.values()))


def _used_by(session: int) -> dict[int, float]:
    """Return the seconds on a processor of each process of a session so far, by its number."""
    used = {}
    for file in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            fields = file.read_text().rpartition(")")[2].split()
            if int(fields[3]) == session:
                used[int(file.parent.name)] = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return used


def _print_line(*cells: str) -> None:
    print("".join(f"{cell:>{CELL}}" for cell in cells), flush=True)


if __name__ == "__main__":
    main()
