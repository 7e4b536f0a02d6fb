"""How an answer leaves: its entity tag, 304 for what is known already, lists in pages."""

from __future__ import annotations

import base64
import binascii
import json
import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from hashlib import sha256
from typing import Any, TypeVar

from fastapi import Request, Response

from api.answers.json import compact
from api.json.problems import RefusedError

MOST_LISTED = 1000
USUALLY_LISTED = 200
MOST_KEPT = 64_000_000
"""Bytes of answers that are kept: those of a province many times over, of a country a few."""
NO_CURSOR = "«cursor» không đúng; dùng đúng giá trị «next» của trang trước."
_Item = TypeVar("_Item")


class Shelf:
    """Answers already written, by their entity tags: what a tag stands for never changes."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, bytes] = OrderedDict()
        self._size = 0
        self._turn = threading.Lock()

    def get(self, tag: str, write: Callable[[], bytes]) -> bytes:
        """Return the answer of a tag, written when it is not there."""
        with self._turn:
            body = self._kept.get(tag)
            if body is not None:
                self._kept.move_to_end(tag)
                return body
        body = write()
        with self._turn:
            self._size += len(body) - len(self._kept.get(tag, b""))
            self._kept[tag] = body
            while self._size > MOST_KEPT:
                self._size -= len(self._kept.popitem(last=False)[1])
        return body


def tag_of(*parts: object) -> str:
    """Make the entity tag of everything that an answer depends on."""
    return f'W/"{sha256(repr(parts).encode()).hexdigest()[:32]}"'


def answer(request: Request, write: Callable[[], bytes], *depends_on: object) -> Response:
    """Answer with what ``write`` gives: not at all (304) when the asker has it, once while nothing it depends on moves.

    The address and the query are always depended on.
    """
    tag = tag_of(request.url.path, sorted(request.query_params.multi_items()), *depends_on)
    headers = {"ETag": tag, "Cache-Control": "private, no-cache"}
    known = {each.strip() for each in request.headers.get("If-None-Match", "").split(",")}
    if tag in known or "*" in known:
        return Response(status_code=304, headers=headers)
    return Response(request.app.state.shelf.get(tag, write), 200, headers, "application/json")


def plain(request: Request, value: object, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """Answer with a value; its tag is made of its bytes unless it brings one."""
    body = (compact(value) + "\n").encode()
    found = {"Cache-Control": "private, no-cache", "ETag": tag_of(body), **(headers or {})}
    known = {each.strip() for each in request.headers.get("If-None-Match", "").split(",")}
    if request.method in ("GET", "HEAD") and status == 200 and found["ETag"] in known:  # noqa: PLR2004
        return Response(status_code=304, headers=found)
    return Response(body, status, found, "application/json")


def page_of(
    items: Sequence[_Item], key: Callable[[_Item], Any], limit: int, cursor: str | None
) -> tuple[Sequence[_Item], str | None]:
    """Return a page of items that are in the order of their keys, and the cursor of the next; None at the end."""
    rest = items
    if cursor is not None:
        after = read_cursor(cursor)
        try:
            rest = [each for each in items if _plain(key(each)) > after]
        except TypeError as error:  # JSON, but of another list
            raise RefusedError("bad_request", NO_CURSOR) from error
    shown = rest[:limit]
    return shown, write_cursor(key(shown[-1])) if len(rest) > limit else None


def listed(request: Request, items: Sequence[object], cursor: str | None) -> Response:
    """Answer with a page of a list."""
    response = plain(request, {"items": items, "next": cursor})
    link_next(request, response, cursor)
    return response


def link_next(request: Request, response: Response, cursor: str | None) -> None:
    """Name the next page in the head of an answer, where a list has no room for it."""
    if cursor is not None:
        response.headers["Link"] = f'<{request.url.include_query_params(cursor=cursor)}>; rel="next"'


def _plain(key: object) -> Any:  # noqa: ANN401 -- JSON
    return json.loads(compact(key))


def write_cursor(key: object) -> str:
    """Write where a page ended."""
    return base64.urlsafe_b64encode(compact(key).encode()).decode().rstrip("=")


def cursor_of(cursor: str | None, parts: int) -> list[str]:
    """Return the texts after which a page begins, empty ones for the first; refused when it is of another list."""
    if cursor is None:
        return [""] * parts
    read = read_cursor(cursor)
    if not isinstance(read, list) or len(read) != parts or not all(isinstance(each, str) for each in read):
        raise RefusedError("bad_request", NO_CURSOR)
    return read


def read_cursor(cursor: str) -> Any:  # noqa: ANN401 -- JSON
    """Read where a page ended; refused when it is no cursor of ours."""
    try:
        return json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (binascii.Error, ValueError) as error:
        raise RefusedError("bad_request", NO_CURSOR) from error
