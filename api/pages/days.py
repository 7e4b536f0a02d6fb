"""Days as people here type them: 20/11/2024 in a text field, the same whatever language the browser speaks.

A field of type ``date`` shows the order of the browser's language, often month first; so none is used.
"""

from __future__ import annotations

import re
from datetime import date

EXAMPLE = "20/11/2024"
CURE = f"Hãy ghi ngày/tháng/năm, ví dụ {EXAMPLE}."
MOST_SHOWN = 20
_WRITTEN = re.compile(r"([0-9]{1,2})[/. -]([0-9]{1,2})[/. -]([0-9]{4})", re.ASCII)
_JOINED = re.compile(r"([0-9]{2})([0-9]{2})([0-9]{4})", re.ASCII)
_ISO = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})", re.ASCII)


def read_day(raw: str) -> date | None:
    """Read 20/11/2024, 20.11.2024, 20-11-2024, 20 11 2024, 20112024, or 2024-11-20 of an address; None for others."""
    text = " ".join(raw.split())
    written = _WRITTEN.fullmatch(text) or _JOINED.fullmatch(text)
    iso = _ISO.fullmatch(text)
    parts = written.groups()[::-1] if written else iso.groups() if iso else ()
    try:
        return date(*map(int, parts)) if parts else None
    except ValueError:
        return None


def not_a_day(field: str, raw: str, instead: str = "") -> str:
    """Say that what stands in a field is no day, what is shown ``instead``, and how to write one."""
    shown = f"{raw[:MOST_SHOWN]}…" if len(raw) > MOST_SHOWN else raw
    said = f"Ô «{field}»: ngày «{shown}» không có thật hoặc viết sai" if shown else f"Ô «{field}»: chưa ghi ngày"
    return f"{said}{f'; {instead}' if instead else ''}. {CURE}"
