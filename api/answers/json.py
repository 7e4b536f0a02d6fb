"""How an answer is written: the same bytes from the command, the API and a sealed record."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

Json = dict[str, Any]

compact = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
"""Writes a value on one line, without spaces, letters as they are."""


def as_bytes(text: str) -> bytes:
    """Encode JSON in UTF-8; half a surrogate pair, as in the name of a badly named file, becomes its JSON escape."""
    return text.encode("utf-8", "backslashreplace")


def in_lines(answer: Json, units: Iterable[bytes]) -> bytes:
    """Write an answer whose list of ``units`` is empty with these in it, written already, a line each."""
    before, key, after = as_bytes(compact(answer)).partition(b'"units":[')  # in a value the quotes would be escaped
    return b"".join((before, key, b",".join(b"\n" + unit for unit in units), b"\n", after, b"\n"))
