"""What the buttons of a draft's form do besides saving: parts are added, moved and retired, results taken over."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from api.pages.editor import new_places, new_rules, new_together
from api.pages.editor.fields import part_at, path_of
from api.pages.editor.made import Done, Pressed, missing
from api.pages.editor.retiring import retired
from api.pages.editor.units import Units
from api.pages.posting import Sent
from engine.checking import check, example_result
from engine.criteria import CriteriaSet, Criterion
from engine.editing import Drop, Edit, Move, Put, value_of
from engine.editing.changing import where
from engine.examples import Example
from engine.scalars import plain
from engine.trying import UNKNOWN, actuals_of, derived_of
from engine.yaml_tree import Path, Value

ADDING: Mapping[str, Callable[[Pressed], Done]] = {
    "them-tieu-chi": new_rules.new_criterion,
    "them-chi-tieu": new_rules.new_indicator,
    "them-dieu-kien": new_rules.new_condition,
    "them-loai-tru": new_rules.new_veto,
    "them-lam-truoc": new_rules.new_first,
    "them-vi-du": new_rules.new_example,
    "them-vi-du-chung": new_together.new_together,
    "them-dong": new_together.new_row,
    "them-so-lieu": new_together.new_figure,
    "them-ket-qua": new_together.new_result,
    "them-muc-tieu": new_places.new_target,
    "them-bac": new_places.new_goal,
    "them-muc": new_places.new_band,
    "them-cap": new_places.new_level,
    "them-can-cu": new_places.new_document,
    "them-mang": new_places.new_carried,
}
"""The buttons that add something."""
WITH_UNITS: Mapping[str, Callable[[Pressed, Units], Done]] = {
    "them-danh-sach": new_places.new_list,
    "them-don-vi": new_places.new_members,
}


def deed_of(sent: Sent, text: str, units: Units, renamed: tuple[str, str] = ("", "")) -> Done:
    """Return what the button that was pressed means for a text; FaultyError names what is missing.

    ``renamed`` are the old and the new name of the open part, where its id was changed in the same go.
    """
    deed, _, name = sent.one("viec").partition(":")
    old, new = renamed
    rest = new + name.removeprefix(old) if old and (name == old or name.startswith(f"{old}.")) else name
    whole, path = value_of(text), path_of(rest)
    pressed = Pressed(sent, whole, path, name)
    if deed in ADDING:
        return ADDING[deed](pressed)
    if deed in WITH_UNITS:
        return WITH_UNITS[deed](pressed, units)
    deeds: Mapping[str, Callable[[], Done]] = {
        "len": lambda: Done(tuple(_moved(whole, path, -1))),
        "xuong": lambda: Done(tuple(_moved(whole, path, 1))),
        "bo": lambda: Done((retired(whole, path),)),
        "nhan": lambda: Done(tuple(_taken_over(text, path))),
    }
    return deeds.get(deed, Done)()


def _moved(whole: Value, path: Path, by: int) -> Iterator[Edit]:
    holder, found = part_at(whole, path[:-1]), where(whole, path)
    if isinstance(holder, list | dict) and part_at(whole, path) is not None:
        at = found[-1] if isinstance(holder, list) else list(holder).index(str(found[-1]))
        if isinstance(at, int) and 0 <= at + by < len(holder):
            yield Move(path, at + by)


def _taken_over(text: str, path: Path) -> Iterator[Edit]:
    """Write the results that the program computes into an example."""
    whole = value_of(text)
    if path[:1] == ("examples",):
        yield from new_together.results_taken_over(text, whole, path)
        return
    criteria = check(text).criteria
    found = where(whole, path)
    if criteria is None or len(found) != 4:  # noqa: PLR2004 -- criteria, place, examples, place
        raise missing("Ví dụ", "bản nháp còn lỗi khác nên chưa tính được", "sửa các lỗi ấy trước")
    criterion = next((each for each in criteria.criteria if each.id == str(path[1])), None)
    if criterion is None or not isinstance(found[3], int) or found[3] >= len(criterion.examples):
        raise missing("Ví dụ", "không còn trong văn bản", "tải lại trang")
    example = criterion.examples[found[3]]
    verdict, lacking = example_result(criteria, criterion, example)
    yield Put((*path, "verdict"), str(verdict))
    said = part_at(whole, path)
    if lacking:
        yield Put((*path, "shortfall"), dict(lacking))
    elif isinstance(said, Mapping) and "shortfall" in said:
        yield Drop((*path, "shortfall"))
    yield from _figures_taken(criteria, criterion, example, path)


def _figures_taken(criteria: CriteriaSet, criterion: Criterion, example: Example, path: Path) -> Iterator[Edit]:
    """Write the sums and the compared figures that an example names, where they come out otherwise."""
    sums = derived_of(criteria, example)
    for key, total in example.derived.items():
        if sums[key] not in (UNKNOWN, plain(total)):
            yield Put((*path, "derived", key), int(sums[key]))
    compared = actuals_of(criteria, criterion, example) if example.actual else {}
    for key, figure in example.actual.items():
        if compared.get(key, figure) != figure:
            yield Put((*path, "actual", key), compared[key])
