"""How the command speaks to a person: results go to stdout, messages and progress bars to stderr."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from engine.wording.banners import RECONSTRUCTED_BANNER, SAMPLE_BANNER

if TYPE_CHECKING:
    from engine.criteria import CriteriaSet

WIDE = 160
"""Columns of a table that does not go to a terminal: it is read in a file, where lines need not fold."""

# What is said is text of files and people: «[số]» is no markup and «:fire:» no picture.
results = Console(highlight=False, markup=False, emoji=False)
messages = Console(stderr=True, highlight=False, markup=False, emoji=False)


def say(text: str) -> None:
    """Say something beside the result."""
    messages.print(text, soft_wrap=True)


def open_streams() -> None:
    """Let Windows consoles and pipes carry Vietnamese, and give tables room where no terminal sets their width."""
    if not sys.stdout.isatty():
        results.width = WIDE
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")


def banners(criteria: CriteriaSet, *, sample: bool) -> None:
    """Say first what must stand beside every score."""
    if sample:
        results.print(SAMPLE_BANNER, style="bold")
    if criteria.wording == "reconstructed":
        results.print(RECONSTRUCTED_BANNER)


def print_json(answer: object) -> None:
    """Print an answer for other programs."""
    click.echo(json.dumps(answer, ensure_ascii=False, indent=1))


def print_bytes(answer: bytes) -> None:
    """Print an answer that is the same wherever it is given, to the byte."""
    click.echo(answer, nl=False)


@contextmanager
def progress_bar(title: str) -> Iterator[Callable[[int, int], None]]:
    """Show a bar on stderr while something long runs; nothing where stderr is no terminal."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=messages, disable=not messages.is_terminal, transient=True) as bar:
        task = bar.add_task(title, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)
