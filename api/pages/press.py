"""From a context to an answer: templates, the style sheet, headers and entity tags."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.resources import files

from fastapi import Request, Response
from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.pages.frame import Frame
from api.pages.programmes import based

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""Nothing from anywhere else, and nothing written into a page is run."""
GUARDS: Mapping[str, str] = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
}
SECURE: Mapping[str, str] = {"Strict-Transport-Security": "max-age=31536000"}
"""What joins them where the service is asked by HTTPS; over plain HTTP browsers would not believe it."""
KINDS = {"css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8", "svg": "image/svg+xml"}
STYLES = "pages.css"
"""The style sheet of every page; those of its own come behind it."""
JOINT = "+"
MOST_JOINED = 5
YEAR = 31_536_000
"""Seconds that a file may be kept whose address holds its digest."""


class Guard:
    """Middleware that puts the guarding headers on every answer, whoever made it."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and its answer back with the headers."""

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                said = {**GUARDS, **(SECURE if scope.get("scheme") == "https" else {})}
                headers = [(key.lower().encode(), value.encode()) for key, value in said.items()]
                message["headers"] = [*message["headers"], *headers]
            await send(message)

        await self.app(scope, receive, guarded)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A static file with the digest that its address carries."""

    body: bytes
    kind: str
    digest: str


class Files:
    """The static files of the pages, read once, and the style sheets of a page put together."""

    def __init__(self) -> None:
        folder = files("api.pages") / "static"
        self._sheets = {each.name: _sheet(each.name, each.read_bytes()) for each in folder.iterdir()}
        self._joined: dict[str, Sheet] = {}

    def address(self, name: str) -> str:
        """Return the address of a static file; it changes with the file."""
        return f"/static/{name}?v={self._sheets[name].digest}"

    def styles(self, names: Sequence[str]) -> str:
        """Return the address of a page's style sheets as one: a browser shows no text before it has every one."""
        joined = JOINT.join((STYLES, *names))
        if joined not in self._joined:
            self._joined[joined] = self._put_together(joined)
        return f"/static/{joined}?v={self._joined[joined].digest}"

    def _put_together(self, joined: str) -> Sheet:
        """Put style sheets one behind the other; KeyError for what is none."""
        names = joined.split(JOINT)
        if len(names) > MOST_JOINED or not all(each.endswith(".css") for each in names):
            raise KeyError(joined)
        return _sheet(STYLES, b"\n".join(self._sheets[each].body for each in names))

    def named(self, name: str) -> Sheet | None:
        """Return a file, or style sheets put together; None for what is none."""
        if JOINT not in name:
            return self._sheets.get(name)
        try:  # another worker may have made the page
            return self._joined.get(name) or self._put_together(name)
        except KeyError:
            return None


@cache
def _read() -> tuple[Files, Environment]:
    """Read the files and the templates: once, however many applications a process has."""
    read = Files()
    templates = Environment(
        loader=PackageLoader("api.pages"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.globals |= {"static": read.address, "styles": read.styles}
    return read, templates


class Press:
    """The pages of one application, made of the templates and static files that all share."""

    def __init__(self) -> None:
        self._files, self._templates = _read()
        self.exports: Callable[[Request], tuple[tuple[str, str], ...]] = lambda _request: ()
        """Gives the files of the table that a page shows: text and address; of files on disk there are none."""

    def address(self, name: str) -> str:
        """Return the address of a static file."""
        return self._files.address(name)

    def static(self, request: Request, name: str) -> Response | None:
        """Answer with a static file, None when there is none of that name."""
        sheet = self._files.named(name)
        if sheet is None:
            return None
        fresh = request.query_params.get("v") == sheet.digest
        keep = f"public, max-age={YEAR}, immutable" if fresh else "no-cache"
        return _tagged(request, sheet.body, sheet.kind, keep)

    def page(self, request: Request, template: str, frame: Frame, page: object, status: int = 200) -> Response:
        """Answer with a page; an unchanged one with 304."""
        found = self._templates.get_template(template)
        body = based(request, found.render(frame=frame, page=page, exports=self.exports(request))).encode()
        if status != 200:  # noqa: PLR2004 -- only a page as it was asked for is worth keeping
            return Response(body, status, {"Cache-Control": "no-store"}, "text/html")
        return _tagged(request, body, "text/html", "private, no-cache")


def _sheet(name: str, body: bytes) -> Sheet:
    return Sheet(body, KINDS[name.rpartition(".")[2]], sha256(body).hexdigest()[:16])


def _tagged(request: Request, body: bytes, kind: str, keep: str) -> Response:
    """Answer with an entity tag; weak, because the same page may travel packed or not."""
    tag = f'W/"{sha256(body).hexdigest()[:32]}"'
    headers = {"ETag": tag, "Cache-Control": keep}
    known = {each.strip() for each in request.headers.get("If-None-Match", "").split(",")}
    if tag in known or "*" in known:
        return Response(status_code=304, headers=headers)
    return Response(body, 200, headers, kind)
