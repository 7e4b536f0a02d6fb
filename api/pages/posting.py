"""What a form sends: read before it is worked on, its short texts made tidy, its faults in Vietnamese."""

from __future__ import annotations

import unicodedata
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial

from fastapi import Request, Response
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile

from api.pages.days import read_day

MOST_FIELDS = 1000
"""Fields that a form may have: a set of 200 criteria asks for some 600."""
FIELDS_BESIDE_A_FILE = 4
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

    @property
    def plain(self) -> dict[str, str]:
        """The fields with one value each, the last."""
        return {name: values[-1] for name, values in self.fields.items()}

    def text(self, name: str) -> str:
        """Return a short text in NFC, on one line, without signs that nobody sees."""
        plain = unicodedata.normalize("NFC", self.one(name))
        return " ".join("".join(sign for sign in plain if sign.isprintable() or sign.isspace()).split())

    def number(self, name: str) -> int:
        """Return the number in a hidden field, -1 when it is none: nothing has that number."""
        raw = self.one(name)
        return int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 16 else -1  # noqa: PLR2004 -- within 2⁵³

    def day(self, name: str) -> date | None:
        """Return the day in a field, None when it is none."""
        return read_day(self.text(name))


Turn = Callable[[Callable[[], Response]], Awaitable[Response]]
"""What does the work of a form in a thread."""


def posting(
    answer: Callable[[Request, Sent], Response], *, most: int = MOST_FIELDS, turn: Turn = run_in_threadpool
) -> Callable[[Request], Awaitable[Response]]:
    """Make the endpoint of a form of at most so many fields; ``answer`` works in a thread, as every page does."""

    async def endpoint(request: Request) -> Response:
        fields: dict[str, tuple[str, ...]] = {}
        async with request.form(max_files=0, max_fields=most) as given:
            for name, value in given.multi_items():
                if isinstance(value, str):
                    fields[name] = (*fields.get(name, ()), value)
        return await turn(partial(answer, request, Sent(fields)))

    return endpoint


def with_file(
    answer: Callable[[Request, Sent, str, bytes], Response], *, field: str
) -> Callable[[Request], Awaitable[Response]]:
    """Make the endpoint of a form that sends one file beside its few fields; ``answer`` gets its name and bytes."""

    async def endpoint(request: Request) -> Response:
        async with request.form(max_files=1, max_fields=FIELDS_BESIDE_A_FILE) as given:
            file = given.get(field)
            source = await file.read() if isinstance(file, UploadFile) else b""
            name = (file.filename if isinstance(file, UploadFile) else None) or ""
            fields = {key: (value,) for key, value in given.items() if isinstance(value, str)}
        return await run_in_threadpool(answer, request, Sent(fields), name, source)

    return endpoint
