"""``/docs``: the description of ``/api/v1`` to read and try, drawn by Swagger UI from files of this server alone.

It keeps the strict policy of every page: no script and no style is written into it, and it asks nobody else.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.resources import files

from fastapi import APIRouter, Request, Response

from api.json.asking import ToSignIn
from api.json.problems import RefusedError

router = APIRouter(include_in_schema=False)

PAGE = "/docs"
OPENAPI = "/api/v1/openapi.json"
KEEP = f"public, max-age={365 * 24 * 3600}, immutable"
"""How long a browser keeps a file whose address holds its digest."""
_SOURCES = {
    "swagger-ui-bundle.js": ("fastapi_offline", "static/swagger-ui-bundle.js", "text/javascript"),
    "swagger-ui.css": ("fastapi_offline", "static/swagger-ui.css", "text/css"),
    "docs.js": ("api.json", "docs.js", "text/javascript"),
    "docs.css": ("api.json", "docs.css", "text/css"),
}
"""Name in the address: package, file in it, kind."""
_HTML = """<!doctype html>
<html lang="vi">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Tài liệu API – dienhinh</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="{swagger-ui.css}">
<link rel="stylesheet" href="{docs.css}">
<script src="{swagger-ui-bundle.js}" defer></script>
<script src="{docs.js}" defer></script>
</head>
<body>
<main>
<div class="lead">
<h1>Tài liệu API cho phần mềm khác</h1>
<p>Dành cho người viết phần mềm đọc, ghi số liệu của hệ thống. Bấm vào từng dòng để xem tham số và câu trả lời; bấm
<i lang="en">Try it out</i> để gọi thử ngay trên máy chủ này: lệnh ghi là ghi thật. Muốn gọi thử dưới quyền của mình,
đăng nhập trước, hoặc bấm <i lang="en">Authorize</i> rồi dán mã truy cập. Số trong các ví dụ là số liệu mẫu, không phải
số liệu thật.</p>
<p>Bản tiếng Việt, đọc được không cần JavaScript, bằng bàn phím và trình đọc màn hình:
<a href="/tai-lieu-api">Tài liệu API</a>. Bản cho máy đọc: <a href="{openapi}">{openapi}</a></p>
<noscript><p>Trang này cần JavaScript; hai bản ở trên thì không.</p></noscript>
</div>
<div id="api" data-openapi="{openapi}"></div>
</main>
</body>
</html>
"""


@dataclass(frozen=True, slots=True)
class _File:
    body: bytes
    kind: str
    digest: str


@cache
def _file(name: str) -> _File:
    """Return a file of the page, read once; KeyError when the page has none of that name."""
    package, path, kind = _SOURCES[name]
    body = (files(package) / path).read_bytes()
    return _File(body, f"{kind}; charset=utf-8", sha256(body).hexdigest()[:16])


@cache
def _page() -> bytes:
    text = _HTML.replace("{openapi}", OPENAPI)
    for name in _SOURCES:
        text = text.replace(f"{{{name}}}", f"{PAGE}/{name}?v={_file(name).digest}")
    return text.encode()


@router.get(PAGE)
def page(asked: ToSignIn) -> Response:
    """Answer with the page."""
    del asked
    return Response(_page(), 200, {"Cache-Control": "no-cache"}, "text/html; charset=utf-8")


@router.get(PAGE + "/{name}")
def file(asked: ToSignIn, request: Request, name: str) -> Response:
    """Answer with a script or style of the page."""
    del asked
    if name not in _SOURCES:
        raise RefusedError("not_found", "Trang tài liệu không có tệp này; mở lại /docs.")
    found = _file(name)
    fresh = request.query_params.get("v") == found.digest
    headers = {"ETag": f'W/"{found.digest}"', "Cache-Control": KEEP if fresh else "no-cache"}
    if headers["ETag"] in request.headers.get("If-None-Match", ""):
        return Response(status_code=304, headers=headers)
    return Response(found.body, 200, headers, found.kind)
