"""What the forms of recognitions send, judged: documents, days, and what was typed where it can't be taken."""

from __future__ import annotations

from datetime import date

from api.pages.days import not_a_day, read_day
from api.pages.posting import Sent
from api.pages.sheets.room import NOT_USABLE
from api.workflow.board import Board

LONGEST = 100
"""Signs of the number and sign of a document, as in ``/api/v1``."""
FIELDS = ("viec", "so", "don-vi", "cap", "quyet-dinh", "cach", "chi-tieu", "ky-so")


class FormError(Exception):
    """What a form asks for can't be put on record; the message says why, and the cure."""

    def __init__(self, said: str, status: int = NOT_USABLE) -> None:
        super().__init__(said)
        self.status = status


def counts_of(board: Board) -> tuple[tuple[str, str], ...]:
    """Return what a majority can be counted by."""
    indicators = board.criteria.indicators.items()
    return tuple((key, each.label) for key, each in indicators if each.sum is None and each.merger == "sum")


def paper_of(sent: Sent, document: str, today: date, field: str) -> date:
    """Judge the number of a document that was sent; return its day, which stands in a field of that name."""
    if not document or len(document) > LONGEST:
        raise FormError(f"Ghi số và ký hiệu quyết định, nhiều nhất {LONGEST} ký tự, ví dụ 45/QĐ-UBND.")
    on = sent.day("ngay-qd")
    if on is None:
        raise FormError(not_a_day(field, sent.text("ngay-qd")))
    if on > today:
        raise FormError("Ngày ở sau hôm nay; sửa lại ngày.")
    return on


def typed_of(sent: Sent) -> dict[str, str]:
    """Return what was sent as the fields of the form take it back."""
    on = sent.day("ngay-qd")
    typed = {
        name: sent.text(name)[:LONGEST]
        for name in ("viec", "so", "don-vi", "cap", "quyet-dinh", "cach", "chi-tieu", "ky-so")
    }
    return {**typed, "ngay-qd": on.isoformat() if on else sent.text("ngay-qd")[:10]}


def on_of(given: dict[str, str], today: date, problems: list[str]) -> date:
    """Return the day that an address asks for, today when none; one that is none is said."""
    raw = given.get("ngay", "")
    found = read_day(raw) if raw else today
    if found is None:
        del given["ngay"]
        problems.append(not_a_day("Hiệu lực tính vào ngày", raw, "đang tính đến hôm nay"))
    return found or today
