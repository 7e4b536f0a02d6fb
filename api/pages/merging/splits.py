"""Units that were split, as the page shows them: who got a part, what shares stand, what was typed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from api.pages.merging.carried import CarriedLine
from api.pages.unit_family import place_of
from api.store.shares import Entered
from api.workflow.apportioning import Split
from engine.wording.merging import share_words
from engine.wording.numbers import day

EVERY = "mọi chỉ tiêu chưa có phần riêng"


@dataclass(frozen=True, slots=True)
class Heir:
    """A unit that got a part: the name of its field, and what was typed into it."""

    name: str
    link: str
    field: str
    typed: str


@dataclass(frozen=True, slots=True)
class Standing:
    """Shares that stand, of one indicator or of all others."""

    indicator: str
    label: str
    parts: tuple[tuple[str, str], ...]
    reason: str


@dataclass(frozen=True, slots=True)
class SplitView:
    """One unit that was split; ``seen`` is what a change must name."""

    code: str
    name: str
    said: str
    link: str
    heirs: tuple[Heir, ...]
    seen: int
    standing: tuple[Standing, ...]
    may: bool
    typed: Mapping[str, str]
    fault: str


@dataclass(frozen=True, slots=True)
class SplitsPage:
    """Every split unit that may be seen."""

    splits: tuple[SplitView, ...]
    indicators: tuple[tuple[str, str], ...]
    token: str
    done: str
    title: str = "Đơn vị bị chia"
    styles: tuple[str, ...] = ("merging.css",)


@dataclass(frozen=True, slots=True)
class CarriedPage:
    """The figures of a period as they are for a unit of a later map."""

    title: str
    unit: str
    back: str
    period: str
    periods: tuple[str, ...]
    on: str
    lines: tuple[CarriedLine, ...]
    problems: tuple[str, ...]
    styles: tuple[str, ...] = ("merging.css",)


@dataclass(frozen=True, slots=True)
class Shown:
    """What a split unit is shown with: its newest share, whether more may be entered, what was typed."""

    seen: int
    may: bool
    typed: Mapping[str, str]
    fault: str


def split_view(split: Split, mine: Sequence[Entered], labels: Mapping[str, str], shown: Shown) -> SplitView:
    """Lay out a split unit with the shares of it that stand; ``labels`` name indicators."""
    names = {each.key: each.name for each in split.heirs}
    where = [split.old.district_name or "", f"đến hết ngày {day(split.old.last_day)}" if split.old.last_day else ""]
    return SplitView(
        code=split.old.code,
        name=split.old.name,
        said=f"{', '.join(filter(None, where))}; {split.basis}",
        link=place_of(split.old),
        heirs=tuple(
            Heir(each.name, place_of(each), f"phan-{each.code}", shown.typed.get(f"phan-{each.code}", ""))
            for each in split.heirs
        ),
        seen=shown.seen,
        standing=tuple(
            Standing(
                indicator=key,
                label=labels.get(key, key) or EVERY,
                parts=tuple((names[each.new], share_words(each.share)) for each in mine if each.indicator == key),
                reason=next(each.reason for each in mine if each.indicator == key),
            )
            for key in dict.fromkeys(each.indicator for each in mine)
        ),
        may=shown.may,
        typed=shown.typed,
        fault=shown.fault if shown.typed else "",
    )
