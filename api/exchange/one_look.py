"""One look at the criteria folder for everything that belongs together: no request mixes two versions of a file."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

_look: ContextVar[dict[int, Any] | None] = ContextVar("look", default=None)


@contextmanager
def one_look() -> Iterator[None]:
    """Let every folder that is asked for its books within show the same ones, those of the first time.

    It holds for the threads to which the work within is handed, since they are given its context.
    """
    token = _look.set({})
    try:
        yield
    finally:
        _look.reset(token)


def looked_at() -> dict[int, Any] | None:
    """Return what was seen in this look, by folder; None outside of one."""
    return _look.get()
