"""What the address of a sweep asks for: which bound, from where to where, over which figures; judged, written back."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from urllib.parse import urlencode

from api.pages.choosing import cut
from api.pages.query import period_of
from api.workflow import Board
from engine.criteria import CriteriaSet
from engine.impact import Bound, bounds_of, steps_between, usual_range
from engine.impact.bounds import MOST_STEPS
from engine.wording.numbers import number

BOUND, RULE, FIRST, LAST, STEP = "nguong", "tieu-chi", "tu", "den", "buoc"
PERIOD, DISTRICT, FILE = "ky", "huyen", "ban"
OF = "cho"
"""The bound that the figures of a form were written for: those of another one say nothing of it."""
KEYS = (BOUND, RULE, FIRST, LAST, STEP, PERIOD, DISTRICT, FILE)
_WORDS = {FIRST: "Từ", LAST: "Đến", STEP: "Bước"}
_FIGURE = re.compile(r"[-−]?[0-9]{1,20}([.,][0-9]{1,4})?")


@dataclass(frozen=True, slots=True)
class Asked:
    """A judged query: the bound, its figures in order, and the three that they were made of."""

    bound: Bound
    values: tuple[Decimal, ...]
    figures: tuple[Decimal, Decimal, Decimal]
    period: str
    district: str
    file: str
    faults: tuple[str, ...]

    def field(self, place: int) -> str:
        """Return what stands in the field of the first figure, the last or the step."""
        return number(self.figures[place]).replace(".", "").replace("−", "-")

    def link(self, path: str, **changes: str) -> str:
        """Write the address of this view with some values changed."""
        given = {
            BOUND: str(self.bound.place),
            FIRST: self.field(0),
            LAST: self.field(1),
            STEP: self.field(2),
            PERIOD: self.period,
            DISTRICT: self.district,
            FILE: self.file,
        } | changes
        return f"{path}?{urlencode([(key, given[key]) for key in KEYS if given.get(key)])}"


def read(query: Mapping[str, str], board: Board, districts: Mapping[str, str], file: str) -> Asked | None:
    """Judge a query about a board; None where its set has no bound at all."""
    raw = {key: " ".join(query.get(key, "").split()) for key in (*KEYS, OF)}
    if raw[OF] and raw[OF] != raw[BOUND]:
        raw |= dict.fromkeys(_WORDS, "")
    faults: list[str] = []
    bound = _bound(raw, board.criteria, faults)
    if bound is None:
        return None
    usual = usual_range(board.criteria, bound)
    given = [_figure(raw[key], _WORDS[key], faults) for key in _WORDS]
    first, last, step = (each if each is not None else own for each, own in zip(given, usual, strict=True))
    try:
        values = steps_between(first, last, step)
    except ValueError:
        faults.append(
            f"Khoảng dò phải tăng dần, bước lớn hơn 0 và nhiều nhất {MOST_STEPS} bước; "
            f"đang dò từ {number(usual[0])} đến {number(usual[1])}, bước {number(usual[2])}."
        )
        first, last, step = usual
        values = steps_between(*usual)
    district = raw[DISTRICT]
    if district and district not in districts:
        faults.append(f"Không có huyện «{cut(district)}» trong kỳ đang xem; đang tính mọi huyện.")
        district = ""
    period = period_of(raw[PERIOD], board, faults)
    return Asked(bound, values, (first, last, step), period, district, file, tuple(faults))


def _bound(raw: Mapping[str, str], criteria: CriteriaSet, faults: list[str]) -> Bound | None:
    """Return the bound that is asked for, the first of a criterion where only that is named, else the first of all."""
    every = bounds_of(criteria)
    named = next((each for each in every if str(each.place) == raw[BOUND]), None)
    if named is None and raw[BOUND]:
        faults.append(f"Không có ngưỡng «{cut(raw[BOUND])}» trong bản này. Hãy chọn trong danh sách.")
    of_rule = next((each for each in every if each.place.rule == raw[RULE]), None)
    if named is None and of_rule is None and raw[RULE]:
        faults.append(f"«{cut(raw[RULE])}» không có ngưỡng bằng số để dò. Hãy chọn một ngưỡng trong danh sách.")
    return named or of_rule or next(iter(every), None)


def _figure(raw: str, word: str, faults: list[str]) -> Decimal | None:
    if not raw:
        return None
    if not _FIGURE.fullmatch(raw):
        faults.append(f"{word}: «{cut(raw)}» không phải số. Hãy ghi một số, ví dụ 70 hoặc 2,5.")
        return None
    return Decimal(raw.replace("−", "-").replace(",", "."))
