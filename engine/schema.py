"""The JSON Schema of a criteria file, with hover texts in Vietnamese for editors."""

from __future__ import annotations

from typing import Any

from engine.criteria import CriteriaSet

_SHAPES = {
    "Action": "Việc xã còn làm được để đạt tiêu chí.",
    "AllOf": "Đạt khi mọi điều kiện đều đạt.",
    "AnyOf": "Đạt khi có ít nhất một điều kiện đạt.",
    "Base": "Bộ toàn quốc mà bộ này đứng trên.",
    "Band": "Mức theo số tiêu chí đạt.",
    "ChangeCondition": "Thay đổi (%) so với kỳ trước.",
    "CountCondition": "Số đếm so với ngưỡng.",
    "Criterion": "Một tiêu chí.",
    "CriteriaSet": "Một bộ tiêu chí: một tệp, có hiệu lực từ một ngày.",
    "DocumentCondition": "Có văn bản ban hành trong kỳ.",
    "Example": "Số liệu và kết quả phải ra; chạy mỗi lần nạp.",
    "ExampleUnits": "Một hay nhiều đơn vị có cùng số liệu.",
    "First": "Đơn vị nào làm trước.",
    "FlagCondition": "Có hoặc không.",
    "Goal": "Một dòng của mục tiêu.",
    "Indicator": "Một chỉ tiêu cán bộ nhập, hoặc tính ra bằng tổng.",
    "Kind": "Loại chỉ tiêu.",
    "LegalBasis": "Văn bản làm căn cứ.",
    "Level": "Một cấp công nhận.",
    "NumberCondition": "Số thập phân so với ngưỡng.",
    "Period": "Cách chia kỳ đánh giá.",
    "Requirement": "Điều kiện để được xét ở một cấp.",
    "Result": "Một con số phải ra từ mọi đơn vị của ví dụ.",
    "Revocation": "Khi nào xem xét lại công nhận.",
    "ShareCondition": "Tỷ lệ phần trăm so với ngưỡng.",
    "SizedList": "Danh sách chỉ biết số thành viên.",
    "SomeOf": "Đạt khi có đủ số điều kiện đạt.",
    "Target": "Mục tiêu phải đạt đến một ngày.",
    "Veto": "Điều kiện loại trừ công nhận.",
    "WholeExample": "Ví dụ trên nhiều đơn vị cùng lúc; chạy mỗi lần nạp.",
}


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of a criteria file."""
    schema = CriteriaSet.model_json_schema(by_alias=True)
    for name, shape in (("CriteriaSet", schema), *schema["$defs"].items()):
        shape["description"] = _SHAPES[name]
        if name != "CriteriaSet":
            shape.pop("title", None)
        for field in shape.get("properties", {}).values():
            field.pop("title", None)
            _open(field)
    indicator = schema["$defs"]["Indicator"]
    indicator["required"] = ["label"]
    indicator["anyOf"] = [{"required": ["kind"]}, {"required": ["sum"]}]
    schema["$defs"]["Action"]["properties"]["effort"]["default"] = 1
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


def _open(field: dict[str, Any]) -> None:
    """Show an optional key as its own shape instead of «this or null»: the hover text then says what to write."""
    choices = [each for each in field.get("anyOf", ()) if each != {"type": "null"}]
    if len(choices) == 1 and len(field.get("anyOf", ())) > 1:
        del field["anyOf"]
        field.update({key: value for key, value in choices[0].items() if key not in field})
        if field.get("default", ...) is None:
            del field["default"]
