"""Which fields each part of a draft has: a criterion, a veto, an indicator, an example, a rule of who comes first."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from api.pages.editor.blocks import ExampleFields, Form
from api.pages.editor.conditions import condition_fields
from api.pages.editor.fields import (
    KINDS,
    MERGERS,
    NOT_SAID,
    VERDICTS,
    WORDINGS,
    Field,
    Part,
    figure_field,
    id_choices,
    indicator_choices,
    kind_of,
    label_of,
    name_of,
    part_at,
    path_of,
)
from api.pages.editor.head_form import HEAD, head_form
from api.pages.editor.ladder_forms import BANDS, REVIEW, bands_form, level_form, list_form, review_form, target_form
from api.pages.editor.together_form import together_form
from engine.yaml_tree import Path, Value


def form_of(whole: Value, key: str, name_unit: Callable[[str], str] = str) -> Form | None:
    """Return the form of a part by its id or, of other parts than rules, by its name; None when there is no such part.

    ``name_unit`` gives the name of a unit by its code.
    """
    if key in (HEAD, BANDS, REVIEW):
        return {HEAD: head_form, BANDS: bands_form, REVIEW: review_form}[key](whole)
    for holder, make in (("criteria", _criterion), ("vetoes", _veto), ("indicators", _indicator)):
        if key and isinstance(part_at(whole, (holder, key)), Mapping):
            return make(whole, key, (holder, key))
    path = path_of(key)
    if len(path) != 2 or part_at(whole, path) is None:  # noqa: PLR2004 -- where it is held, and which
        return None
    if path[0] == "lists":
        return list_form(whole, path, name_unit)
    made = {"recognition": level_form, "targets": target_form, "first": _first, "examples": together_form}
    return made[str(path[0])](whole, path) if path[0] in made else None


def _criterion(whole: Value, key: str, path: Path) -> Form:
    part = Part(whole, path)
    action = Part(whole, (*path, "action"))
    fields = (
        part.text("title", "Tên tiêu chí", required=True, kind="long"),
        part.text("group", "Nhóm"),
        part.text("basis", "Căn cứ", hint="văn bản, điều, khoản"),
        part.choice("wording", "Lời văn", (*NOT_SAID, *WORDINGS)),
        part.text("note", "Ghi chú", kind="long"),
        part.choice("evidence", "Minh chứng", (("", "không bắt buộc"), ("required", "bắt buộc"))),
    )
    last = (
        action.text("title", "Việc xã có thể làm", hint="để trống: không lập kế hoạch được"),
        action.text("effort", "Công sức mỗi bước", kind="number"),
    )
    examples = part.said.get("examples")
    found = (_example(whole, path, place) for place in range(len(examples) if isinstance(examples, list) else 0))
    return Form(key, name_of(path), fields, condition_fields(whole, path), tuple(found), last)


def _example(whole: Value, path: Path, place: int) -> ExampleFields:
    at: Path = (*path, "examples", place)
    fields: list[Field] = []
    for name, words in (("given", ""), ("before", " (kỳ trước)")):
        figures = Part(whole, (*at, name))
        fields += [figure_field(figures, key, words) for key in figures.said]
    example = Part(whole, at)
    fields.append(example.choice("verdict", "Kết quả phải ra", VERDICTS))
    fields += computed_fields(whole, at)
    lacking = Part(whole, (*at, "shortfall"))
    for key in lacking.said:
        fields.append(lacking.text(key, f"Còn thiếu: {label_of(whole, key)}", kind="number", required=True))
    return ExampleFields(name_of(at), place + 1, tuple(fields))


def computed_fields(whole: Value, at: Path) -> Iterator[Field]:
    """Yield the figures that an example says must be computed: sums, and what its conditions compare."""
    sums, compared = Part(whole, (*at, "derived")), Part(whole, (*at, "actual"))
    for key in sums.said:
        yield sums.text(key, f"Tổng máy cộng phải ra: {label_of(whole, key)}", kind="number", required=True)
    for key in compared.said:
        yield compared.text(key, f"Trị số phải ra của điều kiện {key}", required=True, hint="như JSON kết quả")


def _veto(whole: Value, key: str, path: Path) -> Form:
    part = Part(whole, path)
    fields = (
        part.text("title", "Nội dung", required=True, kind="long"),
        part.text("basis", "Căn cứ"),
        part.choice("wording", "Lời văn", (*NOT_SAID, *WORDINGS)),
        part.text("note", "Ghi chú", kind="long"),
        part.many(
            "blocks", "Chặn xét ở cấp", id_choices(whole, "recognition", "level"), hint="không đánh dấu: mọi cấp"
        ),
    )
    return Form(key, name_of(path), fields, condition_fields(whole, (*path, "when")))


def _first(whole: Value, path: Path) -> Form:
    part = Part(whole, path)
    fields = (
        part.text("title", "Đơn vị nào làm trước", required=True, kind="long"),
        part.text("basis", "Căn cứ"),
        part.text("note", "Ghi chú", kind="long"),
    )
    return Form(name_of(path), name_of(path), fields, condition_fields(whole, (*path, "when")))


def _indicator(whole: Value, key: str, path: Path) -> Form:
    part = Part(whole, path)
    kind = kind_of(part.said)
    fields = [part.text("label", "Tên chỉ tiêu", required=True, kind="long")]
    if "sum" in part.said:
        counted = tuple(each for each in indicator_choices(whole, "count") if each[0] != key)
        fields.append(part.many("sum", "Máy cộng từ", counted, required=True))
    else:
        fields.append(part.choice("kind", "Loại", KINDS))
    if kind in ("count", "number"):
        others = tuple(each for each in indicator_choices(whole, kind) if each[0] != key)
        fields += [
            part.text("unit", "Đơn vị tính", required=True),
            part.choice("at_most", "Không được lớn hơn", (*NOT_SAID, *others)),
            part.choice("lower_is_better", "Càng thấp càng tốt", (("", "không"), ("true", "có"))),
        ]
    fields.append(part.choice("on_merger", "Khi sáp nhập, số kỳ trước", MERGERS))
    return Form(key, name_of(path), tuple(fields))
