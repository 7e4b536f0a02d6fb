"""The operations that an OpenAPI description names, laid out to be read: what to send, and what comes back."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from engine.names import search_key

METHODS: Mapping[str, str] = {"get": "đọc", "post": "ghi", "put": "ghi", "patch": "sửa", "delete": "rút, xóa"}
PLACES = {"path": "trong địa chỉ", "query": "sau dấu ?", "header": "ở đầu thư (header)", "cookie": "cookie"}
KINDS = {"string": "chữ", "integer": "số nguyên", "number": "số", "boolean": "true hoặc false", "object": "đối tượng"}
FORMATS = {"date": "ngày, ví dụ 2024-11-20", "date-time": "thời điểm", "binary": "tệp", "uuid": "mã"}
MEDIA = {
    "application/json": "JSON",
    "multipart/form-data": "biểu mẫu có tệp",
    "application/x-www-form-urlencoded": "biểu mẫu",
}
DEEPEST = 3
"""How far into a body its fields are named."""
MOST_CHOICES = 12

Schema = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Part:
    """Something to send: its name, where, of which kind, and whether it can be left out."""

    name: str
    place: str
    kind: str
    required: bool
    said: str


@dataclass(frozen=True, slots=True)
class Operation:
    """One thing that a program can ask for; ``examples`` are JSON as sent and as answered, each with its heading."""

    id: str
    method: str
    deed: str
    path: str
    title: str
    said: str
    parts: tuple[Part, ...]
    body: str
    examples: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Operations that belong together, and the key by which an address names them."""

    key: str
    title: str
    operations: tuple[Operation, ...]


def groups_of(described: Schema) -> tuple[Group, ...]:
    """Return the operations of a description by their tags, in the order in which it names them."""
    found: dict[str, list[Operation]] = {}
    for path, methods in described["paths"].items():
        for method, operation in methods.items():
            for tag in operation.get("tags", ("Khác",)):
                found.setdefault(tag, []).append(_operation(described, path, method, operation))
    return tuple(Group(re.sub("[^a-z0-9]+", "-", search_key(tag)), tag, tuple(each)) for tag, each in found.items())


def _operation(described: Schema, path: str, method: str, operation: Schema) -> Operation:
    parts = [_parameter(described, each) for each in operation.get("parameters", ())]
    content = operation.get("requestBody", {}).get("content", {})
    examples: list[tuple[str, str]] = []
    for media in content.values():
        parts += _fields(described, _resolved(described, media.get("schema", {})), "", 1)
        examples += _examples("Ví dụ gửi lên", media)
    for status, answer in operation.get("responses", {}).items():
        if status.startswith("2"):
            for media in answer.get("content", {}).values():
                examples += _examples(f"Ví dụ trả lời {status}", media)
    return Operation(
        id=operation["operationId"],
        method=method.upper(),
        deed=METHODS.get(method, method),
        path=path,
        title=operation.get("summary", path),
        said=" ".join(operation.get("description", "").split()),
        parts=tuple(parts),
        body=", ".join(MEDIA.get(each, each) for each in content),
        examples=tuple(examples),
    )


def _parameter(described: Schema, each: Schema) -> Part:
    schema = each.get("schema", {})
    said = each.get("description") or schema.get("description", "")
    where = str(each["in"])
    return Part(each["name"], PLACES.get(where, where), kind_of(described, schema), bool(each.get("required")), said)


def _fields(described: Schema, schema: Schema, before: str, depth: int) -> Iterator[Part]:
    """Yield the fields of a body, those within fields by their way: ``items[].unit``."""
    required = schema.get("required", ())
    for name, given in schema.get("properties", {}).items():
        each = _resolved(described, given)
        said = given.get("description") or each.get("description", "")
        yield Part(f"{before}{name}", "trong thân", kind_of(described, given), name in required, " ".join(said.split()))
        inner, way = each, f"{before}{name}."
        if each.get("type") == "array":
            inner, way = _resolved(described, each.get("items", {})), f"{before}{name}[]."
        if depth < DEEPEST and inner.get("properties"):
            yield from _fields(described, inner, way, depth + 1)


def kind_of(described: Schema, given: Schema) -> str:
    """Say in words what a schema asks for."""
    schema = _resolved(described, given)
    if "const" in schema:
        return f"đúng «{schema['const']}»"
    if schema.get("enum"):
        choice = ", ".join(str(each) for each in schema["enum"][:MOST_CHOICES])
        return f"một trong: {choice}{'…' if len(schema['enum']) > MOST_CHOICES else ''}"
    if schema.get("anyOf") or schema.get("oneOf"):
        kinds = (kind_of(described, each) for each in schema.get("anyOf") or schema["oneOf"])
        return " hoặc ".join(dict.fromkeys(kinds))
    if schema.get("type") == "array":
        return f"danh sách {kind_of(described, schema.get('items', {}))}"
    named = FORMATS.get(schema.get("format", "")) or KINDS.get(schema.get("type", ""), "giá trị bất kỳ")
    return f"{named}{_bounds(schema)}"


def _bounds(schema: Schema) -> str:
    said = [
        f"{word} {schema[key]}{unit}"
        for key, word, unit in (
            ("minLength", "ít nhất", " ký tự"),
            ("maxLength", "nhiều nhất", " ký tự"),
            ("minimum", "từ", ""),
            ("maximum", "đến", ""),
        )
        if key in schema
    ]
    return f", {', '.join(said)}" if said else ""


def _resolved(described: Schema, schema: Schema) -> Schema:
    """Follow a reference; of a choice between something and null take the something."""
    if "$ref" in schema:
        return _resolved(described, described["components"]["schemas"][schema["$ref"].rpartition("/")[2]])
    choices = [each for each in schema.get("anyOf", ()) if each.get("type") != "null"]
    if len(choices) == 1:
        return _resolved(described, choices[0])
    return schema


def _examples(heading: str, media: Schema) -> Iterator[tuple[str, str]]:
    found = media.get("example")
    if found is not None:
        yield heading, json.dumps(found, ensure_ascii=False, indent=2)
