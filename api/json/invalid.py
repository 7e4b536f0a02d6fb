"""What FastAPI and pydantic found wrong with a request, said in Vietnamese: where, what, and the cure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from fastapi.exceptions import RequestValidationError

from api.json.problems import RefusedError

_PLACES = {"query": "tham số", "path": "địa chỉ", "body": "nội dung", "header": "tiêu đề", "cookie": "cookie"}
_WORDS: dict[str, tuple[str, str]] = {
    "missing": ("thiếu", "ghi giá trị này"),
    "extra_forbidden": ("không có trường này", "bỏ trường này, hoặc sửa tên cho đúng"),
    "date_from_datetime_parsing": ("không phải ngày", "viết năm-tháng-ngày, ví dụ 2024-11-20"),
    "date_from_datetime_inexact": ("có cả giờ, chỉ cần ngày", "viết năm-tháng-ngày, ví dụ 2024-11-20"),
    "date_parsing": ("không phải ngày", "viết năm-tháng-ngày, ví dụ 2024-11-20"),
    "date_type": ("không phải ngày", "viết năm-tháng-ngày, ví dụ 2024-11-20"),
    "int_parsing": ("không phải số nguyên", "viết số nguyên, ví dụ 20"),
    "int_type": ("không phải số nguyên", "viết số nguyên, ví dụ 20"),
    "bool_parsing": ("không phải true hay false", "viết true hoặc false"),
    "bool_type": ("không phải true hay false", "viết true hoặc false"),
    "string_type": ("không phải chữ", "đặt trong dấu nháy kép"),
    "string_unicode": ("có ký tự hỏng", "gõ lại chỗ này"),
    "list_type": ("không phải danh sách", "đặt trong dấu ngoặc vuông [ ]"),
    "model_attributes_type": ("không phải một đối tượng JSON", "đặt trong dấu ngoặc nhọn { }"),
    "dict_type": ("không phải một đối tượng JSON", "đặt trong dấu ngoặc nhọn { }"),
    "json_invalid": ("không phải JSON", "kiểm tra dấu ngoặc, dấu phẩy và dấu nháy"),
}


def as_refusal(error: RequestValidationError) -> RefusedError:
    """Turn what was found into a refusal with every fault."""
    faults = [_fault(each) for each in error.errors()]
    code = "not_json" if any(each["type"] == "json_invalid" for each in error.errors()) else "not_usable"
    first = faults[0] if faults else {"place": "", "message": "", "cure": ""}
    detail = f"{first['place']}: {first['message']} — {first['cure']}."
    return RefusedError(code, detail, faults=faults)


def _fault(each: Any) -> dict[str, Any]:  # noqa: ANN401 -- pydantic's own
    place = _place(each["loc"])
    context = each.get("ctx", {})
    if each["type"] in ("value_error", "assertion_error"):
        said = str(context.get("error", each["msg"]))
        message, _, cure = said.partition(" — ")
        return {"place": place, "message": message, "cure": cure or "sửa rồi gửi lại", "code": each["type"]}
    message, cure = _WORDS.get(each["type"]) or _bounded(each["type"], context)
    seen = each.get("input")
    shown = f" («{str(seen)[:40]}»)" if isinstance(seen, str | int | float) and each["type"] != "missing" else ""
    return {"place": place, "message": f"{message}{shown}", "cure": cure, "code": each["type"]}


_BOUNDS = (
    ("greater_than", "quá nhỏ", "ghi từ {} trở lên"),
    ("less_than", "quá lớn", "ghi đến {} là nhiều nhất"),
    ("too_long", "quá dài", "rút còn {} ký tự hoặc ít hơn"),
    ("too_short", "quá ngắn", "ghi ít nhất {}"),
    ("enum", "không có trong danh sách", "chọn một trong: {}"),
    ("literal_error", "không có trong danh sách", "chọn một trong: {}"),
    ("pattern", "viết không đúng mẫu", "viết theo mẫu {}"),
)
_LIMITS = ("ge", "gt", "le", "lt", "min_length", "max_length", "expected", "pattern")


def _bounded(kind: str, context: dict[str, Any]) -> tuple[str, str]:
    limit = next((str(context[key]).replace(" or ", ", ") for key in _LIMITS if key in context), "")
    for part, message, cure in _BOUNDS:
        if part in kind:
            return message, cure.format(limit)
    return "không dùng được", "xem mẫu ở /api/v1/openapi.json"


def _place(loc: Sequence[str | int]) -> str:
    first = _PLACES.get(str(loc[0]), str(loc[0])) if loc else ""
    rest = ".".join(str(part) for part in loc[1:])
    return f"{first} {rest}".strip()
