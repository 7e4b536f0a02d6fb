"""Buttons of examples over several units: rows, figures and results added, computed results taken over."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from api.pages.editor.fields import name_of, part_at
from api.pages.editor.made import Done, Pressed, added, asked, listed, missing
from api.pages.editor.new_rules import first_figure
from engine.checking import check
from engine.editing import Drop, Edit, Put
from engine.trying import Together
from engine.yaml_tree import Path, Value


def new_together(pressed: Pressed) -> Done:
    """Add an example over several units: one row with one figure, and its sum."""
    title = asked(pressed, "Ví dụ nói về điều gì", "vi-du-chung:ten")
    key = asked(pressed, "Chỉ tiêu của ví dụ", "vi-du-chung:chi-tieu")
    place = len(listed(pressed.whole, ("examples",)))
    value: Value = {
        "title": title,
        "rows": [{"given": {key: first_figure(pressed.whole, key)}}],
        "gives": [{"sum": key, "is": 0}],
    }
    return Done((added(pressed.whole, ("examples",), value),), name_of(("examples", place)))


def new_row(pressed: Pressed) -> Done:
    """Add a row like the last."""
    rows = listed(pressed.whole, (*pressed.path, "rows"))
    last: Value = rows[-1] if rows and isinstance(rows[-1], Mapping) else {"given": {}}
    return Done((added(pressed.whole, (*pressed.path, "rows"), last),))


def new_figure(pressed: Pressed) -> Done:
    """Add a figure to every row that does not have it."""
    key = asked(pressed, "Chỉ tiêu", pressed.name, "so-lieu")
    rows = listed(pressed.whole, (*pressed.path, "rows"))
    return Done(
        tuple(
            Put((*pressed.path, "rows", place, "given", key), first_figure(pressed.whole, key))
            for place, row in enumerate(rows)
            if isinstance(row, Mapping) and isinstance(given := row.get("given"), Mapping) and key not in given
        )
    )


def new_result(pressed: Pressed) -> Done:
    """Add a result that must come."""
    subject, _, key = asked(pressed, "Kết quả nào", pressed.name, "ket-qua").partition(".")
    return Done((added(pressed.whole, (*pressed.path, "gives"), {subject: key, "is": 0}),))


def results_taken_over(text: str, whole: Value, path: Path) -> Iterator[Edit]:
    """Write the results that the program computes into an example over several units."""
    criteria, place = check(text).criteria, path[-1]
    if criteria is None or not isinstance(place, int) or place >= len(criteria.examples):
        raise missing("Ví dụ", "bản nháp còn lỗi khác nên chưa tính được", "sửa các lỗi ấy trước")
    example = criteria.examples[place]
    computed = Together.of(criteria, example)
    for index, each in enumerate(example.gives):
        for key, said, found in zip(("is", "more"), (each.value, each.more), computed.gives(each), strict=True):
            if said is None or said == found:
                continue
            at: Path = (*path, "gives", index, key)
            if found is not None:
                yield Put(at, found)
            elif key == "more" and part_at(whole, at) is not None:
                yield Drop(at)
            else:
                raise missing(
                    f"Kết quả {index + 1}", "chưa tính được vì thiếu số liệu", "ghi thêm số liệu, hoặc bỏ kết quả này"
                )
