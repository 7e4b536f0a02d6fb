"""What a form sends: read before it is worked on, its short texts made tidy, its faults in Vietnamese."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from fastapi import Request, Response
from starlette.concurrency import run_in_threadpool

from engine.privacy import looks_like_an_id, personal_word

MOST_FIELDS = 1000
"""Fields that a form may have: a set of 200 criteria asks for some 600."""
LONGEST = 300
"""Signs of a reason or justification, as in ``/api/v1``."""


@dataclass(frozen=True, slots=True)
class Sent:
    """The fields of a form, each with all its values."""

    fields: Mapping[str, tuple[str, ...]]

    def one(self, name: str) -> str:
        """Return the first value of a field; empty when it was not sent."""
        return next(iter(self.fields.get(name, ())), "")

    def all(self, name: str) -> tuple[str, ...]:
        """Return every value of a field."""
        return self.fields.get(name, ())

    def text(self, name: str) -> str:
        """Return a short text in NFC, on one line, without signs that nobody sees."""
        plain = unicodedata.normalize("NFC", self.one(name))
        return " ".join("".join(sign for sign in plain if sign.isprintable() or sign.isspace()).split())

    def number(self, name: str) -> int:
        """Return the number in a hidden field, -1 when it is none: nothing has that number."""
        raw = self.one(name)
        return int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 16 else -1  # noqa: PLR2004 -- within 2⁵³

    def day(self, name: str) -> date | None:
        """Return the day in a field, None when it is none; a browser without a calendar may send 05/02/2024."""
        raw = self.text(name)
        parts = raw.split("/")
        try:
            return date.fromisoformat(raw) if len(parts) != 3 else date(*(int(each) for each in reversed(parts)))  # noqa: PLR2004 -- day, month, year
        except ValueError:
            return None


def posting(answer: Callable[[Request, Sent], Response]) -> Callable[[Request], object]:
    """Make the endpoint of a form; ``answer`` works in a thread, as every page does."""

    async def endpoint(request: Request) -> Response:
        fields: dict[str, tuple[str, ...]] = {}
        async with request.form(max_files=0, max_fields=MOST_FIELDS) as given:
            for name, value in given.multi_items():
                if isinstance(value, str):
                    fields[name] = (*fields.get(name, ()), value)
        return await run_in_threadpool(answer, request, Sent(fields))

    return endpoint


def privacy_words(text: str) -> str:
    """Say that a text looks as if it held somebody's id, telephone number or traits; empty: it does not."""
    if looks_like_an_id(text):
        return "Giống số căn cước hoặc số điện thoại; nếu đúng vậy, hãy xóa đi: hệ thống không giữ dữ liệu cá nhân."
    word = personal_word(text)
    return f"Có chữ «{word}»; không ghi thông tin về từng người, chỉ ghi về đơn vị và văn bản." if word else ""
