"""Cells that say what a row is about: which unit, which period, why a criterion does not apply."""

from __future__ import annotations

import re

from api.exchange.cells import FLAGS, BadCell, ErrorCell, is_blank, masked, seen, text_of
from engine.scalars import FIRST_YEAR, LAST_YEAR

MOST_REASON = 200
CODE_DIGITS = 5

_CODE = re.compile(r"[0-9A-Za-z][0-9A-Za-z._-]{0,19}")
_YEAR = re.compile(r"[0-9]{4}")
_NO_REASONS = {*FLAGS, "met", "unmet", "unknown", "not_applicable", "đạt", "chưa đạt", "chưa rõ"}


def _plain_text(value: object) -> str:
    """Return text, or a whole number as its digits; nothing for anything else."""
    if isinstance(value, str):
        return text_of(value)
    whole = type(value) is int or (type(value) is float and value.is_integer())
    return format(value, ".0f") if whole else ""


def read_code(value: object) -> str | BadCell | None:
    """Read a unit's code: text, or a number that lost its leading zeros; None when blank.

    A code that is not five digits can't be on the map of units; it is still one unit's and is scored.
    """
    if isinstance(value, ErrorCell):
        return BadCell("ERROR_CELL", {"seen": str(value)})
    if is_blank(value):
        return None
    text = _plain_text(value)
    if not _CODE.fullmatch(text):
        return BadCell("BAD_UNIT", {"seen": seen(value)})
    return text.zfill(CODE_DIGITS) if text.isdecimal() else text


def read_year(value: object) -> int | BadCell | None:
    """Read a period: a year of four digits, 1900 to 2199; None when blank."""
    if isinstance(value, ErrorCell):
        return BadCell("ERROR_CELL", {"seen": str(value)})
    if is_blank(value):
        return None
    text = _plain_text(value)
    if not _YEAR.fullmatch(text) or not FIRST_YEAR <= int(text) <= LAST_YEAR:
        return BadCell("BAD_PERIOD", {"seen": seen(value)})
    return int(text)


def read_reason(value: object) -> tuple[str | None, BadCell | None]:
    """Read why a criterion does not apply: the text to keep (None: it applies), and what is amiss."""
    if isinstance(value, ErrorCell):
        return None, BadCell("ERROR_CELL", {"seen": str(value)})
    if is_blank(value):
        return None, None
    text = " ".join(text_of(value).split()) if isinstance(value, str) else ""
    if not text or text.casefold() in _NO_REASONS:
        return None, BadCell("NOT_A_REASON", {"seen": seen(value)})
    kept = masked(text)
    if kept != text:
        return kept[:MOST_REASON], BadCell("PERSONAL_NUMBER")
    return kept[:MOST_REASON], BadCell("REASON_TOO_LONG", {"limit": str(MOST_REASON)}) if len(
        kept
    ) > MOST_REASON else None
