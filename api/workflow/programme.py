"""Which programme a request is about: the criteria set that its address names, else the main one."""

from __future__ import annotations

from contextvars import ContextVar

ASKED: ContextVar[str] = ContextVar("programme", default="")
"""The id of the set that the request under way names; empty: none, so the main one is meant."""
