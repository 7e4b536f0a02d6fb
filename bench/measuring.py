"""How time and memory are measured."""

from __future__ import annotations

import ctypes
import gc
from collections.abc import Callable, Mapping
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

from bench.job import Contender, Job

ROUNDS = 9
BLOCK = 0.15
"""Seconds that one contender runs before the next has its turn; at least one run."""
MOST = 500
"""Runs in one turn at most."""
STATUS = Path("/proc/self/status")
RESET = Path("/proc/self/clear_refs")


def medians(runs: Mapping[str, Callable[[], Any]]) -> dict[str, float]:
    """Return the median time of each run in seconds; they take turns, so that a slow moment hits them all."""
    times: dict[str, list[float]] = {name: [] for name in runs}
    for _ in range(ROUNDS):
        for name, run in runs.items():
            gc.collect()
            turn_ends = perf_counter() + BLOCK
            for _ in range(MOST):
                began = perf_counter()
                run()
                ended = perf_counter()
                times[name].append(ended - began)
                if ended >= turn_ends:
                    break
    return {name: median(each) for name, each in times.items()}


def peak_over_input(contender: Contender, size: int) -> float | None:
    """Return by how many MB (10⁶ bytes) one run raises the peak of a process that holds rules and input.

    The process is new and has done the job for one unit before: libraries are loaded, their threads started.
    None where the system does not tell (only Linux lets a process set its peak back).
    """
    if not RESET.exists():
        return None
    with ProcessPoolExecutor(max_workers=1, mp_context=get_context("spawn")) as fresh:
        return fresh.submit(_raised, contender, size).result()


def _raised(contender: Contender, size: int) -> float:
    contender.ready(Job.of(1))()
    run = contender.ready(Job.of(size))
    gc.collect()
    give_back = getattr(ctypes.CDLL(None), "malloc_trim", None)  # glibc's; other C libraries lack it
    if give_back:
        give_back(0)  # what drawing the input has freed would be taken again unseen
    RESET.write_text("5")
    before = _status("VmRSS")
    result = run()
    raised = (_status("VmHWM") - before) / 1000
    del result
    return raised


def _status(key: str) -> float:
    """Return a line of the process's own account, in thousands of bytes."""
    line = next(line for line in STATUS.read_text().splitlines() if line.startswith(key))
    return int(line.split()[1]) * 1.024
