"""The description of the API (OpenAPI): what FastAPI finds out, and what holds for every address."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI

from api.json.problems import TITLES

PROBLEM = {
    "type": "object",
    "description": "Vì sao không làm được, và cách xử lý.",
    "required": ["type", "title", "status", "code", "detail", "instance", "request_id"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string", "description": "Việc gì đã xảy ra."},
        "status": {"type": "integer"},
        "code": {"type": "string", "enum": sorted(TITLES), "description": "Không bao giờ đổi tên."},
        "detail": {"type": "string", "description": "Chỗ sai và cách xử lý."},
        "instance": {"type": "string"},
        "request_id": {"type": "string", "description": "Cũng có trong nhật ký của máy chủ."},
        "faults": {"type": "array", "items": {"type": "object"}, "description": "Mọi chỗ sai, khi có nhiều."},
        "newer": {"description": "Bản mới hơn, khi đã có người sửa trước."},
    },
    "example": {
        "type": "/loi#stale",
        "title": "Đã có người sửa trước",
        "status": 412,
        "code": "stale",
        "detail": "Người khác đã sửa số liệu này sau khi mình mở; xem «newer», rồi gửi lại với If-Match là «id» mới.",
        "instance": "/api/v1/figures/04831/2024/villages",
        "request_id": "9f2c4e1ab0d84b7f",
    },
}
"""The one shape of every refusal (RFC 9457)."""


def describe(app: FastAPI) -> None:
    """Let the description of an application also say how to sign in, and how a refusal looks."""
    plain = app.openapi

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            found = plain()
            parts = found.setdefault("components", {})
            parts.setdefault("schemas", {})["Problem"] = PROBLEM
            parts["securitySchemes"] = {"token": {"type": "http", "scheme": "bearer", "description": "dh_…"}}
            found["security"] = [{"token": []}]
            refusal = {
                "description": "Không làm được",
                "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
            }
            for operations in found["paths"].values():
                for operation in operations.values():
                    operation["responses"].pop("422", None)
                    operation["responses"]["default"] = refusal
            for unused in ("HTTPValidationError", "ValidationError"):
                parts["schemas"].pop(unused, None)
        return app.openapi_schema or {}

    app.openapi = openapi  # type: ignore[method-assign]  # FastAPI's own way
