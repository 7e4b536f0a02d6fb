"""A set beside the one that it stands on, in sentences: what is carried on, added, missing or looser."""

from __future__ import annotations

from collections.abc import Iterator

from engine.criteria import CriteriaSet
from engine.standing_on import Carried, Standing
from engine.wording.numbers import day
from engine.wording.rules import condition, label


def standing_words(criteria: CriteriaSet, beside: Standing) -> tuple[str, ...]:
    """Say it line by line, the sum first."""
    base, titles = beside.base, {each.id: each.title for each in criteria.criteria}
    head = (
        f"Đứng trên bộ {base.set} có hiệu lực từ {day(base.effective_from)} («{base.title}»): "
        f"mang {len(beside.kept)}/{len(beside.carried)} tiêu chí của bộ ấy, thêm {len(beside.added)} tiêu chí"
    )
    added = "; ".join(f"{key} {titles[key]}" for key in beside.added)
    return (head, *(_carried(base, each) for each in beside.carried), *([f"Thêm: {added}"] if added else []))


def _carried(base: CriteriaSet, each: Carried) -> str:
    if not each.by:
        return f"{each.base.id} {each.base.title}: không có ở bộ này"
    return "; ".join((f"{each.base.id} {each.base.title}: mang ở {', '.join(each.by)}", *_less(base, each)))


def _less(base: CriteriaSet, each: Carried) -> Iterator[str]:
    for leaf in each.missing:
        yield f"không hỏi {', '.join(f'«{label(base, key)}»' for key in leaf.indicators)}"
    for one in each.looser:
        yield f"nhẹ hơn ở {one.criterion}: {one.key} {one.was} thành {one.now}"
    if each.escaped:
        unmet = "; ".join(condition(base, leaf) for leaf in each.escaped)
        yield f"ghép điều kiện nhẹ hơn: có thể đạt ở đây dù không đạt «{unmet}» của bộ ấy"
