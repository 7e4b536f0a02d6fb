"""Time and peak memory of ``dienhinh score`` from Parquet to Parquet, as it is typed.

    python bench/streaming.py [--units 100000,1000000]

Peaks for files of different lengths, side by side, show whether memory grows with the file.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

import pyarrow.parquet as pq

ROOT = Path(__file__).resolve().parents[1]
CRITERIA = ROOT / "criteria" / "nq12-tu" / "2022-06-27.yaml"
ENDED_WELL = (0, 1)
"""Done, or done with faults to report: the drawn codes are on no map, and the command says so."""
KILOBYTE = 1 if sys.platform == "darwin" else 1024
"""What ``ru_maxrss`` counts in."""
CELL = 12


@dataclass(frozen=True, slots=True)
class Run:
    """One call of a command: seconds, and MB (10⁶ bytes) at its peak, interpreter and libraries included."""

    seconds: float
    peak: float | None


def main() -> None:
    """Draw a file of each length, score it, and print a line about it."""
    parser = argparse.ArgumentParser(description="Time and peak memory of dienhinh score, Parquet to Parquet.")
    parser.add_argument("--units", default="100000,1000000", help="units, with commas between")
    _print_line("units", "rows", "file, MB", "result, MB", "seconds", "units/s", "peak, MB")
    with TemporaryDirectory() as folder:
        for units in (int(each) for each in parser.parse_args().units.split(",")):
            data, result = Path(folder, f"{units}.parquet"), Path(folder, f"{units}-scores.parquet")
            _call(data, "bench.parquet_figures", str(data), str(units))
            run = _call(result, "api.cli", "score", f"--criteria={CRITERIA}", f"--data={data}", f"--out={result}")
            _report(units, data, result, run)


def _call(makes: Path, module: str, *arguments: str) -> Run:
    """Run a module in a process of its own; stop when it fails to make the file that it should.

    The system starts the peak of a child at its parent's, so this process draws and scores nothing itself.
    """
    began = perf_counter()
    command = [sys.executable, "-m", module, *arguments]
    with subprocess.Popen(  # noqa: S603 -- this project's own modules
        command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    ) as process:
        said = process.stderr.read() if process.stderr else ""
        peak = _wait(process)
    if process.returncode not in ENDED_WELL or not makes.exists():
        sys.exit(f"{module} ended with {process.returncode}:\n{said[-2000:]}")
    return Run(perf_counter() - began, peak)


def _wait(process: subprocess.Popen[str]) -> float | None:
    """Wait for the end of a process and return its peak; None where the system does not tell."""
    if not hasattr(os, "wait4"):
        process.wait()
        return None
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return usage.ru_maxrss * KILOBYTE / 1e6


def _report(units: int, data: Path, result: Path, run: Run) -> None:
    scored = pq.read_metadata(result).num_rows
    if scored != units:
        sys.exit(f"{units:,} units went in, {scored:,} came out")
    rows = pq.read_metadata(data).num_rows
    sizes = [f"{file.stat().st_size / 1e6:,.0f}" for file in (data, result)]
    peak = "–" if run.peak is None else f"{run.peak:,.0f}"
    _print_line(f"{units:,}", f"{rows:,}", *sizes, f"{run.seconds:,.1f}", f"{units / run.seconds:,.0f}", peak)


def _print_line(*cells: str) -> None:
    print("".join(f"{cell:>{CELL}}" for cell in cells), flush=True)


if __name__ == "__main__":
    main()
