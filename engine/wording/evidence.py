"""What is amiss with the documents that prove a criterion, as a sentence."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from engine.wording.numbers import day


def evidence_sentence(*, required: bool, valid: bool, expired: Sequence[tuple[str, date]]) -> str:
    """Say that a required document lacks or has expired: (document, last day) each; empty when nothing is amiss."""
    gone = "; ".join(f"{document} hết hạn từ sau ngày {day(last)}" for document, last in expired)
    if required and not valid:
        return f"Thiếu minh chứng còn hạn: {gone}." if gone else "Thiếu minh chứng (bắt buộc)."
    return f"Minh chứng hết hạn: {gone}." if gone else ""
