"""How an answer is written: the same bytes from the command, the API and a sealed record."""

from __future__ import annotations

import json
from typing import Any

Json = dict[str, Any]


def compact(value: object) -> str:
    """Write a value on one line, without spaces, letters as they are."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
